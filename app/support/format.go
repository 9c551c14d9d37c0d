package support

import (
	"fmt"
	"io"

	"kanzleicode/app/support/table"
)

// Format is a form in which a letter leaves the house as a file. Its name is what the command line calls it.
type Format string

// The formats.
const (
	FormatMail    Format = "eml"     // mail draft, with text and workbook: WriteMail
	FormatXLSX    Format = "xlsx"    // the table alone
	FormatCSV     Format = "csv"     // the table alone, "CSV für Excel"
	FormatCSV1252 Format = "csv1252" // the table alone, for programs that know no Unicode
	FormatPDF     Format = "pdf"     // letter and table, to print
)

// Formats lists every format, the best first.
func Formats() []Format {
	return []Format{FormatMail, FormatXLSX, FormatCSV, FormatCSV1252, FormatPDF}
}

// Ending is what file names of the format end in, with its dot.
func (f Format) Ending() string {
	if f == FormatCSV1252 {
		return ".csv"
	}
	return "." + string(f)
}

// Write writes the letter in a format. A character that a format does not have is a
// *[table.CharacterError]; nothing useful was written then.
func (l *Letter) Write(w io.Writer, f Format) error {
	switch f {
	case FormatMail:
		return l.WriteMail(w)
	case FormatXLSX:
		return l.WriteXLSX(w)
	case FormatCSV:
		return l.WriteCSV(w)
	case FormatCSV1252:
		return l.WriteCSV1252(w, false)
	case FormatPDF:
		return l.WritePDF(w)
	}
	return fmt.Errorf("support: there is no format %q", string(f))
}

// WriteXLSX writes the table as an Excel workbook whose cells are all text.
func (l *Letter) WriteXLSX(w io.Writer) error { return table.WriteXLSX(w, l.sheet()) }

// WriteCSV writes the table as "CSV für Excel": UTF-8 with byte order mark, semicolons, CRLF, no formulas.
func (l *Letter) WriteCSV(w io.Writer) error { return table.WriteCSV(w, l.sheet()) }

// WriteCSV1252 writes the table as CSV in Windows-1252. A character that does not exist there is a
// *[table.CharacterError], or with replace is written without its accents, or as "?".
func (l *Letter) WriteCSV1252(w io.Writer, replace bool) error {
	return table.WriteCSV1252(w, l.sheet(), replace)
}

// TableText is the table for the clipboard: tabs between cells, CRLF between rows, no formulas. Excel and
// LibreOffice paste it as cells.
func (l *Letter) TableText() string { return table.Text(l.sheet()) }

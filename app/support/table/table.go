// Package table writes rows of text as files for a spreadsheet program: XLSX whose cells are all text,
// and CSV as Excel expects it. It knows nothing of what the rows mean.
//
// No cell can become a formula. In XLSX every cell is typed as text. CSV has no types, so there a cell
// that a spreadsheet might calculate is given a leading apostrophe, see [Guard].
package table

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Sheet is one table: a heading for each column, and rows of as many cells.
type Sheet struct {
	Name    string // of the sheet inside the workbook; "" is "Tabelle1"
	Heading []string
	Rows    [][]string
	Created time.Time // stands in the workbook's properties, so that the same table gives the same bytes
}

// Column widths in characters.
const (
	narrowest = 12
	widest    = 60
)

// WriteXLSX writes the table as an Excel workbook: text cells (format "@"), bold heading that stays in
// place when scrolling, columns as wide as their content.
func WriteXLSX(w io.Writer, s Sheet) (err error) {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // removes temporary files, nothing is lost
	const first = "Sheet1"
	if err := f.SetDocProps(docProperties(s.Created)); err != nil {
		return fmt.Errorf("table: workbook properties: %w", err)
	}
	name := sheetName(s.Name)
	if err := f.SetSheetName(first, name); err != nil {
		return fmt.Errorf("table: sheet name: %w", err)
	}
	textFormat := 49 // "@", ECMA-376 part 1, 18.8.30
	text, err := f.NewStyle(&excelize.Style{NumFmt: textFormat, Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return fmt.Errorf("table: style: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: textFormat, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("table: style: %w", err)
	}
	stream, err := f.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("table: %w", err)
	}
	if err := layOut(stream, s, text); err != nil {
		return fmt.Errorf("table: layout: %w", err)
	}
	cells := make([]any, 0, len(s.Heading))
	for i, row := range append([][]string{s.Heading}, s.Rows...) {
		style := text
		if i == 0 {
			style = bold
		}
		cells = cells[:0]
		for _, value := range row {
			cells = append(cells, excelize.Cell{StyleID: style, Value: value})
		}
		corner, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return fmt.Errorf("table: row %d: %w", i+1, err)
		}
		if err := stream.SetRow(corner, cells); err != nil {
			return fmt.Errorf("table: row %d: %w", i+1, err)
		}
	}
	if err := stream.Flush(); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("table: write workbook: %w", err)
	}
	return nil
}

func docProperties(created time.Time) *excelize.DocProperties {
	at := created.UTC().Format(time.RFC3339)
	return &excelize.DocProperties{Creator: "Kanzleicode", LastModifiedBy: "Kanzleicode", Created: at, Modified: at}
}

// layOut sets widths and the frozen heading; the stream wants both before the first row. The text
// format is set for whole columns, so that what a person types below the list stays text too.
func layOut(stream *excelize.StreamWriter, s Sheet, text int) error {
	for i := range s.Heading {
		if err := stream.SetColWidth(i+1, i+1, float64(width(s, i))); err != nil {
			return err
		}
		if err := stream.SetColStyle(i+1, i+1, text); err != nil {
			return err
		}
	}
	return stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
	})
}

func width(s Sheet, column int) int {
	most := utf8.RuneCountInString(s.Heading[column])
	for _, row := range s.Rows {
		if column < len(row) {
			most = max(most, utf8.RuneCountInString(row[column]))
		}
	}
	return min(max(most+2, narrowest), widest)
}

// sheetName obeys Excel: at most 31 characters, none of :\/?*[], no apostrophe at either end.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 31 {
		name = string(runes[:31])
	}
	if name = strings.Trim(name, " '"); name == "" {
		return "Tabelle1"
	}
	return name
}

// Guard puts an apostrophe before a value that a spreadsheet program might take for a formula: one that
// begins with = + - @, a tab, a line break or the full-width forms of the signs (OWASP, "CSV Injection").
// Values that begin with apostrophes and then such a sign get one more, so that Unguard is exact.
func Guard(value string) string {
	if isFormula(strings.TrimLeft(value, "'")) {
		return "'" + value
	}
	return value
}

// Unguard takes away what Guard has put there.
func Unguard(value string) string {
	if rest, ok := strings.CutPrefix(value, "'"); ok && isFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return value
}

func isFormula(value string) bool {
	first, _ := utf8.DecodeRuneInString(value)
	return value != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// Package support writes what leaves the house for the service's support: letters with the list of accounts
// ([Compose]), as mail draft, link, table or PDF, and bare lists. It can reach neither the vault nor the
// Mandate list: what it does not get handed it cannot give away, and there is no place in it for a secret, a
// code, a note or a clerk. A client's name leaves only where [Data].WithClients says so (§ 203 StGB).
//
// The list with client names and notes, for keeping in the house, is written by app/mandate/sheet.
package support

import (
	"io"
	"time"

	"kanzleicode/app/support/table"
)

// Row is what support may see of a Mandat.
type Row struct {
	Number string // Kundennummer: text, leading zeros count
	User   string // Benutzername
	Status string // in the reader's language; stands in bare lists only, not in letters
	Client string // Mandant; stands in letters only, and only with [Data].WithClients
}

// Titles are the words of a bare list, in the reader's language.
type Titles struct {
	Sheet  string // name of the sheet; XLSX only
	Number string
	User   string
	Status string
}

// WriteXLSX writes the rows as an Excel workbook whose cells are all text. created stands in its
// properties; the same input gives the same bytes.
func WriteXLSX(w io.Writer, titles Titles, rows []Row, created time.Time) error {
	return table.WriteXLSX(w, cells(titles, rows, created))
}

// WriteCSV writes the rows as "CSV für Excel": UTF-8 with byte order mark, semicolons, CRLF. A cell that
// a spreadsheet might calculate gets a leading apostrophe.
func WriteCSV(w io.Writer, titles Titles, rows []Row) error {
	return table.WriteCSV(w, cells(titles, rows, time.Time{}))
}

func cells(titles Titles, rows []Row, created time.Time) table.Sheet {
	s := table.Sheet{
		Name:    titles.Sheet,
		Heading: []string{titles.Number, titles.User, titles.Status},
		Rows:    make([][]string, len(rows)),
		Created: created,
	}
	for i, row := range rows {
		s.Rows[i] = []string{row.Number, row.User, row.Status}
	}
	return s
}

package sheet

import (
	"io"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/support/table"
)

// Titles are the words of a full list, in the reader's language.
type Titles struct {
	Sheet  string // name of the sheet; XLSX only
	Number string
	User   string
	Client string
	Clerk  string
	Mail   string
	Status string
	Note   string
	Word   func(mandate.Status) string // a status in the reader's language
	YesNo  func(mandate.Mail) string   // whether the central e-mail address is stored, likewise; "" if unknown
}

// WriteXLSX writes the full list, with client names and notes, as an Excel workbook of text cells. It
// is for keeping in the house: what leaves for support is written by app/support. [Read] reads it back.
func WriteXLSX(w io.Writer, titles Titles, list []mandate.Mandate, created time.Time) error {
	return table.WriteXLSX(w, full(titles, list, created))
}

// WriteCSV writes the full list, with client names and notes, as "CSV für Excel". [Read] reads it back.
func WriteCSV(w io.Writer, titles Titles, list []mandate.Mandate) error {
	return table.WriteCSV(w, full(titles, list, time.Time{}))
}

func full(titles Titles, list []mandate.Mandate, created time.Time) table.Sheet {
	s := table.Sheet{
		Name:    titles.Sheet,
		Heading: []string{titles.Number, titles.User, titles.Client, titles.Clerk, titles.Mail, titles.Status, titles.Note},
		Rows:    make([][]string, len(list)),
		Created: created,
	}
	for i, m := range list {
		s.Rows[i] = []string{m.Number, m.User, m.Client, m.Clerk, titles.YesNo(m.Mail), titles.Word(m.Status), m.Note}
	}
	return s
}

package support

import (
	"io"
	"strings"

	"kanzleicode/app/support/page"
)

// WritePDF writes the letter on pages to print: letterhead, date, subject, text, and the table where the text has
// it, its titles on every page. A character that the font does not have is a *[table.CharacterError].
func (l *Letter) WritePDF(w io.Writer) error {
	return page.Write(w, page.Document{
		Letterhead: l.Letterhead(),
		Date:       l.words.day,
		Title:      l.Subject,
		Blocks:     []page.Block{{Text: l.before}, {Titles: l.Table.Titles, Rows: l.Table.Rows}, {Text: l.after}},
		Foot:       l.words.page,
		Language:   l.words.language,
		Created:    l.Date,
	})
}

// Letterhead are the lines at the top of the PDF: the firm, and how to reach it.
func (l *Letter) Letterhead() []string {
	var lines []string
	if l.Sender.Name != "" {
		lines = append(lines, oneLine(l.Sender.Name))
	}
	var parts []string
	for _, part := range []struct{ text, value string }{
		{l.words.customerNumber, l.Sender.CustomerNumber}, {"{value}", l.Sender.Contact}, {l.words.phone, l.Sender.Phone}, {l.words.email, l.Sender.Email},
	} {
		if part.value != "" {
			parts = append(parts, strings.ReplaceAll(part.text, "{value}", oneLine(part.value)))
		}
	}
	if len(parts) > 0 {
		lines = append(lines, strings.Join(parts, " · "))
	}
	return lines
}

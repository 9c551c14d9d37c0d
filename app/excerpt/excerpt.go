// Package excerpt writes what the list holds of one client, for the client (Art. 15 DSGVO): its rows with their
// dates, and what of them went to the service's support, as text and as PDF. It takes plain data and can reach
// neither the vault nor the Mandate list.
package excerpt

import (
	"io"
	"strings"
	"time"

	"kanzleicode/app/support"
	"kanzleicode/app/support/page"
)

// Data are what an excerpt is made of.
type Data struct {
	Client       string // whose data these are
	Sender       support.Sender
	Date         time.Time // of the excerpt
	DeleteMonths int       // how many months after the end rows are deleted; 0 = no period is set
	Rows         []Row
}

// Row is all that the list holds of one account. Empty texts and zero moments are left out.
type Row struct {
	Number, User, Client, Clerk string
	Status, Mail                string // in the reader's language
	Question, Note              string

	Created, Submitted, Confirmed, Ended, Withdrawn time.Time

	Sent []Sent // oldest first
}

// Sent is one submission that had the row.
type Sent struct {
	At         time.Time
	Kind       support.Kind
	WithClient bool // the client's name went too
}

// Excerpt is what a client gets. Make it with [Compose].
type Excerpt struct {
	Title    string
	FileName string // without its ending
	document page.Document
}

// Texts is the catalogue that the words come from: *language.Catalog.
type Texts = support.Texts

// Compose makes an excerpt in the catalogue's language.
func Compose(texts Texts, d Data) *Excerpt {
	day := func(at time.Time) string { return at.Local().Format(texts.Text("date.day")) }
	e := &Excerpt{
		Title:    texts.Text("excerpt.title", "client", oneLine(d.Client)),
		FileName: "Kanzleicode-" + texts.Text("excerpt.file") + "-" + d.Date.Local().Format(time.DateOnly),
	}
	storage := texts.Text("excerpt.storage.never")
	if d.DeleteMonths > 0 {
		storage = texts.Count("excerpt.storage", d.DeleteMonths)
	}
	e.document = page.Document{
		Letterhead: letterhead(d.Sender), Date: day(d.Date), Title: e.Title, Foot: texts.Text("letter.page"), Language: texts.Tag(), Created: d.Date,
		Blocks: []page.Block{{Text: texts.Count("excerpt.lead", len(d.Rows)) + "\n\n" + texts.Text("excerpt.purpose") + "\n" + storage}},
	}
	for _, row := range d.Rows {
		e.document.Blocks = append(e.document.Blocks, page.Block{
			Heading: texts.Text("excerpt.account", "number", oneLine(row.Number), "user", oneLine(row.User)),
			Titles:  []string{texts.Text("excerpt.field"), texts.Text("excerpt.value")},
			Rows:    fields(texts, row, day),
		})
	}
	e.document.Blocks = append(e.document.Blocks, page.Block{Text: texts.Text("excerpt.rest")})
	return e
}

// fields are the lines of one account.
func fields(texts Texts, row Row, day func(time.Time) string) [][]string {
	var lines [][]string
	add := func(key, value string) {
		if value != "" {
			lines = append(lines, []string{texts.Text(key), value})
		}
	}
	for _, f := range []struct{ key, value string }{
		{"mandate.field.number", row.Number}, {"mandate.field.user", row.User}, {"mandate.field.client", row.Client},
		{"mandate.field.clerk", row.Clerk}, {"mandate.field.mail", row.Mail}, {"mandate.field.status", row.Status},
		{"mandate.field.question", row.Question}, {"mandate.field.note", row.Note},
	} {
		add(f.key, f.value)
	}
	for _, f := range []struct {
		key string
		at  time.Time
	}{
		{"excerpt.created", row.Created}, {"excerpt.submitted", row.Submitted}, {"excerpt.confirmed", row.Confirmed},
		{"excerpt.ended", row.Ended}, {"excerpt.withdrawn", row.Withdrawn},
	} {
		if !f.at.IsZero() {
			add(f.key, day(f.at))
		}
	}
	for _, sent := range row.Sent {
		how := "excerpt.sent_on"
		if sent.WithClient {
			how = "excerpt.sent_with"
		}
		add("excerpt.sent", texts.Text(how, "day", day(sent.At), "kind", texts.Text("letter.kind."+string(sent.Kind))))
	}
	return lines
}

// WritePDF writes the excerpt on pages to print. A character that the font does not have is a
// *[table.CharacterError]; [Excerpt.Text] has them all.
func (e *Excerpt) WritePDF(w io.Writer) error { return page.Write(w, e.document) }

// Text is the excerpt as text; lines end in "\n".
func (e *Excerpt) Text() string {
	var out strings.Builder
	d := e.document
	for _, part := range []string{strings.Join(d.Letterhead, "\n"), d.Date, d.Title} {
		if part != "" {
			out.WriteString(part + "\n\n")
		}
	}
	for i, b := range d.Blocks {
		if i > 0 {
			out.WriteByte('\n')
		}
		if b.Heading != "" {
			out.WriteString(b.Heading + "\n")
		}
		if b.Text != "" {
			out.WriteString(b.Text + "\n")
		}
		for _, row := range b.Rows {
			out.WriteString("  " + row[0] + ": " + strings.ReplaceAll(row[1], "\n", "\n    ") + "\n")
		}
	}
	return out.String()
}

func letterhead(s support.Sender) []string {
	var lines []string
	for _, text := range []string{s.Name, s.Contact, s.Phone, s.Email} {
		if text = oneLine(text); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

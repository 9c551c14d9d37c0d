package support

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kanzleicode/app/support/table"
)

// Kind says what a letter asks of support.
type Kind string

// The kinds of letters.
const (
	KindReport   Kind = "report"   // link these accounts to the code of the reference account
	KindWithdraw Kind = "withdraw" // these accounts are no longer ours
	KindReminder Kind = "reminder" // what was sent on SentAt has not been confirmed
	KindAnswer   Kind = "answer"   // to support's question about what was sent on SentAt
	KindHelp     Kind = "help"     // something with the login does not work; without rows
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{KindReport, KindWithdraw, KindReminder, KindAnswer, KindHelp} }

// Sender is the firm as support sees it. Every field may be "".
type Sender struct {
	Name           string // of the firm
	CustomerNumber string // the firm's own number at the service
	Contact        string // the person to ask
	Email          string // of that person
	Phone          string
}

// Account names an account at the service.
type Account struct {
	Number string // Kundennummer
	User   string // Benutzername
}

// Template is a firm's own text for a kind of letter; "" is the built-in one. Names in braces are replaced, see
// [Placeholders]. A line all of whose names are empty is left out.
type Template struct {
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text,omitempty"`
}

// Data is what a letter is made of.
type Data struct {
	Kind        Kind
	To          string // support's address; "" = the person puts it in
	Sender      Sender
	Reference   Account // whose second factor was set up; the rows are to get the same code
	Rows        []Row
	All         bool      // a report of every account, not only of new ones
	Date        time.Time // of the letter
	SentAt      time.Time // of the submission that a reminder or an answer is about
	Question    string    // what support asked, for KindAnswer
	Answer      string    // what the firm says to it, for KindAnswer
	Problem     string    // what does not work, for KindHelp
	WithClients bool      // the clients' names leave the house too
	Template    Template  // the firm's own; the zero one is the built-in one
}

// Letter is exactly what leaves the house: a preview shows its fields, the Write functions write them. Make it
// with [Compose].
type Letter struct {
	Kind     Kind
	To       string // one address; "" = none is known yet
	From     string // the contact's address; "" = the mail program's own
	Sender   Sender
	Subject  string // one line
	Text     string // lines end in "\n"; with the rows where the mail has them
	Table    Table
	Date     time.Time
	FileName string // without its ending, good on every system: "Kanzleicode-Meldung-2026-11-22"

	before, after string // Text around the rows
	words         words
}

// Table is the list of a letter. Without rows there is none.
type Table struct {
	Name   string // of the sheet in a workbook
	Titles []string
	Rows   [][]string
}

// words are what stands on a page beside the letter, in its language.
type words struct {
	day                          string // the date, written out
	customerNumber, phone, email string // lines of the letterhead
	page                         string // "Seite {page} von {pages}"
	language                     string // "de"
}

// Texts is the catalogue that the words come from: *language.Catalog.
type Texts interface {
	Tag() string // "de" or "en"
	Text(key string, args ...any) string
	Count(key string, n int, args ...any) string
}

// Compose makes a letter in the catalogue's language. Errors are *Error.
func Compose(texts Texts, d Data) (*Letter, error) {
	if len(d.Rows) == 0 && d.Kind != KindHelp && d.Kind != KindAnswer {
		return nil, &Error{Reason: ReasonNoRows}
	}
	l := &Letter{Kind: d.Kind, Sender: d.Sender, Date: d.Date, Table: listed(texts, d)}
	var err error
	if l.To, err = address(d.To); err != nil {
		return nil, err
	}
	if l.From, err = address(d.Sender.Email); err != nil {
		return nil, err
	}
	own, built := d.Template, "letter."+string(d.Kind)
	if own.Subject == "" {
		own.Subject = texts.Text(built + ".subject")
	}
	if own.Text == "" {
		own.Text = texts.Text(built + ".text")
	}
	if err := own.Check(); err != nil {
		return nil, err
	}
	values := valuesOf(texts, d)
	l.Subject = strings.TrimRight(oneLine(fill(own.Subject, values)), " –-:,") // what an empty name leaves at the end
	before, after, _ := strings.Cut(lineBreaks(own.Text), "{rows}")
	l.before = strings.TrimRight(fill(before, values), "\n ")
	// An own text may name the rows twice: once is enough.
	l.after = strings.Trim(fill(strings.ReplaceAll(after, "{rows}", ""), values), "\n ")
	l.Text = join(l.before, l.Table.lines(), l.after) + "\n"
	l.FileName = fileName(texts.Text(built+".file"), d.Date)
	l.words = words{
		day: day(texts, d.Date), customerNumber: texts.Text("letter.line.customer_number"),
		phone: texts.Text("letter.line.phone"), email: texts.Text("letter.line.email"), page: texts.Text("letter.page"), language: texts.Tag(),
	}
	return l, nil
}

// listed is the table of a letter, with the columns that may leave.
func listed(texts Texts, d Data) Table {
	t := Table{Name: texts.Text("mandate.sheet"), Titles: []string{texts.Text("mandate.field.number"), texts.Text("mandate.field.user")}}
	if d.WithClients {
		t.Titles = append(t.Titles, texts.Text("mandate.field.client"))
	}
	if d.Kind == KindHelp {
		return t
	}
	for _, row := range d.Rows {
		cells := []string{row.Number, row.User}
		if d.WithClients {
			cells = append(cells, row.Client)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// widest is how far a column is filled up with blanks: one long name is not to push all others away.
const widest = 40

// lines are the rows as lines of a mail: columns under each other in a typewriter's font, and at least two
// blanks apart in any other.
func (t Table) lines() string {
	if len(t.Rows) == 0 {
		return ""
	}
	all := append([][]string{t.Titles}, t.Rows...)
	widths := make([]int, len(t.Titles))
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], min(utf8.RuneCountInString(oneLine(cell)), widest))
		}
	}
	var out strings.Builder
	for n, row := range all {
		if n > 0 {
			out.WriteByte('\n')
		}
		var line strings.Builder
		for i, cell := range row {
			cell = oneLine(cell)
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell))+2))
		}
		out.WriteString(strings.TrimRight(line.String(), " "))
	}
	return out.String()
}

// sheet is the table as a file of cells.
func (l *Letter) sheet() table.Sheet {
	return table.Sheet{Name: l.Table.Name, Heading: l.Table.Titles, Rows: l.Table.Rows, Created: l.Date}
}

// oneLine makes one line of a text: runs of blanks, line breaks and control characters become one blank.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\ufffd"), func(r rune) bool {
		return unicode.IsControl(r) || r == ' ' || r == '\u2028' || r == '\u2029'
	}), " ")
}

// lineBreaks makes "\n" of every kind of line break.
func lineBreaks(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
}

// fileName joins a word and the day.
func fileName(word string, date time.Time) string {
	return "Kanzleicode-" + word + "-" + date.Local().Format(time.DateOnly)
}

func day(texts Texts, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Local().Format(texts.Text("date.day"))
}

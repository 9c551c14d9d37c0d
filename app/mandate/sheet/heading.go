package sheet

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The headings that are understood, as word makes them, the surest first: of two columns the one whose
// heading stands earlier here is taken.
var (
	numberHeadings = []string{
		"kundennummer", "kundennr", "kundenno", "kdnummer", "kdnr", "kundenid", "kundeid", "knr",
		"customernumber", "customerno", "customernr", "customerid", "custno", "mandantennummer",
		"mandantennr", "mandantnummer", "mandantnr", "mandantenid", "mandnr", "mdnr", "clientnumber",
		"clientno", "clientnr", "clientid", "kontonummer", "accountnumber", "accountno", "nummer", "number",
		"nr", "no",
	}
	userHeadings = []string{
		"benutzername", "benutzernamen", "benutzer", "benutzerkennung", "benutzerid", "username",
		"usernames", "user", "userid", "useraccount", "nutzername", "nutzer", "nutzerkennung", "anmeldename",
		"loginname", "login", "loginid", "anwendername", "anwender", "kennung", "zugang", "zugangsname",
	}
	clientHeadings = []string{
		"mandant", "mandantenname", "mandantname", "mandantenbezeichnung", "mandantbezeichnung", "client",
		"clientname", "firma", "firmenname", "unternehmen", "unternehmensname", "kunde", "kundenname",
		"customer", "customername", "company", "companyname", "bezeichnung", "name",
	}
	clerkHeadings = []string{
		"sachbearbeiter", "sachbearbeiterin", "sachbearbeitung", "sachbearbeiterinnen", "sachb", "bearbeiter",
		"bearbeiterin", "betreuer", "betreuerin", "mandatsbetreuer", "zuständig", "zuständiger",
		"zuständigkeit", "verantwortlich", "verantwortlicher", "personincharge", "clerk", "handler",
		"responsible", "caseworker", "accountmanager",
	}
	mailHeadings = []string{
		"zentraleemailhinterlegt", "zentralemailhinterlegt", "emailhinterlegt", "mailhinterlegt",
		"zentraleemailadressehinterlegt", "zentraleemailadresse", "zentraleemail", "zentralemailadresse",
		"zentralemail", "zentraleadresse", "kanzleiemail", "kanzleimail", "emailweg", "centralemailstored",
		"centralmailstored", "centralemailaddress", "centralemail", "centralmail", "emailstored", "mailstored",
	}
	// Under these there are mostly addresses of the client itself, which say nothing of the firm's.
	vagueMailHeadings = []string{"email", "mail", "emailadresse", "mailadresse", "emailaddress"}

	noteHeadings = []string{
		"notiz", "notizen", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "kommentare",
		"hinweis", "hinweise", "note", "notes", "comment", "comments", "remark", "remarks",
	}
	answerHeadings = []string{
		"antwort", "antwortsupport", "antwortdessupports", "rückmeldung", "rückmeldungsupport", "rueckmeldung",
		"ergebnis", "answer", "response", "reply", "result", "verknüpft", "verknuepft", "verknüpftam",
		"verknüpfung", "linked", "linkedon", "erledigt", "erledigtam", "done", "doneon", "bestätigt",
		"bestätigung", "bestätigtam", "bestaetigt", "confirmed", "confirmedon", "eingerichtet", "ok", "status",
		"stand", "bearbeitungsstand", "state",
	}
)

// word makes "Kd.-Nr. (Amainvoice)" to "kdnr": letters and digits only, lower case, nothing in brackets.
func word(heading string) string {
	if before, _, ok := strings.Cut(heading, "("); ok && strings.TrimSpace(before) != "" {
		heading = before
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(heading))
}

// headingLines is how far down the headings are looked for: title lines may stand above.
const headingLines = 30

// found makes a table of lines: the heading is the first line that names number and user, or else the
// first that names one of them.
func found(lines []Line) Table {
	t := Table{Lines: lines, Heading: -1, Columns: noColumns}
	for i, line := range lines[:min(len(lines), headingLines)] {
		columns, twice := match(line.Cells, lines[i+1:])
		both := columns.Number >= 0 && columns.User >= 0
		half := columns.Number >= 0 || columns.User >= 0 || twice != ""
		// A single known word may stand in any title line: two known columns are needed at least.
		if both || half && t.Heading < 0 && (columns.count() > 1 || twice != "") {
			t.Heading, t.Columns, t.twice = i, columns, twice
		}
		if both {
			return t
		}
	}
	if t.Heading < 0 {
		t.Columns = bareColumns(lines)
	}
	return t
}

// match finds the columns of a row of headings. twice is a heading that stands there more than once, so
// that the column for number or user cannot be told.
func match(cells []string, below []Line) (columns Columns, twice string) {
	words := make([]string, len(cells))
	for i, cell := range cells {
		words[i] = word(cell)
	}
	pick := func(known []string) (column int, again bool) {
		for _, name := range known {
			if i := slices.Index(words, name); i >= 0 {
				return i, slices.Contains(words[i+1:], name)
			}
		}
		return -1, false
	}
	columns.Client, _ = pick(clientHeadings)
	columns.Clerk, _ = pick(clerkHeadings)
	columns.Note, _ = pick(noteHeadings)
	columns.Answer, _ = pick(answerHeadings)
	if columns.Mail, _ = pick(mailHeadings); columns.Mail < 0 {
		if i, _ := pick(vagueMailHeadings); i >= 0 && holdsYesNo(below, i) {
			columns.Mail = i
		}
	}
	for _, sure := range []struct {
		column *int
		known  []string
	}{{&columns.Number, numberHeadings}, {&columns.User, userHeadings}} {
		i, again := pick(sure.known)
		if again {
			twice, i = strings.TrimSpace(cells[i]), -1
		}
		*sure.column = i
	}
	return columns, twice
}

// count is how many columns are known. The one of the answer may stand in any list.
func (c Columns) count() int {
	n := 0
	for _, column := range []int{c.Number, c.User, c.Client, c.Clerk, c.Mail, c.Note} {
		if column >= 0 {
			n++
		}
	}
	return n
}

// bareColumns recognises a list without headings. Of exactly two columns the first is a number in every line
// and the second a name. Of more, one column alone must be numbers, and one alone single words that differ
// from line to line, in every line: then it cannot be meant otherwise. Anything else is not guessed.
func bareColumns(lines []Line) Columns {
	width := 0
	for _, line := range lines {
		width = max(width, len(line.Cells))
	}
	var numbers, users []int
	for column := range width {
		switch {
		case all(lines, column, isNumber):
			numbers = append(numbers, column)
		case all(lines, column, isName) && (width == 2 || areUsers(lines, column)):
			users = append(users, column)
		}
	}
	columns := noColumns
	if len(numbers) == 1 && len(users) == 1 && (width > 2 || numbers[0] == 0) {
		columns.Number, columns.User = numbers[0], users[0]
	}
	return columns
}

func all(lines []Line, column int, is func(string) bool) bool {
	for _, line := range lines {
		if !is(line.cell(column)) {
			return false
		}
	}
	return len(lines) > 0
}

// areUsers: two at least, single words, and none twice. Clerks and towns come again sooner or later.
func areUsers(lines []Line, column int) bool {
	seen := make(map[string]bool, len(lines))
	for _, line := range lines {
		cell := line.cell(column)
		if seen[cell] || strings.ContainsFunc(cell, unicode.IsSpace) {
			return false
		}
		seen[cell] = true
	}
	return len(lines) > 1
}

// isNumber: digits, perhaps grouped by signs.
func isNumber(s string) bool {
	return strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, unicode.IsLetter)
}

// isName: a letter in it.
func isName(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

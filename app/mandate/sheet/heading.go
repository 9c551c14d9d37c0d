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
	noteHeadings = []string{
		"notiz", "notizen", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "kommentare",
		"hinweis", "hinweise", "note", "notes", "comment", "comments", "remark", "remarks",
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
		columns, twice := match(line.Cells)
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
	if t.Heading < 0 && isBare(lines) {
		t.Columns.Number, t.Columns.User = 0, 1
	}
	return t
}

// match finds the columns of a row of headings. twice is a heading that stands there more than once, so
// that the column for number or user cannot be told.
func match(cells []string) (columns Columns, twice string) {
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
	columns.Note, _ = pick(noteHeadings)
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

func (c Columns) count() int {
	n := 0
	for _, column := range []int{c.Number, c.User, c.Client, c.Note} {
		if column >= 0 {
			n++
		}
	}
	return n
}

// isBare recognises a list without headings: exactly two columns, the first a number in every line, the
// second a name in every line. Anything else might be meant in several ways and is not guessed.
func isBare(lines []Line) bool {
	for _, line := range lines {
		if len(line.Cells) != 2 || !isNumber(line.Cells[0]) || !isName(line.Cells[1]) {
			return false
		}
	}
	return len(lines) > 0
}

// isNumber: digits, perhaps grouped by signs.
func isNumber(s string) bool {
	return strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, unicode.IsLetter)
}

// isName: a letter in it.
func isName(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

package sheet

import (
	"regexp"
	"strings"
	"unicode"

	"kanzleicode/app/mandate"
)

// Answer is one line of the list that support sends back. Number and User are cleaned as by
// [mandate.Fields.Clean]; Text is what support wrote, with the note beside it.
type Answer struct {
	mandate.Answer
	Problem error // *Error if number or user are not what was entered, such as a date; nil mostly
}

// Answers reads the table as support's answers to a submission, line by line. A list without a column for the
// answer (Columns.Answer) confirms what stands in it; in such a column an empty cell means that there is no
// answer yet, plain words such as "ok", "erledigt" or "verknüpft" confirm, and everything else is a query. A
// note (Columns.Note) goes with the answer and stands for it where there is none. Errors are those of
// [Table.Check].
func (t Table) Answers() ([]Answer, error) {
	// The rules for rows hold here too, with the answer where the client would be.
	asked := t
	asked.Columns.Client, asked.Columns.Clerk, asked.Columns.Mail = t.Columns.Answer, -1, -1
	if asked.Columns.Note == asked.Columns.Answer {
		asked.Columns.Note = -1
	}
	rows, err := asked.Rows()
	if err != nil {
		return nil, err
	}
	dates := t.answersWithDates()
	answers := make([]Answer, 0, len(rows))
	for _, row := range rows {
		fields := row.Clean()
		answer := Answer{mandate.Answer{Line: row.Line, Number: fields.Number, User: fields.User}, row.Problem}
		answer.Text, answer.Verdict = t.judge(row.Client, row.Note, dates)
		answers = append(answers, answer)
	}
	return answers, nil
}

// judge weighs the cell of the answer and the note beside it.
func (t Table) judge(cell, note string, dates bool) (text string, verdict mandate.Verdict) {
	switch {
	case cell == "" && note == "":
		if t.Columns.Answer < 0 && t.Columns.Note < 0 {
			return "", mandate.VerdictConfirmed
		}
		return "", mandate.VerdictNone
	case cell == "", isWaiting(cell) && note != "":
		return note, verdictOf(note, false)
	case note == "":
		return cell, verdictOf(cell, dates)
	}
	verdict = verdictOf(cell, dates)
	if verdict == mandate.VerdictConfirmed && hasTrouble(note) {
		verdict = mandate.VerdictQuery // "ok" beside "Name war falsch geschrieben" is for a person to read
	}
	return cell + " – " + note, verdict
}

// answersWithDates: under "erledigt am" a date says that it is done.
func (t Table) answersWithDates() bool {
	title := word(t.Title(t.Columns.Answer))
	for _, done := range []string{"erledigt", "verknüpft", "verknuepft", "bestätigt", "bestaetigt", "done", "linked", "confirmed"} {
		if strings.HasPrefix(title, done) {
			return true
		}
	}
	return false
}

var (
	confirming = words(`ok o.k okay ja j yes y x 1 wahr true ✓ ✔ ☑ ☒ 👍 erledigt verknüpft verknuepft bestätigt bestaetigt
		eingerichtet hinterlegt aktiv aktiviert freigeschaltet angelegt umgesetzt durchgeführt fertig passt done
		linked confirmed activated active completed complete finished set`)
	// filling may stand beside them and changes nothing.
	filling = words(`ist sind wurde wurden worden ist's am an um uhr seit bereits schon alles erfolgreich mit dem den
		der die das zentralen zentraler code konto zugang und von durch support is are was were has been on at since
		already all everything successfully with the central account and by up`)
	// troubling are for notes beside a confirmation.
	troubling = words(`nein nicht kein keine fehlt fehlen fehlte falsch unbekannt gesperrt fehler ungültig abgelehnt
		inaktiv deaktiviert gelöscht doppelt prüfen bitte no not missing wrong unknown locked error invalid rejected
		inactive deleted duplicate check please`)
	// waiting are the words of our own list, and of a support that has not come to it.
	waiting = words(`neu gemeldet offen ausstehend noch in arbeit bearbeitung new submitted open pending still progress - –`)
	dateOf  = regexp.MustCompile(`^[0-9]{1,4}[./-][0-9]{1,2}[./-]([0-9]{2,4})?(T[0-9:.]+Z?)?$`)
	clock   = regexp.MustCompile(`^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$`)
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// verdictOf understands an answer that is not empty. A confirmation is made of confirming words, and dates and
// filling words beside them; dates alone confirm where the heading says so. Anything else is a query.
func verdictOf(text string, dates bool) mandate.Verdict {
	if isWaiting(text) {
		return mandate.VerdictNone
	}
	if strings.Contains(text, "?") {
		return mandate.VerdictQuery
	}
	confirmed := false
	for _, token := range tokens(text) {
		switch {
		case confirming[token]:
			confirmed = true
		case dateOf.MatchString(token), clock.MatchString(token):
			confirmed = confirmed || dates
		case !filling[token]:
			return mandate.VerdictQuery
		}
	}
	if confirmed {
		return mandate.VerdictConfirmed
	}
	return mandate.VerdictQuery
}

// isWaiting: nothing was answered yet, in so many words.
func isWaiting(text string) bool {
	list := tokens(text)
	for _, token := range list {
		if !waiting[token] {
			return false
		}
	}
	return len(list) > 0
}

// hasTrouble: a note that a confirmation must not hide.
func hasTrouble(text string) bool {
	for _, token := range tokens(text) {
		if troubling[token] {
			return true
		}
	}
	return strings.Contains(text, "?")
}

// tokens are the words of a text in lower case, without the signs around them.
func tokens(text string) []string {
	list := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;!()\"„“", r)
	})
	for i, token := range list {
		if !dateOf.MatchString(token) {
			list[i] = strings.Trim(token, ".:'")
		}
	}
	return list
}

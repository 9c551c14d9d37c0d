package sheet

import (
	"strings"

	"kanzleicode/app/mandate"
)

// yesNo are the words for a central e-mail address that is stored, is not, or is not known to be. Ticks and
// boxes are those of Excel's symbols and of Word's forms.
var yesNo = map[string]mandate.Mail{
	"ja": mandate.MailYes, "j": mandate.MailYes, "yes": mandate.MailYes, "y": mandate.MailYes, "x": mandate.MailYes,
	"1": mandate.MailYes, "wahr": mandate.MailYes, "true": mandate.MailYes, "✓": mandate.MailYes, "✔": mandate.MailYes,
	"☑": mandate.MailYes, "☒": mandate.MailYes, "hinterlegt": mandate.MailYes, "vorhanden": mandate.MailYes,
	"stored": mandate.MailYes, "ok": mandate.MailYes,

	"nein": mandate.MailNo, "n": mandate.MailNo, "no": mandate.MailNo, "0": mandate.MailNo, "falsch": mandate.MailNo,
	"false": mandate.MailNo, "☐": mandate.MailNo, "fehlt": mandate.MailNo, "nicht hinterlegt": mandate.MailNo,
	"nicht vorhanden": mandate.MailNo, "missing": mandate.MailNo, "not stored": mandate.MailNo, "keine": mandate.MailNo,

	"": mandate.MailUnknown, "?": mandate.MailUnknown, "unbekannt": mandate.MailUnknown, "unknown": mandate.MailUnknown,
	"-": mandate.MailUnknown, "–": mandate.MailUnknown, "unklar": mandate.MailUnknown,
}

// mailOf understands a cell; not clear is one that is neither yes nor no. An address in the cell is the one
// that is stored.
func mailOf(cell string) (mail mandate.Mail, clear bool) {
	cell = strings.ToLower(strings.Trim(cell, " .!\u00A0"))
	if mail, clear = yesNo[cell]; clear {
		return mail, true
	}
	if name, domain, at := strings.Cut(cell, "@"); at && name != "" && strings.Contains(domain, ".") {
		return mandate.MailYes, true
	}
	return mandate.MailUnknown, false
}

// holdsYesNo reports whether a column holds nothing but such words, and no addresses.
func holdsYesNo(lines []Line, column int) bool {
	for _, line := range lines {
		cell := line.cell(column)
		if _, clear := mailOf(cell); !clear || strings.Contains(cell, "@") {
			return false
		}
	}
	return true
}

package mandate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Most characters (Unicode code points) that a field may hold.
const (
	MaxNumber = 64
	MaxUser   = 128
	MaxClient = 200
	MaxClerk  = 100
	MaxNote   = 2000
)

// Clean gives the fields as they are stored: Unicode NFC, without invisible characters, outer blanks
// removed, and inner runs of blanks (tabs, line breaks and non-breaking blanks too) made one blank. The
// note keeps its line breaks.
func (f Fields) Clean() Fields {
	lines := strings.Split(strings.ReplaceAll(f.Note, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = cleanLine(line)
	}
	return Fields{
		Number: cleanLine(f.Number),
		User:   cleanLine(f.User),
		Client: cleanLine(f.Client),
		Clerk:  cleanLine(f.Clerk),
		Mail:   f.Mail,
		Note:   strings.Trim(strings.Join(lines, "\n"), "\n"),
	}
}

func cleanLine(s string) string {
	if isPlain(s) {
		return s
	}
	s = norm.NFC.String(strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, s)) // in this order: an accent may follow a soft hyphen
	return strings.Join(strings.Fields(s), " ")
}

// isPlain spares most cells the work: printable ASCII without outer or double blanks.
func isPlain(s string) bool {
	blank := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return s == "" || !blank
}

// isInvisible: soft hyphen, zero-width characters, direction marks and the byte order mark come along
// when cells are copied from web pages and mails; nobody sees that they make two user names differ.
func isInvisible(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x2060, r == 0xFEFF, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
		r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

// Key is what makes a Mandat unique: Kundennummer and Benutzername without blanks and without regard to
// case (Unicode full case folding: "STRASSE" is "Straße"). Leading zeros count: "00123" is not "123".
// The vault stores a keyed hash of it, so its form is part of the stored format.
func (f Fields) Key() string {
	return keyPart(f.Number) + "\n" + keyPart(f.User)
}

func keyPart(s string) string {
	s = strings.ReplaceAll(cleanLine(s), " ", "")
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return norm.NFC.String(cases.Fold().String(s))
}

// Label is what people call the row: "10012 · mueller".
func (f Fields) Label() string { return f.Number + " · " + f.User }

// Check reports the first thing that is wrong with cleaned fields as an *Error, or nil.
func (f Fields) Check() error {
	switch {
	case f.Number == "":
		return &Error{Reason: ReasonNumberMissing, User: f.User}
	case f.User == "":
		return &Error{Reason: ReasonUserMissing, Number: f.Number}
	}
	for _, field := range [...]struct {
		text             string
		limit            int
		long, unreadable Reason
	}{
		{f.Number, MaxNumber, ReasonNumberTooLong, ReasonNumberUnreadable},
		{f.User, MaxUser, ReasonUserTooLong, ReasonUserUnreadable},
		{f.Client, MaxClient, ReasonClientTooLong, ReasonClientUnreadable},
		{f.Clerk, MaxClerk, ReasonClerkTooLong, ReasonClerkUnreadable},
		{strings.ReplaceAll(f.Note, "\n", ""), MaxNote, ReasonNoteTooLong, ReasonNoteUnreadable},
	} {
		switch {
		case !isReadable(field.text):
			return &Error{Reason: field.unreadable}
		case utf8.RuneCountInString(field.text) > field.limit:
			return &Error{Reason: field.long, Limit: field.limit}
		}
	}
	return nil
}

// isReadable: no control characters, no bytes that are not UTF-8, and no replacement character, which
// stands where a program before us could not read a letter.
func isReadable(s string) bool {
	for _, r := range s {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}

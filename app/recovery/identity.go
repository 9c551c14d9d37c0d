// Package recovery is the recovery sheet (Wiederherstellungsblatt): a printed page with a key that opens the
// vault, and every backup, when nothing else does any more. The key is an age X25519 identity. Kanzleicode
// keeps its public half only, and two short groups of it, by which a person proves that the sheet is there.
package recovery

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"filippo.io/age"
)

// Identity is the secret of a sheet. It never prints.
type Identity struct{ text *string }

// New makes an identity; age takes its randomness from the operating system.
func New() (Identity, error) {
	i, err := age.GenerateX25519Identity()
	if err != nil {
		return Identity{}, fmt.Errorf("recovery: %w", err)
	}
	text := i.String()
	return Identity{&text}, nil
}

// Parse reads an identity as people type it or a scanner gives it: in groups, in lower case, with spaces, line
// breaks or dashes between. Its own check sum finds every mistake of up to four letters. Errors are *Error.
func Parse(text string) (Identity, error) {
	text = strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n', '\u00a0', '-', '–', '—', '·':
			return -1
		}
		return r
	}, text))
	body, ok := strings.CutPrefix(text, strings.ReplaceAll(prefix, "-", ""))
	if !ok {
		body = text // typed without what every sheet begins with
	}
	whole := prefix + body
	if _, err := age.ParseX25519Identity(whole); err != nil {
		return Identity{}, &Error{Reason: ReasonMistyped} // age's error quotes the key
	}
	return Identity{&whole}, nil
}

// prefix is how every age X25519 identity begins.
const prefix = "AGE-SECRET-KEY-1"

// groupLength is how many letters stand together on the sheet.
const groupLength = 4

// Reveal is the identity as age reads it: "AGE-SECRET-KEY-1…", 74 letters.
func (i Identity) Reveal() string {
	if i.text == nil {
		return ""
	}
	return *i.text
}

// Groups are the letters after "AGE-SECRET-KEY-1" as they are printed: 14 groups of four, and one of two.
func (i Identity) Groups() []string {
	var groups []string
	for rest := strings.TrimPrefix(i.Reveal(), prefix); rest != ""; {
		n := min(groupLength, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return groups
}

// Recipient is the public half, "age1…".
func (i Identity) Recipient() string {
	parsed, err := age.ParseX25519Identity(i.Reveal())
	if err != nil {
		return "" // the zero Identity
	}
	return parsed.Recipient().String()
}

// Format writes "•••" for every verb.
func (Identity) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "•••") }

// MarshalText gives "•••".
func (Identity) MarshalText() ([]byte, error) { return []byte("•••"), nil }

// LogValue gives "•••" to log/slog.
func (Identity) LogValue() slog.Value { return slog.StringValue("•••") }

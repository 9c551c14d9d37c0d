package support

import (
	"strings"
	"unicode"
)

// Words are what a person may change of a letter before it leaves.
type Words struct {
	To      string // one address; "" = none
	Subject string
	Text    string // lines end in "\n"; one of them is the mark in whose place the list stands
}

// Words gives the words of a letter. mark is a line that stands for the list, in the reader's language, such as
// "[list of 12 accounts]"; a letter without rows has none.
func (l *Letter) Words(mark string) Words {
	parts := []string{l.before, mark, l.after}
	if len(l.Table.Rows) == 0 {
		parts[1] = ""
	}
	return Words{To: l.To, Subject: l.Subject, Text: join(parts...)}
}

// With is the letter with other words. Where their text has no mark, or had none, the list stands in the attachment
// and in files alone. An address that is none is ReasonAddress.
func (l *Letter) With(w Words, mark string) (*Letter, error) {
	other := *l
	var err error
	if other.To, err = address(w.To); err != nil {
		return nil, err
	}
	other.Subject = oneLine(w.Subject)
	before, after, marked := strings.Cut(readable(w.Text), mark)
	list := ""
	if marked && mark != "" {
		list = l.Table.lines()
	}
	other.before, other.after = strings.TrimRight(before, "\n "), strings.Trim(after, "\n ")
	other.Text = join(other.before, list, other.after) + "\n"
	return &other, nil
}

// join puts a blank line between parts, and leaves out the empty ones.
func join(parts ...string) string {
	var all []string
	for _, part := range parts {
		if part != "" {
			all = append(all, part)
		}
	}
	return strings.Join(all, "\n\n")
}

// readable leaves of a text what a person sees of it: line breaks, and nothing else that steers a printer.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r != '\n' && unicode.IsControl(r):
			return -1
		}
		return r
	}, lineBreaks(strings.ToValidUTF8(text, "\ufffd")))
}

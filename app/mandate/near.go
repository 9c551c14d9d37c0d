package mandate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shape is what a person sees of a row at a glance: rows of one shape, but of different keys, are easily taken for
// each other, or are one account that was typed in two ways. Letters that look alike are one (0 and O, 1 and l, the
// Cyrillic а, UTS #39 calls them confusables), umlauts are their two-letter spellings, accents and signs are gone.
func (f Fields) shape() string {
	return shapePart(strings.TrimLeft(keyPart(f.Number), "0")) + "\n" + shapePart(keyPart(f.User))
}

func shapePart(s string) string {
	if !isASCII(s) {
		s = norm.NFKD.String(alike.Replace(s))
	}
	letters := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r >= utf8.RuneSelf:
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				letters = utf8.AppendRune(letters, r)
			}
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			letters = append(letters, byte(r))
		}
	}
	return looks(letters)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// alike are spellings of a letter, in the lower case of keys.
var alike = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "œ", "oe", "ø", "oe",
	// Cyrillic and Greek letters that look like Latin ones.
	"а", "a", "в", "b", "с", "c", "е", "e", "һ", "h", "і", "i", "ј", "j", "к", "k", "м", "m", "о", "o", "р", "p",
	"ѕ", "s", "т", "t", "х", "x", "у", "y", "ԁ", "d", "ԛ", "q", "ԝ", "w", "ɡ", "g", "ı", "i",
	"α", "a", "ε", "e", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "τ", "t", "υ", "u", "χ", "x",
)

// looks makes one of letters and digits that print looks the same in. It writes over what it is given.
func looks(letters []byte) string {
	seen := letters[:0]
	for i := 0; i < len(letters); i++ {
		pair := ""
		if i+1 < len(letters) {
			pair = string(letters[i : i+2])
		}
		switch pair {
		case "rn":
			seen = append(seen, 'm')
			i++
			continue
		case "vv":
			seen = append(seen, 'w')
			i++
			continue
		case "cl":
			seen = append(seen, 'd')
			i++
			continue
		}
		switch c := letters[i]; c {
		case '0':
			seen = append(seen, 'o')
		case '1', 'i':
			seen = append(seen, 'l')
		case '5':
			seen = append(seen, 's')
		default:
			seen = append(seen, c)
		}
	}
	return string(seen)
}

// near finds rows that look like others.
type near struct {
	listed map[string][]*Mandate
	lines  map[string][]*Item
}

func newNear(list []Mandate) *near {
	n := &near{listed: make(map[string][]*Mandate, len(list)), lines: map[string][]*Item{}}
	for i := range list {
		shape := list[i].shape()
		n.listed[shape] = append(n.listed[shape], &list[i])
	}
	return n
}

// warning is for a row that the list does not have yet; lines that came before it count too. Rows that differ
// only in zeros before the number have a warning of their own.
func (n *near) warning(item *Item) error {
	shape := item.shape()
	for _, m := range n.listed[shape] {
		if !onlyZerosDiffer(m.Fields, item.Fields) {
			return &Error{Reason: ReasonNearListed, Number: item.Number, User: item.User, Known: m.Label()}
		}
	}
	for _, line := range n.lines[shape] {
		if !onlyZerosDiffer(line.Fields, item.Fields) {
			return &Error{Reason: ReasonNearLine, Number: item.Number, User: item.User, Known: line.Label(), Line: line.Line}
		}
	}
	return nil
}

// remember makes a row one of the lines before.
func (n *near) remember(item *Item) {
	shape := item.shape()
	n.lines[shape] = append(n.lines[shape], item)
}

func onlyZerosDiffer(a, b Fields) bool {
	x, y := keyPart(a.Number), keyPart(b.Number)
	return x != y && strings.TrimLeft(x, "0") == strings.TrimLeft(y, "0") && keyPart(a.User) == keyPart(b.User)
}

// Near gives the row of a list that looks like the fields without being it; nil if there is none. It is for a
// form, where a person is asked before the row is stored.
func Near(list []Mandate, fields Fields) *Mandate {
	fields = fields.Clean()
	key, shape := fields.Key(), fields.shape()
	for i := range list {
		if list[i].Key() != key && list[i].shape() == shape {
			return &list[i]
		}
	}
	return nil
}

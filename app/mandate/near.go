package mandate

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// shape is what a person sees of a row at a glance: rows of one shape, but of different keys, are easily taken for
// each other, or are one account that was typed in two ways. Letters that look alike are one (0 and O, 1 and l, the
// Cyrillic а, UTS #39 calls them confusables), umlauts are their two-letter spellings, accents and signs are gone.
func (f Fields) shape() string {
	return shapePart(strings.TrimLeft(keyPart(f.Number), "0")) + "\n" + shapePart(keyPart(f.User))
}

func shapePart(s string) string {
	var b strings.Builder
	for _, r := range alike.Replace(s) {
		switch {
		case r < unicode.MaxASCII:
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
		default:
			for _, plain := range norm.NFKD.String(string(r)) {
				if unicode.IsLetter(plain) || unicode.IsDigit(plain) {
					b.WriteRune(plain)
				}
			}
		}
	}
	return looks.Replace(b.String())
}

// alike are spellings of a letter, in the lower case of keys.
var alike = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "œ", "oe", "ø", "oe",
	// Cyrillic and Greek letters that look like Latin ones.
	"а", "a", "в", "b", "с", "c", "е", "e", "һ", "h", "і", "i", "ј", "j", "к", "k", "м", "m", "о", "o", "р", "p",
	"ѕ", "s", "т", "t", "х", "x", "у", "y", "ԁ", "d", "ԛ", "q", "ԝ", "w", "ɡ", "g", "ı", "i",
	"α", "a", "ε", "e", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "τ", "t", "υ", "u", "χ", "x",
)

// looks are letters and digits that print looks the same in.
var looks = strings.NewReplacer("0", "o", "1", "l", "i", "l", "rn", "m", "vv", "w", "cl", "d", "5", "s")

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

package page

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"kanzleicode/app/support/table"
)

// has tells which characters the font has. Both weights have the same.
var has = sync.OnceValues(func() (func(rune) bool, error) {
	font, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	return func(r rune) bool {
		var buffer sfnt.Buffer
		glyph, err := font.GlyphIndex(&buffer, r)
		return err == nil && glyph != 0
	}, nil
})

// shown is a line of text as the page has it: accents on their letters, blanks and hyphens that only differ in
// where they may be broken as plain ones, and no control characters.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u2007', '\u202f':
			return '\u00a0'
		case '\u2010', '\u2011':
			return '-'
		case '\t':
			return ' '
		case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
			return -1 // they show nothing
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, norm.NFC.String(text))
}

// lines are the lines of a text.
func lines(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range all {
		all[i] = shown(line)
	}
	return all
}

// check finds the first character that the font does not have.
func check(d *Document) error {
	known, err := has()
	if err != nil {
		return err
	}
	seen := map[rune]bool{}
	bad := func(texts ...string) rune {
		for _, text := range texts {
			for _, line := range lines(text) {
				for _, r := range line {
					ok, before := seen[r]
					if !before {
						ok = known(r)
						seen[r] = ok
					}
					if !ok {
						return r
					}
				}
			}
		}
		return 0
	}
	if r := bad(append([]string{d.Date, d.Title, d.Foot}, d.Letterhead...)...); r != 0 {
		return &table.CharacterError{Char: r}
	}
	for _, b := range d.Blocks {
		if r := bad(append([]string{b.Heading, b.Text}, b.Titles...)...); r != 0 {
			return &table.CharacterError{Char: r}
		}
		for i, row := range b.Rows {
			if r := bad(row...); r != 0 {
				return &table.CharacterError{Row: i + 1, Label: row[0], Char: r}
			}
		}
	}
	return nil
}

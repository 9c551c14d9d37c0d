package manual

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Section is a part of the manual that can be gone to: a chapter, or what stands below one of its headings.
type Section struct {
	ID      string
	Title   string
	Chapter int // place in Chapters
	text    string
}

// Sections lists every part of the manual in its order.
func (m *Manual) Sections() (all []Section) {
	for i, chapter := range m.Chapters {
		all = append(all, Section{ID: chapter.ID, Title: chapter.Title, Chapter: i, text: chapter.Title})
		for _, block := range chapter.Blocks {
			if heading, ok := block.(Heading); ok {
				all = append(all, Section{ID: heading.ID, Title: heading.Text, Chapter: i})
			}
			all[len(all)-1].text += " " + block.plain()
		}
	}
	for i := range all {
		all[i].text = folded(all[i].text)
	}
	return all
}

// Search gives the sections in which every word of a search stands, those first that are likelier meant: words of a
// title before words of the text, beginnings of words before their middles, so that "pin" is not first of all
// "shipping", and then what has them most often as whole words. Upper and lower case are the same, and so are ä and
// ae, ß and ss. An empty search gives all of them.
func Search(sections []Section, search string) []Section {
	words := strings.Fields(folded(search))
	type hit struct {
		section         Section
		distance, often int
	}
	var hits []hit
	for _, section := range sections {
		if distance, all := section.distance(words); all {
			often := 0
			for _, word := range words {
				_, whole := places(section.text, word)
				often += whole
			}
			hits = append(hits, hit{section, distance, often})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(a.distance-b.distance, b.often-a.often) })
	found := make([]Section, len(hits))
	for i, hit := range hits {
		found[i] = hit.section
	}
	return found
}

// distance says how far the words are from what the section is about, and whether all of them stand in it.
func (s *Section) distance(words []string) (distance int, all bool) {
	title := folded(s.Title)
	for _, word := range words {
		switch {
		case begins(title, word):
		case strings.Contains(title, word):
			distance++
		case begins(s.text, word):
			distance += 2
		case strings.Contains(s.text, word):
			distance += 3
		default:
			return 0, false
		}
	}
	return distance, true
}

// begins reports whether a word of the text begins with letters.
func begins(text, letters string) bool { starts, _ := places(text, letters); return starts > 0 }

// places counts how often letters begin a word of the text, and how often they are all of it.
func places(text, letters string) (starts, whole int) {
	for at := 0; ; {
		next := strings.Index(text[at:], letters)
		if next < 0 {
			return starts, whole
		}
		at += next
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		at += len(letters)
		after, _ := utf8.DecodeRuneInString(text[at:])
		if !isWord(before) {
			starts++
			if !isWord(after) {
				whole++
			}
		}
	}
}

var spelling = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")

func folded(text string) string { return spelling.Replace(strings.ToLower(text)) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (h Heading) plain() string { return h.Text }

func (p Paragraph) plain() string {
	var all strings.Builder
	for _, span := range p.Spans {
		all.WriteString(span.Text)
	}
	return all.String()
}

func (l List) plain() string {
	var all []string
	for _, item := range l.Items {
		for _, block := range item {
			all = append(all, block.plain())
		}
	}
	return strings.Join(all, " ")
}

func (t Table) plain() string {
	var all []string
	for _, row := range append([][]Paragraph{t.Head}, t.Rows...) {
		for _, cell := range row {
			all = append(all, cell.plain())
		}
	}
	return strings.Join(all, " ")
}

func (p Picture) plain() string { return p.Text }

func (l Listing) plain() string { return l.Text }

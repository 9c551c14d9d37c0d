package manual

import (
	"strings"
	"unicode"
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

// Holds reports whether every word of a search stands in the section; upper and lower case
// are the same, and so are ä and ae, ß and ss.
func (s *Section) Holds(search string) bool {
	for _, word := range strings.Fields(folded(search)) {
		if !strings.Contains(s.text, word) {
			return false
		}
	}
	return true
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

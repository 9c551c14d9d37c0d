package manual_test

import (
	"bytes"
	"image"
	_ "image/png"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"kanzleicode/app/manual"
)

func read(t *testing.T, text string) *manual.Manual {
	t.Helper()
	m, err := manual.Read(fstest.MapFS{"docs/m.md": {Data: []byte(text)}, "docs/p/a.png": {Data: []byte("png")}}, "docs/m.md")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestReadUnderstandsWhatTheManualIsWrittenWith(t *testing.T) {
	t.Parallel()
	m := read(t, "# The *Title*\n\nBefore\nall.\n\n## Über „A“ und B!\n\nOne **bold** [link **x**](#c) `code` <https://a.de>.\n\n"+
		"1. one\n\n   more\n2. two\n   - inner\n\n### C\n\n![What it shows](p/a.png)\n\n| h | i |\n|---|---|\n| **1** | 2 |\n\n```\na\n b\n```\n\n> quoted\n")
	want := []manual.Chapter{
		{ID: "the-title", Title: "The Title", Blocks: []manual.Block{manual.Paragraph{Spans: []manual.Span{{Text: "Before all."}}}}},
		{ID: "über-a-und-b", Title: "Über „A“ und B!", Blocks: []manual.Block{
			manual.Paragraph{Spans: []manual.Span{
				{Text: "One "}, {Text: "bold", Bold: true}, {Text: " "}, {Text: "link ", Link: "#c"}, {Text: "x", Bold: true, Link: "#c"}, {Text: " "},
				{Text: "code", Code: true}, {Text: " "}, {Text: "https://a.de", Link: "https://a.de"}, {Text: "."},
			}},
			manual.List{Numbered: true, Items: [][]manual.Block{
				{paragraph("one"), paragraph("more")},
				{paragraph("two"), manual.List{Items: [][]manual.Block{{paragraph("inner")}}}},
			}},
			manual.Heading{ID: "c", Text: "C", Level: 3},
			manual.Picture{Path: "p/a.png", Text: "What it shows"},
			manual.Table{Head: []manual.Paragraph{paragraph("h"), paragraph("i")}, Rows: [][]manual.Paragraph{{{Spans: []manual.Span{{Text: "1", Bold: true}}}, paragraph("2")}}},
			manual.Listing{Text: "a\n b"},
			paragraph("quoted"),
		}},
	}
	if m.Title != "The Title" || len(m.Chapters) != len(want) {
		t.Fatalf("%q with %d chapters", m.Title, len(m.Chapters))
	}
	for i := range want {
		if m.Chapters[i].ID != want[i].ID || m.Chapters[i].Title != want[i].Title || len(m.Chapters[i].Blocks) != len(want[i].Blocks) {
			t.Fatalf("chapter %d: %+v", i, m.Chapters[i])
		}
		for j, block := range want[i].Blocks {
			if got := m.Chapters[i].Blocks[j]; !reflect.DeepEqual(got, block) {
				t.Errorf("chapter %d, block %d:\n%+v, want\n%+v", i, j, got, block)
			}
		}
	}
	if data, err := m.Picture("p/a.png"); err != nil || string(data) != "png" {
		t.Errorf("picture: %q, %v", data, err)
	}
	for id, want := range map[string]int{"the-title": 0, "c": 1, "über-a-und-b": 1, "d": -1} {
		if got := m.Find(id); got != want {
			t.Errorf("%s stands in chapter %d, want %d", id, got, want)
		}
	}
}

func paragraph(text string) manual.Paragraph {
	return manual.Paragraph{Spans: []manual.Span{{Text: text}}}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	sections := read(t, "# T\n\n## Süß\n\n- Ein **Schloss**\n\n### Maß\n\n| a | b |\n|---|---|\n| Größe | Zelle |\n\n## Anderes\n\n"+
		"Etwas, verschlossen, an der Schlossallee, wie ein Maßband\n\n## Vorhängeschloss\n").Sections()
	for search, want := range map[string]string{
		"": "T Süß Maß Anderes Vorhängeschloss", "suess": "Süß", "groesse zelle": "Maß", "groesse etwas": "", "anderes": "Anderes",
		"maß":       "Maß Anderes",
		"SCHLOSS":   "Vorhängeschloss Süß Anderes",
		"chloss":    "Vorhängeschloss Süß Anderes",
		"hloss an":  "Anderes",
		"schlossen": "Anderes",
	} {
		var found []string
		for _, s := range manual.Search(sections, search) {
			found = append(found, s.Title)
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%q finds %q, want %q", search, got, want)
		}
	}
}

// TestSearchPrefersWhatIsMeant looks for a short word in the real manuals, which also stands within other words.
func TestSearchPrefersWhatIsMeant(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"de", "en"} {
		document := manual.In(language)
		m, err := manual.Read(os.DirFS("../.."), document.Name)
		if err != nil {
			t.Fatal(err)
		}
		found := manual.Search(m.Sections(), "PIN")
		if len(found) == 0 || m.Chapters[found[0].Chapter].ID != document.Places[manual.Lock] {
			t.Errorf("%s: of what was found the first is %+v", language, found[:min(1, len(found))])
		}
	}
}

// TestTheManuals: every link leads somewhere, every picture is there, and every topic has its chapter.
func TestTheManuals(t *testing.T) {
	t.Parallel()
	files := os.DirFS("../..")
	for _, language := range []string{"de", "en"} {
		document := manual.In(language)
		m, err := manual.Read(files, document.Name)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Chapters) < 10 {
			t.Errorf("%s: %d chapters", language, len(m.Chapters))
		}
		for _, topic := range []manual.Topic{manual.Setup, manual.Code, manual.Display, manual.Mandates, manual.Submissions, manual.History, manual.Safety, manual.Lock, manual.Settings} {
			if m.Find(document.Places[topic]) < 0 {
				t.Errorf("%s: %s has no chapter %q", language, topic, document.Places[topic])
			}
		}
		seen := map[string]bool{}
		for _, s := range m.Sections() {
			if seen[s.ID] {
				t.Errorf("%s: two headings are %q", language, s.ID)
			}
			seen[s.ID] = true
		}
		for _, chapter := range m.Chapters {
			each(chapter.Blocks, func(block manual.Block) { check(t, m, block) })
		}
	}
}

func check(t *testing.T, m *manual.Manual, block manual.Block) {
	t.Helper()
	switch b := block.(type) {
	case manual.Picture:
		data, err := m.Picture(b.Path)
		if err == nil {
			_, _, err = image.DecodeConfig(bytes.NewReader(data))
		}
		if err != nil || b.Text == "" {
			t.Errorf("picture %s (%q): %v", b.Path, b.Text, err)
		}
	case manual.Paragraph:
		for _, span := range b.Spans {
			id, inside := strings.CutPrefix(span.Link, "#")
			if inside && m.Find(id) < 0 || !inside && span.Link != "" && !strings.HasPrefix(span.Link, "https://") {
				t.Errorf("%q leads nowhere: %q", span.Text, span.Link)
			}
		}
	}
}

// each visits every block.
func each(blocks []manual.Block, visit func(manual.Block)) {
	for _, block := range blocks {
		visit(block)
		switch b := block.(type) {
		case manual.List:
			for _, item := range b.Items {
				each(item, visit)
			}
		case manual.Table:
			for _, row := range append([][]manual.Paragraph{b.Head}, b.Rows...) {
				for _, cell := range row {
					visit(cell)
				}
			}
		}
	}
}

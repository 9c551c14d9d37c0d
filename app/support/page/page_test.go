package page

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/goregular"
	"pgregory.net/rapid"

	"kanzleicode/app/support/table"
)

func sheet(t interface{ Helper() }) *pages {
	t.Helper()
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(family, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", goregular.TTF)
	pdf.SetFont(family, "", cellSize)
	return &pages{Fpdf: pdf}
}

// TestWrapLosesNothing: lines are as wide as they may be, and together they are the text.
func TestWrapLosesNothing(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`([a-zäöüßłА-Я]{1,60}[ \n]{0,3}){0,12}`)
	p := sheet(t)
	rapid.Check(t, func(t *rapid.T) {
		value, width := text.Draw(t, "text"), rapid.Float64Range(10, 170).Draw(t, "width")
		var got strings.Builder
		for _, line := range p.wrap(value, width) {
			if p.GetStringWidth(line) > width+0.01 {
				t.Fatalf("%q is wider than %g", line, width)
			}
			got.WriteString(line)
		}
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if letters(got.String()) != letters(value) {
			t.Fatalf("%q became %q", value, got.String())
		}
	})
}

// TestWidths: the columns fill the page exactly, and narrow ones keep what they need.
func TestWidths(t *testing.T) {
	t.Parallel()
	p := sheet(t)
	for _, rows := range [][][]string{
		nil, {{"", ""}}, {{"1", "2"}}, {{"00012", strings.Repeat("breit ", 200)}}, {{strings.Repeat("x", 500), strings.Repeat("y", 300)}},
	} {
		widths, sum := p.widths([]string{"Kundennummer", "Name"}, rows), 0.0
		for _, width := range widths {
			sum += width
			if width < 10 || math.IsNaN(width) {
				t.Errorf("%v", widths)
			}
		}
		if math.Abs(sum-(pageWidth-2*margin)) > 0.01 {
			t.Errorf("together %g: %v", sum, widths)
		}
	}
	if widths := p.widths([]string{"Nr", "Name"}, [][]string{{"00012", strings.Repeat("breit ", 200)}}); widths[0] > 20 {
		t.Errorf("the narrow column has %g mm", widths[0])
	}
}

// TestLongCell: a cell that is higher than a page goes on on the next, under the titles.
func TestLongCell(t *testing.T) {
	t.Parallel()
	var lines []string
	for n := range 200 {
		lines = append(lines, fmt.Sprintf("Zeile-%d", n))
	}
	var out bytes.Buffer
	err := Write(&out, Document{Title: "Lang", Foot: "{page}/{pages}", Created: time.Unix(1e9, 0), Blocks: []Block{
		{Text: "davor"}, {Titles: []string{"A", "Titel"}, Rows: [][]string{{"x", strings.Join(lines, "\r\n")}, {"y", "z"}}}, {Heading: "Kopf", Text: "danach"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("pdftotext is missing; make test installs it")
	}
	command := exec.CommandContext(t.Context(), program, "-enc", "UTF-8", "-", "-")
	command.Stdin = &out
	raw, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(raw), "\f"), "\f")
	words := strings.Fields(string(raw))
	found := 0
	for _, word := range words {
		if word == fmt.Sprintf("Zeile-%d", found) {
			found++
		}
	}
	if found != len(lines) || len(pages) < 4 || !strings.Contains(string(raw), "danach") {
		t.Errorf("%d of %d lines on %d pages", found, len(lines), len(pages))
	}
	for i, page := range pages {
		if strings.Count(page, "Titel") != 1 || !strings.Contains(page, fmt.Sprintf("%d/%d", i+1, len(pages))) {
			t.Errorf("page %d:\n%s", i+1, page)
		}
	}
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	write := func(d Document) error { return Write(&bytes.Buffer{}, d) }
	if err := write(Document{Title: "a\u0308 \u202f \u2011 \u200b \x00 \ufeff\t€ „Ł“", Foot: "{page}"}); err != nil {
		t.Error(err)
	}
	for name, d := range map[string]Document{
		"title": {Title: "漢"}, "letterhead": {Letterhead: []string{"ẞ"}}, "text": {Blocks: []Block{{Text: "a\n😀"}}}, "titles": {Blocks: []Block{{Titles: []string{"漢"}}}},
	} {
		var problem *table.CharacterError
		if err := write(d); !errors.As(err, &problem) || problem.Row != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	var problem *table.CharacterError
	err := write(Document{Blocks: []Block{{Titles: []string{"A", "B"}, Rows: [][]string{{"1", "x"}, {"2", "漢"}}}}})
	if !errors.As(err, &problem) || problem.Row != 2 || problem.Label != "2" || problem.Char != '漢' {
		t.Errorf("%v", err)
	}
}

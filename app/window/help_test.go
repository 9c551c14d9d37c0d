package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/manual"
	"kanzleicode/app/window/widgets"
)

func helpScenes() []scene {
	return []scene{
		{"help", withOne, func(_ testing.TB, r *room) { r.Show(helpPage) }},
		{"help-mandates", withOne, func(_ testing.TB, r *room) { r.Show(mandatesPage); r.key(fyne.KeyF1) }},
		{"help-handover", withOne, func(_ testing.TB, r *room) {
			r.Show(helpPage)
			r.help.Go(map[string]string{"de": "konten-auf-ein-handy-übertragen-und-weitergeben", "en": "moving-accounts-to-a-phone-and-handing-them-on"}[r.services.Texts.Tag()])
		}},
		{"help-display", withOne, func(_ testing.TB, r *room) { r.Show(helpPage); r.help.Open(manual.Display) }},
		{"help-search", withOne, func(_ testing.TB, r *room) { r.Show(helpPage); r.fields()[0].SetText("PIN") }},
		{"help-nothing", withOne, func(_ testing.TB, r *room) { r.Show(helpPage); r.fields()[0].SetText("Rasenmäher") }},
		{"help-keys", withOne, func(_ testing.TB, r *room) { r.ShowKeys() }},
	}
}

func withOne(_ testing.TB, r *room) { one(r) }

// TestF1OpensTheChapterOfThePage: and the manual of the window's language.
func TestF1OpensTheChapterOfThePage(t *testing.T) {
	for tag, chapters := range map[string][]string{
		"de": {"Einrichtung", "Der Code", "Die Mandate", "Melden", "Der Verlauf", "Sicherheit", "Einrichtung", "Einstellungen"},
		"en": {"Setting it up", "The code", "The clients", "Reporting", "The history", "Safety", "Setting it up", "Settings"},
	} {
		for i, title := range chapters {
			r := open(t, tag, false, func(r *room) {
				if i > 0 {
					one(r)
				}
			})
			r.Show(max(0, i-1))
			r.key(fyne.KeyF1)
			if r.current != helpPage {
				t.Fatalf("F1 leads to page %d", r.current)
			}
			if got := r.help.Chapter(); got != title {
				t.Errorf("%s: F1 on page %d opens %q, want %q", tag, i-1, got, title)
			}
			r.sees(t, title)
		}
	}
}

// TestHelpIsSearchedAndRead by mouse and by keyboard.
func TestHelpIsSearchedAndRead(t *testing.T) {
	r := open(t, "de", false, one)
	r.Show(helpPage)
	r.shortcut(ctrl(fyne.KeyF))
	test.Type(r.native.Canvas().Focused(), "fuenf versuche")
	r.sees(t, "Das Fenster sperren")
	r.seesNot(t, "Wege zum Konto")
	r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if r.help.Chapter() != "Das Fenster sperren" {
		t.Errorf("Enter opens %q", r.help.Chapter())
	}
	var reader *widgets.Reader
	links := map[string]*widget.Hyperlink{}
	look := func() {
		r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
			switch o := o.(type) {
			case *widgets.Reader:
				reader = o
			case *widget.Hyperlink:
				links[o.Text] = o
			}
		})
	}
	look()
	r.native.Canvas().Focus(reader)
	for _, press := range []struct {
		name  fyne.KeyName
		moves func(before, after float32) bool
	}{
		{fyne.KeyDown, func(b, a float32) bool { return a > b }},
		{fyne.KeyPageDown, func(b, a float32) bool { return a > b+100 }},
		{fyne.KeyUp, func(b, a float32) bool { return a < b }},
		{fyne.KeyEnd, func(b, a float32) bool { return a > b }},
		{fyne.KeyHome, func(_, a float32) bool { return a == 0 }},
	} {
		before := reader.Offset()
		reader.TypedKey(&fyne.KeyEvent{Name: press.name})
		if after := reader.Offset(); !press.moves(before, after) {
			t.Errorf("%s scrolls from %v to %v", press.name, before, after)
		}
	}
	r.help.Open(manual.Safety)
	look()
	links["Sperre"].OnTapped()
	if r.help.Chapter() != "Das Fenster sperren" {
		t.Errorf("the link leads to %q", r.help.Chapter())
	}
	r.help.Open(manual.Display)
	if r.help.Chapter() != "Der Code" || reader.Offset() == 0 {
		t.Errorf("the section's chapter is %q, scrolled by %v", r.help.Chapter(), reader.Offset())
	}
	test.Type(r.fields()[0], "zzzz")
	r.sees(t, "Dazu steht nichts im Handbuch.")
}

// TestPicturesFitThePage at every width.
func TestPicturesFitThePage(t *testing.T) {
	for _, width := range []float32{900, 1366, 1920} {
		r := open(t, "de", false, one)
		r.native.Resize(fyne.NewSize(width, 700))
		r.Show(helpPage)
		r.help.Open(manual.Mandates)
		pictures := 0
		r.each(func(o fyne.CanvasObject, at fyne.Position, _ bool) {
			if p, ok := o.(*canvas.Image); ok && p.Resource != nil && strings.HasSuffix(p.Resource.Name(), ".png") {
				pictures++
				if at.X+p.Size().Width > width || p.Size().Width < 300 || p.Size().Width > 1120 {
					t.Errorf("at %v a picture of %v lies at %v", width, p.Size(), at)
				}
				if ratio := p.Size().Width / p.Size().Height; ratio < 1.6 || ratio > 1.7 {
					t.Errorf("a picture is drawn out to %v", p.Size())
				}
			}
		})
		if pictures == 0 {
			t.Error("there is no picture")
		}
	}
}

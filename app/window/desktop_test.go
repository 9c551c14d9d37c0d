package window

import (
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"kanzleicode/app/window/setup"
)

// copied makes a clipboard that holds something.
func copied(content setup.Copied, err error) func(*room) {
	return func(r *room) {
		r.desktop.Clipboard = func(context.Context) (setup.Copied, error) { return content, err }
	}
}

func TestPasteFromTheDesktop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		content setup.Copied
		page    int
		scanned []string
	}{
		"a link":                         {setup.Copied{Text: sampleLink, Pictures: [][]byte{{1}}}, codePage, []string{sampleLink}},
		"a picture":                      {setup.Copied{Pictures: [][]byte{{1}}}, codePage, []string{"\x01"}},
		"a picture on the other page":    {setup.Copied{Pictures: [][]byte{{1}}}, mandatesPage, []string{"\x01"}},
		"a file":                         {setup.Copied{Files: []string{file}}, codePage, []string{"a.png"}},
		"two files":                      {setup.Copied{Files: []string{file, file}}, codePage, []string{"a.png", "a.png"}},
		"other text":                     {setup.Copied{Text: "hello"}, codePage, []string{"hello"}},
		"spreadsheet cells for the list": {setup.Copied{Text: "1;a;b", Pictures: [][]byte{{1}}}, mandatesPage, nil},
		"nothing":                        {setup.Copied{}, codePage, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, "de", false, copied(tt.content, nil))
			r.Show(tt.page)
			r.shortcut(&fyne.ShortcutPaste{})
			if !slices.Equal(r.firm.scanned, tt.scanned) {
				t.Errorf("scanned %q, want %q", r.firm.scanned, tt.scanned)
			}
		})
	}
}

func TestPasteFails(t *testing.T) {
	r := open(t, "de", false, copied(setup.Copied{}, errors.New("nothing answers")))
	r.shortcut(&fyne.ShortcutPaste{})
	r.sees(t, "nothing answers")
	missing := open(t, "de", false, copied(setup.Copied{Files: []string{"/nowhere/a.png"}}, nil))
	missing.shortcut(&fyne.ShortcutPaste{})
	missing.sees(t, "a.png")
}

func TestSearchScreen(t *testing.T) {
	var shown []bool
	r := open(t, "de", false, func(r *room) {
		r.firm.found = nil
		r.desktop.Screen = func(context.Context) ([]image.Image, error) {
			shown = append(shown, true)
			return []image.Image{image.NewGray(image.Rect(0, 0, 1, 1)), image.NewGray(image.Rect(0, 0, 1, 1))}, nil
		}
	})
	r.press(t, "window.setup.screen")
	if len(shown) != 1 || !slices.Equal(r.firm.scanned, []string{"2 monitors"}) {
		t.Errorf("%d pictures were taken, scanned %q", len(shown), r.firm.scanned)
	}
}

func TestScreenThatSaysNo(t *testing.T) {
	r := open(t, "de", false, func(r *room) {
		one(r)
		r.desktop.Screen = func(context.Context) ([]image.Image, error) { return nil, errors.New("not allowed") }
	})
	r.press(t, "window.code.add")
	r.press(t, "window.setup.screen")
	r.sees(t, "not allowed")
	if len(r.firm.scanned) != 0 {
		t.Errorf("scanned %q", r.firm.scanned)
	}
}

// TestWithoutScreen: a way that cannot work is not offered.
func TestWithoutScreen(t *testing.T) {
	r := open(t, "de", false, nil)
	r.seesNot(t, r.services.Texts.Text("window.setup.screen"))
}

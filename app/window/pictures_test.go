package window

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"kanzleicode/app/language"
)

// pictures are those of the manual and the README, by the name of their file, and the scene that each shows.
var pictures = map[string]string{
	"code":          "code-one",
	"clock":         "clock-wrong",
	"found":         "found-screen",
	"display":       "display-code",
	"renewal":       "renewal-one-compared",
	"first-start":   "import-welcome",
	"guide":         "guide-proof",
	"mandates":      "mandates-selected",
	"letter":        "letter-report",
	"submissions":   "submissions-typical",
	"history":       "history-calm",
	"safety":        "safety-next",
	"lock":          "lock-code",
	"lock-settings": "lock-settings",
	"settings":      "settings-known",
	"help":          "help-mandates",
}

// inEnglish are those that the English manual shows too, drawn as <name>-en.
var inEnglish = []string{"code", "mandates", "letter", "safety"}

// TestPictures draws the pictures of the documents into the folder that KANZLEICODE_PICTURES names, from sample
// data: make pictures.
func TestPictures(t *testing.T) {
	folder := os.Getenv("KANZLEICODE_PICTURES")
	if folder == "" {
		t.Skip("KANZLEICODE_PICTURES names no folder to draw into")
	}
	all := scenes()
	wantedBy := maps.Clone(pictures)
	for _, name := range inEnglish {
		wantedBy[name+"-en"] = pictures[name]
	}
	for name, wanted := range wantedBy {
		at := slices.IndexFunc(all, func(s scene) bool { return s.name == wanted })
		if at < 0 {
			t.Errorf("there is no scene %s", wanted)
			continue
		}
		t.Run(name, func(t *testing.T) {
			tag := language.German
			if strings.HasSuffix(name, "-en") {
				tag = language.English
			}
			r := stageScene(t, all[at], tag, false, fyne.NewSize(firstWidth, firstHeight))
			r.front().Canvas().(software.WindowlessCanvas).SetScale(1)
			write(t, r.front().Canvas().Capture(), filepath.Join(folder, name+".png"))
		})
	}
}

// TestDocumentsShowThePictures: each is committed and shown, and no document shows another one of the window.
func TestDocumentsShowThePictures(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "docs")
	shown := ""
	for _, document := range []string{"../README.md", "handbuch.md", "manual.md"} {
		text, err := os.ReadFile(filepath.Join(folder, document))
		if err != nil {
			t.Fatal(err)
		}
		shown += string(text)
	}
	names := slices.Collect(maps.Keys(pictures))
	for _, name := range inEnglish {
		names = append(names, name+"-en")
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(folder, "pictures", name+".png")); err != nil {
			t.Error(err)
		}
		if !strings.Contains(shown, "pictures/"+name+".png)") {
			t.Errorf("%s.png is shown nowhere", name)
		}
	}
	committed, err := filepath.Glob(filepath.Join(folder, "pictures", "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range committed {
		name := strings.TrimSuffix(filepath.Base(path), ".png")
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "qr-miss-") {
			t.Errorf("%s is drawn by nothing", path)
		}
	}
}

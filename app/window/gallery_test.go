package window

import (
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"kanzleicode/app/language"
)

// screens are those that every scene is drawn for: the smallest that offices have, a usual one at Windows'
// usual scale, and a large one.
var screens = []struct {
	name          string
	width, height int // pixels
	scale         float32
}{
	{"1366x768", 1366, 768, 1},
	{"1920x1080", 1920, 1080, 1.25},
	{"3840x2160", 3840, 2160, 2},
}

// appearance is one way in which every scene is drawn.
type appearance struct {
	name, tag string
	size      fyne.Size // device-independent pixels
	scale     float32
	dark      bool
}

// allLooks are every screen in both languages, light and dark.
func allLooks() []appearance {
	var all []appearance
	for _, screen := range screens {
		for _, tag := range []string{language.German, language.English} {
			for _, dark := range []bool{false, true} {
				name := fmt.Sprintf("%s-%s-%s", screen.name, tag, map[bool]string{false: "light", true: "dark"}[dark])
				size := fyne.NewSize(float32(screen.width)/screen.scale, float32(screen.height)/screen.scale)
				all = append(all, appearance{name, tag, size, screen.scale, dark})
			}
		}
	}
	return all
}

// stage is a scene in this look.
func (l appearance) stage(t testing.TB, s scene) *room {
	t.Helper()
	r := stageScene(t, s, l.tag, l.dark, l.size)
	r.front().Canvas().(software.WindowlessCanvas).SetScale(l.scale)
	return r
}

// TestScreenshots draws every scene in every look into the folder that KANZLEICODE_SCREENSHOTS names, and beside them
// one sheet per page with all of its scenes: make screenshots. KANZLEICODE_LOOKS chooses the looks whose names contain
// it, KANZLEICODE_SHARE=1/4 every fourth of them from the second on, so that several processes share the work.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("KANZLEICODE_SCREENSHOTS")
	if folder == "" {
		t.Skip("KANZLEICODE_SCREENSHOTS names no folder to draw into")
	}
	share, of := 0, 1
	if text := os.Getenv("KANZLEICODE_SHARE"); text != "" {
		if _, err := fmt.Sscanf(text, "%d/%d", &share, &of); err != nil || of < 1 {
			t.Fatalf("KANZLEICODE_SHARE=%s: %v", text, err)
		}
	}
	wanted := slices.DeleteFunc(allLooks(), func(l appearance) bool { return !strings.Contains(l.name, os.Getenv("KANZLEICODE_LOOKS")) })
	for i, l := range wanted {
		if i%of != share {
			continue
		}
		if err := os.MkdirAll(filepath.Join(folder, l.name), 0o755); err != nil {
			t.Fatal(err)
		}
		sheets := map[string]*contacts{}
		keep := func(t *testing.T, name string, w fyne.Window) {
			picture := w.Canvas().Capture()
			write(t, picture, filepath.Join(folder, l.name, name+".png"))
			page, _, _ := strings.Cut(name, "-")
			if sheets[page] == nil {
				sheets[page] = &contacts{}
			}
			sheets[page].add(name, picture)
		}
		for _, s := range scenes() {
			t.Run(l.name+"/"+s.name, func(t *testing.T) {
				r := l.stage(t, s)
				keep(t, s.name, r.front())
			})
		}
		t.Run(l.name+"/start", func(t *testing.T) {
			app := test.NewTempApp(t)
			app.Settings().SetTheme(look(l.dark))
			for name, w := range startWindows(t, app, language.New(l.tag)) {
				w.Canvas().(software.WindowlessCanvas).SetScale(l.scale)
				keep(t, "start-"+name, w)
			}
		})
		for page, s := range sheets {
			write(t, s.picture(), filepath.Join(folder, fmt.Sprintf("sheet-%s-%s.png", page, l.name)))
		}
	}
}

// write writes a picture; quickly rather than small.
func write(t testing.TB, picture image.Image, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestEveryPageHasScenes: each page of the navigation stands in the table of scenes, under the name that it has in
// the keys of the texts.
func TestEveryPageHasScenes(t *testing.T) {
	all := scenes()
	seen := map[string]bool{}
	for _, s := range all {
		if seen[s.name] {
			t.Errorf("two scenes are called %s", s.name)
		}
		seen[s.name] = true
	}
	r := open(t, language.German, false, nil)
	reached := map[int]bool{}
	for key, label := range catalogue(language.German) {
		name, isPage := strings.CutPrefix(key, "window.nav.")
		if !isPage {
			continue
		}
		test.Tap(r.pressable(t, label))
		page := r.current
		reached[page] = true
		if !slices.ContainsFunc(all, func(s scene) bool {
			of, _, _ := strings.Cut(s.name, "-")
			return of == name && stageScene(t, s, language.German, false, fyne.NewSize(1366, 728)).current == page
		}) {
			t.Errorf("no scene shows the page %q: its name would begin with %q", label, name+"-")
		}
	}
	if len(reached) != len(r.pages) {
		t.Errorf("the navigation leads to %d of %d pages", len(reached), len(r.pages))
	}
}

// contacts is a contact sheet: small pictures side by side, each with its name above it.
type contacts struct {
	names []string
	small []image.Image
}

// A sheet has so many pictures side by side, each so wide, and so much room above each.
const sheetColumns, sheetWidth, sheetGap = 3, 683, 24

func (s *contacts) add(name string, picture image.Image) {
	b := picture.Bounds()
	width := min(sheetWidth, b.Dx())
	small := image.NewRGBA(image.Rect(0, 0, width, b.Dy()*width/b.Dx()))
	xdraw.ApproxBiLinear.Scale(small, small.Rect, picture, b, draw.Src, nil)
	s.names, s.small = append(s.names, name), append(s.small, small)
}

func (s *contacts) picture() image.Image {
	height := 0
	for _, small := range s.small {
		height = max(height, small.Bounds().Dy())
	}
	rows := (len(s.small) + sheetColumns - 1) / sheetColumns
	whole := image.NewRGBA(image.Rect(0, 0, min(sheetColumns, len(s.small))*(sheetWidth+8), rows*(height+sheetGap)))
	draw.Draw(whole, whole.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: whole, Src: image.Black, Face: basicfont.Face7x13}
	for i, small := range s.small {
		at := image.Pt(i%sheetColumns*(sheetWidth+8), i/sheetColumns*(height+sheetGap))
		pen.Dot = fixed.P(at.X, at.Y+16)
		pen.DrawString(s.names[i])
		draw.Draw(whole, small.Bounds().Add(at.Add(image.Pt(0, sheetGap))), small, image.Point{}, draw.Src)
	}
	return whole
}

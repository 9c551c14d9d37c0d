package window

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/language"
	"kanzleicode/app/preferences"
	"kanzleicode/app/window/theme"
)

// TestLargeTextsFit walks through every scene with larger texts, on a small laptop's screen. There is room for less, so
// pages and dialogs scroll; but nothing is cut off, and no two texts lie on each other.
func TestLargeTextsFit(t *testing.T) {
	for _, look := range []struct {
		tag     string
		percent int
	}{{language.German, 150}, {language.German, 200}, {language.English, 200}} {
		whole := fixedTexts(language.New(look.tag))
		for _, s := range scenes() {
			if isHeavy(s) {
				continue
			}
			t.Run(look.tag+"/"+strconv.Itoa(look.percent)+"/"+s.name, func(t *testing.T) {
				r := stageLarge(t, s, look.tag, look.percent)
				r.checkFits(t, whole)
			})
		}
	}
}

// stageLarge is a scene with texts of a size, in per cent.
func stageLarge(t testing.TB, s scene, tag string, percent int) *room {
	t.Helper()
	return stageDressed(t, s, tag, look(false).WithTextSize(percent), fyne.NewSize(1366, 728))
}

// stageDressed is a scene in a theme.
func stageDressed(t testing.TB, s scene, tag string, dress *theme.Theme, size fyne.Size) *room {
	t.Helper()
	r := open(t, tag, false, func(r *room) {
		r.app.Settings().SetTheme(dress)
		if s.prepare != nil {
			s.prepare(t, r)
		}
	})
	r.native.Resize(size)
	if s.act != nil {
		s.act(t, r)
		if r.display.Window() != nil {
			r.front().Resize(size)
		}
	}
	return r
}

// TestLargeTextsFitAtTheStart: the windows before the main one hold their texts whole, and fit a small screen.
func TestLargeTextsFitAtTheStart(t *testing.T) {
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		whole := fixedTexts(texts)
		for _, percent := range preferences.TextSizes() {
			app := test.NewTempApp(t)
			app.Settings().SetTheme(look(false).WithTextSize(percent))
			for name, w := range startWindows(t, app, texts) {
				t.Run(tag+"/"+strconv.Itoa(percent)+"/"+name, func(t *testing.T) {
					if size := w.Canvas().Size(); size.Width > 1366 || size.Height > 728 {
						t.Errorf("the window is %v large", size)
					}
					if least, size := w.Content().MinSize(), w.Canvas().Size(); least.Width > size.Width || least.Height > size.Height {
						t.Errorf("the window is %v large and wants %v", size, least)
					}
					checkWindow(t, w, whole)
				})
			}
		}
	}
}

// TestTheNavigationFits: no entry lies on another one, or on what stands at the foot, in a low window or with large texts.
func TestTheNavigationFits(t *testing.T) {
	for percent, height := range map[int]float32{100: 600, 150: 728, 200: 728} {
		r := stageLarge(t, scene{name: "code-one", prepare: func(_ testing.TB, r *room) { one(r) }}, language.German, percent)
		r.native.Resize(fyne.NewSize(900, height))
		end := float32(0)
		for _, name := range append(navigation(), entry{name: "window.lock.button"}) {
			press := r.pressable(t, r.services.Texts.Text(name.name))
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(press)
			if at.Y < end || press.Size().Height < press.MinSize().Height {
				t.Errorf("%d %%: %s begins at %v, the one before ends at %v; it is %v high and needs %v", percent, name.name, at.Y, end, press.Size().Height, press.MinSize().Height)
			}
			end = at.Y + press.Size().Height
		}
		if end > height {
			t.Errorf("%d %%: the navigation ends at %v", percent, end)
		}
	}
}

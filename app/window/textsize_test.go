package window

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"

	"kanzleicode/app/language"
	"kanzleicode/app/window/theme"
)

// TestLargeTextsFit walks through the pages that everybody needs with larger texts, on a small laptop's screen.
func TestLargeTextsFit(t *testing.T) {
	wanted := map[string]bool{
		"code-empty": true, "code-one": true, "code-one-copied": true, "code-two": true, "code-forty": true, "code-six": true, "code-forty-search": true,
		"mandates-empty": true, "mandates-typical": true, "mandates-selected": true,
		"settings": true, "settings-known": true, "settings-language": true, "settings-parts": true, "safety-next": true,
		"guide-start": true, "guide-qr": true, "guide-existing": true, "guide-unreadable": true, "guide-failed": true, "guide-report": true, "guide-confirm": true, "guide-renewed": true, "guide-mail": true, "guide-mail-stored": true,
	}
	for _, tag := range []string{language.German, language.English} {
		whole := fixedTexts(language.New(tag))
		for _, percent := range []int{150, 200} {
			for _, s := range scenes() {
				if !wanted[s.name] {
					continue
				}
				if percent == 200 {
					delete(whole, language.New(tag).Text("window.mandates.select_hint")) // beside five buttons there is no room for it
				}
				t.Run(tag+"/"+strconv.Itoa(percent)+"/"+s.name, func(t *testing.T) {
					r := stageLarge(t, s, tag, percent)
					r.each(func(o fyne.CanvasObject, at fyne.Position, clipped bool) {
						checkFit(t, o, at, clipped, r.native.Canvas().Size(), whole)
					})
				})
			}
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

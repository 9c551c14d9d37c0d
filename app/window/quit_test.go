package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"kanzleicode/app/guard"
)

// quitting is an app that tells when it is to end.
type quitting struct {
	fyne.App
	ended *bool
}

func (q quitting) Quit() { *q.ended = true }

// TestFurtherStartEndsTheProgram: as an installer wants it, also while the window is locked.
func TestFurtherStartEndsTheProgram(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); withPIN(t, guard.Settings{})(r) })
	ended := false
	r.Window.app = quitting{r.Window.app, &ended}
	if !r.take(Errand{Quit: true}) || !ended {
		t.Error("it goes on")
	}
}

// TestKeysThatEndTheProgram: as the close button in the title does, they work also while the window is locked.
func TestKeysThatEndTheProgram(t *testing.T) {
	for _, key := range []fyne.KeyName{fyne.KeyQ, fyne.KeyW} {
		r := open(t, "de", false, func(r *room) { one(r); withPIN(t, guard.Settings{})(r) })
		ended := false
		for i := range r.bound {
			for k := range r.bound[i].Keys {
				if r.bound[i].Keys[k].Name == key {
					r.bound[i].Keys[k].Do = func() { ended = true }
				}
			}
		}
		r.shortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
		if !ended {
			t.Errorf("Ctrl+%s does nothing at a locked window", key)
		}
	}
}

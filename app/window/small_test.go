package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/guard"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/widgets"
)

func smallScenes() []scene {
	opened := func(seconds int, keys ...fyne.KeyName) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) {
			r.key(fyne.KeyF12)
			for _, key := range keys {
				r.onSmall(key)
			}
			r.pass(seconds)
		}
	}
	return []scene{
		{"small", func(_ testing.TB, r *room) { one(r) }, opened(9)},
		{"small-copied", func(_ testing.TB, r *room) { one(r) }, opened(3, fyne.KeyReturn)},
		{"small-late", func(_ testing.TB, r *room) { forty(r); r.firm.accounts = r.firm.accounts[2:4] }, opened(27, fyne.KeyReturn)},
		{"small-eight", func(_ testing.TB, r *room) { forty(r); r.firm.accounts = r.firm.accounts[2:4] }, opened(27, fyne.KeyRight)},
		{"small-empty", nil, opened(1)},
	}
}

// onSmall types a key in the small window.
func (r *room) onSmall(name fyne.KeyName) {
	r.small.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

func TestSmallWindow(t *testing.T) {
	r := open(t, "de", false, one)
	for _, leave := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF12} {
		now := r.firm.Codes(r.now)[0]
		r.key(fyne.KeyF12)
		shown := r.small.Window()
		if shown == nil {
			t.Fatal("F12 opens nothing")
		}
		r.sees(t, "Amainvoice – kanzlei", now.Code.Grouped(), "30", "Ein Klick kopiert den Code.")
		r.seesNot(t, now.Next.Grouped())
		for name, way := range map[string]func(){
			"click":  func() { test.Tap(shown.Content().(fyne.Tappable)) },
			"enter":  func() { r.onSmall(fyne.KeyReturn) },
			"space":  func() { r.onSmall(fyne.KeySpace) },
			"ctrl+c": func() { shown.Canvas().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{}) },
		} {
			r.app.Clipboard().SetContent("")
			if name == "ctrl+c" {
				if _, able := shown.Canvas().(fyne.Shortcutable); !able {
					continue // the test driver's canvas knows no keys; the real window's test presses them
				}
			}
			way()
			if got := r.app.Clipboard().Content(); got != now.Code.Value {
				t.Errorf("%s copies %q", name, got)
			}
		}
		at := r.now.Local().Format("15:04:05")
		r.sees(t, "Benutzt um "+at)
		r.pass(24)
		r.seesNot(t, "gleich neu")
		r.pass(1)
		r.sees(t, "Benutzt um "+at+", gleich neu: "+now.Next.Grouped())
		r.pass(5)
		r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped(), "Ein Klick kopiert den Code.")
		r.pass(25)
		r.sees(t, "Gleich neu: "+r.firm.Codes(r.now)[0].Next.Grouped())
		last := r.firm.Codes(r.now)[0].Code.Grouped()
		r.onSmall(leave)
		if r.small.Window() != nil {
			t.Fatalf("%s does not close it", leave)
		}
		if all := strings.Join(textsOf(shown), " "); strings.Contains(all, last) {
			t.Error("the code is still in the window that was closed")
		}
		r.now = start
		r.tick()
	}
}

func TestSmallWindowGoesOnWhileTheMainOneIsHidden(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF12)
	r.Hide()
	r.pass(30)
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
	r.onSmall(fyne.KeyEscape)
	r.Unhide()
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
}

func TestSmallWindowChoosesTheAccount(t *testing.T) {
	kept := drawer{}
	r := open(t, "de", false, func(r *room) { forty(r); r.memory = kept })
	r.key(fyne.KeyF12)
	r.sees(t, "Zugang 1") // none is named: the first
	r.onSmall(fyne.KeyEscape)
	r.nameFirm(t, "Kanzlei", r.firm.accounts[4].ID)
	r.key(fyne.KeyF12)
	r.sees(t, "Zugang 5")
	r.onSmall(fyne.KeyRight)
	r.sees(t, "Zugang 6")
	r.onSmall(fyne.KeyEscape)
	r.code.OpenMenu(0)
	tapMenu(t, r.native.Canvas().Overlays().Top(), "Kleines Fenster, immer vorn (F12)")
	r.sees(t, "Zugang 1")
	r.onSmall(fyne.KeyLeft)
	r.sees(t, "Zugang 40")
	r.onSmall(fyne.KeyEscape)
	r.key(fyne.KeyF12)
	r.sees(t, "Zugang 40") // remembered
	r.key(fyne.KeyF12)     // in the main window it goes too
	if r.small.Window() != nil {
		t.Error("F12 in the main window does not close it")
	}
	r.key(fyne.KeyF12)
	r.firm.accounts = r.firm.accounts[:39]
	r.tick()
	r.sees(t, "Zugang 5") // the chosen one is gone: the central one
	r.firm.accounts = nil
	r.tick()
	r.sees(t, "Noch kein Konto")
	r.onSmall(fyne.KeyReturn) // copies nothing
}

func TestOneOfDisplayAndSmallWindow(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF12)
	r.key(fyne.KeyF11)
	if r.small.Window() != nil || r.display.Window() == nil {
		t.Error("the small window does not give way to the Anzeige")
	}
	r.openSmall(vault.ID{})
	if r.small.Window() == nil || r.display.Window() != nil {
		t.Error("the Anzeige does not give way to the small window")
	}
}

func TestSmallWindowAndLock(t *testing.T) {
	for name, keeps := range map[string]bool{"the code stays in sight": true, "the lock hides the code": false} {
		t.Run(name, func(t *testing.T) {
			r := open(t, "de", false, withPIN(t, guard.Settings{KeepCode: keeps}))
			code := r.firm.Codes(r.now)[0].Code
			r.key(fyne.KeyF12) // locked as the window starts
			if there := r.small.Window() != nil; there != keeps {
				t.Fatalf("it opens while the window is locked: %v", there)
			}
			r.small.Close()
			r.enterPIN(t, doorPIN)
			r.key(fyne.KeyF12)
			r.sees(t, code.Grouped())
			r.lock.Lock() // no tick: at once
			if has := strings.Contains(strings.Join(textsOf(r.small.Window()), " "), code.Grouped()); has != keeps {
				t.Errorf("the code is there while the window is locked: %v", has)
			}
			if !keeps {
				r.sees(t, "Kanzleicode ist gesperrt")
			}
			r.app.Clipboard().SetContent("")
			r.onSmall(fyne.KeyReturn)
			if copied := r.app.Clipboard().Content() == code.Value; copied != keeps {
				t.Errorf("it copies while the window is locked: %v", copied)
			}
		})
	}
}

func TestSmallWindowTakesNoFocus(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF12)
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if _, able := o.(fyne.Focusable); able {
			t.Errorf("%T takes the keys away", o)
		}
		if d, ok := o.(*widgets.Digits); ok && d.Size().Height < 40 {
			t.Errorf("the digits have %v", d.Size())
		}
	})
	if r.small.Window().Content().(desktop.Cursorable).Cursor() != desktop.PointerCursor {
		t.Error("the mouse does not say that a click does something")
	}
}

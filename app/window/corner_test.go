package window

import (
	"context"
	"testing"

	"kanzleicode/app/guard"
	"kanzleicode/app/preferences"
)

// shelf is a desktop's place for icons.
type shelf struct {
	items []TrayItem
	sets  int
	ended bool
}

func (s *shelf) Set(items []TrayItem) { s.items, s.sets = items, s.sets+1 }
func (s *shelf) End()                 { s.ended = true }

// inTheCorner opens a window that wants an icon, on a desktop that shows them.
func inTheCorner(t testing.TB, wish preferences.Tray, prepare func(*room)) (*room, *shelf) {
	s := &shelf{}
	r := open(t, "de", false, func(r *room) {
		one(r)
		if err := r.wishes.Change(func(p *preferences.Preferences) { p.Tray = wish }); err != nil {
			t.Fatal(err)
		}
		if prepare != nil {
			prepare(r)
		}
		r.tray = Tray{
			Watch: func(context.Context) <-chan bool { return nil },
			Show: func(_ []byte, _ string, items []TrayItem, _ func()) TrayIcon {
				s.items = items
				return s
			},
		}
	})
	r.shelf(true)
	return r, s
}

// shelf lets the place for icons come or go.
func (r *room) shelf(there bool) {
	r.corner.there = there
	r.corner.fit()
}

// closed closes the window and lets the window manager be done with it.
func (r *room) closed() {
	r.close()
	for _, f := range r.timers {
		f()
	}
	r.timers = nil
}

func (r *room) trayCode() string {
	shown := r.firm.Codes(r.now)[0]
	return r.services.Texts.Text("window.tray.code", "name", shown.Account.Name, "code", shown.Code.Grouped(),
		"until", shown.Code.ValidUntil.Local().Format("15:04:05"))
}

func TestTrayMenuChangesOnlyWithTheCode(t *testing.T) {
	r, s := inTheCorner(t, preferences.TrayIcon, nil)
	if got, want := s.items[0].Text, r.trayCode(); got != want {
		t.Fatalf("%q, want %q", got, want)
	}
	before := s.sets
	first := s.items[0].Text
	for range 29 {
		r.pass(1)
	}
	if s.sets != before || s.items[0].Text != first {
		t.Errorf("within one code it was set %d times", s.sets-before)
	}
	asked := r.firm.asked
	r.Hide()
	r.pass(1)
	if got, want := s.items[0].Text, r.trayCode(); got != want || got == first {
		t.Errorf("after the next code %q, want %q", got, want)
	}
	for range 20 {
		r.pass(1)
	}
	if asked = r.firm.asked - asked; asked > 2 { // one of them by this test
		t.Errorf("hidden, codes were computed %d times", asked)
	}
	s.items[1].Do()
	if got := r.app.Clipboard().Content(); got != r.firm.Codes(r.now)[0].Code.Value {
		t.Errorf("copied %q", got)
	}
	s.items[2].Do()
	if r.hidden {
		t.Error("the window is still hidden")
	}
}

func TestTrayMenuOfALockedWindowHasNoCode(t *testing.T) {
	r, s := inTheCorner(t, preferences.TrayClose, func(r *room) { withPIN(t, guard.Settings{KeepCode: true})(r) })
	locked := func() {
		t.Helper()
		if s.items[0].Text != "Kanzleicode ist gesperrt" || !s.items[1].Off || !s.items[3].Off {
			t.Errorf("locked: %q, copy %v", s.items[0].Text, s.items[1].Off)
		}
		s.items[1].Do()
		if got := r.app.Clipboard().Content(); got != "" {
			t.Errorf("locked, %q was copied", got)
		}
	}
	locked()
	r.enterPIN(t, doorPIN)
	r.pass(1)
	if got, want := s.items[0].Text, r.trayCode(); got != want {
		t.Errorf("unlocked: %q, want %q", got, want)
	}
	r.closed()
	s.items[3].Do()
	if !r.hidden || !r.lock.Locked() {
		t.Errorf("after locking from the menu hidden %v, locked %v", r.hidden, r.lock.Locked())
	}
	locked()
}

func TestClosingLeavesTheWindowBehindItsIconOnlyWhereThereIsOne(t *testing.T) {
	r, _ := inTheCorner(t, preferences.TrayClose, nil)
	r.closed()
	if !r.hidden {
		t.Fatal("it was not hidden")
	}
	r.shelf(false)
	if r.hidden {
		t.Error("no icon would bring it back, and it is hidden")
	}
	r.shelf(true)
	if err := r.wishes.Change(func(p *preferences.Preferences) { p.Tray = preferences.TrayIcon }); err != nil {
		t.Fatal(err)
	}
	if r.corner.keeps() {
		t.Error("closing would hide it although that is not wanted")
	}
}

func TestTrayIconGoesWithTheWindow(t *testing.T) {
	r, s := inTheCorner(t, preferences.TrayClose, nil)
	r.native.Close()
	if !s.ended {
		t.Error("it stays")
	}
	s.items = nil
	r.shelf(true) // what the desktop tells a moment later
	if s.items != nil {
		t.Error("it is shown once more")
	}
}

func TestTrayIconThatIsNotWantedAnyMoreSaysNothing(t *testing.T) {
	r, s := inTheCorner(t, preferences.TrayIcon, nil)
	r.Show(settingsPage)
	r.seesNot(t, r.services.Texts.Text("window.settings.tray.next"))
	r.chip(t, "Kein Symbol")
	if s.items[0].Text != "Kanzleicode" || !s.items[1].Off {
		t.Errorf("it says %q", s.items[0].Text)
	}
	r.sees(t, r.services.Texts.Text("window.settings.tray.next"))
	r.shelf(false)
	r.chip(t, "Symbol zeigen")
	r.sees(t, r.services.Texts.Text("window.settings.tray.nowhere"))
}

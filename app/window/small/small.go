// Package small is the small window: one account's code that stays before the windows of other programs, to be copied
// with a click. It is the other size of the Anzeige, and like it a window of its own that goes on while the main
// window is hidden or locked.
//
// Staying on top is asked of the desktop: of an X11 window manager by _NET_WM_STATE_ABOVE (GLFW does so), of Windows by
// HWND_TOPMOST. Wayland knows no such request; under it ours is a window of XWayland, and the compositor decides.
package small

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/keys"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
)

// Service computes the codes of now, in the accounts' order. It is fast and does not block.
type Service interface {
	Codes(now time.Time) []authenticator.Shown
}

// Ways are what the small window has of the main one.
type Ways struct {
	Allowed func() bool                                 // codes may be in sight now
	Central func(ctx context.Context) (vault.ID, error) // the account whose code all Mandate share; may block
	Memory  page.Memory                                 // nil = nothing is remembered
	Doubted func() bool                                 // codes may be refused because of this PC's clock; nil = nothing is known of it
}

// choice is what a person has chosen for the small window on this PC.
type choice struct {
	Account vault.ID `json:"account"` // zero: the central one
}

// choiceName is what the choice is remembered as.
const choiceName = "small"

// Its first size, at 100 % text size.
const firstWidth, firstHeight = 310, 124

// Small is the small window. Its methods are called on the UI goroutine.
type Small struct {
	host    *page.Host
	worker  *page.Worker
	service Service
	ways    Ways

	opening bool
	window  fyne.Window // nil while it is not shown
	face    *face
	choice  choice
	central vault.ID
	copied  copied
	kept    *page.Remembered[choice]
}

// copied is the code that was copied last.
type copied struct {
	account   vault.ID
	at        time.Time
	validFrom time.Time
}

// New makes the small window; [Small.Open] shows it. The worker is one that goes on while the main window is locked.
func New(host *page.Host, worker *page.Worker, service Service, ways Ways) *Small {
	return &Small{host: host, worker: worker, service: service, ways: ways, kept: page.NewRemembered[choice](ways.Memory, choiceName)}
}

// Window is the window, nil while there is none.
func (s *Small) Window() fyne.Window { return s.window }

// Open shows the code of an account; the zero ID means the one that was chosen before, or the central one.
func (s *Small) Open(account vault.ID) {
	if s.window != nil {
		if account != (vault.ID{}) {
			s.choose(account)
		}
		s.window.RequestFocus()
		return
	}
	if s.opening {
		return
	}
	s.opening = true
	type known struct {
		choice  choice
		central vault.ID
	}
	page.Do(s.worker, func(ctx context.Context) (known, error) {
		k := known{choice: s.kept.Recall()}
		var err error
		k.central, err = s.ways.Central(ctx)
		return k, err
	}, func(k known, _ error) { // without the central account the first one is shown
		s.opening, s.choice, s.central, s.copied = false, k.choice, k.central, copied{}
		if account != (vault.ID{}) && account != s.choice.Account {
			s.choose(account)
		}
		s.show()
	})
}

func (s *Small) show() {
	s.face = newFace(s)
	s.window = fyne.CurrentApp().NewWindow(s.host.Texts.Text("window.small.title"))
	if above, able := s.window.(desktop.Window); able {
		above.RequestAlwaysOnTop()
	}
	s.window.SetPadded(false)
	s.window.SetContent(s.face)
	s.bindKeys()
	s.window.SetCloseIntercept(s.Close)
	s.Tick(s.host.Now())
	s.window.Resize(fyne.NewSize(theme.Grown(firstWidth), theme.Grown(firstHeight)))
	s.window.Show()
}

// Close takes the window and the code in it away.
func (s *Small) Close() {
	if s.window == nil {
		return
	}
	s.face.show(view{})
	s.window.SetCloseIntercept(nil)
	s.window.Close()
	s.window, s.face = nil, nil
}

// Tick shows what goes with the clock.
func (s *Small) Tick(now time.Time) {
	if s.window != nil {
		s.face.show(s.view(now))
	}
}

// shown is the account to show with its codes of a moment: the one that was chosen, else the central one, else the
// first; false if there is none, or codes are not to be seen.
func (s *Small) shown(now time.Time) (authenticator.Shown, bool) {
	if !s.ways.Allowed() {
		return authenticator.Shown{}, false
	}
	all := s.service.Codes(now)
	if len(all) == 0 {
		return authenticator.Shown{}, false
	}
	return all[s.at(all)], true
}

func (s *Small) at(all []authenticator.Shown) int {
	for _, wanted := range []vault.ID{s.choice.Account, s.central} {
		if at := slices.IndexFunc(all, func(a authenticator.Shown) bool { return a.Account.ID == wanted }); at >= 0 {
			return at
		}
	}
	return 0
}

// Keys are the keys of the small window.
func (s *Small) Keys() keys.Group {
	return keys.Group{Title: "window.keys.in_small", Keys: []keys.Key{
		{Name: fyne.KeyReturn, Also: []fyne.KeyName{fyne.KeyEnter, fyne.KeySpace}, Does: "window.keys.small.copy", Do: s.copy},
		{Name: fyne.KeyC, With: keys.Control, Does: "window.keys.small.copy", Do: s.copy},
		{Name: fyne.KeyRight, Does: "window.keys.display.next", Do: func() { s.turn(1) }},
		{Name: fyne.KeyLeft, Does: "window.keys.display.previous", Do: func() { s.turn(-1) }},
		{Name: fyne.KeyEscape, Also: []fyne.KeyName{fyne.KeyF12}, Does: "window.keys.small.leave", Do: s.Close},
	}}
}

// bindKeys gives the window its keys.
func (s *Small) bindKeys() {
	group, canvas := s.Keys(), s.window.Canvas()
	for i := range group.Keys {
		for _, shortcut := range group.Keys[i].Shortcuts() {
			canvas.AddShortcut(shortcut, func(fyne.Shortcut) { group.Keys[i].Do() })
		}
	}
	canvas.SetOnTypedKey(func(key *fyne.KeyEvent) {
		if own := group.Find(func(k *keys.Key) bool { return k.Is(key.Name) }); own != nil {
			own.Do()
		}
	})
}

// copy puts the code onto the clipboard and marks it. The code is computed at this moment.
func (s *Small) copy() {
	now := s.host.Now()
	if shown, ok := s.shown(now); ok {
		s.host.Copy(shown.Code.Value)
		s.copied = copied{shown.Account.ID, now, shown.Code.ValidFrom}
		s.Tick(now)
	}
}

// turn shows another account, by a step in the accounts' order.
func (s *Small) turn(step int) {
	if all := s.service.Codes(s.host.Now()); len(all) > 1 {
		s.choose(all[(s.at(all)+step+len(all))%len(all)].Account.ID)
	}
}

// choose shows another account and remembers it.
func (s *Small) choose(account vault.ID) {
	s.choice.Account = account
	s.Tick(s.host.Now())
	s.kept.Keep(s.worker, s.choice)
}

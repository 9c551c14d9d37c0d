package window

import (
	"context"
	"slices"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/preferences"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/display"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
)

// Tray is where the desktop shows programs' icons, beside the clock. Without Watch there is no such place.
type Tray struct {
	// Watch tells whether there is one now: at once, and whenever that changes, until ctx ends.
	Watch func(ctx context.Context) <-chan bool
	// Show shows the icon with its menu, once; pressed is a click on it. It is called on the UI goroutine, and what it is
	// given is called on others.
	Show func(picture []byte, name string, items []TrayItem, pressed func()) TrayIcon
}

// TrayItem is one line of the menu.
type TrayItem struct {
	Text string
	Do   func() // nil = it only says something
	Off  bool   // it cannot be chosen now
}

// TrayIcon is the icon on the screen.
type TrayIcon interface {
	Set(items []TrayItem) // as many as it was shown with
	End()
}

// corner is the program's icon beside the clock. Its menu says one code and until when it holds, which is true for as
// long as it stands there: an open menu changes only with the code. While the window is locked it says none.
type corner struct {
	window  *Window
	there   bool // the desktop shows icons
	ended   bool // the window was closed
	icon    TrayIcon
	central vault.ID
	load    page.Latest
	says    saying
	stale   bool // accounts or settings have changed
}

// saying is what the menu says.
type saying struct {
	on          bool // the icon is wanted
	locked      bool
	account     vault.ID // zero if there is none
	name, code  string
	from, until time.Time
}

// start listens for a place for the icon.
func (c *corner) start(worker *page.Worker) {
	watch := c.window.services.Tray.Watch
	if watch == nil {
		return
	}
	places := watch(worker.Context())
	go func() {
		for there := range places {
			worker.Back(func() {
				c.there = there
				c.fit()
			})
		}
	}()
}

func (c *corner) wish() preferences.Tray { return c.window.services.Preferences.Now().Tray }

// keeps reports whether the icon is there to bring the window back, and is to do so after it was closed.
func (c *corner) keeps() bool {
	return c.there && c.icon != nil && c.wish() == preferences.TrayClose
}

// fit shows the icon where it is wanted, and the window again where no icon would bring it back.
func (c *corner) fit() {
	w := c.window
	if c.ended {
		return
	}
	if c.there && c.icon == nil && c.wish() != preferences.NoTray {
		c.says = c.saying(w.codeTime())
		c.icon = w.services.Tray.Show(theme.Icon().Content(), w.services.Texts.Text("app.name"), c.items(),
			func() { w.host.Worker.Back(func() { w.toFront("") }) })
		c.changed()
	}
	if w.hidden && !c.keeps() {
		w.Unhide()
	}
	c.stale = true
	c.tick(w.codeTime())
	w.settings.Changed()
}

// changed reads again which account is the central one.
func (c *corner) changed() {
	c.stale = true
	if c.icon == nil {
		return
	}
	page.DoLatest(c.window.host.Worker, &c.load, c.window.displaySetting, func(s display.Setting, err error) {
		if err == nil {
			c.central, c.stale = s.Central, true
		}
	})
}

// tick keeps the menu right. In most seconds there is nothing to do.
func (c *corner) tick(now time.Time) {
	if c.icon == nil {
		return
	}
	same := c.window.lock.Locked() == c.says.locked && !c.stale
	if same && (c.says.code == "" || !now.Before(c.says.from) && now.Before(c.says.until)) {
		return
	}
	c.stale = false
	if next := c.saying(now); next != c.says {
		c.says = next
		c.icon.Set(c.items())
	}
}

// saying is what the menu has to say now.
func (c *corner) saying(now time.Time) saying {
	s := saying{on: c.wish() != preferences.NoTray, locked: c.window.lock.Locked()}
	if !s.on || s.locked {
		return s
	}
	all := c.window.services.Accounts.Codes(now)
	if len(all) == 0 {
		return s
	}
	at := max(0, slices.IndexFunc(all, func(one authenticator.Shown) bool { return one.Account.ID == c.central }))
	shown := all[at]
	s.account, s.name, s.code = shown.Account.ID, shown.Account.Name, shown.Code.Grouped()
	s.from, s.until = shown.Code.ValidFrom, shown.Code.ValidUntil
	return s
}

// longName is how much of an account's name the menu shows, in characters.
const longName = 40

// items are the lines of the menu.
func (c *corner) items() []TrayItem {
	w := c.window
	texts, name := w.services.Texts, []rune(c.says.name)
	if len(name) > longName {
		name = append(name[:longName], '…')
	}
	says := texts.Text("window.tray.none")
	switch {
	case c.says.code != "":
		says = texts.Text("window.tray.code", "name", string(name), "code", c.says.code, "until", c.says.until.Add(-w.services.Clock.Shift()).Local().Format("15:04:05"))
	case c.says.locked:
		says = texts.Text("window.tray.locked")
	case !c.says.on:
		says = texts.Text("app.name")
	}
	here := func(f func()) func() { return func() { w.host.Worker.Back(f) } }
	return []TrayItem{
		{Text: says},
		{Text: texts.Text("window.tray.copy"), Do: here(c.copy), Off: c.says.code == ""},
		{Text: texts.Text("window.tray.open"), Do: here(func() { w.toFront("") })},
		{Text: texts.Text("window.tray.lock"), Do: here(c.lock), Off: c.says.locked},
		{Text: texts.Text("window.tray.quit"), Do: here(w.app.Quit)},
	}
}

// copy copies the account's code of now.
func (c *corner) copy() {
	if c.window.lock.Locked() {
		return
	}
	for _, shown := range c.window.services.Accounts.Codes(c.window.codeTime()) {
		if shown.Account.ID == c.says.account {
			c.window.host.Copy(shown.Code.Value)
		}
	}
}

// lock locks the window; without a PIN it offers to set one.
func (c *corner) lock() {
	if !c.window.lock.Active() {
		c.window.toFront("")
	}
	c.window.lock.Press()
	c.tick(c.window.codeTime())
}

// end takes the icon away.
func (c *corner) end() {
	c.ended = true
	if c.icon != nil {
		c.icon.End()
		c.icon = nil
	}
}

// tray is what the settings know of the icon.
func (w *Window) tray() func() (there, shown bool) {
	if w.services.Tray.Watch == nil {
		return nil
	}
	return func() (there, shown bool) { return w.corner.there, w.corner.icon != nil }
}

// grabTime is how long a window manager may hold the keyboard that was told to close the window by a key. A window that is
// hidden meanwhile gets no key any more when it is shown again (GLFW 3.4 on X11 passes over the focus that it gets then).
const grabTime = 250 * time.Millisecond

// close is what closing the window means: it goes to the icon where that is wanted, else the program ends. The end is the
// program's and not the window's: Fyne v2.8.1 would forget about a window that is told to close twice at a time, by Alt+F4
// held down, and leave it on the screen without life.
func (w *Window) close() {
	if w.corner.keeps() {
		w.rememberNow()
		w.clip.after(grabTime, func() {
			if w.corner.keeps() {
				w.Hide()
			}
		})
		return
	}
	w.app.Quit()
}

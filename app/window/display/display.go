// Package display is the Anzeige: one account's code full screen, to be read from across the room. It is a window
// of its own, so that on a second screen it stays while the main window is worked in or locked.
//
// What it shows is computed from the clock at each tick and at each input; nothing counts down by itself. It
// writes a code into the drawing only while that may be in sight, and has nothing that takes the focus: each of
// its actions is a key.
package display

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/code"
	"kanzleicode/app/window/keys"
	"kanzleicode/app/window/page"
)

// Service computes the codes of now, in the accounts' order. It is fast and does not block.
type Service interface {
	Codes(now time.Time) []authenticator.Shown
}

// Setting is what the firm lays down for the Anzeige.
type Setting struct {
	Central vault.ID // the account whose code all Mandate share; zero if it is not known
	Line    string   // the firm's line of text; "" = none
}

// Ways are what the Anzeige has of the window around it.
type Ways struct {
	Allowed func() bool                                // codes may be in sight now
	Setting func(ctx context.Context) (Setting, error) // may block
	Memory  page.Memory                                // nil = nothing is remembered
	// Awake keeps the screen on until ctx ends, and may block; reason is a sentence for people. nil = it goes dark.
	Awake  func(ctx context.Context, reason string) error
	Clock  func() Clock     // how this PC's clock stands; nil = nothing is known of it
	Opened func(alone bool) // it has come up; alone: it covers the only screen
	Left   func()           // it was left
}

// Clock is what there is to say of this PC's clock.
type Clock struct {
	Shift time.Duration // to be added to this PC's time to have the right one
	Text  string        // "" = nothing is to be said
	Wrong bool          // codes may be refused
}

// RevealTime is how long a code that is covered stays in sight after it was asked for.
const RevealTime = 15 * time.Second

// barTime is how long the actions stay in sight after the last movement of the mouse.
const barTime = 8 * time.Second

// choice is what a person has chosen for the Anzeige on this PC.
type choice struct {
	Account   vault.ID `json:"account"` // zero: the central one
	Covered   bool     `json:"covered"` // dots until a click
	Secondary bool     `json:"second_screen"`
}

// choiceName is what the choice is remembered as.
const choiceName = "display"

// Display is the Anzeige. Its methods are called on the UI goroutine.
type Display struct {
	host    *page.Host
	worker  *page.Worker
	service Service
	ways    Ways
	keys    keys.Group

	opening  bool
	window   fyne.Window // nil while it is not shown
	board    *board
	asleep   func() // lets the screen go dark again
	choice   choice
	setting  Setting
	revealed time.Time // when the covered code was asked for
	moved    time.Time // when the mouse moved last
	load     page.Latest
	kept     *page.Remembered[choice]
}

// New makes the Anzeige; [Display.Open] shows it. The worker is one that goes on while the window is locked.
func New(host *page.Host, worker *page.Worker, service Service, ways Ways) *Display {
	d := &Display{host: host, worker: worker, service: service, ways: ways, kept: page.NewRemembered[choice](ways.Memory, choiceName)}
	d.keys = d.Keys()
	return d
}

// Window is the full-screen window, nil while there is none.
func (d *Display) Window() fyne.Window { return d.window }

// Open shows the code of an account; the zero ID means the one that was chosen before, or the central one.
func (d *Display) Open(account vault.ID) {
	if d.window != nil {
		if account != (vault.ID{}) {
			d.choose(func(c *choice) { c.Account = account })
		}
		d.window.RequestFocus()
		return
	}
	if d.opening {
		return
	}
	d.opening = true
	type known struct {
		choice  choice
		setting Setting
	}
	page.Do(d.worker, func(ctx context.Context) (known, error) {
		k := known{choice: d.kept.Recall()}
		var err error
		k.setting, err = d.ways.Setting(ctx)
		return k, err
	}, func(k known, _ error) { // what is not known of the firm is missing, the code is there all the same
		d.opening, d.choice, d.setting = false, k.choice, k.setting
		if account != (vault.ID{}) && account != d.choice.Account {
			d.choose(func(c *choice) { c.Account = account })
		}
		d.show()
		d.stayAwake()
		if d.ways.Opened != nil {
			d.ways.Opened(!secondScreen())
		}
	})
}

// show opens the window on the chosen screen.
func (d *Display) show() {
	d.board = newBoard(d)
	d.window = fyne.CurrentApp().NewWindow(d.host.Texts.Text("window.display.title"))
	d.window.SetPadded(false)
	d.window.SetContent(d.board)
	d.window.Canvas().SetOnTypedKey(d.typed)
	d.window.SetCloseIntercept(d.Leave)
	d.revealed, d.moved = time.Time{}, d.host.Now()
	d.Tick(d.host.Now())
	if other, able := d.window.(desktop.Window); able && d.choice.Secondary && secondScreen() {
		other.RequestFullScreenSecondary()
	} else {
		d.window.SetFullScreen(true)
	}
	d.window.Show()
}

// hide takes the window and the code in it away.
func (d *Display) hide() {
	d.board.show(view{})
	d.window.SetCloseIntercept(nil)
	d.window.Close()
	d.window, d.board = nil, nil
}

// Leave ends the Anzeige.
func (d *Display) Leave() {
	if d.window == nil {
		return
	}
	d.hide()
	if d.asleep != nil {
		d.asleep()
	}
	if d.ways.Left != nil {
		d.ways.Left()
	}
}

// Load reads the firm's setting again.
func (d *Display) Load() {
	if d.window == nil {
		return
	}
	page.DoLatest(d.worker, &d.load, d.ways.Setting, func(s Setting, err error) {
		if err == nil && d.window != nil {
			d.setting = s
			d.Tick(d.host.Now())
		}
	})
}

// Tick shows what goes with the clock.
func (d *Display) Tick(now time.Time) {
	if d.window == nil {
		return
	}
	d.board.show(d.view(now))
}

// view is what is to be seen now.
func (d *Display) view(now time.Time) view {
	texts := d.host.Texts
	v := view{
		line: d.setting.Line, covers: d.choice.Covered, second: secondScreen(),
		bar: page.Remaining(d.moved, now, barTime) > 0,
	}
	var clock Clock
	if d.ways.Clock != nil {
		clock = d.ways.Clock()
	}
	v.clock, v.note, v.wrong = now.Add(clock.Shift).Local().Format("15:04"), clock.Text, clock.Wrong
	if !d.ways.Allowed() {
		v.message, v.hint = texts.Text("window.lock.title"), texts.Text("window.display.locked")
		return v
	}
	all := d.service.Codes(now)
	v.several = len(all) > 1
	at := d.chosen(all)
	if at < 0 {
		v.message, v.hint = texts.Text("window.display.empty"), texts.Text("window.display.empty_hint")
		return v
	}
	shown := all[at]
	v.name, v.seconds, v.period = shown.Account.Name, shown.Code.SecondsLeft(now), int(shown.Account.Period/time.Second)
	v.code, v.next, v.late = shown.Code.Grouped(), shown.Next.Grouped(), code.Urgent(shown, now)
	v.words = texts.Count("window.code.left", v.seconds)
	switch {
	case d.choice.Covered && (d.revealed.IsZero() || page.Remaining(d.revealed, now, RevealTime) == 0):
		v.code, v.next, v.covered = dots(v.code), dots(v.next), true
		v.words = texts.Text("window.display.reveal")
	case v.late:
		v.words = texts.Text("window.display.late")
	}
	return v
}

// chosen is the place of the account to show: the one that was chosen, else the central one, else the first.
func (d *Display) chosen(all []authenticator.Shown) int {
	for _, wanted := range []vault.ID{d.choice.Account, d.setting.Central} {
		if at := slices.IndexFunc(all, func(s authenticator.Shown) bool { return s.Account.ID == wanted }); at >= 0 {
			return at
		}
	}
	return min(0, len(all)-1)
}

// dots stand for the digits of a code.
func dots(digits string) string {
	covered := []rune(digits)
	for i, r := range covered {
		if r != ' ' {
			covered[i] = '•'
		}
	}
	return string(covered)
}

// secondScreen reports whether there is another screen to go to.
func secondScreen() bool {
	driver, able := fyne.CurrentApp().Driver().(desktop.Driver)
	return able && driver.HasSecondaryDisplay()
}

// Keys are the keys of the Anzeige.
func (d *Display) Keys() keys.Group {
	return keys.Group{Title: "window.keys.in_display", Keys: []keys.Key{
		{Name: fyne.KeyEscape, Also: []fyne.KeyName{fyne.KeyF11}, Does: "window.keys.display.leave", Do: d.Leave},
		{Name: fyne.KeySpace, Also: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}, Does: "window.keys.display.reveal", Do: d.reveal},
		{Name: fyne.KeyV, Does: "window.keys.display.cover", Do: d.cover},
		{Name: fyne.KeyRight, Does: "window.keys.display.next", Do: func() { d.turn(1) }},
		{Name: fyne.KeyLeft, Does: "window.keys.display.previous", Do: func() { d.turn(-1) }},
		{Name: fyne.KeyB, Does: "window.keys.display.screen", Do: d.move},
	}}
}

// typed is a key.
func (d *Display) typed(key *fyne.KeyEvent) {
	if own := d.keys.Find(func(k *keys.Key) bool { return k.Is(key.Name) }); own != nil {
		own.Do()
		return
	}
	d.touch()
}

// touch shows the actions for a while.
func (d *Display) touch() {
	d.moved = d.host.Now()
	d.Tick(d.moved)
}

// reveal shows a covered code for a while.
func (d *Display) reveal() {
	d.revealed = d.host.Now()
	d.touch()
}

// cover makes the code dots until it is asked for, or shows it for good again.
func (d *Display) cover() {
	d.revealed = time.Time{}
	d.choose(func(c *choice) { c.Covered = !c.Covered })
}

// move takes the Anzeige to the other screen. Fyne moves no window back from there, but opens a new one on either.
func (d *Display) move() {
	if !secondScreen() {
		return
	}
	d.choose(func(c *choice) { c.Secondary = !c.Secondary })
	d.hide()
	d.show()
}

// turn shows another account, by a step in the accounts' order.
func (d *Display) turn(step int) {
	all := d.service.Codes(d.host.Now())
	if len(all) < 2 {
		d.touch()
		return
	}
	at := (d.chosen(all) + step + len(all)) % len(all)
	d.choose(func(c *choice) { c.Account = all[at].Account.ID })
}

// choose changes the choice, shows it and remembers it.
func (d *Display) choose(change func(*choice)) {
	change(&d.choice)
	d.touch()
	d.kept.Keep(d.worker, d.choice)
}

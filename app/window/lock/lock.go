// Package lock is the PIN before the window: when it comes down, what stays in sight, and how it is set up.
// It keeps colleagues out, not thieves; see package guard for what is kept of the PIN.
//
// While the window is locked nothing of it is drawn and no key, drop or paste reaches it: its content is
// another one. What work brings meanwhile waits (page.Worker.Pause).
package lock

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/guard"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// Guard knows the PIN; *guard.Guard is one. What takes a PIN needs its tenth of a second.
type Guard interface {
	Active() bool
	Settings() guard.Settings
	Left() int
	Wait() time.Duration
	Try(pin string) error
	Set(old, pin string, settings guard.Settings) error
	Remove(pin string) error
	Reset() error
}

// Services are what the lock works with. Signals, Delay and Idle may be missing.
type Services struct {
	Guard Guard
	File  string // where the PIN is kept, for people
	// Prove checks that somebody has the vault's passphrase, or the key of its recovery sheet. It may block and
	// clears what it gets.
	Prove func(ctx context.Context, word []byte) error
	// Signals sends something whenever the screen is locked or the PC is about to sleep, until ctx ends.
	Signals func(ctx context.Context) <-chan struct{}
	// Delay makes the PC wait with going to sleep as long as the last value received was true, until ctx ends.
	Delay func(ctx context.Context, wanted <-chan bool)
	// Idle is for how long nobody has used this PC; false = the system does not tell. It may block.
	Idle func() (time.Duration, bool)
}

// Display shows the codes while everything else is locked.
type Display interface {
	Content() fyne.CanvasObject
	Tick(now time.Time)
	Copy()
	Clear()
}

// Window is what the lock does with the window that it is before.
type Window struct {
	Cover   func(content fyne.CanvasObject) // shows content instead of everything
	Uncover func()
	Doubted func() bool // codes may be refused because of this PC's clock; nil = nothing is known of it
}

// Lock locks one window. Its methods are called on the UI goroutine.
type Lock struct {
	host     *page.Host
	worker   *page.Worker // of its own: the window's waits while it is locked
	services Services
	display  Display
	window   Window

	locked bool
	screen *screen
	sleep  chan bool // for Delay: whether the PC is to wait; nil before Start

	used    time.Time // the last input in this window
	seen    trace     // what the keyboard had done by then
	ticked  time.Time
	waiting bool // for an answer of Idle
}

// New makes the lock of a window. It is open: [Lock.Lock] closes it.
func New(host *page.Host, worker *page.Worker, services Services, display Display, window Window) *Lock {
	return &Lock{host: host, worker: worker, services: services, display: display, window: window, used: host.Now()}
}

// Start listens for what the operating system tells, until the worker's context ends.
func (l *Lock) Start() {
	if l.services.Delay != nil {
		l.sleep = make(chan bool, 1)
		l.delaySleep()
		go l.services.Delay(l.worker.Context(), l.sleep)
	}
	if l.services.Signals == nil {
		return
	}
	signals := l.services.Signals(l.worker.Context())
	go func() {
		for range signals {
			l.worker.Back(l.Lock)
		}
	}()
}

// Active reports whether there is a PIN.
func (l *Lock) Active() bool { return l.services.Guard.Active() }

// Locked reports whether the window is locked.
func (l *Lock) Locked() bool { return l.locked }

// Keeps reports whether there is a PIN before which the code stays in sight.
func (l *Lock) Keeps() bool {
	return l.services.Guard.Active() && l.services.Guard.Settings().KeepCode
}

// Lock locks the window, if there is a PIN.
func (l *Lock) Lock() {
	if l.locked || !l.services.Guard.Active() {
		return
	}
	l.locked = true
	l.screen = newScreen(l)
	l.window.Cover(l.screen.content)
	l.screen.tick(l.host.Now())
	l.screen.focus()
	l.letSleep()
}

// drawTime is how long a locked window may take to be on the screen, also where the graphics are slow. The system
// waits some seconds.
const drawTime = 300 * time.Millisecond

// letSleep lets the PC sleep once the lock is drawn. The way back to the UI goroutine is behind what that draws.
func (l *Lock) letSleep() {
	if l.sleep == nil {
		return
	}
	page.Do(l.worker, func(ctx context.Context) (struct{}, error) {
		select {
		case <-ctx.Done():
		case <-time.After(drawTime):
		}
		return struct{}{}, nil
	}, func(struct{}, error) { l.delaySleep() })
}

// delaySleep says whether the PC is to wait with going to sleep: there is a PIN, and the window is open.
func (l *Lock) delaySleep() {
	if l.sleep == nil {
		return
	}
	select {
	case <-l.sleep: // what nobody has taken yet counts no longer
	default:
	}
	l.sleep <- !l.locked && l.services.Guard.Active()
}

// unlock opens the window.
func (l *Lock) unlock() {
	l.locked = false
	l.screen = nil
	l.display.Clear()
	l.Touch()
	l.delaySleep()
	l.window.Uncover()
}

// Press is the lock's button: it locks, or offers to set a PIN if there is none.
func (l *Lock) Press() {
	if l.services.Guard.Active() {
		l.Lock()
		return
	}
	l.OpenSettings()
}

// Copy copies the code, if it stays in sight while the window is locked and is the only one.
func (l *Lock) Copy() {
	if l.locked && l.services.Guard.Settings().KeepCode {
		l.display.Copy()
	}
}

// Touch says that somebody uses the window.
func (l *Lock) Touch() { l.used = l.host.Now() }

// asleep is how long there can be no tick without the PC having slept meanwhile.
const asleep = 30 * time.Second

// Tick is called once a second.
func (l *Lock) Tick(now time.Time) {
	slept := !l.ticked.IsZero() && now.Round(0).Sub(l.ticked.Round(0)) > asleep
	l.ticked = now
	if l.locked {
		l.screen.tick(now)
		return
	}
	if slept {
		l.Lock()
		return
	}
	if seen := look(l.host.Window.Canvas()); seen != l.seen {
		l.seen, l.used = seen, now
	}
	idle := l.services.Guard.Settings().Idle
	if idle == 0 || l.waiting || now.Sub(l.used) < idle || !l.services.Guard.Active() {
		return
	}
	if l.services.Idle == nil {
		l.Lock()
		return
	}
	// Who works in another program is there all the same.
	l.waiting = true
	type answer struct {
		unused time.Duration
		known  bool
	}
	page.Do(l.worker, func(context.Context) (answer, error) {
		unused, known := l.services.Idle()
		return answer{unused, known}, nil
	}, func(a answer, _ error) {
		l.waiting = false
		if a.known && a.unused < idle {
			l.used = l.host.Now().Add(-a.unused)
			return
		}
		l.Lock()
	})
}

// trace is what the keyboard leaves in a window: Fyne tells nobody of the keys that a field gets.
type trace struct {
	focused     fyne.Focusable
	text        string
	row, column int
	overlays    int
}

func look(canvas fyne.Canvas) trace {
	t := trace{focused: canvas.Focused(), overlays: len(canvas.Overlays().List())}
	var entry *widget.Entry
	switch field := t.focused.(type) {
	case *widget.Entry:
		entry = field
	case *widgets.Field:
		entry = &field.Entry
	}
	if entry != nil {
		t.text, t.row, t.column = entry.Text, entry.CursorRow, entry.CursorColumn
	}
	return t
}

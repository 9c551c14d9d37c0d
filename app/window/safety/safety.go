// Package safety is the page that says whether the firm is safe: whether the recovery sheet is there, whether
// everything is backed up, and what opens the vault on this PC. Each of the three has one clear next step, and
// everything about it is done here. Below them stands the lock of the window, which is convenience. [Reminder] is the quiet bar that other pages show while a step is missing.
package safety

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/access"
	"kanzleicode/app/archive"
	"kanzleicode/app/recovery"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Sheets makes recovery sheets and has them proven; recovery.Service is one.
type Sheets interface {
	State(ctx context.Context) (recovery.State, error)
	Make(ctx context.Context) (*recovery.Sheet, error)
	ProveGroups(ctx context.Context, typed []string) error
	ProveKey(ctx context.Context, text string) error
}

// Access changes what opens the vault on this PC; access.Service is one.
type Access interface {
	Mode(ctx context.Context) (access.Mode, error)
	SetEmergency(ctx context.Context, passphrase []byte) error
	SetStart(ctx context.Context, passphrase []byte) error
	Remove(ctx context.Context) error
	Adopt(ctx context.Context, passphrase []byte) error
}

// Backups keeps the firm's backups; archive.Service is one.
type Backups interface {
	State(ctx context.Context) (archive.State, error)
	Choose(ctx context.Context, folder string) error
	Save(ctx context.Context) (archive.Made, error)
	List(ctx context.Context) ([]archive.Stored, error)
	Open(ctx context.Context, path string, key archive.Key) (*archive.Opened, error)
	Plan(ctx context.Context, opened *archive.Opened) (*archive.Plan, error)
	Restore(ctx context.Context, plan *archive.Plan, replace bool) (archive.Restored, error)
}

// Services are what the page works with.
type Services struct {
	Sheets  Sheets
	Access  Access
	Backups Backups
	Repair  Repair // nil = nothing is looked for
	// Open opens a file in the program that this PC has for it; nil = this PC has none.
	Open func(ctx context.Context, path string) error
}

// Lock is the PIN before the window.
type Lock interface {
	// Active reports whether there is a PIN.
	Active() bool
	// OpenSettings opens the dialog in which it is set up.
	OpenSettings()
}

// Page is the page. See page.Page for when its methods are called.
type Page struct {
	host     *page.Host
	services Services

	// Lock is the window's; nil = it has none.
	Lock Lock

	verdict *widget.RichText
	cards   *fyne.Container
	content fyne.CanvasObject
	state   state
	load    page.Latest
	shown   *shownSheet // on the screen; nil if there is none
	busy    bool        // a backup is under way
}

// state is what the cards say.
type state struct {
	sheet   recovery.State
	mode    access.Mode
	backups archive.State
	list    []archive.Stored // newest first
	damaged int              // records that do not open
}

// New makes the page.
func New(host *page.Host, services Services) *Page {
	p := &Page{host: host, services: services, verdict: widgets.NewParagraph("", widgets.Muted)}
	p.cards = widgets.NewColumn(14)
	inner := widgets.NewColumn(14,
		widgets.Below(2, widgets.NewWholeLine(host.Texts.Text("window.safety.title"), widgets.Heading), widgets.Flush(p.verdict)), p.cards)
	p.content = container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)), container.New(widgets.MaxWidth(980), widgets.NewScrolled(inner)))
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Load implements page.Page.
func (p *Page) Load() {
	page.DoLatest(p.host.Worker, &p.load, p.read, func(s state, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.state = s
		p.arrange()
	})
}

// read asks all services; it blocks.
func (p *Page) read(ctx context.Context) (s state, err error) {
	s.sheet, err = p.services.Sheets.State(ctx)
	if err == nil {
		s.mode, err = p.services.Access.Mode(ctx)
	}
	if err == nil {
		s.backups, err = p.services.Backups.State(ctx)
	}
	if err == nil && s.backups.Folder != "" {
		// A folder that is gone stands in the state already.
		s.list, _ = p.services.Backups.List(ctx)
	}
	if err == nil && p.services.Repair != nil {
		s.damaged, err = p.services.Repair.Damaged(ctx)
	}
	return s, err
}

// Tick implements page.Page.
func (p *Page) Tick(time.Time) {}

// Watch is called once a second, also while another page is in sight or the window is hidden: the sheet goes
// off the screen when its time is over.
func (p *Page) Watch(now time.Time) {
	if p.shown != nil {
		p.shown.tick(now)
	}
}

// arrange draws the cards for what is known now.
func (p *Page) arrange() {
	safe := 0
	cards := []card{p.sheetCard(), p.backupCard(), p.accessCard()}
	if p.state.damaged > 0 {
		cards = append([]card{p.repairCard()}, cards...)
	}
	objects := make([]fyne.CanvasObject, len(cards))
	for i, c := range cards {
		objects[i] = c.draw()
		if c.sign == signGood {
			safe++
		}
	}
	key := "window.safety.verdict_missing"
	if safe == len(cards) {
		key = "window.safety.verdict_safe"
	}
	widgets.SetParagraph(p.verdict, p.host.Texts.Text(key))
	if p.Lock != nil {
		lock := p.lockCard()
		objects = append(objects, lock.draw())
	}
	p.cards.Objects = objects
	p.content.Refresh()
}

// do runs work off the UI goroutine, tells how it went and has everything read again.
func (p *Page) do(work func(context.Context) error, goodKey string, args ...any) {
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
		} else {
			p.host.Good(goodKey, args...)
		}
		p.host.Changed()
	})
}

// focus gives a field of a new dialog the focus once the key that opened it is done with: the space bar also
// types a space, which would go unseen into a passphrase.
func (p *Page) focus(field fyne.Focusable) {
	page.Do(p.host.Worker, func(context.Context) (struct{}, error) { return struct{}{}, nil }, func(struct{}, error) {
		p.host.Window.Canvas().Focus(field)
	})
}

// day and moment are how days and moments are written.
func (p *Page) day(t time.Time) string {
	return t.Local().Format(p.host.Texts.Text("date.day"))
}

func (p *Page) moment(t time.Time) string {
	return t.Local().Format(p.host.Texts.Text("date.day") + " 15:04")
}

// errNoOpener: this PC opens no files for us.
var errNoOpener = errors.New("safety: no opener")

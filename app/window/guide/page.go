// Package guide is the page Einrichtung: it leads through the service's own three steps, or through the way of codes by
// mail, and shows where the firm stands. The rules are package onboarding's. It holds nobody up: every step can be
// opened at any time, left, and done again, and what the vault shows by itself is never asked for.
package guide

import (
	"context"
	"reflect"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Notes keeps what only a person can say of the set-up; *onboarding.Service is one.
type Notes interface {
	Load(ctx context.Context) (onboarding.Notes, error)
	Choose(ctx context.Context, way onboarding.Way) error
	Find(ctx context.Context, found onboarding.Found) error
	Prove(ctx context.Context, account *authenticator.Account) error
	Begin(ctx context.Context) error
	Cancel(ctx context.Context) error
	NoteMailbox(ctx context.Context, address string, shared bool) error
	NoteArrival(ctx context.Context) error
}

// Firm keeps what is known of the firm; *firm.Service is one.
type Firm interface {
	Load(ctx context.Context) (firm.Data, error)
	Save(ctx context.Context, data firm.Data) (firm.Data, error)
	IsLocked(field firm.Field) bool // by the firm's IT; it does not block
}

// Accounts are the firm's accounts and their codes.
type Accounts interface {
	Accounts(ctx context.Context) ([]authenticator.Account, error)
	Codes(now time.Time) []authenticator.Shown
}

// Register is what the page needs of the Mandate list; *mandate.Register is one.
type Register interface {
	List(ctx context.Context) ([]mandate.Mandate, []vault.Damaged, error)
	Submissions(ctx context.Context) ([]mandate.Submission, []vault.Damaged, error)
	Amend(ctx context.Context, amendment mandate.Amendment, ids ...vault.ID) ([]mandate.Mandate, error)
	Undo(ctx context.Context, rev uint64) (vault.Entry, error)
}

// Importer leads from a QR code or a key to an account; *setup.Importer is one.
type Importer interface {
	CanSearchScreen() bool
	SearchScreen()
	Choose()
	Key()
}

// Clock knows how this PC's clock stands; *clockwork.Desk is one.
type Clock interface {
	Sign() (text string, wrong bool)
	Standing() string
	CanCheck() bool
	Check()
	ShowHow()
}

// Ways lead to where things are done that have a page or a dialog of their own.
type Ways struct {
	Code        func()               // the page with the codes
	Mandates    func()               // the Mandate list
	ImportList  func()               // and a table for it
	Unmailed    func()               // those of its rows that lack the central address
	Report      func()               // the letter that reports what is new
	Resend      func()               // the question what a renewed code means for what was reported
	Submissions func()               // what was sent, and support's answers
	Help        func(problem string) // a letter that asks support for help
}

// Services are what the page works with.
type Services struct {
	Notes    Notes
	Firm     Firm
	Accounts Accounts
	Register Register
	Importer Importer
	Clock    Clock
	Ways     Ways
}

// Page is the page. See page.Page for when its methods are called.
type Page struct {
	host     *page.Host
	services Services

	state  state
	opened map[onboarding.Task]bool // shown although it is not their turn
	failed bool                     // the login did not work: help is shown
	load   page.Latest

	goingOn bool // something was done, and what comes next is to get the keyboard

	unfolded map[string]bool // steps whose turn it is not, by name

	// The fields outlive every drawing of the page: what a person has typed is not lost because somebody else
	// stored something.
	number, user, mailbox *stored
	shared                *widgets.Check

	code    *codeView                 // nil if none is in sight
	first   fyne.Focusable            // what is to be done next begins here
	keys    map[string]fyne.Focusable // what stays in the keyboard's reach when the page is drawn anew, by names of its own
	lead    *widget.RichText
	cards   *fyne.Container
	content fyne.CanvasObject
}

// state is what the page shows.
type state struct {
	notes    onboarding.Notes
	firm     firm.Data
	list     []mandate.Mandate
	facts    onboarding.Facts
	progress onboarding.Progress
	clock    string // how this PC's clock stands
}

// New makes the page.
func New(host *page.Host, services Services) *Page {
	p := &Page{host: host, services: services, opened: map[onboarding.Task]bool{}, unfolded: map[string]bool{}, lead: widgets.NewParagraph(" ", widgets.Muted)}
	p.number, p.user, p.mailbox = p.field("number", p.saveUser), p.field("user", p.saveUser), p.field("mailbox", p.saveMailbox)
	for field, entry := range map[firm.Field]*stored{firm.FieldReferenceNumber: p.number, firm.FieldReferenceUser: p.user} {
		if p.services.Firm.IsLocked(field) {
			entry.Disable()
		}
	}
	p.shared = widgets.NewTextCheck(host.Texts.Text("window.guide.mailbox.shared"), false, nil)
	p.cards = widgets.NewColumn(14)
	inner := widgets.NewColumn(14,
		widgets.NewColumn(2, widgets.NewWholeLine(host.Texts.Text("window.guide.title"), widgets.Heading), widgets.Flush(p.lead)), p.cards)
	p.content = container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)),
		container.New(widgets.MaxWidth(980), widgets.NewScrolled(inner)))
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// GoOn reads everything again after something was done, and gives what is to be done next the keyboard.
func (p *Page) GoOn() {
	p.goingOn = true
	p.Load()
}

// Load implements page.Page.
func (p *Page) Load() {
	page.DoLatest(p.host.Worker, &p.load, p.read, func(s state, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.take(&s)
		if p.goingOn { // also if the vault told of a change before what was read first has come
			p.goingOn = false
			p.focusNext()
		}
	})
}

// read asks all services; it blocks.
func (p *Page) read(ctx context.Context) (s state, err error) {
	if s.notes, err = p.services.Notes.Load(ctx); err != nil {
		return s, err
	}
	if s.firm, err = p.services.Firm.Load(ctx); err != nil {
		return s, err
	}
	accounts, err := p.services.Accounts.Accounts(ctx)
	if err != nil {
		return s, err
	}
	if s.list, _, err = p.services.Register.List(ctx); err != nil { // the Mandate page tells of damaged rows
		return s, err
	}
	sent, _, err := p.services.Register.Submissions(ctx)
	if err != nil {
		return s, err
	}
	s.facts = onboarding.Gather(&s.firm, accounts, s.list, sent, p.host.Now())
	s.progress = onboarding.Look(&s.notes, &s.facts)
	return s, nil
}

// take shows what was read. What stands there already is not drawn anew: it would lose the keyboard.
func (p *Page) take(s *state) {
	s.clock = p.services.Clock.Standing()
	if reflect.DeepEqual(*s, p.state) {
		return
	}
	if s.progress.Current != p.state.progress.Current {
		clear(p.opened)
		clear(p.unfolded)
		p.failed = false
	}
	p.state = *s
	p.number.show(s.firm.Reference.Number)
	p.user.show(s.firm.Reference.User)
	if p.mailbox.show(s.notes.Mailbox) {
		p.shared.SetChecked(s.notes.Shared)
	}
	p.arrange()
}

// Tick implements page.Page: the code in sight goes on.
func (p *Page) Tick(now time.Time) {
	if p.code != nil {
		p.code.show(now)
	}
}

// do runs work off the UI goroutine and reads everything again; the keyboard is where things go on then.
func (p *Page) do(work func(context.Context) error) {
	p.doThen(work, func() { p.host.Tell(page.Notice{}) })
}

// doThen is do with something that is told when it went well.
func (p *Page) doThen(work func(context.Context) error, tell func()) {
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
			p.host.Changed()
			return
		}
		tell()
		p.goingOn = true
		p.host.Changed()
	})
}

// redraw draws the page anew after something on it was pressed, which keeps the keyboard under its name.
func (p *Page) redraw(pressed string) {
	p.arrange()
	if next := p.keys[pressed]; next != nil {
		p.host.Window.Canvas().Focus(next)
	}
}

// focusNext gives what is to be done next the keyboard; it has it once no dialog is open any more.
func (p *Page) focusNext() {
	if p.first != nil {
		p.host.Window.Canvas().Focus(p.first)
	}
}

// stored is a field whose content is stored once a person says so.
type stored struct {
	*widgets.Field
	before string // as it was stored when the field was last filled
}

func (p *Page) field(key string, submit func()) *stored {
	f := &stored{Field: widgets.NewField("")}
	f.SetPlaceHolder(p.host.Texts.Text("window.guide.example." + key))
	f.OnSubmitted = func(string) { submit() }
	return f
}

// show fills the field with what is stored, unless a person is writing something else, and tells whether it did.
func (f *stored) show(now string) bool {
	if f.Text != f.before && f.Text != now {
		return false
	}
	f.before = now
	if f.Text != now {
		f.SetText(now)
	}
	return true
}

// day is how days are written.
func (p *Page) day(t time.Time) string { return t.Local().Format(p.host.Texts.Text("date.day")) }

// atMost is a layout that gives its one object no more than a width, which grows with the texts.
type atMost float32

// MinSize implements fyne.Layout.
func (atMost) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout implements fyne.Layout.
func (m atMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(min(size.Width, theme.Grown(float32(m))), size.Height))
	objects[0].Move(fyne.Position{})
}

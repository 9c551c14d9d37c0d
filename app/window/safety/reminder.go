package safety

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/archive"
	"kanzleicode/app/recovery"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// lookTime is how often a reminder looks by itself: what it tells of changes within hours.
const lookTime = 5 * time.Minute

// Reminder is the quiet bar above the other pages. On every page it tells that backups are missing; on the
// first page it asks for the recovery sheet until that is proven or, for this time, put off.
type Reminder struct {
	page  *Page
	inUse func(context.Context) (bool, error) // whether there is anything to lose yet
	open  func()                              // shows the page
	fit   func()                              // gives the bar its place anew

	content *fyne.Container
	icon    *widget.Icon
	text    *widget.RichText
	act     *widgets.Button
	later   *widgets.Button

	known   known
	looked  time.Time
	putOff  bool // "later": until the next start
	onFirst bool
	onOwn   bool
	load    page.Latest
}

// known is what a reminder has read.
type known struct {
	sheet   recovery.State
	backups archive.State
	inUse   bool
}

// NewReminder makes the reminder of a page. inUse reports whether the vault holds accounts; open brings the
// page into sight; fit is called when the bar comes, goes or changes its height.
func NewReminder(p *Page, inUse func(context.Context) (bool, error), open, fit func()) *Reminder {
	r := &Reminder{page: p, inUse: inUse, open: open, fit: fit, icon: widget.NewIcon(nil), text: widgets.NewParagraph("", widgets.Plain), onFirst: true}
	r.act = widgets.NewButton("", widget.MediumImportance, func() { r.take() })
	r.later = widgets.NewButton(p.host.Texts.Text("window.safety.later"), widget.LowImportance, func() {
		r.putOff = true
		r.show()
	})
	bar := widgets.NewPanel(theme.ColorTint, "", container.New(widgets.Inset(14, 4), container.NewBorder(nil, nil,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(24), r.icon)),
		container.NewCenter(widgets.Beside(8, r.act, r.later)), container.NewVBox(layout.NewSpacer(), r.text, layout.NewSpacer()))))
	r.content = container.New(widgets.Inset(16, 8), bar)
	r.content.Hide()
	return r
}

// Content is the bar, hidden while there is nothing to tell.
func (r *Reminder) Content() fyne.CanvasObject { return r.content }

// Show says which page is in sight: the first one, the safety page itself, or another.
func (r *Reminder) Show(first, own bool) {
	r.onFirst, r.onOwn = first, own
	r.show()
}

// Tick is called once a second while the window is in sight.
func (r *Reminder) Tick(now time.Time) {
	if gone := now.Sub(r.looked); gone >= lookTime || gone < 0 {
		r.Load()
	}
}

// Load looks how things stand. What cannot be read is told by the page.
func (r *Reminder) Load() {
	r.looked = r.page.host.Now()
	services := r.page.services
	page.DoLatest(r.page.host.Worker, &r.load, func(ctx context.Context) (k known, err error) {
		if k.sheet, err = services.Sheets.State(ctx); err == nil {
			k.backups, err = services.Backups.State(ctx)
		}
		if err == nil {
			k.inUse, err = r.inUse(ctx)
		}
		return k, err
	}, func(k known, err error) {
		if err == nil {
			r.known = k
			r.show()
		}
	})
}

// What a reminder tells.
const (
	tellNothing = iota
	tellBackup
	tellProof
	tellSheet
)

// tells is the most urgent of what is to be told here.
func (r *Reminder) tells() int {
	first := r.onFirst && !r.putOff && r.known.inUse
	switch {
	case r.onOwn:
		return tellNothing
	case r.known.backups.Late:
		return tellBackup
	case first && r.known.sheet.Created.IsZero():
		return tellSheet
	case first && r.known.sheet.Proven.IsZero():
		return tellProof
	}
	return tellNothing
}

// show draws what is to be told.
func (r *Reminder) show() {
	texts := r.page.host.Texts
	text, act := "", ""
	var icon fyne.Resource = base.NewPrimaryThemedResource(base.InfoIcon())
	r.later.Show()
	switch r.tells() {
	case tellBackup:
		text, act, icon = texts.Text("window.safety.remind.backup_never"), "window.safety.remind.look", base.NewErrorThemedResource(base.WarningIcon())
		if last := r.known.backups.Last; !last.IsZero() {
			text = texts.Text("window.safety.remind.backup", "time", r.page.moment(last))
		}
		r.later.Hide()
	case tellProof:
		text, act = texts.Text("window.safety.remind.proof"), "window.safety.remind.prove"
	case tellSheet:
		text, act = texts.Text("window.safety.remind.sheet"), "window.safety.remind.make"
	default:
		if r.content.Visible() {
			r.content.Hide()
			r.fit()
		}
		return
	}
	r.icon.SetResource(icon)
	r.act.SetText(texts.Text(act))
	widgets.SetParagraph(r.text, text)
	r.content.Show()
	r.fit()
}

// take is the bar's button.
func (r *Reminder) take() {
	switch r.tells() {
	case tellProof:
		r.page.AskProof()
	case tellSheet:
		r.open()
		r.page.AskMake()
	default:
		r.open()
	}
}

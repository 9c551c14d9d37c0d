// Package submissions is the page of what went to support: what is still open and for how long, every row as it was
// sent with its state of now, support's confirmations, questions and answer lists, reminders, and the question what a
// renewed central code means for what was linked to the one before.
package submissions

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/letter"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Register is what the page needs of the Mandate list; *mandate.Register is one.
type Register interface {
	letter.Undoer
	List(ctx context.Context) ([]mandate.Mandate, []vault.Damaged, error)
	Submissions(ctx context.Context) ([]mandate.Submission, []vault.Damaged, error)
	Confirm(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	Ask(ctx context.Context, question string, ids ...vault.ID) ([]mandate.Mandate, error)
	Reopen(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	TakeAnswers(ctx context.Context, plan []mandate.Answered, source string) ([]mandate.Mandate, error)
	Relink(ctx context.Context, since time.Time) ([]mandate.Mandate, error)
}

// Desk is where letters are written; *letter.Desk is one.
type Desk interface {
	New()
	Outdated()
	Remind(p *mandate.Progress)
	Answer(s *mandate.Submission, rows []mandate.Mandate)
}

// Services are what the page works with.
type Services struct {
	Register Register
	Desk     Desk
	Standing func(ctx context.Context) (letter.Standing, error)
	// Answers reads the list that support sent back; it may block. name is for messages only.
	Answers func(ctx context.Context, name string, data []byte) ([]sheet.Answer, error)
}

// Page is the page. See page.Page for when its methods are called.
type Page struct {
	host     *page.Host
	services Services

	list     []mandate.Mandate
	entries  []*entry
	standing letter.Standing
	outdated int // rows that were reported for an earlier central code
	chosen   vault.ID
	checked  map[vault.ID]bool // rows of the chosen submission
	day      time.Time         // for which the days were counted

	load, read page.Latest

	frame    *fyne.Container
	banner   *banner
	overview *overview
	details  *details
	full     fyne.CanvasObject
	empty    fyne.CanvasObject
}

// loaded is what the page reads at a time.
type loaded struct {
	list     []mandate.Mandate
	follow   []mandate.Progress
	standing letter.Standing
	damaged  int
}

// New makes the page.
func New(host *page.Host, services Services) *Page {
	p := &Page{host: host, services: services, checked: map[vault.ID]bool{}, frame: container.NewStack()}
	p.banner = newBanner()
	p.overview = newOverview(p)
	p.details = newDetails(p)
	texts := host.Texts
	title := widgets.NewHeader(widgets.NewWholeLine(texts.Text("window.submissions.title"), widgets.Heading), nil,
		widgets.NewIconButton(texts.Text("window.submissions.answers"), base.FolderOpenIcon(), widget.MediumImportance, p.Import),
		widgets.NewIconButton(texts.Text("window.submissions.new"), base.MailSendIcon(), widget.MediumImportance, services.Desk.New))
	margin := widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)-4)
	both, below := container.New(split{}, p.overview.content, p.details.content), widgets.Space(0, 0)
	above := widgets.NewColumn(14, title, widgets.Space(0, 0))
	rest := container.New(&widgets.Frame{Above: p.banner.content, Middle: both, Below: below}, p.banner.content, both, below)
	p.full = container.New(&widgets.Frame{Above: above, Middle: rest, Below: widgets.Space(0, 0)}, above, rest)
	p.empty = p.emptyScreen()
	p.frame = container.New(margin, p.empty)
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.frame }

// Tick implements page.Page: at midnight everything is open for longer.
func (p *Page) Tick(now time.Time) {
	if !startOfDay(now).Equal(p.day) && len(p.entries) > 0 {
		p.Load()
	}
}

// Load implements page.Page.
func (p *Page) Load() {
	page.DoLatest(p.host.Worker, &p.load, p.look, func(l loaded, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		if l.damaged > 0 {
			p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.submissions.damaged", l.damaged), Failed: true})
		}
		p.take(&l)
	})
}

// look reads everything; it blocks.
func (p *Page) look(ctx context.Context) (l loaded, err error) {
	if l.standing, err = p.services.Standing(ctx); err != nil {
		return l, err
	}
	var damaged []vault.Damaged
	if l.list, _, err = p.services.Register.List(ctx); err != nil { // the Mandate page tells of damaged rows
		return l, err
	}
	sent, damaged, err := p.services.Register.Submissions(ctx)
	l.follow, l.damaged = mandate.Follow(l.list, sent), len(damaged)
	return l, err
}

// take shows what was read.
func (p *Page) take(l *loaded) {
	now := p.host.Now()
	p.list, p.standing, p.day, p.outdated = l.list, l.standing, startOfDay(now), 0
	for i := range l.list {
		if l.list[i].Outdated(l.standing.Since) {
			p.outdated++
		}
	}
	p.entries = make([]*entry, len(l.follow))
	for i := range l.follow {
		p.entries[i] = newEntry(&l.follow[i], now, l.standing.ReminderDays)
	}
	slices.SortStableFunc(p.entries, func(a, b *entry) int {
		if a.IsOpen() != b.IsOpen() {
			if a.IsOpen() {
				return -1
			}
			return 1
		}
		return 0
	})
	content := p.full
	if len(p.entries) == 0 && p.outdated == 0 {
		content = p.empty
	}
	if p.frame.Objects[0] != content {
		p.frame.Objects[0] = content
	}
	if p.current() == nil && len(p.entries) > 0 {
		p.chosen = p.entries[0].ID
		clear(p.checked)
	}
	p.showBanner()
	p.overview.show()
	p.details.show()
	p.frame.Refresh()
}

// current is the chosen submission; nil if there is none.
func (p *Page) current() *entry {
	i := slices.IndexFunc(p.entries, func(e *entry) bool { return e.ID == p.chosen })
	if i < 0 {
		return nil
	}
	return p.entries[i]
}

// Choose shows the details of a submission.
func (p *Page) Choose(id vault.ID) {
	if id == p.chosen {
		return
	}
	p.chosen = id
	clear(p.checked)
	p.overview.show()
	p.details.show()
	p.details.table.ScrollToTop()
}

// emptyScreen says what will stand here.
func (p *Page) emptyScreen() fyne.CanvasObject {
	texts := p.host.Texts
	card := widgets.NewCard(widgets.Below(8,
		widgets.NewWholeLine(texts.Text("window.submissions.empty_title"), widgets.Heading),
		container.New(widgets.Inset(-base.InnerPadding(), 0), widgets.NewParagraph(texts.Text("window.submissions.empty_text"), widgets.Muted)),
		widgets.Space(0, 4),
		widgets.Beside(12, widgets.NewIconButton(texts.Text("window.submissions.new"), base.MailSendIcon(), widget.HighImportance, p.services.Desk.New))))
	return container.New(widgets.MaxWidth(720), container.NewVBox(widgets.Space(0, 40), card))
}

func startOfDay(t time.Time) time.Time {
	year, month, day := t.Local().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.Local)
}

// date and moment are how days and moments are written.
func (p *Page) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(p.host.Texts.Text("date.day"))
}

func (p *Page) moment(t time.Time) string {
	return t.Local().Format(p.host.Texts.Text("date.day") + " 15:04")
}

// split is a layout of the list at the left, as wide as it needs, and the details beside it.
type split struct{}

const (
	splitGap            = 16
	leastList, mostList = 236, 330
)

// MinSize implements fyne.Layout.
func (split) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastList+splitGap+objects[1].MinSize().Width, max(objects[0].MinSize().Height, objects[1].MinSize().Height))
}

// Layout implements fyne.Layout.
func (split) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(mostList, max(leastList, size.Width*0.3))
	objects[0].Resize(fyne.NewSize(width, size.Height))
	objects[0].Move(fyne.Position{})
	objects[1].Resize(fyne.NewSize(size.Width-width-splitGap, size.Height))
	objects[1].Move(fyne.NewPos(width+splitGap, 0))
}

// gapBelow keeps a distance to what comes next.
func gapBelow(gap float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, gap, 0, 0), content)
}

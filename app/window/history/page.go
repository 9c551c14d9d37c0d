// Package history is the page that shows who changed what and when: searched as one types, filtered by
// what was changed and by when, each change to be opened, and written into a file.
package history

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/journal"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Service is what the page needs of the history; *journal.Service is one.
type Service interface {
	// Update reads what is new and gives all changes, newest first.
	Update(ctx context.Context, known []*journal.Entry) ([]*journal.Entry, error)
	// Sentence says of a field how it changed.
	Sentence(f journal.Field) string
	// WriteCSV writes changes as a table for Excel.
	WriteCSV(w io.Writer, entries []*journal.Entry) error
}

// Page is the history page. See page.Page for when its methods are called.
type Page struct {
	host    *page.Host
	service Service

	all    []*journal.Entry // newest first
	load   page.Latest
	view   page.Latest
	begins time.Time // of the period that is shown; zero = all

	content fyne.CanvasObject
	search  *widgets.Field
	area    *widgets.Chips
	period  *widgets.Chips
	table   *widgets.Table[*journal.Entry]
	count   *widgets.Line
	export  *widgets.Button
}

// areas are the filters by kind, periods those by day, in the order of their chips.
var (
	areas   = []journal.Area{"", journal.Accounts, journal.Clients, journal.Security}
	periods = []int{0, 1, 7} // days; 0 = all
)

// New makes the page.
func New(host *page.Host, service Service) *Page {
	p := &Page{host: host, service: service}
	p.content = p.screen()
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Tick implements page.Page: after midnight "today" is another day.
func (p *Page) Tick(now time.Time) {
	if !p.since(now).Equal(p.begins) {
		p.arrange()
	}
}

// Load implements page.Page.
func (p *Page) Load() {
	known := p.all
	page.DoLatest(p.host.Worker, &p.load, func(ctx context.Context) ([]*journal.Entry, error) {
		return p.service.Update(ctx, known)
	}, func(all []*journal.Entry, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.all = all
		p.arrange()
	})
}

// FocusSearch puts the cursor into the search field.
func (p *Page) FocusSearch() { p.host.Window.Canvas().Focus(p.search) }

// Search shows what the history says of something, of all kinds and times.
func (p *Page) Search(text string) {
	p.period.Select(0)
	p.area.Select(0)
	p.search.SetText(text)
	p.arrange()
}

// since is the beginning of the chosen period; the zero time if it is all.
func (p *Page) since(now time.Time) time.Time {
	if days := periods[p.period.Selected]; days > 0 {
		return journal.LastDays(now.Local(), days)
	}
	return time.Time{}
}

// filter is what the search field and the chips ask for.
func (p *Page) filter() journal.Filter {
	p.begins = p.since(p.host.Now())
	return journal.Filter{Search: p.search.Text, Area: areas[p.area.Selected], Since: p.begins}
}

// arrange filters off the UI goroutine; what a later one overtakes is dropped.
func (p *Page) arrange() {
	all, filter := p.all, p.filter()
	page.DoLatest(p.host.Worker, &p.view, func(ctx context.Context) ([]*journal.Entry, error) {
		return filter.Select(ctx, all)
	}, func(found []*journal.Entry, err error) {
		if err != nil {
			return // overtaken
		}
		p.table.Set(found)
		p.showCount()
	})
}

func (p *Page) showCount() {
	texts, n := p.host.Texts, len(p.table.Rows())
	switch {
	case n == 0:
		p.count.SetText(texts.Text("window.history.none_found"))
		p.export.Disable()
		return
	case n == len(p.all):
		p.count.SetText(texts.Count("window.history.count", n))
	default:
		p.count.SetText(texts.Text("window.history.count_of", "n", n, "of", len(p.all)))
	}
	p.export.Enable()
}

// screen is the page's drawing.
func (p *Page) screen() fyne.CanvasObject {
	texts := p.host.Texts
	choose := func(int) { p.arrange(); p.table.ScrollToTop() }
	p.search = widgets.NewField("")
	p.search.SetPlaceHolder(texts.Text("window.history.search"))
	p.search.SetIcon(base.SearchIcon())
	p.search.OnChanged = func(string) { choose(0) }
	p.area = widgets.NewChips([]string{
		texts.Text("window.history.all"), texts.Text("journal.area.account"),
		texts.Text("journal.area.mandate"), texts.Text("journal.area.vault"),
	}, choose)
	p.period = widgets.NewChips([]string{
		texts.Text("window.history.ever"), texts.Text("window.history.today"), texts.Text("window.history.week"),
	}, choose)

	p.table = widgets.NewPlainTable([]widgets.Column[*journal.Entry]{
		{Title: texts.Text("journal.column.time"), Width: 116, Text: day, Below: clock},
		{Title: texts.Text("journal.column.what"), Width: 400, Grow: 1, Text: func(e *journal.Entry) string { return e.What },
			Below: func(e *journal.Entry) string { return e.Summary }, Style: alarm},
		{Title: texts.Text("journal.column.person"), Width: 180, Grow: 0.15, Text: func(e *journal.Entry) string { return e.Who },
			Below: func(e *journal.Entry) string { return e.Logged.Seat }},
	})
	open := func(index int) { p.Open(p.table.Rows()[index]) }
	p.table.OnPressed, p.table.OnOpened = open, open

	p.count = widgets.NewLine("", widgets.Muted)
	p.export = widgets.NewIconButton(texts.Text("window.history.export"), base.DocumentSaveIcon(), widget.MediumImportance, p.Export)
	title := container.NewBorder(nil, nil, widgets.NewWholeLine(texts.Text("window.history.title"), widgets.Heading),
		container.NewCenter(p.export))
	chips := container.NewBorder(nil, nil, p.area, p.period)
	return container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)-4),
		container.NewBorder(widgets.Below(12, title, p.search, chips, widgets.Space(0, 0)),
			container.New(widgets.Inset(0, 8), p.count), nil, nil, p.table))
}

func day(e *journal.Entry) string { return e.At().Format("02.01.2006") }

func clock(e *journal.Entry) string { return e.At().Format("15:04:05") }

// alarm makes a damaged entry stand out.
func alarm(e *journal.Entry) widgets.Style {
	if e.Logged.Damaged {
		return widgets.Style{Colour: base.ColorNameError, Bold: true}
	}
	return widgets.Plain
}

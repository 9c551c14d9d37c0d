// Package mandates is the page of the Mandate list: how the firm stands, look, search, add, edit, import, export,
// report to support, note its answers, end and delete.
package mandates

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Service is what the page needs of the Mandate list; *mandate.Register is one.
type Service interface {
	List(ctx context.Context) ([]mandate.Mandate, []vault.Damaged, error)
	Submissions(ctx context.Context) ([]mandate.Submission, []vault.Damaged, error)
	Add(ctx context.Context, fields mandate.Fields) (mandate.Mandate, error)
	Edit(ctx context.Context, id vault.ID, rev uint64, fields mandate.Fields) (mandate.Mandate, error)
	Amend(ctx context.Context, amendment mandate.Amendment, ids ...vault.ID) ([]mandate.Mandate, error)
	Remove(ctx context.Context, ids ...vault.ID) error
	Submit(ctx context.Context, sending mandate.Sending) (mandate.Submission, error)
	Confirm(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	Ask(ctx context.Context, question string, ids ...vault.ID) ([]mandate.Mandate, error)
	Reopen(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	End(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	Erase(ctx context.Context, ids ...vault.ID) error
	Plan(ctx context.Context, rows []mandate.Row) (mandate.Plan, error)
	Import(ctx context.Context, plan mandate.Plan, source string) ([]mandate.Mandate, error)
	LastChange(ctx context.Context, after uint64) (*vault.Entry, error)
	Undo(ctx context.Context, rev uint64) (vault.Entry, error)
}

// Sheets writes tables.
type Sheets interface {
	// Write writes a list as a table in a form that support or Excel reads.
	Write(w io.Writer, form Form, list []mandate.Mandate) error
	// WriteExcerpt writes a PDF with all that the list holds of one client, for the client.
	WriteExcerpt(ctx context.Context, w io.Writer, client string, rows []mandate.Mandate) error
}

// Form is the form of a written table.
type Form struct {
	CSV  bool // "CSV für Excel" instead of XLSX
	Full bool // with client names, notes and times: stays in the house. Else only what support needs
}

// Firm is what the page needs to know of the firm.
type Firm struct {
	Since       time.Time // when the central code of now came into use; zero = unknown
	RemindDays  int       // after how many working days support is reminded; 0 = never
	EraseMonths int       // when ended Mandate are to be deleted; 0 = never
}

// Ways lead out of the page. What is nil is not offered.
type Ways struct {
	Firm   func(ctx context.Context) (Firm, error)
	Report func(kind mandate.Kind, rows []mandate.Mandate) // write to support
	Follow func()                                          // to the submissions
	Resend func()                                          // the central code was renewed: what now?
	Past   func(label string)                              // to the history of a row
	Memory page.Memory                                     // of the columns' widths
}

// Page is the Mandate page. See page.Page for when its methods are called.
type Page struct {
	host    *page.Host
	service Service
	sheets  Sheets
	ways    Ways

	firm    Firm
	all     []mandate.Mandate
	index   *mandate.Index
	newest  uint64            // revision of the row that was changed last
	checked map[vault.ID]bool // by identity: outlives sorting and searching
	among   map[vault.ID]bool // only these, such as a submission's; nil = all
	query   mandate.Query
	dated   bool // only rows that were reported for an earlier code

	unmailed int  // rows for which the central address still has to be stored at the service
	mailed   bool // there are rows for which it is stored

	load    page.Latest
	view    page.Latest
	intakes page.Latest
	reading *reading // a table that is being read; nil = none
	kept    *page.Remembered[looks]

	frame    *fyne.Container
	empty    fyne.CanvasObject
	full     fyne.CanvasObject
	overview *overview
	search   *widgets.Field
	filter   *fyne.Container
	chips    []*chip
	some     *chip // shows that only a submission's rows are in sight
	table    *widgets.Table[*mandate.Mandate]
	selected *widgets.Line
	bar      *fyne.Container // of what can be done with the checked rows
	parts    *fyne.Container // all of the full page
	actions  []*action
	export   *widgets.Button

	barHeight float32
}

// New makes the page.
func New(host *page.Host, service Service, sheets Sheets, ways Ways) *Page {
	p := &Page{host: host, service: service, sheets: sheets, ways: ways, checked: map[vault.ID]bool{}}
	p.kept = page.NewRemembered[looks](ways.Memory, widthsName)
	p.index = mandate.NewIndex(nil, nil)
	p.empty = p.emptyScreen()
	p.full = p.fullScreen()
	p.frame = container.NewStack()
	p.recallWidths()
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.frame }

// Tick implements page.Page: work that takes long shows how far it is.
func (p *Page) Tick(now time.Time) { p.showReading(now) }

// loaded is what the page reads at a time.
type loaded struct {
	list     []mandate.Mandate
	index    *mandate.Index
	overview mandate.Overview
	firm     Firm
	used     []bool // columns that hold something
	newest   uint64
	damaged  int
}

// Load implements page.Page.
func (p *Page) Load() {
	words := map[mandate.Status]string{}
	for _, s := range mandate.Statuses() {
		words[s] = p.statusWord(s)
	}
	page.DoLatest(p.host.Worker, &p.load, func(ctx context.Context) (loaded, error) {
		list, damaged, err := p.service.List(ctx)
		if err != nil {
			return loaded{}, err
		}
		submissions, _, err := p.service.Submissions(ctx)
		if err != nil {
			return loaded{}, err
		}
		l := loaded{list: list, index: mandate.NewIndex(list, words), damaged: len(damaged)}
		if p.ways.Firm != nil {
			if l.firm, err = p.ways.Firm(ctx); err != nil {
				return loaded{}, err
			}
		}
		for i := range list {
			l.newest = max(l.newest, list[i].Rev)
		}
		for i := range columns {
			l.used = append(l.used, columns[i].isUsed(list))
		}
		l.overview = mandate.Look(list, mandate.Follow(list, submissions), l.firm.Since, p.host.Now(), l.firm.RemindDays)
		return l, nil
	}, func(l loaded, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		if l.damaged > 0 {
			p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.damaged", l.damaged), Failed: true})
		}
		p.take(&l)
	})
}

// take shows a list that was read.
func (p *Page) take(l *loaded) {
	p.all, p.index, p.firm, p.newest = l.list, l.index, l.firm, l.newest
	p.unmailed, p.mailed = 0, false
	for i := range p.all {
		if p.all[i].LacksMail() {
			p.unmailed++
		}
		p.mailed = p.mailed || p.all[i].Mail == mandate.MailYes
	}
	there := make(map[vault.ID]bool, len(p.checked))
	for _, m := range p.chosen() {
		there[m.ID] = true
	}
	p.checked = there
	for i, used := range l.used {
		p.table.ShowColumn(i, used)
	}
	p.overview.show(&l.overview)
	p.showChips(&l.overview)
	content := p.full
	if len(p.all) == 0 {
		content = p.empty
	}
	if len(p.frame.Objects) != 1 || p.frame.Objects[0] != content {
		p.frame.Objects = []fyne.CanvasObject{content}
		p.frame.Refresh()
	}
	p.arrange()
}

// arrange filters and sorts off the UI goroutine; what a later one overtakes is dropped.
func (p *Page) arrange() {
	index, query := p.index, p.query
	query.Text, query.Among = p.search.Text, p.among
	if p.dated {
		query.Outdated = p.firm.Since
	}
	page.DoLatest(p.host.Worker, &p.view, func(ctx context.Context) ([]*mandate.Mandate, error) {
		found, err := index.Find(ctx, query)
		rows := make([]*mandate.Mandate, len(found))
		for n, i := range found {
			rows[n] = index.At(int(i))
		}
		return rows, err
	}, func(rows []*mandate.Mandate, err error) {
		if err == nil {
			p.table.Set(rows)
			p.table.ShowOrder(columnOf(query.Order), query.Descending)
			p.showSelection()
		}
	})
}

// chosen gives the checked Mandate in the list's order, whether the search shows them or not.
func (p *Page) chosen() []mandate.Mandate {
	if len(p.checked) == 0 {
		return nil
	}
	list := make([]mandate.Mandate, 0, len(p.checked))
	for i := range p.all {
		if p.checked[p.all[i].ID] {
			list = append(list, p.all[i])
		}
	}
	return list
}

// with gives the Mandate of a status.
func (p *Page) with(status mandate.Status) []mandate.Mandate {
	var list []mandate.Mandate
	for i := range p.all {
		if p.all[i].Status == status {
			list = append(list, p.all[i])
		}
	}
	return list
}

// FocusSearch puts the cursor into the search field.
func (p *Page) FocusSearch() {
	if len(p.all) > 0 {
		p.host.Window.Canvas().Focus(p.search)
	}
}

// emptyScreen says what to do while there is no Mandat.
func (p *Page) emptyScreen() fyne.CanvasObject {
	texts := p.host.Texts
	buttons := widgets.Beside(12,
		widgets.NewIconButton(texts.Text("window.mandates.import"), base.FolderOpenIcon(), widget.HighImportance, p.Import),
		widgets.NewIconButton(texts.Text("window.mandates.add"), base.ContentAddIcon(), widget.MediumImportance, p.Add))
	card := widgets.NewCard(widgets.Below(8,
		widgets.NewWholeLine(texts.Text("window.mandates.empty_title"), widgets.Heading),
		container.New(widgets.Inset(-base.InnerPadding(), 0), widgets.NewParagraph(texts.Text("window.mandates.empty_text"), widgets.Muted)),
		widgets.Space(0, 4),
		buttons))
	return container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)), container.New(widgets.MaxWidth(720), container.NewVBox(widgets.Space(0, 40), card)))
}

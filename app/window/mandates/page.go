// Package mandates is the page of the Mandate list: look, search, add, edit, import, export, report to
// support and note its confirmation.
package mandates

import (
	"context"
	"io"
	"slices"
	"strings"
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
	Add(ctx context.Context, fields mandate.Fields) (mandate.Mandate, error)
	Edit(ctx context.Context, id vault.ID, rev uint64, fields mandate.Fields) (mandate.Mandate, error)
	Remove(ctx context.Context, ids ...vault.ID) error
	Submit(ctx context.Context, sending mandate.Sending) (mandate.Submission, error)
	Confirm(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	Plan(ctx context.Context, rows []mandate.Row) (mandate.Plan, error)
	Import(ctx context.Context, plan mandate.Plan, source string) ([]mandate.Mandate, error)
}

// Sheets reads and writes tables.
type Sheets interface {
	// Read makes rows of a table's bytes: XLSX, or text in any usual form. name is for messages only.
	Read(name string, data []byte) ([]mandate.Row, error)
	// Write writes a list as a table in a form that support or Excel reads.
	Write(w io.Writer, form Form, list []mandate.Mandate) error
}

// Form is the form of a written table.
type Form struct {
	CSV  bool // "CSV für Excel" instead of XLSX
	Full bool // with client names, notes and times: stays in the house. Else only what support needs
}

// Page is the Mandate page. See page.Page for when its methods are called.
type Page struct {
	host    *page.Host
	service Service
	sheets  Sheets

	all     []mandate.Mandate
	rows    []row             // all, with what is needed to search and sort
	checked map[vault.ID]bool // by identity: outlives sorting and searching
	status  mandate.Status    // only these; "" = all
	sort    int               // column
	down    bool              // the other way round

	load page.Latest
	view page.Latest
	read page.Latest

	frame    *fyne.Container
	empty    fyne.CanvasObject
	full     fyne.CanvasObject
	search   *widget.Entry
	filter   *fyne.Container
	chips    []*chip
	table    *widgets.Table[row]
	selected *widgets.Line
	actions  []*action
	export   *widgets.Button
}

// row is a Mandat as the table shows it.
type row struct {
	mandate.Mandate
	status, submitted, confirmed string
	haystack                     string // lower case, what a search looks through
}

// New makes the page.
func New(host *page.Host, service Service, sheets Sheets) *Page {
	p := &Page{host: host, service: service, sheets: sheets, checked: map[vault.ID]bool{}}
	p.empty = p.emptyScreen()
	p.full = p.fullScreen()
	p.frame = container.NewStack()
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.frame }

// Tick implements page.Page: nothing here moves with the clock.
func (p *Page) Tick(time.Time) {}

// Load implements page.Page.
func (p *Page) Load() {
	type loaded struct {
		list    []mandate.Mandate
		damaged int
	}
	page.DoLatest(p.host.Worker, &p.load, func(ctx context.Context) (loaded, error) {
		list, damaged, err := p.service.List(ctx)
		return loaded{list, len(damaged)}, err
	}, func(l loaded, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		if l.damaged > 0 {
			p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.damaged", l.damaged), Failed: true})
		}
		p.take(l.list)
	})
}

// take shows a list that was read.
func (p *Page) take(list []mandate.Mandate) {
	p.all = list
	p.rows = make([]row, len(list))
	counts := map[mandate.Status]int{}
	there := make(map[vault.ID]bool, len(list))
	for i, m := range list {
		p.rows[i] = p.row(m)
		counts[m.Status]++
		there[m.ID] = true
	}
	for id := range p.checked {
		if !there[id] {
			delete(p.checked, id)
		}
	}
	for _, c := range p.chips {
		n := counts[c.status]
		if c.status == "" {
			n = len(list)
		}
		c.set(p.host.Texts.Count(c.key, n), c.status == p.status)
	}
	p.filter.Refresh() // longer counts need more room
	content := p.full
	if len(list) == 0 {
		content = p.empty
	}
	if len(p.frame.Objects) != 1 || p.frame.Objects[0] != content {
		p.frame.Objects = []fyne.CanvasObject{content}
		p.frame.Refresh()
	}
	p.arrange()
}

func (p *Page) row(m mandate.Mandate) row {
	r := row{Mandate: m, status: p.host.Texts.Text("window.mandates.status." + string(m.Status))}
	r.submitted, r.confirmed = date(m.Submitted), date(m.Confirmed)
	r.haystack = strings.ToLower(strings.Join([]string{m.Number, m.User, m.Client, m.Note, r.status}, "\x00"))
	return r
}

// date is a day as Germans write it; empty for the zero time.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("02.01.2006")
}

// arrange filters and sorts off the UI goroutine; what a later one overtakes is dropped.
func (p *Page) arrange() {
	rows, status, words := p.rows, p.status, strings.Fields(strings.ToLower(p.search.Text))
	less, down := columns[p.sort].compare, p.down
	page.DoLatest(p.host.Worker, &p.view, func(ctx context.Context) ([]row, error) {
		shown := make([]row, 0, len(rows))
		for _, r := range rows {
			if (status == "" || r.Status == status) && matches(r.haystack, words) {
				shown = append(shown, r)
			}
		}
		slices.SortStableFunc(shown, func(a, b row) int {
			if down {
				a, b = b, a
			}
			return less(a, b)
		})
		return shown, ctx.Err()
	}, func(shown []row, err error) {
		if err == nil {
			p.table.Set(shown)
			p.table.ShowOrder(p.sort, p.down)
			p.showSelection()
		}
	})
}

// matches reports whether every word stands somewhere in a row.
func matches(haystack string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(haystack, word) {
			return false
		}
	}
	return true
}

// chosen gives the checked Mandate in the list's order, whether the search shows them or not.
func (p *Page) chosen() []mandate.Mandate {
	var list []mandate.Mandate
	for _, m := range p.all {
		if p.checked[m.ID] {
			list = append(list, m)
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

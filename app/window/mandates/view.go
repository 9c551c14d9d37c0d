package mandates

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// chip is a count that shows only its own rows when pressed.
type chip struct {
	key    string
	status mandate.Status
	dated  bool // rows that were reported for an earlier code
	bare   bool // rows for which the central address still has to be stored at the service
	rare   bool // only there while it counts something
	press  *widgets.Pressable
	line   *widgets.Line
}

func newChip(key string, pressed func()) *chip {
	c := &chip{key: key, line: widgets.NewWholeLine("", widgets.Plain)}
	c.press = widgets.NewPressable("", container.New(widgets.Inset(12, 8), c.line), pressed).
		WithSurface(base.ColorNameButton, theme.ColorCardHover, "")
	return c
}

func (c *chip) set(text string, on bool) {
	style, surface := widgets.Plain, base.ColorNameButton
	if on {
		style, surface = widgets.Strong, theme.ColorTint
	}
	c.line.Set(text, style)
	c.press.SetLabel(text)
	c.press.SetSurface(surface)
	c.press.Refresh()
}

// fullScreen is the page once there are Mandate.
func (p *Page) fullScreen() fyne.CanvasObject {
	texts := p.host.Texts
	p.overview = newOverview(p)
	p.search = widgets.NewField("")
	p.search.SetPlaceHolder(texts.Text("window.mandates.search"))
	p.search.SetIcon(base.SearchIcon())
	p.search.OnChanged = func(string) { p.arrange() }

	p.table = widgets.NewTable(p.tableColumns(), func(m *mandate.Mandate) bool { return p.checked[m.ID] }, texts.Text("window.mandates.check_all"))
	p.table.OnPressed = p.toggle
	p.table.OnExtend = p.extend
	p.table.OnOpened = p.Open
	p.table.OnMenu = p.rowMenu
	p.table.OnSort = p.orderBy
	p.table.OnCheckAll = p.checkAll
	p.table.OnWidths = p.keepWidths

	p.export = widgets.NewIconButton(texts.Text("window.mandates.export"), base.DocumentSaveIcon(), widget.MediumImportance, p.Export)
	title := widgets.NewHeader(widgets.NewWholeLine(texts.Text("window.mandates.title"), widgets.Heading), p.search,
		widgets.NewIconButton(texts.Text("window.mandates.add"), base.ContentAddIcon(), widget.MediumImportance, p.Add),
		widgets.NewIconButton(texts.Text("window.mandates.import"), base.FolderOpenIcon(), widget.MediumImportance, p.Import),
		p.export)
	p.filter = container.NewStack(container.NewHScroll(p.chipRow()))

	above := widgets.NewColumn(12, title, p.overview.content, p.filter, widgets.Space(0, 0))
	below := widgets.NewColumn(0, container.New(layout.NewCustomPaddedLayout(10, 0, 0, 0), p.actionBar()))
	p.parts = container.New(&widgets.Frame{Above: above, Middle: p.table, Below: below}, above, p.table, below)
	return container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)-4), p.parts)
}

// chipRow is the counts.
func (p *Page) chipRow() fyne.CanvasObject {
	row := widgets.Beside(6)
	add := func(c *chip) {
		p.chips = append(p.chips, c)
		row.Add(c.press)
	}
	add(newChip("window.mandates.count", func() { p.only("") }))
	for _, s := range mandate.Statuses() {
		c := newChip("window.mandates.count_"+string(s), func() { p.only(s) })
		c.status, c.rare = s, s == mandate.StatusQuery || s == mandate.StatusEnded
		add(c)
	}
	dated := newChip("window.mandates.count_outdated", p.onlyDated)
	dated.dated, dated.rare = true, true
	add(dated)
	bare := newChip("window.mandates.count_unmailed", p.OnlyUnmailed)
	bare.bare, bare.rare = true, true
	add(bare)
	p.some = newChip("window.mandates.count_some", func() { p.Only(nil) })
	p.some.press.Hide()
	row.Add(p.some.press)
	return row
}

// showChips shows the counts.
func (p *Page) showChips(o *mandate.Overview) {
	for _, c := range p.chips {
		n := o.Count[c.status]
		switch {
		case c.dated:
			n = o.Outdated
		case c.bare:
			n = p.unmailed
		case c.status == "":
			n = len(p.all)
		}
		on := p.on(c)
		c.set(p.host.Texts.Count(c.key, n), on)
		if (c.rare && n == 0 || c.bare && !p.mailed) && !on {
			c.press.Hide()
		} else {
			c.press.Show()
		}
	}
	p.filter.Refresh() // longer counts need more room
}

// on reports whether a chip's rows are those in sight.
func (p *Page) on(c *chip) bool {
	return c.dated == p.dated && c.bare == p.query.LacksMail && (c.dated || c.bare || c.status == p.query.Status)
}

// only shows the rows of one status, or all.
func (p *Page) only(status mandate.Status) {
	p.query.Status, p.query.LacksMail, p.dated = status, false, false
	p.filtered()
}

func (p *Page) onlyDated() {
	p.query.Status, p.query.LacksMail, p.dated = "", false, true
	p.filtered()
}

// OnlyUnmailed shows the rows for which the central address still has to be stored at the service.
func (p *Page) OnlyUnmailed() {
	p.query.Status, p.query.LacksMail, p.dated = "", true, false
	p.filtered()
}

// Only shows some rows, such as a submission's; nil shows all again.
func (p *Page) Only(ids []vault.ID) {
	p.among = nil
	p.some.press.Hide()
	if ids != nil {
		p.among = make(map[vault.ID]bool, len(ids))
		for _, id := range ids {
			p.among[id] = true
		}
		p.query.Status, p.query.LacksMail, p.dated = "", false, false
		p.search.SetText("")
		p.some.set(p.host.Texts.Count(p.some.key, len(ids)), true)
		p.some.press.Show()
	}
	p.filtered()
}

func (p *Page) filtered() {
	for _, c := range p.chips {
		c.set(c.line.Text(), p.on(c))
	}
	p.filter.Refresh()
	p.arrange()
	p.table.ScrollToTop()
}

func (p *Page) orderBy(index int) {
	key := columns[index].key
	p.query.Descending = index == columnOf(p.query.Order) && !p.query.Descending
	p.query.Order = key
	p.arrange()
	p.table.ScrollToTop()
}

// Press checks or unchecks the row at a place in the table, as a click on it does.
func (p *Page) Press(index int) {
	if index >= 0 && index < len(p.table.Rows()) {
		p.toggle(index)
	}
}

// Open opens the row at a place in the table, as two clicks on it do.
func (p *Page) Open(index int) {
	if index >= 0 && index < len(p.table.Rows()) {
		p.edit(*p.table.Rows()[index])
	}
}

func (p *Page) toggle(index int) {
	id := p.table.Rows()[index].ID
	if p.checked[id] {
		delete(p.checked, id)
	} else {
		p.checked[id] = true
	}
	p.showChecks()
}

// extend checks all rows between two.
func (p *Page) extend(from, to int) {
	rows := p.table.Rows()
	for i := max(0, min(from, to)); i <= max(from, to) && i < len(rows); i++ {
		p.checked[rows[i].ID] = true
	}
	p.showChecks()
}

// CheckAll is Ctrl+A.
func (p *Page) CheckAll() { p.checkAll(true) }

// checkAll checks or unchecks the rows that the search shows.
func (p *Page) checkAll(on bool) {
	for _, m := range p.table.Rows() {
		if on {
			p.checked[m.ID] = true
		} else {
			delete(p.checked, m.ID)
		}
	}
	p.showChecks()
}

func (p *Page) showChecks() {
	p.table.ShowChecks()
	p.showSelection()
}

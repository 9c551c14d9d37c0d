package mandates

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// columns are the table's, from left to right; titles stand under "window.mandates.column.<key>".
var columns = []struct {
	key     string
	width   float32
	grow    float32
	text    func(row) string
	style   func(row) widgets.Style
	compare func(a, b row) int
}{
	{"number", 116, 1, func(r row) string { return r.Number }, nil, func(a, b row) int { return mandate.CompareNatural(a.Number, b.Number) }},
	{"user", 128, 2, func(r row) string { return r.User }, nil, func(a, b row) int { return mandate.CompareNatural(a.User, b.User) }},
	{"client", 112, 3, func(r row) string { return r.Client }, nil, func(a, b row) int { return compareText(a.Client, b.Client) }},
	{"status", 124, 1, func(r row) string { return r.status }, nil, func(a, b row) int { return cmp.Compare(life(a.Status), life(b.Status)) }},
	{"submitted", 109, 0, func(r row) string { return r.submitted }, muted, func(a, b row) int { return a.Submitted.Compare(b.Submitted) }},
	{"confirmed", 109, 0, func(r row) string { return r.confirmed }, muted, func(a, b row) int { return a.Confirmed.Compare(b.Confirmed) }},
	{"note", 90, 2, func(r row) string { return r.Note }, muted, func(a, b row) int { return compareText(a.Note, b.Note) }},
}

func muted(row) widgets.Style { return widgets.Muted }

// compareText orders texts as people do, without regard to case; empty ones come last.
func compareText(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(b, a)
	}
	return mandate.CompareNatural(strings.ToLower(a), strings.ToLower(b))
}

// life is a status's place in the life of a Mandat.
func life(s mandate.Status) int { return slices.Index(mandate.Statuses(), s) }

func signOf(r row) widgets.SignOfState {
	switch r.Status {
	case mandate.StatusSubmitted, mandate.StatusQuery:
		return widgets.HalfSign
	case mandate.StatusConfirmed, mandate.StatusEnded:
		return widgets.DoneSign
	}
	return widgets.OpenSign
}

// chip is a count that shows only its own rows when pressed.
type chip struct {
	status mandate.Status
	key    string
	press  *widgets.Pressable
	line   *widgets.Line
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

// action is something to do with the checked rows.
type action struct {
	button *widgets.Button
	may    func(chosen []mandate.Mandate) bool
}

// fullScreen is the page once there are Mandate.
func (p *Page) fullScreen() fyne.CanvasObject {
	texts := p.host.Texts
	p.search = widget.NewEntry()
	p.search.SetPlaceHolder(texts.Text("window.mandates.search"))
	p.search.SetIcon(base.SearchIcon())
	p.search.OnChanged = func(string) { p.arrange() }

	chips := widgets.Beside(8)
	for _, c := range []*chip{
		{key: "window.mandates.count"},
		{key: "window.mandates.count_new", status: mandate.StatusNew},
		{key: "window.mandates.count_submitted", status: mandate.StatusSubmitted},
		{key: "window.mandates.count_confirmed", status: mandate.StatusConfirmed},
	} {
		c.line = widgets.NewWholeLine("", widgets.Plain)
		c.press = widgets.NewPressable("", container.New(widgets.Inset(14, 8), c.line), func() { p.only(c.status) }).
			WithSurface(base.ColorNameButton, theme.ColorCardHover, "")
		p.chips = append(p.chips, c)
		chips.Add(c.press)
	}

	shown := make([]widgets.Column[row], len(columns))
	for i, column := range columns {
		shown[i] = widgets.Column[row]{
			Title: texts.Text("window.mandates.column." + column.key),
			Width: column.width, Grow: column.grow, Text: column.text, Style: column.style,
		}
		if column.key == "status" {
			shown[i].Sign = signOf
		}
	}
	p.table = widgets.NewTable(shown, func(r row) bool { return p.checked[r.ID] }, texts.Text("window.mandates.check_all"))
	p.table.OnPressed = p.toggle
	p.table.OnOpened = func(index int) { p.edit(p.table.Rows()[index].Mandate) }
	p.table.OnSort = p.orderBy
	p.table.OnCheckAll = p.checkAll

	p.export = widgets.NewIconButton(texts.Text("window.mandates.export"), base.DocumentSaveIcon(), widget.MediumImportance, p.Export)
	title := container.NewBorder(nil, nil, widgets.NewWholeLine(texts.Text("window.mandates.title"), widgets.Heading),
		container.NewCenter(widgets.Beside(8,
			widgets.NewIconButton(texts.Text("window.mandates.add"), base.ContentAddIcon(), widget.HighImportance, p.Add),
			widgets.NewIconButton(texts.Text("window.mandates.import"), base.FolderOpenIcon(), widget.MediumImportance, p.Import),
			p.export)))
	p.filter = container.NewBorder(nil, nil, chips, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 16, 0), p.search))

	return container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)-4),
		container.NewBorder(
			widgets.Below(14, title, p.filter, widgets.Space(0, 0)),
			container.New(layout.NewCustomPaddedLayout(10, 0, 0, 0), p.actionBar()), nil, nil, p.table))
}

// actionBar is what can be done with the checked rows.
func (p *Page) actionBar() fyne.CanvasObject {
	texts := p.host.Texts
	p.selected = widgets.NewLine("", widgets.Muted)
	any := func(chosen []mandate.Mandate) bool { return len(chosen) > 0 }
	add := func(key string, may func([]mandate.Mandate) bool, do func()) fyne.CanvasObject {
		a := &action{button: widgets.NewButton(texts.Text(key), widget.MediumImportance, do), may: may}
		p.actions = append(p.actions, a)
		return a.button
	}
	buttons := widgets.Beside(8,
		add("window.mandates.edit", func(chosen []mandate.Mandate) bool { return len(chosen) == 1 }, p.editChosen),
		add("window.mandates.submit", any, p.MarkSubmitted),
		add("window.mandates.confirm", func(chosen []mandate.Mandate) bool {
			for _, m := range chosen {
				if m.Status == mandate.StatusNew {
					return false
				}
			}
			return len(chosen) > 0
		}, p.confirm),
		add("window.mandates.remove", any, p.remove))
	return container.NewBorder(nil, nil, nil, buttons, p.selected)
}

// only shows the rows of one status, or all.
func (p *Page) only(status mandate.Status) {
	p.status = status
	for _, c := range p.chips {
		c.set(c.line.Text(), c.status == status)
	}
	p.arrange()
	p.table.ScrollToTop()
}

func (p *Page) orderBy(column int) {
	p.down = column == p.sort && !p.down
	p.sort = column
	p.arrange()
	p.table.ScrollToTop()
}

// Press checks or unchecks the row at a place in the table, as a click on it does.
func (p *Page) Press(index int) {
	if index >= 0 && index < len(p.table.Rows()) {
		p.toggle(index)
	}
}

func (p *Page) toggle(index int) {
	id := p.table.Rows()[index].ID
	if p.checked[id] {
		delete(p.checked, id)
	} else {
		p.checked[id] = true
	}
	p.table.ShowChecks()
	p.showSelection()
}

// checkAll checks or unchecks the rows that the search shows.
func (p *Page) checkAll(on bool) {
	for _, r := range p.table.Rows() {
		if on {
			p.checked[r.ID] = true
		} else {
			delete(p.checked, r.ID)
		}
	}
	p.table.ShowChecks()
	p.showSelection()
}

// showSelection says how many rows are checked and what can be done with them.
func (p *Page) showSelection() {
	texts := p.host.Texts
	chosen := p.chosen()
	switch {
	case len(chosen) > 0:
		p.selected.Set(texts.Count("window.mandates.selected", len(chosen)), widgets.Strong)
	case len(p.table.Rows()) == 0:
		p.selected.Set(texts.Text("window.mandates.none_found"), widgets.Muted)
	default:
		p.selected.Set(texts.Text("window.mandates.select_hint"), widgets.Muted)
	}
	for _, a := range p.actions {
		if a.may(chosen) {
			a.button.Enable()
		} else {
			a.button.Disable()
		}
	}
}

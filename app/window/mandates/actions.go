package mandates

import (
	"slices"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/widgets"
)

// action is something to do with the checked rows.
type action struct {
	button *widgets.Button
	may    func(chosen []mandate.Mandate) bool
}

// Which rows an action may be done with.

func some(chosen []mandate.Mandate) bool { return len(chosen) > 0 }

func single(chosen []mandate.Mandate) bool { return len(chosen) == 1 }

func all(statuses ...mandate.Status) func([]mandate.Mandate) bool {
	return func(chosen []mandate.Mandate) bool {
		return len(chosen) > 0 && !slices.ContainsFunc(chosen, func(m mandate.Mandate) bool { return !slices.Contains(statuses, m.Status) })
	}
}

var (
	active    = all(mandate.StatusNew, mandate.StatusSubmitted, mandate.StatusQuery, mandate.StatusConfirmed)
	answered  = all(mandate.StatusSubmitted, mandate.StatusQuery, mandate.StatusConfirmed)
	answering = all(mandate.StatusSubmitted, mandate.StatusQuery, mandate.StatusEnded)
	opening   = all(mandate.StatusConfirmed, mandate.StatusQuery, mandate.StatusEnded)
	ended     = all(mandate.StatusEnded)
)

// actionBar is what can be done with the checked rows.
func (p *Page) actionBar() fyne.CanvasObject {
	texts := p.host.Texts
	p.selected = widgets.NewWholeLine("", widgets.Muted)
	add := func(key string, may func([]mandate.Mandate) bool, do func()) fyne.CanvasObject {
		a := &action{button: widgets.NewButton(texts.Text(key), widget.MediumImportance, do), may: may}
		p.actions = append(p.actions, a)
		return a.button
	}
	more := widgets.NewIconButton(texts.Text("window.mandates.more"), base.MenuDropUpIcon(), widget.MediumImportance, nil)
	more.OnTapped = func() { p.showMenu(fyne.CurrentApp().Driver().AbsolutePositionForObject(more)) }
	p.bar = widgets.NewHeader(p.selected, nil,
		add("window.mandates.edit", single, p.editChosen),
		add("window.mandates.report", active, func() { p.report(mandate.KindReport, p.chosen()) }),
		add("window.mandates.confirm", answering, p.confirm),
		add("window.mandates.end", active, p.end),
		more)
	return p.bar
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
	if height := p.bar.MinSize().Height; height != p.barHeight { // the words need another row, or one less
		p.barHeight = height
		p.parts.Refresh()
	}
	for _, a := range p.actions {
		if a.may(chosen) {
			a.button.Enable()
		} else {
			a.button.Disable()
		}
	}
}

// rowMenu is a press with the right mouse button: it means the checked rows, or else the one under the mouse.
func (p *Page) rowMenu(index int, at fyne.Position) {
	if id := p.table.Rows()[index].ID; !p.checked[id] {
		clear(p.checked)
		p.checked[id] = true
		p.showChecks()
	}
	p.showMenu(at)
}

// showMenu offers all that can be done with the checked rows. It opens upwards where there is no room below.
func (p *Page) showMenu(at fyne.Position) {
	menu := widget.NewPopUpMenu(p.menu(), p.host.Window.Canvas())
	size, window := menu.MinSize(), p.host.Window.Canvas().Size()
	if at.X+size.Width > window.Width {
		at.X = max(0, window.Width-size.Width)
	}
	if at.Y+size.Height > window.Height {
		at.Y = max(0, at.Y-size.Height)
	}
	menu.ShowAtPosition(at)
}

func (p *Page) menu() *fyne.Menu {
	chosen := p.chosen()
	var items []*fyne.MenuItem
	add := func(key string, may func([]mandate.Mandate) bool, do func()) {
		item := fyne.NewMenuItem(p.host.Texts.Text(key), do)
		item.Disabled = !may(chosen)
		items = append(items, item)
	}
	add("window.mandates.edit", single, p.editChosen)
	if p.ways.Past != nil {
		add("window.mandates.past", single, func() { p.ways.Past(p.chosen()[0].Label()) })
	}
	add("window.mandates.amend", some, p.amend)
	add("window.mandates.excerpt", single, p.excerpt)
	items = append(items, fyne.NewMenuItemSeparator())
	add("window.mandates.report", active, func() { p.report(mandate.KindReport, p.chosen()) })
	add("window.mandates.submit", active, p.MarkSubmitted)
	add("window.mandates.confirm", answering, p.confirm)
	add("window.mandates.ask", answered, p.Ask)
	add("window.mandates.reopen", opening, p.reopen)
	items = append(items, fyne.NewMenuItemSeparator())
	add("window.mandates.end", active, p.end)
	add("window.mandates.remove", some, p.remove)
	add("window.mandates.erase", ended, func() { p.erase(p.chosen()) })
	if due := mandate.Expired(p.all, p.host.Now(), p.firm.EraseMonths); len(due) > 0 {
		items = append(items, fyne.NewMenuItem(p.host.Texts.Count("window.mandates.erase_due", len(due)), func() { p.erase(due) }))
	}
	items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(p.host.Texts.Text("window.mandates.undo"), p.Undo))
	return fyne.NewMenu("", items...)
}

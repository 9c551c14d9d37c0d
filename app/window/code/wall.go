package code

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// searchFrom is from how many accounts on they can be searched: fewer are seen at a glance.
const searchFrom = 6

// wall shows several accounts as cards.
type wall struct {
	page     *Page
	size     cardSize
	searched bool // it has the search field
	content  fyne.CanvasObject
	cells    *widgets.Cells
	hint     *widgets.Line
	shown    []authenticator.Account // those that the search has found
}

func newWall(p *Page, size cardSize) *wall {
	texts := p.host.Texts
	w := &wall{page: p, size: size, searched: len(p.accounts) >= searchFrom, cells: widgets.NewCells(size.wall, nil), hint: widgets.NewLine("", widgets.Muted)}
	var middle fyne.CanvasObject
	if w.searched {
		middle = container.New(widgets.Inset(18, 0), container.New(widgets.MaxWidth(420), container.NewVBox(layout.NewSpacer(), p.search, layout.NewSpacer())))
	}
	heading := container.NewBorder(nil, nil, widgets.NewWholeLine(texts.Text("window.code.title"), widgets.Heading), p.addButton(), middle)
	edge := base.Size(theme.SizePage)
	w.content = container.New(layout.NewCustomPaddedLayout(edge-4, edge, edge, edge-widgets.ScrollRoom),
		container.NewBorder(container.New(layout.NewCustomPaddedLayout(0, 14, 0, widgets.ScrollRoom), widgets.Below(3, heading, w.hint)), nil, nil, nil,
			w.cells.Content()))
	return w
}

// filter shows the cards that the search finds.
func (w *wall) filter() {
	texts, search := w.page.host.Texts, w.page.search.Text
	w.shown = slices.DeleteFunc(slices.Clone(w.page.accounts), func(a authenticator.Account) bool { return !a.Matches(search) })
	for _, face := range w.page.faces {
		face.object().Hide()
	}
	cells := make([]fyne.CanvasObject, len(w.shown))
	for i, account := range w.shown {
		cells[i] = w.page.faces[account.ID].object()
		cells[i].Show()
	}
	w.cells.Set(cells)
	switch {
	case len(w.shown) == 0:
		w.hint.Set(texts.Text("window.code.search_none", "search", search), widgets.Strong)
	case len(w.shown) < len(w.page.accounts):
		w.hint.Set(texts.Text("window.code.search_some", "found", len(w.shown), "all", len(w.page.accounts)), widgets.Muted)
	default:
		w.hint.Set(texts.Text("window.code.wall_hint"), widgets.Muted)
	}
}

// newSearch makes the field that the accounts are searched with. It is the same for every wall.
func (p *Page) newSearch() *widgets.Field {
	field := widgets.NewField("")
	field.SetPlaceHolder(p.host.Texts.Text("window.code.search"))
	field.SetIcon(base.SearchIcon())
	field.OnChanged = func(string) {
		if p.wall != nil {
			p.wall.filter()
			p.Tick(p.host.Now()) // cards that come back show the code of now
		}
	}
	field.OnDown = func() { p.step(0) }
	field.OnSubmitted = func(string) {
		if p.wall != nil && len(p.wall.shown) == 1 {
			p.CopyShown()
			return
		}
		p.step(0)
	}
	field.OnEscape = func() {
		field.SetText("")
		p.host.Window.Canvas().Unfocus()
	}
	return field
}

// FocusSearch puts the cursor into the search field, if there is one.
func (p *Page) FocusSearch() {
	if p.wall != nil && p.wall.searched {
		p.host.Window.Canvas().Focus(p.search)
	}
}

// focused is the account whose card has the focus.
func (p *Page) focused() (vault.ID, bool) {
	if p.wall == nil {
		return vault.ID{}, false
	}
	on := p.host.Window.Canvas().Focused()
	for id, face := range p.faces {
		if press, ok := face.object().(*widgets.Pressable); ok && on == fyne.Focusable(press) {
			return id, true
		}
	}
	return vault.ID{}, false
}

// focus gives an account's card the focus, if it is shown.
func (p *Page) focus(id vault.ID) {
	face, there := p.faces[id]
	if !there || p.wall == nil || !face.object().Visible() {
		return
	}
	if press, ok := face.object().(*widgets.Pressable); ok {
		p.host.Window.Canvas().Focus(press)
		p.wall.cells.Reveal(press)
	}
}

// Step leads with an arrow key from card to card.
func (p *Page) Step(key fyne.KeyName) {
	if p.wall == nil {
		return
	}
	switch key {
	case fyne.KeyRight:
		p.step(1)
	case fyne.KeyLeft:
		p.step(-1)
	case fyne.KeyDown:
		p.step(p.wall.cells.Columns())
	case fyne.KeyUp:
		p.step(-p.wall.cells.Columns())
	}
}

// step gives the card the focus that lies so many places further; without a focus so far it is the first one.
func (p *Page) step(places int) {
	shown := p.wall.shown
	if len(shown) == 0 {
		return
	}
	to := 0
	if id, ok := p.focused(); ok {
		at := slices.IndexFunc(shown, func(a authenticator.Account) bool { return a.ID == id })
		if to = at + places; to < 0 || to >= len(shown) {
			to = at
		}
	}
	p.focus(shown[to].ID)
}

// MoveFocused puts the account whose card has the focus elsewhere; see Service.Move.
func (p *Page) MoveFocused(places int) {
	if id, ok := p.focused(); ok && len(p.wall.shown) == len(p.accounts) { // of a search's result nobody sees between which others
		p.move(id, places)
	}
}

// move puts an account elsewhere, and the focus with it.
func (p *Page) move(id vault.ID, places int) {
	p.follow = id
	p.change(func(ctx context.Context) error { return p.service.Move(ctx, id, places) }, nil)
}

// pin lets an account stay first, or takes that back.
func (p *Page) pin(id vault.ID, on bool) {
	p.follow = id
	p.change(func(ctx context.Context) error { return p.service.Pin(ctx, id, on) }, nil)
}

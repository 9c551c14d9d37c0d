package submissions

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// overview is the list of all submissions, those first that are open.
type overview struct {
	page    *Page
	list    *widget.List
	content fyne.CanvasObject
}

func newOverview(p *Page) *overview {
	o := &overview{page: p}
	o.list = widget.NewList(func() int { return len(p.entries) },
		func() fyne.CanvasObject { return newItem(p) },
		func(index widget.ListItemID, object fyne.CanvasObject) {
			if i, ok := object.(*item); ok && index < len(p.entries) {
				i.show(p.entries[index])
			}
		})
	o.list.HideSeparators = true
	o.list.OnSelected = func(index widget.ListItemID) {
		o.list.UnselectAll()
		o.choose(index)
	}
	o.list.OnHighlighted = o.choose
	o.content = widgets.NewPanel(theme.ColorCard, theme.ColorCardBorder, container.New(widgets.Inset(2, 2), o.list)).Square()
	return o
}

func (o *overview) choose(index widget.ListItemID) {
	if index >= 0 && index < len(o.page.entries) {
		o.page.Choose(o.page.entries[index].ID)
	}
}

func (o *overview) show() { o.list.Refresh() }

// item draws one submission of the list.
type item struct {
	widget.BaseWidget
	page                *Page
	panel               *widgets.Panel
	edge                *canvas.Rectangle
	title, count, words *widgets.Line
	since               *widgets.Line
	bar                 *widgets.Shares
	head                *fyne.Container
}

func newItem(p *Page) *item {
	i := &item{page: p, edge: &canvas.Rectangle{}, title: widgets.NewLine("", widgets.Strong), count: widgets.NewWholeLine("", widgets.Muted),
		words: widgets.NewLine("", widgets.Caption), since: widgets.NewLine("", widgets.Caption), bar: widgets.NewShares()}
	i.edge.SetMinSize(fyne.NewSize(4, 0))
	i.edge.CornerRadius = 2
	i.head = container.NewBorder(nil, nil, nil, i.count, i.title)
	face := widgets.Below(5, i.head, i.bar, i.words, i.since)
	i.panel = widgets.NewPanel("", "", container.NewBorder(nil, nil, i.edge, nil, container.New(widgets.Inset(8, 8), face)))
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *item) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(i.panel) }

func (i *item) show(e *entry) {
	texts := i.page.host.Texts
	i.title.SetText(texts.Text("window.submissions.kind."+kindKey(e.Kind), "day", i.page.date(e.Time)))
	i.count.SetText(strconv.Itoa(e.count()))
	i.head.Refresh() // another count needs other room
	i.bar.Set(e.shares()...)
	i.words.SetText(i.page.words(e))
	text, style := i.page.since(e), widgets.Caption
	if e.due {
		style = widgets.Style{Size: base.SizeNameCaptionText, Colour: theme.ColorUrgent, Bold: true}
	}
	i.since.Set(text, style)
	surface := fyne.ThemeColorName("")
	i.edge.FillColor = base.Color(theme.ColorCard)
	if e.ID == i.page.chosen {
		surface, i.edge.FillColor = theme.ColorTint, base.Color(base.ColorNamePrimary)
	}
	i.panel.SetSurface(surface)
	i.edge.Refresh()
}

// count is how many rows were sent.
func (e *entry) count() int { return len(e.Rows) + e.Erased }

// shares are the parts of the bar.
func (e *entry) shares() []widgets.Share {
	return []widgets.Share{
		{Count: len(e.Done), Colour: base.ColorNameSuccess},
		{Count: len(e.Open), Colour: base.ColorNamePrimary},
		{Count: len(e.Questions), Colour: theme.ColorUrgent},
		{Count: e.Overtaken + e.Erased, Colour: base.ColorNameInputBorder},
	}
}

// words say what the bar shows.
func (p *Page) words(e *entry) string {
	texts := p.host.Texts
	args := []any{"open", len(e.Open), "asked", len(e.Questions), "done", len(e.Done), "over", e.Overtaken + e.Erased}
	switch {
	case e.Overtaken+e.Erased > 0 && len(e.Questions) > 0:
		return texts.Text("window.submissions.words.asked_over", args...)
	case e.Overtaken+e.Erased > 0:
		return texts.Text("window.submissions.words.over", args...)
	case len(e.Questions) > 0:
		return texts.Text("window.submissions.words.asked", args...)
	}
	return texts.Text("window.submissions.words.plain", args...)
}

// since says for how long a submission is open.
func (p *Page) since(e *entry) string {
	texts := p.host.Texts
	switch {
	case !e.IsOpen():
		return texts.Text("window.submissions.closed")
	case len(e.Reminded) > 0:
		return texts.Count("window.submissions.reminded_days", e.days)
	case e.days == 0:
		return texts.Text("window.submissions.today")
	}
	return texts.Count("window.submissions.days", e.days)
}

// kindKey names a kind in translation keys.
func kindKey(kind mandate.Kind) string {
	if kind == mandate.KindWithdraw {
		return "withdraw"
	}
	return "report"
}

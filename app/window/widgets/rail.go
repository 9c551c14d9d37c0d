package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// RailItem is one place that a [Rail] leads to.
type RailItem struct {
	Text string
	Icon fyne.Resource
}

// Rail is the slim navigation at the left edge: a picture and a word for each page. The chosen one has a
// surface of its own, a bar at its edge and bold text, so that it is seen without colours.
type Rail struct {
	widget.BaseWidget
	chosen func(int)
	parts  []*railPart
	panel  *Panel
	foot   *fyne.Container
}

type railPart struct {
	press *Pressable
	bar   *canvas.Rectangle
	line  *Line
}

// NewRail makes a rail; chosen is called with the index of a pressed item.
func NewRail(items []RailItem, chosen func(int)) *Rail {
	r := &Rail{chosen: chosen}
	column := Below(4)
	for i, item := range items {
		icon := widget.NewIcon(item.Icon)
		part := &railPart{bar: canvas.NewRectangle(color.Transparent), line: NewWholeLine(item.Text, Style{Size: base.SizeNameCaptionText, Centre: true})}
		part.bar.SetMinSize(fyne.NewSize(4, 4))
		part.bar.CornerRadius = 2
		face := container.New(Inset(1, 10), Below(4,
			container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(26), icon)), container.New(boldRoom(item.Text), part.line)))
		part.press = NewPressable(item.Text, container.NewBorder(nil, nil, part.bar, Space(4, 4), face), func() { r.chosen(i) })
		r.parts = append(r.parts, part)
		column.Add(part.press)
	}
	r.foot = container.NewStack()
	r.panel = NewPanel(theme.ColorRail, "", container.New(Inset(5, 12), container.NewBorder(nil, r.foot, nil, nil, column))).Square()
	r.ExtendBaseWidget(r)
	r.Choose(0)
	return r
}

// boldRoom is a layout that keeps room for a text as it is when it is chosen, in the size that texts have now.
type boldRoom string

// MinSize implements fyne.Layout.
func (b boldRoom) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.MeasureText(string(b), base.Size(base.SizeNameCaptionText), fyne.TextStyle{Bold: true})
}

// Layout implements fyne.Layout.
func (boldRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) { AtLeast{}.Layout(objects, size) }

// SetFoot puts something to press at the lower end: it leads to no page.
func (r *Rail) SetFoot(item RailItem, tapped func()) *Pressable {
	press := NewPressable(item.Text, container.New(Inset(8, 10), Below(4,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(26), widget.NewIcon(item.Icon))),
		NewWholeLine(item.Text, Style{Size: base.SizeNameCaptionText, Centre: true}))), tapped)
	r.foot.Objects = []fyne.CanvasObject{press}
	return press
}

// Choose marks an item. It does not call back.
func (r *Rail) Choose(index int) {
	for i, part := range r.parts {
		style := Style{Size: base.SizeNameCaptionText, Centre: true}
		surface := fyne.ThemeColorName("")
		part.bar.FillColor = color.Transparent
		if i == index {
			style.Bold, surface = true, theme.ColorTint
			part.bar.FillColor = base.Color(base.ColorNamePrimary)
		}
		part.bar.Refresh()
		part.line.Set(part.line.Text(), style)
		part.press.SetSurface(surface)
	}
}

// Item is what to press for an item, for tests and shortcuts.
func (r *Rail) Item(index int) *Pressable { return r.parts[index].press }

// Refresh implements fyne.CanvasObject.
func (r *Rail) Refresh() {
	for _, part := range r.parts {
		if part.bar.FillColor != color.Transparent {
			part.bar.FillColor = base.Color(base.ColorNamePrimary)
		}
	}
	r.BaseWidget.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(AtLeast(fyne.NewSize(104, 0)), r.panel))
}

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
	column := container.New(railColumn{})
	for i, item := range items {
		icon := widget.NewIcon(item.Icon)
		part := &railPart{bar: canvas.NewRectangle(color.Transparent), line: NewWholeLine(item.Text, Style{Size: base.SizeNameCaptionText, Centre: true})}
		part.bar.SetMinSize(fyne.NewSize(4, 4))
		part.bar.CornerRadius = 2
		face := container.New(railFace{}, Below(4,
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

// Around an item there is as much room as there is, between these two; between two items there is a gap.
const railRoom, leastRailRoom, railGap = 10, 1, 4

// railFace is a layout of one object in the middle of its height.
type railFace struct{}

// MinSize implements fyne.Layout.
func (railFace) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2, 2*leastRailRoom)
}

// Layout implements fyne.Layout.
func (railFace) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(size.Width-2, height))
	objects[0].Move(fyne.NewPos(1, (size.Height-height)/2))
}

// railColumn is a layout of items below one another, with less room around each where the window is low.
type railColumn struct{}

// MinSize implements fyne.Layout.
func (railColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, railGap*float32(len(objects)-1))
	for _, o := range objects {
		size = fyne.NewSize(max(size.Width, o.MinSize().Width), size.Height+o.MinSize().Height)
	}
	return size
}

// Layout implements fyne.Layout.
func (r railColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := (size.Height - r.MinSize(objects).Height) / float32(len(objects))
	room := min(2*(railRoom-leastRailRoom), max(0, spare))
	y := float32(0)
	for _, o := range objects {
		height := o.MinSize().Height + room
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height + railGap
	}
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

package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// NewColumn stacks objects that are as wide as their place, texts that wrap among them, with a gap between them.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap}, objects...)
}

// column is a layout that stacks objects of its own width. Texts that wrap find their height only by their
// width, so it gives them that before it asks.
type column struct{ gap, width float32 }

// MinSize implements fyne.Layout.
func (c *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for i, o := range seen(objects) {
		if i > 0 {
			height += c.gap
		}
		height += c.measure(o)
	}
	return fyne.NewSize(0, height)
}

// seen are the objects that are not hidden: those take no room.
func seen(objects []fyne.CanvasObject) []fyne.CanvasObject {
	return slices.DeleteFunc(slices.Clone(objects), func(o fyne.CanvasObject) bool { return !o.Visible() })
}

// measure is how high an object is in the column.
func (c *column) measure(o fyne.CanvasObject) float32 {
	if c.width > 0 {
		o.Resize(fyne.NewSize(c.width, o.MinSize().Height))
	}
	return o.MinSize().Height
}

// Layout implements fyne.Layout.
func (c *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	y := float32(0)
	for _, o := range seen(objects) {
		height := c.measure(o)
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height + c.gap
	}
}

// NewScrolled lets a column scroll, with room for the scroll bar beside it.
func NewScrolled(inner *fyne.Container) fyne.CanvasObject {
	room := container.New(layout.NewCustomPaddedLayout(1, 1, 1, ScrollRoom), inner)
	return container.New(&scrolled{inner: inner, room: room}, container.NewVScroll(room))
}

// scrolled tells a column how wide it will be before the scroll asks how high it is.
type scrolled struct{ inner, room *fyne.Container }

// MinSize implements fyne.Layout.
func (*scrolled) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 200) }

// Layout implements fyne.Layout.
func (s *scrolled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - ScrollRoom - 1
	for range 2 { // the cards know their height once their own columns know their width
		s.inner.Resize(fyne.NewSize(width, s.inner.MinSize().Height))
	}
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
		o.Refresh()
	}
}

// NewFlow puts objects side by side, and into further rows where there is no room.
func NewFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap}, objects...)
}

// flow puts objects side by side, and into further rows where there is no room.
type flow struct{ gap, width float32 }

// MinSize implements fyne.Layout.
func (r *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, o := range objects {
		widest = max(widest, o.MinSize().Width)
	}
	return fyne.NewSize(widest, r.place(objects, r.width, func(fyne.CanvasObject, fyne.Position) {}))
}

// Layout implements fyne.Layout.
func (r *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.width = size.Width
	r.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position) {
		o.Resize(o.MinSize())
		o.Move(at)
	})
}

// place gives each object its place in a width, and returns the height.
func (r *flow) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position)) float32 {
	x, y, height := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		if x > 0 && x+size.Width > width && width > 0 {
			x, y = 0, y+height+r.gap
		}
		put(o, fyne.NewPos(x, y))
		x, height = x+size.Width+r.gap, max(height, size.Height)
	}
	return y + height
}

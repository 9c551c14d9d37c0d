package safety

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"kanzleicode/app/window/widgets"
)

// column is a layout that stacks objects of its own width. Texts that wrap find their height only by their
// width, so it gives them that before it asks.
type column struct{ gap, width float32 }

// MinSize implements fyne.Layout.
func (c *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for i, o := range objects {
		if i > 0 {
			height += c.gap
		}
		height += c.measure(o)
	}
	return fyne.NewSize(0, height)
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
	for _, o := range objects {
		height := c.measure(o)
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height + c.gap
	}
}

// newScrolled lets a column scroll, with room for the scroll bar beside it.
func newScrolled(inner *fyne.Container) fyne.CanvasObject {
	room := container.New(layout.NewCustomPaddedLayout(1, 1, 1, widgets.ScrollRoom), inner)
	return container.New(&scrolled{inner: inner, room: room}, container.NewVScroll(room))
}

// scrolled tells a column how wide it will be before the scroll asks how high it is.
type scrolled struct{ inner, room *fyne.Container }

// MinSize implements fyne.Layout.
func (*scrolled) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 200) }

// Layout implements fyne.Layout.
func (s *scrolled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - widgets.ScrollRoom - 1
	for range 2 { // the cards know their height once their own columns know their width
		s.inner.Resize(fyne.NewSize(width, s.inner.MinSize().Height))
	}
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
		o.Refresh()
	}
}

// dialogWidth is how wide the questions are.
const dialogWidth = 560

// paragraph is a text as wide as the questions.
func paragraph(text string, style widgets.Style) fyne.CanvasObject {
	p := widgets.NewParagraph(text, style)
	p.Resize(fyne.NewSize(dialogWidth, 0))
	return widgets.Flush(p)
}

func atLeast(width, height float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(widgets.AtLeast(fyne.NewSize(width, height)), content)
}

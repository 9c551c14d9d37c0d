package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"kanzleicode/app/window/theme"
)

// Wall is a layout of equal cells in as many columns as fit: cells have at least a width and all the
// same height, which grows with the texts.
type Wall struct {
	Width, Height, Gap float32
}

// columns is how many columns a width has and how wide each one is.
func (w Wall) columns(width float32) (int, float32) {
	n := max(1, int((width+w.Gap)/(w.Width+w.Gap)))
	return n, (width - float32(n-1)*w.Gap) / float32(n)
}

// MinSize implements fyne.Layout. Without knowing its width a layout cannot say how high it will be:
// [NewCells] does.
func (w Wall) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(w.Width, w.height())
}

// cellText is how much of a cell's height is text; the rest, such as digits, fills what is left.
const cellText = 44

func (w Wall) height() float32 { return w.Height - cellText + theme.Grown(cellText) }

// Layout implements fyne.Layout.
func (w Wall) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n, width := w.columns(size.Width)
	for i, object := range objects {
		object.Resize(fyne.NewSize(width, w.height()))
		object.Move(fyne.NewPos(float32(i%n)*(width+w.Gap), float32(i/n)*(w.height()+w.Gap)))
	}
}

// Cells are equal cells on a wall that scrolls up and down.
type Cells struct {
	wall    *scrolledWall
	inner   *fyne.Container
	scroll  *container.Scroll
	content fyne.CanvasObject
}

// NewCells makes cells.
func NewCells(w Wall, cells []fyne.CanvasObject) *Cells {
	c := &Cells{wall: &scrolledWall{Wall: w}}
	c.inner = container.New(c.wall, cells...)
	// The scroll bar gets room of its own beside the cells, the borders of the cells room to be seen.
	c.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(1, 1, 1, ScrollRoom), c.inner))
	c.content = container.New(&wallFrame{c.wall}, c.scroll)
	return c
}

// Content is the drawing, the same object every time.
func (c *Cells) Content() fyne.CanvasObject { return c.content }

// Set shows other cells.
func (c *Cells) Set(cells []fyne.CanvasObject) {
	c.inner.Objects = cells
	c.inner.Refresh()
	c.content.Refresh()
	c.scroll.Refresh() // it may stand where there is nothing any more
}

// Columns is how many cells stand side by side.
func (c *Cells) Columns() int {
	n, _ := c.wall.columns(c.wall.width)
	return n
}

// Reveal scrolls no further than to have the whole of a cell in sight.
func (c *Cells) Reveal(cell fyne.CanvasObject) {
	top, offset := cell.Position().Y, c.scroll.Offset
	bottom := top + cell.Size().Height + 2 - c.scroll.Size().Height
	if offset.Y > top || offset.Y < bottom {
		c.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(top, max(bottom, offset.Y)))))
	}
}

// ScrollRoom is the room beside the cells for the scroll bar.
const ScrollRoom = 14

// scrolledWall is a Wall that knows the width it is shown in, and so its height.
type scrolledWall struct {
	Wall
	width float32
}

// MinSize implements fyne.Layout.
func (w *scrolledWall) MinSize(objects []fyne.CanvasObject) fyne.Size {
	n, _ := w.columns(w.width)
	rows := (len(objects) + n - 1) / n
	return fyne.NewSize(w.Width, max(w.height(), float32(rows)*(w.height()+w.Gap)-w.Gap))
}

// wallFrame tells the wall how wide it will be before the scroll asks how high it is.
type wallFrame struct{ wall *scrolledWall }

// MinSize implements fyne.Layout.
func (f *wallFrame) MinSize([]fyne.CanvasObject) fyne.Size {
	return f.wall.Wall.MinSize(nil)
}

// Layout implements fyne.Layout.
func (f *wallFrame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.wall.width = size.Width - ScrollRoom - 1
	for _, object := range objects {
		object.Resize(size)
		object.Move(fyne.Position{})
		object.Refresh()
	}
}

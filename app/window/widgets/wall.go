package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"kanzleicode/app/window/theme"
)

// Wall says how equal cells stand in as many columns as fit: cells have at least a width and all the same height,
// which grows with the texts.
type Wall struct {
	Width, Height, Gap float32
	// Filled is how many cells share all the room that there is, and become larger where it is plenty; 0 = they keep
	// their height.
	Filled int
}

// columns is how many columns a width has and how wide each one is.
func (w Wall) columns(width float32) (int, float32) {
	n := max(1, int((width+w.Gap)/(w.Width+w.Gap)))
	if w.Filled > 0 { // rows of about the same length
		n = rows(w.Filled, rows(w.Filled, n))
	}
	return n, (width - float32(n-1)*w.Gap) / float32(n)
}

// rows is how many rows of so many columns hold all cells.
func rows(cells, columns int) int { return (cells + columns - 1) / columns }

// cellText is how much of a cell's height is text; the rest, such as digits, fills what is left.
const cellText = 44

func (w Wall) height() float32 { return w.Height - cellText + theme.Grown(cellText) }

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
	n, _ := c.wall.columns(c.wall.room.Width)
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

// scrolledWall is the layout of a Wall that knows the room it is shown in, and so its height.
type scrolledWall struct {
	Wall
	room fyne.Size
}

// highest is how high a cell becomes at most, by its width: a code is wider than high.
const highest = 0.45

// height is how high a cell is.
func (w *scrolledWall) height() float32 {
	least := w.Wall.height()
	if w.Filled == 0 {
		return least
	}
	n, width := w.columns(w.room.Width)
	down := float32(rows(w.Filled, n))
	return max(least, min(width*highest, (w.room.Height+w.Gap)/down-w.Gap))
}

// MinSize implements fyne.Layout.
func (w *scrolledWall) MinSize(objects []fyne.CanvasObject) fyne.Size {
	n, _ := w.columns(w.room.Width)
	return fyne.NewSize(w.Width, max(w.height(), float32(rows(len(objects), n))*(w.height()+w.Gap)-w.Gap))
}

// Layout implements fyne.Layout.
func (w *scrolledWall) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n, width := w.columns(size.Width)
	for i, object := range objects {
		object.Resize(fyne.NewSize(width, w.height()))
		object.Move(fyne.NewPos(float32(i%n)*(width+w.Gap), float32(i/n)*(w.height()+w.Gap)))
	}
}

// wallFrame tells the wall what room it will have before the scroll asks how high it is.
type wallFrame struct{ wall *scrolledWall }

// MinSize implements fyne.Layout.
func (f *wallFrame) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(f.wall.Width, f.wall.Wall.height())
}

// Layout implements fyne.Layout.
func (f *wallFrame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.wall.room = size.SubtractWidthHeight(ScrollRoom+1, 2)
	for _, object := range objects {
		object.Resize(size)
		object.Move(fyne.Position{})
		object.Refresh()
	}
}

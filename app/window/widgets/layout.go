package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"kanzleicode/app/window/theme"
)

// Inset is a layout that keeps its content away from the edges, by pixels left and right, above and
// below.
func Inset(horizontal, vertical float32) fyne.Layout {
	return layout.NewCustomPaddedLayout(vertical, vertical, horizontal, horizontal)
}

// Below stacks objects with a gap between them.
func Below(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(gap), objects...)
}

// Beside puts objects side by side with a gap between them.
func Beside(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(gap), objects...)
}

// Space is an invisible object of a size.
func Space(width, height float32) fyne.CanvasObject {
	space := canvas.NewRectangle(color.Transparent)
	space.SetMinSize(fyne.NewSize(width, height))
	return space
}

// MaxWidth is a layout that shows its one object in the middle, not wider than a width, which grows with the texts.
type MaxWidth float32

// MinSize implements fyne.Layout.
func (m MaxWidth) MinSize(objects []fyne.CanvasObject) fyne.Size { return largest(objects) }

// Layout implements fyne.Layout.
func (m MaxWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width, theme.Grown(float32(m)))
	for _, object := range objects {
		object.Resize(fyne.NewSize(width, size.Height))
		object.Move(fyne.NewPos((size.Width-width)/2, 0))
	}
}

// AtLeast is a layout that gives its one object no less than a size.
type AtLeast fyne.Size

// MinSize implements fyne.Layout.
func (a AtLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return largest(objects).Max(fyne.Size(a))
}

// Layout implements fyne.Layout.
func (AtLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, object := range objects {
		object.Resize(size)
		object.Move(fyne.Position{})
	}
}

func largest(objects []fyne.CanvasObject) (size fyne.Size) {
	for _, object := range objects {
		if object.Visible() {
			size = size.Max(object.MinSize())
		}
	}
	return size
}

// TextRoom is a layout that gives its one object at least a width, which grows with the texts.
type TextRoom float32

// MinSize implements fyne.Layout.
func (r TextRoom) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return largest(objects).Max(fyne.NewSize(theme.Grown(float32(r)), 0))
}

// Layout implements fyne.Layout.
func (TextRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) { AtLeast{}.Layout(objects, size) }

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
// [NewWall] does.
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

// NewWall is a wall of cells in a vertical scroll.
func NewWall(w Wall, cells []fyne.CanvasObject) fyne.CanvasObject {
	wall := &scrolledWall{Wall: w}
	inner := container.New(wall, cells...)
	// The scroll bar gets room of its own beside the cells, the borders of the cells room to be seen.
	scroll := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(1, 1, 1, ScrollRoom), inner))
	return container.New(&wallFrame{wall: wall, inner: inner}, scroll)
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
type wallFrame struct {
	wall  *scrolledWall
	inner *fyne.Container
}

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

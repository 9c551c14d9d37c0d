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

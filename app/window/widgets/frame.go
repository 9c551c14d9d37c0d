package widgets

import "fyne.io/fyne/v2"

// Frame is a layout of something that takes what room there is, with something above and below it. How high
// those are may depend on how wide they are, as of texts that wrap: each gets its width before it is asked.
type Frame struct{ Above, Middle, Below fyne.CanvasObject }

// MinSize implements fyne.Layout.
func (f *Frame) MinSize([]fyne.CanvasObject) fyne.Size {
	size := f.Middle.MinSize()
	for _, edge := range []fyne.CanvasObject{f.Above, f.Below} {
		if edge.Visible() {
			least := edge.MinSize()
			size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
		}
	}
	return size
}

// Layout implements fyne.Layout.
func (f *Frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top := f.measure(f.Above, size.Width)
	bottom := f.measure(f.Below, size.Width)
	f.Above.Move(fyne.Position{})
	f.Middle.Move(fyne.NewPos(0, top))
	f.Middle.Resize(fyne.NewSize(size.Width, max(0, size.Height-top-bottom)))
	f.Below.Move(fyne.NewPos(0, max(top, size.Height-bottom)))
}

// measure gives an edge its width, and returns how high it is then.
func (*Frame) measure(edge fyne.CanvasObject, width float32) float32 {
	if !edge.Visible() {
		return 0
	}
	for range 2 {
		edge.Resize(fyne.NewSize(width, edge.MinSize().Height))
	}
	return edge.MinSize().Height
}

package window

import "fyne.io/fyne/v2"

// frame is a layout of a page with messages above and below it. How high a message is depends on how wide it
// is, so each gets its width before it is asked.
type frame struct{ above, page, below fyne.CanvasObject }

// MinSize implements fyne.Layout.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	size := f.page.MinSize()
	for _, message := range []fyne.CanvasObject{f.above, f.below} {
		if message.Visible() {
			least := message.MinSize()
			size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
		}
	}
	return size
}

// Layout implements fyne.Layout.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top := f.measure(f.above, size.Width)
	bottom := f.measure(f.below, size.Width)
	f.above.Move(fyne.Position{})
	f.page.Move(fyne.NewPos(0, top))
	f.page.Resize(fyne.NewSize(size.Width, size.Height-top-bottom))
	f.below.Move(fyne.NewPos(0, size.Height-bottom))
}

// measure gives a message its width, and returns how high it is then.
func (*frame) measure(message fyne.CanvasObject, width float32) float32 {
	if !message.Visible() {
		return 0
	}
	for range 2 {
		message.Resize(fyne.NewSize(width, message.MinSize().Height))
	}
	return message.MinSize().Height
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kanzleicode/app/window/theme"
)

// NewPair puts two objects side by side in a column: the left one has a width, which grows with the texts but leaves
// most of the room to the right one, whose texts wrap.
func NewPair(left float32, first, second fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&pair{left: left}, first, second)
}

type pair struct{ left, width float32 }

// split is how wide the two are in a width.
func (p *pair) split(width float32) (left, right float32) {
	left = min(theme.Grown(p.left), width*2/5)
	return left, max(0, width-left-pairGap)
}

const pairGap = 12

// MinSize implements fyne.Layout.
func (p *pair) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if p.width > 0 {
		p.Layout(objects, fyne.NewSize(p.width, 0))
	}
	return fyne.NewSize(0, max(objects[0].MinSize().Height, objects[1].MinSize().Height))
}

// Layout implements fyne.Layout. Texts that wrap find their height by their width, so they get that first.
func (p *pair) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.width = size.Width
	left, right := p.split(size.Width)
	for i, width := range []float32{left, right} {
		objects[i].Resize(fyne.NewSize(width, objects[i].MinSize().Height))
		objects[i].Resize(fyne.NewSize(width, objects[i].MinSize().Height))
	}
	objects[0].Move(fyne.Position{})
	objects[1].Move(fyne.NewPos(left+pairGap, 0))
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kanzleicode/app/window/theme"
)

// NewHeader is one row of a text at the left, a field that takes what room there is (nil = none), and buttons at the
// right. Where there is no room for all of it, as with large texts, it goes on in further rows. It wants a place that
// asks for its height once it knows its width, as [Frame] and [NewColumn] do.
func NewHeader(text, field fyne.CanvasObject, buttons ...fyne.CanvasObject) *fyne.Container {
	h := &header{field: field != nil}
	c := container.New(h, text)
	if h.field {
		c.Add(field)
	}
	for _, button := range buttons {
		c.Add(button)
	}
	return c
}

// header is a layout; its objects are the text, the field if there is one, and the buttons.
type header struct {
	field bool
	width float32
}

const (
	headerGap = 8
	fieldGap  = 16
	leastRoom = 150 // of the field, with texts of the usual size
)

// MinSize implements fyne.Layout.
func (h *header) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range objects {
		if o.Visible() {
			width = max(width, o.MinSize().Width)
		}
	}
	return fyne.NewSize(width, h.place(objects, h.width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

// Layout implements fyne.Layout.
func (h *header) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	h.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Move(at)
		o.Resize(size)
	})
}

// place gives each object its place in a width, and returns the height.
func (h *header) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	text, buttons := objects[0], objects[1:]
	var field fyne.CanvasObject
	room := float32(0)
	if h.field {
		field, buttons = objects[1], objects[2:]
		room = theme.Grown(leastRoom) + 2*fieldGap
	}
	row, all := float32(0), float32(0) // the row's height, and how wide the buttons are together
	for _, b := range buttons {
		if b.Visible() {
			row, all = max(row, b.MinSize().Height), all+b.MinSize().Width+headerGap
		}
	}
	label := text.MinSize()
	row = max(row, label.Height)
	if width == 0 || label.Width+room+all <= width {
		if field != nil {
			row = max(row, field.MinSize().Height)
			put(field, fyne.NewPos(label.Width+fieldGap, (row-field.MinSize().Height)/2), fyne.NewSize(width-label.Width-all-2*fieldGap+headerGap, field.MinSize().Height))
		}
		put(text, fyne.NewPos(0, (row-label.Height)/2), fyne.NewSize(max(label.Width, width-all-room), label.Height))
		h.flow(buttons, width-all+headerGap, 0, width, row, put)
		return row
	}
	y := float32(0)
	if label.Width+all <= width { // only the field has no room
		put(text, fyne.NewPos(0, (row-label.Height)/2), label)
		y = h.flow(buttons, width-all+headerGap, 0, width, row, put)
	} else {
		put(text, fyne.Position{}, fyne.NewSize(width, label.Height))
		y = h.flow(buttons, 0, label.Height+headerGap, width, 0, put)
	}
	if field != nil {
		put(field, fyne.NewPos(0, y+headerGap), fyne.NewSize(width, field.MinSize().Height))
		y += headerGap + field.MinSize().Height
	}
	return y
}

// flow puts buttons side by side from a place on, and returns where they end below. A row is at least so high.
func (*header) flow(buttons []fyne.CanvasObject, from, y, width, row float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	x := from
	for _, b := range buttons {
		if !b.Visible() {
			continue
		}
		size := b.MinSize()
		if x > from && x+size.Width > width+1 {
			x, y = from, y+row+headerGap
			row = 0
		}
		row = max(row, size.Height)
		put(b, fyne.NewPos(x, y+(row-size.Height)/2), size)
		x += size.Width + headerGap
	}
	return y + row
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Reader is a column to read and to scroll, by mouse or, while it has the focus, by keyboard.
type Reader struct {
	widget.BaseWidget
	column *fyne.Container
	scroll *container.Scroll
	frame  *Panel
}

// Declare conformity with the interface.
var _ fyne.Focusable = (*Reader)(nil)

// NewReader makes a reader of what [NewColumn] made.
func NewReader(column *fyne.Container) *Reader {
	r := &Reader{column: column}
	room := container.New(layout.NewCustomPaddedLayout(1, 1, 1, ScrollRoom), column)
	r.scroll = container.NewVScroll(room)
	r.frame = NewPanel("", "", container.New(Inset(ringWidth+2, ringWidth+2), container.New(&scrolled{inner: column, room: room}, r.scroll)))
	r.ExtendBaseWidget(r)
	return r
}

// Set shows other objects, from the top.
func (r *Reader) Set(objects ...fyne.CanvasObject) {
	r.column.Objects = objects
	r.arrange()
	r.ToTop()
}

// arrange gives the objects their places. Texts know how high they are only once they know how wide.
func (r *Reader) arrange() {
	for range 2 {
		r.column.Refresh()
		r.column.Resize(fyne.NewSize(r.column.Size().Width, r.column.MinSize().Height))
		r.scroll.Content.Resize(r.scroll.Content.MinSize().Max(r.scroll.Size()))
	}
	r.scroll.Refresh()
}

// To scrolls to one of the column's objects.
func (r *Reader) To(object fyne.CanvasObject) { r.arrange(); r.to(object.Position().Y) }

// ToTop scrolls to the beginning.
func (r *Reader) ToTop() { r.to(0) }

// to scrolls so far down.
func (r *Reader) to(y float32) {
	most := r.scroll.Content.MinSize().Height - r.scroll.Size().Height
	r.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, most))))
}

// step is how far the arrow keys scroll, with texts of the usual size.
const step = 40

// TypedKey implements fyne.Focusable.
func (r *Reader) TypedKey(key *fyne.KeyEvent) {
	y, line := r.scroll.Offset.Y, theme.Grown(step)
	leaf := max(line, r.scroll.Size().Height-line)
	switch key.Name {
	case fyne.KeyDown:
		r.to(y + line)
	case fyne.KeyUp:
		r.to(y - line)
	case fyne.KeyPageDown, fyne.KeySpace:
		r.to(y + leaf)
	case fyne.KeyPageUp:
		r.to(y - leaf)
	case fyne.KeyHome:
		r.to(0)
	case fyne.KeyEnd:
		r.to(r.scroll.Content.MinSize().Height)
	default:
		passOn(r, key)
	}
}

// TypedRune implements fyne.Focusable.
func (r *Reader) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (r *Reader) FocusGained() { r.frame.SetFocused(true) }

// FocusLost implements fyne.Focusable.
func (r *Reader) FocusLost() { r.frame.SetFocused(false) }

// Offset is how far down it has been scrolled.
func (r *Reader) Offset() float32 { return r.scroll.Offset.Y }

// CreateRenderer implements fyne.Widget.
func (r *Reader) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.frame) }

package display

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/code"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// board is the drawing. It has no background of its own: that of the window is the same, and a full screen painted
// twice is what costs most each second. All of it grows with the screen: its measure is the unit, a 160th of the width or a 90th
// of the height, whichever is less.
type board struct {
	widget.BaseWidget
	display *Display
	view    view

	band, frame             *canvas.Rectangle // frame: around what is wrong with the clock
	name, clock, line, note *sign
	words, then, message    *sign
	hint                    [2]*sign        // the lines of the message's explanation
	digits, next, left      *widgets.Digits // left: the seconds in the band
	ring                    *widgets.Ring
	blocks                  [code.LastSeconds]*canvas.Rectangle
	bar                     *bar
}

// Declare conformity with the interfaces.
var (
	_ fyne.Tappable      = (*board)(nil)
	_ desktop.Hoverable  = (*board)(nil)
	_ desktop.Cursorable = (*board)(nil)
)

// noteSize is the text size, in units, of what is said below the time.
const noteSize = 2.2

// roomy is how much smaller the words of the last seconds may become beside the next code.
const roomy = 0.8

// most is a text size that no screen is large enough for.
const most = 8000

func newBoard(d *Display) *board {
	b := &board{
		display: d, band: &canvas.Rectangle{}, frame: &canvas.Rectangle{},
		name: newSign(true, fyne.TextAlignLeading), clock: newSign(true, fyne.TextAlignTrailing),
		line: newSign(false, fyne.TextAlignCenter), note: newSign(true, fyne.TextAlignCenter), words: newSign(true, fyne.TextAlignLeading),
		then: newSign(false, fyne.TextAlignTrailing), message: newSign(true, fyne.TextAlignCenter),
		hint: [2]*sign{newSign(false, fyne.TextAlignCenter), newSign(false, fyne.TextAlignCenter)}, digits: widgets.NewDigits(8, most), next: widgets.NewDigits(8, most),
		left: widgets.NewDigits(8, most), ring: widgets.NewRing(1), bar: newBar(d),
	}
	b.then.text = d.host.Texts.Text("window.code.next")
	for i := range b.blocks {
		b.blocks[i] = &canvas.Rectangle{}
	}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped implements fyne.Tappable.
func (b *board) Tapped(*fyne.PointEvent) { b.display.reveal() }

// MouseIn implements desktop.Hoverable.
func (b *board) MouseIn(*desktop.MouseEvent) {}

// MouseMoved implements desktop.Hoverable.
func (b *board) MouseMoved(*desktop.MouseEvent) { b.display.touch() }

// MouseOut implements desktop.Hoverable.
func (b *board) MouseOut() {}

// Cursor implements desktop.Cursorable: a mouse that rests does not lie over the digits.
func (b *board) Cursor() desktop.Cursor {
	if b.view.bar {
		return desktop.DefaultCursor
	}
	return desktop.HiddenCursor
}

// show draws a view, if it is another one.
func (b *board) show(v view) {
	if v == b.view {
		return
	}
	b.view = v
	b.arrange(b.Size())
}

// Refresh implements fyne.CanvasObject: the theme may have changed.
func (b *board) Refresh() {
	b.arrange(b.Size())
	b.BaseWidget.Refresh()
}

// arrange gives everything its place, text and colour.
func (b *board) arrange(size fyne.Size) {
	v, u := b.view, min(size.Width/160, size.Height/90)
	edge, foot := 4*u, max(b.bar.row.MinSize().Height+8, 8*u)
	top, high := 10*u, 18*u
	inner := size.Width - 2*edge

	b.clock.text, b.name.text, b.line.text, b.message.text = v.clock, v.name, v.line, v.message
	b.note.text = v.note
	side, tall, from := b.clock.width(6*u), 6*u, 2*u
	if v.note != "" && !v.wrong { // room for what is said below the time
		side, tall, from = max(side, b.note.width(noteSize*u)), 5*u, 0.5*u
	}
	side += u
	b.clock.place(fyne.NewPos(size.Width-edge-side, from), fyne.NewSize(side, tall+2*u), tall, theme.ColorMuted)
	b.name.place(fyne.NewPos(edge, 2*u), fyne.NewSize(inner-side-3*u, top-2*u), 5*u, base.ColorNameForeground)
	b.line.place(fyne.NewPos(edge, size.Height-foot), fyne.NewSize(inner, foot-u), 3.6*u, base.ColorNameForeground)
	b.arrangeNote(fyne.NewPos(edge, size.Height-foot), fyne.NewSize(inner, foot-u), u)
	visible(!v.bar && !v.wrong, b.line.shown)
	visible(v.bar, b.bar.row)
	b.bar.show(v)
	least := b.bar.row.MinSize()
	place(b.bar.row, fyne.NewPos(max(0, (size.Width-least.Width)/2), size.Height-least.Height-4), least)

	b.message.place(fyne.NewPos(edge, size.Height*0.36), fyne.NewSize(inner, 10*u), 7*u, base.ColorNameForeground)
	b.arrangeHint(fyne.NewPos(edge, size.Height*0.36+11*u), fyne.NewSize(inner, 6*u), 3.6*u)
	visible(v.code == "", b.message.shown, b.hint[0].shown, b.hint[1].shown)

	colour := base.ColorNameForeground
	switch {
	case v.covered:
		colour = theme.ColorMuted
	case v.late:
		colour = theme.ColorUrgent
	}
	b.digits.Set(v.code, colour)
	place(b.digits, fyne.NewPos(2*u, top), fyne.NewSize(size.Width-4*u, size.Height-foot-high-top-2*u))
	b.arrangeCountdown(fyne.NewPos(edge, size.Height-foot-high), fyne.NewSize(inner, high-u), u)
}

// arrangeHint explains the message, in two lines if one is not wide enough.
func (b *board) arrangeHint(at fyne.Position, box fyne.Size, size float32) {
	b.hint[0].text, b.hint[1].text = b.view.hint, ""
	if b.hint[0].width(size) > box.Width {
		b.hint[0].text, b.hint[1].text = halves(b.view.hint)
	}
	for i, line := range b.hint {
		line.place(at.AddXY(0, float32(i)*box.Height), box, size, theme.ColorMuted)
	}
}

// arrangeNote says of the clock what is to be said: that it is wrong, in a frame instead of the firm's line; that codes
// are put right, in small letters under the time.
func (b *board) arrangeNote(at fyne.Position, box fyne.Size, u float32) {
	visible(b.view.note != "" && !(b.view.wrong && b.view.bar), b.note.shown)
	visible(b.view.wrong && !b.view.bar, b.frame)
	if !b.view.wrong {
		b.note.shown.Alignment = fyne.TextAlignTrailing
		b.note.place(fyne.NewPos(at.X+box.Width/2, 7*u), fyne.NewSize(box.Width/2, 3*u), noteSize*u, theme.ColorMuted)
		return
	}
	b.note.shown.Alignment = fyne.TextAlignCenter
	b.note.place(at.AddXY(2*u, 0), box.SubtractWidthHeight(4*u, 0), 3.4*u, theme.ColorUrgent)
	b.frame.StrokeWidth, b.frame.CornerRadius = max(1, 0.35*u), 2*u
	paint(b.frame, color.Transparent, base.Color(theme.ColorUrgent))
	place(b.frame, at, box)
}

// arrangeCountdown fills the band below the digits: how long they are valid, and what comes then. In the last
// seconds it is a filled block with a bar for each of them.
func (b *board) arrangeCountdown(at fyne.Position, box fyne.Size, u float32) {
	v, ending := b.view, b.view.ending()
	visible(v.code != "", b.digits, b.next, b.words.shown)
	visible(v.code != "" && !ending, b.ring, b.then.shown)
	visible(ending, b.band, b.left)
	paint(b.band, base.Color(theme.ColorUrgent), nil)
	b.band.CornerRadius = 2 * u
	place(b.band, at, box)

	words, following, high := base.ColorNameForeground, theme.ColorMuted, 9*u
	beside := at.X + box.Height + 3*u
	if ending {
		words, following, high = base.ColorNameForegroundOnWarning, base.ColorNameForegroundOnWarning, 11*u
		beside = at.X + 30*u
		at, box = at.AddXY(3*u, 0), fyne.NewSize(box.Width-6*u, box.Height)
	}
	right := at.X + box.Width
	b.ring.SetDiameter(box.Height)
	b.ring.Set(v.seconds, v.period, v.late)
	place(b.ring, at, fyne.NewSquareSize(box.Height))
	b.left.Set(strconv.Itoa(v.seconds), base.ColorNameForegroundOnWarning)
	place(b.left, at.AddXY(0, (box.Height-9*u)/2), fyne.NewSize(7*u, 9*u))
	b.arrangeBlocks(at.AddXY(9*u, (box.Height-9*u)/2), u)

	wide, _ := fyne.CurrentApp().Driver().RenderedTextSize(v.next, high*1.1, fyne.TextStyle{}, theme.Digits())
	b.words.text = v.words
	if ending { // a code of eight digits leaves the words their place
		wide.Width = min(wide.Width, right-beside-2*u-b.words.width(roomy*4.6*u))
	}
	b.next.Set(v.next, following)
	place(b.next, fyne.NewPos(right-wide.Width, at.Y+(box.Height-high)/2), fyne.NewSize(wide.Width, high))
	end := right - wide.Width - 2*u
	if !ending {
		label := b.then.width(3.6 * u)
		b.then.place(fyne.NewPos(end-label, at.Y), fyne.NewSize(label, box.Height), 3.6*u, theme.ColorMuted)
		end -= label + 2*u
	}
	b.words.place(fyne.NewPos(beside, at.Y), fyne.NewSize(end-beside, box.Height), 4.6*u, words)
}

// arrangeBlocks draws a bar for each of the last seconds; those that are over are hollow.
func (b *board) arrangeBlocks(at fyne.Position, u float32) {
	ink := base.Color(base.ColorNameForegroundOnWarning)
	for i, block := range b.blocks {
		fill := ink
		if i >= b.view.seconds {
			fill = color.Transparent
		}
		visible(b.view.ending(), block)
		block.StrokeWidth = max(1, 0.35*u)
		paint(block, fill, ink)
		place(block, at.AddXY(float32(i)*3.4*u, 0), fyne.NewSize(2.4*u, 9*u))
	}
}

// place moves an object if it is not there yet.
func place(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	if o.Size() != size {
		o.Resize(size)
	}
	if o.Position() != at {
		o.Move(at)
	}
}

// visible shows objects or hides them.
func visible(on bool, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		switch {
		case on && !o.Visible():
			o.Show()
		case !on && o.Visible():
			o.Hide()
		}
	}
}

// paint colours a rectangle; a nil stroke is none.
func paint(r *canvas.Rectangle, fill, stroke color.Color) {
	if r.FillColor != fill || r.StrokeColor != stroke {
		r.FillColor, r.StrokeColor = fill, stroke
		r.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *board) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{b.name.shown, b.clock.shown, b.line.shown, b.frame, b.note.shown, b.message.shown, b.hint[0].shown, b.hint[1].shown,
		b.digits, b.band, b.ring, b.left, b.words.shown, b.then.shown, b.next}
	for _, block := range b.blocks {
		objects = append(objects, block)
	}
	return &boardRenderer{board: b, objects: append(objects, b.bar.row)}
}

type boardRenderer struct {
	board   *board
	objects []fyne.CanvasObject
}

func (*boardRenderer) Destroy() {}

func (r *boardRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *boardRenderer) Refresh() { canvas.Refresh(r.board) }

func (r *boardRenderer) Layout(size fyne.Size) { r.board.arrange(size) }

func (r *boardRenderer) MinSize() fyne.Size { return fyne.NewSize(480, 300) }

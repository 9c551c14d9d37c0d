package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Button is Fyne's button, with a ring around it while it has the focus, and Enter presses it as the space
// bar does. Fyne only tints the button, which on the main button cannot be seen.
type Button struct {
	widget.Button
	ring    *canvas.Rectangle
	focused bool
}

// NewButton makes a button with a text.
func NewButton(text string, importance widget.Importance, tapped func()) *Button {
	return NewIconButton(text, nil, importance, tapped)
}

// NewIconButton makes a button with a drawing before its text; text may be "".
func NewIconButton(text string, icon fyne.Resource, importance widget.Importance, tapped func()) *Button {
	b := &Button{ring: &canvas.Rectangle{}}
	b.Text, b.Icon, b.Importance, b.OnTapped = text, icon, importance, tapped
	b.ExtendBaseWidget(b)
	return b
}

// MinSize implements fyne.CanvasObject.
func (b *Button) MinSize() fyne.Size { return b.BaseWidget.MinSize() }

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() { b.focused = true; b.Button.FocusGained(); reveal(b) }

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() { b.focused = false; b.Button.FocusLost() }

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(key *fyne.KeyEvent) {
	if isEnter(key) || key.Name == fyne.KeySpace {
		b.Tapped(nil)
		return
	}
	passOn(b, key)
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b.Button.CreateRenderer(), b}
	r.paint()
	return r
}

// The ring lies outside of the button, with a gap: so it stands out on every surface, whatever the
// button's own colour is.
const ringGap, ringWidth = 2, 2

type buttonRenderer struct {
	fyne.WidgetRenderer
	button *Button
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	inner := r.WidgetRenderer.Objects()
	return append(inner[:len(inner):len(inner)], r.button.ring)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	const out = ringGap + ringWidth
	r.button.ring.Move(fyne.NewPos(-out, -out))
	r.button.ring.Resize(size.AddWidthHeight(2*out, 2*out))
}

func (r *buttonRenderer) Refresh() {
	r.paint()
	r.WidgetRenderer.Refresh()
}

func (r *buttonRenderer) paint() {
	ring := r.button.ring
	ring.FillColor = color.Transparent
	ring.StrokeColor, ring.StrokeWidth = color.Transparent, 0
	ring.CornerRadius = base.Size(base.SizeNameButtonRadius) + ringGap + ringWidth
	if r.button.focused && !r.button.Disabled() {
		ring.StrokeColor, ring.StrokeWidth = base.Color(base.ColorNamePrimary), ringWidth
	}
}

// isEnter reports whether a key is one of the two Enter keys.
func isEnter(key *fyne.KeyEvent) bool {
	return key.Name == fyne.KeyReturn || key.Name == fyne.KeyEnter
}

// isFunction reports whether a key is one of the window's that no list and no entry has a use for.
func isFunction(key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyF1, fyne.KeyF5, fyne.KeyF11, fyne.KeyF12:
		return true
	}
	return false
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Dialog asks for something over the window: a heading, what it is about, and buttons at the lower
// right, the main one last. Everything else waits until it is closed.
//
// Enter presses the main button wherever nothing else wants it, Escape the first one. A main button that
// destroys something is never pressed by Enter alone: there the first button has the focus.
//
// It lies on the canvas itself, not in one of Fyne's popups: those cannot be asked what they show, and so
// not be given keys.
type Dialog struct {
	widget.BaseWidget
	window  fyne.Window
	buttons []*Button
	shade   *canvas.Rectangle
	panel   *Panel
	row     *fyne.Container // of the buttons
	body    *fyne.Container
	scroll  *container.Scroll
}

// NewDialog makes a dialog that is not shown yet. Its content gets at least a width, which grows with the texts, as far as
// the window has room; what has none is scrolled to.
func NewDialog(window fyne.Window, title string, width float32, content fyne.CanvasObject, buttons ...*Button) *Dialog {
	row := NewHeader(Space(0, 0), nil)
	for _, button := range buttons {
		row.Add(button)
	}
	d := &Dialog{window: window, buttons: buttons, shade: &canvas.Rectangle{}, row: row}
	inner := container.New(Inset(ringRoom, ringRoom), content)
	d.scroll = container.NewScroll(inner)
	above := NewColumn(0, Flush(NewParagraph(title, Title)), Space(0, 14))
	below := NewColumn(0, Space(0, 20), row)
	middle := container.New(Inset(-ringRoom, -ringRoom), container.New(&dialogRoom{window: window, width: width + 2*ringRoom, content: inner}, d.scroll))
	d.body = container.New(&Frame{Above: above, Middle: middle, Below: below}, above, middle, below)
	d.panel = NewPanel(base.ColorNameOverlayBackground, theme.ColorCardBorder, container.New(Inset(dialogInset, 20), d.body))
	d.ExtendBaseWidget(d)
	return d
}

// dialogInset is how far a dialog's content stays away from its edges, and dialogMargin how far those stay away from the
// window's.
const dialogInset, dialogMargin = 24, 8

// ringRoom is what the scroll leaves around the content, so that it does not cut the ring around a button.
const ringRoom = ringGap + ringWidth

// dialogRoom is a layout of what scrolls a dialog's content: it wants as much room as the content does.
type dialogRoom struct {
	window  fyne.Window
	width   float32
	content fyne.CanvasObject
}

// MinSize implements fyne.Layout.
func (r *dialogRoom) MinSize([]fyne.CanvasObject) fyne.Size {
	most := r.window.Canvas().Size().Width - 2*(dialogInset+dialogMargin)
	return r.content.MinSize().Max(fyne.NewSize(min(theme.Grown(r.width), most), 0))
}

// Layout implements fyne.Layout.
func (*dialogRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	AtLeast{}.Layout(objects, size)
}

// Show opens the dialog.
func (d *Dialog) Show() {
	d.BaseWidget.Show()
	d.window.Canvas().Overlays().Add(d)
	d.Resize(d.window.Canvas().Size())
	d.Fit()
	if main := d.main(); main != nil && main.Importance == widget.DangerImportance {
		d.window.Canvas().Focus(d.buttons[0])
	}
}

// Fit gives the dialog the size that its content wants now.
func (d *Dialog) Fit() { d.Refresh() }

// Hide closes the dialog.
func (d *Dialog) Hide() {
	d.window.Canvas().Overlays().Remove(d)
	d.BaseWidget.Hide()
}

// CreateRenderer implements fyne.Widget.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer {
	d.shade.FillColor = base.Color(base.ColorNameShadow)
	return &dialogRenderer{d}
}

type dialogRenderer struct{ dialog *Dialog }

func (*dialogRenderer) Destroy() {}

func (r *dialogRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.dialog.shade, r.dialog.panel}
}

func (r *dialogRenderer) MinSize() fyne.Size { return r.within(r.dialog.window.Canvas().Size()) }

// within is how large the panel is in a window.
func (r *dialogRenderer) within(window fyne.Size) fyne.Size {
	return r.dialog.panel.MinSize().Min(window.SubtractWidthHeight(2*dialogMargin, 2*dialogMargin))
}

// Layout puts the panel into the middle. Texts that wrap find their height only once they know their
// width, so it is measured again.
func (r *dialogRenderer) Layout(size fyne.Size) {
	panel := r.dialog.panel
	r.dialog.shade.Resize(size)
	for range 3 {
		panel.Resize(r.within(size))
		r.dialog.row.Refresh() // another text on a button needs other room
		r.dialog.body.Refresh()
	}
	panel.Move(fyne.NewPos((size.Width-panel.Size().Width)/2, (size.Height-panel.Size().Height)/2))
}

func (r *dialogRenderer) Refresh() {
	r.dialog.shade.FillColor = base.Color(base.ColorNameShadow)
	r.dialog.shade.Refresh()
	r.dialog.panel.Refresh()
	r.Layout(r.dialog.Size())
}

// TypedKey takes a key that nothing in the dialog wants.
func (d *Dialog) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isEnter(key):
		d.submit()
	case key.Name == fyne.KeyEscape:
		d.cancel()
	}
}

// submit is Enter: it presses the main button, if that may be pressed and destroys nothing.
func (d *Dialog) submit() {
	if main := d.main(); main != nil && main.Importance != widget.DangerImportance && !main.Disabled() {
		main.OnTapped()
	}
}

// cancel is Escape: it presses the first button, if that may be pressed.
func (d *Dialog) cancel() {
	if len(d.buttons) > 0 && !d.buttons[0].Disabled() {
		d.buttons[0].OnTapped()
	}
}

// main is the last button that can be seen.
func (d *Dialog) main() *Button {
	for i := len(d.buttons) - 1; i >= 0; i-- {
		if d.buttons[i].Visible() {
			return d.buttons[i]
		}
	}
	return nil
}

// Topmost is the dialog that lies uppermost on a canvas, nil if that is none of ours.
func Topmost(canvas fyne.Canvas) *Dialog {
	d, _ := canvas.Overlays().Top().(*Dialog)
	return d
}

// passOn gives a key that an object has no use for to the dialog that it stands in, or to the window.
func passOn(object fyne.CanvasObject, key *fyne.KeyEvent) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(object)
	if canvas == nil {
		return
	}
	if d := Topmost(canvas); d != nil {
		d.TypedKey(key)
	} else if typed := canvas.OnTypedKey(); typed != nil {
		typed(key)
	}
}

// Ask shows a question that is answered by yes or cancel; do is called after yes.
func Ask(window fyne.Window, title, question, yes, cancel string, importance widget.Importance, do func()) {
	var d *Dialog
	d = NewDialog(window, title, 480, Flush(NewParagraph(question, Plain)),
		NewButton(cancel, widget.MediumImportance, func() { d.Hide() }),
		NewButton(yes, importance, func() { d.Hide(); do() }))
	d.Show()
}

// scrollTo is what scrolls to an object in the dialog's content; nil if that is not there or needs no scrolling.
func (d *Dialog) scrollTo(object fyne.CanvasObject) *container.Scroll {
	if d.scroll.Content.Size().Height <= d.scroll.Size().Height || !holds(d.scroll.Content, object) {
		return nil
	}
	return d.scroll
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
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
}

// NewDialog makes a dialog that is not shown yet. Its content gets at least a width.
func NewDialog(window fyne.Window, title string, width float32, content fyne.CanvasObject, buttons ...*Button) *Dialog {
	row := Beside(10, layout.NewSpacer())
	for _, button := range buttons {
		row.Add(button)
	}
	body := container.NewBorder(
		container.New(layout.NewCustomPaddedLayout(0, 14, 0, 0), NewLine(title, Title)),
		container.New(layout.NewCustomPaddedLayout(20, 0, 0, 0), row), nil, nil,
		container.New(AtLeast(fyne.NewSize(width, 0)), content))
	d := &Dialog{window: window, buttons: buttons, shade: &canvas.Rectangle{}}
	d.panel = NewPanel(base.ColorNameOverlayBackground, theme.ColorCardBorder, container.New(Inset(24, 20), body))
	d.ExtendBaseWidget(d)
	return d
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

func (r *dialogRenderer) MinSize() fyne.Size { return r.dialog.panel.MinSize() }

// Layout puts the panel into the middle. Texts that wrap find their height only once they know their
// width, so it is measured a second time.
func (r *dialogRenderer) Layout(size fyne.Size) {
	panel := r.dialog.panel
	r.dialog.shade.Resize(size)
	panel.Resize(panel.MinSize())
	panel.Resize(panel.MinSize())
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

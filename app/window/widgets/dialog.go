package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Dialog asks for something over the window: a heading, what it is about, and buttons at the lower
// right, the main one last. Everything else waits until it is closed.
type Dialog struct {
	popup   *widget.PopUp
	buttons *fyne.Container
}

// NewDialog makes a dialog that is not shown yet. Its content gets at least a width.
func NewDialog(window fyne.Window, title string, width float32, content fyne.CanvasObject, buttons ...*widget.Button) *Dialog {
	d := &Dialog{buttons: Beside(10, layout.NewSpacer())}
	for _, button := range buttons {
		d.buttons.Add(button)
	}
	body := container.NewBorder(
		container.New(layout.NewCustomPaddedLayout(0, 14, 0, 0), NewLine(title, Title)),
		container.New(layout.NewCustomPaddedLayout(20, 0, 0, 0), d.buttons), nil, nil,
		container.New(AtLeast(fyne.NewSize(width, 0)), content))
	d.popup = widget.NewModalPopUp(container.New(Inset(20, 16), body), window.Canvas())
	return d
}

// Show opens the dialog. Texts that wrap find their height only once they know their width, so it is
// measured a second time.
func (d *Dialog) Show() {
	d.popup.Show()
	d.Fit()
}

// Fit gives the dialog the size that its content wants now.
func (d *Dialog) Fit() {
	d.popup.Resize(d.popup.MinSize())
	d.popup.Resize(d.popup.MinSize())
}

// Hide closes the dialog.
func (d *Dialog) Hide() { d.popup.Hide() }

// Ask shows a question that is answered by yes or cancel; do is called after yes.
func Ask(window fyne.Window, title, question, yes, cancel string, importance widget.Importance, do func()) {
	var d *Dialog
	d = NewDialog(window, title, 480, Flush(NewParagraph(question, Plain)),
		&widget.Button{Text: cancel, OnTapped: func() { d.Hide() }},
		&widget.Button{Text: yes, Importance: importance, OnTapped: func() { d.Hide(); do() }})
	d.Show()
}

package display

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/widgets"
)

// bar is what can be done, in sight while the mouse moves. Each action names its key, so none needs the focus.
type bar struct {
	row                         *fyne.Container
	display                     *Display
	cover, account, other, back *action
}

func newBar(d *Display) *bar {
	texts := d.host.Texts
	b := &bar{
		display: d,
		cover:   newAction(texts.Text("window.display.cover"), d.cover),
		account: newAction(texts.Text("window.display.account"), func() { d.turn(1) }),
		other:   newAction(texts.Text("window.display.other_screen"), d.move),
		back:    newAction(texts.Text("window.display.back"), d.Leave),
	}
	b.row = widgets.Beside(12, b.cover, b.account, b.other, b.back)
	return b
}

// show offers what is possible in a view.
func (b *bar) show(v view) {
	text := b.display.host.Texts.Text("window.display.cover")
	if v.covers {
		text = b.display.host.Texts.Text("window.display.uncover")
	}
	b.cover.text.SetText(text)
	visible(v.several, b.account)
	visible(v.second, b.other)
}

// action is something to click that never has the focus.
type action struct {
	widget.BaseWidget
	text   *widgets.Line
	tapped func()
}

// Declare conformity with the interfaces.
var (
	_ fyne.Tappable      = (*action)(nil)
	_ fyne.Accessible    = (*action)(nil)
	_ desktop.Cursorable = (*action)(nil)
)

func newAction(text string, tapped func()) *action {
	a := &action{text: widgets.NewWholeLine(text, widgets.Plain), tapped: tapped}
	a.ExtendBaseWidget(a)
	return a
}

// Tapped implements fyne.Tappable.
func (a *action) Tapped(*fyne.PointEvent) { a.tapped() }

// Cursor implements desktop.Cursorable.
func (a *action) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel implements fyne.Accessible.
func (a *action) AccessibilityLabel() string { return a.text.Text() }

// AccessibilityRole implements fyne.Accessible.
func (a *action) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (a *action) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.NewPanel(base.ColorNameButton, "", container.New(widgets.Inset(16, 9), a.text)))
}

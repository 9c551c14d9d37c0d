package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Field is an entry of a dialog: Escape in it means the dialog's cancel, which Fyne's own entry swallows.
type Field struct {
	widget.Entry
	OnEscape func()
	OnDown   func() // the arrow key leads on to what stands below; nil = it does what it does in an entry
}

// NewField makes a field that holds text.
func NewField(text string) *Field {
	f := &Field{}
	f.ExtendBaseWidget(f)
	f.SetText(text)
	return f
}

// NewSecretField makes an empty field that shows dots for what is typed, with a sign that shows it.
func NewSecretField(placeholder string) *Field {
	f := &Field{}
	f.Password = true // before it is drawn: only then Fyne puts the sign in
	f.ExtendBaseWidget(f)
	f.SetPlaceHolder(placeholder)
	return f
}

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() { f.Entry.FocusGained(); reveal(f) }

// AcceptsTab implements fyne.Tabbable: Tab leads on from a field of several lines too.
func (*Field) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable. Enter submits a field of several lines too.
func (f *Field) TypedKey(key *fyne.KeyEvent) {
	switch {
	case key.Name == fyne.KeyEscape && f.OnEscape != nil:
		f.OnEscape()
		return
	case key.Name == fyne.KeyDown && f.OnDown != nil:
		f.OnDown()
		return
	case f.MultiLine && isEnter(key) && f.OnSubmitted != nil:
		f.OnSubmitted(f.Text)
		return
	case isFunction(key):
		passOn(f, key)
		return
	}
	f.Entry.TypedKey(key)
}

// TypedShortcut implements fyne.Shortcutable. Keys with Ctrl that no entry has a use for are the window's.
func (f *Field) TypedShortcut(shortcut fyne.Shortcut) {
	if other, ok := shortcut.(*desktop.CustomShortcut); ok && !movesCursor(other.KeyName) {
		if window, ok := fyne.CurrentApp().Driver().CanvasForObject(f).(fyne.Shortcutable); ok {
			window.TypedShortcut(shortcut)
			return
		}
	}
	f.Entry.TypedShortcut(shortcut)
}

// movesCursor reports whether an entry has a use for a key with Ctrl: by words and to the ends.
func movesCursor(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

// Bordered draws the border around a choice that entries have; Fyne draws none.
func Bordered(choice *widget.Select) fyne.CanvasObject {
	return NewPanel("", base.ColorNameInputBorder, container.New(Inset(1, 1), choice))
}

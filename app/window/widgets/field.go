package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Field is an entry of a dialog: Escape in it means the dialog's cancel, which Fyne's own entry swallows.
type Field struct {
	widget.Entry
	OnEscape func()
}

// NewField makes a field that holds text.
func NewField(text string) *Field {
	f := &Field{}
	f.ExtendBaseWidget(f)
	f.SetText(text)
	return f
}

// AcceptsTab implements fyne.Tabbable: Tab leads on from a field of several lines too.
func (*Field) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable. Enter submits a field of several lines too.
func (f *Field) TypedKey(key *fyne.KeyEvent) {
	switch {
	case key.Name == fyne.KeyEscape && f.OnEscape != nil:
		f.OnEscape()
		return
	case f.MultiLine && isEnter(key) && f.OnSubmitted != nil:
		f.OnSubmitted(f.Text)
		return
	case key.Name == fyne.KeyF5, key.Name == fyne.KeyF11: // the window's, and no entry has a use for them
		passOn(f, key)
		return
	}
	f.Entry.TypedKey(key)
}

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

// TypedKey implements fyne.Focusable.
func (f *Field) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape && f.OnEscape != nil {
		f.OnEscape()
		return
	}
	f.Entry.TypedKey(key)
}

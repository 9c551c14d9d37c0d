package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// LineItem is one text of [Lines], with a sign before it if Icon is not nil.
type LineItem struct {
	Icon  fyne.Resource
	Text  string
	Style Style
}

// Lines shows texts below one another to read and to scroll, thousands of them if need be: it draws only
// what is in sight. Texts that do not fit their line go on in the next one.
type Lines struct {
	widget.BaseWidget
	frame *Panel
}

// NewLines makes lines; they are never changed.
func NewLines(items []LineItem) *Lines {
	l := &Lines{}
	list := &lineList{}
	list.Length = func() int { return len(items) }
	list.CreateItem = func() fyne.CanvasObject { return newLineRow() }
	list.UpdateItem = func(index widget.ListItemID, object fyne.CanvasObject) {
		if row, ok := object.(*lineRow); ok && index < len(items) {
			row.show(items[index])
			list.SetItemHeight(index, row.MinSize().Height)
		}
	}
	list.OnSelected = func(widget.ListItemID) { list.UnselectAll() }
	list.HideSeparators = true
	list.onFocus = func(on bool) { l.frame.SetFocused(on) }
	list.ExtendBaseWidget(list)
	l.frame = NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(Inset(5, 5), list))
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *Lines) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.frame) }

// lineList is Fyne's list, which says when it has the focus and leaves Enter and Escape to its dialog.
type lineList struct {
	widget.List
	onFocus func(on bool)
}

// FocusGained implements fyne.Focusable.
func (l *lineList) FocusGained() { l.List.FocusGained(); l.onFocus(true) }

// FocusLost implements fyne.Focusable.
func (l *lineList) FocusLost() { l.List.FocusLost(); l.onFocus(false) }

// TypedKey implements fyne.Focusable.
func (l *lineList) TypedKey(key *fyne.KeyEvent) {
	if isEnter(key) || isFunction(key) || key.Name == fyne.KeyEscape {
		passOn(l, key)
		return
	}
	l.List.TypedKey(key)
}

// lineRow draws one line.
type lineRow struct {
	widget.BaseWidget
	icon    *widget.Icon
	sign    *fyne.Container
	text    *widget.RichText
	content *fyne.Container
}

func newLineRow() *lineRow {
	r := &lineRow{icon: widget.NewIcon(nil), text: NewParagraph("", Plain)}
	r.sign = container.NewVBox(container.New(Inset(2, 4), container.NewGridWrap(fyne.NewSquareSize(20), r.icon)))
	r.content = container.NewBorder(nil, nil, r.sign, nil, container.New(layout.NewCustomPaddedLayout(-5, -5, 0, 0), r.text))
	r.ExtendBaseWidget(r)
	return r
}

func (r *lineRow) show(item LineItem) {
	restyle(r.text, item.Text, item.Style)
	r.icon.SetResource(item.Icon)
	if item.Icon == nil {
		r.sign.Hide()
	} else {
		r.sign.Show()
	}
	r.content.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *lineRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// rowList is Fyne's list with the keys that people know from tables: Enter, Shift with the arrows, Page Up and Page
// Down, Home and End.
type rowList struct {
	widget.List
	highlighted int
	onEnter     func(index int)
	onExtend    func(from, to int) // Shift with a key that moves
}

func newRowList(length func() int, create func() fyne.CanvasObject, update func(widget.ListItemID, fyne.CanvasObject)) *rowList {
	l := &rowList{}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.OnHighlighted = func(index widget.ListItemID) { l.highlighted = index }
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey implements fyne.Focusable.
func (l *rowList) TypedKey(key *fyne.KeyEvent) {
	if isFunction(key) {
		passOn(l, key)
		return
	}
	last := l.Length() - 1
	if last < 0 {
		return
	}
	from := min(l.highlighted, last)
	page := max(1, int(l.Size().Height/(rowHeight-rowText+theme.Grown(rowText)+base.Padding()))-1)
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		l.onEnter(from)
		return
	case fyne.KeyHome:
		l.Highlight(0)
	case fyne.KeyEnd:
		l.Highlight(last)
	case fyne.KeyPageUp:
		l.Highlight(max(0, from-page))
	case fyne.KeyPageDown:
		l.Highlight(min(last, from+page))
	default:
		l.List.TypedKey(key)
	}
	if l.onExtend != nil && l.highlighted != from && modifiers()&fyne.KeyModifierShift != 0 {
		l.onExtend(from, l.highlighted)
	}
}

// modifiers are the keys such as Shift that are held right now.
func modifiers() fyne.KeyModifier {
	if driver, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return driver.CurrentKeyModifiers()
	}
	return 0
}

// tableRow draws one row.
type tableRow[T any] struct {
	widget.BaseWidget
	table   *Table[T]
	index   int
	panel   *Panel
	tick    *widget.Icon
	lines   []*Line
	seconds []*Line // nil where a column has one line
	signs   []*sign
	cells   *fyne.Container
	changes int // of the columns, that the cells were laid out after
	content fyne.CanvasObject
}

func newTableRow[T any](t *Table[T]) *tableRow[T] {
	r := &tableRow[T]{table: t, tick: widget.NewIcon(base.CheckButtonIcon())}
	cells := container.New(t.row)
	r.cells = cells
	if t.marks {
		cells.Add(container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(22), r.tick)))
	}
	for _, column := range t.columns {
		line := NewLine("", Plain)
		r.lines = append(r.lines, line)
		cell := fyne.CanvasObject(line)
		var second *Line
		if column.Below != nil {
			second = NewLine("", Caption)
			cell = container.NewVBox(layout.NewSpacer(), Below(1, line, second), layout.NewSpacer())
		}
		r.seconds = append(r.seconds, second)
		var s *sign
		if column.Sign != nil {
			s = newSign()
			cell = container.NewBorder(nil, nil, container.NewCenter(s), nil, container.New(Inset(8, 0), line))
		}
		r.signs = append(r.signs, s)
		cells.Add(container.New(Inset(tableInset, 0), cell))
	}
	r.panel = NewPanel("", "", Space(0, 0))
	// The list draws the row under the mouse or the keyboard behind it: its rim stays seen around the tint.
	r.content = container.NewStack(container.New(Inset(3, 2), r.panel), cells)
	r.ExtendBaseWidget(r)
	return r
}

var (
	_ desktop.Mouseable   = (*tableRow[int])(nil)
	_ fyne.DoubleTappable = (*tableRow[int])(nil)
)

// MouseDown implements desktop.Mouseable: a row knows what was held while it was pressed, and it answers at once,
// although a second press may follow.
func (r *tableRow[T]) MouseDown(*desktop.MouseEvent) { r.table.pressing = r.index }

// MouseUp implements desktop.Mouseable.
func (r *tableRow[T]) MouseUp(event *desktop.MouseEvent) {
	if r.table.pressing != r.index {
		return // the mouse came from elsewhere
	}
	r.table.pressing = nowhere
	r.table.focus(r.index)
	switch {
	case event.Button == desktop.MouseButtonSecondary:
		if r.table.OnMenu != nil {
			r.table.OnMenu(r.index, event.AbsolutePosition)
		}
	case event.Button == desktop.MouseButtonPrimary:
		r.table.press(r.index, event.Modifier)
	}
}

// DoubleTapped implements fyne.DoubleTappable. Both presses have checked and unchecked the row before.
func (r *tableRow[T]) DoubleTapped(*fyne.PointEvent) {
	if r.table.marks && r.table.OnOpened != nil && r.index < len(r.table.rows) {
		r.table.OnOpened(r.index)
	}
}

func (r *tableRow[T]) show(index int, row T) {
	r.index = index
	if r.changes != r.table.changes {
		r.changes = r.table.changes
		r.cells.Refresh()
	}
	for i, column := range r.table.columns {
		style := Plain
		if column.Style != nil {
			style = column.Style(row)
		}
		r.lines[i].Set(column.Text(row), style)
		if second := r.seconds[i]; second != nil {
			text := column.Below(row)
			second.SetText(text)
			show(second, text != "")
		}
		if s := r.signs[i]; s != nil {
			s.set(column.Sign(row))
		}
	}
	surface := fyne.ThemeColorName("")
	if r.table.checked(row) {
		surface = theme.ColorTint
	}
	r.panel.SetSurface(surface)
	r.tick.SetResource(checkMark(r.table.checked(row)))
}

// CreateRenderer implements fyne.Widget.
func (r *tableRow[T]) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(r.content)
}

package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Column is one column of a [Table].
type Column[T any] struct {
	Title string
	Width float32                 // minimal width
	Grow  float32                 // share of the room that is left
	Text  func(row T) string      // what a cell shows
	Style func(row T) Style       // how; nil = normal text
	Sign  func(row T) SignOfState // a small drawing before the text; nil = none
	Below func(row T) string      // a second, smaller line; nil = none. If one column has it, all rows are higher
}

// Table shows rows of any kind in columns, tens of thousands of them if need be: it draws only what is in
// sight. Rows are checked by pressing them, and their whole surface shows it. It keeps no order and no
// check marks of its own: it shows what it is given and says what was pressed.
//
// It is built on Fyne's List, not its Table: rows are selected whole, and Fyne's Table loses its first
// row under the header when scrolled by keys (fyne#5088).
type Table[T any] struct {
	widget.BaseWidget

	// OnPressed is called with the index of a pressed row.
	OnPressed func(index int)
	// OnOpened is called with the index of the row that Enter was pressed on.
	OnOpened func(index int)
	// OnSort is called with the index of a pressed column title.
	OnSort func(column int)
	// OnCheckAll is called when the check mark of the header is pressed.
	OnCheckAll func(checked bool)

	columns []Column[T]
	rows    []T
	checked func(T) bool

	heads   []*head
	all     *widget.Icon // the header's check mark
	list    *rowList
	content fyne.CanvasObject
	row     *columnLayout[T]
	marks   bool // rows have check marks
}

type head struct {
	press *Pressable
	line  *Line
	icon  *widget.Icon
	arrow *fyne.Container // around the icon, hidden where rows are not ordered by this column
	face  *fyne.Container
}

const (
	tableInset  = 10 // left and right of each cell
	rowHeight   = 38
	tallRow     = 56 // of rows with two lines
	checkColumn = 44
)

// NewPlainTable makes an empty table whose rows are not checked but opened, by a press or Enter
// (OnPressed, OnOpened), and keep the order that they are given in.
func NewPlainTable[T any](columns []Column[T]) *Table[T] {
	t := &Table[T]{columns: columns, checked: func(T) bool { return false }, row: newColumnLayout(columns, 0)}
	heads := container.New(t.row.header())
	for _, column := range columns {
		heads.Add(container.New(Inset(tableInset, 6), NewLine(column.Title, Strong)))
	}
	t.build(heads)
	return t
}

// NewTable makes an empty table. checked says whether a row is checked; checkAll is what screen readers
// say of the header's check mark.
func NewTable[T any](columns []Column[T], checked func(T) bool, checkAll string) *Table[T] {
	t := &Table[T]{columns: columns, checked: checked, row: newColumnLayout(columns, checkColumn), marks: true}
	heads := container.New(t.row.header())
	t.all = widget.NewIcon(nil)
	heads.Add(NewPressable(checkAll, container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(22), t.all)), func() {
		if t.OnCheckAll != nil {
			t.OnCheckAll(!t.allChecked())
		}
	}))
	for i, column := range columns {
		h := &head{line: NewLine(column.Title, Strong), icon: widget.NewIcon(nil)}
		h.arrow = container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(18), h.icon))
		h.arrow.Hide()
		h.face = container.NewBorder(nil, nil, nil, h.arrow, h.line)
		h.press = NewPressable(column.Title, container.New(Inset(tableInset, 6), h.face), func() {
			if t.OnSort != nil {
				t.OnSort(i)
			}
		})
		t.heads = append(t.heads, h)
		heads.Add(h.press)
	}
	t.build(heads)
	return t
}

// build puts the header and the list together.
func (t *Table[T]) build(heads *fyne.Container) {
	t.list = newRowList(func() int { return len(t.rows) },
		func() fyne.CanvasObject { return newTableRow(t) },
		func(index widget.ListItemID, object fyne.CanvasObject) {
			if row, ok := object.(*tableRow[T]); ok && index < len(t.rows) {
				row.show(t.rows[index])
			}
		})
	t.list.OnSelected = func(index widget.ListItemID) {
		t.list.UnselectAll()
		if t.OnPressed != nil && index < len(t.rows) {
			t.OnPressed(index)
		}
	}
	t.list.onEnter = func(index int) {
		if t.OnOpened != nil && index < len(t.rows) {
			t.OnOpened(index)
		}
	}
	header := NewPanel(base.ColorNameHeaderBackground, "", heads).Square()
	t.content = NewPanel(theme.ColorCard, theme.ColorCardBorder, container.New(Inset(1, 1), container.NewBorder(header, nil, nil, nil, t.list))).Square()
	t.ExtendBaseWidget(t)
}

// Set shows rows; the slice belongs to the table from then on.
func (t *Table[T]) Set(rows []T) {
	t.rows = rows
	t.showAll()
	t.list.Refresh()
}

// Rows is what the table shows.
func (t *Table[T]) Rows() []T { return t.rows }

// ShowChecks draws the check marks again.
func (t *Table[T]) ShowChecks() {
	t.showAll()
	t.list.Refresh()
}

// allChecked reports whether there are rows and every one is checked.
func (t *Table[T]) allChecked() bool {
	return len(t.rows) > 0 && !slices.ContainsFunc(t.rows, func(row T) bool { return !t.checked(row) })
}

// showAll sets the header's check mark.
func (t *Table[T]) showAll() {
	if t.marks {
		t.all.SetResource(checkMark(t.allChecked()))
	}
}

// checkMark is the drawing of a box that is checked or not.
func checkMark(on bool) fyne.Resource {
	if on {
		return base.NewPrimaryThemedResource(base.CheckButtonCheckedIcon())
	}
	return base.NewThemedResource(base.CheckButtonIcon())
}

// ScrollToTop shows the first row.
func (t *Table[T]) ScrollToTop() { t.list.ScrollToTop() }

// ShowOrder marks the column that the rows are ordered by.
func (t *Table[T]) ShowOrder(column int, descending bool) {
	for i, head := range t.heads {
		if i != column {
			head.arrow.Hide()
			head.face.Refresh()
			continue
		}
		icon := base.MenuDropDownIcon()
		if !descending {
			icon = base.MenuDropUpIcon()
		}
		head.icon.SetResource(icon)
		head.arrow.Show()
		head.face.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Table[T]) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }

// columnLayout gives the check mark, if there is one, and the cells of a row their places. Where there is no
// room for all columns the last ones stay away.
type columnLayout[T any] struct {
	columns []Column[T]
	before  float32 // room for the check mark, 0 = there is none
	height  float32
}

func newColumnLayout[T any](columns []Column[T], before float32) *columnLayout[T] {
	l := &columnLayout[T]{columns, before, rowHeight}
	if slices.ContainsFunc(columns, func(c Column[T]) bool { return c.Below != nil }) {
		l.height = tallRow
	}
	return l
}

// header is the layout of the titles, which have one line.
func (l *columnLayout[T]) header() *columnLayout[T] {
	return &columnLayout[T]{l.columns, l.before, rowHeight}
}

// MinSize implements fyne.Layout: the first column at least is always there.
func (l *columnLayout[T]) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.before+l.columns[0].Width, l.height)
}

// Layout implements fyne.Layout.
func (l *columnLayout[T]) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	least, grow, shown := l.before, float32(0), 0
	for _, column := range l.columns {
		if shown > 0 && least+column.Width > size.Width {
			break
		}
		least += column.Width
		grow += column.Grow
		shown++
	}
	spare := max(0, size.Width-least)
	x := l.before
	if l.before > 0 {
		objects[0].Resize(fyne.NewSize(l.before, size.Height))
		objects[0].Move(fyne.Position{})
		objects = objects[1:]
	}
	for i, object := range objects {
		if i >= shown {
			object.Hide()
			continue
		}
		object.Show()
		column := l.columns[i]
		width := column.Width
		if grow > 0 {
			width += spare * column.Grow / grow
		}
		object.Resize(fyne.NewSize(width, size.Height))
		object.Move(fyne.NewPos(x, 0))
		x += width
	}
}

// rowList is Fyne's list, which also takes Enter.
type rowList struct {
	widget.List
	highlighted int
	onEnter     func(index int)
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
	if isEnter(key) {
		l.onEnter(l.highlighted)
		return
	}
	l.List.TypedKey(key)
}

// tableRow draws one row.
type tableRow[T any] struct {
	widget.BaseWidget
	table   *Table[T]
	panel   *Panel
	tick    *widget.Icon
	lines   []*Line
	seconds []*Line // nil where a column has one line
	signs   []*sign
	content fyne.CanvasObject
}

func newTableRow[T any](t *Table[T]) *tableRow[T] {
	r := &tableRow[T]{table: t, tick: widget.NewIcon(base.CheckButtonIcon())}
	cells := container.New(t.row)
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

func (r *tableRow[T]) show(row T) {
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

// show shows an object or hides it, if it is not so already.
func show(object fyne.CanvasObject, on bool) {
	switch {
	case on && !object.Visible():
		object.Show()
	case !on && object.Visible():
		object.Hide()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *tableRow[T]) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(r.content)
}

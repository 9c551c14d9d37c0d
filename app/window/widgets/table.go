package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
	// OnExtend is called when rows were pressed with Shift, with the indices of the first and the last one.
	OnExtend func(from, to int)
	// OnOpened is called with the index of the row that Enter was pressed on, or that was pressed twice.
	OnOpened func(index int)
	// OnMenu is called with the index of a row that the right mouse button was pressed on, and where on the canvas.
	OnMenu func(index int, at fyne.Position)
	// OnSort is called with the index of a pressed column title.
	OnSort func(column int)
	// OnCheckAll is called when the check mark of the header is pressed.
	OnCheckAll func(checked bool)
	// OnWidths is called when a person has made a column wider or narrower, see [Table.SetWidths].
	OnWidths func(widths []float32)

	columns []Column[T]
	rows    []T
	checked func(T) bool

	heads   []*head
	all     *widget.Icon // the header's check mark
	list    *rowList
	content fyne.CanvasObject
	row     *columnLayout[T]
	header  *fyne.Container
	marks   bool // rows have check marks

	changes  int // of the columns, so that rows know when to lay out their cells again
	pressing int // row that the mouse went down on
	anchor   int // row that was pressed last: where a press with Shift begins
}

// nowhere is no row.
const nowhere = -1

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
	rowText     = 24 // how much of a row's height grows with the texts
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
		edge := newGrip(func(by float32) { t.widen(i, by) }, t.widened, func() { t.setWidth(i, 0); t.widened() })
		t.heads = append(t.heads, h)
		heads.Add(container.NewStack(h.press, container.NewBorder(nil, nil, nil, edge)))
	}
	t.build(heads)
	return t
}

// build puts the header and the list together.
func (t *Table[T]) build(heads *fyne.Container) {
	t.header, t.pressing = heads, nowhere
	t.list = newRowList(func() int { return len(t.rows) },
		func() fyne.CanvasObject { return newTableRow(t) },
		func(index widget.ListItemID, object fyne.CanvasObject) {
			if row, ok := object.(*tableRow[T]); ok && index < len(t.rows) {
				row.show(index, t.rows[index])
			}
		})
	t.list.OnSelected = func(index widget.ListItemID) { // the space bar
		t.list.UnselectAll()
		t.press(index, modifiers())
	}
	t.list.onExtend = func(from, to int) {
		if t.marks && t.OnExtend != nil {
			t.OnExtend(from, to)
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

// press is a press on a row, with keys such as Shift held.
func (t *Table[T]) press(index int, held fyne.KeyModifier) {
	if index >= len(t.rows) {
		return
	}
	from := min(t.anchor, len(t.rows)-1)
	t.anchor = index
	switch {
	case t.marks && held&fyne.KeyModifierShift != 0 && t.OnExtend != nil:
		t.OnExtend(from, index)
	case t.OnPressed != nil:
		t.OnPressed(index)
	}
}

// focus gives the keyboard to the rows, at one of them.
func (t *Table[T]) focus(index int) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(t.list); canvas != nil {
		canvas.Focus(t.list)
	}
	t.list.Highlight(index)
}

// Focus gives the keyboard to the rows.
func (t *Table[T]) Focus() { t.focus(min(t.list.highlighted, max(0, len(t.rows)-1))) }

// SetWidths makes columns as wide as a person once made them, from left to right; 0 is as wide as there is room. It
// does not call back.
func (t *Table[T]) SetWidths(widths []float32) {
	for i := range min(len(widths), len(t.columns)) {
		if widths[i] == 0 || widths[i] >= narrowest {
			t.row.widths.chosen[i] = widths[i]
		}
	}
	t.changes++
	t.header.Refresh()
	t.list.Refresh()
}

// ShowColumn shows a column or leaves it out.
func (t *Table[T]) ShowColumn(column int, on bool) {
	if t.row.widths.hidden[column] == on {
		t.row.widths.hidden[column] = !on
		t.changes++
		t.header.Refresh()
		t.list.Refresh()
	}
}

// widen makes a column wider, or narrower.
func (t *Table[T]) widen(column int, by float32) {
	t.setWidth(column, max(narrowest, t.row.widths.shown[column]+by))
}

func (t *Table[T]) setWidth(column int, width float32) {
	t.row.widths.chosen[column] = width
	t.changes++
	t.header.Refresh()
	t.list.Refresh()
}

// widened tells that a person is done with a column's width.
func (t *Table[T]) widened() {
	if t.OnWidths != nil {
		t.OnWidths(slices.Clone(t.row.widths.chosen))
	}
}

// Set shows rows; the slice belongs to the table from then on.
func (t *Table[T]) Set(rows []T) {
	t.rows, t.anchor = rows, 0
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

// show shows an object or hides it, if it is not so already.
func show(object fyne.CanvasObject, on bool) {
	switch {
	case on && !object.Visible():
		object.Show()
	case !on && object.Visible():
		object.Hide()
	}
}

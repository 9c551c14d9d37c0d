package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// columnLayout gives the check mark, if there is one, and the cells of a row their places. Where there is no
// room for all columns the last ones stay away.
type columnLayout[T any] struct {
	columns []Column[T]
	before  float32 // room for the check mark, 0 = there is none
	height  float32 // with texts of the usual size, as the columns' widths
	widths  *columnWidths
}

// columnWidths are what a person made of the columns; header and rows share them.
type columnWidths struct {
	chosen []float32 // 0 = as wide as there is room
	hidden []bool
	shown  []float32 // as they were drawn last
}

// narrowest is how far a column can be made narrower: its title's first letters and the arrow stay.
const narrowest = 56

func newColumnLayout[T any](columns []Column[T], before float32) *columnLayout[T] {
	widths := &columnWidths{make([]float32, len(columns)), make([]bool, len(columns)), make([]float32, len(columns))}
	l := &columnLayout[T]{columns, before, rowHeight, widths}
	if slices.ContainsFunc(columns, func(c Column[T]) bool { return c.Below != nil }) {
		l.height = tallRow
	}
	return l
}

// header is the layout of the titles, which have one line.
func (l *columnLayout[T]) header() *columnLayout[T] {
	return &columnLayout[T]{l.columns, l.before, rowHeight, l.widths}
}

// MinSize implements fyne.Layout: the first column at least is always there.
func (l *columnLayout[T]) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.before+theme.Grown(l.columns[0].Width), l.height-rowText+theme.Grown(rowText))
}

// Layout implements fyne.Layout.
func (l *columnLayout[T]) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	end := l.measure(size.Width)
	x := l.before
	if l.before > 0 {
		objects[0].Resize(fyne.NewSize(l.before, size.Height))
		objects[0].Move(fyne.Position{})
		objects = objects[1:]
	}
	for i, object := range objects {
		shown := i < end && !l.widths.hidden[i]
		show(object, shown)
		if shown {
			object.Resize(fyne.NewSize(l.widths.shown[i], size.Height))
			object.Move(fyne.NewPos(x, 0))
			x += l.widths.shown[i]
		}
	}
}

// measure gives the columns their widths and returns the first one that has no room.
func (l *columnLayout[T]) measure(width float32) (end int) {
	least, grow := l.before, float32(0)
	for i, column := range l.columns {
		end = i
		if l.widths.hidden[i] {
			continue
		}
		wanted := l.widths.chosen[i]
		if wanted == 0 {
			wanted = theme.Grown(column.Width)
		}
		if i > 0 && least+wanted > width {
			return l.fill(end, width-least, grow)
		}
		least += wanted
		if l.widths.chosen[i] == 0 {
			grow += column.Grow
		}
		l.widths.shown[i] = wanted
	}
	return l.fill(len(l.columns), width-least, grow)
}

// fill shares out the room that is left among the columns before end.
func (l *columnLayout[T]) fill(end int, spare, grow float32) int {
	for i, column := range l.columns[:end] {
		if grow > 0 && spare > 0 && l.widths.chosen[i] == 0 && !l.widths.hidden[i] {
			l.widths.shown[i] += spare * column.Grow / grow
		}
	}
	return end
}

// grip is the edge of a column's title: dragged, it makes the column wider or narrower; pressed twice, the column
// is as wide again as there is room.
type grip struct {
	widget.BaseWidget
	drag    func(by float32)
	done    func()
	restore func()
	line    *canvas.Rectangle
}

var (
	_ fyne.Draggable      = (*grip)(nil)
	_ fyne.DoubleTappable = (*grip)(nil)
	_ desktop.Cursorable  = (*grip)(nil)
)

func newGrip(drag func(by float32), done, restore func()) *grip {
	g := &grip{drag: drag, done: done, restore: restore, line: &canvas.Rectangle{FillColor: base.Color(base.ColorNameSeparator)}}
	g.ExtendBaseWidget(g)
	return g
}

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(event *fyne.DragEvent) { g.drag(event.Dragged.DX) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() { g.done() }

// DoubleTapped implements fyne.DoubleTappable.
func (g *grip) DoubleTapped(*fyne.PointEvent) { g.restore() }

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// Refresh implements fyne.CanvasObject.
func (g *grip) Refresh() {
	g.line.FillColor = base.Color(base.ColorNameSeparator)
	g.BaseWidget.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(Inset(3, 9), container.New(AtLeast(fyne.NewSize(1, 0)), g.line)))
}

package setup

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/language"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// howTo draws how a QR code is found, and how it is not: too small, covered, and large and whole.
func howTo(texts *language.Catalog) fyne.CanvasObject {
	row := widgets.NewFlow(12)
	for _, s := range []struct {
		key string
		how example
	}{{"window.howto.small", tooSmall}, {"window.howto.covered", covered}, {"window.howto.good", wellSeen}} {
		icon := fyne.Resource(base.NewErrorThemedResource(base.CancelIcon()))
		if s.how == wellSeen {
			icon = base.NewSuccessThemedResource(base.ConfirmIcon())
		}
		sign := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(18), widget.NewIcon(icon)))
		row.Add(widgets.Below(4, container.NewHBox(newSketch(s.how)), widgets.Beside(6, sign, widgets.NewWholeLine(texts.Text(s.key), widgets.Caption))))
	}
	return row
}

// example is what a sketch shows.
type example int

const (
	tooSmall example = iota
	covered
	wellSeen
)

// sketch is a window on a screen with a QR code in it, in a few strokes. It is no code that anything could read.
type sketch struct {
	widget.BaseWidget
	how     example
	screen  *canvas.Rectangle
	page    *canvas.Rectangle
	bar     *canvas.Rectangle
	modules []*canvas.Rectangle
	over    *canvas.Rectangle // a window before the code
	overBar *canvas.Rectangle
}

// sketchSize is how large a sketch is.
var sketchSize = fyne.NewSize(138, 90)

// drawn are the modules of a sketch's code, row by row: three finders, and a few others.
var drawn = []string{
	"111010111",
	"101001101",
	"111010111",
	"010111010",
	"101001101",
	"011010110",
	"111011010",
	"101010101",
	"111001011",
}

func newSketch(how example) *sketch {
	s := &sketch{how: how, screen: &canvas.Rectangle{CornerRadius: 6}, page: &canvas.Rectangle{CornerRadius: 3}, bar: &canvas.Rectangle{}, over: &canvas.Rectangle{CornerRadius: 3}, overBar: &canvas.Rectangle{}}
	for _, line := range drawn {
		for _, m := range line {
			if m == '1' {
				s.modules = append(s.modules, &canvas.Rectangle{})
			}
		}
	}
	s.ExtendBaseWidget(s)
	s.paint()
	return s
}

// Refresh implements fyne.CanvasObject.
func (s *sketch) Refresh() { s.paint(); s.BaseWidget.Refresh() }

func (s *sketch) paint() {
	s.screen.FillColor = base.Color(theme.ColorTrack)
	s.page.FillColor, s.over.FillColor = color.White, base.Color(base.ColorNameBackground)
	s.over.StrokeColor, s.over.StrokeWidth = base.Color(theme.ColorMuted), 1
	s.bar.FillColor, s.overBar.FillColor = base.Color(base.ColorNamePrimary), base.Color(theme.ColorMuted)
	for _, m := range s.modules {
		m.FillColor = color.Black
	}
	visible := s.how == covered
	s.over.Hidden, s.overBar.Hidden = !visible, !visible
}

// CreateRenderer implements fyne.Widget.
func (s *sketch) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{s.screen, s.page, s.bar}
	for _, m := range s.modules {
		objects = append(objects, m)
	}
	return widget.NewSimpleRenderer(container.New(strokes{s}, append(objects, s.over, s.overBar)...))
}

// strokes lays a sketch out.
type strokes struct{ sketch *sketch }

// MinSize implements fyne.Layout.
func (strokes) MinSize([]fyne.CanvasObject) fyne.Size { return sketchSize }

// Layout implements fyne.Layout.
func (l strokes) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := l.sketch
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	place(s.screen, 0, 0, size.Width, size.Height)
	place(s.page, 8, 8, size.Width-16, size.Height-16)
	place(s.bar, 8, 8, size.Width-16, 8)
	module, top := float32(6), float32(24)
	if s.how == tooSmall {
		module, top = 1.8, 44
	}
	left, n := (size.Width-module*float32(len(drawn[0])))/2, 0
	for y, line := range drawn {
		for x, m := range line {
			if m == '1' {
				place(s.modules[n], left+module*float32(x), top+module*float32(y), module, module)
				n++
			}
		}
	}
	place(s.over, left+28, top+20, 70, 46)
	place(s.overBar, left+28, top+20, 70, 7)
}

package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// SignOfState is a small drawing that says the same as the text beside it: for those who look quickly.
type SignOfState int

// The signs.
const (
	NoSign   SignOfState = iota
	NewSign              // a grey ring: nothing was done yet
	OpenSign             // a ring that stands out: somebody has to do something
	HalfSign             // half a ring: under way
	DoneSign             // a full dot: done
)

// sign draws a SignOfState.
type sign struct {
	widget.BaseWidget
	shown SignOfState
	ring  *canvas.Arc
	fill  *canvas.Arc
}

func newSign() *sign {
	s := &sign{ring: canvas.NewArc(0, 360, 0.74, nil), fill: canvas.NewPieArc(0, 360, nil)}
	s.ExtendBaseWidget(s)
	s.paint()
	return s
}

func (s *sign) set(shown SignOfState) {
	if shown != s.shown {
		s.shown = shown
		s.Refresh()
	}
}

// Refresh implements fyne.CanvasObject.
func (s *sign) Refresh() { s.paint(); s.BaseWidget.Refresh() }

func (s *sign) paint() {
	colour := map[SignOfState]fyne.ThemeColorName{NewSign: theme.ColorMuted, OpenSign: theme.ColorUrgent, HalfSign: base.ColorNamePrimary, DoneSign: base.ColorNameSuccess}[s.shown]
	s.ring.FillColor, s.fill.FillColor = color.Transparent, color.Transparent
	s.fill.StartAngle, s.fill.EndAngle = 0, 360
	if colour != "" {
		s.ring.FillColor = base.Color(colour)
	}
	switch s.shown {
	case HalfSign:
		s.fill.FillColor, s.fill.EndAngle = base.Color(colour), 180
	case DoneSign:
		s.fill.FillColor = base.Color(colour)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *sign) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(AtLeast(fyne.NewSquareSize(12)), s.ring, s.fill))
}

package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Ring shows how many seconds a code has left: a ring that shrinks by a step each second around the
// number. In the last seconds it changes colour and closes to a thick band, so that it is seen without
// colours too. It never animates.
type Ring struct {
	widget.BaseWidget

	diameter float32
	seconds  int
	period   int
	urgent   bool

	track, rest *canvas.Arc
	number      *canvas.Text
}

// NewRing makes a ring of a diameter.
func NewRing(diameter float32) *Ring {
	r := &Ring{
		diameter: diameter,
		period:   1,
		track:    canvas.NewArc(0, 360, 0, nil),
		rest:     canvas.NewArc(0, 360, 0, nil),
		number:   &canvas.Text{FontSource: theme.Digits(), Alignment: fyne.TextAlignCenter},
	}
	r.ExtendBaseWidget(r)
	r.style()
	return r
}

// Set shows seconds left of period. It redraws only if something changed.
func (r *Ring) Set(seconds, period int, urgent bool) {
	if seconds == r.seconds && period == r.period && urgent == r.urgent {
		return
	}
	r.seconds, r.period, r.urgent = seconds, max(period, 1), urgent
	r.Refresh()
}

// SetDiameter makes the ring larger or smaller.
func (r *Ring) SetDiameter(diameter float32) {
	if diameter != r.diameter {
		r.diameter = diameter
		r.Refresh()
	}
}

// Seconds is what the ring shows.
func (r *Ring) Seconds() int { return r.seconds }

// Refresh implements fyne.CanvasObject.
func (r *Ring) Refresh() {
	r.style()
	r.BaseWidget.Refresh()
}

func (r *Ring) style() {
	colour, cutout := base.Color(base.ColorNamePrimary), float32(0.84)
	if r.urgent {
		colour, cutout = base.Color(theme.ColorUrgent), 0.72
	}
	r.track.FillColor = base.Color(theme.ColorTrack)
	r.track.CutoutRatio = cutout
	r.rest.FillColor = colour
	r.rest.CutoutRatio = cutout
	// What is left ends at the top, as the hand of a clock that runs towards twelve.
	r.rest.StartAngle = 360 - 360*float32(r.seconds)/float32(r.period)
	r.rest.EndAngle = 360
	r.number.Text = strconv.Itoa(r.seconds)
	r.number.Color = base.Color(base.ColorNameForeground)
	if r.urgent {
		r.number.Color = colour
	}
	r.number.TextSize = r.diameter * 0.34
}

// CreateRenderer implements fyne.Widget.
func (r *Ring) CreateRenderer() fyne.WidgetRenderer {
	return &ringRenderer{ring: r}
}

type ringRenderer struct{ ring *Ring }

func (*ringRenderer) Destroy() {}

func (r *ringRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring.track, r.ring.rest, r.ring.number}
}

func (r *ringRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(r.ring.diameter) }

func (r *ringRenderer) Refresh() {
	for _, object := range r.Objects() {
		object.Refresh()
	}
}

func (r *ringRenderer) Layout(size fyne.Size) {
	side := fyne.NewSquareSize(min(size.Width, size.Height, r.ring.diameter))
	corner := fyne.NewPos((size.Width-side.Width)/2, (size.Height-side.Height)/2)
	for _, arc := range []*canvas.Arc{r.ring.track, r.ring.rest} {
		arc.Resize(side)
		arc.Move(corner)
	}
	height := r.ring.number.MinSize().Height
	r.ring.number.Resize(fyne.NewSize(size.Width, height))
	r.ring.number.Move(fyne.NewPos(0, (size.Height-height)/2))
}

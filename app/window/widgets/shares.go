package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Share is one part of a [Shares] bar.
type Share struct {
	Count  int
	Colour fyne.ThemeColorName
}

// Shares is a calm bar whose parts are as wide as their counts. It says nothing that does not stand in words beside
// it. A part that is not empty can be seen, however small.
type Shares struct {
	widget.BaseWidget
	shares []Share
	parts  []*canvas.Rectangle
	track  *canvas.Rectangle
}

// NewShares makes an empty bar.
func NewShares() *Shares {
	s := &Shares{track: &canvas.Rectangle{}}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows parts, from left to right.
func (s *Shares) Set(shares ...Share) {
	s.shares = shares
	for len(s.parts) < len(shares) {
		s.parts = append(s.parts, &canvas.Rectangle{})
	}
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Shares) CreateRenderer() fyne.WidgetRenderer {
	r := &sharesRenderer{s}
	r.paint()
	return r
}

const (
	sharesHeight = 10
	leastShare   = 6
	shareGap     = 2
)

type sharesRenderer struct{ shares *Shares }

func (*sharesRenderer) Destroy() {}

func (*sharesRenderer) MinSize() fyne.Size { return fyne.NewSize(0, sharesHeight) }

func (r *sharesRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.shares.track}
	for _, part := range r.shares.parts {
		objects = append(objects, part)
	}
	return objects
}

func (r *sharesRenderer) Layout(size fyne.Size) {
	s := r.shares
	s.track.Resize(size)
	sum, there := 0, 0
	for _, share := range s.shares {
		sum += share.Count
		if share.Count > 0 {
			there++
		}
	}
	room := size.Width - float32(there)*(leastShare+shareGap) + shareGap
	x := float32(0)
	for i, part := range s.parts {
		if i >= len(s.shares) || s.shares[i].Count == 0 {
			part.Hide()
			continue
		}
		part.Show()
		width := leastShare + max(0, room)*float32(s.shares[i].Count)/float32(sum)
		part.Move(fyne.NewPos(x, 0))
		part.Resize(fyne.NewSize(width, size.Height))
		x += width + shareGap
	}
}

func (r *sharesRenderer) Refresh() {
	r.paint()
	r.Layout(r.shares.Size())
	r.shares.track.Refresh()
}

func (r *sharesRenderer) paint() {
	const round = 3
	r.shares.track.FillColor, r.shares.track.CornerRadius = base.Color(theme.ColorTrack), round
	for i, share := range r.shares.shares {
		r.shares.parts[i].FillColor, r.shares.parts[i].CornerRadius = base.Color(share.Colour), round
		r.shares.parts[i].Refresh()
	}
}

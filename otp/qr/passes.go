package qr

import "image"

// run climbs the ladder of passes until every code in sight is read or the time is over.
func (s *search) run(img image.Image) {
	p, clear := luminance(img, 255)
	if s.ladder(p) || !clear {
		if len(s.found) == 0 && colourful(img) {
			s.colours(img)
		}
		return
	}
	p, _ = luminance(img, 0)
	s.ladder(p)
}

// ladder reports whether anything was found. Every pass runs over a pyramid of ever smaller views: noise,
// moiré and paper vanish in the smaller ones, which take no time beside the largest.
func (s *search) ladder(p *plane) bool {
	if p.plain() {
		return false
	}
	pyramid := []*view{{plane: p, scale: 1}}
	for last := pyramid[0]; min(last.w, last.h) >= 2*coarsest; {
		last = last.halved()
		pyramid = append(pyramid, last)
	}
	for i, pass := range []func(){
		func() { s.scan(pyramid, blockRange(24), false, triples) },
		func() { s.scan(pyramid, localMean(12), false, triples) },
		func() { s.scan(pyramid, blockRange(24), true, triples) },
		func() { s.scan(pyramid, localMean(12), true, triples) },
		func() { s.scan(doubled(pyramid), blockRange(16), true, triples) },
		func() { s.scan(each(pyramid, (*view).lightGapsClosed), blockRange(24), false, triples) },
		func() { s.scan(each(pyramid, (*view).darkGapsClosed), blockRange(24), false, triples) },
		func() { s.scan(pyramid, blockRange(6), true, triples) },
		func() { s.scan(pyramid, localMean(40), true, triples) },
		func() { s.scan(each(pyramid, (*view).blurred), blockRange(12), true, triples) },
		func() { s.scan(pyramid, blockRange(24), false, pairs) },
	} {
		if i == 2 && p.w*p.h > hugePixels {
			pyramid = pyramid[1:]
		}
		if pass(); s.finished() {
			break
		}
	}
	return len(s.found) > 0
}

// doubled gives the views at twice their size, but for the large ones.
func doubled(views []*view) (out []*view) {
	for _, v := range views {
		if v.w*v.h < 1_000_000 {
			out = append(out, v.doubled())
		}
	}
	return out
}

func each(views []*view, change func(*view) *view) (out []*view) {
	for _, v := range views {
		out = append(out, change(v))
	}
	return out
}

// finished reports that no further pass is needed or allowed.
func (s *search) finished() bool {
	return len(s.found) > 0 && !s.suspects || s.halted()
}

const (
	coarsest   = 120        // the least side of a view, in pixels
	hugePixels = 20_000_000 // beyond, only the first passes look at the picture in full size
)

// colours looks at single colours, for codes whose ink and ground are equally bright.
func (s *search) colours(img image.Image) {
	b := img.Bounds()
	for _, m := range mixes {
		if s.halted() || len(s.found) > 0 {
			return
		}
		p := newPlane(b.Dx(), b.Dy())
		mixed(img, 255, m, p)
		s.scan([]*view{{plane: p, scale: 1}}, blockRange(12), true, triples)
	}
}

// halved is the view at half the size; each pixel is the mean of four.
func (v *view) halved() *view {
	w, h := v.w/2, v.h/2
	out := newPlane(w, h)
	for y := range h {
		a, b, dst := v.row(2*y), v.row(2*y+1), out.row(y)
		for x := range dst {
			dst[x] = uint8((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1]) + 2) / 4)
		}
	}
	return &view{out, v.scale * 2, v.origin}
}

// doubled is the view at twice the size, interpolated.
func (v *view) doubled() *view {
	out := newPlane(2*v.w, 2*v.h)
	for y := range out.h {
		near, far := y/2, y/2-1+2*(y&1)
		a, b := v.row(near), v.row(max(0, min(v.h-1, far)))
		dst := out.row(y)
		for x := range dst {
			n, f := x/2, max(0, min(v.w-1, x/2-1+2*(x&1)))
			dst[x] = uint8((9*int(a[n]) + 3*int(a[f]) + 3*int(b[n]) + int(b[f]) + 8) / 16)
		}
	}
	return &view{out, v.scale / 2, v.origin}
}

// blurred is the view with each pixel the weighted mean of its 3 by 3 neighbourhood (1 2 1).
func (v *view) blurred() *view {
	out := newPlane(v.w, v.h)
	for y := range v.h {
		a, b, c := v.row(max(0, y-1)), v.row(y), v.row(min(v.h-1, y+1))
		dst := out.row(y)
		column := func(x int) int { return int(a[x]) + 2*int(b[x]) + int(c[x]) }
		left, mid := column(0), column(0)
		for x := range dst {
			right := column(min(v.w-1, x+1))
			dst[x] = uint8((left + 2*mid + right + 8) / 16)
			left, mid = mid, right
		}
	}
	return &view{out, v.scale, v.origin}
}

// lightGapsClosed is the view without light lines of up to two pixels between dark modules, as terminals
// and tables leave them; darkGapsClosed is the same for codes that are light on dark.
func (v *view) lightGapsClosed() *view { return v.extreme(minimum).extreme(maximum) }

func (v *view) darkGapsClosed() *view { return v.extreme(maximum).extreme(minimum) }

func minimum(a, b uint8) uint8 { return min(a, b) }

func maximum(a, b uint8) uint8 { return max(a, b) }

// extreme is the view with each pixel the darkest or lightest of its 3 by 3 neighbourhood.
func (v *view) extreme(of func(a, b uint8) uint8) *view {
	out := newPlane(v.w, v.h)
	for y := range v.h {
		a, b, c := v.row(max(0, y-1)), v.row(y), v.row(min(v.h-1, y+1))
		dst := out.row(y)
		column := func(x int) uint8 { return of(of(a[x], b[x]), c[x]) }
		left, mid := column(0), column(0)
		for x := range dst {
			right := column(min(v.w-1, x+1))
			dst[x] = of(of(left, mid), right)
			left, mid = mid, right
		}
	}
	return &view{out, v.scale, v.origin}
}

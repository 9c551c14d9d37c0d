package qr

import (
	"image"
	"slices"
)

// run climbs the ladder of passes until every code in sight is read or the time is over.
func (s *search) run(img image.Image) {
	// One plane serves all readings of the picture: the largest leave no room for more.
	p := newPlane(img.Bounds().Dx(), img.Bounds().Dy(), s.halted)
	clear := luminance(img, 255, p)
	if s.ladder(p) || !clear {
		if len(s.found) == 0 && !s.clear && colourful(img, s.halted) {
			s.colours(img, p)
		}
		return
	}
	luminance(img, 0, p)
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
		func() { s.scan(pyramid, localMean(5), true, triples) },
		func() { s.scan(s.doubled(pyramid), blockRange(16), true, triples) },
		func() { s.scan(s.each(pyramid, (*view).lightGapsClosed), blockRange(24), false, triples) },
		func() { s.scan(s.each(pyramid, (*view).darkGapsClosed), blockRange(24), false, triples) },
		func() { s.scan(pyramid, blockRange(6), true, triples) },
		func() { s.scan(pyramid, localMean(40), true, triples) },
		func() { s.scan(s.each(pyramid, (*view).blurred), blockRange(12), true, triples) },
		func() { s.scan(s.each(pyramid, (*view).despeckled), blockRange(12), false, triples) },
		func() { s.scan(pyramid, blockRange(24), false, pairs) },
	} {
		if i == clearPasses && s.clear {
			break
		}
		if i == 2 && p.w*p.h > hugePixels || i == 4 && len(pyramid) > 1 && pyramid[0].w*pyramid[0].h > largePixels {
			pyramid = pyramid[1:]
		}
		if pass(); s.finished() {
			break
		}
	}
	return len(s.found) > 0
}

// doubled gives the views at twice their size, but for the large ones.
func (s *search) doubled(views []*view) []*view {
	small := slices.DeleteFunc(slices.Clone(views), func(v *view) bool { return v.w*v.h >= 1_000_000 })
	return s.each(small, (*view).doubled)
}

// each gives the changed views, as many as there is time for.
func (s *search) each(views []*view, change func(*view) *view) (out []*view) {
	for _, v := range slices.Backward(views) { // the small ones first
		if s.halted() {
			break
		}
		out = append(out, change(v))
	}
	return out
}

// finished reports that no further pass is needed or allowed.
func (s *search) finished() bool {
	return len(s.found) > 0 && !s.suspects || s.halted()
}

const (
	coarsest    = 120 // the least side of a view, in pixels
	clearPasses = 2   // how many passes find every clear code

	// Beyond these only the first two, and the first four passes look at a picture in full size.
	hugePixels  = 20_000_000
	largePixels = 6_000_000
)

// colours looks at single colours, which it lays on p, for codes whose ink and ground are equally bright.
func (s *search) colours(img image.Image, p *plane) {
	for _, m := range mixes {
		if s.halted() || len(s.found) > 0 {
			return
		}
		mixed(img, 255, m, p)
		s.scan([]*view{{plane: p, scale: 1}}, blockRange(12), true, triples)
	}
}

package qr

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"
	"time"
)

// Symbol is one QR code in a picture.
type Symbol struct {
	Payload string          // its text, exactly; bytes without a declared character set are UTF-8, else Latin-1
	Bounds  image.Rectangle // the smallest upright rectangle round it, in the picture's coordinates
	// Again are the same of further codes with this text that were seen; there may be more.
	Again []image.Rectangle
}

// DefaultBudget is how long [Decode] looks at one picture, less a second at the limit of [Load], which takes
// that to unpack it. Nearly every code is found in a small part of it; the rest goes into pictures in which
// there is none, or none that can be read.
const DefaultBudget = 1300 * time.Millisecond * slowdown

// unpacking is about what unpacking takes a pixel.
const unpacking = 18 * time.Nanosecond

// Decode finds the QR codes in a picture, each payload once, in reading order. It gives [ErrNone] if there
// is none, [ErrUnreadable] if one is seen and cannot be read, and the error of ctx if that ends first. It is safe for concurrent use.
func Decode(ctx context.Context, img image.Image) ([]Symbol, error) {
	return Reader{}.Decode(ctx, img)
}

// Reader is [Decode] with another time budget; the zero value has [DefaultBudget].
type Reader struct {
	Budget time.Duration
	// Clear looks for clear codes only, as on a screenshot: a small part of the work, always the same.
	Clear bool

	read reader // nil: readModules
}

// Decode is like the function [Decode].
func (r Reader) Decode(ctx context.Context, img image.Image) ([]Symbol, error) {
	budget := r.Budget
	if budget <= 0 {
		b := img.Bounds()
		budget = max(DefaultBudget/5, DefaultBudget-time.Duration(b.Dx()*b.Dy())*unpacking)
	}
	s := &search{ctx: ctx, deadline: time.Now().Add(budget), layouts: map[int]*layout{}, corners: newCorners(), tried: map[attempt]bool{}, clear: r.Clear}
	s.decode = func(bits []bool, side int) (string, bool) {
		switch {
		case s.halted():
			return "", false
		case r.read != nil:
			return r.read(bits, side)
		}
		return readModules(bits, side)
	}
	if !img.Bounds().Empty() {
		s.run(img)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch {
	case len(s.found) > 0:
		return readingOrder(s.found, img.Bounds()), nil
	case s.unread:
		return nil, ErrUnreadable
	}
	return nil, ErrNone
}

// search is the work on one picture.
type search struct {
	ctx      context.Context
	deadline time.Time
	decode   reader
	layouts  map[int]*layout
	corners  [3]corner
	tried    map[attempt]bool
	clear    bool    // clear codes only
	buffer   []uint8 // for the binarizers: one at a time is in use
	found    []hit
	curves   int  // how often curved grids were laid
	pieces   int  // how many pieces of grids were settled
	deblurs  int  // how many modules were deblurred
	unread   bool // some pass saw something that must be a code, read or not
	suspects bool // the latest pass saw something that looks like a code but could not be read
}

// hit is a code that was read, with its corners in pixels of the whole picture.
type hit struct {
	payload string
	side    int // in modules
	corners [4]point
}

// module is about the side of a module in pixels of the picture.
func (h *hit) module() float64 {
	return min(h.corners[0].minus(h.corners[2]).length(), h.corners[1].minus(h.corners[3]).length()) / float64(h.side) / math.Sqrt2
}

// halted reports that the search has to end: cancelled, or out of time.
func (s *search) halted() bool {
	return s.ctx.Err() != nil || !time.Now().Before(s.deadline)
}

func (s *search) layout(side int) *layout {
	l := s.layouts[side]
	if l == nil {
		l = newLayout(side)
		s.layouts[side] = l
	}
	return l
}

// suspicious is the agreement from which on something that cannot be read is taken for a code.
const suspicious = 0.8

// surely is the agreement from which on there is a code, though perhaps not all of it: what is covered does not agree.
// Pages and photos without one reach 0.55.
const surely = 0.66

// scan is one pass over some views: finders in all of them, then the likeliest groups of them first,
// whichever view they are from.
func (s *search) scan(views []*view, ink binarizer, relaxed bool, group func([]finder) []triple) {
	var todo []triple
	for _, v := range views {
		if s.halted() {
			return
		}
		if v.w < smallest || v.h < smallest {
			continue
		}
		b := ink(v.plane, s.buffer)
		s.buffer = b.pix
		finders := findFinders(b, relaxed)
		finders = slices.DeleteFunc(finders, func(f finder) bool { return s.covered(v, &f) })
		for _, t := range group(finders) {
			t.view = v
			todo = append(todo, t)
		}
	}
	slices.SortStableFunc(todo, func(a, b triple) int { return cmp.Compare(a.cost, b.cost) })
	var suspects []triple
	for _, t := range todo[:min(len(todo), mostTriples)] {
		if s.halted() {
			break
		}
		if s.done(t) {
			continue
		}
		ok, suspect := s.read(t)
		if !ok && suspect {
			suspects = append(suspects, t)
		}
	}
	s.suspects = slices.ContainsFunc(suspects, func(t triple) bool { return !s.done(t) })
}

// done reports whether a corner of a triple belongs to a code that was read already.
func (s *search) done(t triple) bool {
	return s.covered(t.view, t.a) || s.covered(t.view, t.b) || s.covered(t.view, t.c)
}

// read lays grids over a triple and reads the first that can be read, the cheap ways first. Else it reports
// whether one fits so well that there must be a code.
func (s *search) read(t triple) (ok, suspect bool) {
	grids := s.grids(t.view.plane, t)
	for n, way := range [...]func(triple, *candidate) (string, bool){s.plainly, s.settled, s.deblurred} {
		for i := range grids {
			c := &grids[i]
			if s.halted() {
				return false, suspect
			}
			if text, ok := way(t, c); ok {
				h := hit{payload: text, side: c.side}
				for i, p := range c.corners() {
					h.corners[i] = t.view.outside(p)
				}
				s.found = append(s.found, h)
				return true, false
			}
			suspect, s.unread = suspect || c.r > suspicious, s.unread || c.r > surely
		}
		if n == 0 && (t.cost < 1 || t.sure()) && s.curves < mostCurves {
			s.curves++
			for _, c := range s.curved(t) {
				grids = insert(grids, c, len(grids)+1)
			}
		}
	}
	return false, suspect
}

// plainly reads a grid as it is; where it fits well, past scratches too.
func (s *search) plainly(t triple, c *candidate) (string, bool) {
	p, light := t.view.plane, t.a.light
	if c.r < leastFit {
		return "", false
	}
	if text, ok := c.sample(p, light).text(c.layout, s.decode); ok {
		return text, true
	}
	if c.r > suspicious && !s.halted() {
		for _, rank := range [2]int{6, 2} {
			if text, ok := c.sampleBeside(p, light, rank).text(c.layout, s.decode); ok {
				return text, true
			}
		}
	}
	return "", false
}

// settled reads a grid that follows paper that is not flat.
func (s *search) settled(t triple, c *candidate) (string, bool) {
	if c.r < leastSettled || s.pieces >= mostPieces || s.again("settled", t, c) {
		return "", false
	}
	n := len(nodesOf(c.side))
	s.pieces += n * n
	g := c.settle(t.view.plane, t.a.light)
	text, ok := g.sample(t.view.plane, t.a.light).text(c.layout, s.decode)
	if ok {
		c.grid = g
	}
	return text, ok
}

// deblurred reads a grid whose modules have run into each other.
func (s *search) deblurred(t triple, c *candidate) (string, bool) {
	if c.r < leastDeblurred || c.side > largestDeblurred || s.deblurs >= mostDeblurs || s.again("deblurred", t, c) {
		return "", false
	}
	s.deblurs += c.side * c.side
	if bits := c.deblur(t.view.plane, t.a.light); bits != nil {
		return contain(s.decode, bits, c.side)
	}
	return "", false
}

// attempt is a costly way to read a grid, the places of its finders rounded to modules.
type attempt struct {
	way   string
	plane *plane
	side  int
	at    [6]int
}

// again reports whether about the same grid was tried in this way before: most passes see the same finders.
func (s *search) again(way string, t triple, c *candidate) bool {
	a := attempt{way: way, plane: t.view.plane, side: c.side}
	for i, p := range [3]point{c.at(3.5, 3.5), c.at(float64(c.side)-3.5, 3.5), c.at(3.5, float64(c.side)-3.5)} {
		a.at[2*i], a.at[2*i+1] = int(p.x/t.a.module), int(p.y/t.a.module)
	}
	before := s.tried[a]
	s.tried[a] = true
	return before
}

// What is costly is tried only on grids that agree well enough, and as often as its work allows: about half a
// second each in all.
const (
	leastSettled     = 0.6
	leastDeblurred   = 0.4
	mostCurves       = 16
	mostPieces       = 5000
	mostDeblurs      = 30_000
	largestDeblurred = 85 // modules
)

// covered reports whether a finder belongs to a code that was read already, and not to a much smaller one
// in the middle of it.
func (s *search) covered(v *view, f *finder) bool {
	p := v.outside(point{f.x, f.y})
	for _, h := range s.found {
		if h.contains(p) && f.module*v.scale > 0.55*h.module() {
			return true
		}
	}
	return false
}

func (h *hit) contains(p point) bool {
	inside := 0
	for i, a := range h.corners {
		b := h.corners[(i+1)%4]
		if (b.x-a.x)*(p.y-a.y)-(b.y-a.y)*(p.x-a.x) >= 0 {
			inside++
		}
	}
	return inside == 4 || inside == 0
}

func (h *hit) bounds(origin image.Point, within image.Rectangle) image.Rectangle {
	lo, hi := h.corners[0], h.corners[0]
	for _, c := range h.corners[1:] {
		lo, hi = point{min(lo.x, c.x), min(lo.y, c.y)}, point{max(hi.x, c.x), max(hi.y, c.y)}
	}
	r := image.Rect(int(math.Floor(lo.x)), int(math.Floor(lo.y)), int(math.Ceil(hi.x)), int(math.Ceil(hi.y)))
	return r.Add(origin).Intersect(within)
}

// readingOrder sorts line by line from the top, within a line from the left; what overlaps by half its
// height stands on one line. Of several codes with one payload the first stays.
func readingOrder(found []hit, within image.Rectangle) []Symbol {
	symbols := make([]Symbol, len(found))
	for i, h := range found {
		symbols[i] = Symbol{Payload: h.payload, Bounds: h.bounds(within.Min, within)}
	}
	slices.SortStableFunc(symbols, func(a, b Symbol) int { return cmp.Compare(a.Bounds.Min.Y, b.Bounds.Min.Y) })
	for i := 0; i < len(symbols); {
		first, end := symbols[i].Bounds, i+1
		for end < len(symbols) {
			r := symbols[end].Bounds
			if overlap := min(first.Max.Y, r.Max.Y) - r.Min.Y; 2*overlap < min(first.Dy(), r.Dy()) {
				break
			}
			end++
		}
		slices.SortStableFunc(symbols[i:end], func(a, b Symbol) int { return cmp.Compare(a.Bounds.Min.X, b.Bounds.Min.X) })
		i = end
	}
	once := symbols[:0]
	for _, s := range symbols {
		if at := slices.IndexFunc(once, func(first Symbol) bool { return first.Payload == s.Payload }); at >= 0 {
			once[at].Again = append(once[at].Again, s.Bounds)
			continue
		}
		once = append(once, s)
	}
	return once
}

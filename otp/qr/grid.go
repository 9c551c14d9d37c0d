package qr

import (
	"math"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

type point struct{ x, y float64 }

func (p point) plus(q point, f float64) point { return point{p.x + f*q.x, p.y + f*q.y} }

func (p point) minus(q point) point { return point{p.x - q.x, p.y - q.y} }

func (p point) length() float64 { return math.Hypot(p.x, p.y) }

// Sides of a code in modules: version 1 and version 40 (ISO/IEC 18004, 5.3.1).
const (
	smallest = 21
	largest  = 177
)

// grid maps modules to pixels: the perspective picture of a square of side modules. It is held by the
// centres of the three finders and the point d, which would be the centre of a fourth; a module (i, j)
// covers the square from (i, j) to (i+1, j+1), so the centres are 3.5 modules away from the edges.
type grid struct {
	side       int
	a, b, c, d point
	h          [9]float64
	bend       *bend
}

// newGrid lays a grid through four points. It fails where no perspective has this picture of a square.
func newGrid(side int, a, b, c, d point) (grid, bool) {
	wb, wc, ok := weights(a, b, c, d, 1)
	if !ok {
		return grid{}, false
	}
	return weighted(side, a, b, c, wb, wc)
}

// weights solves for the homogeneous weights of b and c, relative to a, that put the point (u, u) of the
// unit square at p: (1-2u)·a + u·wb·b + u·wc·c ∝ p.
func weights(a, b, c, p point, u float64) (wb, wc float64, ok bool) {
	a, b, c = a.minus(p), b.minus(p), c.minus(p)
	det := b.x*c.y - b.y*c.x
	if math.Abs(det) < 1e-9 {
		return 0, 0, false
	}
	k := (2*u - 1) / u
	wb, wc = k*(a.x*c.y-a.y*c.x)/det, k*(b.x*a.y-b.y*a.x)/det
	return wb, wc, wb > 0.2 && wb < 5 && wc > 0.2 && wc < 5
}

// weighted lays a grid through three points with the weights of b and c, which say how much nearer or
// farther than a they are.
func weighted(side int, a, b, c point, wb, wc float64) (grid, bool) {
	if wb+wc-1 < 0.1 { // d would be at or behind the horizon
		return grid{}, false
	}
	g := grid{side: side, a: a, b: b, c: c}
	g.d = point{(wb*b.x + wc*c.x - a.x) / (wb + wc - 1), (wb*b.y + wc*c.y - a.y) / (wb + wc - 1)}
	n := float64(side - 7)
	row := func(a, b, c float64) (x, y, k float64) {
		x, y = (wb*b-a)/n, (wc*c-a)/n
		return x, y, a - 3.5*(x+y)
	}
	g.h[0], g.h[1], g.h[2] = row(a.x, b.x, c.x)
	g.h[3], g.h[4], g.h[5] = row(a.y, b.y, c.y)
	g.h[6], g.h[7], g.h[8] = row(1, 1, 1)
	return g, true
}

// at is the pixel position of a place in the grid.
func (g *grid) at(x, y float64) point {
	h := &g.h
	s := 1 / (h[6]*x + h[7]*y + h[8])
	p := point{(h[0]*x + h[1]*y + h[2]) * s, (h[3]*x + h[4]*y + h[5]) * s}
	if g.bend != nil {
		p = p.plus(g.bend.at(x, y), 1)
	}
	return p
}

// corners are the outer corners of the code.
func (g *grid) corners() [4]point {
	n := float64(g.side)
	return [4]point{g.at(0, 0), g.at(n, 0), g.at(n, n), g.at(0, n)}
}

// mark is a module whose colour every code of a size shares.
type mark struct {
	x, y float64 // its centre
	sign float64 // +1 light, -1 dark
}

// layout lists the function patterns of a code of the given side: the finders with their separators, the
// timing pattern, the alignment patterns (ISO/IEC 18004, 5.3.2 to 5.3.6).
type layout struct {
	finders, timing, align []mark
	centres                []int // module rows and columns of the alignment patterns
}

func newLayout(side int) *layout {
	l := &layout{}
	add := func(to *[]mark, x, y int, dark bool) {
		sign := 1.0
		if dark {
			sign = -1
		}
		*to = append(*to, mark{float64(x) + 0.5, float64(y) + 0.5, sign})
	}
	for _, at := range [3][2]int{{3, 3}, {side - 4, 3}, {3, side - 4}} {
		for y := -4; y <= 4; y++ {
			for x := -4; x <= 4; x++ {
				if i, j := at[0]+x, at[1]+y; i >= 0 && j >= 0 && i < side && j < side {
					ring := max(x, -x, y, -y)
					add(&l.finders, i, j, ring != 2 && ring != 4)
				}
			}
		}
	}
	for i := 8; i < side-8; i++ {
		add(&l.timing, i, 6, i%2 == 0)
		add(&l.timing, 6, i, i%2 == 0)
	}
	v, err := decoder.Version_GetVersionForNumber((side - 17) / 4)
	if err != nil {
		return l
	}
	l.centres = v.GetAlignmentPatternCenters()
	last := len(l.centres) - 1
	for i, cx := range l.centres {
		for j, cy := range l.centres {
			if i == 0 && (j == 0 || j == last) || i == last && j == 0 {
				continue
			}
			for y := -2; y <= 2; y++ {
				for x := -2; x <= 2; x++ {
					add(&l.align, cx+x, cy+y, max(x, -x, y, -y) != 1)
				}
			}
		}
	}
	return l
}

// fit collects grey values for the correlation between what is seen and what must be there.
type fit struct{ n, s, v, vv, sv, ss float64 }

func (f *fit) add(g *grid, p *plane, marks []mark) {
	for _, m := range marks {
		at := g.at(m.x, m.y)
		v := p.at(at.x, at.y)
		f.n++
		f.s += m.sign
		f.ss += m.sign * m.sign
		f.v += v
		f.vv += v * v
		f.sv += m.sign * v
	}
}

// r is the correlation: 1 for a perfect picture dark on light, -1 light on dark, about 0 for anything else.
func (f *fit) r() float64 {
	vs, vv := f.n*f.ss-f.s*f.s, f.n*f.vv-f.v*f.v
	if vs <= 0 || vv <= 0 {
		return 0
	}
	return (f.n*f.sv - f.s*f.v) / math.Sqrt(vs*vv)
}

// agreement is how well a grid agrees with all function patterns of its size, for the polarity.
func (g *grid) agreement(p *plane, l *layout, polarity float64) float64 {
	var f fit
	f.add(g, p, l.finders)
	f.add(g, p, l.timing)
	f.add(g, p, l.align)
	return polarity * f.r()
}

// rings measures a finder along a direction (a unit vector): where its centre lies from the point given,
// and the module size. The middle and the light ring are measured together, so that blur, which widens
// the one as much as it narrows the other, cancels out.
func rings(p *plane, at, dir point, module float64) (shift, size float64, ok bool) {
	const steps = 8
	n := int(4.5 * steps)
	lo, hi := 255.0, 0.0
	profile := make([]float64, 2*n+1)
	for i := -n; i <= n; i++ {
		q := at.plus(dir, float64(i)*module/steps)
		v := p.at(q.x, q.y)
		profile[i+n] = v
		if i > -3*steps && i < 3*steps {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	mid := (lo + hi) / 2
	core := profile[n] < mid
	edges := func(sign int) (first, second float64) {
		found := 0
		for i := 1; i <= n; i++ {
			v, before := profile[n+sign*i], profile[n+sign*(i-1)]
			if (v < mid) == (core == (found%2 == 0)) {
				continue
			}
			x := float64(i-1) + (mid-before)/(v-before)
			if found++; found == 1 {
				first = x
			} else {
				return first, x
			}
		}
		return 0, 0
	}
	p1, p2 := edges(1)
	n1, n2 := edges(-1)
	if p2 == 0 || n2 == 0 {
		return 0, 0, false
	}
	k := module / steps
	return (p1 + p2 - n1 - n2) / 4 * k, (p1 + p2 + n1 + n2) / 8 * k, true
}

// leg measures the line between two finders: refined shifts along it, number of modules and the weight
// of the far end.
func leg(p *plane, from, to *finder) (shiftFrom, shiftTo, count, weight float64) {
	a, b := point{from.x, from.y}, point{to.x, to.y}
	d := b.minus(a)
	length := d.length()
	dir := point{d.x / length, d.y / length}
	sa, ma, okA := rings(p, a, dir, from.module)
	sb, mb, okB := rings(p, b, dir, to.module)
	if from.guess {
		sa, okA = 0, false
	}
	if to.guess {
		sb, okB = 0, false
	}
	switch {
	case !okA && !okB:
		ma, mb = from.module, to.module
	case !okA:
		ma = mb
	case !okB:
		mb = ma
	}
	return sa, sb, (length + sb - sa) / math.Sqrt(ma*mb), max(0.5, min(2, math.Sqrt(ma/mb)))
}

// candidate is a grid with its agreement.
type candidate struct {
	grid
	r      float64
	layout *layout
}

// Bounds below which a grid is given up, from some 1,400 codes in photos and screenshots: 99 in 100 of those
// that could be read agreed with more than 0.48 of the timing pattern at first sight and 0.61 of all
// patterns before the climb, and with 0.77 in the end; all with more than 0.58.
const (
	leastTiming    = 0.22
	leastAgreement = 0.3
	leastFit       = 0.5
)

// grids lays grids over a triple, the likeliest sizes first, each fitted as well as it can be.
func (s *search) grids(p *plane, t triple) []candidate {
	polarity := 1.0
	if t.a.light {
		polarity = -1
	}
	ab, ba, nb, wb := leg(p, t.a, t.b)
	ac, ca, nc, wc := leg(p, t.a, t.c)
	if nb > 1.6*nc || nc > 1.6*nb {
		return nil
	}
	a, b, c := point{t.a.x, t.a.y}, point{t.b.x, t.b.y}, point{t.c.x, t.c.y}
	right, down := unit(b.minus(a)), unit(c.minus(a))
	a, b, c = a.plus(right, ab).plus(down, ac), b.plus(right, ba), c.plus(down, ca)

	estimate := (nb + nc) / 2
	var best []candidate
	for side := smallest; side <= largest; side += 4 {
		if n := float64(side - 7); n < 0.7*estimate-2 || n > 1.3*estimate+2 {
			continue
		}
		l := s.layout(side)
		top := candidate{r: 0.2}
		for _, w := range [2][2]float64{{wb, wc}, {1, 1}} {
			g, ok := weighted(side, a, b, c, w[0], w[1])
			if !ok {
				continue
			}
			var timing fit
			timing.add(&g, p, l.timing)
			if polarity*timing.r() < leastTiming {
				continue
			}
			timing.add(&g, p, l.finders)
			if r := polarity * timing.r(); r > top.r {
				top = candidate{g, r, l}
			}
		}
		if top.layout != nil {
			best = insert(best, top, 3)
		}
	}
	if len(best) == 0 && t.cost < 1 {
		best = s.blurredGrids(p, polarity, estimate, a, b, c)
	}
	for i := range best {
		best[i].refine(p, polarity)
	}
	// The size that fits best once the fourth point is known goes first.
	var sorted []candidate
	for _, c := range best {
		sorted = insert(sorted, c, 3)
	}
	return sorted
}

// blurredGrids lays grids where the finders leave no doubt but the timing pattern cannot be seen: the sizes
// nearest to the estimate.
func (s *search) blurredGrids(p *plane, polarity, estimate float64, a, b, c point) (best []candidate) {
	for side := smallest; side <= largest; side += 4 {
		if math.Abs(float64(side-7)-estimate) > 4 {
			continue
		}
		l := s.layout(side)
		g, ok := weighted(side, a, b, c, 1, 1)
		if !ok {
			continue
		}
		var f fit
		f.add(&g, p, l.finders)
		if r := polarity * f.r(); r > 0.6 {
			best = append(best, candidate{g, r, l})
		}
	}
	return best
}

func unit(p point) point {
	l := max(p.length(), 1e-9)
	return point{p.x / l, p.y / l}
}

// insert keeps the best few candidates in order.
func insert(list []candidate, c candidate, most int) []candidate {
	i := len(list)
	for i > 0 && list[i-1].r < c.r {
		i--
	}
	list = append(list, candidate{})
	copy(list[i+1:], list[i:])
	list[i] = c
	return list[:min(len(list), most)]
}

// refine looks for the alignment pattern next to the fourth corner, then moves the four points until the
// agreement gets no better.
func (c *candidate) refine(p *plane, polarity float64) {
	c.r = c.agreement(p, c.layout, polarity)
	if c.side > smallest {
		at := float64(c.side) - 6.5
		if q, r := findAlignment(&c.grid, p, polarity, at, at, 3+float64(c.side)/16); r > 0.5 {
			u := (at - 3.5) / float64(c.side-7)
			if wb, wc, ok := weights(c.a, c.b, c.c, q, u); ok {
				if g, ok := weighted(c.side, c.a, c.b, c.c, wb, wc); ok {
					if r := g.agreement(p, c.layout, polarity); r > c.r {
						c.grid, c.r = g, r
					}
				}
			}
		}
	}
	if c.r < leastAgreement {
		return
	}
	c.climb(p, polarity)
	if c.side >= 45 {
		c.bendTo(p, polarity)
	}
}

// climb moves the four points of the grid, each along both legs, by ever smaller steps.
func (c *candidate) climb(p *plane, polarity float64) {
	n := float64(c.side - 7)
	for _, step := range [4]float64{0.7, 0.35, 0.17, 0.08} {
		for range 6 {
			moved := false
			right, down := c.b.minus(c.a), c.c.minus(c.a)
			for i := range 16 {
				dir, f := right, step/n
				if i&1 != 0 {
					dir = down
				}
				if i&2 != 0 {
					f = -f
				}
				q := [4]point{c.a, c.b, c.c, c.d}
				q[i>>2] = q[i>>2].plus(dir, f)
				g, ok := newGrid(c.side, q[0], q[1], q[2], q[3])
				if !ok {
					continue
				}
				if r := g.agreement(p, c.layout, polarity); r > c.r+1e-4 {
					c.grid, c.r, moved = g, r, true
				}
			}
			if !moved {
				break
			}
		}
	}
}

// findAlignment looks for the 5 by 5 alignment pattern round a place in the grid, reach modules to each
// side, and gives the pixel position of its centre with its correlation.
func findAlignment(g *grid, p *plane, polarity, x, y, reach float64) (point, float64) {
	at := g.at(x, y)
	ex, ey := g.at(x+1, y).minus(at), g.at(x, y+1).minus(at)
	score := func(q point) float64 {
		var sum, squares, inner float64 // the light ring has 8 modules, the dark rest 17
		for j := -2.0; j <= 2; j++ {
			for i := -2.0; i <= 2; i++ {
				k := q.plus(ex, i).plus(ey, j)
				v := p.at(k.x, k.y)
				sum += v
				squares += v * v
				if max(math.Abs(i), math.Abs(j)) == 1 {
					inner += v
				}
			}
		}
		spread := 25*squares - sum*sum
		if spread <= 0 {
			return 0
		}
		return polarity * (25*inner - 8*sum) / math.Sqrt(8*17*spread)
	}
	best, top, bestRaw := at, -1.0, -1.0
	for j := -reach; j <= reach; j += 0.5 {
		for i := -reach; i <= reach; i += 0.5 {
			q := at.plus(ex, i).plus(ey, j)
			raw := score(q)
			// Data can look like the pattern; the nearer one is likelier to be it.
			if r := raw - 0.02*math.Hypot(i, j); r > top {
				best, top, bestRaw = q, r, raw
			}
		}
	}
	for _, step := range [2]float64{0.25, 0.12} {
		for i := range 8 {
			dir, f := ex, step
			if i&1 != 0 {
				dir = ey
			}
			if i&2 != 0 {
				f = -f
			}
			q := best.plus(dir, f)
			if r := score(q); r > bestRaw {
				best, bestRaw = q, r
			}
		}
	}
	return best, bestRaw
}

// bend is how far curved paper departs from the plane of the grid: the displacement, in pixels, at each
// crossing of alignment pattern rows and columns, interpolated between them.
type bend struct {
	centres []int
	by      []point
}

// bendTo measures the bend at all alignment patterns that can be seen, and keeps it if it helps. Each is
// looked for where its neighbours nearer to the corner say, so that a strong bend is followed step by step.
func (c *candidate) bendTo(p *plane, polarity float64) {
	n := len(c.layout.centres)
	b := &bend{c.layout.centres, make([]point, n*n)}
	flat := c.grid
	flat.bend = nil
	for j, cy := range b.centres {
		for i, cx := range b.centres {
			if (i == 0 || i == n-1) && (j == 0 || j == n-1) && (i == 0 || j == 0) {
				continue
			}
			var guess point
			switch {
			case i > 0 && j > 0:
				guess = guess.plus(b.by[j*n+i-1], 0.5).plus(b.by[(j-1)*n+i], 0.5)
			case i > 0:
				guess = b.by[j*n+i-1]
			case j > 0:
				guess = b.by[(j-1)*n+i]
			}
			x, y := float64(cx)+0.5, float64(cy)+0.5
			b.by[j*n+i] = guess
			moved := flat
			moved.bend = &bend{[]int{cx, cx + 1}, []point{guess, guess, guess, guess}}
			if q, r := findAlignment(&moved, p, polarity, x, y, 2); r > 0.6 {
				b.by[j*n+i] = q.minus(flat.at(x, y))
			}
		}
	}
	g := c.grid
	g.bend = b
	if r := g.agreement(p, c.layout, polarity); r > c.r {
		c.grid, c.r = g, r
	}
}

func (b *bend) at(x, y float64) point {
	i, fx := b.cell(x)
	j, fy := b.cell(y)
	n := len(b.centres)
	q := point{}.plus(b.by[j*n+i], (1-fx)*(1-fy)).plus(b.by[j*n+i+1], fx*(1-fy))
	return q.plus(b.by[(j+1)*n+i], (1-fx)*fy).plus(b.by[(j+1)*n+i+1], fx*fy)
}

// cell finds the two alignment rows or columns round a place, and where between them it lies.
func (b *bend) cell(x float64) (int, float64) {
	i := 0
	for i < len(b.centres)-2 && x > float64(b.centres[i+1])+0.5 {
		i++
	}
	from, to := float64(b.centres[i])+0.5, float64(b.centres[i+1])+0.5
	return i, max(0, min(1, (x-from)/(to-from)))
}

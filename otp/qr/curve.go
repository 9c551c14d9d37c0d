package qr

import "math"

// corner is a finder and its separator as far as they are on the code, relative to the finder's middle:
// the sign of each module, for the finder at the corner, to its right and below it.
type corner []mark

func newCorners() [3]corner {
	var out [3]corner
	const far = 60 // a side long enough to keep the finders apart
	for i, at := range [3][2]int{{3, 3}, {far - 4, 3}, {3, far - 4}} {
		out[i] = square(at[0], at[1], 4, far, finderInk)
		for k := range out[i] {
			out[i][k].x -= float64(at[0]) + 0.5
			out[i][k].y -= float64(at[1]) + 0.5
		}
	}
	return out
}

// agreement is the correlation of what is seen in a frame with a finder, each module looked at in nine
// places, so that its edges count.
func (c corner) agreement(p *plane, f frame, polarity float64) float64 {
	var sum fit
	for _, m := range c {
		for j := -1.0; j <= 1; j++ {
			for i := -1.0; i <= 1; i++ {
				at := f.place(m.x+i/3, m.y+j/3)
				sum.note(m.sign, p.at(at.x, at.y))
			}
		}
	}
	return polarity * sum.r()
}

// lie moves and turns, stretches and shears a frame until it agrees best with the finder.
func (c corner) lie(p *plane, f frame, polarity float64) (frame, float64) {
	top := c.agreement(p, f, polarity)
	for _, step := range [4]float64{0.6, 0.3, 0.15, 0.07} {
		for range 6 {
			moved := false
			for d := range 12 {
				next := f.nudged(d, step, 3.5)
				if r := c.agreement(p, next, polarity); r > top+1e-5 {
					f, top, moved = next, r, true
				}
			}
			if !moved {
				break
			}
		}
	}
	return f, top
}

// surface is a code on paper that is not flat, as far as its finders tell: they show not only where the
// corners of the code are but also in which direction the paper goes on from there and how fast. Through
// three corners and an estimate of the fourth run four curves (Hermite's cubics), and between the curves
// the surface of Coons.
type surface struct {
	side       int
	a, b, c, d frame // in the middles of the finders, d where a fourth would be
}

func newSurface(side int, a, b, c frame) *surface {
	s := &surface{side: side, a: a, b: b, c: c}
	// The paper at the fourth corner goes on as at the others.
	s.d = c.corrected(b, a)
	return s
}

// at is the pixel position of a place in the grid. Beyond the finders' middles the paper goes straight on.
func (s *surface) at(x, y float64) point {
	n := float64(s.side - 7)
	u, v := (x-3.5)/n, (y-3.5)/n
	i, j := max(0, min(1, u)), max(0, min(1, v))
	top, bottom := curve(s.a.at, s.a.right, s.b.at, s.b.right, i, n), curve(s.c.at, s.c.right, s.d.at, s.d.right, i, n)
	left, right := curve(s.a.at, s.a.down, s.c.at, s.c.down, j, n), curve(s.b.at, s.b.down, s.d.at, s.d.down, j, n)
	q := point{}.plus(top, 1-j).plus(bottom, j).plus(left, 1-i).plus(right, i)
	q = q.plus(s.a.at, -(1-i)*(1-j)).plus(s.b.at, -i*(1-j)).plus(s.c.at, -(1-i)*j).plus(s.d.at, -i*j)
	if i != u || j != v {
		var f frame
		for _, k := range [4]struct {
			frame
			share float64
		}{{s.a, (1 - i) * (1 - j)}, {s.b, i * (1 - j)}, {s.c, (1 - i) * j}, {s.d, i * j}} {
			f.right, f.down = f.right.plus(k.right, k.share), f.down.plus(k.down, k.share)
		}
		q = q.plus(f.right, (u-i)*n).plus(f.down, (v-j)*n)
	}
	return q
}

// curve is Hermite's cubic from p to q, n modules apart, with the given directions per module.
func curve(p, dp, q, dq point, t, n float64) point {
	t2, t3 := t*t, t*t*t
	return point{}.plus(p, 2*t3-3*t2+1).plus(dp, n*(t3-2*t2+t)).plus(q, 3*t2-2*t3).plus(dq, n*(t3-t2))
}

// grid is the surface as a bent grid.
func (s *surface) grid() (grid, bool) {
	g, ok := newGrid(s.side, s.a.at, s.b.at, s.c.at, s.d.at)
	if !ok {
		if g, ok = weighted(s.side, s.a.at, s.b.at, s.c.at, 1, 1); !ok {
			return g, false
		}
	}
	nodes := nodesOf(s.side)
	by := make([]point, 0, len(nodes)*len(nodes))
	for _, y := range nodes {
		for _, x := range nodes {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			by = append(by, s.at(fx, fy).minus(g.at(fx, fy)))
		}
	}
	g.bend = newBend(s.side, nodes, by)
	return g, true
}

// Bounds for codes on curved paper: how well each finder must be seen, and the timing patterns.
const (
	leastCorner = 0.6
	leastCurved = 0.3
)

// curved lays grids over a triple on paper that is not flat.
func (s *search) curved(t triple) []candidate {
	p, polarity := t.view.plane, 1.0
	if t.a.light {
		polarity = -1
	}
	f, ok := s.frames(t, polarity)
	if !ok {
		return nil
	}
	var out []candidate
	for _, k := range s.curvedSides(p, f, polarity) {
		if k.bendOver(p, f, polarity) {
			out = append(out, k)
		}
	}
	return out
}

// frames lays a frame over each finder of a triple; the legs say about how they are turned.
func (s *search) frames(t triple, polarity float64) (f [3]frame, ok bool) {
	p := t.view.plane
	right, down := unit(point{t.b.x - t.a.x, t.b.y - t.a.y}), unit(point{t.c.x - t.a.x, t.c.y - t.a.y})
	for i, k := range [3]*finder{t.a, t.b, t.c} {
		at := point{k.x, k.y}
		_, mx, ok := rings(p, at, right, k.module)
		if !ok {
			mx = k.module
		}
		_, my, ok := rings(p, at, down, k.module)
		if !ok {
			my = k.module
		}
		var r float64
		if f[i], r = s.corners[i].lie(p, frame{at, point{}.plus(right, mx), point{}.plus(down, my)}, polarity); r < leastCorner {
			return f, false
		}
	}
	return f, true
}

// curvedSides gives the two sizes of code whose timing patterns are seen best along the curves between the
// finders.
func (s *search) curvedSides(p *plane, f [3]frame, polarity float64) []candidate {
	a, b, c := f[0], f[1], f[2]
	nb := b.at.minus(a.at).length() / math.Sqrt(a.right.length()*b.right.length())
	nc := c.at.minus(a.at).length() / math.Sqrt(a.down.length()*c.down.length())
	var best []candidate
	for side := smallest; side <= largest; side += 4 {
		n := float64(side - 7)
		if n < 0.65*min(nb, nc)-2 || n > 1.2*max(nb, nc)+2 {
			continue
		}
		var sum fit
		for i := 8; i < side-8; i++ {
			u := (float64(i) - 3) / n
			sign := float64(2*(i&1) - 1)
			q := curve(a.at, a.right, b.at, b.right, u, n).plus(a.down, 3*(1-u)).plus(b.down, 3*u)
			sum.note(sign, p.at(q.x, q.y))
			q = curve(a.at, a.down, c.at, c.down, u, n).plus(a.right, 3*(1-u)).plus(c.right, 3*u)
			sum.note(sign, p.at(q.x, q.y))
		}
		if r := polarity * sum.r(); r > leastCurved {
			best = insert(best, candidate{grid{side: side}, r, s.layout(side)}, 2)
		}
	}
	return best
}

// bendOver lays the grid over the surface through three frames, the fourth corner where the alignment
// pattern says.
func (c *candidate) bendOver(p *plane, f [3]frame, polarity float64) bool {
	s := newSurface(c.side, f[0], f[1], f[2])
	g, ok := s.grid()
	if !ok {
		return false
	}
	if c.side > smallest {
		at := float64(c.side) - 6.5
		if q, r := findAlignment(&g, p, polarity, at, at, 3+float64(c.side)/16); r > 0.5 {
			u := (at - 3.5) / float64(c.side-7)
			share := u * (2*u*u*(3-2*u) - u) // of the fourth corner in this place
			s.d.at = s.d.at.plus(q.minus(g.at(at, at)), 1/share)
			if moved, ok := s.grid(); ok {
				g = moved
			}
		}
	}
	c.grid = g
	c.r = g.agreement(p, c.layout, polarity)
	return true
}

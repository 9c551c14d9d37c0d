package qr

import "math"

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

// moved is the flat grid elsewhere.
func (g *grid) moved(by point) grid {
	out := *g
	for i := range 3 {
		out.h[i] += by.x * g.h[6+i]
		out.h[3+i] += by.y * g.h[6+i]
	}
	out.a, out.b, out.c, out.d = g.a.plus(by, 1), g.b.plus(by, 1), g.c.plus(by, 1), g.d.plus(by, 1)
	return out
}

// bend is how far paper that is not flat departs from the plane of the grid: the displacement, in pixels,
// in the middles of some modules, interpolated between them.
type bend struct {
	nodes []int   // columns, and rows, of these modules
	by    []point // row by row
	cells []uint8 // the nodes round each half module: this and the next
}

func newBend(side int, nodes []int, by []point) *bend {
	b := &bend{nodes, by, make([]uint8, 2*side+1)}
	for x, i := 0, 0; x < len(b.cells); x++ {
		for i < len(nodes)-2 && x > 2*nodes[i+1] {
			i++
		}
		b.cells[x] = uint8(i)
	}
	return b
}

func (b *bend) at(x, y float64) point {
	i, fx := b.cell(x)
	j, fy := b.cell(y)
	n := len(b.nodes)
	k := j*n + i
	top := point{b.by[k].x + fx*(b.by[k+1].x-b.by[k].x), b.by[k].y + fx*(b.by[k+1].y-b.by[k].y)}
	k += n
	low := point{b.by[k].x + fx*(b.by[k+1].x-b.by[k].x), b.by[k].y + fx*(b.by[k+1].y-b.by[k].y)}
	return point{top.x + fy*(low.x-top.x), top.y + fy*(low.y-top.y)}
}

// cell finds the two nodes round a place, and where between them it lies.
func (b *bend) cell(x float64) (int, float64) {
	i := int(b.cells[max(0, min(len(b.cells)-1, int(2*x)))])
	from, to := float64(b.nodes[i])+0.5, float64(b.nodes[i+1])+0.5
	return i, max(0, min(1, (x-from)/(to-from)))
}

package qr

import "math"

// settle lays the grid anew over paper that is not flat, piece by piece: from the corner on, each piece
// goes where its modules are furthest from the threshold, known ones on their proper side, not far from
// where its neighbours went.
func (c *candidate) settle(p *plane, light bool) grid {
	nodes := nodesOf(c.side)
	n := len(nodes)
	moved := &bend{nodes, make([]point, n*n)}
	s := newSettler(c, p, light)
	for j := range n {
		for i := range n {
			var guess point
			switch {
			case i > 0 && j > 0:
				guess = guess.plus(moved.by[j*n+i-1], 0.5).plus(moved.by[(j-1)*n+i], 0.5)
			case i > 0:
				guess = moved.by[j*n+i-1]
			case j > 0:
				guess = moved.by[(j-1)*n+i]
			}
			moved.by[j*n+i] = s.place(nodes[i], nodes[j], guess, guess, 0.6, 0.2)
		}
	}
	for range 2 {
		for j := range n {
			for i := range n {
				var mean point
				count := 0.0
				for _, d := range [4][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
					if x, y := i+d[0], j+d[1]; x >= 0 && y >= 0 && x < n && y < n {
						mean = mean.plus(moved.by[y*n+x], 1)
						count++
					}
				}
				mean = point{mean.x / count, mean.y / count}
				moved.by[j*n+i] = s.place(nodes[i], nodes[j], moved.by[j*n+i], mean, 0.3, 0.1)
			}
		}
	}
	g := s.grid
	g.bend = moved
	return g
}

// nodesOf spreads the middles of the pieces over a side, about five modules apart, the finders' among them.
func nodesOf(side int) []int {
	n := (side-7+2)/5 + 1
	nodes := make([]int, n)
	for i := range nodes {
		nodes[i] = 3 + (i*(side-7)+(n-1)/2)/(n-1)
	}
	return nodes
}

// settler scores where a piece may lie.
type settler struct {
	grid  // flat
	plane *plane
	light bool
	cut   []float64 // threshold of each module
	sign  []float64 // of the known modules, else 0
	most  float64   // more than this from the threshold counts no more: glare
}

func newSettler(c *candidate, p *plane, light bool) *settler {
	s := &settler{grid: c.grid, plane: p, light: light}
	v := s.sample(p, light)
	s.cut = planeThreshold(v, c.layout)
	s.bend = nil
	s.sign = make([]float64, len(v.v))
	sum, n := 0.0, 0.0
	for _, marks := range [][]mark{c.layout.finders, c.layout.timing, c.layout.align} {
		for _, m := range marks {
			i := int(m.y)*s.side + int(m.x)
			s.sign[i] = m.sign
			sum += math.Abs(v.v[i] - s.cut[i])
			n++
		}
	}
	s.most = 1.2 * sum / n
	return s
}

// patch is how far a piece reaches from its middle, in modules.
const patch = 3

// place finds the best displacement of the piece round the module (x, y), in pixels: near from by up to
// reach modules, the nearer to usual the better.
func (s *settler) place(x, y int, from, usual point, reach, step float64) point {
	at := s.at(float64(x)+0.5, float64(y)+0.5)
	ex, ey := s.at(float64(x)+1.5, float64(y)+0.5).minus(at), s.at(float64(x)+0.5, float64(y)+1.5).minus(at)
	scale := math.Sqrt(math.Abs(ex.x*ey.y - ex.y*ey.x))
	if !(scale > 0.3) {
		return from
	}
	type spot struct {
		at        point
		cut, sign float64
	}
	var spots []spot
	for j := max(0, y-patch); j <= min(s.side-1, y+patch); j++ {
		for i := max(0, x-patch); i <= min(s.side-1, x+patch); i++ {
			k := j*s.side + i
			spots = append(spots, spot{s.at(float64(i)+0.5, float64(j)+0.5), s.cut[k], s.sign[k]})
		}
	}
	best, top := from, math.Inf(-1)
	for b := -reach; b <= reach+1e-9; b += step {
		for a := -reach; a <= reach+1e-9; a += step {
			d := from.plus(ex, a).plus(ey, b)
			sum := 0.0
			for _, q := range spots {
				v := s.plane.at(q.at.x+d.x, q.at.y+d.y)
				if s.light {
					v = 255 - v
				}
				v -= q.cut
				if q.sign != 0 {
					sum += 2 * max(-s.most, min(s.most, q.sign*v))
				} else {
					sum += min(s.most, math.Abs(v))
				}
			}
			away := d.minus(usual).length() / scale
			if sum -= 0.1 * away * away * s.most * float64(len(spots)); sum > top {
				best, top = d, sum
			}
		}
	}
	return best
}

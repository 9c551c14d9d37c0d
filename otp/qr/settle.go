package qr

import (
	"container/heap"
	"math"
	"slices"
)

// frame is the picture of a few modules: where the middle of one is, and how far from it the next one is
// along the row and along the column.
type frame struct{ at, right, down point }

// place is where the module is that is so many modules away.
func (f frame) place(x, y float64) point { return f.at.plus(f.right, x).plus(f.down, y) }

// scale is about the side of a module in pixels.
func (f frame) scale() float64 {
	return math.Sqrt(math.Abs(f.right.x*f.down.y - f.right.y*f.down.x))
}

// corrected is the frame with the difference between two others added.
func (f frame) corrected(to, from frame) frame {
	return frame{
		f.at.plus(to.at.minus(from.at), 1), f.right.plus(to.right.minus(from.right), 1), f.down.plus(to.down.minus(from.down), 1),
	}
}

// nudged moves a frame by step modules in one of twelve directions: the whole in four, and in eight the
// modules at a distance of reach, by turning, stretching or shearing it.
func (f frame) nudged(direction int, step, reach float64) frame {
	by := f.right
	if direction&1 != 0 {
		by = f.down
	}
	if direction&2 != 0 {
		step = -step
	}
	switch direction >> 2 {
	case 0:
		f.at = f.at.plus(by, step)
	case 1:
		f.right = f.right.plus(by, step/reach)
	default:
		f.down = f.down.plus(by, step/reach)
	}
	return f
}

// frame is the picture of the modules round (x, y).
func (g *grid) frame(x, y float64) frame {
	return frame{
		g.at(x, y),
		point{}.plus(g.at(x+2, y).minus(g.at(x-2, y)), 0.25),
		point{}.plus(g.at(x, y+2).minus(g.at(x, y-2)), 0.25),
	}
}

// settle lays the grid anew over paper that is not flat, piece by piece: it grows from the finders, each
// piece continuing its neighbours and then moving to where its modules stand out best from the threshold,
// known ones on their proper side. The clearest pieces go first, so that a stain is closed in from all sides.
func (c *candidate) settle(p *plane, light bool) grid {
	s := newSettler(c, p, light)
	for s.Len() > 0 && !p.halted() {
		k := heap.Pop(s).(int)
		for _, j := range s.beside(k) {
			if !s.done[j] {
				s.place(j, 0.45)
				s.done[j] = true
				heap.Push(s, j)
			}
		}
	}
	g := c.grid
	g.bend = nil
	by := make([]point, len(s.now))
	for k, f := range s.now {
		x, y := s.middle(k)
		by[k] = f.at.minus(g.at(x, y))
	}
	g.bend = newBend(c.side, s.nodes, by)
	return g
}

// nodesOf spreads the middles of the pieces over a side, about three modules apart; up to six
// in large codes, whose alignment patterns have told most already.
func nodesOf(side int) []int {
	n := min((side-1)/3, max(24, (side-1)/6)) + 1
	nodes := make([]int, n)
	for i := range nodes {
		nodes[i] = (i*(side-1) + (n-1)/2) / (n - 1)
	}
	return nodes
}

// settler lays pieces. It is a heap of those whose neighbours come next, the clearest first.
type settler struct {
	plane *plane
	side  int
	light bool
	sign  []float64 // of the known modules, else 0
	nodes []int
	base  []frame // the grid that is laid anew
	now   []frame
	clear []float64 // 0 to 1: how well the modules of a piece stand out
	done  []bool
	queue []int
}

func (s *settler) Len() int           { return len(s.queue) }
func (s *settler) Less(i, j int) bool { return s.clear[s.queue[i]] > s.clear[s.queue[j]] }
func (s *settler) Swap(i, j int)      { s.queue[i], s.queue[j] = s.queue[j], s.queue[i] }
func (s *settler) Push(k any)         { s.queue = append(s.queue, k.(int)) }
func (s *settler) Pop() any {
	k := s.queue[len(s.queue)-1]
	s.queue = s.queue[:len(s.queue)-1]
	return k
}

func newSettler(c *candidate, p *plane, light bool) *settler {
	nodes := nodesOf(c.side)
	n := len(nodes)
	s := &settler{
		plane: p, side: c.side, light: light, sign: make([]float64, c.side*c.side), nodes: nodes,
		base: make([]frame, n*n), clear: make([]float64, n*n), done: make([]bool, n*n),
	}
	for _, marks := range [][]mark{c.layout.finders, c.layout.timing, c.layout.align} {
		for _, m := range marks {
			s.sign[int(m.y)*s.side+int(m.x)] = m.sign
		}
	}
	for k := range s.base {
		s.base[k] = c.frame(s.middle(k))
	}
	s.now = slices.Clone(s.base)
	for _, k := range [3]int{0, n - 1, (n - 1) * n} {
		s.place(k, 0.3)
		s.done[k] = true
		heap.Push(s, k)
	}
	return s
}

// middle is the place of a piece in the grid.
func (s *settler) middle(k int) (x, y float64) {
	n := len(s.nodes)
	return float64(s.nodes[k%n]) + 0.5, float64(s.nodes[k/n]) + 0.5
}

// beside lists the up to four neighbours of a piece.
func (s *settler) beside(k int) []int {
	n := len(s.nodes)
	out := make([]int, 0, 4)
	if k%n > 0 {
		out = append(out, k-1)
	}
	if k%n < n-1 {
		out = append(out, k+1)
	}
	if k >= n {
		out = append(out, k-n)
	}
	if k < n*(n-1) {
		out = append(out, k+n)
	}
	return out
}

// expected is where a piece lies if the paper goes on as it does round it: the plane through the
// displacements of the pieces nearby that were laid already, held back a little from tilting.
func (s *settler) expected(k int) frame {
	n := len(s.nodes)
	x, y := s.middle(k)
	var m slope
	for j := max(0, k/n-2); j <= min(n-1, k/n+2); j++ {
		for i := max(0, k%n-2); i <= min(n-1, k%n+2); i++ {
			at := j*n + i
			if at == k || !s.done[at] {
				continue
			}
			u, v := s.middle(at)
			u, v = u-x, v-y
			w := s.clear[at] / (1 + (u*u+v*v)/32)
			m.add(u, v, w, s.now[at].at.minus(s.base[at].at))
		}
	}
	f := s.base[k]
	at, right, down := m.solve(1)
	return frame{f.at.plus(at, 1), f.right.plus(right, 1), f.down.plus(down, 1)}
}

// slope fits v = k0 + kx·x + ky·y for points v by weighted least squares.
type slope struct {
	n, x, y, xx, xy, yy float64
	v, xv, yv           point
}

func (m *slope) add(x, y, w float64, v point) {
	m.n += w
	m.x += w * x
	m.y += w * y
	m.xx += w * x * x
	m.xy += w * x * y
	m.yy += w * y * y
	m.v = m.v.plus(v, w)
	m.xv = m.xv.plus(v, w*x)
	m.yv = m.yv.plus(v, w*y)
}

// solve gives k0, kx and ky; ridge pulls the slopes towards 0.
func (m *slope) solve(ridge float64) (k0, kx, ky point) {
	if m.n < 1e-6 {
		return
	}
	mx, my := m.x/m.n, m.y/m.n
	xx, xy, yy := m.xx-m.x*mx+ridge, m.xy-m.x*my, m.yy-m.y*my+ridge
	xv, yv := m.xv.plus(m.v, -mx), m.yv.plus(m.v, -my)
	det := xx*yy - xy*xy
	kx = point{(xv.x*yy - yv.x*xy) / det, (xv.y*yy - yv.y*xy) / det}
	ky = point{(yv.x*xx - xv.x*xy) / det, (yv.y*xx - xv.y*xy) / det}
	k0 = point{}.plus(m.v, 1/m.n).plus(kx, -mx).plus(ky, -my)
	return k0, kx, ky
}

// patch is how far a piece reaches from its middle, in modules.
const patch = 3

// piece is what the score of a frame is made from.
type piece struct {
	*settler
	x, y      int
	cut, most float64 // threshold, and how far from it counts no more: glare
	usual     frame
}

// place lays a piece where it stands out best, up to reach modules from where it is expected.
func (s *settler) place(k int, reach float64) {
	n := len(s.nodes)
	q := piece{settler: s, x: s.nodes[k%n], y: s.nodes[k/n], usual: s.expected(k)}
	s.now[k], s.clear[k] = q.usual, 0
	if !(q.usual.scale() > 0.3) || !q.threshold() {
		return
	}
	best, top := q.usual, q.score(q.usual, false)
	for b := -reach; b <= reach+1e-9; b += 0.15 {
		for a := -reach; a <= reach+1e-9; a += 0.15 {
			f := q.usual
			f.at = f.place(a, b)
			if score := q.score(f, false); score > top {
				best, top = f, score
			}
		}
	}
	top = q.score(best, true)
	for _, step := range [2]float64{0.16, 0.08} {
		for range 3 {
			moved := false
			for d := range 12 {
				f := best.nudged(d, step, patch)
				if score := q.score(f, true); score > top+1e-6 {
					best, top, moved = f, score, true
				}
			}
			if !moved {
				break
			}
		}
	}
	s.now[k], s.clear[k] = best, top
}

// threshold measures dark and light of the piece.
func (q *piece) threshold() bool {
	v := make([]float64, 0, (2*patch+1)*(2*patch+1))
	for j := -patch; j <= patch; j++ {
		for i := -patch; i <= patch; i++ {
			at := q.usual.place(float64(i), float64(j))
			v = append(v, q.value(at))
		}
	}
	slices.Sort(v)
	dark, light := v[len(v)/8], v[len(v)*7/8]
	q.cut, q.most = (dark+light)/2, 0.4*(light-dark)
	return light-dark > 5
}

func (s *settler) value(at point) float64 {
	if s.light {
		return 255 - s.plane.at(at.x, at.y)
	}
	return s.plane.at(at.x, at.y)
}

// score is 1 where every module stands out: looked at in its middle or, close, near its four corners.
func (q *piece) score(f frame, closely bool) float64 {
	sum, count := 0.0, 0.0
	for j := max(-1, q.y-patch); j <= min(q.side, q.y+patch); j++ {
		for i := max(-1, q.x-patch); i <= min(q.side, q.x+patch); i++ {
			sign := 0.5 // the quiet zone, if there is one
			if i >= 0 && j >= 0 && i < q.side && j < q.side {
				sign = q.sign[j*q.side+i]
			}
			at := f.place(float64(i-q.x), float64(j-q.y))
			if !closely {
				sum += q.rate(q.value(at), sign)
				count++
				continue
			}
			const d = 0.3
			v := 0.0
			for _, e := range [4]point{{d, d}, {-d, d}, {d, -d}, {-d, -d}} {
				v += max(-q.most, min(q.most, q.value(at.plus(f.right, e.x).plus(f.down, e.y))-q.cut))
			}
			sum += q.rate(v/4+q.cut, sign)
			count++
		}
	}
	scale := q.usual.scale()
	away := f.at.minus(q.usual.at).length() / scale
	turned := (f.right.minus(q.usual.right).length() + f.down.minus(q.usual.down).length()) / scale
	return sum/(count*q.most) - 0.1*away*away - 0.3*turned*turned
}

func (q *piece) rate(v, sign float64) float64 {
	v -= q.cut
	if sign != 0 {
		return 2 * max(-q.most, min(q.most, sign*v))
	}
	return min(q.most, math.Abs(v))
}

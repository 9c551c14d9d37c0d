package qr

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// finder is the likely centre of a finder pattern.
type finder struct {
	x, y   float64
	mx, my float64 // width and height of a module in pixels, along the row and column
	module float64 // mean of both
	row    int     // where it was seen first
	votes  int     // rows that agree
	good   float64 // 0 to 1: how much speaks for it
	light  bool    // light on dark
	guess  bool    // not seen, but where a third should be
}

// findFinders walks all rows for runs of 1:1:3:1:1 modules, dark on light and light on dark, and checks
// each hit along its column. With relaxed, the outermost of the five runs may be longer: so it is where a
// code without a quiet zone touches a dark page.
func findFinders(b *inked, relaxed bool) []finder {
	var found []finder
	edges := make([]int, 0, 512)
	for y := range rows(b.w, b.h, b.halted) {
		edges = rowEdges(b.row(y), edges[:0])
		for i := 0; i+5 < len(edges); i++ {
			e := edges[i : i+6]
			if !ratio(e[1]-e[0], e[2]-e[1], e[3]-e[2], e[4]-e[3], e[5]-e[4], relaxed) {
				continue
			}
			found = check(b, found, e, y, relaxed)
		}
		if len(found) > mostSeen {
			break
		}
	}
	return rank(b, found)
}

// mostSeen is twice what the busiest photos show; only noise, in which nothing is found, shows more.
const mostSeen = 40_000

// rowEdges lists where the runs of a row begin, and its end.
func rowEdges(row []uint8, edges []int) []int {
	edges = append(edges, 0)
	last := row[0]
	for x := 1; x < len(row); {
		// Most of a page is plain: eight pixels at a time.
		if x+8 <= len(row) && binary.LittleEndian.Uint64(row[x:]) == uint64(last)*0x0101010101010101 {
			x += 8
			continue
		}
		if row[x] != last {
			last = row[x]
			edges = append(edges, x)
		}
		x++
	}
	return append(edges, len(row))
}

// ratio checks five runs for 1:1:3:1:1. Each may be off by half a module, and by what rounding to whole
// pixels does to small modules.
func ratio(a, b, c, d, e int, relaxed bool) bool {
	inner := b + c + d
	if c <= b || c <= d || inner < 5 && inner+a+e < 7 {
		return false
	}
	if relaxed {
		m := float64(inner) / 5
		tol := m*0.5 + 0.4
		return near(b, m, tol) && near(d, m, tol) && near(c, 3*m, 2*tol) && float64(a) >= m*0.5 && float64(e) >= m*0.5
	}
	m := float64(a+inner+e) / 7
	tol := m*0.5 + 0.4
	return near(a, m, tol) && near(b, m, tol) && near(d, m, tol) && near(e, m, tol) && near(c, 3*m, 2*tol)
}

func near(n int, want, tol float64) bool { return math.Abs(float64(n)-want) < tol }

// check follows a hit in row y along its column and back along the row through the centre, and adds it
// to the finders or strengthens the one that is there already.
func check(b *inked, found []finder, e []int, y int, relaxed bool) []finder {
	x := (e[2] + e[3]) / 2
	colour := b.pix[y*b.w+x]
	m := float64(e[4]-e[1]) / 5
	for i := len(found) - 1; i >= 0 && found[i].row >= y-int(8*m)-8; i-- {
		f := &found[i]
		if f.light == (colour == 0) && math.Abs(f.x-float64(e[2]+e[3])/2) < f.module && math.Abs(f.y-float64(y)) < 1.6*f.module && m < 2*f.module && f.module < 2*m {
			f.votes++
			return found
		}
	}
	top, bottom, my, ok := cross(b, x, y, 0, 1, int(4*m)+3, relaxed)
	if !ok || my > 3.2*m+1 || m > 3.2*my+1 {
		return found
	}
	cy := float64(top+bottom) / 2
	left, right, mx, ok := cross(b, x, int(cy), 1, 0, int(4*m)+3, relaxed)
	if !ok || mx > 3.2*my+1 || my > 3.2*mx+1 {
		return found
	}
	return append(found, finder{
		x: float64(left+right) / 2, y: cy, mx: mx, my: my, module: (mx + my) / 2, row: y, votes: 1, light: colour == 0,
	})
}

// cross measures the five runs through (x, y) along a row or column: begin and end of the middle run in
// the moving coordinate, and the module size.
func cross(b *inked, x, y, dx, dy, limit int, relaxed bool) (begin, end int, module float64, ok bool) {
	run, ok := runs(b, x, y, dx, dy, limit)
	if !ok || !ratio(run[0], run[1], run[2]+run[3]-1, run[4], run[5], relaxed) {
		return 0, 0, 0, false
	}
	at := x*dx + y*dy
	return at - run[2] + 1, at + run[3], float64(run[1]+run[2]+run[3]-1+run[4]) / 5, true
}

// runs counts the pixels of the five runs through (x, y) in a direction, up to limit each, the middle one
// in two halves that share the pixel.
func runs(b *inked, x, y, dx, dy, limit int) (run [6]int, ok bool) {
	for side := range 2 {
		dx, dy = -dx, -dy // backwards first
		px, py, want := x, y, b.pix[y*b.w+x]
		for i := range 3 {
			n := 0
			for px >= 0 && py >= 0 && px < b.w && py < b.h && n <= limit && b.pix[py*b.w+px] == want {
				n++
				px, py = px+dx, py+dy
			}
			if n == 0 {
				return run, false
			}
			if side == 0 {
				run[2-i] = n
			} else {
				run[3+i] = n
			}
			want ^= 1
		}
	}
	return run, true
}

// rank orders finders by how much speaks for them and drops what a single row saw by chance. A finder
// shows 1:1:3:1:1 along any line through its centre, so along the diagonals too.
func rank(b *inked, found []finder) []finder {
	found = slices.DeleteFunc(found, func(f finder) bool { return f.votes < 2 && f.module > 2 })
	for i := range found {
		if i%4096 == 0 && b.halted() {
			return nil
		}
		f := &found[i]
		f.good = 0.4 * min(1, float64(f.votes)/(2.5*f.my))
		for _, d := range [4][2]int{{1, 0}, {0, 1}, {1, 1}, {1, -1}} {
			if run, ok := runs(b, int(f.x), int(f.y), d[0], d[1], int(4*f.module)+3); ok && ratio(run[0], run[1], run[2]+run[3]-1, run[4], run[5], false) {
				f.good += 0.15
			}
		}
	}
	slices.SortStableFunc(found, func(a, b finder) int { return cmp.Compare(b.good, a.good) })
	return found
}

// triple is three finders that may belong to one code: a at the corner, b to the right and c below, as
// seen in the unmirrored code.
type triple struct {
	a, b, c *finder
	cost    float64 // 0 for a perfect square
	view    *view   // where it was seen
}

// sure reports that there is no doubt about any of the three.
func (t triple) sure() bool { return min(t.a.good, t.b.good, t.c.good) > 0.7 }

// Bounds on the search for triples: with more finders than manyFinders, each is only joined with its
// nearest neighbours.
const (
	manyFinders = 72
	neighbours  = 18
	mostFinders = 200
	mostTriples = 300
	highestCost = 2.2 // nothing has been read above 1.95
)

// triples groups finders of the same polarity.
func triples(found []finder) []triple {
	var out []triple
	found = found[:min(len(found), mostFinders)]
	around := make([]*finder, 0, len(found))
	for i := range found {
		a := &found[i]
		around = around[:0]
		for j := range found {
			if f := &found[j]; j != i && f.light == a.light && max(f.module, a.module) < 3*min(f.module, a.module) {
				around = append(around, f)
			}
		}
		if len(found) > manyFinders {
			slices.SortFunc(around, func(p, q *finder) int { return cmp.Compare(a.distance(p), a.distance(q)) })
			around = around[:min(neighbours, len(around))]
		}
		for j, b := range around {
			for _, c := range around[j+1:] {
				if t, ok := newTriple(a, b, c); ok {
					out = append(out, t)
				}
			}
		}
	}
	return out
}

func (f *finder) distance(g *finder) float64 { return math.Hypot(f.x-g.x, f.y-g.y) }

// newTriple takes a as the corner and checks that the legs to b and c are about equally long (in modules)
// and about square to each other.
func newTriple(a, b, c *finder) (triple, bool) {
	bx, by, cx, cy := b.x-a.x, b.y-a.y, c.x-a.x, c.y-a.y
	mx, my := (a.mx+b.mx+c.mx)/3, (a.my+b.my+c.my)/3
	lb, lc := math.Hypot(bx/mx, by/my), math.Hypot(cx/mx, cy/my) // a version 1 code has 14
	if min(lb, lc) < 8 || max(lb, lc) > 250 {
		return triple{}, false
	}
	// Measured in modules, a stretched code is square again.
	cosine := math.Abs(bx*cx/(mx*mx)+by*cy/(my*my)) / (lb * lc)
	legs := math.Abs(math.Log(lb / lc))
	sizes := math.Log(max(a.module, b.module, c.module) / min(a.module, b.module, c.module))
	// Only where there is no doubt about the finders is a very steep view more likely than chance.
	most := 1.0
	t := triple{a: a, b: b, c: c}
	if t.sure() {
		most = 1.25
	} else if sizes > 0.8 {
		return triple{}, false
	}
	if cosine > 0.7*most || legs > 0.9*most {
		return triple{}, false
	}
	if bx*cy-by*cx < 0 {
		b, c = c, b
	}
	doubt := 3 - a.good - b.good - c.good
	size := math.Log(max(lb, lc)/14) * 0.1 // of several squares the smaller is likelier to be one code
	t.a, t.b, t.c, t.cost = a, b, c, cosine+legs+sizes+size+doubt
	return t, t.cost < highestCost*most
}

// pairs makes triples of two good finders and a guess at the third, which may be covered: along the line
// between the two, square to it at either end, and, if the two are opposite corners, beside its middle.
func pairs(found []finder) []triple {
	var out []triple
	good := slices.DeleteFunc(slices.Clone(found), func(f finder) bool { return f.good < 0.75 })
	good = good[:min(len(good), 12)]
	for i := range good {
		for j := range good[:i] {
			p, q := &good[i], &good[j]
			if p.light != q.light || p.module > 1.5*q.module || q.module > 1.5*p.module {
				continue
			}
			dx, dy := q.x-p.x, q.y-p.y
			guess := func(x, y float64) *finder {
				f := *p
				f.x, f.y, f.guess, f.good = x, y, true, 0.3
				return &f
			}
			for _, sign := range [2]float64{1, -1} {
				beside := guess((p.x+q.x-sign*dy)/2, (p.y+q.y+sign*dx)/2)
				atP, atQ := guess(p.x-sign*dy, p.y+sign*dx), guess(q.x-sign*dy, q.y+sign*dx)
				for _, abc := range [3][3]*finder{{beside, p, q}, {p, q, atP}, {q, p, atQ}} {
					if t, ok := newTriple(abc[0], abc[1], abc[2]); ok {
						out = append(out, t)
					}
				}
			}
		}
	}
	return out
}

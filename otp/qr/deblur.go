package qr

import "math"

// margin is how much of the quiet zone deblur looks at, in modules: as far as its blur reaches.
const margin = 3

// lattice holds one value a module, the margin included.
type lattice struct {
	side int // of the code and twice the margin
	v    []float64
}

func newLattice(side int) *lattice {
	side += 2 * margin
	return &lattice{side, make([]float64, side*side)}
}

// deblur takes back a blur of about a module, which leaves no two neighbouring modules apart. It measures
// the blur where the picture behind it is known, at the finders and the quiet zone, and then looks for the
// picture that, blurred alike, gives what is seen. That no module is darker than dark or lighter than light
// makes up for what the blur took away.
func (c *candidate) deblur(p *plane, light bool) []bool {
	seen := newLattice(c.side)
	for i := range seen.v {
		at := c.at(float64(i%seen.side-margin)+0.5, float64(i/seen.side-margin)+0.5)
		seen.v[i] = p.at(at.x, at.y)
		if light {
			seen.v[i] = 255 - seen.v[i]
		}
	}
	ink, known := c.known()
	best, taps := math.Inf(1), [2*margin + 1]float64{}
	var base, depth float64
	for sigma := 0.35; sigma < 1.1; sigma += 0.05 {
		k := gauss(sigma)
		b, d, misfit := match(ink.blurred(k), seen, known)
		if d < -5 && misfit < best {
			best, taps, base, depth = misfit, k, b, d
		}
	}
	if math.IsInf(best, 1) {
		return nil
	}
	for i, v := range seen.v {
		seen.v[i] = (v - base) / depth // 0 light, 1 dark
	}
	x := seen.solve(taps, ink, known)
	bits := make([]bool, c.side*c.side)
	for i := range bits {
		bits[i] = x.v[(i/c.side+margin)*x.side+i%c.side+margin] > 0.5
	}
	return bits
}

// known gives the ink of the quiet zone and the function patterns, and where that is.
func (c *candidate) known() (ink *lattice, known []bool) {
	ink = newLattice(c.side)
	known = make([]bool, len(ink.v))
	for i := range known {
		x, y := i%ink.side-margin, i/ink.side-margin
		known[i] = x < 0 || y < 0 || x >= c.side || y >= c.side
	}
	for _, marks := range [][]mark{c.layout.finders, c.layout.timing, c.layout.align} {
		for _, m := range marks {
			i := (int(m.y)+margin)*ink.side + int(m.x) + margin
			known[i] = true
			ink.v[i] = (1 - m.sign) / 2
		}
	}
	return ink, known
}

// gauss is the share of a module's ink that a blur of sigma modules carries 0, 1, … modules away.
func gauss(sigma float64) (taps [2*margin + 1]float64) {
	upTo := func(x float64) float64 { return 0.5 * (1 + math.Erf(x/(sigma*math.Sqrt2))) }
	sum := 0.0
	for i := range taps {
		d := float64(i - margin)
		taps[i] = upTo(d+0.5) - upTo(d-0.5)
		sum += taps[i]
	}
	for i := range taps {
		taps[i] /= sum
	}
	return taps
}

// blurred is the lattice with every row and column blurred; beyond the edge it is light.
func (l *lattice) blurred(taps [2*margin + 1]float64) *lattice {
	n := l.side
	rows, out := make([]float64, len(l.v)), make([]float64, len(l.v))
	for y := range n {
		for x := range n {
			for k := max(0, x-margin); k <= min(n-1, x+margin); k++ {
				rows[y*n+x] += taps[k-x+margin] * l.v[y*n+k]
			}
		}
	}
	for y := range n {
		for k := max(0, y-margin); k <= min(n-1, y+margin); k++ {
			t := taps[k-y+margin]
			for x := range n {
				out[y*n+x] += t * rows[k*n+x]
			}
		}
	}
	return &lattice{n, out}
}

// match fits seen = base + depth·want where all modules within reach are known, by least squares.
func match(want, seen *lattice, known []bool) (base, depth, misfit float64) {
	var n, sw, ss, ww, ws, qq float64
	for y := margin; y < want.side-margin; y++ {
	next:
		for x := margin; x < want.side-margin; x++ {
			for j := y - 2; j <= y+2; j++ {
				for i := x - 2; i <= x+2; i++ {
					if !known[j*want.side+i] {
						continue next
					}
				}
			}
			w, s := want.v[y*want.side+x], seen.v[y*want.side+x]
			n, sw, ss, ww, ws, qq = n+1, sw+w, ss+s, ww+w*w, ws+w*s, qq+s*s
		}
	}
	det := n*ww - sw*sw
	if det < 1e-6 {
		return 0, 0, math.Inf(1)
	}
	depth = (n*ws - sw*ss) / det
	base = (ss - depth*sw) / n
	return base, depth, qq - base*ss - depth*ws
}

// solve looks for the ink between 0 and 1 that, blurred, comes nearest to the lattice: gradient steps with
// momentum (FISTA, Beck and Teboulle 2009), cut to the range after each.
func (l *lattice) solve(taps [2*margin + 1]float64, ink *lattice, known []bool) *lattice {
	x := &lattice{l.side, append([]float64(nil), l.v...)}
	ahead := &lattice{l.side, append([]float64(nil), l.v...)}
	t := 1.0
	for range 80 {
		rest := ahead.blurred(taps)
		for i := range rest.v {
			rest.v[i] = l.v[i] - rest.v[i]
		}
		step := rest.blurred(taps)
		next := (1 + math.Sqrt(1+4*t*t)) / 2
		for i := range x.v {
			v := max(0, min(1, ahead.v[i]+step.v[i]))
			if known[i] {
				v = ink.v[i]
			}
			ahead.v[i] = v + (t-1)/next*(v-x.v[i])
			x.v[i] = v
		}
		t = next
	}
	return x
}

package qr

import "math"

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

// bendTo measures the bend at all alignment patterns that can be seen, and keeps it if it helps. Each is
// looked for where its neighbours nearer to the corner say, so that a strong bend is followed step by step.
func (c *candidate) bendTo(p *plane, polarity float64) {
	centres := c.layout.centres
	n := len(centres)
	by := make([]point, n*n)
	flat := c.grid
	flat.bend = nil
	for j, cy := range centres {
		for i, cx := range centres {
			if (i == 0 || i == n-1) && (j == 0 || j == n-1) && (i == 0 || j == 0) {
				continue
			}
			var guess point
			switch {
			case i > 0 && j > 0:
				guess = guess.plus(by[j*n+i-1], 0.5).plus(by[(j-1)*n+i], 0.5)
			case i > 0:
				guess = by[j*n+i-1]
			case j > 0:
				guess = by[(j-1)*n+i]
			}
			x, y := float64(cx)+0.5, float64(cy)+0.5
			by[j*n+i] = guess
			moved := flat.moved(guess)
			if q, r := findAlignment(&moved, p, polarity, x, y, 2); r > 0.6 {
				by[j*n+i] = q.minus(flat.at(x, y))
			}
		}
	}
	g := c.grid
	g.bend = newBend(c.side, centres, by)
	if r := g.agreement(p, c.layout, polarity); r > c.r {
		c.grid, c.r = g, r
	}
}

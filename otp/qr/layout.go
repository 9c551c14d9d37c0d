package qr

import (
	"math"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

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
	for _, at := range [3][2]int{{3, 3}, {side - 4, 3}, {3, side - 4}} {
		l.finders = append(l.finders, square(at[0], at[1], 4, side, finderInk)...)
	}
	for i := 8; i < side-8; i++ {
		l.timing = append(l.timing, module(i, 6, i%2 == 0), module(6, i, i%2 == 0))
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
				continue // a finder stands there
			}
			l.align = append(l.align, square(cx, cy, 2, side, func(ring int) bool { return ring != 1 })...)
		}
	}
	return l
}

// finderInk says which rings of a finder and its separator are dark.
func finderInk(ring int) bool { return ring != 2 && ring != 4 }

// module is the mark of one module.
func module(x, y int, dark bool) mark {
	sign := 1.0
	if dark {
		sign = -1
	}
	return mark{float64(x) + 0.5, float64(y) + 0.5, sign}
}

// square gives the marks of a pattern of square rings round a centre, out to reach, as far as they are on
// the code; dark says which rings are.
func square(cx, cy, reach, side int, dark func(ring int) bool) []mark {
	var marks []mark
	for y := -reach; y <= reach; y++ {
		for x := -reach; x <= reach; x++ {
			if i, j := cx+x, cy+y; i >= 0 && j >= 0 && i < side && j < side {
				marks = append(marks, module(i, j, dark(max(x, -x, y, -y))))
			}
		}
	}
	return marks
}

// fit collects grey values for the correlation between what is seen and what must be there.
type fit struct{ n, s, v, vv, sv, ss float64 }

func (f *fit) add(g *grid, p *plane, marks []mark) {
	for _, m := range marks {
		at := g.at(m.x, m.y)
		f.note(m.sign, p.at(at.x, at.y))
	}
}

func (f *fit) note(sign, v float64) {
	f.n++
	f.s += sign
	f.ss += sign * sign
	f.v += v
	f.vv += v * v
	f.sv += sign * v
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

package qr

// view is a plane made from a part of the picture: plane pixels times scale plus origin are picture pixels.
type view struct {
	*plane
	scale  float64
	origin point
}

func (v *view) outside(p point) point { return v.origin.plus(p, v.scale) }

// halved is the view at half the size; each pixel is the mean of four.
func (v *view) halved() *view {
	w, h := v.w/2, v.h/2
	out := v.like(w, h)
	for y := range out.rows() {
		a, b, dst := v.row(2*y), v.row(2*y+1), out.row(y)
		for x := range dst {
			dst[x] = uint8((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1]) + 2) / 4)
		}
	}
	return &view{out, v.scale * 2, v.origin}
}

// doubled is the view at twice the size, interpolated.
func (v *view) doubled() *view {
	out := v.like(2*v.w, 2*v.h)
	for y := range out.rows() {
		near, far := y/2, y/2-1+2*(y&1)
		a, b := v.row(near), v.row(max(0, min(v.h-1, far)))
		dst := out.row(y)
		for x := range dst {
			n, f := x/2, max(0, min(v.w-1, x/2-1+2*(x&1)))
			dst[x] = uint8((9*int(a[n]) + 3*int(a[f]) + 3*int(b[n]) + int(b[f]) + 8) / 16)
		}
	}
	return &view{out, v.scale / 2, v.origin}
}

// blurred is the view with each pixel the weighted mean of its 3 by 3 neighbourhood (1 2 1).
func (v *view) blurred() *view {
	out := v.like(v.w, v.h)
	for y := range v.rows() {
		a, b, c := v.row(max(0, y-1)), v.row(y), v.row(min(v.h-1, y+1))
		dst := out.row(y)
		column := func(x int) int { return int(a[x]) + 2*int(b[x]) + int(c[x]) }
		left, mid := column(0), column(0)
		for x := range dst {
			right := column(min(v.w-1, x+1))
			dst[x] = uint8((left + 2*mid + right + 8) / 16)
			left, mid = mid, right
		}
	}
	return &view{out, v.scale, v.origin}
}

// lightGapsClosed is the view without light lines of up to two pixels between dark modules, as terminals
// and tables leave them; darkGapsClosed is the same for codes that are light on dark.
func (v *view) lightGapsClosed() *view { return v.extreme(minimum).extreme(maximum) }

func (v *view) darkGapsClosed() *view { return v.extreme(maximum).extreme(minimum) }

func minimum(a, b uint8) uint8 { return min(a, b) }

func maximum(a, b uint8) uint8 { return max(a, b) }

// extreme is the view with each pixel the darkest or lightest of its 3 by 3 neighbourhood.
func (v *view) extreme(of func(a, b uint8) uint8) *view {
	out := v.like(v.w, v.h)
	for y := range v.rows() {
		a, b, c := v.row(max(0, y-1)), v.row(y), v.row(min(v.h-1, y+1))
		dst := out.row(y)
		column := func(x int) uint8 { return of(of(a[x], b[x]), c[x]) }
		left, mid := column(0), column(0)
		for x := range dst {
			right := column(min(v.w-1, x+1))
			dst[x] = of(of(left, mid), right)
			left, mid = mid, right
		}
	}
	return &view{out, v.scale, v.origin}
}

// despeckled is the view with each pixel the median of its 3 by 3 neighbourhood.
func (v *view) despeckled() *view {
	out := v.like(v.w, v.h)
	for y := range v.rows() {
		rows := [3][]uint8{v.row(max(0, y-1)), v.row(y), v.row(min(v.h-1, y+1))}
		// Of each column the least, middle and greatest value; the median of all nine is the median of the
		// greatest least, the middle middle and the least greatest.
		column := func(x int) (lo, mid, hi uint8) {
			a, b, c := rows[0][x], rows[1][x], rows[2][x]
			return min(a, b, c), median(a, b, c), max(a, b, c)
		}
		dst := out.row(y)
		l0, m0, h0 := column(0)
		l1, m1, h1 := l0, m0, h0
		for x := range dst {
			l2, m2, h2 := column(min(v.w-1, x+1))
			dst[x] = median(max(l0, l1, l2), median(m0, m1, m2), min(h0, h1, h2))
			l0, m0, h0, l1, m1, h1 = l1, m1, h1, l2, m2, h2
		}
	}
	return &view{out, v.scale, v.origin}
}

func median(a, b, c uint8) uint8 { return max(min(a, b), min(max(a, b), c)) }

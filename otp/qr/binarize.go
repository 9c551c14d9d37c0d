package qr

// inked says for every pixel of a plane whether it is dark (1) or light (0).
type inked struct {
	pix    []uint8
	w, h   int
	halted func() bool
}

// inked is all light; it takes the place of what was in the buffer, if that is large enough.
func (p *plane) inked(buffer []uint8) *inked {
	n := p.w * p.h
	if cap(buffer) < n {
		return &inked{make([]uint8, n), p.w, p.h, p.halted}
	}
	clear(buffer[:n])
	return &inked{buffer[:n], p.w, p.h, p.halted}
}

func (b *inked) row(y int) []uint8 { return b.pix[y*b.w : (y+1)*b.w] }

// binarizer turns grey into dark and light, in the buffer if that is large enough.
type binarizer func(p *plane, buffer []uint8) *inked

// block is the side of the squares, in pixels, whose darkest and lightest values blockRange compares.
const block = 8

// blockRange puts the threshold half-way between the darkest and the lightest value of the
// neighbourhood, 5 by 5 blocks; where these are less than contrast apart, all is light.
func blockRange(contrast int) binarizer {
	return func(p *plane, buffer []uint8) *inked {
		bw, bh := (p.w+block-1)/block, (p.h+block-1)/block
		lo, hi := make([]uint8, bw*bh), make([]uint8, bw*bh)
		for y := range p.rows() {
			row := p.row(y)
			l, h := lo[y/block*bw:][:bw], hi[y/block*bw:][:bw]
			first := y%block == 0
			for bx := range bw {
				part := row[bx*block : min((bx+1)*block, p.w)]
				mn, mx := l[bx], h[bx]
				if first {
					mn, mx = part[0], part[0]
				}
				for _, v := range part {
					mn, mx = min(mn, v), max(mx, v)
				}
				l[bx], h[bx] = mn, mx
			}
		}
		if p.halted() {
			return &inked{halted: p.halted}
		}
		lo, hi = spread(lo, bw, bh, minimum), spread(hi, bw, bh, maximum)
		out := p.inked(buffer)
		for y := range p.rows() {
			row, dst := p.row(y), out.row(y)
			l, h := lo[y/block*bw:][:bw], hi[y/block*bw:][:bw]
			for bx := range bw {
				if int(h[bx])-int(l[bx]) < contrast {
					continue
				}
				end := min((bx+1)*block, p.w)
				threshold(dst[bx*block:end], row[bx*block:end], (int(l[bx])+int(h[bx])+1)/2)
			}
		}
		return out
	}
}

// threshold marks what is darker than t.
func threshold(dst, src []uint8, t int) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] = uint8(uint32(int32(v)-int32(t)) >> 31)
	}
}

// spread gives every cell the best value of its 5 by 5 neighbourhood.
func spread(v []uint8, w, h int, best func(a, b uint8) uint8) []uint8 {
	tmp, out := make([]uint8, len(v)), make([]uint8, len(v))
	for y := range h {
		for x := range w {
			m := v[y*w+x]
			for i := max(0, x-2); i <= min(w-1, x+2); i++ {
				m = best(m, v[y*w+i])
			}
			tmp[y*w+x] = m
		}
	}
	for y := range h {
		for x := range w {
			m := tmp[y*w+x]
			for j := max(0, y-2); j <= min(h-1, y+2); j++ {
				m = best(m, tmp[j*w+x])
			}
			out[y*w+x] = m
		}
	}
	return out
}

// localMean compares each pixel with the mean of the square of 2r+1 pixels round it. Unlike blockRange it
// is not misled by a single bright or dark pixel nearby.
func localMean(r int) binarizer {
	return func(p *plane, buffer []uint8) *inked {
		out := p.inked(buffer)
		columns := make([]int32, p.w) // sum over the rows of the window, per column
		add := func(y int, sign int32) {
			for x, v := range p.row(y) {
				columns[x] += sign * int32(v)
			}
		}
		for y := range min(r, p.h) {
			add(y, 1)
		}
		for y := range p.rows() {
			if y+r < p.h {
				add(y+r, 1)
			}
			if y-r-1 >= 0 {
				add(y-r-1, -1)
			}
			rows := int32(min(y+r, p.h-1) - max(y-r, 0) + 1)
			sum, n := int32(0), int32(0)
			for x := range min(r, p.w) {
				sum, n = sum+columns[x], n+rows
			}
			row, dst := p.row(y), out.row(y)
			for x, v := range row {
				if x+r < p.w {
					sum, n = sum+columns[x+r], n+rows
				}
				if x-r-1 >= 0 {
					sum, n = sum-columns[x-r-1], n-rows
				}
				// 3 below the mean: a flat ground with a little noise stays light.
				dst[x] = uint8(uint32((int32(v)+3)*n-sum) >> 31)
			}
		}
		return out
	}
}

package qr

import (
	"image"
	"image/color"
	"iter"
)

// plane is a grey picture: one byte a pixel, 0 black, 255 white, rows without gaps.
type plane struct {
	pix    []uint8
	w, h   int
	halted func() bool // whether the search for which it is looked at has ended
}

func newPlane(w, h int, halted func() bool) *plane {
	return &plane{pix: make([]uint8, w*h), w: w, h: h, halted: halted}
}

// like is a new plane of another size for the same search.
func (p *plane) like(w, h int) *plane { return newPlane(w, h, p.halted) }

// rows counts the rows of a plane, or what there is time for: when the search has ended, it stops.
func (p *plane) rows() iter.Seq[int] { return rows(p.w, p.h, p.halted) }

func rows(w, h int, halted func() bool) iter.Seq[int] {
	every := max(1, pixelsAtOnce/max(1, w))
	return func(yield func(int) bool) {
		for y := range h {
			if y%every == 0 && halted() || !yield(y) {
				return
			}
		}
	}
}

// pixelsAtOnce is how many pixels are worked on between two looks at the clock: a millisecond of work.
const pixelsAtOnce = 1 << 18

// slowPixelsAtOnce is the same for pictures whose pixels are asked for one by one.
const slowPixelsAtOnce = 1 << 14

func (p *plane) row(y int) []uint8 { return p.pix[y*p.w : (y+1)*p.w] }

// at is the grey value at (x, y), interpolated between pixel centres; coordinates outside are clamped.
// Pixel (i, j) covers the square from (i, j) to (i+1, j+1).
func (p *plane) at(x, y float64) float64 {
	x, y = x-0.5, y-0.5
	if x >= 0 && y >= 0 && x < float64(p.w-1) && y < float64(p.h-1) { // nearly always
		xi, yi := int(x), int(y)
		i := yi*p.w + xi
		a, b := p.pix[i:i+2:i+2], p.pix[i+p.w:i+p.w+2:i+p.w+2]
		fx, fy := x-float64(xi), y-float64(yi)
		top := float64(a[0]) + fx*float64(int(a[1])-int(a[0]))
		bottom := float64(b[0]) + fx*float64(int(b[1])-int(b[0]))
		return top + fy*(bottom-top)
	}
	if !(x > 0) { // nor a number at all
		x = 0
	}
	if !(y > 0) {
		y = 0
	}
	x, y = min(x, float64(p.w-1)), min(y, float64(p.h-1))
	xi, yi := int(x), int(y)
	fx, fy := x-float64(xi), y-float64(yi)
	i := yi*p.w + xi
	right, below := 0, 0
	if xi+1 < p.w {
		right = 1
	}
	if yi+1 < p.h {
		below = p.w
	}
	top := float64(p.pix[i])*(1-fx) + float64(p.pix[i+right])*fx
	bottom := float64(p.pix[i+below])*(1-fx) + float64(p.pix[i+below+right])*fx
	return top*(1-fy) + bottom*fy
}

// luma is the usual brightness of a colour (Rec. 601), 0 to 255.
func luma(r, g, b uint8) uint8 { return uint8((306*uint32(r) + 601*uint32(g) + 117*uint32(b)) >> 10) }

// over lays a colour value of a transparent pixel over the ground.
func over(v, alpha, ground uint8) uint8 {
	return uint8((uint32(v)*uint32(alpha) + uint32(ground)*(255-uint32(alpha)) + 127) / 255)
}

// mix turns a colour into one grey value: the brightness, or a single channel.
type mix func(r, g, b uint8) uint8

// The mixes that find codes whose two colours are equally bright.
var mixes = []mix{
	func(r, _, _ uint8) uint8 { return r },
	func(_, g, _ uint8) uint8 { return g },
	func(_, _, b uint8) uint8 { return b },
	func(r, g, _ uint8) uint8 { return uint8((255 + int(r) - int(g)) / 2) },
}

// luminance fills a plane with the brightness of a picture of its size, transparent parts laid over ground
// (255 white, 0 black), and reports whether any part is transparent. Image.At would take ten times as long, so each
// kind of picture that the decoders give has a loop of its own.
func luminance(img image.Image, ground uint8, p *plane) (clear bool) {
	b := img.Bounds()
	switch img := img.(type) {
	case *image.Gray:
		for y := range p.rows() {
			copy(p.row(y), img.Pix[img.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.YCbCr:
		for y := range p.rows() {
			copy(p.row(y), img.Y[img.YOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.Paletted:
		clear = paletted(img, ground, p)
	case *image.RGBA: // premultiplied: the ground shows through by what alpha leaves
		clear = fourBytes(p, b.Min, img.Pix, img.PixOffset, func(grey, alpha uint8) uint8 {
			return uint8(min(255, int(grey)+int(over(0, alpha, ground))))
		})
	case *image.NRGBA:
		clear = fourBytes(p, b.Min, img.Pix, img.PixOffset, func(grey, alpha uint8) uint8 { return over(grey, alpha, ground) })
	default:
		clear = mixed(img, ground, luma, p)
	}
	return clear
}

func paletted(img *image.Paletted, ground uint8, p *plane) (clear bool) {
	var grey [256]uint8
	for i, c := range img.Palette {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		clear = clear || n.A < 255
		grey[i&255] = over(luma(n.R, n.G, n.B), n.A, ground)
	}
	for y := range p.rows() {
		src := img.Pix[img.PixOffset(img.Rect.Min.X, img.Rect.Min.Y+y):]
		for x, row := 0, p.row(y); x < len(row); x++ {
			row[x] = grey[src[x]]
		}
	}
	return clear
}

// fourBytes reads pixels of red, green, blue and alpha; lay puts a transparent one over the ground.
func fourBytes(p *plane, origin image.Point, pix []uint8, offset func(x, y int) int, lay func(grey, alpha uint8) uint8) (clear bool) {
	for y := range p.rows() {
		src := pix[offset(origin.X, origin.Y+y):]
		for x, row := 0, p.row(y); x < len(row); x++ {
			s := src[4*x : 4*x+4 : 4*x+4]
			row[x] = luma(s[0], s[1], s[2])
			if s[3] < 255 {
				clear = true
				row[x] = lay(row[x], s[3])
			}
		}
	}
	return clear
}

// mixed fills p with a mix of the colours of any picture, pixel by pixel, and reports transparency.
func mixed(img image.Image, ground uint8, m mix, p *plane) (clear bool) {
	b := img.Bounds()
	at := func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA) }
	switch img := img.(type) {
	case *image.NRGBA:
		at = img.NRGBAAt
	case *image.RGBA:
		at = func(x, y int) color.NRGBA {
			if c := img.RGBAAt(x, y); c.A == 255 {
				return color.NRGBA(c)
			}
			return color.NRGBAModel.Convert(img.RGBAAt(x, y)).(color.NRGBA)
		}
	case *image.YCbCr:
		at = func(x, y int) color.NRGBA { return color.NRGBA(rgbaAt(img, x, y)) }
	case image.RGBA64Image:
		at = func(x, y int) color.NRGBA {
			c := img.RGBA64At(x, y)
			if c.A == 0xffff {
				return color.NRGBA{uint8(c.R >> 8), uint8(c.G >> 8), uint8(c.B >> 8), 255}
			}
			return color.NRGBAModel.Convert(c).(color.NRGBA)
		}
	}
	for y := range p.rows() {
		for x, row := 0, p.row(y); x < len(row); x++ {
			if x%slowPixelsAtOnce == slowPixelsAtOnce-1 && p.halted() {
				return clear
			}
			c := at(b.Min.X+x, b.Min.Y+y)
			v := m(c.R, c.G, c.B)
			if c.A < 255 {
				clear = true
				v = over(v, c.A, ground)
			}
			row[x] = v
		}
	}
	return clear
}

// plain reports that no two pixels of a plane differ enough to be ink and ground.
func (p *plane) plain() bool {
	lo, hi := p.pix[0], p.pix[0]
	for y := range p.rows() {
		for _, v := range p.row(y) {
			lo, hi = min(lo, v), max(hi, v)
		}
		if hi-lo >= 6 {
			return false
		}
	}
	return true
}

// colourful reports whether enough of a picture is coloured to hold a code that only colour sets off: one
// pixel in a thousand of every fourth in every fourth row, far less than such a code would fill.
func colourful(img image.Image, halted func() bool) bool {
	switch img.(type) {
	case *image.Gray, *image.Gray16:
		return false
	}
	b := img.Bounds()
	seen, coloured := 0, 0
	for y := range rows(b.Dx(), b.Dy(), halted) {
		if y%4 != 0 {
			continue
		}
		y += b.Min.Y
		for x := b.Min.X; x < b.Max.X; x += 4 {
			c := rgbaAt(img, x, y)
			seen++
			if max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 32 {
				coloured++
			}
		}
	}
	return coloured*1000 > seen
}

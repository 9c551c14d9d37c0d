package qr

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// samples holds one grey value a module, dark low, whatever the polarity.
type samples struct {
	side int
	v    []float64
}

// spots are the places that are looked at in a module, from its middle; the first five suffice for a clean
// picture.
var spots = [9]point{{}, {0.22, 0}, {-0.22, 0}, {0, 0.22}, {0, -0.22}, {0.3, 0.3}, {0.3, -0.3}, {-0.3, 0.3}, {-0.3, -0.3}}

// sample reads each module in its middle and at four places round it.
func (g *grid) sample(p *plane, light bool) *samples {
	return g.samples(p, light, 5, func(v []float64) float64 { return (2*v[0] + v[1] + v[2] + v[3] + v[4]) / 6 })
}

// sampleBeside reads each module at nine places and takes the one of the given rank, so that a scratch
// over light modules (rank 6) or a bright line over dark ones (rank 2) is looked past.
func (g *grid) sampleBeside(p *plane, light bool, rank int) *samples {
	return g.samples(p, light, 9, func(v []float64) float64 {
		slices.Sort(v)
		return v[rank]
	})
}

func (g *grid) samples(p *plane, light bool, places int, of func([]float64) float64) *samples {
	s := &samples{g.side, make([]float64, g.side*g.side)}
	v := make([]float64, places)
	for y := range g.side {
		for x := range g.side {
			cx, cy := float64(x)+0.5, float64(y)+0.5
			at := g.at(cx, cy)
			ex, ey := g.at(cx+0.5, cy).minus(at), g.at(cx, cy+0.5).minus(at)
			for i := range v {
				q := at.plus(ex, 2*spots[i].x).plus(ey, 2*spots[i].y)
				v[i] = p.at(q.x, q.y)
				if light {
					v[i] = 255 - v[i]
				}
			}
			s.v[y*g.side+x] = of(v)
		}
	}
	return s
}

// sharpened takes back what neighbouring modules have blurred into each other.
func (s *samples) sharpened(amount float64) *samples {
	if amount == 0 {
		return s
	}
	out := &samples{s.side, make([]float64, len(s.v))}
	for y := range s.side {
		for x := range s.side {
			v, sum := s.v[y*s.side+x], 0.0
			for _, d := range [4][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
				i, j := x+d[0], y+d[1]
				if i < 0 || j < 0 || i >= s.side || j >= s.side {
					sum += s.light() // the quiet zone
				} else {
					sum += s.v[j*s.side+i]
				}
			}
			out.v[y*s.side+x] = v + amount*(4*v-sum)
		}
	}
	return out
}

// light is the grey value of light modules, from the separators of the finder at the corner.
func (s *samples) light() float64 {
	sum := 0.0
	for i := range 8 {
		sum += s.v[7*s.side+i] + s.v[i*s.side+7]
	}
	return sum / 16
}

// slicer gives the threshold of every module.
type slicer func(*samples, *layout) []float64

var slicers = []slicer{planeThreshold, rangeThreshold, meanThreshold}

// planeThreshold lays one plane through the modules known to be dark and one through those known to be
// light, so that a shade that runs over the code does no harm, and cuts half-way between.
func planeThreshold(s *samples, l *layout) []float64 {
	dark, lit := flat{}, flat{}
	for _, marks := range [][]mark{l.finders, l.timing, l.align} {
		for _, m := range marks {
			v := s.v[int(m.y)*s.side+int(m.x)]
			if m.sign < 0 {
				dark.add(m.x, m.y, v)
			} else {
				lit.add(m.x, m.y, v)
			}
		}
	}
	d, b := dark.solve(), lit.solve()
	out := make([]float64, len(s.v))
	for y := range s.side {
		for x := range s.side {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			out[y*s.side+x] = (d[0] + b[0] + (d[1]+b[1])*fx + (d[2]+b[2])*fy) / 2
		}
	}
	return out
}

// flat fits v = k0 + k1·x + k2·y by least squares.
type flat struct{ n, x, y, xx, xy, yy, v, xv, yv float64 }

func (f *flat) add(x, y, v float64) {
	f.n++
	f.x += x
	f.y += y
	f.xx += x * x
	f.xy += x * y
	f.yy += y * y
	f.v += v
	f.xv += x * v
	f.yv += y * v
}

func (f *flat) solve() [3]float64 {
	mx, my, mv := f.x/f.n, f.y/f.n, f.v/f.n
	xx, xy, yy := f.xx/f.n-mx*mx, f.xy/f.n-mx*my, f.yy/f.n-my*my
	xv, yv := f.xv/f.n-mx*mv, f.yv/f.n-my*mv
	det := xx*yy - xy*xy
	if math.Abs(det) < 1e-9 {
		return [3]float64{mv, 0, 0}
	}
	kx, ky := (xv*yy-yv*xy)/det, (yv*xx-xv*xy)/det
	return [3]float64{mv - kx*mx - ky*my, kx, ky}
}

// rangeThreshold cuts half-way between the darkest and the lightest module nearby.
func rangeThreshold(s *samples, _ *layout) []float64 {
	return s.around(3, func(v []float64) float64 { return (slices.Min(v) + slices.Max(v)) / 2 })
}

// meanThreshold cuts at the mean of the modules nearby.
func meanThreshold(s *samples, _ *layout) []float64 {
	return s.around(4, func(v []float64) float64 {
		sum := 0.0
		for _, x := range v {
			sum += x
		}
		return sum / float64(len(v))
	})
}

func (s *samples) around(r int, of func([]float64) float64) []float64 {
	out := make([]float64, len(s.v))
	window := make([]float64, 0, (2*r+1)*(2*r+1))
	for y := range s.side {
		for x := range s.side {
			window = window[:0]
			for j := max(0, y-r); j <= min(s.side-1, y+r); j++ {
				window = append(window, s.v[j*s.side+max(0, x-r):j*s.side+min(s.side, x+r+1)]...)
			}
			out[y*s.side+x] = of(window)
		}
	}
	return out
}

// text decodes the samples with one threshold after the other until the error correction adds up.
func (s *samples) text(l *layout, read reader) (string, bool) {
	for _, sharpen := range [3]float64{0, 0.25, 0.5} {
		v := s.sharpened(sharpen)
		var tried [][]bool
	slicers:
		for _, slice := range slicers {
			cut := slice(v, l)
			bits := make([]bool, len(cut))
			for i := range cut {
				bits[i] = v.v[i] < cut[i]
			}
			for _, t := range tried {
				if slices.Equal(t, bits) {
					continue slicers
				}
			}
			tried = append(tried, bits)
			if text, ok := contain(read, bits, s.side); ok {
				return text, true
			}
		}
	}
	return "", false
}

// reader turns the modules of a code, row by row, true for dark, into its text.
type reader func(bits []bool, side int) (string, bool)

// contain calls a reader; a panic in it counts as not readable.
func contain(read reader, bits []bool, side int) (text string, ok bool) {
	defer func() {
		if recover() != nil {
			text, ok = "", false
		}
	}()
	return read(bits, side)
}

// readModules is the reader: gozxing reads format, mask and error correction, and the text.
func readModules(bits []bool, side int) (string, bool) {
	parse := func(hints map[gozxing.DecodeHintType]any) *common.DecoderResult {
		m, err := gozxing.NewSquareBitMatrix(side)
		if err != nil {
			return nil
		}
		for i, dark := range bits {
			if dark {
				m.Set(i%side, i/side)
			}
		}
		r, err := decoder.NewDecoder().Decode(m, hints)
		if err != nil {
			return nil
		}
		return r
	}
	r := parse(nil)
	if r == nil {
		return "", false
	}
	if germanLatin1(r) {
		if again := parse(map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_CHARACTER_SET: "ISO-8859-1"}); again != nil {
			r = again
		}
	}
	return r.GetText(), r.GetText() != ""
}

// germanLatin1 says whether bytes without a declared character set are Latin-1 beyond doubt here: not
// UTF-8, and nothing beyond ASCII but German letters. The library would take some for Japanese.
func germanLatin1(r *common.DecoderResult) bool {
	if m := r.GetSymbologyModifier(); m == 2 || m == 4 || m == 6 { // ECI declares it
		return false
	}
	for _, segment := range r.GetByteSegments() {
		if utf8.Valid(segment) {
			continue
		}
		for _, b := range segment {
			if b >= 0x80 && !strings.ContainsRune("ÄÖÜäöüß§", rune(b)) {
				return false
			}
		}
		return true
	}
	return false
}

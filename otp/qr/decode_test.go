package qr

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/math/f64"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	code := encode(t, alice, 4)
	long := "otpauth://totp/" + strings.Repeat("Kanzlei%20", 40) + "?secret=JBSWY3DPEHPK3PXP"
	tests := []struct {
		name string
		img  func() image.Image
		want []string
	}{
		{"plain", func() image.Image { return code }, []string{alice}},
		{"one pixel a module", func() image.Image { return encode(t, alice, 1) }, []string{alice}},
		{"forty pixels a module", func() image.Image { return encode(t, link, 40) }, []string{link}},
		{"version 1", func() image.Image { return encode(t, "A", 5) }, []string{"A"}},
		{"long text", func() image.Image { return encode(t, long, 3) }, []string{long}},
		{"longest text", func() image.Image { return encode(t, strings.Repeat("x", 2300), 3) }, []string{strings.Repeat("x", 2300)}},
		{"umlauts, marked UTF-8", func() image.Image { return encode(t, "Übergrößenträger", 4) }, []string{"Übergrößenträger"}},
		{"light on dark", func() image.Image { return inverted(code) }, []string{alice}},
		{"turned 90", func() image.Image { return rotated(code, 90) }, []string{alice}},
		{"turned 180", func() image.Image { return rotated(code, 180) }, []string{alice}},
		{"turned 17", func() image.Image { return rotated(code, 17) }, []string{alice}},
		{"turned 45", func() image.Image { return rotated(code, 45) }, []string{alice}},
		{"turned 203, light on dark", func() image.Image { return inverted(rotated(code, 203)) }, []string{alice}},
		{"mirrored", func() image.Image { return upright(code, 2) }, []string{alice}},
		{"mirrored and turned", func() image.Image { return rotated(upright(code, 2), 31) }, []string{alice}},
		{"zoom 67 %", func() image.Image { return scaled(code, 0.67) }, []string{alice}},
		{"zoom 35 %", func() image.Image { return scaled(code, 0.35) }, []string{alice}},
		{"zoom 110 %", func() image.Image { return scaled(code, 1.1) }, []string{alice}},
		{"sheared", func() image.Image {
			return warp(code, 300, 260, color.White, f64.Aff3{1, 0.3, 0, 0.1, 1, 0})
		}, []string{alice}},
		{"stretched", func() image.Image {
			return warp(code, 400, 200, color.White, f64.Aff3{1.8, 0, 0, 0, 1, 0})
		}, []string{alice}},
		{"no quiet zone", func() image.Image { return cropped(code, 16) }, []string{alice}},
		{"no quiet zone on a dark page", func() image.Image { return paste(page(500, 400, color.Gray{30}), cropped(code, 16), 100, 80) }, []string{alice}},
		{"no quiet zone, light on dark, on a light page", func() image.Image {
			return paste(page(500, 400, color.Gray{230}), inverted(cropped(code, 16)), 100, 80)
		}, []string{alice}},
		{"small on 4K", func() image.Image { return paste(page(3840, 2160, color.White), encode(t, alice, 2), 3000, 1700) }, []string{alice}},
		{"small on 7680 × 2160, dark", func() image.Image {
			return paste(page(7680, 2160, color.Gray{40}), encode(t, alice, 3), 6000, 100)
		}, []string{alice}},
		{"JPEG 30", func() image.Image { return asJPEG(t, code, 30) }, []string{alice}},
		{"JPEG 10", func() image.Image { return asJPEG(t, code, 10) }, []string{alice}},
		{"grey on grey", func() image.Image { return recoloured(code, color.Gray{110}, color.Gray{125}) }, []string{alice}},
		{"equally bright colours", func() image.Image {
			return recoloured(code, color.RGBA{200, 60, 60, 255}, color.RGBA{20, 151, 60, 255})
		}, []string{alice}},
		{"dark on nothing", func() image.Image { return recoloured(code, color.Black, color.Transparent) }, []string{alice}},
		{"light on nothing", func() image.Image { return recoloured(code, color.White, color.Transparent) }, []string{alice}},
		{"noise", func() image.Image { return noisy(code, 110) }, []string{alice}},
		{"blur", func() image.Image { return softened(code, 6) }, []string{alice}},
		{"terminal, gaps between rows", func() image.Image { return gapped(encode(t, alice, 8), 8, 0, 2) }, []string{alice}},
		{"table, gaps between modules", func() image.Image { return gapped(encode(t, alice, 10), 10, 3, 3) }, []string{alice}},
		{"table, light on dark", func() image.Image { return inverted(gapped(encode(t, alice, 10), 10, 3, 3)) }, []string{alice}},
		{"scratched", func() image.Image {
			return mapped(code, func(x, y int, c color.RGBA) color.Color {
				if (3*x+y)%47 < 3 && x > 50 {
					return color.Black
				}
				return c
			})
		}, []string{alice}},
		{"a finder covered", func() image.Image {
			return paste(mapped(encode(t, alice, 6), func(_, _ int, c color.RGBA) color.Color { return c }), page(20, 30, color.White), 30, 30)
		}, []string{alice}},
		{"paper in waves", func() image.Image {
			big := encode(t, alice, 8)
			return mapped(big, func(x, y int, _ color.RGBA) color.Color {
				return big.At(x+int(8*math.Sin(float64(y)/60)), y+int(8*math.Sin(float64(x)/70)))
			})
		}, []string{alice}},
		{"seen from the side", func() image.Image {
			flat := encode(t, alice, 8)
			n := float64(flat.Bounds().Dx())
			return bent(flat, 340, 340, func(x, y float64) (float64, float64) {
				x, y = 0.8*(x-170)+0.6*(y-170), 0.8*(y-170)-0.6*(x-170) // turned
				z := 1 / (1 - y/210)                                    // and tilted
				return n/2 + 1.1*x*z, n/2 + 2.6*y*z
			})
		}, []string{alice}},
		{"crumpled paper", func() image.Image {
			return bent(encode(t, alice, 8), 360, 360, func(x, y float64) (float64, float64) {
				return x + 8*math.Sin(x/90+y/50), y + 8*math.Sin(x/60-y/80+1)
			})
		}, []string{alice}},
		{"paper round a bottle", func() image.Image {
			flat := encode(t, alice, 10)
			n := float64(flat.Bounds().Dx())
			r := n / 2.8 // the code and its quiet zone go round 2.8 rad of the bottle
			return bent(flat, int(n), int(n), func(x, y float64) (float64, float64) {
				x, y = x-n/2, y-n/2
				x, y = 0.9*x+0.44*y, -0.44*x+0.9*y
				return n/2 + r*math.Asin(max(-1, min(1, x/r))), n/2 + y + 0.1*x
			})
		}, []string{alice}},
		{"blur of 0.8 modules", func() image.Image { return softened(encode(t, alice, 8), 94) }, []string{alice}},
		{"grey with black and white specks", func() image.Image {
			rng := rand.New(rand.NewPCG(5, 6))
			return mapped(recoloured(code, color.Gray{110}, color.Gray{150}), func(_, _ int, c color.RGBA) color.Color {
				if rng.IntN(60) == 0 {
					return color.Gray{uint8(rng.IntN(2) * 255)}
				}
				return c
			})
		}, []string{alice}},
		{"blur of 0.7 modules", func() image.Image { return softened(encode(t, alice, 6), 36) }, []string{alice}},
		{"light from one side", func() image.Image {
			return mapped(code, func(x, _ int, c color.RGBA) color.Color { return color.Gray{c.R/4 + uint8(x/2)} })
		}, []string{alice}},
		{"two side by side", func() image.Image {
			return paste(paste(page(900, 400, color.White), encode(t, bob, 4), 500, 25), code, 20, 40)
		}, []string{alice, bob}},
		{"two in a column", func() image.Image {
			return paste(paste(page(400, 700, color.White), encode(t, bob, 4), 10, 20), code, 100, 400)
		}, []string{bob, alice}},
		{"three, of several sizes and polarities", func() image.Image {
			p := paste(page(1000, 900, color.White), encode(t, alice, 2), 600, 100)
			return paste(paste(p, inverted(encode(t, bob, 5)), 10, 20), encode(t, link, 6), 400, 500)
		}, []string{bob, alice, link}},
		{"sixteen", func() image.Image {
			p := page(900, 900, color.White)
			for i := range 16 {
				paste(p, encode(t, string(rune('A'+i)), 5), i%4*220, i/4*220)
			}
			return p
		}, strings.Split("ABCDEFGHIJKLMNOP", "")},
		{"a code in the middle of another", func() image.Image {
			outer := encode(t, bob, 12)
			inner := rotated(encode(t, "B", 3), 20)
			n, k := outer.Bounds().Dx(), inner.Bounds().Dx()
			p := paste(page(n, n, color.White), outer, 0, 0)
			return paste(paste(p, page(k, k, color.White), (n-k)/2, (n-k)/2), inner, (n-k)/2, (n-k)/2)
		}, []string{bob, "B"}},
		{"the same twice", func() image.Image {
			return paste(paste(page(600, 300, color.White), code, 10, 20), code, 300, 20)
		}, []string{alice}},
		{"part of a larger picture", func() image.Image {
			return paste(page(900, 900, color.White), code, 500, 600).SubImage(image.Rect(450, 500, 900, 900))
		}, []string{alice}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			img := test.img()
			symbols, err := patient.Decode(context.Background(), img)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range symbols {
				got = append(got, s.Payload)
				if !s.Bounds.In(img.Bounds()) || s.Bounds.Dx() < 15 || s.Bounds.Dy() < 15 {
					t.Errorf("bounds %v in %v", s.Bounds, img.Bounds())
				}
			}
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("%d symbols, in order: %q, want %q", len(got), got, test.want)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	code := encode(t, alice, 4) // 37 modules and twice the quiet zone
	for _, at := range []image.Point{{500, 600}, {13, 77}} {
		img := paste(page(900, 900, color.White), code, at.X, at.Y).SubImage(image.Rect(10, 20, 880, 890))
		symbols, err := patient.Decode(context.Background(), img)
		if err != nil {
			t.Fatal(err)
		}
		want := code.Bounds().Inset(4 * quiet).Add(at)
		got := symbols[0].Bounds
		if d := got.Min.Sub(want.Min); max(d.X, -d.X, d.Y, -d.Y) > 2 {
			t.Errorf("bounds %v, want %v", got, want)
		}
		if d := got.Max.Sub(want.Max); max(d.X, -d.X, d.Y, -d.Y) > 2 {
			t.Errorf("bounds %v, want %v", got, want)
		}
	}
}

func TestDecodeNone(t *testing.T) {
	t.Parallel()
	code := encode(t, alice, 4)
	pictures := map[string]image.Image{
		"white":     page(400, 300, color.White),
		"black":     page(400, 300, color.Black),
		"clear":     page(400, 300, color.Transparent),
		"one pixel": page(1, 1, color.White),
		"one row":   page(5000, 1, color.White),
		"one col":   page(1, 5000, color.White),
		"empty":     image.NewRGBA(image.Rectangle{}),
		"half":      code.(*image.Paletted).SubImage(image.Rect(0, 0, code.Bounds().Dx(), code.Bounds().Dy()/2)),
		"random":    noisy(page(300, 300, color.Gray{128}), 127),
		"checks": mapped(page(400, 400, color.White), func(x, y int, _ color.RGBA) color.Color {
			return color.Gray{uint8((x/4 + y/4) % 2 * 255)}
		}),
		"finders only": mapped(code, func(x, y int, c color.RGBA) color.Color {
			if n := code.Bounds().Dx(); (x < 48 || x >= n-48) && (y < 48 || y >= n-48) {
				return c
			}
			return color.White
		}),
		"data torn": mapped(code, func(x, y int, c color.RGBA) color.Color {
			if x > 60 && y > 60 && (x/4+y/4)%2 == 0 {
				return color.White
			}
			return c
		}),
	}
	for name, img := range pictures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if symbols, err := Decode(context.Background(), img); !errors.Is(err, ErrNone) {
				t.Errorf("%d symbols, error %v", len(symbols), err)
			}
		})
	}
}

func TestDecodeEveryKindOfPicture(t *testing.T) {
	t.Parallel()
	code := encode(t, alice, 3)
	b := code.Bounds()
	kinds := []draw.Image{
		image.NewGray(b), image.NewGray16(b), image.NewRGBA(b), image.NewNRGBA(b), image.NewRGBA64(b),
		image.NewNRGBA64(b), image.NewCMYK(b), image.NewPaletted(b, color.Palette{color.White, color.Black, color.Transparent}),
	}
	for _, img := range kinds {
		draw.Draw(img, b, code, image.Point{}, draw.Src)
		if symbols, err := patient.Decode(context.Background(), img); err != nil || symbols[0].Payload != alice {
			t.Errorf("%T: %v", img, err)
		}
	}
}

func TestLuminanceAgreesWithAt(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	full := image.Rect(-3, 5, 40, 38)
	part := image.Rect(2, 9, 31, 30)
	colours := make(color.Palette, 256)
	for i := range colours {
		colours[i] = color.NRGBA{uint8(rng.Uint32()), uint8(rng.Uint32()), uint8(rng.Uint32()), uint8(rng.Uint32())}
	}
	ycc := image.NewYCbCr(full, image.YCbCrSubsampleRatio420)
	for i := range ycc.Y { // without colour, so that clamping plays no part
		ycc.Y[i] = uint8(rng.Uint32())
	}
	for i := range ycc.Cb {
		ycc.Cb[i], ycc.Cr[i] = 128, 128
	}
	pictures := []image.Image{ycc.SubImage(part)}
	for _, img := range []draw.Image{
		image.NewGray(full), image.NewRGBA(full), image.NewNRGBA(full), image.NewPaletted(full, colours), image.NewNRGBA64(full),
	} {
		for y := full.Min.Y; y < full.Max.Y; y++ {
			for x := full.Min.X; x < full.Max.X; x++ {
				img.Set(x, y, colours[rng.IntN(256)])
			}
		}
		pictures = append(pictures, img.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(part))
	}
	for _, img := range pictures {
		for _, ground := range []uint8{0, 255} {
			got := newPlane(img.Bounds().Dx(), img.Bounds().Dy(), never)
			luminance(img, ground, got)
			for y := range got.h {
				for x := range got.w {
					r, g, b, a := img.At(part.Min.X+x, part.Min.Y+y).RGBA()
					want := (299*float64(r)+587*float64(g)+114*float64(b))/257000 + float64(ground)*(1-float64(a)/65535)
					if d := float64(got.pix[y*got.w+x]) - want; math.Abs(d) > 2.5 {
						t.Fatalf("%T over %d at (%d, %d): off by %.1f", img, ground, x, y, d)
					}
				}
			}
		}
	}
}

func TestPanicOfTheDecoderIsContained(t *testing.T) {
	t.Parallel()
	called := false
	r := Reader{read: func([]bool, int) (string, bool) { called = true; panic("hostile") }}
	if _, err := r.Decode(context.Background(), encode(t, alice, 3)); !errors.Is(err, ErrNone) {
		t.Errorf("error %v", err)
	}
	if !called {
		t.Error("the reader was never asked")
	}
	if _, ok := contain(readModules, make([]bool, 7), 3); ok {
		t.Error("nonsense was read")
	}
}

func TestReadingOrder(t *testing.T) {
	t.Parallel()
	at := func(payload string, x, y, size float64) hit {
		return hit{payload, 21, [4]point{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}}}
	}
	// The first line is uneven by 40 of 100 pixels; the second begins below its middle.
	found := []hit{at("4", 300, 190, 100), at("2", 200, 0, 100), at("3", 10, 160, 100), at("1", 0, 40, 100), at("2", 500, 500, 100)}
	var got []string
	for _, s := range readingOrder(found, image.Rect(0, 0, 1000, 1000)) {
		got = append(got, s.Payload)
	}
	if s := strings.Join(got, ""); s != "1234" {
		t.Errorf("order %s", s)
	}
}

// TestACodeThatIsCoveredIsSeen: what cannot be read is told apart from a picture without a code.
func TestACodeThatIsCoveredIsSeen(t *testing.T) {
	t.Parallel()
	code, err := Encode("otpauth://totp/Amainvoice:kanzlei%40example.de?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice", 5)
	if err != nil {
		t.Fatal(err)
	}
	side := code.Bounds().Dx()
	for name, hidden := range map[string]image.Rectangle{
		"middle": image.Rect(side*3/10, side*3/10, side*7/10, side*7/10), "right": image.Rect(side*6/10, 0, side, side), "corner": image.Rect(0, 0, side/2, side/2),
	} {
		page := image.NewGray(image.Rect(0, 0, 400, 320))
		draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(page, code.Bounds().Add(image.Pt(60, 30)), code, image.Point{}, draw.Src)
		draw.Draw(page, hidden.Add(image.Pt(60, 30)), image.NewUniform(color.Gray{Y: 200}), image.Point{}, draw.Src)
		patient := Reader{Budget: time.Minute} // what a slow machine sees is another test's subject
		_, err := patient.Decode(t.Context(), page)
		if e, ours := errors.AsType[*Error](err); !ours || e.Reason != ReasonUnreadable || !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if errors.Is(ErrNone, ErrUnreadable) {
		t.Error("every picture without a code has one that cannot be read")
	}
}

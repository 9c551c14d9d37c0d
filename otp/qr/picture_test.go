package qr

import (
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/math/f64"

	xdraw "golang.org/x/image/draw"
)

// Payloads of the pictures that the tests draw; the secrets are from RFC 6238 and the Key URI examples.
const (
	alice = "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example"
	bob   = "otpauth://totp/Beispiel:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Beispiel&algorithm=SHA256&digits=8&period=60"
	link  = "https://example.com/app"
)

// patient is a Reader for pictures that hold a code: on a busy machine the test waits instead of failing.
var patient = Reader{Budget: time.Minute}

// never lets the work go on.
func never() bool { return false }

func grey(img image.Image) *plane {
	p := newPlane(img.Bounds().Dx(), img.Bounds().Dy(), never)
	luminance(img, 255, p)
	return p
}

func encode(t testing.TB, text string, scale int) image.Image {
	t.Helper()
	img, err := Encode(text, scale)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func page(w, h int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

func paste(onto *image.RGBA, img image.Image, x, y int) *image.RGBA {
	b := img.Bounds()
	draw.Draw(onto, b.Sub(b.Min).Add(image.Pt(x, y)), img, b.Min, draw.Over)
	return onto
}

// warp draws img through an affine map onto a page of the given size and colour.
func warp(img image.Image, w, h int, ground color.Color, m f64.Aff3) *image.RGBA {
	out := page(w, h, ground)
	xdraw.CatmullRom.Transform(out, m, img, img.Bounds(), draw.Over, nil)
	return out
}

func scaled(img image.Image, f float64) *image.RGBA {
	b := img.Bounds()
	return warp(img, int(float64(b.Dx())*f), int(float64(b.Dy())*f), color.White, f64.Aff3{f, 0, 0, 0, f, 0})
}

func rotated(img image.Image, degrees float64) *image.RGBA {
	b := img.Bounds()
	side := float64(b.Dx()) * 1.5
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	c := float64(b.Dx()) / 2
	return warp(img, int(side), int(side), color.White, f64.Aff3{cos, -sin, side/2 - c*cos + c*sin, sin, cos, side/2 - c*sin - c*cos})
}

// mapped replaces every pixel.
func mapped(img image.Image, f func(x, y int, c color.RGBA) color.Color) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Set(x, y, f(x, y, rgbaAt(img, b.Min.X+x, b.Min.Y+y)))
		}
	}
	return out
}

func inverted(img image.Image) *image.RGBA {
	return mapped(img, func(_, _ int, c color.RGBA) color.Color {
		return color.RGBA{255 - c.R, 255 - c.G, 255 - c.B, 255}
	})
}

func recoloured(img image.Image, dark, light color.Color) *image.RGBA {
	return mapped(img, func(_, _ int, c color.RGBA) color.Color {
		if c.R < 128 {
			return dark
		}
		return light
	})
}

func cropped(img image.Image, margin int) image.Image {
	return img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(img.Bounds().Inset(margin))
}

// gapped draws light lines of the given widths at every step-th column and row, as terminals and tables
// leave them between modules.
func gapped(img image.Image, step, columns, rows int) *image.RGBA {
	return mapped(img, func(x, y int, c color.RGBA) color.Color {
		if x%step < columns || y%step < rows {
			return color.White
		}
		return c
	})
}

func noisy(img image.Image, amount int) *image.RGBA {
	rng := rand.New(rand.NewPCG(1, 2))
	return mapped(img, func(_, _ int, c color.RGBA) color.Color {
		v := uint8(max(0, min(255, int(c.R)+rng.IntN(2*amount+1)-amount)))
		return color.RGBA{v, v, v, 255}
	})
}

// bent draws a code on paper that is not flat: from gives the place on the flat code for every pixel.
func bent(img image.Image, w, h int, from func(x, y float64) (float64, float64)) image.Image {
	p := grey(img)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := from(float64(x)+0.5, float64(y)+0.5)
			out.Pix[y*w+x] = uint8(p.at(u, v))
		}
	}
	return out
}

func softened(img image.Image, times int) image.Image {
	p := grey(img)
	v := &view{plane: p, scale: 1}
	for range times {
		v = v.blurred()
	}
	return &image.Gray{Pix: v.pix, Stride: v.w, Rect: image.Rect(0, 0, v.w, v.h)}
}

func asJPEG(t testing.TB, img image.Image, quality int) image.Image {
	t.Helper()
	var b strings.Builder
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	img, err := Load([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

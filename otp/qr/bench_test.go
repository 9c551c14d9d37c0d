package qr

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// BenchmarkDecode measures pictures of the kinds that people import, and one of each size without a code.
//
//	go test ./otp/qr -run xxx -bench . -benchmem
func BenchmarkDecode(b *testing.B) {
	shot := func(w, h, x, y, scale int) func() image.Image {
		return func() image.Image { return paste(page(w, h, color.White), encode(b, alice, scale), x, y) }
	}
	for _, bench := range []struct {
		name string
		img  func() image.Image
	}{
		{"860x600", shot(860, 600, 300, 200, 4)},
		{"1920x1080", shot(1920, 1080, 1200, 500, 4)},
		{"3840x2160", shot(3840, 2160, 3000, 1500, 4)},
		{"7680x2160", shot(7680, 2160, 6000, 1500, 3)},
		{"1920x1080/turned", func() image.Image {
			return paste(page(1920, 1080, color.White), rotated(encode(b, alice, 6), 33), 900, 300)
		}},
		{"3840x2160/none", func() image.Image { return page(3840, 2160, color.White) }},
		{"600x400/noise", func() image.Image { return noisy(page(600, 400, color.Gray{128}), 127) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			img := bench.img()
			for b.Loop() {
				if _, err := Decode(context.Background(), img); err != nil && err != error(ErrNone) {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	data := encoded(b, paste(page(3840, 2160, color.White), encode(b, alice, 4), 3000, 1500), png.Encode)
	for b.Loop() {
		if _, err := Load(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for b.Loop() {
		if _, err := Encode(alice, 8); err != nil {
			b.Fatal(err)
		}
	}
}

package qr_test

import (
	"image"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"

	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/glimpse"
)

// TestGozxingReadsNoGlimpse: the library's own reader, which reads the page, finds nothing in a glimpse of it; for other
// readers see package glimpse.
func TestGozxingReadsNoGlimpse(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode("otpauth://totp/Amainvoice:kanzlei%40example.de?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice", 5)
	if err != nil {
		t.Fatal(err)
	}
	page := image.NewRGBA(image.Rect(0, 0, 900, 600))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(page, code.Bounds().Add(image.Pt(300, 150)), code, image.Point{}, draw.Src)
	found, err := qr.Decode(t.Context(), page)
	if err != nil {
		t.Fatal(err)
	}
	small := glimpse.Of(t.Context(), page, found, 0)
	large := image.NewRGBA(image.Rectangle{Max: small.Bounds().Size().Mul(6)})
	draw.CatmullRom.Scale(large, large.Bounds(), small, small.Bounds(), draw.Src, nil)
	for name, test := range map[string]struct {
		picture  image.Image
		readable bool
	}{"page": {page, true}, "glimpse": {small, false}, "enlarged": {large, false}} {
		bitmap, err := gozxing.NewBinaryBitmapFromImage(test.picture)
		if err != nil {
			t.Fatal(err)
		}
		_, err = qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		if (err == nil) != test.readable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

package qr

import (
	"errors"
	"fmt"
	"image"
	"image/color"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// quiet is the width of the light margin round a code, in modules (ISO/IEC 18004, 5.3.8).
const quiet = 4

// Encode draws text as a QR code: black on white, each module a square of scale by scale pixels (at
// least 1), with the full quiet zone and error correction level M. Text beyond ASCII is marked as UTF-8.
// A text that does not fit into one code gives an *[Error] with [ReasonTooLong], no text
// [ReasonEmpty].
func Encode(text string, scale int) (image.Image, error) {
	if text == "" {
		return nil, &Error{Reason: ReasonEmpty}
	}
	scale = max(scale, 1)
	m, err := modules(text)
	if err != nil {
		return nil, &Error{Reason: ReasonTooLong, Err: err}
	}
	n := m.GetWidth()
	side := (n + 2*quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range n * scale {
		row := img.Pix[(y+quiet*scale)*img.Stride+quiet*scale:]
		for x := range n * scale {
			row[x] = byte(m.Get(x/scale, y/scale))
		}
	}
	return img, nil
}

// modules gives the matrix of a code, without a margin. The library's errors may quote the text, so
// they are not passed on.
func modules(text string) (m *encoder.ByteMatrix, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("panic in the encoder")
		}
	}()
	hints := map[gozxing.EncodeHintType]any{}
	for _, r := range text {
		if r >= 0x80 {
			hints[gozxing.EncodeHintType_CHARACTER_SET] = "UTF-8"
			break
		}
	}
	code, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, hints)
	if err != nil {
		return nil, fmt.Errorf("%d bytes do not fit", len(text))
	}
	return code.GetMatrix(), nil
}

package qr

import (
	"context"
	"errors"
	"image/color"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"A", "0123456789", alice, bob, "Über ß € 漢字 🙂", strings.Repeat("1", 5000), strings.Repeat("ü", 1100)} {
		img, err := Encode(text, 3)
		if err != nil {
			t.Fatal(err)
		}
		symbols, err := patient.Decode(context.Background(), img)
		if err != nil || symbols[0].Payload != text {
			t.Errorf("text of %d bytes does not come back: %v", len(text), err)
		}
	}
	if _, err := Encode("", 3); !errors.Is(err, &Error{Reason: ReasonEmpty}) {
		t.Errorf("no text: %v", err)
	}
	long := strings.Repeat("secret", 500)
	_, err := Encode(long, 3)
	if !errors.Is(err, &Error{Reason: ReasonTooLong}) {
		t.Errorf("too long: %v", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Error("the error quotes the text")
	}
}

// TestEncodeIsCrisp checks size, quiet zone and that modules are squares of the scale.
func TestEncodeIsCrisp(t *testing.T) {
	t.Parallel()
	for _, scale := range []int{-1, 1, 2, 7} {
		img := encode(t, "A", scale)
		scale = max(scale, 1)
		n := (21 + 8) * scale
		if b := img.Bounds(); b.Dx() != n || b.Dy() != n || b.Min.X != 0 || b.Min.Y != 0 {
			t.Fatalf("scale %d: %v", scale, b)
		}
		for y := range n {
			for x := range n {
				c := color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
				if corner := color.GrayModel.Convert(img.At(x/scale*scale, y/scale*scale)).(color.Gray).Y; c != corner || c != 0 && c != 255 {
					t.Fatalf("scale %d: (%d, %d) is %d, its module %d", scale, x, y, c, corner)
				}
				if i, j := x/scale, y/scale; (i < 4 || j < 4 || i >= 25 || j >= 25) && c != 255 {
					t.Fatalf("scale %d: ink in the quiet zone at (%d, %d)", scale, x, y)
				}
			}
		}
		if c := color.GrayModel.Convert(img.At(4*scale, 4*scale)).(color.Gray).Y; c != 0 {
			t.Errorf("scale %d: no finder at the corner", scale)
		}
	}
}

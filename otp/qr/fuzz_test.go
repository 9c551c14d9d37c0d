package qr

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/image/bmp"

	"kanzleicode/otp/memorytest"
)

// FuzzLoadDecode: no bytes may cause a panic, a foreign error or endless work. The time budget makes the
// covered lines vary from run to run, so minimizing is of no use:
//
//	go test ./otp/qr -run xxx -fuzz FuzzLoadDecode -fuzztime 1m -fuzzminimizetime 1x
func FuzzLoadDecode(f *testing.F) {
	for _, text := range []string{"A", alice} {
		code := encode(f, text, 1)
		f.Add(encoded(f, code, png.Encode))
		f.Add(encoded(f, code, writeJPEG))
		f.Add(encoded(f, code, writeGIF))
		f.Add(encoded(f, code, bmp.Encode))
		f.Add(encoded(f, code, writeTIFF))
	}
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// A JPEG that must be turned is there twice for a moment.
		memorytest.Within(t, maxUnpacked+4*MaxPixels, func() {
			img, err := Load(data)
			if err != nil {
				var e *Error
				if !errors.As(err, &e) {
					t.Fatalf("%T", err)
				}
				return
			}
			if b := img.Bounds(); b.Dx()*b.Dy() > 200_000 {
				return
			}
			if _, err := (Reader{Budget: 50 * time.Millisecond}).Decode(context.Background(), img); err != nil && !errors.Is(err, ErrNone) {
				t.Fatal(err)
			}
		})
	})
}

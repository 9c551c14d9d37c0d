package pdf

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// FuzzPages: no bytes may cause a panic, a foreign error, a picture beyond its bounds or endless work. PDFium
// itself is not seen by the fuzzer, so it mutates blindly:
//
//	go test ./otp/qr/pdf -run xxx -fuzz FuzzPages -fuzztime 3m -fuzzminimizetime 1x -parallel 2
func FuzzPages(f *testing.F) {
	files, err := filepath.Glob("testdata/*.pdf")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 10_000 { // a random change hits more in a small document
			f.Add(data)
		}
	}
	f.Add(document1("1 0 0 RG 10 10 100 100 re f", ""))
	f.Add(manyPages(3))
	reader := impatient(f, time.Second)
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		for page, err := range reader.Pages(t.Context(), data) {
			if page != nil && page.Number <= 3 {
				err = drawAt(t, page, 72)
			}
			var e *Error
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%T %v", err, err)
			}
			if err != nil {
				break
			}
		}
		if d := time.Since(start); d > 30*time.Second {
			t.Fatalf("took %v", d)
		}
	})
}

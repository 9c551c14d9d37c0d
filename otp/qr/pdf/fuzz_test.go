package pdf

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kanzleicode/otp/memorytest"
)

// survive reads a document of unknown quality: there may be no panic, no foreign error, no picture beyond
// its bounds and no endless work.
func survive(t *testing.T, reader *Reader, data []byte) {
	t.Helper()
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
}

var mutations = flag.Int("mutations", 2, "how often TestMutated damages each document")

// TestMutated damages the documents in testdata. The fuzzer does not see into PDFium, and what it does to
// watch the rest makes it slow, so this covers more in the same time:
//
//	go test ./otp/qr/pdf -run TestMutated -args -mutations 1000
func TestMutated(t *testing.T) {
	t.Parallel()
	reader := impatient(t, time.Second)
	names, err := filepath.Glob("testdata/*.pdf")
	if err != nil || len(names) == 0 {
		t.Fatal("no documents", err)
	}
	for n, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range *mutations {
			random := rand.New(rand.NewPCG(uint64(n), uint64(i))) // the same in every run
			survive(t, reader, mutate(random, data))
		}
	}
}

// mutate changes, removes and repeats a few parts of a document.
func mutate(random *rand.Rand, data []byte) []byte {
	data = slices.Clone(data)
	for range 1 + random.IntN(20) {
		at := random.IntN(len(data))
		end := min(len(data), at+1+random.IntN(100))
		switch random.IntN(6) {
		case 0:
			data = slices.Delete(data, at, end)
		case 1:
			data = slices.Insert(data, at, data[at:end]...)
		case 2: // another number
			if i := bytes.IndexAny(data[at:], "0123456789"); i >= 0 {
				data[at+i] = byte('0' + random.IntN(10))
			}
		case 3: // another object
			if i := bytes.Index(data[at:], []byte(" 0 R")); i > 0 {
				data[at+i-1] = byte('0' + random.IntN(10))
			}
		default:
			data[at] = byte(random.Uint32())
		}
	}
	return data
}

// FuzzPages looks for documents that [survive] does not.
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
		memorytest.Within(t, maxMemory+usualMemory+8*MaxPixels, func() {
			survive(t, reader, data)
		})
	})
}

package qr

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
	"time"
)

// lookedAt is a context that is cancelled at a certain look at it, and counts the looks after that.
type lookedAt struct {
	context.Context
	cancelAt, looks int
	cancelled       time.Time
}

func (c *lookedAt) Err() error {
	c.looks++
	if c.looks < c.cancelAt {
		return nil
	}
	if c.looks == c.cancelAt {
		c.cancelled = time.Now()
	}
	return context.Canceled
}

// hugeNoise is a picture of 64 megapixels on which every pass has work to do.
func hugeNoise() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 8000, 8000))
	rng := rand.New(rand.NewPCG(7, 8))
	for i := 0; i+8 <= len(img.Pix); i += 8 {
		binary.LittleEndian.PutUint64(img.Pix[i:], rng.Uint64())
	}
	return img
}

// oneByOne hides what kind of picture it is.
type oneByOne struct{ img *image.Gray }

func (o oneByOne) ColorModel() color.Model { return o.img.ColorModel() }
func (o oneByOne) Bounds() image.Rectangle { return o.img.Bounds() }
func (o oneByOne) At(x, y int) color.Color { return o.img.At(x, y) }

// After it was cancelled, Decode does next to nothing more: every loop looks at the context once and ends.
// Between two looks there is a millisecond of work, so that it returns within 100; the time is only checked
// against a bound that a busy machine keeps too.
func TestCancel(t *testing.T) {
	noise := hugeNoise()
	for _, test := range []struct {
		name  string
		img   image.Image
		looks []int // the grey picture is there after some 250
	}{
		{"fast", noise, []int{1, 100, 260, 400, 500, 900}},
		{"one by one", oneByOne{noise}, []int{1, 30}},
	} {
		for _, at := range test.looks {
			ctx := &lookedAt{Context: context.Background(), cancelAt: at}
			_, err := patient.Decode(ctx, test.img)
			took := time.Since(ctx.cancelled)
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("%s: error %v", test.name, err)
			}
			if after := ctx.looks - at; after > 100 {
				t.Errorf("%s, cancelled at look %d: %d more looks", test.name, at, after)
			}
			if took > 2*time.Second {
				t.Errorf("%s, cancelled at look %d: returned after %v", test.name, at, took)
			}
			t.Logf("%s, cancelled at look %d: %v", test.name, at, took)
		}
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	img := noisy(page(2600, 1500, color.Gray{128}), 127)
	start := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := patient.Decode(ctx, img); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if _, err := (Reader{Budget: 50 * time.Millisecond}).Decode(context.Background(), img); !errors.Is(err, ErrNone) {
		t.Errorf("error %v", err)
	}
	if d := time.Since(start); d > 5*time.Second { // far beyond what it takes, far below the minute
		t.Errorf("took %v", d)
	}
}

// BenchmarkCancel measures how long Decode takes to return after it was cancelled in the middle of a picture of
// 64 megapixels.
func BenchmarkCancel(b *testing.B) {
	img := hugeNoise()
	worst := time.Duration(0)
	for i := 0; b.Loop(); i++ {
		ctx := &lookedAt{Context: context.Background(), cancelAt: 1 + i*97%900}
		if _, err := patient.Decode(ctx, img); !errors.Is(err, context.Canceled) {
			b.Fatal(err)
		}
		worst = max(worst, time.Since(ctx.cancelled))
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}

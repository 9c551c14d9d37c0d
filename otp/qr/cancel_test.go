package qr

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
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

// oneByOne is a picture whose pixels can only be asked for one by one, and are counted.
type oneByOne struct {
	size image.Point
	read *int
}

func (o oneByOne) ColorModel() color.Model { return color.GrayModel }
func (o oneByOne) Bounds() image.Rectangle { return image.Rectangle{Max: o.size} }
func (o oneByOne) At(x, y int) color.Color {
	*o.read++
	return color.Gray{uint8(x * y)}
}

// After it was cancelled, Decode does next to nothing more: every loop looks at the context once and ends. The
// time is checked only against a bound that a busy machine keeps too.
func TestCancel(t *testing.T) {
	noise := hugeNoise()
	for _, at := range []int{1, 100, 260, 400, 500, 900} { // the grey picture is there after some 250
		ctx := &lookedAt{Context: context.Background(), cancelAt: at}
		_, err := patient.Decode(ctx, noise)
		took := time.Since(ctx.cancelled)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v", err)
		}
		if after := ctx.looks - at; after > 100 {
			t.Errorf("cancelled at look %d: %d more looks", at, after)
		}
		if took > 20*time.Second {
			t.Errorf("cancelled at look %d: returned after %v", at, took)
		}
		t.Logf("cancelled at look %d: %v", at, took)
	}
}

// Between two looks there are at most some hundred thousand pixels.
func TestCancelBetweenPixels(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{8000, 8000}, {2_000_000, 32}} {
		read := 0
		ctx := &lookedAt{Context: context.Background(), cancelAt: 3}
		if _, err := patient.Decode(ctx, oneByOne{size, &read}); !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v", err)
		}
		if read > 3*pixelsAtOnce {
			t.Errorf("%v: %d pixels read", size, read)
		}
	}
}

// A loop that begins after the end does nothing.
func TestHalted(t *testing.T) {
	t.Parallel()
	halted := func() bool { return true }
	p := newPlane(300, 200, halted)
	for i := range p.pix {
		p.pix[i] = uint8(100 * (i % 2))
	}
	v := &view{plane: p, scale: 1}
	planes := map[string]*plane{
		"halved": v.halved().plane, "doubled": v.doubled().plane, "blurred": v.blurred().plane,
		"extreme": v.extreme(maximum).plane, "despeckled": v.despeckled().plane,
	}
	r := image.Rect(0, 0, 300, 200)
	for _, img := range []image.Image{
		image.NewGray(r), image.NewYCbCr(r, image.YCbCrSubsampleRatio444), image.NewRGBA(r), image.NewNRGBA(r), image.NewCMYK(r),
		image.NewPaletted(r, color.Palette{color.White}),
	} {
		out := newPlane(300, 200, halted)
		if luminance(img, 255, out) {
			t.Errorf("%T looked at", img)
		}
		planes[fmt.Sprintf("%T", img)] = out
	}
	for name, out := range planes {
		if slices.Max(out.pix) > 0 {
			t.Errorf("%s: pixels written", name)
		}
	}
	for name, ink := range map[string]binarizer{"range": blockRange(24), "mean": localMean(12)} {
		if b := ink(p, nil); len(b.pix) > 0 && slices.Max(b.pix) > 0 {
			t.Errorf("%s: pixels written", name)
		}
	}
	b := blockRange(24)(grey(encode(t, alice, 4)), nil)
	if b.halted = halted; len(findFinders(b, true)) > 0 {
		t.Error("finders looked for")
	}
	if !p.plain() || colourful(page(300, 200, color.RGBA{255, 0, 0, 255}), halted) {
		t.Error("colours looked at")
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
	if d := time.Since(start); d > 30*time.Second { // far beyond what it takes, below the minute
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

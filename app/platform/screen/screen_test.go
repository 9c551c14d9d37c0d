package screen

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"testing"

	"kanzleicode/app/language"
)

func TestDistinct(t *testing.T) {
	t.Parallel()
	left, right, small := image.Rect(-1920, 0, 0, 1080), image.Rect(0, 0, 1920, 1080), image.Rect(0, 0, 1280, 720)
	tests := map[string]struct{ in, want []image.Rectangle }{
		"none":             {nil, nil},
		"two":              {[]image.Rectangle{right, left}, []image.Rectangle{right, left}},
		"the same twice":   {[]image.Rectangle{right, left, right}, []image.Rectangle{right, left}},
		"smaller inside":   {[]image.Rectangle{small, right}, []image.Rectangle{right}},
		"switched off":     {[]image.Rectangle{{}, right}, []image.Rectangle{right}},
		"partly the same":  {[]image.Rectangle{right, right.Add(image.Pt(100, 0))}, []image.Rectangle{right, right.Add(image.Pt(100, 0))}},
		"three times same": {[]image.Rectangle{right, right, right}, []image.Rectangle{right}},
	}
	for name, test := range tests {
		if got := distinct(test.in); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestBounded(t *testing.T) {
	t.Parallel()
	hang := func(context.Context) (int, error) { <-t.Context().Done(); return 0, nil }
	if _, err := bounded(t.Context(), 1, hang); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want %v", err, ErrTimeout)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bounded(ctx, whole, hang); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		catalog := language.New(tag)
		for _, reason := range Reasons() {
			if key := (&Error{Reason: reason}).TextKey(); !catalog.Has(key) {
				t.Errorf("%s: no text for %s", tag, key)
			}
		}
	}
	wrapped := fmt.Errorf("searching: %w", because(ReasonDenied, "asking", errors.New("cause")))
	if !errors.Is(wrapped, ErrDenied) || errors.Is(wrapped, ErrCancelled) {
		t.Error("errors.Is does not tell the reasons apart")
	}
}

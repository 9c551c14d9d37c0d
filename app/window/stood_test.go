package window

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
)

func TestWindowStaysInsideTheScreens(t *testing.T) {
	t.Parallel()
	office := image.Rect(0, 0, 1366, 728)
	left := image.Rect(-1920, -200, 0, 880)
	for name, tt := range map[string]struct {
		bounds  image.Rectangle
		screens []image.Rectangle
		want    image.Rectangle
		kept    share
		on      bool
	}{
		"as it was":                     {image.Rect(100, 50, 900, 650), []image.Rectangle{office}, image.Rect(100, 50, 900, 650), share{1, 1}, true},
		"on a screen at the left":       {image.Rect(-1900, -150, -900, 650), []image.Rectangle{office, left}, image.Rect(-1900, -150, -900, 650), share{1, 1}, true},
		"that screen was unplugged":     {image.Rect(-1900, -150, -900, 650), []image.Rectangle{office}, image.Rect(-1900, -150, -900, 650), share{1, 1}, false},
		"half of it hangs out below":    {image.Rect(500, 500, 1300, 1100), []image.Rectangle{office}, image.Rect(500, 128, 1300, 728), share{1, 1}, true},
		"its title hangs out above":     {image.Rect(500, -40, 1300, 560), []image.Rectangle{office}, image.Rect(500, 0, 1300, 600), share{1, 1}, true},
		"between two, mostly left":      {image.Rect(-700, 0, 300, 600), []image.Rectangle{office, left}, image.Rect(-1000, 0, 0, 600), share{1, 1}, true},
		"larger than the screen of now": {image.Rect(0, 0, 2732, 1456), []image.Rectangle{office}, office, share{0.5, 0.5}, true},
		"no screen":                     {image.Rect(0, 0, 800, 600), nil, image.Rect(0, 0, 800, 600), share{1, 1}, false},
	} {
		got, kept, on := inside(tt.bounds, tt.screens)
		if got != tt.want || kept != tt.kept || on != tt.on {
			t.Errorf("%s: %v, %v, %v", name, got, kept, on)
		}
	}
}

func TestWindowHasItsSizeOfBefore(t *testing.T) {
	for name, tt := range map[string]struct {
		kept string
		want fyne.Size
	}{
		"a size":    {`{"width":900,"height":700,"left":-5000,"top":1,"right":-4000,"bottom":900}`, fyne.NewSize(900, 700)},
		"nothing":   {``, fyne.NewSize(firstWidth, firstHeight)},
		"too small": {`{"width":10,"height":10}`, fyne.NewSize(firstWidth, firstHeight)},
		"damaged":   {`{"width":"9`, fyne.NewSize(firstWidth, firstHeight)},
	} {
		r := open(t, "de", false, func(r *room) {
			one(r)
			kept := drawer{}
			if tt.kept != "" {
				kept[stoodName] = []byte(tt.kept)
			}
			r.memory = kept
		})
		if got := r.native.Canvas().Size(); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

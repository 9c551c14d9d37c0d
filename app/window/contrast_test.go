package window

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/language"
	"kanzleicode/app/window/theme"
)

// painted is a filled rectangle on the canvas, in the order in which they were painted.
type painted struct {
	at   fyne.Position
	size fyne.Size
	fill color.Color
}

// TestEveryTextStandsOutOnWhatItIsPaintedOn walks through every scene in every palette and computes the contrast of
// each text with what was painted below it: 4.5 : 1 at least (WCAG 2.2, 1.4.3), 7 : 1 in high contrast (1.4.6). Only
// what cannot be used now may be paler. That the theme's pairs hold is package theme's test; this one finds those that
// nobody thought of.
func TestEveryTextStandsOutOnWhatItIsPaintedOn(t *testing.T) {
	for name, palette := range map[string]struct {
		theme *theme.Theme
		least float64
		every int // scene: the pairs of names are the same in all palettes, and recur
	}{
		"light": {look(false), 4.5, 1}, "dark": {look(true), 4.5, 4}, "contrast": {theme.HighContrast(), 7, 4},
	} {
		t.Run(name, func(t *testing.T) {
			texts := 0
			for i, s := range scenes() {
				if isHeavy(s) || i%palette.every != 0 {
					continue
				}
				t.Run(s.name, func(t *testing.T) {
					r := stageDressed(t, s, language.German, palette.theme, fyne.NewSize(1366, 728))
					exempt := base.Color(base.ColorNameDisabled)
					below := []painted{{size: r.front().Canvas().Size(), fill: base.Color(base.ColorNameBackground)}}
					r.eachPainted(func(o fyne.CanvasObject, at fyne.Position) {
						switch o := o.(type) {
						case *canvas.Rectangle:
							below = append(below, painted{at, o.Size(), o.FillColor})
						case *canvas.Text:
							if o.Text == "" || same(o.Color, exempt) {
								return
							}
							texts++
							surface := beneath(below, at.AddXY(min(o.MinSize().Width, o.Size().Width)/2, o.Size().Height/2))
							if got := contrastOf(laidOver(o.Color, surface), surface); got < palette.least {
								t.Errorf("%q is %s on %s: %.2f", o.Text, hex(o.Color), hex(surface), got)
							}
						}
					})
				})
			}
			if texts < 500 {
				t.Errorf("only %d texts were looked at", texts)
			}
		})
	}
}

// eachPainted visits all that is drawn, from the back to the front: the content, and what lies over it.
func (r *room) eachPainted(visit func(o fyne.CanvasObject, at fyne.Position)) {
	front := r.front()
	for _, root := range append([]fyne.CanvasObject{front.Content()}, front.Canvas().Overlays().List()...) {
		if root == front.Content() && front.Canvas().Overlays().Top() != nil {
			continue // it lies behind a veil
		}
		walk(root, fyne.Position{}, false, func(o fyne.CanvasObject, at fyne.Position, _ bool) { visit(o, at) })
	}
}

// beneath is the colour at a place once all has been painted.
func beneath(all []painted, at fyne.Position) color.Color {
	c := all[0].fill
	for _, p := range all {
		if p.fill != nil && at.X >= p.at.X && at.Y >= p.at.Y && at.X <= p.at.X+p.size.Width && at.Y <= p.at.Y+p.size.Height {
			c = laidOver(p.fill, c)
		}
	}
	return c
}

// laidOver is a see-through colour on an opaque one.
func laidOver(top, bottom color.Color) color.Color {
	t, b := color.NRGBAModel.Convert(top).(color.NRGBA), color.NRGBAModel.Convert(bottom).(color.NRGBA)
	mix := func(x, y uint8) uint8 { return uint8((int(x)*int(t.A) + int(y)*(255-int(t.A)) + 127) / 255) }
	return color.NRGBA{mix(t.R, b.R), mix(t.G, b.G), mix(t.B, b.B), 255}
}

// contrastOf is the contrast ratio of WCAG 2.2.
func contrastOf(a, b color.Color) float64 {
	luminance := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		part := func(v uint32) float64 {
			s := float64(v) / 0xFFFF
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
	}
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func same(a, b color.Color) bool {
	return color.NRGBAModel.Convert(a) == color.NRGBAModel.Convert(b)
}

func hex(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02X%02X%02X/%02X", n.R, n.G, n.B, n.A)
}

// Package glimpse makes a small picture of where a QR code stood, so that a person recognises which code was found.
//
// It shows no secret. In the place of every code lies a pattern that has nothing of it, and everything round it is so
// coarse that neither a code nor a key written in letters of an ordinary size can be read: headings, colours and the
// parts of a page are what is left.
package glimpse

import (
	"context"
	"image"
	"image/color"

	"golang.org/x/image/draw"

	"kanzleicode/otp/qr"
)

const (
	side          = 30   // of the code, in pixels of the glimpse
	leastCoarse   = 0.25 // a glimpse has this part of the picture's pixels in a row at most
	across, along = 7, 4 // how much is shown, in sides of the code
	leastCode     = 12   // pixels; a smaller code gives no picture that is worth looking at
	margin        = 0.1  // of a code's side, that is covered too
)

// Of is a glimpse of one of the codes that were found in a picture; all of them are covered. It is nil if there is
// nothing to show, or if a code can be read in it all the same. A glimpse has at most some 27,000 pixels.
func Of(ctx context.Context, picture image.Image, found []qr.Symbol, which int) image.Image {
	code := found[which].Bounds
	long := max(code.Dx(), code.Dy())
	if long < leastCode {
		return nil
	}
	area := surroundings(code, long, picture.Bounds())
	scale := min(float64(side)/float64(long), leastCoarse)
	small := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(area.Dx())*scale)), max(1, int(float64(area.Dy())*scale))))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(small, small.Bounds(), picture, area, draw.Over, nil)
	covered := []image.Rectangle{shrunk(code, area.Min, scale)}
	for _, symbol := range found {
		for _, at := range append([]image.Rectangle{symbol.Bounds}, symbol.Again...) {
			covered = append(covered, shrunk(at, area.Min, scale))
		}
	}
	cover(small, covered)
	soften(small)
	cover(small, covered)
	// Whatever else can be read in it was not found in the large picture.
	const tries = 3
	for range tries {
		more, err := qr.Reader{Clear: true}.Decode(ctx, small)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			mark(small, covered[0])
			return small
		}
		for _, symbol := range more {
			covered = append(covered, shrunk(symbol.Bounds, image.Point{}, 1))
		}
		cover(small, covered)
	}
	return nil
}

// surroundings is what is shown of a picture: the code in the middle as far as the picture goes.
func surroundings(code image.Rectangle, long int, within image.Rectangle) image.Rectangle {
	middle := code.Min.Add(code.Max).Div(2)
	size := image.Pt(min(across*long, within.Dx()), min(along*long, within.Dy()))
	from := middle.Sub(size.Div(2))
	from.X = min(max(from.X, within.Min.X), within.Max.X-size.X)
	from.Y = min(max(from.Y, within.Min.Y), within.Max.Y-size.Y)
	return image.Rectangle{Min: from, Max: from.Add(size)}
}

// shrunk is where a code lies in the glimpse, with a margin.
func shrunk(code image.Rectangle, origin image.Point, scale float64) image.Rectangle {
	more := margin*float64(max(code.Dx(), code.Dy()))*scale + 1
	at := code.Sub(origin)
	return image.Rect(int(float64(at.Min.X)*scale-more), int(float64(at.Min.Y)*scale-more),
		int(float64(at.Max.X)*scale+more)+1, int(float64(at.Max.Y)*scale+more)+1)
}

// tiles is how many tiles the pattern over a code has on each side.
const tiles = 7

// pattern is what lies over a code, light and dark, always the same: nothing in it depends on the code.
var pattern = [tiles]uint8{0b1101011, 0b1010110, 0b0110101, 0b1011010, 0b0101101, 0b1100110, 0b0110011}

// cover draws the pattern over codes.
func cover(picture *image.RGBA, codes []image.Rectangle) {
	dark, light := image.NewUniform(color.Gray{Y: 120}), image.NewUniform(color.Gray{Y: 190})
	for _, code := range codes {
		for y := range tiles {
			for x := range tiles {
				tile := image.Rect(code.Min.X+code.Dx()*x/tiles, code.Min.Y+code.Dy()*y/tiles, code.Min.X+code.Dx()*(x+1)/tiles, code.Min.Y+code.Dy()*(y+1)/tiles)
				ink := light
				if pattern[y]>>x&1 == 1 {
					ink = dark
				}
				draw.Draw(picture, tile, ink, image.Point{}, draw.Src)
			}
		}
	}
}

// mark draws a frame round the code that the glimpse is of: others may stand beside it.
func mark(picture *image.RGBA, code image.Rectangle) {
	const thick = 2
	ink := image.NewUniform(color.RGBA{R: 0, G: 125, B: 150, A: 255})
	outer := code.Inset(-thick - 1)
	inner := outer.Inset(thick)
	for _, edge := range []image.Rectangle{
		image.Rect(outer.Min.X, outer.Min.Y, outer.Max.X, inner.Min.Y), image.Rect(outer.Min.X, inner.Max.Y, outer.Max.X, outer.Max.Y),
		image.Rect(outer.Min.X, inner.Min.Y, inner.Min.X, inner.Max.Y), image.Rect(inner.Max.X, inner.Min.Y, outer.Max.X, inner.Max.Y),
	} {
		draw.Draw(picture, edge, ink, image.Point{}, draw.Src)
	}
}

// soften lets neighbouring pixels run into each other, twice in both directions.
func soften(picture *image.RGBA) {
	b := picture.Bounds()
	for range 2 {
		for y := range b.Dy() {
			soften1(picture.Pix[y*picture.Stride:], 4, b.Dx())
		}
		for x := range b.Dx() {
			soften1(picture.Pix[4*x:], picture.Stride, b.Dy())
		}
	}
}

// soften1 softens a row or column of n pixels that are step bytes apart.
func soften1(pix []uint8, step, n int) {
	for channel := range 4 {
		before := int(pix[channel])
		for i := range n {
			at := i*step + channel
			here, after := int(pix[at]), int(pix[at])
			if i+1 < n {
				after = int(pix[at+step])
			}
			pix[at] = uint8((before + 2*here + after + 2) / 4)
			before = here
		}
	}
}

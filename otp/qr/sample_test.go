package qr

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

var updateSample = flag.Bool("update", false, "draw assets/sample/einrichtung.png anew")

// samplePayload is what the sample screenshot shows. Everybody may know this secret.
const samplePayload = "otpauth://totp/Amainvoice:kanzlei%40example.de?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice"

// TestSample holds assets/sample/einrichtung.png readable: the picture that the manual, the demo run and
// the first start use. It is drawn here; to change it:
//
//	go test ./otp/qr -run TestSample -update
func TestSample(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "assets", "sample", "einrichtung.png")
	drawn := drawSample(t)
	if *updateSample {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, drawn); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	for name, img := range map[string]image.Image{"stored": stored, "drawn": drawn} {
		if b := img.Bounds(); b.Dx() != 1920 || b.Dy() != 1080 {
			t.Errorf("%s: %v", name, b)
		}
		symbols, err := patient.Decode(context.Background(), img)
		if err != nil || len(symbols) != 1 || symbols[0].Payload != samplePayload {
			t.Errorf("%s: %d symbols, error %v", name, len(symbols), err)
		}
	}
}

// Colours of the drawn browser and page.
var (
	white  = color.RGBA{255, 255, 255, 255}
	tabBar = color.RGBA{222, 225, 232, 255} // tab bar
	bar    = color.RGBA{241, 243, 247, 255} // address field
	ground = color.RGBA{246, 247, 250, 255}
	line   = color.RGBA{222, 226, 234, 255}
	ink    = color.RGBA{28, 34, 48, 255}
	muted  = color.RGBA{100, 110, 128, 255}
	brand  = color.RGBA{24, 92, 140, 255}
	pale   = color.RGBA{230, 240, 248, 255}
)

// canvas draws a page; lengths in pixels.
type canvas struct {
	*image.RGBA
	t testing.TB
}

// fill fills a path that lies within the rectangle; the path is drawn relative to its corner.
func (c canvas) fill(x, y, w, h float32, ink color.Color, path func(z *vector.Rasterizer, x, y float32)) {
	r := image.Rect(int(x), int(y), int(x+w)+2, int(y+h)+2)
	z := vector.NewRasterizer(r.Dx(), r.Dy())
	path(z, x-float32(r.Min.X), y-float32(r.Min.Y))
	z.ClosePath()
	z.Draw(c, r, image.NewUniform(ink), image.Point{})
}

// box fills a rectangle with round corners.
func (c canvas) box(x, y, w, h, r float32, ink color.Color) {
	const k = 0.5523 // a quarter circle as a Bézier curve
	c.fill(x, y, w, h, ink, func(z *vector.Rasterizer, x, y float32) {
		z.MoveTo(x+r, y)
		z.LineTo(x+w-r, y)
		z.CubeTo(x+w-r+k*r, y, x+w, y+r-k*r, x+w, y+r)
		z.LineTo(x+w, y+h-r)
		z.CubeTo(x+w, y+h-r+k*r, x+w-r+k*r, y+h, x+w-r, y+h)
		z.LineTo(x+r, y+h)
		z.CubeTo(x+r-k*r, y+h, x, y+h-r+k*r, x, y+h-r)
		z.LineTo(x, y+r)
		z.CubeTo(x, y+r-k*r, x+r-k*r, y, x+r, y)
	})
}

// framed is a box with a border one pixel wide.
func (c canvas) framed(x, y, w, h, r float32, fill, border color.Color) {
	c.box(x, y, w, h, r, border)
	c.box(x+1, y+1, w-2, h-2, r-1, fill)
}

// stroke is a straight line of the given width, between two points.
func (c canvas) stroke(x0, y0, x1, y1, width float32, ink color.Color) {
	l := float32(point{float64(x1 - x0), float64(y1 - y0)}.length())
	nx, ny := (y0-y1)/l*width/2, (x1-x0)/l*width/2 // across the line
	left, top := min(x0, x1)-width, min(y0, y1)-width
	c.fill(left, top, max(x0, x1)+width-left, max(y0, y1)+width-top, ink, func(z *vector.Rasterizer, x, y float32) {
		x, y = x-left, y-top
		z.MoveTo(x0+x+nx, y0+y+ny)
		z.LineTo(x1+x+nx, y1+y+ny)
		z.LineTo(x1+x-nx, y1+y-ny)
		z.LineTo(x0+x-nx, y0+y-ny)
	})
}

// text writes a line with its baseline at y and gives the x behind it.
func (c canvas) text(x, y int, ttf []byte, size float64, ink color.Color, s string) int {
	c.t.Helper()
	f, err := opentype.Parse(ttf)
	if err != nil {
		c.t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		c.t.Fatal(err)
	}
	defer face.Close()
	d := font.Drawer{Dst: c, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(s)
	return d.Dot.X.Round()
}

// drawSample draws a browser window with the page of a service that sets up its second factor.
func drawSample(t testing.TB) image.Image {
	t.Helper()
	c := canvas{image.NewRGBA(image.Rect(0, 0, 1920, 1080)), t}
	draw.Draw(c, c.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	c.browser()

	// The page: head, then a card with three steps and the code beside them.
	c.box(0, 96, 1920, 72, 0, white)
	c.box(0, 167, 1920, 1, 0, line)
	c.box(240, 116, 34, 34, 9, brand)
	c.stroke(248, 141, 257, 125, 4, white)
	c.stroke(257, 125, 266, 141, 4, white)
	c.text(286, 141, gobold.TTF, 23, ink, "Amainvoice")
	for _, m := range []struct {
		x int
		s string
	}{{520, "Rechnungen"}, {662, "Mandanten"}, {796, "Auswertungen"}} {
		c.text(m.x, 139, goregular.TTF, 17, muted, m.s)
	}
	c.text(968, 139, gomedium.TTF, 17, brand, "Konto")
	c.box(968, 164, 49, 4, 0, brand)
	c.box(1642, 114, 38, 38, 19, pale)
	c.text(1655, 139, gomedium.TTF, 17, brand, "K")
	c.text(1476, 139, goregular.TTF, 16, muted, "kanzlei@example.de")

	c.text(240, 232, goregular.TTF, 16, muted, "Konto   ›   Sicherheit   ›   Zwei-Faktor-Authentifizierung")
	c.text(240, 286, gobold.TTF, 36, ink, "Zwei-Faktor-Authentifizierung einrichten")

	c.framed(240, 326, 1440, 640, 16, white, line)
	c.step(296, 396, "1", "Authentifizierungs-App öffnen",
		"Öffnen Sie auf Ihrem Gerät eine Authentifizierungs-App", "und wählen Sie dort „Konto hinzufügen“.")
	c.step(296, 520, "2", "QR-Code einlesen",
		"Lesen Sie den nebenstehenden QR-Code mit der App ein.", "Alternativ geben Sie diesen Schlüssel von Hand ein:")
	c.framed(352, 612, 560, 52, 8, ground, line)
	c.text(372, 645, gomono.TTF, 18, ink, "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP")
	c.step(296, 726, "3", "Code bestätigen",
		"Geben Sie den sechsstelligen Code ein, den die App anzeigt.")
	for i := range 6 {
		c.framed(float32(352+i*64+i/3*16), 788, 52, 60, 8, white, line)
	}
	c.framed(351, 787, 54, 62, 9, brand, brand)
	c.box(353, 789, 50, 58, 7, white)
	c.box(376, 804, 2, 28, 0, ink)
	c.box(352, 882, 220, 52, 10, brand)
	c.text(414, 914, gomedium.TTF, 18, white, "Bestätigen")
	c.text(606, 914, gomedium.TTF, 18, brand, "Abbrechen")

	code := encode(t, samplePayload, 7)
	side := float32(code.Bounds().Dx())
	x, y := 1640-side-56, float32(386)
	c.framed(x-12, y-12, side+24, side+24, 14, white, line)
	draw.Draw(c, code.Bounds().Add(image.Pt(int(x), int(y))), code, image.Point{}, draw.Src)
	c.text(int(x), int(y+side)+52, gomedium.TTF, 18, ink, "Amainvoice: kanzlei@example.de")
	c.text(int(x), int(y+side)+82, goregular.TTF, 16, muted, "Zeitbasiert, 6 Ziffern, alle 30 Sekunden neu")
	return c.RGBA
}

// step is a numbered instruction.
func (c canvas) step(x, y int, number, title string, lines ...string) {
	c.box(float32(x), float32(y-26), 36, 36, 18, pale)
	c.text(x+13, y-2, gobold.TTF, 18, brand, number)
	c.text(x+56, y, gomedium.TTF, 22, ink, title)
	for i, s := range lines {
		c.text(x+56, y+36+i*28, goregular.TTF, 18, muted, s)
	}
}

// browser draws tab bar and address bar, 96 pixels high.
func (c canvas) browser() {
	c.box(0, 0, 1920, 44, 0, tabBar)
	c.box(12, 8, 380, 46, 10, white)
	c.box(28, 18, 18, 18, 5, brand)
	c.text(56, 33, goregular.TTF, 15, ink, "Zwei-Faktor-Authentifizierung einrichten")
	c.stroke(366, 22, 376, 32, 1.6, muted)
	c.stroke(376, 22, 366, 32, 1.6, muted)
	c.stroke(412, 26, 426, 26, 1.8, muted)
	c.stroke(419, 19, 419, 33, 1.8, muted)
	for i, x := range []float32{1776, 1826, 1876} { // minimize, maximize, close
		switch i {
		case 0:
			c.stroke(x-7, 23, x+7, 23, 1.6, muted)
		case 1:
			c.framed(x-6, 16, 13, 13, 2, tabBar, muted)
		case 2:
			c.stroke(x-6, 16, x+6, 28, 1.6, muted)
			c.stroke(x+6, 16, x-6, 28, 1.6, muted)
		}
	}
	c.box(0, 44, 1920, 52, 0, white)
	c.box(0, 95, 1920, 1, 0, line)
	for _, x := range []float32{28, 72} { // back and forward
		d := float32(1)
		fill := color.Color(muted)
		if x == 72 {
			d, fill = -1, line
		}
		c.stroke(x-7*d, 70, x+7*d, 70, 2, fill)
		c.stroke(x-7*d, 70, x-1*d, 64, 2, fill)
		c.stroke(x-7*d, 70, x-1*d, 76, 2, fill)
	}
	c.box(120, 53, 1672, 34, 17, bar)
	c.box(140, 69, 12, 9, 2, muted) // padlock
	c.framed(142, 62, 8, 10, 4, bar, muted)
	end := c.text(166, 75, goregular.TTF, 16, ink, "konto.example.de")
	c.text(end, 75, goregular.TTF, 16, muted, "/sicherheit/zwei-faktor")
	for i := range 3 {
		c.box(1882, float32(61+i*7), 4, 4, 2, muted)
	}
}

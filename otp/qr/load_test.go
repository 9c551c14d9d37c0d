package qr

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// encoded gives a picture as a file.
func encoded(t testing.TB, img image.Image, write func(io.Writer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeJPEG(w io.Writer, img image.Image) error { return jpeg.Encode(w, img, nil) }
func writeGIF(w io.Writer, img image.Image) error  { return gif.Encode(w, img, nil) }
func writeTIFF(w io.Writer, img image.Image) error {
	return tiff.Encode(w, img, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
}

func TestEveryFormat(t *testing.T) {
	t.Parallel()
	code := encode(t, alice, 4)
	files := map[string][]byte{
		"png": encoded(t, code, png.Encode), "jpeg": encoded(t, code, writeJPEG), "gif": encoded(t, code, writeGIF),
		"bmp": encoded(t, code, bmp.Encode), "tiff": encoded(t, code, writeTIFF),
	}
	// Kinds that Go cannot write; all show alice.
	for _, name := range []string{"lossless.webp", "lossy.webp", "alpha.webp", "progressive.jpg", "cmyk.jpg", "fax.tif"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, err := Load(data)
			if err != nil {
				t.Fatal(err)
			}
			if img.Bounds() != code.Bounds() {
				t.Errorf("bounds %v, want %v", img.Bounds(), code.Bounds())
			}
			symbols, err := patient.Decode(context.Background(), img)
			if err != nil || len(symbols) != 1 || symbols[0].Payload != alice {
				t.Errorf("%d symbols, error %v", len(symbols), err)
			}
		})
	}
}

// withOrientation puts an EXIF segment behind the first marker of a JPEG.
func withOrientation(jpeg []byte, order binary.AppendByteOrder, magic string, orientation uint16) []byte {
	s := []byte("Exif\x00\x00" + magic)
	s = order.AppendUint32(s, 8)      // the first directory follows at once
	s = order.AppendUint16(s, 2)      // two entries
	s = order.AppendUint16(s, 0x010f) // maker: 3 characters
	s = order.AppendUint16(s, 2)
	s = order.AppendUint32(s, 3)
	s = append(s, 'X', 'Y', 0, 0)
	s = order.AppendUint16(s, 0x0112)
	s = order.AppendUint16(s, 3)
	s = order.AppendUint32(s, 1)
	s = order.AppendUint16(s, orientation)
	s = append(s, 0, 0, 0, 0, 0, 0)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(s)+2))
	return append(append(head, s...), jpeg[2:]...)
}

func TestOrientation(t *testing.T) {
	t.Parallel()
	// The stored picture has red and green at the top, blue and white at the bottom. What is to be seen
	// follows from the table of EXIF 2.3, 4.6.4 A: where the stored first row and column are to be shown.
	seen := map[uint16]string{
		1: "RG/BW", 2: "GR/WB", 3: "WB/GR", 4: "BW/RG", 5: "RB/GW", 6: "BR/WG", 7: "WG/BR", 8: "GW/RB",
		0: "RG/BW", 9: "RG/BW", // not defined: as stored
	}
	stored := page(64, 32, color.White)
	for y := range 32 {
		for x := range 64 {
			stored.Set(x, y, [2][2]color.RGBA{
				{{255, 0, 0, 255}, {0, 255, 0, 255}}, {{0, 0, 255, 255}, {255, 255, 255, 255}},
			}[y/16][x/32])
		}
	}
	name := func(c color.Color) string {
		r, g, b, _ := c.RGBA()
		return map[[3]bool]string{
			{true, false, false}: "R", {false, true, false}: "G", {false, false, true}: "B", {true, true, true}: "W",
		}[[3]bool{r > 0x8000, g > 0x8000, b > 0x8000}]
	}
	for _, base := range []image.Image{stored, luminanceOf(stored)} {
		plain := encoded(t, base, writeJPEG)
		for o, want := range seen {
			for _, data := range [][]byte{
				withOrientation(plain, binary.BigEndian, "MM\x00*", o), withOrientation(plain, binary.LittleEndian, "II*\x00", o),
			} {
				img, err := Load(data)
				if err != nil {
					t.Fatal(err)
				}
				b := img.Bounds()
				if wide := o < 5 || o > 8; wide != (b.Dx() == 64 && b.Dy() == 32) || wide == (b.Dx() == 32 && b.Dy() == 64) {
					t.Errorf("orientation %d: %v", o, b)
				}
				if base != image.Image(stored) {
					continue // grey: only that nothing breaks
				}
				at := func(x, y int) string { return name(img.At(x*b.Dx()/4, y*b.Dy()/4)) }
				if got := at(1, 1) + at(3, 1) + "/" + at(1, 3) + at(3, 3); got != want {
					t.Errorf("orientation %d: %s, want %s", o, got, want)
				}
			}
		}
	}
	code := encoded(t, encode(t, alice, 4), writeJPEG)
	for o := range uint16(9) {
		img, err := Load(withOrientation(code, binary.BigEndian, "MM\x00*", o))
		if err != nil {
			t.Fatal(err)
		}
		if symbols, err := patient.Decode(context.Background(), img); err != nil || symbols[0].Payload != alice {
			t.Errorf("orientation %d: %v", o, err)
		}
	}
	// A directory that is cut off anywhere is no orientation, and no panic.
	data := withOrientation([]byte{0xff, 0xd8}, binary.BigEndian, "MM\x00*", 6)
	for n := range data {
		cut := append([]byte(nil), data[:n]...)
		if n > 6 {
			binary.BigEndian.PutUint16(cut[4:], uint16(n-4))
		}
		if o := orientation(cut); o != 1 && n < len(data)-6 {
			t.Errorf("cut at %d: orientation %d", n, o)
		}
	}
}

func luminanceOf(img image.Image) image.Image {
	p := grey(img)
	return &image.Gray{Pix: p.pix, Stride: p.w, Rect: image.Rect(0, 0, p.w, p.h)}
}

// chunk is a PNG chunk.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// bomb is a PNG of w by h pixels in one bit grey, all black.
func bomb(t testing.TB, w, h int) []byte {
	t.Helper()
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]byte, ((w+7)/8+1)*100)
	for range h / 100 {
		if _, err := z.Write(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(size, 1, 0, 0, 0, 0))...)
	b = append(b, chunk("IDAT", packed.Bytes())...)
	return append(b, chunk("IEND", nil)...)
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	wide := func(depth, colour byte, w, h uint32) []byte {
		size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
		return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(size, depth, colour, 0, 0, 0))...)
	}
	bmpHeader := encoded(t, page(2, 2, color.White), bmp.Encode)[:54]
	bigBMP := append([]byte(nil), bmpHeader...)
	binary.LittleEndian.PutUint32(bigBMP[18:], 7000)
	binary.LittleEndian.PutUint32(bigBMP[22:], 7000)
	progressive, err := os.ReadFile(filepath.Join("testdata", "progressive.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	progressive = append([]byte(nil), progressive...)
	sof := bytes.Index(progressive, []byte{0xff, 0xc2})
	binary.BigEndian.PutUint16(progressive[sof+5:], 6000)
	binary.BigEndian.PutUint16(progressive[sof+7:], 6000)
	directory, err := base64.StdEncoding.DecodeString("DgAAAQMAAQAAAAgAAAABAQMAAQAAAAgAAAACAQMAAgAAABAAEAADAQMAAQAAAAEAAAAGAQMAAQAAAAEAAAAKAQMAAQAAAAEAAAARAQQAAQAAAAgAAAASAQMAAQAAAAEAAAAVAQMAAQAAAAIAAAAWAQMAAQAAAAgAAAAXAQQAAQAAAAABAAAcAQMAAQAAAAEAAAApAQMAAgAAAAAAAQBSAQMAAQAAAAIAAAAAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	greyAlpha := append([]byte("II*\x00\x08\x01\x00\x00"+strings.Repeat("\xff", 256)), directory...) // ImageMagick wrote it
	tests := []struct {
		name   string
		data   []byte
		reason Reason
	}{
		{"nothing", nil, ReasonEmpty},
		{"zip", []byte("PK\x03\x04\x14\x00\x00\x00\x08\x00 and so on"), ReasonArchive},
		{"pdf", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), ReasonPDF},
		{"heic", []byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic"), ReasonHEIC},
		{"heif", []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00"), ReasonHEIC},
		{"web page", []byte("\r\n <!DOCTYPE HTML><html>"), ReasonWebPage},
		{"drawing", []byte("\xef\xbb\xbf<?xml version=\"1.0\"?><svg/>"), ReasonWebPage},
		{"text", []byte("otpauth://totp/"), ReasonText},
		{"text in UTF-16", []byte("\xff\xfeo\x00t\x00p\x00"), ReasonText},
		{"program", []byte("MZ\x90\x00\x03\x00\x00\x00"), ReasonUnknownFormat},
		{"zeros", make([]byte, 3000), ReasonUnknownFormat},
		{"only a signature", []byte("\x89PNG\r\n\x1a\n"), ReasonDamaged},
		{"too large a file", make([]byte, MaxFileSize+1), ReasonFileTooLarge},
		{"bomb", wide(1, 0, 30000, 30000), ReasonTooManyPixels},
		{"largest header", wide(16, 6, 1<<31-1, 1<<31-1), ReasonUnsupported}, // the library refuses it
		{"60,000 squared", wide(16, 6, 60000, 60000), ReasonTooManyPixels},
		{"64 megapixels and a few", wide(8, 2, 8001, 8000), ReasonTooManyPixels},
		{"50 megapixels of 16 bits", wide(16, 6, 10000, 5000), ReasonTooManyPixels},
		{"64 megapixels of nothing", wide(8, 2, 8000, 8000), ReasonDamaged},
		{"gif", append([]byte("GIF89a\xff\xff\xff\xff\x80\x00\x00"), make([]byte, 6)...), ReasonTooManyPixels},
		{"bmp that claims 49 megapixels", bigBMP, ReasonDamaged},
		{"progressive of 36 megapixels", progressive, ReasonTooManyPixels},
		{"webp", []byte("RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00\x00\x00\x00\x00"), ReasonDamaged},
		{"tiff of 16-bit grey and alpha", greyAlpha, ReasonUnsupported},
		{"tiff", []byte("II*\x00\x08\x00\x00\x00\xff\xff"), ReasonDamaged},
	}
	for _, test := range tests {
		img, err := Load(test.data)
		var e *Error
		if !errors.As(err, &e) || e.Reason != test.reason {
			t.Errorf("%s: error %v, want %s", test.name, err, test.reason)
		}
		if img != nil {
			t.Errorf("%s: a picture beside the error", test.name)
		}
	}
	_, err = Load(wide(1, 0, 30000, 30000))
	var e *Error
	if !errors.As(err, &e) || e.Limit != 64 || e.Actual != 900 || e.Width != 30000 || e.Height != 30000 || e.Format != "PNG" {
		t.Errorf("bomb: %+v", e)
	}
	if !errors.Is(err, &Error{Reason: ReasonTooManyPixels}) || errors.Is(err, ErrNone) {
		t.Error("errors.Is does not go by the reason")
	}
}

// TestBomb is not parallel: it measures allocations and time.
func TestBomb(t *testing.T) {
	data := bomb(t, 30000, 30000)
	best := time.Hour
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := Load(data)
		best = min(best, time.Since(start))
		runtime.ReadMemStats(&after)
		if !errors.Is(err, &Error{Reason: ReasonTooManyPixels}) {
			t.Fatal(err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%d bytes allocated", n)
		}
	}
	if best > 50*time.Millisecond {
		t.Errorf("refused after %v", best)
	}
}

func TestCutOff(t *testing.T) {
	t.Parallel()
	code := encode(t, alice, 2)
	for name, data := range map[string][]byte{
		"png": encoded(t, code, png.Encode), "jpeg": encoded(t, code, writeJPEG), "gif": encoded(t, code, writeGIF),
		"bmp": encoded(t, code, bmp.Encode), "tiff": encoded(t, code, writeTIFF),
	} {
		step := max(1, len(data)/400)
		for n := 0; n < len(data); n += step {
			img, err := Load(data[:n])
			var e *Error
			if err == nil && n < len(data)-20 && name != "gif" || err != nil && !errors.As(err, &e) {
				t.Errorf("%s cut at %d of %d: %v", name, n, len(data), err)
			}
			if err == nil && img.Bounds() != code.Bounds() {
				t.Errorf("%s cut at %d: %v", name, n, img.Bounds())
			}
		}
	}
}

func TestPanicOfAPictureLibraryIsContained(t *testing.T) {
	t.Parallel()
	_, err := contained(nil, func(io.Reader) (image.Image, error) { panic("hostile") })
	if err == nil || !strings.Contains(err.Error(), "hostile") {
		t.Errorf("error %v", err)
	}
}

// TestTexts holds the translations complete: every reason has its sentences, and these use only values
// that TextArgs gives.
func TestTexts(t *testing.T) {
	t.Parallel()
	braces := regexp.MustCompile(`\{(\w+)\}`)
	for _, language := range []string{"de", "en"} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "assets", "translation", language+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		for _, r := range Reasons() {
			e := &Error{Reason: r}
			text := texts[e.TextKey()]
			if text == "" {
				t.Errorf("%s: no text for %s", language, e.TextKey())
			}
			for _, m := range braces.FindAllStringSubmatch(text, -1) {
				if _, ok := e.TextArgs()[m[1]]; !ok {
					t.Errorf("%s: %s names {%s}", language, e.TextKey(), m[1])
				}
			}
		}
	}
}

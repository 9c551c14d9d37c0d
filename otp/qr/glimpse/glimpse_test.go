package glimpse_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/glimpse"
)

const (
	secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	link   = "otpauth://totp/Amainvoice:kanzlei%40example.de?secret=" + secret + "&issuer=Amainvoice"
)

// sheet is a page with codes, and the key in letters below each.
func sheet(t *testing.T, module, letters int, payloads ...string) *image.RGBA {
	t.Helper()
	page := image.NewRGBA(image.Rect(0, 0, 1366, 768))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.RGBA{236, 240, 243, 255}), image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(0, 0, 1366, 60), image.NewUniform(color.RGBA{20, 90, 120, 255}), image.Point{}, draw.Src)
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(letters), DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	for i, payload := range payloads {
		code, err := qr.Encode(payload, module)
		if err != nil {
			t.Fatal(err)
		}
		at := image.Pt(120+i*(code.Bounds().Dx()+60), 120)
		draw.Draw(page, code.Bounds().Add(at), code, image.Point{}, draw.Src)
		d := font.Drawer{Dst: page, Src: image.Black, Face: face, Dot: fixed.P(at.X, at.Y+code.Bounds().Dy()+letters+6)}
		d.DrawString("Schlüssel: " + secret)
	}
	return page
}

func see(t *testing.T, picture image.Image) []image.Image {
	t.Helper()
	found, err := (qr.Reader{Budget: time.Minute}).Decode(t.Context(), picture)
	if err != nil {
		t.Fatal(err)
	}
	var all []image.Image
	for i := range found {
		seen := glimpse.Of(t.Context(), picture, found, i)
		if seen == nil {
			t.Fatal("nothing to see")
		}
		all = append(all, seen)
	}
	return all
}

// keep writes a picture for whoever looks, if KANZLEICODE_SCREENSHOTS names a folder.
func keep(t *testing.T, name string, picture image.Image) {
	t.Helper()
	if folder := os.Getenv("KANZLEICODE_SCREENSHOTS"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, "glimpse-"+name+".png"), encoded(t, picture), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func encoded(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// larger is how a picture might be enlarged by whoever wants to read it.
func larger(picture image.Image, times int, how draw.Scaler) image.Image {
	large := image.NewRGBA(image.Rectangle{Max: picture.Bounds().Size().Mul(times)})
	how.Scale(large, large.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return large
}

// unreadable fails if any reader finds a code, or the key, in a picture of any size.
func unreadable(t *testing.T, seen image.Image) {
	t.Helper()
	for name, picture := range map[string]image.Image{
		"as it is": seen, "4 times": larger(seen, 4, draw.CatmullRom),
	} {
		if found, err := (qr.Reader{Budget: 300 * time.Millisecond}).Decode(t.Context(), picture); !errors.Is(err, qr.ErrNone) {
			t.Errorf("%s: %d codes are read", name, len(found))
		}
		for _, program := range [][]string{{"zbarimg", "-q", "-"}, {"tesseract", "-", "-", "--psm", "11"}} {
			said := run(t, encoded(t, picture), program)
			// Even a third of the key would be too much.
			letters := strings.Join(strings.Fields(strings.ToUpper(said)), "")
			for i := 0; i+10 <= len(secret); i++ {
				if strings.Contains(letters, secret[i:i+10]) {
					t.Errorf("%s: %s reads the key", name, program[0])
					break
				}
			}
			if program[0] == "zbarimg" && strings.TrimSpace(said) != "" {
				t.Errorf("%s: zbarimg reads a code", name)
			}
		}
	}
}

func run(t *testing.T, picture []byte, program []string) string {
	t.Helper()
	path, err := exec.LookPath(program[0])
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(program[0] + " is not installed")
		}
		return ""
	}
	args := program[1:]
	if program[0] == "zbarimg" { // it reads no pipe everywhere
		file := filepath.Join(t.TempDir(), "glimpse.png")
		if err := os.WriteFile(file, picture, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args[:len(args)-1:len(args)-1], file)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin = bytes.NewReader(picture)
	out, _ := cmd.Output() // zbarimg ends with 4 where it finds nothing
	return string(out)
}

func TestNothingCanBeReadInAGlimpse(t *testing.T) {
	t.Parallel()
	other := strings.Replace(link, "kanzlei", "zweite", 1)
	for name, picture := range map[string]image.Image{
		"small code":                       sheet(t, 3, 14, link),
		"large letters":                    sheet(t, 4, 20, link),
		"large code":                       sheet(t, 9, 18, link),
		"the same code twice, and another": sheet(t, 4, 14, link, link, other),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath("zbarimg"); err == nil && !strings.Contains(run(t, encoded(t, picture), []string{"zbarimg", "-q", "-"}), secret) {
				t.Error("zbarimg reads nothing in the picture itself, and proves nothing")
			}
			for i, seen := range see(t, picture) {
				keep(t, fmt.Sprintf("%s-%d", strings.ReplaceAll(name, " ", "-"), i), larger(seen, 2, draw.BiLinear))
				unreadable(t, seen)
			}
		})
	}
}

// TestSampleGlimpse is for the eye too: the picture of the manual.
func TestSampleGlimpse(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "assets", "sample", "einrichtung.png"))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := qr.Load(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, seen := range see(t, picture) {
		keep(t, "sample", larger(seen, 2, draw.BiLinear))
		unreadable(t, seen)
	}
}

// TestGlimpseHasNothingOfTheCode: two codes that differ in their secrets alone look the same.
func TestGlimpseHasNothingOfTheCode(t *testing.T) {
	t.Parallel()
	one := see(t, bare(t, link))[0]
	two := see(t, bare(t, strings.Replace(link, secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1)))[0]
	if !bytes.Equal(encoded(t, one), encoded(t, two)) {
		t.Error("the glimpse depends on the code")
	}
}

// bare is a code on white.
func bare(t *testing.T, payload string) image.Image {
	t.Helper()
	page := image.NewRGBA(image.Rect(0, 0, 900, 600))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	code, err := qr.Encode(payload, 5)
	if err != nil {
		t.Fatal(err)
	}
	draw.Draw(page, code.Bounds().Add(image.Pt(300, 150)), code, image.Point{}, draw.Src)
	return page
}

func TestGlimpseAtTheEdge(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode(link, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, seen := range see(t, code) { // the picture is nothing but the code
		if size := seen.Bounds().Size(); size.X > 64 || size.Y > 64 {
			t.Errorf("%v", size)
		}
		unreadable(t, seen)
	}
	tiny := []qr.Symbol{{Bounds: image.Rect(0, 0, 5, 5)}}
	if glimpse.Of(t.Context(), code, tiny, 0) != nil {
		t.Error("a code of five pixels is no picture")
	}
}

func BenchmarkGlimpse(b *testing.B) {
	code, err := qr.Encode(link, 5)
	if err != nil {
		b.Fatal(err)
	}
	page := image.NewRGBA(image.Rect(0, 0, 1920, 1080))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(page, code.Bounds().Add(image.Pt(600, 300)), code, image.Point{}, draw.Src)
	found, err := qr.Decode(b.Context(), page)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		glimpse.Of(b.Context(), page, found, 0)
	}
}

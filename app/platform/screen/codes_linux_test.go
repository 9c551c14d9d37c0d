package screen

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kanzleicode/otp/qr"
)

// What the pictures of the screen are for: QR codes that stand on it.

const account = "otpauth://totp/Kanzlei:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Kanzlei"

// withCode is a grey desktop with a QR code whose upper left corner stands at the place.
func withCode(t testing.TB, desktop, place image.Point) *image.RGBA {
	t.Helper()
	code, err := qr.Encode(account, 4)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rectangle{Max: desktop})
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{Y: 120}), image.Point{}, draw.Src)
	draw.Draw(img, code.Bounds().Add(place), code, image.Point{}, draw.Src)
	return img
}

// places are the codes that the shots show, as rectangles of the desktop.
func places(t *testing.T, shots []Shot) []image.Rectangle {
	t.Helper()
	var found []image.Rectangle
	for _, shot := range shots {
		symbols, err := qr.Decode(t.Context(), shot.Image)
		if err != nil && !errors.Is(err, qr.ErrNone) {
			t.Fatal(err)
		}
		for _, s := range symbols {
			if s.Payload != account {
				t.Errorf("something else was read")
			}
			found = append(found, s.Bounds.Add(shot.Bounds.Min))
		}
	}
	return found
}

// about reports whether the only code stands where it should, to a module or two, without its light margin.
func about(found []image.Rectangle, place image.Point, side int) bool {
	want := image.Rectangle{Min: place, Max: place.Add(image.Pt(side, side))}.Inset(4 * 4)
	return len(found) == 1 && found[0].In(want.Inset(-8)) && want.Inset(8).In(found[0])
}

// TestX11CodeOnSecondMonitor: the monitors have unequal sizes and heights, and there is a gap between them.
// The code is found on the second one, and its place on the desktop is known.
func TestX11CodeOnSecondMonitor(t *testing.T) {
	t.Parallel()
	display := server(t, "1400x800x24")
	first, second := image.Rect(0, 130, 600, 800), image.Rect(640, 17, 1400, 700)
	monitors(t, display, first, second)
	place := image.Pt(900, 300)
	picture := withCode(t, image.Pt(1400, 800), place)
	paint(t, display, func(x, y int) uint32 {
		c := picture.RGBAAt(x, y)
		return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
	}, image.Rectangle{}, 0)

	shots, err := session{display: display}.capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(shots) != 2 || shots[0].Bounds != first || shots[1].Bounds != second {
		t.Fatalf("%d shots", len(shots))
	}
	if found := places(t, shots[:1]); found != nil {
		t.Errorf("the first monitor shows a code at %v", found)
	}
	if found := places(t, shots[1:]); !about(found, place, codeSide(t)) {
		t.Errorf("the code is found at %v, it stands at %v", found, place)
	}
}

// TestNegativePlaces: monitors left of and above the main one have negative coordinates on Windows.
func TestNegativePlaces(t *testing.T) {
	t.Parallel()
	place := image.Pt(-1500, -200)
	bounds := image.Rect(-1920, -300, 0, 780)
	shot := Shot{Bounds: bounds, Image: withCode(t, bounds.Size(), place.Sub(bounds.Min))}
	if found := places(t, []Shot{shot}); !about(found, place, codeSide(t)) {
		t.Errorf("the code is found at %v, it stands at %v", found, place)
	}
}

func codeSide(t *testing.T) int {
	t.Helper()
	code, err := qr.Encode(account, 4)
	if err != nil {
		t.Fatal(err)
	}
	return code.Bounds().Dx()
}

// TestPortalCode: the desktop's picture shows a code. It is read, and nothing of the picture stays in the
// folder, under whatever name.
func TestPortalCode(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "Bildschirmfoto vom 22.11.png")
	var file bytes.Buffer
	if err := png.Encode(&file, withCode(t, image.Pt(900, 500), image.Pt(300, 120))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	address := privateBus(t)
	serve(t, address, &fake{behave: answer(0, taken(path))})
	shots, err := at(address).capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if found := places(t, shots); !about(found, image.Pt(300, 120), codeSide(t)) {
		t.Errorf("the code is found at %v", found)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%v stays behind (%v)", left, err)
	}
}

// TestPortalEmptied: a picture in a folder that does not let it go is emptied.
func TestPortalEmptied(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "picture.png")
	if err := os.WriteFile(path, pngFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o700)
	if _, err := readAndDelete(path); err != nil {
		t.Error(err)
	}
	content, err := os.ReadFile(path) // root may delete it all the same
	if !errors.Is(err, os.ErrNotExist) && (err != nil || !slices.Equal(content, nil)) {
		t.Errorf("%d bytes are left (%v)", len(content), err)
	}
}

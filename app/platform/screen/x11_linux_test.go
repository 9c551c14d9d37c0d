package screen

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// These tests run against a real X server of their own.

// need skips a test where the programs are not installed, unless all tests are asked for.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatalf("%s is not installed; make test installs it", program)
		}
		t.Skipf("%s is not installed; make test installs it", program)
	}
}

// server starts an X server with a screen such as "800x600x24" and returns its display.
func server(t testing.TB, screen string) string {
	t.Helper()
	need(t, "Xvfb")
	told, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	// A server without -noreset starts anew with every last connection that ends.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", screen)
	cmd.ExtraFiles = []*os.File{tell}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	_ = tell.Close()
	if err := told.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	// To the end of the line: a server whose pipe is closed before ends.
	number, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		t.Fatalf("the X server did not start: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// monitors divides the screen of a server, as several monitors do.
func monitors(t testing.TB, display string, places ...image.Rectangle) {
	t.Helper()
	need(t, "xrandr")
	output := "screen" // the one that the server has; the others are monitors without an output
	for i, p := range places {
		geometry := fmt.Sprintf("%d/200x%d/150+%d+%d", p.Dx(), p.Dy(), p.Min.X, p.Min.Y)
		out, err := exec.Command("xrandr", "-display", display, "--setmonitor", fmt.Sprintf("M%d", i), geometry, output).CombinedOutput()
		if err != nil {
			t.Fatalf("xrandr: %v\n%s", err, out)
		}
		output = "none"
	}
}

// pixel is a value that differs from those of its neighbours in each of its bytes.
func pixel(x, y int) uint32 {
	return uint32(x*7+y*13)&0xff<<16 | uint32(x*29+y*3)&0xff<<8 | uint32(x*5+y*11)&0xff
}

// paint fills the screen with the values of pixel, and covers a part with a window of one colour.
func paint(t testing.TB, display string, value func(x, y int) uint32, window image.Rectangle, fill uint32) {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard)
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	setup := xproto.Setup(conn)
	screen := setup.DefaultScreen(conn)
	gc, err := xproto.NewGcontextId(conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateGC(conn, gc, xproto.Drawable(screen.Root), 0, nil)
	width, height := int(screen.WidthInPixels), int(screen.HeightInPixels)
	for y := range height {
		var row []byte
		for x := range width {
			v := value(x, y)
			row = append(row, byte(v), byte(v>>8))
			if screen.RootDepth > 16 {
				row = append(row, byte(v>>16), byte(v>>24))
			}
		}
		if err := xproto.PutImageChecked(conn, xproto.ImageFormatZPixmap, xproto.Drawable(screen.Root), gc,
			uint16(width), 1, 0, int16(y), 0, screen.RootDepth, row).Check(); err != nil {
			t.Fatal(err)
		}
	}
	if window.Empty() {
		return
	}
	id, err := xproto.NewWindowId(conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(conn, screen.RootDepth, id, screen.Root, int16(window.Min.X), int16(window.Min.Y),
		uint16(window.Dx()), uint16(window.Dy()), 0, xproto.WindowClassInputOutput, screen.RootVisual,
		xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{fill, 1})
	if err := xproto.MapWindowChecked(conn, id).Check(); err != nil {
		t.Fatal(err)
	}
}

func TestX11Monitors(t *testing.T) {
	t.Parallel()
	display := server(t, "1000x600x24")
	left, right := image.Rect(0, 40, 333, 600), image.Rect(333, 0, 1000, 517)
	monitors(t, display, left, right)
	window := image.Rect(300, 100, 400, 150) // on both
	paint(t, display, pixel, window, 0x0080ff)

	s := session{display: display}
	if err := s.available(t.Context()); err != nil {
		t.Error(err)
	}
	shots, err := s.capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var bounds []image.Rectangle
	for _, shot := range shots {
		bounds = append(bounds, shot.Bounds)
		if shot.Image.Bounds() != (image.Rectangle{Max: shot.Bounds.Size()}) {
			t.Fatalf("monitor %v has a picture %v", shot.Bounds, shot.Image.Bounds())
		}
		wrong := 0
		for y := range shot.Bounds.Dy() {
			for x := range shot.Bounds.Dx() {
				at := shot.Bounds.Min.Add(image.Pt(x, y))
				v := pixel(at.X, at.Y)
				if at.In(window) {
					v = 0x0080ff
				}
				if shot.Image.At(x, y) != (color.RGBA{byte(v >> 16), byte(v >> 8), byte(v), 255}) {
					wrong++
				}
			}
		}
		if wrong > 0 {
			t.Errorf("monitor %v: %d pixels are wrong", shot.Bounds, wrong)
		}
	}
	if want := []image.Rectangle{left, right}; !slices.Equal(bounds, want) {
		t.Errorf("monitors %v, want %v", bounds, want)
	}
}

// TestX11Depths: screens of old servers and of Remote Desktop have 65,536 colours, good ones 10 bits each.
func TestX11Depths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		screen string
		white  uint32
		levels func(v uint32) color.RGBA
	}{
		{"101x50x16", 0xffff, func(v uint32) color.RGBA {
			return color.RGBA{byte(v >> 11 & 31 * 255 / 31), byte(v >> 5 & 63 * 255 / 63), byte(v & 31 * 255 / 31), 255}
		}},
		{"101x50x30", 0x3fffffff, func(v uint32) color.RGBA {
			return color.RGBA{byte(v >> 20 & 1023 * 255 / 1023), byte(v >> 10 & 1023 * 255 / 1023), byte(v & 1023 * 255 / 1023), 255}
		}},
	}
	for _, test := range tests {
		t.Run(test.screen, func(t *testing.T) {
			t.Parallel()
			display := server(t, test.screen)
			value := func(x, y int) uint32 {
				if x == 100 {
					return test.white
				}
				return uint32(x*1234577+y*7654321) & test.white
			}
			paint(t, display, value, image.Rectangle{}, 0)
			shots, err := session{display: display}.capture(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(shots) != 1 || shots[0].Bounds != image.Rect(0, 0, 101, 50) {
				t.Fatalf("%d shots, the first %v", len(shots), shots[0].Bounds)
			}
			for y := range 50 {
				for x := range 101 {
					if got, want := shots[0].Image.At(x, y), test.levels(value(x, y)); got != want {
						t.Fatalf("pixel %d,%d is %v, want %v", x, y, got, want)
					}
				}
			}
		})
	}
}

func TestX11Palette(t *testing.T) {
	t.Parallel()
	s := session{display: server(t, "64x64x8")}
	if err := s.available(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v, want %v", err, ErrUnavailable)
	}
}

func TestNoScreen(t *testing.T) {
	t.Parallel()
	for _, display := range []string{"", ":64999", "nonsense"} {
		s := session{display: display}
		if _, err := s.capture(t.Context()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%q: %v, want %v", display, err, ErrUnavailable)
		}
		if err := s.available(t.Context()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%q: %v, want %v", display, err, ErrUnavailable)
		}
	}
}

// TestPixelFormatBigEndian: the server of another machine may write pixels the other way round.
func TestPixelFormatBigEndian(t *testing.T) {
	t.Parallel()
	f := pixelFormat{bytes: 4, pad: 4, order: binary.BigEndian, red: 0xff0000, green: 0xff00, blue: 0xff}
	got := make([]byte, 8)
	f.convert(got, []byte{9, 1, 2, 3, 9, 4, 5, 6})
	if want := []byte{1, 2, 3, 255, 4, 5, 6, 255}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// BenchmarkX11 measures three monitors of 1920×1080.
func BenchmarkX11(b *testing.B) {
	display := server(b, "5760x1080x24")
	monitors(b, display, image.Rect(0, 0, 1920, 1080), image.Rect(1920, 0, 3840, 1080), image.Rect(3840, 0, 5760, 1080))
	s := session{display: display}
	b.ReportAllocs()
	for b.Loop() {
		shots, err := s.capture(b.Context())
		if err != nil || len(shots) != 3 {
			b.Fatal(len(shots), err)
		}
	}
}

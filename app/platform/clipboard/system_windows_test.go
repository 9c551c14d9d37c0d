package clipboard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"os"
	"runtime"
	"testing"
	"time"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/image/bmp"
	"golang.org/x/sys/windows"
)

// writer puts things into the clipboard of this PC, as other programs do.
type writer struct {
	open, close, empty, set, register, alloc, lock, unlock, move *windows.LazyProc
}

// write replaces what is in the clipboard. These tests are for PCs that are there for it.
func write(t *testing.T, formats map[string][]byte) {
	t.Helper()
	if os.Getenv("KANZLEICODE_REQUIRE_ALL") != "1" {
		t.Skip("this would overwrite the clipboard; KANZLEICODE_REQUIRE_ALL=1 allows it")
	}
	user, kernel := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll")
	w := writer{
		user.NewProc("OpenClipboard"), user.NewProc("CloseClipboard"), user.NewProc("EmptyClipboard"), user.NewProc("SetClipboardData"),
		user.NewProc("RegisterClipboardFormatW"), kernel.NewProc("GlobalAlloc"), kernel.NewProc("GlobalLock"), kernel.NewProc("GlobalUnlock"),
		kernel.NewProc("RtlMoveMemory"),
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if opened, _, err := w.open.Call(0); opened != 0 {
			break
		} else if time.Since(start) > 10*time.Second {
			t.Fatal(err)
		}
	}
	defer w.close.Call()
	w.empty.Call()
	for name, data := range formats {
		format := map[string]uintptr{"text": formatUnicodeText, "files": formatFiles, "dib": formatDIB, "dibv5": formatDIBV5}[name]
		if format == 0 {
			wide, err := windows.UTF16PtrFromString(name)
			if err != nil {
				t.Fatal(err)
			}
			format, _, _ = w.register.Call(uintptr(unsafe.Pointer(wide)))
		}
		const movable = 2
		memory, _, err := w.alloc.Call(movable, uintptr(len(data)))
		if memory == 0 {
			t.Fatal(err)
		}
		address, _, _ := w.lock.Call(memory)
		w.move.Call(address, uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)))
		w.unlock.Call(memory)
		if done, _, err := w.set.Call(format, memory); done == 0 {
			t.Fatal(err)
		}
	}
}

func wide(text string) []byte {
	var out []byte
	for _, unit := range append(utf16.Encode([]rune(text)), 0) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

// drop is the content of CF_HDROP: DROPFILES and the paths.
func drop(paths ...string) []byte {
	out := make([]byte, 20)
	out[0], out[16] = 20, 1 // where the paths begin; they are in UTF-16
	for _, path := range paths {
		out = append(out, wide(path)...)
	}
	return append(out, 0, 0)
}

func TestWindows(t *testing.T) {
	small := picture(t)
	large := bytes.Repeat(small, 6<<20/len(small))
	const page = "Version:0.9\r\nStartHTML:00000097\r\n<html><body><!--StartFragment--><img src=\"data:image/png;base64,iVBORw==\"><!--EndFragment-->\x00"
	tests := []struct {
		name    string
		formats map[string][]byte
		want    Content
	}{
		{"text", map[string][]byte{"text": wide("Grüße 🔑\r\n")}, Content{Text: "Grüße 🔑\r\n"}},
		{"PNG", map[string][]byte{"PNG": small}, Content{Pictures: [][]byte{small}}},
		{"6 MB", map[string][]byte{"PNG": large}, Content{Pictures: [][]byte{large}}},
		{"files", map[string][]byte{"files": drop(`C:\qr code.png`, `\\server\share\Grüße.png`)}, Content{Files: []string{`C:\qr code.png`, `\\server\share\Grüße.png`}}},
		{"page", map[string][]byte{"HTML Format": []byte(page), "text": wide("x")}, Content{Pictures: [][]byte{[]byte("\x89PNG")}, Text: "x"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			write(t, test.formats)
			got, err := Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, test.want)
		})
	}
	for _, format := range []string{"dib", "dibv5"} {
		t.Run(format, func(t *testing.T) {
			size := uint32(40)
			if format == "dibv5" {
				size = 124
			}
			write(t, map[string][]byte{format: dib(size, 2, 32, plain, 0, "\xff\x00\x00\x00\xff\xff\xff\x00\x00\x00\xff\x00\x00\xff\x00\x00")})
			got, err := Read(t.Context())
			if err != nil || len(got.Pictures) != 1 {
				t.Fatal(len(got.Pictures), err)
			}
			img, err := bmp.Decode(bytes.NewReader(got.Pictures[0]))
			if err != nil || img.Bounds() != image.Rect(0, 0, 2, 2) {
				t.Fatal(err)
			}
			if c := color.RGBAModel.Convert(img.At(0, 0)); c != (color.RGBA{255, 0, 0, 255}) {
				t.Errorf("the upper left pixel is %v", c)
			}
		})
	}
	t.Run("empty", func(t *testing.T) {
		write(t, nil)
		if _, err := Read(t.Context()); !errors.Is(err, ErrEmpty) {
			t.Errorf("%v, want %v", err, ErrEmpty)
		}
	})
	t.Run("of no use", func(t *testing.T) {
		write(t, map[string][]byte{"Kanzleicode Test": {1}})
		if _, err := Read(t.Context()); !errors.Is(err, ErrNothingUsable) {
			t.Errorf("%v, want %v", err, ErrNothingUsable)
		}
	})
	t.Run("held open", func(t *testing.T) {
		write(t, map[string][]byte{"text": wide("x")})
		hold := func(length time.Duration) {
			held := make(chan bool)
			go func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				// Another program is another window; which one does not matter.
				window, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("GetDesktopWindow").Call()
				opened, _, _ := newAPI().openClipboard.Call(window)
				held <- opened != 0
				time.Sleep(length)
				_, _, _ = newAPI().closeClipboard.Call()
			}()
			if !<-held {
				t.Fatal("the clipboard could not be opened")
			}
		}
		hold(300 * time.Millisecond)
		if got, err := Read(t.Context()); err != nil || got.Text != "x" {
			t.Errorf("for a moment: %v", err)
		}
		hold(patience + 500*time.Millisecond)
		if _, err := Read(t.Context()); !errors.Is(err, ErrBusy) {
			t.Errorf("for long: %v, want %v", err, ErrBusy)
		}
	})
}

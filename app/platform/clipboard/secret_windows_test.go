package clipboard

import (
	"bytes"
	"context"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// TestSecretWindows: the text is there, and with it what asks the history to leave it out.
func TestSecretWindows(t *testing.T) {
	write(t, map[string][]byte{"text": wide("before"), "Kanzleicode Test": {1}})
	for _, text := range []string{"123456", "00089 41"} {
		if err := WriteSecret(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		got, err := Read(t.Context())
		if err != nil || got.Text != text || len(got.Files)+len(got.Pictures) != 0 {
			t.Errorf("read back %+v, %v, want %q", got, err, text)
		}
		for _, name := range unkept {
			if content := raw(t, name); !bytes.Equal(content, make([]byte, 4)) {
				t.Errorf("%s holds %x", name, content)
			}
		}
	}
	if content := raw(t, "Kanzleicode Test"); content != nil {
		t.Errorf("what was there before is left: %x", content)
	}
}

// raw is what stands in a registered format, nil if it is not there.
func raw(t *testing.T, name string) []byte {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	b := &windowsBoard{api: newAPI()}
	if err := b.open(context.Background()); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _, _ = b.api.closeClipboard.Call() }()
	wide, err := windows.UTF16PtrFromString(name)
	if err != nil {
		t.Fatal(err)
	}
	format, _, _ := newWriteAPI().registerClipboardFormat.Call(uintptr(unsafe.Pointer(wide)))
	handle, _, _ := b.api.getClipboardData.Call(format)
	if handle == 0 {
		return nil
	}
	content, err := b.copy(handle)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

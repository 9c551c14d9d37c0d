package screen

import (
	"image"
	"testing"
	"unsafe"
)

func TestLayouts(t *testing.T) {
	t.Parallel()
	// sizeof of the structures of wingdi.h
	for name, sizes := range map[string][2]uintptr{
		"DISPLAY_DEVICEW": {unsafe.Sizeof(displayDevice{}), 840},
		"DEVMODEW":        {unsafe.Sizeof(deviceMode{}), 220},
		"BITMAPINFO":      {unsafe.Sizeof(bitmapInfo{}), 44},
	} {
		if sizes[0] != sizes[1] {
			t.Errorf("%s has %d bytes, want %d", name, sizes[0], sizes[1])
		}
	}
}

func TestWindows(t *testing.T) {
	t.Parallel()
	if err := Available(); err != nil {
		t.Skipf("no desktop: %v", err)
	}
	shots, err := Capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, shot := range shots {
		if shot.Image.Bounds() != (image.Rectangle{Max: shot.Bounds.Size()}) {
			t.Errorf("monitor %v has a picture %v", shot.Bounds, shot.Image.Bounds())
		}
		t.Logf("monitor %v, in the middle %v", shot.Bounds, shot.Image.At(shot.Bounds.Dx()/2, shot.Bounds.Dy()/2))
	}
}

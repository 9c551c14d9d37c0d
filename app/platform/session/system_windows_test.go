package session

import (
	"context"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

func TestLayouts(t *testing.T) {
	// sizeof of the structures of winuser.h on 64-bit Windows
	for name, sizes := range map[string][2]uintptr{
		"WNDCLASSEXW":   {unsafe.Sizeof(windowClass{}), 80},
		"MSG":           {unsafe.Sizeof(message{}), 48},
		"LASTINPUTINFO": {unsafe.Sizeof(lastInput{}), 8},
	} {
		if unsafe.Sizeof(uintptr(0)) == 8 && sizes[0] != sizes[1] {
			t.Errorf("%s has %d bytes, want %d", name, sizes[0], sizes[1])
		}
	}
}

// TestMessages sends the invisible window what Windows would.
func TestMessages(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	left := Watch(ctx)
	user := windows.NewLazySystemDLL("user32.dll")
	find, post := user.NewProc("FindWindowExW"), user.NewProc("PostMessageW")
	name, err := windows.UTF16PtrFromString(className)
	if err != nil {
		t.Fatal(err)
	}
	var window uintptr
	for deadline := time.Now().Add(10 * time.Second); window == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		window, _, _ = find.Call(messageOnly, 0, uintptr(unsafe.Pointer(name)), 0)
	}
	if window == 0 {
		t.Fatal("there is no window")
	}
	for _, c := range []struct {
		number, wParam uintptr
		want           bool
	}{
		{messageChange, sessionLock, true}, {messageChange, consoleLeft, true}, {messageChange, remoteLeft, true}, {messagePower, powerSuspend, true},
		{messageChange, 0x8, false}, {messagePower, 0x12, false}, // unlocked, resumed
	} {
		_, _, _ = post.Call(window, c.number, c.wParam, 0)
		select {
		case <-left:
			if !c.want {
				t.Errorf("message %#x, %#x counts", c.number, c.wParam)
			}
		case <-time.After(time.Second):
			if c.want {
				t.Errorf("message %#x, %#x does not count", c.number, c.wParam)
			}
		}
	}
	cancel()
	select {
	case _, open := <-left:
		if open {
			t.Error("an event at the end")
		}
	case <-time.After(10 * time.Second):
		t.Error("it does not end")
	}
	if _, known := Idle(); !known {
		t.Error("Windows does not tell for how long nobody was there")
	}
}

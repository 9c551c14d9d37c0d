package awake

import (
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xproto"
)

// TestX11 has a real X server blank its screen after a second, with no desktop to ask.
func TestX11(t *testing.T) {
	t.Setenv("DISPLAY", display(t))
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := screensaver.Init(conn); err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	blank := func() bool {
		t.Helper()
		info, err := screensaver.QueryInfo(conn, xproto.Drawable(root)).Reply()
		if err != nil {
			t.Fatal(err)
		}
		return info.State == screensaver.StateOn
	}
	release, err := Hold(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	const afterSeconds = 1
	if err := xproto.SetScreenSaverChecked(conn, afterSeconds, 0, xproto.BlankingPreferred, xproto.ExposuresAllowed).Check(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(2500 * time.Millisecond); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if blank() {
			t.Fatal("the screen went dark")
		}
	}
	release()
	for deadline := time.Now().Add(20 * time.Second); !blank(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the screen never goes dark again")
		}
	}
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	if _, err := Hold(t.Context(), "x"); err == nil {
		t.Error("the X server was asked under Wayland")
	}
}

//go:build unix && !darwin

package session

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xproto"
)

// idle asks GNOME under Wayland, where the X server sees a part of the input only, and else the X server.
func idle() (time.Duration, bool) {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return idleOfGNOME()
	}
	return idleOfX11()
}

// idleOfX11 asks the X server (MIT-SCREEN-SAVER, QueryInfo).
func idleOfX11() (time.Duration, bool) {
	if os.Getenv("DISPLAY") == "" {
		return 0, false
	}
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConn()
	if err != nil {
		return 0, false
	}
	defer conn.Close()
	if screensaver.Init(conn) != nil {
		return 0, false
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	info, err := screensaver.QueryInfo(conn, xproto.Drawable(root)).Reply()
	if err != nil {
		return 0, false
	}
	return time.Duration(info.MsSinceUserInput) * time.Millisecond, true
}

// idleOfGNOME asks its compositor.
func idleOfGNOME() (time.Duration, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	conn, err := sessionBus(dbus.WithContext(ctx))
	if err != nil {
		return 0, false
	}
	defer func() { _ = conn.Close() }()
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return 0, false
	}
	const monitor = "org.gnome.Mutter.IdleMonitor"
	var milliseconds uint64
	if conn.Object(monitor, "/org/gnome/Mutter/IdleMonitor/Core").CallWithContext(ctx, monitor+".GetIdletime", 0).Store(&milliseconds) != nil {
		return 0, false
	}
	return time.Duration(milliseconds) * time.Millisecond, true
}

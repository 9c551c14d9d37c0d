//go:build x11 && (linux || freebsd || openbsd || netbsd)

package outside

import (
	"io"

	"github.com/go-gl/glfw/v3.4/glfw"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// announce tells the window manager that a start with a token wanted this window (Startup Notification Protocol 0.1,
// _NET_STARTUP_ID): it comes to the front then as the answer to that start. It is told on a connection of its own,
// which may take its time.
func announce(w *glfw.Window, token string) {
	if token == "" {
		return
	}
	window := xproto.Window(w.GetX11Window())
	go func() { _ = setStartupID(window, token) }() // without it the window manager decides as for any other
}

func setStartupID(window xproto.Window, token string) error {
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConn()
	if err != nil {
		return err
	}
	defer conn.Close()
	var atoms [2]xproto.Atom
	for i, name := range []string{"_NET_STARTUP_ID", "UTF8_STRING"} {
		reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return err
		}
		atoms[i] = reply.Atom
	}
	return xproto.ChangePropertyChecked(conn, xproto.PropModeReplace, window, atoms[0], atoms[1], 8, uint32(len(token)), []byte(token)).Check()
}

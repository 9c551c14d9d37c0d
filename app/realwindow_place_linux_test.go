//go:build !nowindow

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// geometry is where the program's window stands, as xdotool says it, without the window's number.
func (d *display) geometry(t *testing.T) string {
	all := d.visible(t)
	if len(all) != 1 {
		return fmt.Sprintf("%d windows", len(all))
	}
	out, err := d.command(t, "xdotool", "getwindowgeometry", "--shell", all[0]).Output()
	if err != nil {
		return err.Error()
	}
	var words []string
	for word := range strings.FieldsSeq(string(out)) {
		if !strings.HasPrefix(word, "WINDOW=") {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// steady is the window's geometry once the window manager is done with it.
func (d *display) steady(t *testing.T) string {
	t.Helper()
	last := ""
	d.eventually(t, "a window that stands still", func() error {
		now := d.geometry(t)
		if now != last || !strings.Contains(now, "WIDTH=") {
			last = now
			return errors.New(now)
		}
		return nil
	})
	return last
}

// TestRealWindowStandsWhereItStood: size, place and maximised survive the program's end, and a place that no screen
// shows any more does not.
func TestRealWindowStandsWhereItStood(t *testing.T) {
	t.Parallel()
	d, w, _ := startAll(t, nil)
	again := func() {
		t.Helper()
		w.end(t, d)
		w = d.startWindow(t, w.cmd.Path, w.cmd.Args[1:]...)
	}
	first := d.steady(t)
	window := d.visible(t)[0]
	d.eventually(t, "the new place", func() error {
		d.xdo(t, "windowsize", window, "1000", "660")
		d.xdo(t, "windowmove", window, "130", "40")
		if now := d.steady(t); now == first {
			return errors.New(now)
		}
		return d.measures(t, "WIDTH=1000 HEIGHT=660")
	})
	moved := d.steady(t)
	for range 2 { // it does not wander by the width of its frame
		again()
		if now := d.steady(t); now != moved {
			t.Fatalf("after a new start it stands at %s, not %s", now, moved)
		}
	}

	t.Log("maximised")
	d.maximise(t, true)
	d.eventually(t, "the maximised window", func() error { return d.isMaximised(t) })
	again()
	d.eventually(t, "the maximised window after a new start", func() error { return d.isMaximised(t) })
	d.maximise(t, false)
	d.eventually(t, "its size of before", func() error { return d.measures(t, "WIDTH=1000 HEIGHT=660") })

	t.Log("the screen is gone on which it stood")
	d.steady(t)
	w.end(t, d)
	kept, err := filepath.Glob(filepath.Join(d.variable("HOME"), ".local", "state", "*", "window.window.json"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept in %v (%v)", kept, err)
	}
	gone := `{"width":2600,"height":1500,"left":3000,"top":100,"right":5600,"bottom":1600,"frame_left":1,"frame_top":20}`
	if err := os.WriteFile(kept[0], []byte(gone), 0o600); err != nil {
		t.Fatal(err)
	}
	w = d.startWindow(t, w.cmd.Path, w.cmd.Args[1:]...)
	var x, y, width, height, screen int
	d.eventually(t, "a window that fits the screen", func() error {
		if _, err := fmt.Sscanf(d.geometry(t), "X=%d Y=%d WIDTH=%d HEIGHT=%d SCREEN=%d", &x, &y, &width, &height, &screen); err != nil {
			return err
		}
		const frame = 24 // xdotool counts it twice
		if x < 0 || y < 0 || x+width > 1366 || y+height > 768+frame {
			return fmt.Errorf("it stands at %d, %d with %d × %d", x, y, width, height)
		}
		return nil
	})
	w.end(t, d)
}

// measures looks whether the window is so large.
func (d *display) measures(t *testing.T, want string) error {
	if now := d.geometry(t); !strings.Contains(now, want) {
		return errors.New(now)
	}
	return nil
}

// isMaximised looks whether the window fills the screen, and the window manager has said so: it does one after the other.
func (d *display) isMaximised(t *testing.T) error {
	all := d.visible(t)
	if len(all) != 1 {
		return fmt.Errorf("%d windows", len(all))
	}
	out, err := d.command(t, "xprop", "-id", all[0], "_NET_WM_STATE").Output()
	if err != nil {
		return err
	}
	if !strings.Contains(string(out), "_NET_WM_STATE_MAXIMIZED_VERT") {
		return errors.New(string(out))
	}
	return d.measures(t, "WIDTH=1366")
}

// maximise asks the window manager for what the button in the window's title does (EWMH, _NET_WM_STATE).
func (d *display) maximise(t *testing.T, on bool) {
	t.Helper()
	number, err := strconv.Atoi(d.visible(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	conn, err := xgb.NewConnDisplay(d.variable("DISPLAY"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	data := make([]uint32, 5)
	if on {
		data[0] = 1
	}
	var atoms []xproto.Atom
	for _, name := range []string{"_NET_WM_STATE", "_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ"} {
		reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			t.Fatal(err)
		}
		atoms = append(atoms, reply.Atom)
	}
	data[1], data[2] = uint32(atoms[1]), uint32(atoms[2])
	event := xproto.ClientMessageEvent{Format: 32, Window: xproto.Window(number), Type: atoms[0], Data: xproto.ClientMessageDataUnionData32New(data)}
	err = xproto.SendEventChecked(conn, false, xproto.Setup(conn).DefaultScreen(conn).Root,
		xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect, string(event.Bytes())).Check()
	if err != nil {
		t.Fatal(err)
	}
}

// variable is what the programs at the display have in their environment.
func (d *display) variable(name string) string {
	for i := len(d.env) - 1; i >= 0; i-- {
		if value, found := strings.CutPrefix(d.env[i], name+"="); found {
			return value
		}
	}
	return ""
}

// Starts a program, waits until it shows a window with something drawn in it, and prints how long that took: its
// process, the milliseconds to the mapped window and those to the first text or picture. The program stays. For
// .ci/bench-window; it works with every program on a bare X display.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command []string) error {
	conn, err := xgb.NewConn()
	if err != nil {
		return err
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	if err := xproto.ChangeWindowAttributesChecked(conn, root, xproto.CwEventMask, []uint32{xproto.EventMaskSubstructureNotify}).Check(); err != nil {
		return err
	}
	cmd := exec.Command(command[0], command[1:]...)
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	window, err := mapped(conn)
	if err != nil {
		return err
	}
	shown := time.Since(begin)
	window = inner(conn, window)
	for time.Since(begin) < time.Minute {
		if drawn(conn, root, window) {
			fmt.Println(cmd.Process.Pid, shown.Milliseconds(), time.Since(begin).Milliseconds())
			return nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	return fmt.Errorf("%s draws nothing", command[0])
}

// mapped waits for a window that is more than a helper of the toolkit.
func mapped(conn *xgb.Conn) (xproto.Window, error) {
	for {
		event, err := conn.WaitForEvent()
		if event == nil && err == nil {
			return 0, fmt.Errorf("the display is gone")
		}
		m, is := event.(xproto.MapNotifyEvent)
		if !is {
			continue
		}
		if g, err := xproto.GetGeometry(conn, xproto.Drawable(m.Window)).Reply(); err == nil && g.Width > 30 && g.Height > 20 {
			return m.Window, nil
		}
	}
}

// inner is the program's own window in the frame that the window manager has put around it, whose title would count
// as something drawn: the largest one in it, and so on.
func inner(conn *xgb.Conn, window xproto.Window) xproto.Window {
	tree, err := xproto.QueryTree(conn, window).Reply()
	if err != nil {
		return window
	}
	largest, size := window, 0
	for _, child := range tree.Children {
		g, err := xproto.GetGeometry(conn, xproto.Drawable(child)).Reply()
		a, mapErr := xproto.GetWindowAttributes(conn, child).Reply()
		if err != nil || mapErr != nil || a.MapState == xproto.MapStateUnmapped {
			continue
		}
		if area := int(g.Width) * int(g.Height); area > size {
			largest, size = child, area
		}
	}
	if largest == window {
		return window
	}
	return inner(conn, largest)
}

// drawn reports whether the middle of the window holds more than one colour, in at least one of 300 pixels.
func drawn(conn *xgb.Conn, root, window xproto.Window) bool {
	g, err := xproto.GetGeometry(conn, xproto.Drawable(window)).Reply()
	if err != nil {
		return false
	}
	at, err := xproto.TranslateCoordinates(conn, window, root, int16(g.Width/6), int16(g.Height/6)).Reply()
	if err != nil {
		return false
	}
	picture, err := xproto.GetImage(conn, xproto.ImageFormatZPixmap, xproto.Drawable(root), at.DstX, at.DstY, g.Width*2/3, g.Height*2/3, ^uint32(0)).Reply()
	if err != nil {
		return false
	}
	// The one colour that more than half of the pixels may have (Boyer and Moore's vote), then how many have it: cheap,
	// for what is measured is running on the same processors.
	colour := func(i int) [3]byte { return [3]byte(picture.Data[4*i : 4*i+3]) }
	pixels, votes, most := len(picture.Data)/4, 0, 0
	var common [3]byte
	for i := range pixels {
		switch {
		case votes == 0:
			common, votes = colour(i), 1
		case colour(i) == common:
			votes++
		default:
			votes--
		}
	}
	for i := range pixels {
		if colour(i) == common {
			most++
		}
	}
	return (pixels-most)*300 > pixels
}

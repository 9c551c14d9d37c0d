package clipboard

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// These tests run against a real X server of their own, with xclip or a program of theirs as the one that
// something was copied in.

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

// server starts an X server and returns its display.
func server(t testing.TB) string {
	t.Helper()
	need(t, "Xvfb")
	told, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", "64x64x24")
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

func connect(t testing.TB, display string) *xgb.Conn {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard)
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

func intern(t testing.TB, conn *xgb.Conn, name string) xproto.Atom {
	t.Helper()
	reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		t.Fatal(err)
	}
	return reply.Atom
}

// copied lets xclip offer data as one target, as if it had been copied.
func copied(t testing.TB, display, target string, data []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	conn := connect(t, display)
	clipboard := intern(t, conn, "CLIPBOARD")
	before, err := xproto.GetSelectionOwner(conn, clipboard).Reply()
	if err != nil {
		t.Fatal(err)
	}
	arguments := []string{"-quiet", "-display", display, "-selection", "clipboard", "-i", file}
	if target != "" {
		arguments = append(arguments, "-t", target)
	}
	cmd := exec.Command("xclip", arguments...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		now, err := xproto.GetSelectionOwner(conn, clipboard).Reply()
		if err != nil {
			t.Fatal(err)
		}
		if now.Owner != 0 && now.Owner != before.Owner {
			return
		}
		if time.Since(start) > 30*time.Second {
			t.Fatal("xclip did not take the clipboard")
		}
	}
}

// patience is how long the tests wait for a program that does answer, on a machine with other work.
const patience = 30 * time.Second

func TestX11(t *testing.T) {
	t.Parallel()
	need(t, "xclip")
	display := server(t)
	s := session{display: display, silence: patience}
	if _, err := s.read(t.Context()); !errors.Is(err, ErrEmpty) {
		t.Fatalf("nothing is copied: %v, want %v", err, ErrEmpty)
	}

	small := picture(t)
	large := make([]byte, 6<<20) // in pieces: more than one request of the X protocol holds
	for i := range large {
		large[i] = byte(rand.Uint32())
	}
	const link = "otpauth://totp/Kanzlei?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	tests := []struct {
		name, target string
		data         []byte
		want         Content
	}{
		{"PNG", "image/png", small, Content{Pictures: [][]byte{small}}},
		{"6 MB", "image/png", large, Content{Pictures: [][]byte{large}}},
		{"JPEG", "image/jpeg", []byte("\xff\xd8\xff"), Content{Pictures: [][]byte{[]byte("\xff\xd8\xff")}}},
		{"files", "text/uri-list", []byte("file:///home/a/qr%20code.png\r\nfile:///b\r\n"), Content{Files: []string{"/home/a/qr code.png", "/b"}}},
		{"files of GNOME", "x-special/gnome-copied-files", []byte("copy\nfile:///b"), Content{Files: []string{"/b"}}},
		{"page", "text/html", []byte(`<img src="data:image/png;base64,iVBORw==">`), Content{Pictures: [][]byte{[]byte("\x89PNG")}}},
		{"text", "", []byte(link + "\n"), Content{Text: link + "\n"}},
		{"text with umlauts", "UTF8_STRING", []byte("Grüße"), Content{Text: "Grüße"}},
		{"data URL", "", []byte("data:image/png;base64,iVBORw=="), Content{Pictures: [][]byte{[]byte("\x89PNG")}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { // one after the other: there is one clipboard
			copied(t, display, test.target, test.data)
			for range 2 { // reading takes nothing away
				got, err := s.read(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				same(t, got, test.want)
			}
		})
	}
	t.Run("of no use", func(t *testing.T) {
		copied(t, display, "audio/ogg", []byte("sound"))
		if _, err := s.read(t.Context()); !errors.Is(err, ErrNothingUsable) {
			t.Errorf("%v, want %v", err, ErrNothingUsable)
		}
	})
}

// owner is a program of the test that something was copied in. It answers as it is told to.
type owner struct {
	conn   *xgb.Conn
	answer func(*owner, xproto.SelectionRequestEvent)
	// steps gives the next piece of the transfer that is under way, in one or several changes of the
	// property, or nil at its end.
	steps func() [][]byte
}

func own(t *testing.T, display string, answer func(*owner, xproto.SelectionRequestEvent)) {
	t.Helper()
	o := &owner{conn: connect(t, display), answer: answer}
	window, err := xproto.NewWindowId(o.conn)
	if err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(o.conn).DefaultScreen(o.conn).Root
	xproto.CreateWindow(o.conn, 0, window, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	clipboard := intern(t, o.conn, "CLIPBOARD")
	if err := xproto.SetSelectionOwnerChecked(o.conn, window, clipboard, xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			event, failure := o.conn.WaitForEvent()
			switch e := event.(type) {
			case xproto.SelectionRequestEvent:
				o.answer(o, e)
			case xproto.PropertyNotifyEvent:
				if e.State == xproto.PropertyDelete && o.steps != nil {
					changes := o.steps()
					xproto.GrabServer(o.conn) // so that all are there when the first is looked at
					for _, data := range changes {
						o.add(e.Window, e.Atom, data)
					}
					if changes == nil {
						o.add(e.Window, e.Atom, nil)
					}
					xproto.UngrabServer(o.conn)
				}
			case nil:
				if failure == nil {
					return
				}
			}
		}
	}()
}

func (o *owner) put(window xproto.Window, property, kind xproto.Atom, format byte, data []byte) {
	xproto.ChangeProperty(o.conn, xproto.PropModeReplace, window, property, kind, format, uint32(len(data)/int(format/8)), data)
}

// add lengthens what is there.
func (o *owner) add(window xproto.Window, property xproto.Atom, data []byte) {
	xproto.ChangeProperty(o.conn, xproto.PropModeAppend, window, property, xproto.AtomInteger, 8, uint32(len(data)), data)
}

func (o *owner) notify(e xproto.SelectionRequestEvent, property xproto.Atom) {
	answer := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property}
	xproto.SendEvent(o.conn, false, e.Requestor, 0, string(answer.Bytes()))
}

func (o *owner) name(atom xproto.Atom) string {
	reply, err := xproto.GetAtomName(o.conn, atom).Reply()
	if err != nil {
		return ""
	}
	return reply.Name
}

func (o *owner) offer(e xproto.SelectionRequestEvent, targets ...string) {
	var list []byte
	for _, target := range targets {
		reply, err := xproto.InternAtom(o.conn, false, uint16(len(target)), target).Reply()
		if err != nil {
			return
		}
		list = append(list, byte(reply.Atom), byte(reply.Atom>>8), byte(reply.Atom>>16), byte(reply.Atom>>24))
	}
	o.put(e.Requestor, e.Property, xproto.AtomAtom, 32, list)
	o.notify(e, e.Property)
}

// inSteps begins a transfer in pieces.
func (o *owner) inSteps(e xproto.SelectionRequestEvent, steps func() [][]byte) {
	o.steps = steps
	xproto.ChangeWindowAttributes(o.conn, e.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
	reply, err := xproto.InternAtom(o.conn, false, 4, "INCR").Reply()
	if err != nil {
		return
	}
	o.put(e.Requestor, e.Property, reply.Atom, 32, make([]byte, 4))
	o.notify(e, e.Property)
}

func TestX11Owners(t *testing.T) {
	t.Parallel()
	targets := func(next func(*owner, xproto.SelectionRequestEvent)) func(*owner, xproto.SelectionRequestEvent) {
		return func(o *owner, e xproto.SelectionRequestEvent) {
			if o.name(e.Target) == "TARGETS" {
				o.offer(e, "TARGETS", "image/png", "text/plain")
				return
			}
			next(o, e)
		}
	}
	piece := bytes.Repeat([]byte{7}, 200<<10)
	var pieces []byte // of different content
	for i := range 15 {
		pieces = append(pieces, bytes.Repeat([]byte{byte(i)}, len(piece))...)
	}
	// atOnce gives all of it in one property, as owners do where the server takes long requests.
	atOnce := targets(func(o *owner, e xproto.SelectionRequestEvent) {
		for i := 0; i < len(pieces); i += len(piece) {
			o.add(e.Requestor, e.Property, pieces[i:i+len(piece)])
		}
		o.notify(e, e.Property)
	})
	tests := []struct {
		name    string
		silence time.Duration
		answer  func(*owner, xproto.SelectionRequestEvent)
		want    Content
		err     error
	}{
		{"never answers", 200 * time.Millisecond, func(*owner, xproto.SelectionRequestEvent) {}, Content{}, ErrTimeout},
		{"answers for another", 200 * time.Millisecond, func(o *owner, e xproto.SelectionRequestEvent) {
			e.Target++
			o.notify(e, e.Property)
		}, Content{}, ErrTimeout},
		{"dies instead of an answer", patience, func(o *owner, _ xproto.SelectionRequestEvent) { o.conn.Close() }, Content{}, ErrGone},
		{"dies in the middle", patience, targets(func(o *owner, e xproto.SelectionRequestEvent) {
			n := 0
			o.inSteps(e, func() [][]byte {
				if n++; n == 3 {
					o.conn.Close()
				}
				return [][]byte{piece}
			})
		}), Content{}, ErrGone},
		{"stops in the middle", 200 * time.Millisecond, targets(func(o *owner, e xproto.SelectionRequestEvent) {
			o.inSteps(e, func() [][]byte {
				o.steps = nil
				return [][]byte{piece}
			})
		}), Content{}, ErrTimeout},
		{"has text only and no list", patience, func(o *owner, e xproto.SelectionRequestEvent) {
			if o.name(e.Target) != "STRING" {
				o.notify(e, 0)
				return
			}
			o.put(e.Requestor, e.Property, e.Target, 8, []byte("Gr\xfc\xdfe"))
			o.notify(e, e.Property)
		}, Content{Text: "Grüße"}, nil},
		{"lists nothing", patience, func(o *owner, e xproto.SelectionRequestEvent) { o.offer(e) }, Content{}, ErrEmpty},
		{"lists what is no atom", patience, func(o *owner, e xproto.SelectionRequestEvent) {
			o.put(e.Requestor, e.Property, xproto.AtomAtom, 32, []byte("\xff\xff\xff\x0f"))
			o.notify(e, e.Property)
		}, Content{}, ErrEmpty},
		{"refuses everything", patience, targets(func(o *owner, e xproto.SelectionRequestEvent) { o.notify(e, 0) }), Content{}, ErrNothingUsable},
		{"refuses the picture", patience, targets(func(o *owner, e xproto.SelectionRequestEvent) {
			if o.name(e.Target) != "text/plain" {
				o.notify(e, 0)
				return
			}
			o.put(e.Requestor, e.Property, e.Target, 8, []byte("4711"))
			o.notify(e, e.Property)
		}), Content{Text: "4711"}, nil},
		{"large at once", patience, atOnce, Content{Pictures: [][]byte{pieces}, Text: string(pieces)}, nil},
		{"pieces that grow", patience, targets(func(o *owner, e xproto.SelectionRequestEvent) {
			n := 0
			o.inSteps(e, func() [][]byte {
				if n++; n > 2 {
					return nil
				}
				time.Sleep(20 * time.Millisecond) // the second change of the piece before is looked at meanwhile
				return [][]byte{[]byte("a"), []byte("b")}
			})
		}), Content{Pictures: [][]byte{[]byte("abab")}, Text: "abab"}, nil},
		{"too large, then text", patience, targets(func(o *owner, e xproto.SelectionRequestEvent) {
			if o.name(e.Target) == "text/plain" {
				o.steps = nil
				o.put(e.Requestor, e.Property, e.Target, 8, []byte("4711"))
				o.notify(e, e.Property)
				return
			}
			left := MaxBytes/len(piece) + 2
			o.inSteps(e, func() [][]byte {
				if left--; left < 0 {
					return nil
				}
				return [][]byte{piece}
			})
		}), Content{Text: "4711"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			display := server(t)
			own(t, display, test.answer)
			got, err := session{display: display, silence: test.silence}.read(t.Context())
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			same(t, got, test.want)
		})
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	for _, display := range []string{"", ":64999", "nonsense"} {
		if _, err := (session{display: display, silence: patience}).read(t.Context()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%q: %v, want %v", display, err, ErrUnavailable)
		}
	}
}

// BenchmarkX11 measures reading a small and a large picture from xclip.
func BenchmarkX11(b *testing.B) {
	need(b, "xclip")
	for name, size := range map[string]int{"7kB": 7 << 10, "6MB": 6 << 20} {
		b.Run(name, func(b *testing.B) {
			display := server(b)
			copied(b, display, "image/png", make([]byte, size))
			s := session{display: display, silence: patience}
			for b.Loop() {
				if _, err := s.read(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

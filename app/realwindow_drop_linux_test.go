//go:build !nowindow

package app

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"kanzleicode/app/export"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
)

// TestRealWindowDroppedFiles: a picture of a QR code that is dropped onto the window becomes an account, a workbook with
// 200 rows becomes the Mandate list.
func TestRealWindowDroppedFiles(t *testing.T) {
	t.Parallel()
	d, w, accounts := startAll(t, nil)

	t.Log("a picture is dropped")
	d.drop(t, pictureOf(t, "otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice"))
	d.eventually(t, "the account from the file", func() error { return d.accept(t, accounts, 1) })
	d.eventually(t, "its code on the screen", func() error { return d.showsCode(t, accounts) })

	t.Log("a workbook is dropped")
	d.drop(t, workbook(t, 200))
	list := w.list(t)
	d.eventually(t, "the list in the vault", func() error {
		if d.shows(t, "gespeichert") == nil {
			d.xdo(t, "key", "Return")
		}
		rows, _, err := list.List(t.Context())
		if err == nil && len(rows) != 200 {
			err = fmt.Errorf("%d rows", len(rows))
		}
		return err
	})
	d.eventually(t, "what comes next", func() error { return d.shows(t, "melden") })
	w.end(t, d)
}

// workbook writes a Mandate list as XLSX, its numbers with leading zeros.
func workbook(t *testing.T, rows int) string {
	t.Helper()
	list := make([]mandate.Mandate, rows)
	for i := range list {
		list[i].Fields = mandate.Fields{Number: fmt.Sprintf("%07d", i+1), User: fmt.Sprintf("mandant.%d", i+1), Client: fmt.Sprintf("Mandant %d GmbH", i+1)}
	}
	path := filepath.Join(t.TempDir(), "Mandate.xlsx")
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(export.Write(file, language.New("de"), export.Form{Full: true}, list, time.Now()), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// list opens the Mandate list of the window's vault, as a second process would.
func (w *running) list(t *testing.T) *mandate.Register {
	t.Helper()
	opened, err := newSystem().unlock(t.Context(), w.cmd.Args[2], ways{passphrase: []byte(windowPassphrase)}, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.vault.Close() })
	return opened.mandates
}

// drop lets go of a file over the window, as a file manager does: see freedesktop.org's XDND, version 5.
func (d *display) drop(t *testing.T, path string) {
	t.Helper()
	conn, err := xgb.NewConnDisplay(d.variable("DISPLAY"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s := &dragSource{t: t, conn: conn, text: (&url.URL{Scheme: "file", Path: path}).String() + "\r\n", atoms: map[string]xproto.Atom{}}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	if s.window, err = xproto.NewWindowId(conn); err != nil {
		t.Fatal(err)
	}
	if err := xproto.CreateWindowChecked(conn, screen.RootDepth, s.window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	d.eventually(t, "a window that takes what is dropped", func() error {
		s.target = s.aware(screen.Root)
		if s.target == 0 {
			return errors.New("there is none")
		}
		return nil
	})
	s.run(screen.Root)
}

// dragSource drags one file.
type dragSource struct {
	t              *testing.T
	conn           *xgb.Conn
	window, target xproto.Window
	text           string // what is dragged, as text/uri-list
	atoms          map[string]xproto.Atom
}

func (s *dragSource) atom(name string) xproto.Atom {
	if known, ok := s.atoms[name]; ok {
		return known
	}
	reply, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	s.atoms[name] = reply.Atom
	return reply.Atom
}

// aware finds a visible window in another one that says it takes what is dropped; 0 = none.
func (s *dragSource) aware(in xproto.Window) xproto.Window {
	tree, err := xproto.QueryTree(s.conn, in).Reply()
	if err != nil {
		return 0 // it went meanwhile
	}
	for _, child := range tree.Children {
		version, err := xproto.GetProperty(s.conn, false, child, s.atom("XdndAware"), xproto.AtomAny, 0, 1).Reply()
		seen, seenErr := xproto.GetWindowAttributes(s.conn, child).Reply()
		if err == nil && seenErr == nil && version.ValueLen > 0 && seen.MapState == xproto.MapStateViewable {
			return child
		}
		if found := s.aware(child); found != 0 {
			return found
		}
	}
	return 0
}

func (s *dragSource) send(name string, data ...uint32) {
	message := xproto.ClientMessageEvent{
		Format: 32, Window: s.target, Type: s.atom(name),
		Data: xproto.ClientMessageDataUnionData32New(append(append([]uint32{uint32(s.window)}, data...), make([]uint32, 4-len(data))...)),
	}
	if err := xproto.SendEventChecked(s.conn, false, s.target, 0, string(message.Bytes())).Check(); err != nil {
		s.t.Fatal(err)
	}
}

// run enters the window, drops, and hands the file over when the window asks for it.
func (s *dragSource) run(root xproto.Window) {
	const version = 5
	if err := xproto.SetSelectionOwnerChecked(s.conn, s.window, s.atom("XdndSelection"), xproto.TimeCurrentTime).Check(); err != nil {
		s.t.Fatal(err)
	}
	middle, err := xproto.TranslateCoordinates(s.conn, s.target, root, 300, 300).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	s.send("XdndEnter", version<<24, uint32(s.atom("text/uri-list")))
	s.send("XdndPosition", 0, uint32(middle.DstX)<<16|uint32(middle.DstY), xproto.TimeCurrentTime, uint32(s.atom("XdndActionCopy")))
	for {
		event, err := s.conn.WaitForEvent() // ends with the connection, and that with the test
		if event == nil || err != nil {
			s.t.Fatalf("the display: %v, %v", event, err)
		}
		switch e := event.(type) {
		case xproto.ClientMessageEvent:
			switch e.Type {
			case s.atom("XdndStatus"):
				if e.Data.Data32[1]&1 == 0 {
					s.t.Fatal("the window takes no file")
				}
				s.send("XdndDrop", 0, xproto.TimeCurrentTime)
			case s.atom("XdndFinished"):
				return
			}
		case xproto.SelectionRequestEvent:
			s.answer(e)
		}
	}
}

func (s *dragSource) answer(asked xproto.SelectionRequestEvent) {
	if err := xproto.ChangePropertyChecked(s.conn, xproto.PropModeReplace, asked.Requestor, asked.Property, asked.Target, 8, uint32(len(s.text)), []byte(s.text)).Check(); err != nil {
		s.t.Fatal(err)
	}
	told := xproto.SelectionNotifyEvent{Time: asked.Time, Requestor: asked.Requestor, Selection: asked.Selection, Target: asked.Target, Property: asked.Property}
	if err := xproto.SendEventChecked(s.conn, false, asked.Requestor, 0, string(told.Bytes())).Check(); err != nil {
		s.t.Fatal(err)
	}
}

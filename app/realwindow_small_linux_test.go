//go:build !nowindow

package app

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"kanzleicode/app/authenticator"
)

// TestRealSmallWindow opens the small window on a real X display: the window manager keeps it above the others, a
// click copies the code, and both it and the code page then say when.
func TestRealSmallWindow(t *testing.T) {
	t.Parallel()
	d, w, accounts := startAll(t, func(accounts *authenticator.Service) {
		for _, name := range []string{"Erstdienst", "Zweitdienst"} {
			found, err := accounts.Scan(t.Context(), authenticator.Content("", []byte("otpauth://totp/"+name+":buero?issuer="+name+"&secret="+strings.Repeat(map[string]string{"Erstdienst": "JBSWY3DP", "Zweitdienst": "GEZDGNBV"}[name], 4))))
			if err == nil {
				_, err = accounts.Add(t.Context(), found[0], name)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	current := func(name string) string {
		account, err := accounts.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range accounts.Codes(time.Now()) {
			if s.Account.ID == account.ID {
				return s.Code.Value
			}
		}
		return ""
	}
	copies := func(name string, act func()) {
		t.Helper()
		d.eventually(t, "the code of "+name+" in the clipboard", func() error {
			before := current(name)
			act()
			if got, now := d.clipboard(), current(name); got != before && got != now || len(got) != 6 {
				return fmt.Errorf("clipboard holds %q, the code is %s", got, now)
			}
			return nil
		})
	}

	t.Log("the arrow keys and Ctrl+C on the code page, and its mark")
	d.eventually(t, "the cards", func() error { return d.shows(t, "Zweitdienst") })
	copies("Zweitdienst", func() { d.xdo(t, "key", "Right", "key", "ctrl+c") }) // from no card to the first, and on to the last
	d.eventually(t, "the mark on the card", func() error { d.xdo(t, "key", "ctrl+c"); return d.shows(t, "Benutzt um") })

	t.Log("Alt and an arrow puts the card first")
	d.eventually(t, "the order in the vault", func() error {
		if err := accounts.Load(t.Context()); err != nil {
			return err
		}
		if first := accounts.Accounts()[0].Name; first != "Zweitdienst" {
			d.xdo(t, "key", "alt+Home")
			return fmt.Errorf("%s is the first", first)
		}
		return nil
	})

	t.Log("F12 opens the small window, above the main one")
	var id string
	var pressed time.Time // a key that was missed is pressed again, but not while it may still work: the next one closes
	d.eventually(t, "the small window", func() error {
		out, err := d.command(t, "xdotool", "search", "--onlyvisible", "--name", "kleines Fenster").Output()
		if id = strings.TrimSpace(string(out)); err == nil && id != "" {
			return nil
		}
		if time.Since(pressed) > 20*time.Second {
			d.xdo(t, "search", "--onlyvisible", "--name", "^Kanzleicode$", "windowactivate", "--sync", "key", "F12")
			pressed = time.Now()
		}
		return errors.New("is not there")
	})
	d.eventually(t, "the main window active, and the small one still above it", func() error {
		d.xdo(t, "search", "--onlyvisible", "--name", "^Kanzleicode$", "windowactivate", "--sync", "windowsize", "1366", "740", "windowraise")
		return d.onTop(id)
	})

	t.Log("a click and the keys copy; it says so")
	copies("Zweitdienst", func() { d.xdo(t, "mousemove", "--window", id, "80", "60", "click", "1") })
	d.eventually(t, "the mark in the small window", func() error {
		d.xdo(t, "mousemove", "--window", id, "80", "60", "click", "1")
		text := d.read(t, d.windowPicture(t, id), "--psm", "6")
		if !strings.Contains(text, "Benutzt um") || !strings.Contains(text, "Zweitdienst") {
			return fmt.Errorf("it says %q", text)
		}
		return nil
	})
	d.setClipboard(t, "")
	copies("Erstdienst", func() {
		if text := d.read(t, d.windowPicture(t, id), "--psm", "6"); !strings.Contains(text, "Erstdienst") {
			d.xdo(t, "windowactivate", "--sync", id, "key", "Right")
			return
		}
		d.xdo(t, "windowactivate", "--sync", id, "key", "ctrl+c")
	})

	t.Log("the code is marked as one that no history is to keep, and is gone after half a minute")
	if hint, err := d.command(t, "xclip", "-selection", "clipboard", "-o", "-t", "x-kde-passwordManagerHint").Output(); err != nil || string(hint) != "secret" {
		t.Errorf("the hint is %q, %v", hint, err)
	}
	d.eventually(t, "the clipboard empty", func() error {
		if got := d.clipboard(); got != "" {
			return fmt.Errorf("clipboard holds %q", got)
		}
		return nil
	})

	t.Log("Esc closes it")
	d.eventually(t, "the small window gone", func() error {
		if d.command(t, "xdotool", "search", "--onlyvisible", "--name", "kleines Fenster").Run() != nil {
			return nil
		}
		_ = d.command(t, "xdotool", "windowactivate", "--sync", id, "key", "Escape").Run() // fails once it is gone
		return errors.New("is still there")
	})
	w.end(t, d)
}

// onTop asks the display whether a window lies above all others.
func (d *display) onTop(id string) error {
	name := ""
	for _, v := range d.env { // the last one counts
		if value, ok := strings.CutPrefix(v, "DISPLAY="); ok {
			name = value
		}
	}
	x, err := xgb.NewConnDisplay(name)
	if err != nil {
		return err
	}
	defer x.Close()
	want, err := strconv.ParseUint(id, 10, 32)
	if err != nil {
		return err
	}
	const stacking = "_NET_CLIENT_LIST_STACKING"
	list, err := xproto.InternAtom(x, true, uint16(len(stacking)), stacking).Reply()
	if err != nil {
		return err
	}
	root := xproto.Setup(x).DefaultScreen(x).Root
	stack, err := xproto.GetProperty(x, false, root, list.Atom, xproto.AtomWindow, 0, 100).Reply()
	if err != nil || len(stack.Value) < 8 {
		return fmt.Errorf("the list of windows has %d bytes, %w", len(stack.Value), err)
	}
	if top := xgb.Get32(stack.Value[len(stack.Value)-4:]); uint64(top) != want {
		return fmt.Errorf("window %d lies above all, not %s", top, id)
	}
	return nil
}

// windowPicture takes a picture of one window.
func (d *display) windowPicture(t *testing.T, id string) image.Image {
	t.Helper()
	path := filepath.Join(d.kept, "window.png")
	if out, err := d.command(t, "import", "-window", id, "-resize", "300%", path).CombinedOutput(); err != nil {
		t.Fatalf("import: %v: %s", err, out)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

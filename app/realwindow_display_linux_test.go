//go:build !nowindow

package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
)

// TestRealWindowDisplay opens the display with F11 on a real X display: it fills the screen, and Esc leads back to
// the main window.
func TestRealWindowDisplay(t *testing.T) {
	t.Parallel()
	d, w, _ := startAll(t, func(accounts *authenticator.Service) {
		found, err := accounts.Scan(t.Context(), authenticator.Content("", []byte("otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice")))
		if err == nil {
			_, err = accounts.Add(t.Context(), found[0], "")
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	d.eventually(t, "the code page", func() error { return d.shows(t, "Amainvoice") })

	find := func() string {
		out, _ := d.command(t, "xdotool", "search", "--onlyvisible", "--name", "Anzeige").Output() // fails with none
		return strings.TrimSpace(string(out))
	}
	t.Log("F11 opens the display over the whole screen")
	var pressed time.Time // a key that was missed is pressed again, but not while it may still work: the next one closes
	d.eventually(t, "the display over the whole screen", func() error {
		if id := find(); id != "" {
			out, err := d.command(t, "xdotool", "getwindowgeometry", "--shell", id).Output()
			if size := string(out); err != nil || !strings.Contains(size, "WIDTH=1366\n") || !strings.Contains(size, "HEIGHT=768\n") {
				return fmt.Errorf("its size is %q (%v)", size, err)
			}
			return nil
		}
		if time.Since(pressed) > 20*time.Second {
			d.xdo(t, "search", "--onlyvisible", "--name", "^Kanzleicode$", "windowactivate", "--sync", "key", "F11")
			pressed = time.Now()
		}
		return errors.New("is not there")
	})
	d.eventually(t, "the account on the display", func() error { return d.shows(t, "Amainvoice") })

	t.Log("Esc leads back")
	d.eventually(t, "the end of the display", func() error {
		id := find()
		if id == "" {
			return nil
		}
		_ = d.command(t, "xdotool", "windowactivate", "--sync", id, "key", "Escape").Run() // fails once it is gone
		return errors.New("is still there")
	})
	d.eventually(t, "the code page again", func() error { return d.shows(t, "kopieren") })
	w.end(t, d)
}

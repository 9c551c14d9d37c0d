//go:build !nowindow

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
)

// TestRealWindowFaults strikes the real program with what happens to a PC: no crash, no wrong code, nothing lost.
func TestRealWindowFaults(t *testing.T) {
	t.Parallel()
	for _, fault := range []struct {
		name   string
		strike func(t *testing.T, d *display, w *running, accounts *authenticator.Service)
		ends   bool // the program ends by it
	}{
		{"the display server dies", func(t *testing.T, d *display, _ *running, _ *authenticator.Service) {
			if err := d.server.Kill(); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"the PC sleeps until the code is another one", func(t *testing.T, d *display, w *running, accounts *authenticator.Service) {
			before := codes(accounts)
			w.signal(t, syscall.SIGSTOP) // the nearest thing to it
			d.eventually(t, "another code", func() error {
				if codes(accounts) == before {
					return fmt.Errorf("it is still %s", before)
				}
				return nil
			})
			w.signal(t, syscall.SIGCONT)
		}, false},
		{"a monitor comes and goes", func(t *testing.T, d *display, _ *running, _ *authenticator.Service) {
			for _, change := range []string{
				"--setmonitor left 683/180x768/200+0+0 screen", "--setmonitor right 683/90x768/100+683+0 none", // of twice the density
				"--delmonitor right", "--delmonitor left",
			} {
				if out, err := d.command(t, "xrandr", strings.Fields(change)...).CombinedOutput(); err != nil {
					t.Fatalf("xrandr %s: %v: %s", change, err, out)
				}
				time.Sleep(time.Second) // so that the window meets each of them
			}
		}, false},
		{"the scale of all windows changes", func(t *testing.T, d *display, _ *running, _ *authenticator.Service) {
			before := d.geometry(t)
			for _, scale := range []string{"0.8", "1"} { // Fyne's own setting, which it watches
				path := filepath.Join(d.variable("HOME"), ".config", "fyne", "settings.json")
				if err := os.WriteFile(path, []byte(`{"scale":`+scale+`}`), 0o600); err != nil {
					t.Fatal(err)
				}
				d.eventually(t, "a window of another size", func() error {
					if d.geometry(t) == before {
						return errors.New(before)
					}
					return nil
				})
				before = d.geometry(t)
			}
		}, false},
		{"the window is minimised until the code is another one", func(t *testing.T, d *display, _ *running, accounts *authenticator.Service) {
			before := codes(accounts)
			d.xdo(t, "search", "--onlyvisible", "--name", "^Kanzleicode$", "windowminimize", "--sync")
			d.eventually(t, "another code", func() error {
				if codes(accounts) == before {
					return fmt.Errorf("it is still %s", before)
				}
				return nil
			})
			if d.showsCode(t, accounts) == nil {
				t.Error("a minimised window is in sight")
			}
			d.xdo(t, "search", "--name", "^Kanzleicode$", "windowactivate", "--sync")
		}, false},
		{"the session asks the program to end", func(t *testing.T, _ *display, w *running, _ *authenticator.Service) {
			w.signal(t, syscall.SIGTERM)
		}, true},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			d, w, accounts := startAll(t, nil)
			d.setClipboard(t, "otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice")
			d.eventually(t, "the account in the vault", func() error {
				if d.shows(t, "Gefunden") != nil {
					d.xdo(t, "key", "ctrl+v")
				}
				return d.accept(t, accounts, 1)
			})
			d.eventually(t, "the code on the screen", func() error { return d.showsCode(t, accounts) })
			want := codes(accounts)
			fault.strike(t, d, w, accounts)
			if fault.ends {
				select {
				case err := <-w.done: // a display that is gone is no success; what it said is looked at below
					t.Logf("it ended: %v", err)
				case <-time.After(2 * time.Minute):
					t.Fatal("the program does not end")
				}
			} else {
				d.eventually(t, "the right code on the screen", func() error { return d.showsCode(t, accounts) })
				w.end(t, d)
			}
			for _, bad := range []string{"Error in Fyne call thread", "DATA RACE", "panic:", "fatal error:"} {
				if out := w.output.String(); strings.Contains(out, bad) {
					t.Errorf("the program said %q:\n%s", bad, out)
				}
			}
			d.noCrash(t)
			if err := accounts.Load(t.Context()); err != nil || len(accounts.Accounts()) != 1 || codes(accounts) == "" {
				t.Errorf("%d accounts, %v; the code was %s", len(accounts.Accounts()), err, want)
			}
		})
	}
}

// signal sends the program a signal.
func (w *running) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := w.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// noCrash fails if the program has written what a crash leaves behind.
func (d *display) noCrash(t *testing.T) {
	t.Helper()
	said, err := os.ReadFile(filepath.Join(d.variable("HOME"), ".local", "state", "kanzleicode", crashLogName))
	if err == nil && len(said) > 0 {
		t.Errorf("a crash log: %s", said)
	}
}

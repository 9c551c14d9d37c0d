//go:build !nowindow

package app

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kanzleicode/app/cli"
)

// visible are the windows of the program that are on the screen.
func (d *display) visible(t *testing.T) []string {
	out, _ := d.command(t, "xdotool", "search", "--onlyvisible", "--name", "^Kanzleicode$").Output() // fails with none
	return strings.Fields(string(out))
}

// inFront looks whether a window has the keyboard.
func (d *display) inFront(t *testing.T, window string) error {
	out, err := d.command(t, "xdotool", "getactivewindow").Output()
	if active := strings.TrimSpace(string(out)); err != nil || active != window {
		return fmt.Errorf("window %q is in front, not %q (%v)", active, window, err)
	}
	return nil
}

// again starts the program once more, as the running one was started, and gives what became of that start.
func (w *running) again(t *testing.T, d *display, args ...string) (code int, output string) {
	t.Helper()
	cmd := d.command(t, w.cmd.Path, append(w.cmd.Args[1:len(w.cmd.Args):len(w.cmd.Args)], args...)...)
	cmd.Env = append(cmd.Env, "DESKTOP_STARTUP_ID=test-7_TIME42")
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestRealWindowSecondStart: whoever starts the program again gets the window that is open.
func TestRealWindowSecondStart(t *testing.T) {
	t.Parallel()
	d, w, accounts := startAll(t, nil)
	window := d.visible(t)
	if len(window) != 1 {
		t.Fatalf("%d windows", len(window))
	}
	d.eventually(t, "the first window in front", func() error { return d.inFront(t, window[0]) })
	_ = d.command(t, "display", "-window", "root", "-resize", "1366x768!", "../assets/sample/einrichtung.png").Run()

	comesForward := func(args ...string) {
		t.Helper()
		began := time.Now()
		if code, out := w.again(t, d, args...); code != cli.ExitOK || out != "" {
			t.Errorf("the second start ended with %d after %v: %s", code, time.Since(began), out)
		}
		d.eventually(t, "the first window in front again", func() error { return d.inFront(t, window[0]) })
		if all := d.visible(t); len(all) != 1 || all[0] != window[0] {
			t.Errorf("the windows are %v, not only %s", all, window[0])
		}
	}
	t.Log("minimised")
	d.xdo(t, "windowminimize", "--sync", window[0])
	comesForward()

	t.Log("behind another program's window")
	start(t, d.command(t, "display", "../assets/sample/einrichtung.png"))
	d.eventually(t, "another window in front", func() error {
		if d.inFront(t, window[0]) == nil {
			return errors.New("not yet")
		}
		return d.command(t, "xdotool", "getactivewindow").Run()
	})
	comesForward()
	out, err := d.command(t, "xprop", "-id", window[0], "_NET_STARTUP_ID").CombinedOutput()
	if err != nil || !strings.Contains(string(out), `"test-7_TIME42"`) {
		t.Errorf("the window manager is told %q (%v)", out, err)
	}

	t.Log("with a link and a picture, which are offered one after the other")
	link := "otpauth://totp/Zweitdienst:buero?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zweitdienst"
	comesForward(link, pictureOf(t, "otpauth://totp/Drittdienst:buero?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Drittdienst"))
	d.eventually(t, "the accounts of both", func() error { return d.accept(t, accounts, 2) })

	t.Log("with a link as a desktop hands it over, and one of Google Authenticator's")
	comesForward("--", "otpauth://totp/Viertdienst:buero?secret=MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK&issuer=Viertdienst")
	d.eventually(t, "the account of the link", func() error { return d.accept(t, accounts, 3) })
	comesForward("--", "otpauth-migration://offline?data=CjYKFBESExQVFhcYGRobHB0eHyAhIiMkEg5Gw7xuZnRlcjpiw7xybxoIRsO8bmZ0ZXIgASgBMAIQARgBIAA%3D")
	d.eventually(t, "the account of the migration", func() error { return d.accept(t, accounts, 4) })
	if code, out := w.again(t, d, "--", "otpauth://totp/x?secret=MFRGGZDFMZTWQ2LK", "--display"); code != cli.ExitUsage || strings.Contains(out, "MFRGG") {
		t.Errorf("a link with an option ended with %d: %s", code, out)
	}

	t.Log("with the display")
	if code, out := w.again(t, d, "--display"); code != cli.ExitOK || out != "" {
		t.Errorf("the second start ended with %d: %s", code, out)
	}
	anzeige := func() error {
		return d.command(t, "xdotool", "search", "--onlyvisible", "--name", "Anzeige").Run()
	}
	d.eventually(t, "the display", anzeige)
	d.eventually(t, "the end of the display", func() error {
		d.xdo(t, "key", "Escape")
		if anzeige() == nil {
			return errors.New("still there")
		}
		return nil
	})
	w.end(t, d)
}

// TestRealWindowThatHangs: a second start says that the window does not answer, and opens none.
func TestRealWindowThatHangs(t *testing.T) {
	t.Parallel()
	d, w, _ := startAll(t, nil)
	if err := w.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	resume := sync.OnceFunc(func() { _ = w.cmd.Process.Signal(syscall.SIGCONT) })
	t.Cleanup(resume)
	codes := make(chan int, 1)
	go func() {
		code, _ := w.again(t, d)
		codes <- code
	}()
	d.eventually(t, "the message", func() error { return d.shows(t, "kann nicht starten") })
	ended := func() error {
		d.xdo(t, "key", "Return")
		select {
		case code := <-codes:
			if code != cli.ExitFailed {
				t.Errorf("the second start ended with %d", code)
			}
			return nil
		case <-time.After(time.Second):
			return errors.New("still there")
		}
	}
	d.eventually(t, "the end of the second start", ended)
	resume()
	w.end(t, d)
}

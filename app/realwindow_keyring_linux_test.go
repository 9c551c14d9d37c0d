//go:build !nowindow

package app

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRealWindowLosesTheKeyring: the keyring service ends while the window is open. The code goes on and an account is
// stored; the next start says what is wrong and offers the recovery sheet, and makes no new vault.
func TestRealWindowLosesTheKeyring(t *testing.T) {
	t.Parallel()
	program := os.Getenv(windowVariable)
	if program == "" {
		missing(t, windowVariable+" is not set; make test builds that program")
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "xclip", "import", "tesseract", "dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, tool+" is not installed")
		}
	}
	d := startDisplay(t)
	keyring := d.keyring(t)
	w := d.startWindow(t, program, "--lang", "de")
	d.eventually(t, "the first screen", func() error { return d.shows(t, "Willkommen") })
	take := func(link, page string) {
		t.Helper()
		d.drop(t, pictureOf(t, link))
		d.eventually(t, "what was found", func() error { return d.shows(t, "Gefunden") })
		d.eventually(t, "the page with what was taken", func() error {
			if d.shows(t, "Gefunden") == nil {
				d.xdo(t, "key", "Return") // a key may be missed on a busy PC
			}
			return d.shows(t, page)
		})
	}
	take("otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice", "kopieren")
	vaults := func() string {
		all, err := filepath.Glob(filepath.Join(d.variable("HOME"), ".local", "share", "kanzleicode", "vault*", "*.db"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(all, " ")
	}
	before := vaults()

	t.Log("the keyring is gone")
	_ = keyring.Process.Kill()
	_ = keyring.Wait() // it was killed
	take("otpauth://totp/Zweitdienst:buero?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zweitdienst", "Karte")
	w.end(t, d)

	t.Log("at the next start too")
	w = d.startWindow(t, program, "--lang", "de")
	d.eventually(t, "what is wrong", func() error { return d.shows(t, "nicht erreichbar") })
	d.eventually(t, "the question for the sheet", func() error {
		err := d.shows(t, "neuesten Wiederherstellungsblatt")
		if err != nil && d.shows(t, "nicht erreichbar") == nil {
			d.xdo(t, "key", "Tab", "Return") // once more if the window did not have the keyboard yet
		}
		return err
	})
	_ = w.cmd.Process.Kill()
	<-w.done //nolint:errcheck // it was killed
	w.wellBehaved(t)
	if now := vaults(); now != before || before == "" {
		t.Errorf("the vaults are %q, not %q", now, before)
	}
	d.noCrash(t)

	t.Log("with the keyring, everything is there")
	d.keyring(t)
	w = d.startWindow(t, program, "--lang", "de")
	for _, name := range []string{"Amainvoice", "Zweitdienst"} {
		d.eventually(t, name, func() error { return d.shows(t, name) })
	}
	w.end(t, d)
}

// keyring starts a session bus that starts no services by itself, unless there is one, and an open keyring on it.
func (d *display) keyring(t *testing.T) *exec.Cmd {
	t.Helper()
	if strings.Contains(d.variable("DBUS_SESSION_BUS_ADDRESS"), "/nonexistent/") {
		config := filepath.Join(t.TempDir(), "bus.conf")
		if err := os.WriteFile(config, fmt.Appendf(nil, quietBus, t.TempDir()), 0o600); err != nil {
			t.Fatal(err)
		}
		bus := d.command(t, "dbus-daemon", "--config-file="+config, "--print-address=1", "--nofork")
		out, err := bus.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		start(t, bus)
		address, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	}
	daemon := d.command(t, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	daemon.Stdin = strings.NewReader("keyring password")
	start(t, daemon)
	d.eventually(t, "the keyring", func() error {
		out, _ := d.command(t, "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets").CombinedOutput()
		if !strings.Contains(string(out), "boolean true") {
			return errors.New(string(out))
		}
		return nil
	})
	return daemon
}

// quietBus is the configuration of a session bus that starts no services by itself, at a socket in a folder.
const quietBus = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

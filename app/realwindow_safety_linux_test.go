//go:build !nowindow

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/app/vault"
)

// TestRealWindowRecovers: the passphrase is forgotten; the recovery sheet opens the vault, a new passphrase is
// set, and the code is there.
func TestRealWindowRecovers(t *testing.T) {
	t.Parallel()
	program := os.Getenv(windowVariable)
	if program == "" {
		missing(t, windowVariable+" is not set; make test builds that program")
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "import", "tesseract"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, tool+" is not installed")
		}
	}
	const phrase = "Sommer Regen 7"
	folder := filepath.Join(t.TempDir(), "vault")
	s := newSystem()
	floor := vault.FloorArgon2id()
	s.kdf = &floor
	opened, err := s.unlock(t.Context(), folder, ways{passphrase: []byte("vergessen, was es war")}, true)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := opened.sheets.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.vault.Close(); err != nil {
		t.Fatal(err)
	}
	d := startDisplay(t)
	w := d.startWindow(t, program, "--vault", folder, "--lang", "de")
	d.eventually(t, "the question for the passphrase", func() error { return d.shows(t, "Passphrase") })
	d.xdo(t, "key", "Tab", "Return")
	d.eventually(t, "the question for the sheet", func() error { return d.shows(t, "neuesten Wiederherstellungsblatt") })
	d.xdo(t, "type", "--delay", "30", strings.Join(sheet.Identity.Groups(), " "))
	d.xdo(t, "key", "Return")
	d.eventually(t, "the question for this PC", func() error { return d.shows(t, "Der Tresor ist offen") })
	d.xdo(t, "key", "Tab", "Tab", "space") // the second choice: a passphrase; its field has the focus then
	enter := func() {
		for _, last := range []string{"Tab", "Return"} {
			d.xdo(t, "key", "ctrl+a")
			d.xdo(t, "type", "--delay", "30", phrase)
			d.xdo(t, "key", last)
		}
	}
	enter()
	d.eventually(t, "the main window", func() error {
		if d.shows(t, "verschieden") == nil { // a key was quicker than the focus: once more, from the first field on
			d.xdo(t, "key", "shift+Tab")
			enter()
		}
		return d.shows(t, "Willkommen")
	})
	w.end(t, d)
	if opened, err = s.unlock(t.Context(), folder, ways{passphrase: []byte(phrase)}, false); err != nil {
		t.Fatal(err)
	}
	if err := opened.vault.Close(); err != nil {
		t.Fatal(err)
	}
}

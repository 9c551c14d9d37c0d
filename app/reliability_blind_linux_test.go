package app

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"kanzleicode/app/mandate"
)

// canaries are texts that a person entrusts to the vault, in all the forms in which they could leak.
type canaries map[string][]byte // what -> bytes

func (c canaries) add(what, text string) {
	c[what] = []byte(text)
	c[what+", base64"] = []byte(base64.RawStdEncoding.EncodeToString([]byte(text)))
	c[what+", hexadecimal"] = []byte(hex.EncodeToString([]byte(text)))
	var wide []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	c[what+", UTF-16"] = wide
}

// in names the canaries that stand in some bytes.
func (c canaries) in(content []byte) (hits []string) {
	for what, text := range c {
		if bytes.Contains(content, text) {
			hits = append(hits, what)
		}
	}
	return hits
}

// below fails for every canary in a file below a folder, or in its name, and counts the files.
func (c canaries) below(t *testing.T, dir, when string) (files int) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		content := []byte(path)
		if d.Type().IsRegular() {
			files++
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = append(content, raw...)
		}
		if hits := c.in(content); len(hits) > 0 {
			t.Errorf("%s: %s holds %q", when, filepath.Base(path), hits)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return files
}

// TestReliabilityCanaries: 50 secrets, names and numbers go through the program. Afterwards, and while it runs,
// after a kill and after a crash, none of them stands in any file that it wrote: database, SQLite's log, state
// files, temporary files, backups, crash log; nor in what it says about itself and its failures.
func TestReliabilityCanaries(t *testing.T) {
	t.Parallel()
	outside, inside := t.TempDir(), t.TempDir() // what people keep themselves; what the program writes
	known := canaries{}
	var links, rows strings.Builder
	rows.WriteString("Kundennummer;Benutzername;Mandant\n")
	for n := range 10 {
		raw := bytes.Repeat([]byte{byte('A' + n), 'k', byte('z' - n), 'q', 7}, 4)
		secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
		account, number, user, client := fmt.Sprintf("Kanarienkonto%02d", n), fmt.Sprintf("4711%02d0815", n), fmt.Sprintf("kanarienbenutzer%02d", n), fmt.Sprintf("Kanarienmandant%02d", n)
		known[fmt.Sprint("secret's bytes ", n)] = raw
		for what, text := range map[string]string{"secret": secret, "account": account, "number": number, "user": user, "client": client} {
			known.add(fmt.Sprint(what, " ", n), text)
		}
		fmt.Fprintf(&links, "otpauth://totp/Dienst:%s?secret=%s&issuer=Dienst\n", account, secret)
		fmt.Fprintf(&rows, "%s;%s;%s\n", number, user, client)
	}
	for name, content := range map[string]string{"links.txt": links.String(), "liste.csv": rows.String(), "passphrase": "Kanarienpassphrase\n"} {
		if err := os.WriteFile(filepath.Join(outside, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	known.add("passphrase", "Kanarienpassphrase")
	for _, dir := range []string{"home", "temp"} {
		if err := os.Mkdir(filepath.Join(inside, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) *exec.Cmd {
		cmd := command(t, append([]string{"--vault", filepath.Join(inside, "vault"), "--passphrase-file", filepath.Join(outside, "passphrase")}, args...)...)
		cmd.Dir = outside
		cmd.Env = append(cmd.Env, "HOME="+filepath.Join(inside, "home"), "TMPDIR="+filepath.Join(inside, "temp"))
		return cmd
	}
	files := 0
	for _, step := range []struct {
		args []string
		mute bool // nothing of what it prints may hold a canary
		fail bool // it must; doctor may, as the PC is
	}{
		{args: []string{"import", "links.txt"}},
		{args: []string{"mandates", "import", "liste.csv"}},
		{args: []string{"code", "Dienst – Kanarienkonto03"}},
		{args: []string{"mandates", "edit", "4711030815", "--client", "Kanarienmandant99"}},
		{args: []string{"mandates", "remove", "4711040815"}},
		{args: []string{"history"}},
		{args: []string{"vault", "sheet", "blatt.pdf"}, mute: true},
		{args: []string{"backup", "create", filepath.Join(inside, "b.tar.age")}, mute: true},
		{args: []string{"vault", "verify"}, mute: true},
		{args: []string{"doctor"}, mute: true},
		{args: []string{"mandates", "import", "passphrase"}, mute: true, fail: true},
	} {
		out, err := run(step.args...).CombinedOutput()
		if (err != nil) != step.fail && step.args[0] != "doctor" {
			t.Fatalf("%v: %v", step.args[0], err)
		}
		if hits := known.in(out); step.mute && len(hits) > 0 {
			t.Errorf("%v says %q", step.args[0], hits)
		}
		files += known.below(t, inside, step.args[0])
	}
	t.Logf("%d texts in %d forms, looked for in %d files", 50, len(known), files)
}

// TestReliabilityCanariesInUse: the same while a process has the vault open and everything read, after it was
// killed, and after it crashed and left a crash log.
func TestReliabilityCanariesInUse(t *testing.T) {
	t.Parallel()
	f := newFirm(t, t.TempDir())
	s := f.mustOpen(t)
	known := canaries{}
	var rows []mandate.Row
	for n := range 50 {
		name := fmt.Sprintf("Kanarienvogel%02d", n)
		known.add(name, name)
		rows = append(rows, mandate.Row{Line: n + 1, Fields: mandate.Fields{Number: name, User: name, Client: name, Note: name}})
	}
	plan, err := s.mandates.Plan(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := s.mandates.Import(t.Context(), plan, "liste.csv"); err != nil || len(list) != 50 {
		t.Fatal(len(list), err)
	}
	cmd, lines, _ := job{Firm: f, Do: "hold"}.start(t)
	if line, ok := next(lines); !ok || !line.OK {
		t.Fatal("the worker does not begin")
	}
	known.below(t, string(f), "while it is open")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	known.below(t, string(f), "after a kill")
	cmd, lines, _ = job{Firm: f, Do: "crash"}.start(t)
	for {
		if _, ok := next(lines); !ok {
			break
		}
	}
	if cmd.Wait() == nil {
		t.Fatal("it did not crash")
	}
	logs, err := filepath.Glob(f.path(".local/state/*/" + crashLogName))
	if err != nil || len(logs) != 1 {
		t.Fatalf("crash logs %v, %v", logs, err)
	}
	if content, err := os.ReadFile(logs[0]); err != nil || !bytes.Contains(content, []byte("app.crash")) {
		t.Errorf("the crash log says %q, %v", content, err)
	}
	known.below(t, string(f), "after a crash")
}

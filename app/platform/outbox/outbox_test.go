package outbox_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"kanzleicode/app/platform/outbox"
)

func put(t *testing.T, folder outbox.Folder, name, text string) string {
	t.Helper()
	path, err := folder.Put(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPutIsPrivateAndNeverCollides(t *testing.T) {
	t.Parallel()
	folder := outbox.Folder(filepath.Join(t.TempDir(), "state", "outbox"))
	first, second := put(t, folder, "Meldung.eml", "1"), put(t, folder, "Meldung.eml", "2")
	if first == second || filepath.Base(first) != "Meldung.eml" {
		t.Errorf("%s and %s", first, second)
	}
	if raw, err := os.ReadFile(first); err != nil || string(raw) != "1" {
		t.Errorf("%q, %v", raw, err)
	}
	if runtime.GOOS == "windows" {
		return // there the folder above it is the person's own
	}
	for path, want := range map[string]os.FileMode{string(folder): 0o700, filepath.Dir(first): 0o700, first: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestPutLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	folder := outbox.Folder(t.TempDir())
	broken := errors.New("broken")
	if _, err := folder.Put("x.eml", func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"../x.eml", "a/b", "", ".", ".."} {
		if _, err := folder.Put(name, func(io.Writer) error { return nil }); err == nil {
			t.Errorf("%q was written", name)
		}
	}
	if entries, err := os.ReadDir(string(folder)); err != nil || len(entries) != 0 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	folder := outbox.Folder(filepath.Join(t.TempDir(), "outbox"))
	if err := folder.Clear(time.Now()); err != nil {
		t.Errorf("a place that is not there: %v", err)
	}
	old, fresh := put(t, folder, "alt.eml", ""), put(t, folder, "neu.eml", "")
	now := time.Now()
	if err := os.Chtimes(filepath.Dir(old), now.Add(-time.Hour), now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := folder.Clear(now.Add(-10 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old draft is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("the fresh draft is gone: %v", err)
	}
}

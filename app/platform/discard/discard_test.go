package discard_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/language"
	"kanzleicode/app/platform/discard"
)

// given makes a file and looks at it.
func given(t *testing.T, name string) (string, fs.FileInfo) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, info
}

// withoutTrash is a desktop that has no trash.
func withoutTrash(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	return data
}

func TestDeleted(t *testing.T) {
	withoutTrash(t)
	path, was := given(t, "Bildschirmfoto.png")
	if trashed, err := discard.File(path, was); trashed || err != nil {
		t.Fatalf("%v, %v", trashed, err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
	if _, err := discard.File(path, was); !is(err, discard.ReasonGone) {
		t.Errorf("a second time: %v", err)
	}
}

func is(err error, reason discard.Reason) bool {
	e, ours := errors.AsType[*discard.Error](err)
	return ours && e.Reason == reason
}

func TestTrashed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there the file is deleted")
	}
	data := withoutTrash(t)
	for _, part := range []string{"files", "info"} {
		if err := os.MkdirAll(filepath.Join(data, "Trash", part), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"QR code 100 %.png", "QR code 100 %.2.png"} { // the second of the same name
		path, was := given(t, "QR code 100 %.png")
		if trashed, err := discard.File(path, was); !trashed || err != nil {
			t.Fatalf("%v, %v", trashed, err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("it is still there: %v", err)
		}
		content, err := os.ReadFile(filepath.Join(data, "Trash", "files", name))
		if string(content) != "secret" {
			t.Errorf("%q, %v", content, err)
		}
		note, err := os.ReadFile(filepath.Join(data, "Trash", "info", name+".trashinfo"))
		if !strings.Contains(string(note), "Path=") || !strings.Contains(string(note), "QR%20code%20100%20%25.png\nDeletionDate=20") {
			t.Errorf("%s, %v", note, err)
		}
	}
}

func TestAnotherFileStays(t *testing.T) {
	withoutTrash(t)
	for name, change := range map[string]func(path string) error{
		"longer": func(path string) error { return os.WriteFile(path, []byte("another one"), 0o600) },
		"newer":  func(path string) error { return os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)) },
		"replaced": func(path string) error {
			info, err := os.Lstat(path)
			if err == nil {
				err = os.WriteFile(path+".new", []byte("SECRET"), 0o600)
			}
			if err == nil {
				err = os.Chtimes(path+".new", info.ModTime(), info.ModTime())
			}
			if err == nil {
				err = os.Rename(path+".new", path)
			}
			return err
		},
		"a folder": func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		"a link": func(path string) error {
			return errors.Join(os.Rename(path, path+".moved"), os.Symlink(path+".moved", path))
		},
	} {
		path, was := given(t, "a.png")
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		if _, err := discard.File(path, was); !is(err, discard.ReasonChanged) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALinkIsNeverTaken(t *testing.T) {
	withoutTrash(t)
	path, _ := given(t, "a.png")
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	was, err := os.Lstat(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := discard.File(link, was); !is(err, discard.ReasonChanged) {
		t.Error(err)
	}
}

func TestTextsAreWritten(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		for _, reason := range discard.Reasons() {
			e := &discard.Error{Reason: reason, Name: "a.png"}
			if said := texts.Explain(e); !texts.Has(e.TextKey()) || !strings.Contains(said, "a.png") {
				t.Errorf("%s %s: %s", tag, reason, said)
			}
		}
	}
}

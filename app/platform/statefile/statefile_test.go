package statefile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSaveLoad(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "when needed")
	f := In(dir, ".json")
	if got, err := f.Load("a"); got != nil || err != nil {
		t.Fatalf("Load of nothing: %q, %v", got, err)
	}
	for _, want := range []string{"one", "two", ""} {
		if err := f.Save("a", []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := f.Load("a"); string(got) != want || err != nil {
			t.Fatalf("Load = %q, %v, want %q", got, err, want)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "a.json" {
		t.Fatalf("left in the folder: %v, %v", entries, err)
	}
	info, err := os.Stat(filepath.Join(dir, "a.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	f := In(t.TempDir(), ".json")
	for _, name := range []string{"", "../a", "a/b", ".hidden", ".."} {
		if err := f.Save(name, nil); err == nil {
			t.Errorf("Save(%q) was accepted", name)
		}
		if _, err := f.Load(name); err == nil {
			t.Errorf("Load(%q) was accepted", name)
		}
	}
}

func TestHugeFileIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte(strings.Repeat("x", maxSize+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := In(dir, ".json").Load("a"); err == nil {
		t.Error("a huge file was read")
	}
}

package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/app/vault/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) vault.Place {
		// Everything that has a meaning in a URI or to SQLite.
		return sqlite.At(filepath.Join(t.TempDir(), "Müller & Söhne #1 100% ?mode=ro ;'x'"))
	})
}

func reason(t *testing.T, err error) string {
	t.Helper()
	var e *vault.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is not a *vault.Error", err)
	}
	return e.Reason
}

// TestForeignPlaces: whatever else stands where a vault is looked for is named and left as it is.
func TestForeignPlaces(t *testing.T) {
	t.Parallel()
	write := func(name, content string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	header := func(version, application string) string {
		h := []byte("SQLite format 3\x00" + strings.Repeat("\x00", 84))
		copy(h[60:], version)
		copy(h[68:], application)
		return string(h)
	}
	tests := []struct {
		name          string
		prepare       func(*testing.T, string)
		open, creates string // reasons; "" = works
	}{
		{"empty folder", func(*testing.T, string) {}, "none", ""},
		{"somebody's folder", write("Steuer 2025.xlsx", "x"), "foreign_folder", "foreign_folder"},
		{"empty vault.db", write(sqlite.FileName, ""), "not_a_vault", "not_a_vault"},
		{"text as vault.db", write(sqlite.FileName, strings.Repeat("hello ", 100)), "not_a_vault", "not_a_vault"},
		{"another program's SQLite file", write(sqlite.FileName, header("\x00\x00\x00\x01", "abcd")), "not_a_vault", "not_a_vault"},
		{"newer version", write(sqlite.FileName, header("\x00\x00\x00\x02", "KzC1")), "newer", "newer"},
		{"leftover of a crash", write(sqlite.FileName+".creating-ABC", "half"), "none", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			tt.prepare(t, dir)
			before := listing(t, dir)
			place := sqlite.At(dir)
			if _, err := place.Open(t.Context()); reason(t, err) != tt.open {
				t.Errorf("Open: %v, want %s", err, tt.open)
			}
			err := place.Create(t.Context(), vault.Meta{Format: 1, Head: vault.Head{Rev: 1}}, &vault.Batch{Change: vault.ChangeRow{Rev: 1, Sig: []byte("s")}})
			if tt.creates == "" {
				if err != nil {
					t.Errorf("Create: %v", err)
				}
				return
			}
			if reason(t, err) != tt.creates {
				t.Errorf("Create: %v, want %s", err, tt.creates)
			}
			if after := listing(t, dir); after != before {
				t.Errorf("the folder was changed:\n%s\n%s", before, after)
			}
		})
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(e.Name() + "=" + string(content) + "\n")
	}
	return out.String()
}

func TestFileInTheWay(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.At(path).Open(t.Context()); reason(t, err) != "not_a_folder" {
		t.Error(err)
	}
	if err := sqlite.At(path).Create(t.Context(), vault.Meta{}, &vault.Batch{}); reason(t, err) != "not_a_folder" {
		t.Error(err)
	}
}

// TestRelativeFolder: the folder may be named relative to the current one.
func TestRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	place := sqlite.At("v")
	if err := place.Create(t.Context(), vault.Meta{Format: 1, Head: vault.Head{Rev: 1}}, &vault.Batch{Change: vault.ChangeRow{Rev: 1, Sig: []byte("s")}}); err != nil {
		t.Fatal(err)
	}
	s, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "v")
	place := sqlite.At(dir)
	if err := place.Create(t.Context(), vault.Meta{Format: 1, Head: vault.Head{Rev: 1}}, &vault.Batch{Change: vault.ChangeRow{Rev: 1, Sig: []byte("s")}}); err != nil {
		t.Fatal(err)
	}
	s, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Meta(t.Context()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 1 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

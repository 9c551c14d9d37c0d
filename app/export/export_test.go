package export_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/export"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
)

func sample() []mandate.Mandate {
	return []mandate.Mandate{
		{Fields: mandate.Fields{Number: "00012", User: "müller", Client: "Bäckerei Öz", Note: "vertraulich"}, Status: mandate.StatusNew},
		{Fields: mandate.Fields{Number: "10012", User: "schmidt"}, Status: mandate.StatusConfirmed},
	}
}

// TestForms writes every form and reads it back with the reader of package sheet.
func TestForms(t *testing.T) {
	t.Parallel()
	for _, form := range []export.Form{{}, {CSV: true}, {Full: true}, {Full: true, CSV: true}} {
		var out bytes.Buffer
		if err := export.Write(&out, language.New("de"), form, sample(), time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
		table, err := sheet.Read(t.Context(), "x", out.Bytes(), sheet.Options{})
		if err != nil {
			t.Fatalf("%+v: %v", form, err)
		}
		rows, err := table.Rows()
		if err != nil || len(rows) != 2 || rows[0].Number != "00012" || rows[0].User != "müller" || rows[1].Number != "10012" {
			t.Fatalf("%+v: %+v, %v", form, rows, err)
		}
		if got := rows[0].Client; (got == "Bäckerei Öz") != form.Full || (got == "") == form.Full {
			t.Errorf("%+v: client %q", form, got)
		}
		var cells strings.Builder
		for _, line := range table.Lines {
			cells.WriteString(strings.Join(line.Cells, "|") + "\n")
		}
		if has := strings.Contains(cells.String(), "vertraulich"); has != form.Full {
			t.Errorf("%+v: the note is there: %v\n%s", form, has, cells.String())
		}
		if !strings.Contains(cells.String(), "Kundennummer") || !strings.Contains(cells.String(), "Bestätigt") {
			t.Errorf("%+v: words are missing:\n%s", form, cells.String())
		}
	}
}

func TestToFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "liste.csv")
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	want := func(content string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Errorf("file holds %q, %v, want %q", got, err, content)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 {
			t.Errorf("left behind: %v, %v", entries, err)
		}
	}
	if err := export.ToFile(path, false, text("one")); err != nil {
		t.Fatal(err)
	}
	want("one")
	if err := export.ToFile(path, false, text("two")); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file was replaced: %v", err)
	}
	want("one")
	if err := export.ToFile(path, true, text("three")); err != nil {
		t.Fatal(err)
	}
	want("three")
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := export.ToFile(link, true, text("through a link")); err != nil {
		t.Fatal(err)
	}
	want("through a link")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if err := export.ToFile(os.DevNull, true, text("x")); !errors.Is(err, export.ErrSpecial) {
		t.Errorf("a device was replaced: %v", err)
	}
	if err := export.ToFile(path, true, text("three")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := export.ToFile(path, true, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	want("three")
}

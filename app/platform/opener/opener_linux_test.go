package opener_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/platform/opener"
)

// desktop puts a program in the place of the desktop's opener.
func desktop(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	if script == "" {
		t.Setenv("PATH", dir)
	}
}

func TestOpensTheFileByItsPath(t *testing.T) {
	told := filepath.Join(t.TempDir(), "told")
	t.Setenv("TOLD", told)
	desktop(t, `printf '%s|%s' "$#" "$1" > "$TOLD"`)
	path := filepath.Join(t.TempDir(), `Blatt $(touch x); "ä" &.pdf`)
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := opener.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(told); err != nil || string(got) != "1|"+path {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWhatDoesNotOpen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "blatt.pdf")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ script, path string }{
		"no file":           {"exit 0", filepath.Join(t.TempDir(), "nirgends.pdf")},
		"a folder":          {"exit 0", t.TempDir()},
		"a web address":     {"exit 0", "https://example.org/"},
		"no program for it": {"exit 3", file},
		"no desktop":        {"", file},
	} {
		t.Run(name, func(t *testing.T) {
			desktop(t, tt.script)
			err := opener.Open(t.Context(), tt.path)
			var problem *opener.Error
			if !errors.As(err, &problem) || problem.TextKey() == "" {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestMail(t *testing.T) {
	told := filepath.Join(t.TempDir(), "told")
	t.Setenv("TOLD", told)
	desktop(t, `printf '%s|%s' "$#" "$1" > "$TOLD"`)
	const link = "mailto:hilfe@example.org?subject=Zentraler%202FA-Code&body=Guten%20Tag%0D%0A"
	if err := opener.Mail(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(told); err != nil || string(got) != "1|"+link {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.Remove(told); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{
		"", "https://example.org/", "file:///etc/passwd", "-mailto:x", "mailto:a b", "mailto:a\"b", "mailto:ä", "mailto:a\n", "MAILTO:x",
		"mailto:" + strings.Repeat("a", 2100), t.TempDir(),
	} {
		err := opener.Mail(t.Context(), link)
		var problem *opener.Error
		if !errors.As(err, &problem) || problem.TextKey() != "problem.opener.mail" {
			t.Errorf("%.40q: %v", link, err)
		}
		if _, err := os.Stat(told); err == nil {
			t.Fatalf("%.40q was opened", link)
		}
	}
}

// TestDoesNotWaitForTheProgram: some openers stay as long as the program that they have started.
func TestDoesNotWaitForTheProgram(t *testing.T) {
	desktop(t, "exec sleep 6")
	file := filepath.Join(t.TempDir(), "blatt.pdf")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := opener.Open(t.Context(), file); err != nil || time.Since(begin) > 5*time.Second+900*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
}

func TestShowsAFolder(t *testing.T) {
	told, dir := filepath.Join(t.TempDir(), "told"), t.TempDir()
	t.Setenv("TOLD", told)
	desktop(t, `printf '%s|%s' "$#" "$1" > "$TOLD"`)
	if err := opener.Folder(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(told); err != nil || string(got) != "1|"+dir {
		t.Errorf("%q, %v", got, err)
	}
	for _, path := range []string{told, filepath.Join(dir, "nirgends"), "https://example.org/"} {
		err := opener.Folder(t.Context(), path)
		if problem, ours := errors.AsType[*opener.Error](err); !ours || problem.TextKey() != "problem.opener.folder" {
			t.Errorf("%s: %v", path, err)
		}
	}
}

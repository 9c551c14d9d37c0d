package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/cli"
	"kanzleicode/app/language"
)

// refused are the options that are understood only to say why they make no sense.
var refused = []string{"mandates confirm --new", "mandates confirm --outdated"}

// TestHelpIsWhole holds the help against the tables: every command and every option of it stands there, and nothing that
// is none.
func TestHelpIsWhole(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		h, err := readHelp(language.New(tag).Text("cli.help"))
		if err != nil {
			t.Fatal(err)
		}
		documented := map[string]bool{}
		for _, e := range h.commands {
			for _, path := range e.path() {
				documented[path] = true
			}
		}
		delete(documented, "")
		var look func(path string, verbs []cli.Verb)
		look = func(path string, verbs []cli.Verb) {
			for _, v := range verbs {
				at := strings.TrimSpace(path + " " + v.Name)
				if !documented[at] && (len(v.Options) > 0 || len(v.Verbs) == 0) {
					t.Errorf("%s: the help does not tell of %q", tag, at)
				}
				delete(documented, at)
				for _, o := range v.Options {
					if !h.tells(at, o.Name) && !slices.Contains(refused, at+" --"+o.Name) {
						t.Errorf("%s: the help does not tell of %q --%s", tag, at, o.Name)
					}
				}
				look(at, v.Verbs)
			}
		}
		look("", cli.Verbs())
		for path := range documented {
			t.Errorf("%s: the help tells of %q, which is no command", tag, path)
		}
		for _, o := range cli.GlobalOptions() {
			if !strings.Contains(language.New(tag).Text("cli.help"), "--"+o.Name) && o.Name != "help" {
				t.Errorf("%s: the help does not tell of --%s", tag, o.Name)
			}
		}
	}
}

// TestBashCompletes asks a real bash.
func TestBashCompletes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := write(dir, "1.2.3", "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "bash-completion/completions/kanzleicode")
	if err := os.WriteFile(filepath.Join(dir, "picture.png"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string][]string{
		"kanzleicode co":                                {"code"},
		"kanzleicode mandates li":                       {"list"},
		"kanzleicode --vault code mandates li":          {"list"},
		"kanzleicode code --pr":                         {"--previous"},
		"kanzleicode mandates list --status s":          {"submitted"},
		"kanzleicode accounts export x --format google": {"google-qr"},
		"kanzleicode mandates export x --format c":      {"csv"},
		"kanzleicode code --lang e":                     {"en"},
		"kanzleicode import pic":                        {"picture.png"},
		"kanzleicode code --passphrase-file pic":        {"picture.png"},
		"kanzleicode mandates confirm --n":              nil,
		"kanzleicode accounts export x --account NA":    nil,
		"kanzleicode mandates list --search su":         nil,
		"kanzleicode --vault bash-co":                   {"bash-completion"},
	} {
		words := strings.Fields(typed)
		command := exec.Command("bash", "--norc", "-c", `. "$1"; shift
compopt() { :; } # there is no line to be completed
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _kanzleicode; printf '%s\n' "${COMPREPLY[@]}"`, "bash", script) //nolint:gosec // our own script
		command.Args = append(command.Args, words...)
		command.Dir = dir
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", typed, err, out)
		}
		if got := strings.Fields(string(out)); !slices.Equal(got, want) {
			t.Errorf("%s: bash offers %q, want %q", typed, got, want)
		}
	}
}

func TestManualPageKeepsDashes(t *testing.T) {
	t.Parallel()
	texts, err := reference("1.2.3", "2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"man/man1/kanzleicode.1":    {".TH KANZLEICODE 1 \"2026-11-23\"", `\-\-passphrase\-file FILE`, ".SH \"EXIT STATUS\"\n.TP\n.B 0\nok\n"},
		"man/de/man1/kanzleicode.1": {".SH \"BEFEHLE\"", `\-\-passphrase\-file DATEI`, ".TP\n.B 4\nnichts gefunden\n"},
	} {
		for _, part := range want {
			if !strings.Contains(texts[name], part) {
				t.Errorf("%s lacks %q", name, part)
			}
		}
	}
}

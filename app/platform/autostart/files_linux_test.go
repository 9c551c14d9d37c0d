package autostart

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
				t.Fatalf("%s is not installed; make test installs it", program)
			}
			t.Skipf("%s is not installed; make test installs it", program)
		}
	}
}

// awkward are words that quoting goes wrong on.
var awkward = []string{"--display", "", "a b", `"`, `\`, `\\"`, "$HOME", "`id`", "%u", "100 %", "%%", "ä€", "a=b", "<&>'", " x ", "#", ";", `\s`, "-"}

// world is a person's home with an administrator's folder.
type world struct {
	goos, home, config, common, file string
	entry                            Entry
}

func newWorld(t *testing.T, goos string) world {
	t.Helper()
	w := world{goos: goos, home: t.TempDir(), common: t.TempDir()}
	w.config = filepath.Join(w.home, ".config")
	env := map[string]string{"XDG_CONFIG_DIRS": "relative:" + w.common}
	w.entry = Entry{filepath.Join(w.home, "Programme & mehr", "kanzleicode-window"), forSystem(goos, w.home, func(name string) string { return env[name] })}
	w.file = filepath.Join(w.config, "autostart", "kanzleicode.desktop")
	if goos == "darwin" {
		w.file = filepath.Join(w.home, "Library", "LaunchAgents", "de.kanzleicode.Kanzleicode.plist")
	}
	return w
}

func (w world) put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w world) text(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (w world) is(t *testing.T, want State) []string {
	t.Helper()
	got, arguments := w.entry.State()
	if got != want {
		t.Errorf("%s: %s, want %s", w.goos, got, want)
	}
	return arguments
}

func TestOnAndOff(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"linux", "darwin"} {
		w := newWorld(t, goos)
		w.is(t, Off)
		if err := w.entry.Set(false); err != nil {
			t.Fatal(err)
		}
		for _, arguments := range [][]string{nil, {"--display"}, awkward} {
			if err := w.entry.Set(true, arguments...); err != nil {
				t.Fatal(err)
			}
			if got := w.is(t, On); len(got)+len(arguments) > 0 && !reflect.DeepEqual(got, arguments) {
				t.Errorf("%q, want %q", got, arguments)
			}
		}
		// The program moves.
		here := w.entry
		w.entry.program = filepath.Join(w.home, "anderswo", "kanzleicode-window")
		if got := w.is(t, Outdated); !reflect.DeepEqual(got, awkward) {
			t.Errorf("%q", got)
		}
		if err := w.entry.Set(true); err != nil {
			t.Fatal(err)
		}
		w.is(t, On)
		w.entry = here
		w.is(t, Outdated)
		if err := w.entry.Set(false); err != nil {
			t.Fatal(err)
		}
		w.is(t, Off)
		if _, err := os.Stat(w.file); !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	}
}

// TestForeign: what we did not write stays as it is.
func TestForeign(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ goos, text string }{
		{"linux", "[Desktop Entry]\nType=Application\nName=Kanzleicode\nExec=/opt/other\n"},
		{"linux", "nonsense"},
		{"linux", ""},
		{"linux", "[Other]\nX-Kanzleicode-Autostart=true\nExec=/x\n"},
		{"darwin", "nonsense<"},
		{"darwin", `<plist version="1.0"><dict><key>Label</key><string>other</string><key>ProgramArguments</key><array><string>/x</string></array></dict></plist>`},
		{"darwin", "bplist00\x01"},
	} {
		w := newWorld(t, tt.goos)
		w.put(t, w.file, tt.text)
		w.is(t, Foreign)
		for _, on := range []bool{true, false} {
			if err := w.entry.Set(on); !errors.Is(err, ErrForeign) {
				t.Errorf("%q: %v", tt.text, err)
			}
		}
		if got := w.text(t); got != tt.text {
			t.Errorf("%q became %q", tt.text, got)
		}
	}
}

// TestSwitchedOffElsewhere: the desktop's own settings change the file.
func TestSwitchedOffElsewhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ goos, before, after string }{
		{"linux", "Terminal=false", "Hidden=true"},
		{"linux", "Terminal=false", "X-GNOME-Autostart-enabled=false"},
		{"darwin", "<key>Label</key>", "<key>Disabled</key><true/><key>Label</key>"},
	} {
		w := newWorld(t, tt.goos)
		if err := w.entry.Set(true); err != nil {
			t.Fatal(err)
		}
		w.put(t, w.file, strings.Replace(w.text(t), tt.before, tt.after, 1))
		w.is(t, Off)
		if err := w.entry.Set(true); err != nil {
			t.Fatal(err)
		}
		w.is(t, On)
	}
}

// TestEntryForAll: an administrator has the program started for everybody; a person may differ.
func TestEntryForAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "linux")
	w.put(t, filepath.Join(w.common, "autostart", "kanzleicode.desktop"), "[Desktop Entry]\nType=Application\nName=Kanzleicode\nExec=/opt/kanzleicode\n")
	w.is(t, Foreign)
	for range 2 {
		if err := w.entry.Set(false); err != nil {
			t.Fatal(err)
		}
		w.is(t, Off)
		validate(t, w.file)
		if err := w.entry.Set(true, "--display"); err != nil {
			t.Fatal(err)
		}
		w.is(t, On)
	}
}

func TestUnavailable(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"linux", "darwin"} {
		w := newWorld(t, goos)
		w.put(t, filepath.Dir(w.file), "") // a file where the folder should be
		w.is(t, Unavailable)
		if err := w.entry.Set(true); !errors.Is(err, ErrUnavailable) {
			t.Error(err)
		}
	}
	w := newWorld(t, "linux")
	for _, program := range []string{"/a=b", "/100%"} {
		w.entry.program = program
		if err := w.entry.Set(true); !errors.Is(err, ErrPath) {
			t.Errorf("%s: %v", program, err)
		}
	}
}

func validate(t *testing.T, file string) {
	t.Helper()
	needs(t, "desktop-file-validate")
	if out, err := exec.Command("desktop-file-validate", "--warn-kde", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

// TestDesktopStartsIt has GLib, by which GNOME reads such files, start what the entry says.
func TestDesktopStartsIt(t *testing.T) {
	t.Parallel()
	needs(t, "gio", "desktop-file-validate")
	w := newWorld(t, "linux")
	w.entry.program = filepath.Join(w.home, "Prüfung $x \"q\" \\ `id`", "kanzleicode-window")
	told := filepath.Join(w.home, "told")
	w.put(t, w.entry.program, "#!/bin/sh\nprintf '%s\\0' \"$@\" > \"$TOLD.new\"\nmv \"$TOLD.new\" \"$TOLD\"\n")
	if err := os.Chmod(w.entry.program, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := w.entry.Set(true, awkward...); err != nil {
		t.Fatal(err)
	}
	validate(t, w.file)
	launch := exec.Command("gio", "launch", w.file)
	launch.Env = append(os.Environ(), "TOLD="+told)
	if out, err := launch.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var raw []byte
	for deadline := time.Now().Add(20 * time.Second); raw == nil; time.Sleep(10 * time.Millisecond) {
		var err error
		if raw, err = os.ReadFile(told); err != nil && time.Now().After(deadline) {
			t.Fatalf("it was not started: %s", w.text(t))
		}
	}
	if got := strings.Split(strings.TrimSuffix(string(raw), "\x00"), "\x00"); !slices.Equal(got, awkward) {
		t.Errorf("started with %q, want %q", got, awkward)
	}
}

// TestAgentIsAPropertyList has Python read the launch agent.
func TestAgentIsAPropertyList(t *testing.T) {
	t.Parallel()
	needs(t, "python3")
	w := newWorld(t, "darwin")
	if err := w.entry.Set(true, awkward...); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", "-c", "import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], 'rb'))))", w.file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var list struct {
		Label            string
		RunAtLoad        bool
		ProgramArguments []string
	}
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(err)
	}
	if list.Label != label || !list.RunAtLoad || !slices.Equal(list.ProgramArguments, append([]string{w.entry.program}, awkward...)) {
		t.Errorf("%+v", list)
	}
}

func TestParseExec(t *testing.T) {
	t.Parallel()
	for value, want := range map[string][]string{
		`kanzleicode --display`:        {"kanzleicode", "--display"},
		`  "/a b"   c%%  `:             {"/a b", "c%"},
		`/x %U "" y`:                   {"/x", "", "y"},
		`"/a\\\\b" "\\$x"`:             {`/a\b`, "$x"},
		`"/open`:                       nil,
		`/x %`:                         nil,
		"":                             nil,
		`"\\`:                          nil,
		`/opt/a\sb`:                    {"/opt/a", "b"},
		formatExec([]string{"/x", ""}): {"/x", ""},
	} {
		if got, ok := parseExec(value); ok != (want != nil) || ok && !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v", value, got, ok)
		}
	}
}

package graphics

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestStartTriesInOrderAndTakesTheFirstThatDraws(t *testing.T) {
	t.Parallel()
	const program, twin = "program", "twin"
	broken := errors.New("it is broken")
	tests := []struct {
		name    string
		wanted  bool
		mark    string
		draws   []string // the programs that open a window
		noTwin  error
		want    string // program to restart from
		tried   []string
		textKey string // of the problem; "" = none
	}{
		{name: "own", draws: []string{program, twin}, tried: []string{program}},
		{name: "own is broken", draws: []string{twin}, want: twin, tried: []string{program, twin}},
		{name: "Mesa is wanted", wanted: true, draws: []string{program, twin}, want: twin, tried: []string{twin}},
		{name: "Mesa is wanted and broken", wanted: true, draws: []string{program}, tried: []string{twin, program}},
		{name: "Mesa is wanted and missing", wanted: true, draws: []string{program}, noTwin: errMissing, tried: []string{program}},
		{name: "no Mesa", noTwin: errMissing, tried: []string{program}, textKey: "problem.graphics.missing"},
		{name: "no copy of the program", noTwin: broken, tried: []string{program}, textKey: "problem.graphics.softgl"},
		{name: "both are broken", tried: []string{program, twin}, textKey: "problem.graphics.softgl"},
		{name: "both are broken, Mesa first", wanted: true, tried: []string{twin, program}, textKey: "problem.graphics.softgl"},
		{name: "restarted already", wanted: true, mark: "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tried []string
			start := Start{
				Program: program, Wanted: tt.wanted,
				Env: func(name string) string { return map[string]string{Mark: tt.mark}[name] },
				Probe: func(ctx context.Context, program string) error {
					if _, limited := ctx.Deadline(); !limited {
						t.Error("a probe without a time limit")
					}
					tried = append(tried, program)
					if slices.Contains(tt.draws, program) {
						return nil
					}
					return broken
				},
			}
			plan, err := start.chooseOf(t.Context(), func(of string) (string, error) {
				if of != program {
					t.Errorf("twin of %q", of)
				}
				return twin, tt.noTwin
			})
			if !slices.Equal(tried, tt.tried) {
				t.Errorf("tried %q, want %q", tried, tt.tried)
			}
			if tt.textKey != "" {
				var problem *Error
				if !errors.As(err, &problem) || problem.TextKey() != tt.textKey || !errors.Is(err, broken) {
					t.Errorf("got %v, want %s", err, tt.textKey)
				}
				return
			}
			if err != nil || plan.Program != tt.want {
				t.Errorf("got %+v and %v, want %q", plan, err, tt.want)
			}
			if marked := slices.Contains(plan.Environment, Mark+"=1"); marked != (tt.want != "") {
				t.Errorf("environment %q", plan.Environment)
			}
		})
	}
}

func TestAsked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		option bool
		value  string
		want   bool
	}{{false, "", false}, {true, "", true}, {false, "1", true}, {false, "0", false}, {true, "0", true}} {
		if got := Asked(tt.option, func(string) string { return tt.value }); got != tt.want {
			t.Errorf("option %v, variable %q: %v", tt.option, tt.value, got)
		}
	}
}

// folderWith makes a program, and the folder softgl with what stands in there.
func folderWith(t *testing.T, program string, inside map[string]string) string {
	t.Helper()
	root := t.TempDir()
	path := filepath.Join(root, "kanzleicode-window.exe")
	write(t, path, program)
	if inside != nil {
		if err := os.Mkdir(filepath.Join(root, Folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range inside {
		write(t, filepath.Join(root, Folder, name), content)
	}
	return path
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTwin(t *testing.T) {
	t.Parallel()
	for name, inside := range map[string]map[string]string{
		"not there yet":                    {library: "mesa"},
		"there":                            {library: "mesa", "kanzleicode-window.exe": "new program"},
		"of another version and length":    {library: "mesa", "kanzleicode-window.exe": "old"},
		"of another version and same size": {library: "mesa", "kanzleicode-window.exe": "old program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := folderWith(t, "new program", inside)
			for range 2 { // the second time it stands there
				twin, err := Twin(program)
				if err != nil || twin != filepath.Join(filepath.Dir(program), Folder, "kanzleicode-window.exe") {
					t.Fatal(twin, err)
				}
				if got, err := os.ReadFile(twin); err != nil || string(got) != "new program" { //nolint:gosec // just made
					t.Fatalf("%q, %v", got, err)
				}
				if got := Original(twin); got != program {
					t.Errorf("the original is %q", got)
				}
			}
		})
	}
}

func TestNoTwinWithoutMesa(t *testing.T) {
	t.Parallel()
	for name, inside := range map[string]map[string]string{
		"no folder": nil, "empty folder": {}, "no library": {"kanzleicode-window.exe": "program"},
	} {
		program := folderWith(t, "program", inside)
		if twin, err := Twin(program); !errors.Is(err, errMissing) {
			t.Errorf("%s: %q, %v", name, twin, err)
		}
	}
}

func TestNoTwinWhereThereIsAFolderInItsPlace(t *testing.T) {
	t.Parallel()
	program := folderWith(t, "program", map[string]string{library: "mesa"})
	place := filepath.Join(filepath.Dir(program), Folder, filepath.Base(program))
	if err := os.MkdirAll(filepath.Join(place, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if twin, err := Twin(program); err == nil || errors.Is(err, errMissing) {
		t.Errorf("%q, %v", twin, err)
	}
}

func TestCopyOfAProgram(t *testing.T) {
	t.Parallel()
	program := folderWith(t, "program", map[string]string{})
	twin := filepath.Join(filepath.Dir(program), Folder, "twin.exe")
	if err := copyProgram(program, twin); err != nil {
		t.Fatal(err)
	}
	if same, err := sameContent(program, twin); !same || err != nil {
		t.Error(same, err)
	}
	if rest, _ := filepath.Glob(filepath.Join(filepath.Dir(twin), "*.new")); len(rest) > 0 {
		t.Errorf("left behind: %q", rest)
	}
}

func TestOriginalOfAnyOtherProgram(t *testing.T) {
	t.Parallel()
	alone := folderWith(t, "program", map[string]string{"other.exe": "no twin"})
	for _, program := range []string{alone, filepath.Join(filepath.Dir(alone), Folder, "other.exe")} {
		if got := Original(program); got != program {
			t.Errorf("of %q: %q", program, got)
		}
	}
}

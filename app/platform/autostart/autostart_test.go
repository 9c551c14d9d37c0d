package autostart

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestOwn(t *testing.T) {
	t.Parallel()
	e, err := Own()
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(e.program) {
		t.Error(e.program)
	}
	if state, _ := e.State(); state == Unavailable || state == On {
		t.Errorf("a test starts by itself: %s", state)
	}
}

func TestPathsThatCannotStandThere(t *testing.T) {
	t.Parallel()
	e, err := Own()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		program   string
		arguments []string
	}{
		{"kanzleicode", nil}, {e.program + "\n", nil}, {e.program + "\xff", nil}, {e.program, []string{"a\x00b"}}, {"", nil},
	} {
		var problem *Error
		err := Entry{tt.program, e.system}.Set(true, tt.arguments...)
		if !errors.As(err, &problem) || !errors.Is(err, ErrPath) || problem.TextKey() != "problem.autostart.path" {
			t.Errorf("%q: %v", tt.program, err)
		}
	}
}

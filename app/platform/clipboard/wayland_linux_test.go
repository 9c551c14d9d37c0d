package clipboard

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestWayland stands in for wl-paste: what it prints and how it fails is that of wl-clipboard 2.
func TestWayland(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script string
		silence      time.Duration
		want         Content
		err          error
	}{
		{"text and picture", `case "$*" in
			--list-types) printf 'image/png\ntext/plain;charset=utf-8\n';;
			'--no-newline --type image/png') printf 'picture';;
			'--no-newline --type text/plain;charset=utf-8') printf 'text';;
			*) exit 1;;
			esac`, patience, Content{Pictures: [][]byte{[]byte("picture")}, Text: "text"}, nil},
		{"nothing", `echo 'Nothing is copied' >&2; exit 1`, patience, Content{}, ErrEmpty},
		{"not of use", `echo audio/ogg`, patience, Content{}, ErrNothingUsable},
		{"no such session", `echo 'Failed to connect to a Wayland server' >&2; exit 1`, patience, Content{}, ErrUnavailable},
		{"never answers", `exec sleep 60`, 200 * time.Millisecond, Content{}, ErrTimeout},
		{"leaves a child behind", `sleep 60 & exec sleep 60`, 200 * time.Millisecond, Content{}, ErrTimeout},
		{"too large", `test "$1" = --list-types && echo image/png || exec cat /dev/zero`, patience, Content{}, ErrTooLarge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			program := filepath.Join(t.TempDir(), "wl-paste")
			// A program that another test starts meanwhile must not inherit the open file: it could not be run.
			syscall.ForkLock.RLock()
			err := os.WriteFile(program, []byte("#!/bin/sh\n"+test.script+"\n"), 0o700)
			syscall.ForkLock.RUnlock()
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			got, err := session{wlPaste: program, silence: test.silence}.read(t.Context())
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			same(t, got, test.want)
			if took := time.Since(start); took > patience {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestWaylandWithout: where wl-paste does not work, the X clipboard of the session is read.
func TestWaylandWithout(t *testing.T) {
	t.Parallel()
	need(t, "xclip")
	display := server(t)
	copied(t, display, "", []byte("4711"))
	got, err := session{display: display, wlPaste: "/nonexistent/wl-paste", silence: patience}.read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, Content{Text: "4711"})
}

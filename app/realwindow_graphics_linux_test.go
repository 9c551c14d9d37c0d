//go:build !nowindow

package app

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/cli"
)

// windowProgram is the program whose real window is tested.
func windowProgram(t *testing.T) string {
	t.Helper()
	program := os.Getenv(windowVariable)
	if program == "" {
		missing(t, windowVariable+" is not set; make test builds that program")
	}
	return program
}

// TestRealWindowWithoutOpenGL: where nothing can be drawn the program says so and ends, before it has touched a vault.
func TestRealWindowWithoutOpenGL(t *testing.T) {
	t.Parallel()
	program := windowProgram(t)
	if _, err := exec.LookPath("Xvfb"); err != nil {
		missing(t, "Xvfb is not installed")
	}
	d := startDisplay(t, "-extension", "GLX")
	for name, tt := range map[string]struct{ variable, reason string }{
		"no GLX":            {"", "GLX"},
		"no display":        {"DISPLAY=", "DISPLAY is empty"},
		"a display is gone": {"DISPLAY=:98765", "no X display"},
	} {
		t.Run(name, func(t *testing.T) {
			state, vault := t.TempDir(), filepath.Join(t.TempDir(), "vault")
			cmd := d.command(t, program, "--lang", "de", "--software-gl", "--vault", vault)
			cmd.Env = append(cmd.Env, "XDG_STATE_HOME="+state)
			if tt.variable != "" {
				cmd.Env = append(cmd.Env, tt.variable)
			}
			var problems bytes.Buffer
			cmd.Stderr = &problems
			err := cmd.Run()
			var ended *exec.ExitError
			if !errors.As(err, &ended) || ended.ExitCode() != cli.ExitFailed {
				t.Errorf("ended with %v", err)
			}
			log := filepath.Join(state, "kanzleicode", graphicsLogName)
			for _, want := range []string{"kein Fenster", "kanzleicode code", log} {
				if !strings.Contains(problems.String(), want) {
					t.Errorf("%q is not said: %s", want, &problems)
				}
			}
			if details, err := os.ReadFile(log); err != nil || !strings.Contains(string(details), tt.reason) { //nolint:gosec // just made
				t.Errorf("the log holds %q (%v), want %q", details, err, tt.reason)
			}
			if _, err := os.Stat(vault); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("there is a vault: %v", err)
			}
		})
	}
}

// TestRealWindowSoftwareGL: the program restarts itself once, with Mesa told to draw without a graphics card, and works.
func TestRealWindowSoftwareGL(t *testing.T) {
	t.Parallel()
	d, w, accounts := startWith(t, func(accounts *authenticator.Service) {
		found, err := accounts.Scan(t.Context(), authenticator.Content("", []byte("otpauth://totp/Amainvoice:kanzlei%40example.de?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice")))
		if err == nil {
			_, err = accounts.Add(t.Context(), found[0], "")
		}
		if err != nil {
			t.Fatal(err)
		}
	}, func(d *display) { d.env = append(d.env, "KANZLEICODE_SOFTWARE_GL=1", "LIBGL_ALWAYS_SOFTWARE=0") })
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", w.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count("\x00"+string(environment), "\x00LIBGL_ALWAYS_SOFTWARE="); n != 1 || !strings.Contains(string(environment), "LIBGL_ALWAYS_SOFTWARE=1\x00") {
		t.Errorf("%d times in the environment, and not only as 1", n)
	}
	d.eventually(t, "the code on the screen", func() error { return d.showsCode(t, accounts) })
	w.end(t, d)
}

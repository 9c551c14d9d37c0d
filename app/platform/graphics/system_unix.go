//go:build unix && !darwin

package graphics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// software has Mesa draw without a graphics card, also where another vendor's library comes first.
var software = []string{"LIBGL_ALWAYS_SOFTWARE=1", "__GLX_VENDOR_LIBRARY_NAME=mesa", Mark + "=1"}

// Choose looks whether there is an X display with GLX, and says how the start goes on. It loads no driver: that takes
// a tenth of a second, and Mesa finds its own way to the processor where there is no graphics card. Errors are *Error.
func (s Start) Choose(context.Context) (Plan, error) {
	if err := display(); err != nil {
		return Plan{}, &Error{Own: err}
	}
	if s.Wanted && s.Env(Mark) == "" {
		return Plan{s.Program, software}, nil
	}
	return Plan{}, nil
}

// display asks the X server for what the window needs.
func display() error {
	if os.Getenv("DISPLAY") == "" {
		return errors.New("no X display: the variable DISPLAY is empty")
	}
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("no X display: %w", err)
	}
	defer conn.Close()
	const name = "GLX"
	extension, err := xproto.QueryExtension(conn, uint16(len(name)), name).Reply()
	switch {
	case err != nil:
		return fmt.Errorf("no X display: %w", err)
	case !extension.Present:
		return errors.New("the X display has no GLX, which OpenGL needs")
	}
	return nil
}

// Restart becomes the plan's program. It returns only on failure.
func Restart(plan Plan, args []string) (int, error) {
	environment := slices.DeleteFunc(os.Environ(), func(have string) bool {
		name, _, _ := strings.Cut(have, "=")
		return slices.ContainsFunc(plan.Environment, func(own string) bool { return strings.HasPrefix(own, name+"=") })
	})
	environment = append(environment, plan.Environment...)
	return 0, syscall.Exec(plan.Program, append([]string{plan.Program}, args...), environment) //nolint:gosec // our own program
}

// Tell writes to the error output, where everybody looks who starts a program without a display.
func Tell(_, text string) error {
	_, err := fmt.Fprintln(os.Stderr, text)
	return err
}

// Language is not known here; the environment says it.
func Language() string { return "" }

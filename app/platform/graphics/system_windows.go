package graphics

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"golang.org/x/sys/windows"
)

// Choose tries what this PC has and says how the start goes on. Errors are *Error.
func (s Start) Choose(ctx context.Context) (Plan, error) { return s.chooseOf(ctx, Twin) }

// Restart runs the plan's program with this process's streams until it ends, and returns its exit code: Windows cannot
// replace a process, and who waits for this one waits for the window.
func Restart(plan Plan, args []string) (int, error) {
	next := exec.Command(plan.Program, args...) //nolint:gosec // our own program
	next.Stdin, next.Stdout, next.Stderr = os.Stdin, os.Stdout, os.Stderr
	next.Env = append(os.Environ(), plan.Environment...)
	err := next.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), nil
	}
	return 0, err
}

// Tell shows a box of Windows' own, which needs no OpenGL, until it is closed.
func Tell(title, text string) error {
	titleText, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return err
	}
	message, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return err
	}
	_, err = windows.MessageBox(0, message, titleText, windows.MB_OK|windows.MB_ICONERROR|windows.MB_SETFOREGROUND)
	return err
}

// Language is the language in which this PC speaks to the person, such as "en-GB"; "" = not known.
func Language() string {
	languages, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(languages) == 0 {
		return ""
	}
	return languages[0]
}

package graphics

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Choose goes on: macOS has an OpenGL of its own that needs no graphics card.
func (s Start) Choose(context.Context) (Plan, error) { return Plan{}, nil }

// Restart is never asked for on macOS.
func Restart(Plan, []string) (int, error) { return 0, errors.ErrUnsupported }

// Tell writes to the error output.
func Tell(_, text string) error {
	_, err := fmt.Fprintln(os.Stderr, text)
	return err
}

// Language is not known here; the environment says it.
func Language() string { return "" }

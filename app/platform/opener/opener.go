// Package opener opens a file in the program that this PC has for it, such as a PDF document for printing.
// Only files are opened, by their path and without a shell: never a web address.
package opener

import (
	"context"
	"os"
	"path/filepath"
)

// Error is a file that did not open. Nothing else happened to it.
type Error struct {
	Path string
	Err  error
}

// Error is the English text for logs.
func (e *Error) Error() string { return "opener: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.opener.failed" }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return map[string]any{"name": filepath.Base(e.Path)} }

// Open opens a regular file in the program that this PC has for it, and returns once that was handed over. It
// blocks; ctx bounds the handing over, not the program. Errors are *Error.
func Open(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return &Error{path, err}
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = &os.PathError{Op: "open", Path: filepath.Base(path), Err: os.ErrInvalid}
	}
	if err == nil {
		err = open(ctx, path)
	}
	if err != nil {
		return &Error{path, err}
	}
	return nil
}

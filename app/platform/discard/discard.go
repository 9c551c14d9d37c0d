// Package discard takes a file away that a person wants to be gone: into the trash where the desktop has one on the same
// disk, else for good. It takes only the very file that was read before.
package discard

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Reason names why a file stayed where it is. Its text is the tail of the translation key "problem.discard.<reason>".
type Reason string

// The reasons.
const (
	ReasonGone    Reason = "gone"    // it is not there any more
	ReasonChanged Reason = "changed" // it is another one than the one that was read
	ReasonRefused Reason = "refused" // the system does not let it go
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason { return []Reason{ReasonGone, ReasonChanged, ReasonRefused} }

// Error says why a file stayed where it is.
type Error struct {
	Reason Reason
	Name   string // without its folder
	Err    error  // the cause, if there is one
}

// Error is the English text for logs.
func (e *Error) Error() string { return "discard: " + string(e.Reason) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.discard." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return map[string]any{"name": e.Name} }

// File takes a file away. was is what [os.Lstat] said when it was read: a file of another size or time, a link or
// anything else in its place stays. It reports whether the file lies in the trash now. Errors are *Error.
func File(path string, was fs.FileInfo) (trashed bool, err error) {
	name := filepath.Base(path)
	now, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, &Error{Reason: ReasonGone, Name: name, Err: err}
	case err != nil:
		return false, &Error{Reason: ReasonRefused, Name: name, Err: err}
	case !same(was, now):
		return false, &Error{Reason: ReasonChanged, Name: name}
	}
	if trash(path) == nil {
		return true, nil
	}
	if err := os.Remove(path); err != nil {
		return false, &Error{Reason: ReasonRefused, Name: name, Err: err}
	}
	return false, nil
}

// same reports whether two looks at a path, by [os.Lstat], saw the same regular file with the same content as far as
// size and time tell.
func same(a, b fs.FileInfo) bool {
	return a.Mode().IsRegular() && b.Mode().IsRegular() && os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

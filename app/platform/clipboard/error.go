package clipboard

import (
	"context"
	"errors"
	"fmt"
)

// Reason names why nothing could be read. Its text is the tail of the translation key
// "problem.clipboard.<reason>".
type Reason string

// The reasons.
const (
	ReasonEmpty         Reason = "empty"          // nothing is copied
	ReasonNothingUsable Reason = "nothing_usable" // something is, but neither picture nor file nor text
	ReasonTooLarge      Reason = "too_large"      // more than [MaxBytes]
	ReasonTimeout       Reason = "timeout"        // the program that it was copied in does not answer
	ReasonGone          Reason = "gone"           // that program was closed before it handed everything over
	ReasonBusy          Reason = "busy"           // another program holds the clipboard open (Windows)
	ReasonUnavailable   Reason = "unavailable"    // this session has no clipboard that we reach
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonEmpty, ReasonNothingUsable, ReasonTooLarge, ReasonTimeout, ReasonGone, ReasonBusy,
		ReasonUnavailable,
	}
}

// The errors of this package, for errors.Is.
var (
	ErrEmpty         = &Error{Reason: ReasonEmpty}
	ErrNothingUsable = &Error{Reason: ReasonNothingUsable}
	ErrTooLarge      = &Error{Reason: ReasonTooLarge}
	ErrTimeout       = &Error{Reason: ReasonTimeout}
	ErrGone          = &Error{Reason: ReasonGone}
	ErrBusy          = &Error{Reason: ReasonBusy}
	ErrUnavailable   = &Error{Reason: ReasonUnavailable}
)

// Error says why nothing could be read. It never holds what was copied.
type Error struct {
	Reason Reason
	Err    error // what the operating system said, for logs; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	if e.Err != nil {
		return "clipboard: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "clipboard: " + string(e.Reason)
}

// Is compares by reason alone, so that errors.Is(err, [ErrEmpty]) holds whatever the cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.clipboard." + string(e.Reason) }

// TextArgs are the named values of that sentence: limit, in MB.
func (e *Error) TextArgs() map[string]any { return map[string]any{"limit": MaxBytes >> 20} }

// unavailable is an [ErrUnavailable] that says what failed.
func unavailable(what string, cause error) error {
	return &Error{ReasonUnavailable, fmt.Errorf("%s: %w", what, cause)}
}

// explain gives every error its reason, but leaves a cancellation by the caller as it is.
func explain(err error) error {
	var known *Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{ReasonTimeout, err}
	}
	return &Error{ReasonUnavailable, err}
}

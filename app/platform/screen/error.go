package screen

import (
	"context"
	"errors"
	"fmt"
)

// Reason names why there is no picture. Its text is the tail of the translation key
// "problem.screen.<reason>".
type Reason string

// The reasons.
const (
	ReasonUnavailable Reason = "unavailable" // this session has no screen that we reach
	ReasonDenied      Reason = "denied"      // the desktop or the system does not allow it
	ReasonCancelled   Reason = "cancelled"   // the person was asked and called it off
	ReasonTimeout     Reason = "timeout"     // no answer in time
	ReasonFailed      Reason = "failed"      // it was tried and did not work
	ReasonTooLarge    Reason = "too_large"   // more than [MaxPixels]
	ReasonLeftBehind  Reason = "left_behind" // the desktop's file with the picture could not be deleted; Path says where
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonUnavailable, ReasonDenied, ReasonCancelled, ReasonTimeout, ReasonFailed, ReasonTooLarge,
		ReasonLeftBehind,
	}
}

// The errors of this package, for errors.Is.
var (
	ErrUnavailable = &Error{Reason: ReasonUnavailable}
	ErrDenied      = &Error{Reason: ReasonDenied}
	ErrCancelled   = &Error{Reason: ReasonCancelled}
	ErrTimeout     = &Error{Reason: ReasonTimeout}
	ErrFailed      = &Error{Reason: ReasonFailed}
	ErrTooLarge    = &Error{Reason: ReasonTooLarge}
	ErrLeftBehind  = &Error{Reason: ReasonLeftBehind}
)

// Error says why there is no picture.
type Error struct {
	Reason Reason
	Path   string // for ReasonLeftBehind: the file that holds the picture
	Err    error  // what the system said, for logs; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	if e.Err != nil {
		return "screen: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "screen: " + string(e.Reason)
}

// Is compares by reason alone, so that errors.Is(err, [ErrDenied]) holds whatever the cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.screen." + string(e.Reason) }

// TextArgs are the named values of that sentence: path, and limit in megapixels.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"path": e.Path, "limit": MaxPixels / 1_000_000}
}

// because makes an error of a reason, what was done and why that went wrong.
func because(reason Reason, what string, cause error) error {
	return &Error{Reason: reason, Err: fmt.Errorf("%s: %w", what, cause)}
}

// explain gives every error its reason, but leaves a cancellation by the caller as it is.
func explain(err error) error {
	var known *Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Reason: ReasonTimeout, Err: err}
	}
	return &Error{Reason: ReasonFailed, Err: err}
}

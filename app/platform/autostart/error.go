package autostart

import "errors"

// Reason names why the entry was not changed. Its text is the tail of the translation key
// "problem.autostart.<reason>".
type Reason string

// The reasons.
const (
	ReasonForeign     Reason = "foreign"     // there is an entry of our name that we did not write
	ReasonBlocked     Reason = "blocked"     // the person has switched it off in the system's own settings
	ReasonPath        Reason = "path"        // the path or the arguments cannot stand in such an entry
	ReasonUnavailable Reason = "unavailable" // the system's settings can be neither read nor written
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{ReasonForeign, ReasonBlocked, ReasonPath, ReasonUnavailable}
}

// The errors of this package, for errors.Is.
var (
	ErrForeign     = &Error{Reason: ReasonForeign}
	ErrBlocked     = &Error{Reason: ReasonBlocked}
	ErrPath        = &Error{Reason: ReasonPath}
	ErrUnavailable = &Error{Reason: ReasonUnavailable}
)

// Error says why the entry was not changed.
type Error struct {
	Reason Reason
	Err    error // what the system said, for logs; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	if e.Err != nil {
		return "autostart: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "autostart: " + string(e.Reason)
}

// Is compares by reason alone, so that errors.Is(err, [ErrForeign]) holds whatever the cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.autostart." + string(e.Reason) }

// TextArgs is nil: the sentences have no named values.
func (e *Error) TextArgs() map[string]any { return nil }

// explain gives an error of the system its reason.
func explain(err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Error{ReasonUnavailable, err}
}

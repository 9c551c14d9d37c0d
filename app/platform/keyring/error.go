package keyring

import (
	"errors"
	"fmt"
	"strings"

	gokeyring "github.com/zalando/go-keyring"
)

// Reason names why the keyring did not do what it was asked. Its text is the tail of the translation
// key "problem.keyring.<reason>".
type Reason string

// The reasons.
const (
	ReasonUnavailable Reason = "unavailable" // no keyring on this PC or in this session, or one that does not work
	ReasonLocked      Reason = "locked"      // it is locked and was not unlocked
	ReasonRefused     Reason = "refused"     // the person or the system said no
	ReasonNotFound    Reason = "not_found"   // it works and holds no entry of this name
	ReasonDamaged     Reason = "damaged"     // there is an entry, but not one that we wrote
	ReasonTimeout     Reason = "timeout"     // no answer within the time limit
	ReasonExists      Reason = "exists"      // there is an entry already, which is never overwritten
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonUnavailable, ReasonLocked, ReasonRefused, ReasonNotFound, ReasonDamaged, ReasonTimeout,
		ReasonExists,
	}
}

// The errors of this package, for errors.Is.
//
// On Linux a keyring whose unlocking the person called off looks like one that stayed locked: both are
// ErrLocked. Only ErrNotFound says that there is no entry; every other one leaves that open.
var (
	ErrUnavailable = &Error{Reason: ReasonUnavailable}
	ErrLocked      = &Error{Reason: ReasonLocked}
	ErrRefused     = &Error{Reason: ReasonRefused}
	ErrNotFound    = &Error{Reason: ReasonNotFound}
	ErrDamaged     = &Error{Reason: ReasonDamaged}
	ErrTimeout     = &Error{Reason: ReasonTimeout}
	ErrExists      = &Error{Reason: ReasonExists}
)

// Error says why the keyring did not do what it was asked. It never holds an entry's content.
type Error struct {
	Reason Reason
	Err    error // what the operating system said, for logs; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	if e.Err != nil {
		return "keyring: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "keyring: " + string(e.Reason)
}

// Is compares by reason alone, so that errors.Is(err, [ErrLocked]) holds whatever the cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.keyring." + string(e.Reason) }

// TextArgs is nil: the sentences have no named values.
func (e *Error) TextArgs() map[string]any { return nil }

// damaged is an [ErrDamaged] that says how, without the content.
func damaged(how string) error {
	return &Error{ReasonDamaged, errors.New("the entry is not ours: " + how)}
}

// explain gives an error of the keyring library or the operating system its reason. What is not known
// for sure is ReasonUnavailable: never ReasonNotFound, after which a new entry may be written.
func explain(err error) error {
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, gokeyring.ErrNotFound):
		return &Error{ReasonNotFound, err}
	case strings.HasPrefix(err.Error(), "failed to unlock correct collection"): // untyped in go-keyring
		return &Error{ReasonLocked, err}
	}
	if reason := systemReason(err); reason != "" {
		return &Error{reason, err}
	}
	return &Error{ReasonUnavailable, err}
}

// contain turns a panic of the keyring library into an error: it trusts the shape of D-Bus answers.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = &Error{ReasonUnavailable, fmt.Errorf("panic: %v", p)}
	}
}

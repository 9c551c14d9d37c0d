package guard

// Reason says why a PIN was not taken; it is the tail of the translation key "problem.guard.<reason>".
type Reason string

// The reasons.
const (
	ReasonWrong   Reason = "wrong"     // not the PIN
	ReasonWait    Reason = "wait"      // too many wrong ones: not before Guard.Wait is over
	ReasonDamaged Reason = "damaged"   // what was kept cannot be read: no PIN is the right one
	ReasonShort   Reason = "too_short" // a new PIN
	ReasonLong    Reason = "too_long"  // a new PIN
	ReasonStore   Reason = "store"     // it could not be written
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{ReasonWrong, ReasonWait, ReasonDamaged, ReasonShort, ReasonLong, ReasonStore}
}

// Error is a PIN that was not taken.
type Error struct {
	Reason Reason
	Err    error // the cause, if there is one
}

// Error is the English text for logs.
func (e *Error) Error() string {
	if e.Err != nil {
		return "guard: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "guard: " + string(e.Reason)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error of the same reason.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.guard." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return map[string]any{"least": MinPIN, "most": MaxPIN} }

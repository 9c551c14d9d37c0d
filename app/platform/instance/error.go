package instance

// Reason names why a start neither became the first nor was taken over by it. Its text is the tail of the
// translation key "problem.instance.<reason>".
type Reason string

// The reasons.
const (
	ReasonSilent      Reason = "silent"      // a window is open and does not answer
	ReasonUnusable    Reason = "unusable"    // the arguments are too many, too long or no UTF-8
	ReasonUnavailable Reason = "unavailable" // there is no place, such as no private folder
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason { return []Reason{ReasonSilent, ReasonUnusable, ReasonUnavailable} }

// The errors of this package, for errors.Is.
var (
	ErrSilent      = &Error{Reason: ReasonSilent}
	ErrUnusable    = &Error{Reason: ReasonUnusable}
	ErrUnavailable = &Error{Reason: ReasonUnavailable}
)

// Error says why. It never holds an argument.
type Error struct {
	Reason Reason
	Err    error // what happened, for logs; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	if e.Err != nil {
		return "instance: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "instance: " + string(e.Reason)
}

// Is compares by reason alone, so that errors.Is(err, [ErrSilent]) holds whatever the cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.instance." + string(e.Reason) }

// TextArgs are the named values of that sentence: limit, in KB.
func (e *Error) TextArgs() map[string]any { return map[string]any{"limit": MaxBytes >> 10} }

package recovery

// Reason says what is wrong; it is the tail of the translation key "problem.recovery.<reason>".
type Reason string

// The reasons.
const (
	ReasonMistyped Reason = "mistyped"  // not a sheet's key, or a letter is wrong
	ReasonOther    Reason = "other"     // the key of another sheet
	ReasonWrong    Reason = "wrong"     // a group is not the one on the sheet
	ReasonNone     Reason = "none"      // there is no sheet
	ReasonNoProof  Reason = "no_groups" // the two groups were lost: only the whole key proves this sheet
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{ReasonMistyped, ReasonOther, ReasonWrong, ReasonNone, ReasonNoProof}
}

// Error is a sheet that could not be made, read or proven.
type Error struct{ Reason Reason }

// Error is the English text for logs.
func (e *Error) Error() string { return "recovery: " + string(e.Reason) }

// Is reports whether target is an *Error of the same reason.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && *other == *e
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.recovery." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return nil }

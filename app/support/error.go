package support

import "fmt"

// Reason names what is wrong with a letter. It is the tail of the translation key "problem.support.<reason>".
type Reason string

// The reasons.
const (
	ReasonPlaceholder Reason = "placeholder" // an own text has a {name} that there is not: Detail, Known
	ReasonSubject     Reason = "subject"     // an own subject has one, or one that may stand in the text only: Detail, Known
	ReasonTooLong     Reason = "too_long"    // too much for a mailto link: Count characters, Limit
	ReasonAddress     Reason = "address"     // an address is none: Detail
	ReasonNoRows      Reason = "no_rows"     // a letter that is a list has nothing in it
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{ReasonPlaceholder, ReasonSubject, ReasonTooLong, ReasonAddress, ReasonNoRows}
}

// Error says why there is no letter, or no such form of it. Only the fields that the reason speaks of are set.
type Error struct {
	Reason Reason
	Detail string
	Known  string // the names that there are, with braces
	Count  int
	Limit  int
}

// Error is the English text for logs. It quotes nothing of the letter.
func (e *Error) Error() string {
	if e.Limit > 0 {
		return fmt.Sprintf("support: %s: %d of %d", e.Reason, e.Count, e.Limit)
	}
	return "support: " + string(e.Reason)
}

// Is reports whether target is an *Error of the same reason.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.support." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"detail": e.Detail, "known": e.Known, "count": e.Count, "limit": e.Limit}
}

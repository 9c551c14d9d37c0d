package policy

import "fmt"

// Reason says what is wrong with a policy; it is the tail of the translation key "problem.policy.<reason>".
type Reason string

// The reasons.
const (
	ReasonUnreadable Reason = "unreadable" // it is there and cannot be read
	ReasonInsecure   Reason = "insecure"   // others than the IT can change it
	ReasonSyntax     Reason = "syntax"     // it is no JSON of the form that is described
	ReasonVersion    Reason = "version"    // it does not say its version
	ReasonNewer      Reason = "newer"      // it is of a newer version: Value; this program knows Allowed
	ReasonUnknown    Reason = "unknown"    // it names a setting that there is not
	ReasonTwice      Reason = "twice"      // it names a setting twice
	ReasonValue      Reason = "value"      // a setting has a Value that it cannot have; it may have Allowed
	ReasonLocked     Reason = "locked"     // "locked" is no true or false, or false of a rule, or stands without a value
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{ReasonUnreadable, ReasonInsecure, ReasonSyntax, ReasonVersion, ReasonNewer, ReasonUnknown, ReasonTwice, ReasonValue, ReasonLocked}
}

// Error says what is wrong with a policy. Whatever it is, nothing of the policy is in force, and the program must not
// go on as if there were none.
type Error struct {
	Reason  Reason
	Where   string // file, or file:line, or the registry's key
	Name    string // of the setting
	Value   string
	Allowed string
	Err     error
}

// Error is the English text for logs.
func (e *Error) Error() string {
	text := fmt.Sprintf("policy: %s: %s", e.Where, e.Reason)
	if e.Name != "" {
		text += " " + e.Name
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error of the same reason.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.policy." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	detail := ""
	if e.Err != nil {
		detail = e.Err.Error()
	}
	return map[string]any{"where": e.Where, "name": e.Name, "value": e.Value, "allowed": e.Allowed, "detail": detail}
}

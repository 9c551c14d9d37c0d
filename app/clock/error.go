package clock

import "strings"

// Reason says why there is no measurement, or why something could not be done; it is the tail of the translation key
// "problem.clock.<reason>".
type Reason string

// The reasons.
const (
	ReasonNoNetwork      Reason = "no_network"     // this PC has no way to the server
	ReasonUnknownName    Reason = "unknown_name"   // the server's name could not be looked up
	ReasonNoAnswer       Reason = "no_answer"      // nothing came back in time
	ReasonRefused        Reason = "refused"        // the server asks not to be asked (kiss-o'-death, RFC 5905 §7.4)
	ReasonUnsynchronised Reason = "unsynchronised" // the server does not know the time itself
	ReasonNotTime        Reason = "not_time"       // what came back is no answer to our question
	ReasonMoved          Reason = "moved"          // this PC's clock was set while it was measured
	ReasonDisagree       Reason = "disagree"       // the servers contradict each other
	ReasonAlone          Reason = "alone"          // only one server says that the clock is far off
	ReasonOff            Reason = "off"            // a person has switched asking off
	ReasonServer         Reason = "server"         // not the name of a server
	ReasonTooMany        Reason = "too_many"       // too many servers
	ReasonStore          Reason = "store"          // it could not be written
	ReasonUnmeasured     Reason = "unmeasured"     // no correction without a measurement that still holds
	ReasonRight          Reason = "right"          // nothing to correct
	ReasonLocked         Reason = "locked"         // the firm's IT has laid down whom to ask
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonNoNetwork, ReasonUnknownName, ReasonNoAnswer, ReasonRefused, ReasonUnsynchronised, ReasonNotTime, ReasonMoved,
		ReasonDisagree, ReasonAlone, ReasonOff, ReasonServer, ReasonTooMany, ReasonStore, ReasonUnmeasured, ReasonRight,
		ReasonLocked,
	}
}

// Error says why something about the clock did not work.
type Error struct {
	Reason  Reason
	Servers []string // whom it is about; may be empty
	Err     error    // the cause, if there is one
}

// Error is the English text for logs.
func (e *Error) Error() string {
	text := "clock: " + string(e.Reason)
	if len(e.Servers) > 0 {
		text += " (" + strings.Join(e.Servers, ", ") + ")"
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
func (e *Error) TextKey() string { return "problem.clock." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"servers": strings.Join(e.Servers, ", "), "most": MaxServers}
}

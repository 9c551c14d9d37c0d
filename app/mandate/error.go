package mandate

import (
	"fmt"
	"strconv"
)

// Reason names what is wrong with a row or an operation. It is the tail of the translation key
// "problem.mandate.<reason>".
type Reason string

// What can be wrong with a row by itself.
const (
	ReasonNumberMissing    Reason = "number_missing"    // no Kundennummer
	ReasonUserMissing      Reason = "user_missing"      // no Benutzername
	ReasonNumberTooLong    Reason = "number_too_long"   // more than MaxNumber characters
	ReasonUserTooLong      Reason = "user_too_long"     // more than MaxUser characters
	ReasonClientTooLong    Reason = "client_too_long"   // more than MaxClient characters
	ReasonClerkTooLong     Reason = "clerk_too_long"    // more than MaxClerk characters
	ReasonNoteTooLong      Reason = "note_too_long"     // more than MaxNote characters
	ReasonNumberUnreadable Reason = "number_unreadable" // control characters or broken text
	ReasonUserUnreadable   Reason = "user_unreadable"   // control characters or broken text
	ReasonClientUnreadable Reason = "client_unreadable" // control characters or broken text
	ReasonClerkUnreadable  Reason = "clerk_unreadable"  // control characters or broken text
	ReasonNoteUnreadable   Reason = "note_unreadable"   // control characters or broken text
	ReasonNumberScientific Reason = "number_scientific" // 1,23E+05: the spreadsheet cut the number
	ReasonNumberDate       Reason = "number_date"       // the spreadsheet made a date of the number
	ReasonNumberCellError  Reason = "number_cell_error" // #NV, #REF! and the like
	ReasonUserCellError    Reason = "user_cell_error"   // #NV, #REF! and the like
	ReasonDuplicateLine    Reason = "duplicate_line"    // the same account stands in an earlier line, Line
	ReasonZerosLost        Reason = "zeros_lost"        // warning: shorter than the file's other numbers
	ReasonZerosDiffer      Reason = "zeros_differ"      // warning: Known is there too, equal but for leading zeros
)

// What can be wrong with an operation on the list.
const (
	ReasonDuplicate    Reason = "duplicate"     // number and user stand in the list already
	ReasonChanged      Reason = "changed"       // somebody else changed the row meanwhile
	ReasonNotFound     Reason = "not_found"     // the row is no longer in the list
	ReasonNotSubmitted Reason = "not_submitted" // only what was submitted can be confirmed
	ReasonNothing      Reason = "nothing"       // no rows to do it with
	ReasonEnded        Reason = "ended"         // the row was ended: nothing of it is reported any more
	ReasonNotEnded     Reason = "not_ended"     // only what was ended can be deleted for good
	ReasonNotUndoable  Reason = "not_undoable"  // the change cannot be taken back, or not by this version
	ReasonUndoLate     Reason = "undo_late"     // what the change wrote was changed again since

	ReasonQuestionMissing Reason = "question_missing" // no question was entered
	ReasonNearListed      Reason = "near_listed"      // warning: looks like Known, which is in the list
	ReasonNearLine        Reason = "near_line"        // warning: looks like Known in an earlier line, Line
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonNumberMissing, ReasonUserMissing, ReasonNumberTooLong, ReasonUserTooLong, ReasonClientTooLong,
		ReasonNoteTooLong, ReasonNumberUnreadable, ReasonUserUnreadable, ReasonClientUnreadable,
		ReasonClerkTooLong, ReasonClerkUnreadable, ReasonNoteUnreadable, ReasonNumberScientific, ReasonNumberDate, ReasonNumberCellError,
		ReasonUserCellError, ReasonDuplicateLine, ReasonZerosLost, ReasonZerosDiffer,
		ReasonDuplicate, ReasonChanged, ReasonNotFound, ReasonNotSubmitted, ReasonNothing, ReasonEnded, ReasonNotEnded,
		ReasonNotUndoable, ReasonUndoLate, ReasonQuestionMissing, ReasonNearListed, ReasonNearLine,
	}
}

// Error says what is wrong with a row or an operation on the list. Only the fields that the reason
// speaks of are set.
type Error struct {
	Reason Reason
	Number string // Kundennummer concerned
	User   string // Benutzername concerned
	Known  string // the other Kundennummer, for ReasonZerosDiffer; the other row, for the near reasons
	Line   int    // the earlier line, for ReasonDuplicateLine and ReasonNearLine
	Limit  int    // characters allowed, for the too-long reasons
	Err    error  // cause in the vault, if any
}

// Error describes the reason in English, for logs; it names no customer.
func (e *Error) Error() string {
	switch {
	case e.Line > 0:
		return fmt.Sprintf("mandate: %s %d", e.Reason, e.Line)
	case e.Err != nil:
		return fmt.Sprintf("mandate: %s: %v", e.Reason, e.Err)
	}
	return "mandate: " + string(e.Reason)
}

// Is makes errors.Is(err, &Error{Reason: r}) compare by reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the vault's error behind it, if any.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.mandate." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{
		"number": e.Number, "user": e.User, "known": e.Known, "line": e.Line, "limit": e.Limit,
	}
}

// FaultyError: an import holds faulty rows, so nothing was stored. Plan.SkipFaulty leaves them out.
type FaultyError struct {
	Items []Item // the faulty rows, in the order of the file
}

// Error is the English text for logs.
func (e *FaultyError) Error() string {
	return "mandate: " + strconv.Itoa(len(e.Items)) + " faulty rows, nothing stored"
}

// TextKey is the translation key of the sentence for people.
func (e *FaultyError) TextKey() string { return "problem.mandate.faulty" }

// TextArgs are the named values of that sentence.
func (e *FaultyError) TextArgs() map[string]any {
	args := map[string]any{"count": len(e.Items)}
	if len(e.Items) > 0 {
		args["line"] = e.Items[0].Line
	}
	return args
}

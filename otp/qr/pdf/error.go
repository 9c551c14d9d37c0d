package pdf

import "fmt"

// Reason names why a PDF document gives no QR code. Its text is the tail of the translation key
// "problem.pdf.<reason>".
type Reason string

// The reasons.
const (
	ReasonFileTooLarge Reason = "file_too_large" // larger than [MaxFileSize]; Limit and Actual in MiB
	ReasonDamaged      Reason = "damaged"        // not to be opened, or its page cannot be drawn
	ReasonProtected    Reason = "protected"      // opens only with a password or a certificate
	ReasonTooManyPages Reason = "too_many_pages" // more than [MaxPages]; Limit and Actual in pages
	ReasonTooSlow      Reason = "too_slow"       // drawing takes longer than [MaxTime]; Limit in seconds
	ReasonNone         Reason = "none"           // every page was read, there is no readable QR code; Actual in pages
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonFileTooLarge, ReasonDamaged, ReasonProtected, ReasonTooManyPages, ReasonTooSlow, ReasonNone,
	}
}

// Error says why a PDF document gives no QR code. It holds no content of the document.
type Error struct {
	Reason        Reason
	Page          int   // the page it is about, from 1; 0 for the document
	Limit, Actual int   // in the unit of the reason, Actual rounded up
	Err           error // what the renderer said; qr.ErrNone for ReasonNone; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	s := "pdf: " + string(e.Reason)
	if e.Page > 0 {
		s += fmt.Sprintf(" on page %d", e.Page)
	}
	if e.Actual > e.Limit && e.Limit > 0 {
		s += fmt.Sprintf(" (%d, limit %d)", e.Actual, e.Limit)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is compare by reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.pdf." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"page": e.Page, "limit": e.Limit, "actual": e.Actual}
}

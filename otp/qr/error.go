package qr

import "fmt"

// Reason names why a file or picture gives no QR code. Its text is the tail of the translation key
// "problem.qr.<reason>".
type Reason string

// The reasons, in the order in which they are checked.
const (
	ReasonEmpty         Reason = "empty"           // the file holds no byte
	ReasonFileTooLarge  Reason = "file_too_large"  // larger than [MaxFileSize]; Limit and Actual in MiB
	ReasonPDF           Reason = "pdf"             // a PDF document
	ReasonHEIC          Reason = "heic"            // HEIC or HEIF, the format of iPhone photos
	ReasonArchive       Reason = "archive"         // ZIP and what is built on it (DOCX, XLSX), 7z, RAR, gzip
	ReasonWebPage       Reason = "web_page"        // HTML, or SVG as text
	ReasonText          Reason = "text"            // plain text
	ReasonUnknownFormat Reason = "unknown_format"  // no picture format that is read here
	ReasonTooManyPixels Reason = "too_many_pixels" // more than [MaxPixels]; Limit and Actual in megapixels
	ReasonUnsupported   Reason = "unsupported"     // a form of its format that is not read
	ReasonDamaged       Reason = "damaged"         // begins as a picture, but is cut off or broken
	ReasonNone          Reason = "none"            // a good picture without a readable QR code
	ReasonUnreadable    Reason = "unreadable"      // there is a QR code, blurred, too small or partly covered
	ReasonTooLong       Reason = "too_long"        // a text that does not fit into one QR code
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonEmpty, ReasonFileTooLarge, ReasonPDF, ReasonHEIC, ReasonArchive, ReasonWebPage, ReasonText,
		ReasonUnknownFormat, ReasonTooManyPixels, ReasonUnsupported, ReasonDamaged, ReasonNone, ReasonUnreadable, ReasonTooLong,
	}
}

// ErrNone says that a picture was read to the end and holds no QR code that can be read.
var ErrNone = &Error{Reason: ReasonNone}

// ErrUnreadable says that there is a QR code in a picture, and that it cannot be read. It is an [ErrNone] too.
var ErrUnreadable = &Error{Reason: ReasonUnreadable}

// Error says why a file or picture gives no QR code. It holds no content of the file.
type Error struct {
	Reason        Reason
	Format        string // "PNG", "JPEG" …; "" where it is not known
	Width, Height int    // pixels, for ReasonTooManyPixels
	Limit, Actual int    // in the unit of the reason, Actual rounded up
	Err           error  // what the picture library said; may be nil
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	s := "qr: " + string(e.Reason)
	if e.Format != "" {
		s += " " + e.Format
	}
	if e.Limit > 0 {
		s += fmt.Sprintf(" (%d, limit %d)", e.Actual, e.Limit)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is compare by reason alone, so that errors.Is(err, ErrNone) works. A code that cannot be read counts
// as none.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && (t.Reason == e.Reason || t.Reason == ReasonNone && e.Reason == ReasonUnreadable)
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.qr." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"format": e.Format, "width": e.Width, "height": e.Height, "limit": e.Limit, "actual": e.Actual}
}

package transfer

import (
	"errors"
	"strconv"
)

// Reason names why something cannot be read or written. Its text is the tail of the translation key
// "problem.transfer.<reason>".
type Reason string

// The reasons. About a whole file, except where a remark says otherwise.
const (
	ReasonTooLarge          Reason = "too_large"          // more than MaxSize
	ReasonTooMany           Reason = "too_many"           // more than MaxEntries
	ReasonUnknownFormat     Reason = "unknown_format"     // no format that is read
	ReasonDamaged           Reason = "damaged"            // of this format, but cut off or changed
	ReasonNewerVersion      Reason = "newer_version"      // Detail holds the version, which is not known here
	ReasonPassphraseNeeded  Reason = "passphrase_needed"  // encrypted, and no passphrase was given
	ReasonPassphraseWrong   Reason = "passphrase_wrong"   // the passphrase does not open it
	ReasonNoPassphraseSlot  Reason = "no_passphrase_slot" // encrypted, but with a phone's own key only
	ReasonOwnAccountOnly    Reason = "own_account_only"   // encrypted for the account that made it (Bitwarden)
	ReasonTooCostly         Reason = "too_costly"         // asks for more memory or time than any program writes
	ReasonEmpty             Reason = "empty"              // readable, but without a single account
	ReasonPicturesMissing   Reason = "pictures_missing"   // Detail holds their numbers, Of how many there are
	ReasonEntryUnreadable   Reason = "entry_unreadable"   // one entry only: not of the form that the format gives it
	ReasonNotForGoogle      Reason = "not_for_google"     // one key only: Google Authenticator cannot show its codes
	ReasonPassphraseMissing Reason = "passphrase_missing" // nothing is written encrypted without a passphrase
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonTooLarge, ReasonTooMany, ReasonUnknownFormat, ReasonDamaged, ReasonNewerVersion, ReasonPassphraseNeeded,
		ReasonPassphraseWrong, ReasonNoPassphraseSlot, ReasonOwnAccountOnly, ReasonTooCostly, ReasonEmpty,
		ReasonPicturesMissing, ReasonEntryUnreadable, ReasonNotForGoogle, ReasonPassphraseMissing,
	}
}

// Error says why an export or one entry of it cannot be used. It never holds anything of the content.
type Error struct {
	Reason Reason
	Format Format // empty if no format was recognised
	Detail string // a version or picture numbers
	Of     int    // for ReasonPicturesMissing: how many pictures there are
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	text := "transfer: "
	if e.Format != "" {
		text += string(e.Format) + ": "
	}
	text += string(e.Reason)
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	return text
}

// Is makes errors.Is(err, &Error{Reason: r}) compare by reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.transfer." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"format": e.Format.Program(), "detail": e.Detail, "of": e.Of}
}

// because is an Error without a format yet: who knows it puts it in with about.
func because(reason Reason) error { return &Error{Reason: reason} }

// about names the format in an error of this package.
func about(format Format, err error) error {
	var problem *Error
	if errors.As(err, &problem) && problem.Format == "" {
		problem.Format = format
	}
	return err
}

// newer is ReasonNewerVersion.
func newer(version int) error {
	return &Error{Reason: ReasonNewerVersion, Detail: strconv.Itoa(version)}
}

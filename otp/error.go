package otp

import (
	"fmt"
	"strings"
	"unicode"
)

// Reason names why something is not a key that Kanzleicode can show codes for. Its text is the tail of
// the translation key "problem.otp.<reason>".
type Reason string

// The reasons, in the order in which [ParseURI] checks them.
const (
	ReasonTooLong            Reason = "too_long"            // longer than [MaxURILength]
	ReasonWebLink            Reason = "web_link"            // http: or https: link
	ReasonMicrosoftPush      Reason = "microsoft_push"      // phonefactor:, Microsoft's push registration
	ReasonMigration          Reason = "migration"           // otpauth-migration:, an export of Google Authenticator
	ReasonApple              Reason = "apple"               // apple-otpauth:
	ReasonMOTP               Reason = "motp"                // motp:, Mobile-OTP
	ReasonSteam              Reason = "steam"               // Steam Guard, which does not use digits
	ReasonNotOTPAuth         Reason = "not_otpauth"         // any other text
	ReasonMalformed          Reason = "malformed"           // begins with otpauth: but is not a Key URI
	ReasonHOTP               Reason = "hotp"                // counter-based code (RFC 4226), not usable as a shared clock code
	ReasonUnknownType        Reason = "unknown_type"        // neither totp nor hotp; Detail holds it
	ReasonDuplicateParameter Reason = "duplicate_parameter" // the same parameter twice with different values; Detail holds its name
	ReasonSecretMissing      Reason = "secret_missing"      // no secret parameter
	ReasonSecretEmpty        Reason = "secret_empty"        // secret without content
	ReasonSecretNotBase32    Reason = "secret_not_base32"   // Position says where in the secret
	ReasonSecretIncomplete   Reason = "secret_incomplete"   // Base32, but characters are missing or too many
	ReasonUnknownAlgorithm   Reason = "unknown_algorithm"   // Detail holds the name given
	ReasonDigits             Reason = "digits"              // not a whole number from 5 to 10; Detail holds it
	ReasonPeriod             Reason = "period"              // not a whole number of seconds from 1 to 3600; Detail holds it
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonTooLong, ReasonWebLink, ReasonMicrosoftPush, ReasonMigration, ReasonApple, ReasonMOTP,
		ReasonSteam, ReasonNotOTPAuth, ReasonMalformed, ReasonHOTP, ReasonUnknownType,
		ReasonDuplicateParameter, ReasonSecretMissing, ReasonSecretEmpty, ReasonSecretNotBase32,
		ReasonSecretIncomplete, ReasonUnknownAlgorithm, ReasonDigits, ReasonPeriod,
	}
}

// Error says why a text is not a usable key. It never holds the secret or the text that was read: only
// the reason, a position in the secret (1 = its first character) and, where it helps, a short harmless
// detail such as the name of an unknown algorithm.
type Error struct {
	Reason   Reason
	Position int
	Detail   string
}

// Error describes the reason in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	switch {
	case e.Position > 0:
		return fmt.Sprintf("otp: %s at position %d", e.Reason, e.Position)
	case e.Detail != "":
		return fmt.Sprintf("otp: %s %q", e.Reason, e.Detail)
	}
	return "otp: " + string(e.Reason)
}

// Is makes errors.Is(err, &Error{Reason: r}) compare by reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.otp." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"position": e.Position, "detail": e.Detail}
}

// maxDetail is the longest detail that an error repeats. A secret of a service has 16 characters or more,
// so that one which stands in the wrong place of a broken link is not repeated.
const maxDetail = 15

// harmless is what an error may repeat of a parameter: a short word or number, else "…".
func harmless(value string) string {
	plain := func(r rune) bool {
		return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-+._ /", r))
	}
	if len(value) > maxDetail || strings.ContainsFunc(value, func(r rune) bool { return !plain(r) }) {
		return "…"
	}
	return value
}

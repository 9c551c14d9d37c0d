package otp

import (
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"log/slog"
	"unicode"
)

// redacted is what every secret prints as, whatever the verb or format.
const redacted = "•••"

// Secret is the shared key of an account, as raw bytes (RFC 6238 calls it K). It never prints: every
// way in which Go turns a value into text gives "•••". The zero Secret is empty.
//
// The bytes sit behind two pointers because fmt cannot call methods on unexported fields. A struct that
// holds a Secret in one prints an address there, not the key; behind one pointer fmt would still follow it
// for a verb that does not fit, such as %s. Copies of a Secret share the pointers, so == would compare
// addresses: it does not compile, [Secret.Equal] compares keys.
//
// A Secret may be read from several goroutines; Clear must not run beside other calls.
type Secret struct {
	_     [0]func() // forbids ==
	bytes **[]byte
}

// NewSecret holds a copy of raw.
func NewSecret(raw []byte) Secret {
	kept := append([]byte(nil), raw...)
	at := &kept
	return Secret{bytes: &at}
}

// raw is the key itself, not a copy.
func (s Secret) raw() []byte {
	if s.bytes == nil {
		return nil
	}
	return **s.bytes
}

// base32NoPad is RFC 4648 Base32 without padding, the form used in Key URIs.
var base32NoPad = base32.StdEncoding.WithPadding(base32.NoPadding)

// Bytes returns a copy of the raw key; the caller clears it after use.
func (s Secret) Bytes() []byte { return append([]byte(nil), s.raw()...) }

// Base32 returns the key as upper-case Base32 without padding. It is the secret in clear text: only for
// a Key URI, a QR picture that a person asked for, or a sealed record.
func (s Secret) Base32() string { return base32NoPad.EncodeToString(s.raw()) }

// Len is the length of the raw key in bytes.
func (s Secret) Len() int { return len(s.raw()) }

// Equal reports whether two secrets hold the same bytes, in constant time for equal lengths.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare(s.raw(), other.raw()) == 1
}

// Clear overwrites the key in memory. The Secret and all its copies are empty afterwards.
func (s Secret) Clear() {
	clear(s.raw())
	if s.bytes != nil {
		**s.bytes = nil
	}
}

// String returns "•••".
func (Secret) String() string { return redacted }

// GoString returns "•••", for %#v.
func (Secret) GoString() string { return redacted }

// Format writes "•••" for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText gives "•••", so that neither encoding/json nor encoding/xml can leak the key. What is
// stored on purpose uses [Secret.Base32].
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue gives "•••" to log/slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// isBase32 reports whether r stands for five bits, in either case.
func isBase32(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '2' && r <= '7'
}

// ParseSecret reads a Base32 key (RFC 4648 §6) as it stands in a Key URI or as a person copies it from a
// page or a letter: case, blanks, dashes, underscores, invisible characters and padding at the end do not
// matter. Anything else is an [Error]: [ReasonSecretEmpty], [ReasonSecretNotBase32] with the position of
// the first character that cannot stand there, or [ReasonSecretIncomplete] if the number of characters
// cannot be right. The text itself is never part of the error.
func ParseSecret(text string) (Secret, error) {
	var (
		clean   = make([]byte, 0, len(text))
		padding int // position of the first '='
	)
	defer func() { clear(clean) }()
	for i, r := range []rune(text) {
		position := i + 1
		switch {
		case isBase32(r):
			// More key after the padding is two keys in one: which is meant cannot be known.
			if padding > 0 {
				return Secret{}, &Error{Reason: ReasonSecretNotBase32, Position: padding}
			}
			clean = append(clean, byte(unicode.ToUpper(r)))
		case r == '=':
			if padding == 0 {
				padding = position
			}
		case r == '_' || unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf):
		default:
			return Secret{}, &Error{Reason: ReasonSecretNotBase32, Position: position}
		}
	}
	if len(clean) == 0 {
		return Secret{}, &Error{Reason: ReasonSecretEmpty}
	}
	raw := make([]byte, base32NoPad.DecodedLen(len(clean)))
	defer clear(raw)
	n, err := base32NoPad.Decode(raw, clean)
	// 1, 3 or 6 characters beyond a multiple of 8 encode no whole number of bytes (RFC 4648 §6). The
	// decoder does not object to all of them.
	if rest := len(clean) % 8; err != nil || rest == 1 || rest == 3 || rest == 6 {
		return Secret{}, &Error{Reason: ReasonSecretIncomplete}
	}
	return NewSecret(raw[:n]), nil
}

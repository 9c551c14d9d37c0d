package otp

import (
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"log/slog"
	"strings"
)

// redacted is what every secret prints as, whatever the verb or format.
const redacted = "•••"

// Secret is the shared key of an account, as raw bytes (RFC 6238 calls it K). It never prints: every
// way in which Go turns a value into text gives "•••". The zero Secret is empty.
//
// The bytes sit behind a pointer because fmt cannot call methods on unexported fields: a struct that
// holds a Secret in one prints an address there, not the key.
type Secret struct{ bytes *[]byte }

// NewSecret holds a copy of raw.
func NewSecret(raw []byte) Secret {
	kept := append([]byte(nil), raw...)
	return Secret{&kept}
}

// base32NoPad is RFC 4648 Base32 without padding, the form used in Key URIs.
var base32NoPad = base32.StdEncoding.WithPadding(base32.NoPadding)

// Bytes returns a copy of the raw key; the caller clears it after use.
func (s Secret) Bytes() []byte {
	if s.bytes == nil {
		return nil
	}
	return append([]byte(nil), *s.bytes...)
}

// Base32 returns the key as upper-case Base32 without padding. It is the secret in clear text: only for
// a Key URI, a QR picture that a person asked for, or a sealed record.
func (s Secret) Base32() string {
	if s.bytes == nil {
		return ""
	}
	return base32NoPad.EncodeToString(*s.bytes)
}

// Len is the length of the raw key in bytes.
func (s Secret) Len() int {
	if s.bytes == nil {
		return 0
	}
	return len(*s.bytes)
}

// Equal reports whether two secrets hold the same bytes, in constant time for equal lengths.
func (s Secret) Equal(other Secret) bool {
	a, b := s.Bytes(), other.Bytes()
	defer clear(a)
	defer clear(b)
	return subtle.ConstantTimeCompare(a, b) == 1
}

// Clear overwrites the key in memory. The Secret and all its copies are empty afterwards.
func (s Secret) Clear() {
	if s.bytes == nil {
		return
	}
	clear(*s.bytes)
	*s.bytes = nil
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

// ParseSecret reads a Base32 key (RFC 4648) as it stands in a Key URI or as a person copies it: case,
// blanks, dashes, underscores and padding do not matter. Anything else is an [Error] with reason
// [ReasonSecretEmpty] or [ReasonSecretNotBase32], the latter with the position of the first character
// that is not Base32. The text itself is never part of the error.
func ParseSecret(text string) (Secret, error) {
	var clean strings.Builder
	for i, r := range []rune(text) {
		switch {
		case r >= 'a' && r <= 'z':
			clean.WriteRune(r - 'a' + 'A')
		case r >= 'A' && r <= 'Z', r >= '2' && r <= '7':
			clean.WriteRune(r)
		case r == '-' || r == '_' || r == '=' || r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0':
		default:
			return Secret{}, &Error{Reason: ReasonSecretNotBase32, Position: i + 1}
		}
	}
	if clean.Len() == 0 {
		return Secret{}, &Error{Reason: ReasonSecretEmpty}
	}
	// Lengths of 1, 3 and 6 beyond a multiple of 8 do not occur in Base32: characters are missing.
	switch clean.Len() % 8 {
	case 1, 3, 6:
		return Secret{}, &Error{Reason: ReasonSecretNotBase32, Position: len([]rune(text))}
	}
	raw, err := base32NoPad.DecodeString(clean.String())
	if err != nil {
		return Secret{}, &Error{Reason: ReasonSecretNotBase32, Position: len([]rune(text))}
	}
	defer clear(raw)
	return NewSecret(raw), nil
}

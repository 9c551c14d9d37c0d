package keyring

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
)

// SeedLength is the length of a seed in bytes.
const SeedLength = 32

// An entry reads "kc1:" and the base64url (RFC 4648 §5, unpadded) of the seed and the first 4 bytes of
// its SHA-256. Keyring programs let people edit entries by hand: the checksum tells a slip from a seed.
// It gives nothing away that the entry itself does not.
const (
	entryPrefix    = "kc1:"
	checksumLength = 4
	redacted       = "•••"
)

var entryEncoding = base64.RawURLEncoding

// Seed is what the keyring keeps for a seat: 32 random bytes. It never prints: every way in which Go
// turns a value into text gives "•••". The zero Seed is empty.
//
// The bytes sit behind a function because fmt cannot call methods on unexported fields: a struct that
// holds a Seed in one prints an address there. A pointer would not do: with %s and %q, fmt follows it.
type Seed struct{ raw func() *[SeedLength]byte }

// NewSeed holds a copy of raw, which must be [SeedLength] bytes.
func NewSeed(raw []byte) (Seed, error) {
	if len(raw) != SeedLength {
		return Seed{}, fmt.Errorf("keyring: a seed has %d bytes, not %d", SeedLength, len(raw))
	}
	kept := [SeedLength]byte(raw)
	return Seed{func() *[SeedLength]byte { return &kept }}, nil
}

// Bytes returns a copy of the seed, which the caller clears after use; nil for the zero Seed.
func (s Seed) Bytes() []byte {
	if s.IsZero() {
		return nil
	}
	return append([]byte(nil), s.raw()[:]...)
}

// IsZero reports whether s holds no seed.
func (s Seed) IsZero() bool { return s.raw == nil }

// Clear overwrites the seed in memory, in all copies of s. The strings that the keyring library handed
// over cannot be cleared; they go with the garbage collector.
func (s Seed) Clear() {
	if !s.IsZero() {
		clear(s.raw()[:])
	}
}

// String returns "•••".
func (Seed) String() string { return redacted }

// GoString returns "•••", for %#v.
func (Seed) GoString() string { return redacted }

// Format writes "•••" for every verb.
func (Seed) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText gives "•••", so that encoding/json cannot leak the seed.
func (Seed) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue gives "•••" to log/slog.
func (Seed) LogValue() slog.Value { return slog.StringValue(redacted) }

// entry is the text that the keyring keeps for a seed.
func entry(seed Seed) string {
	sum := sha256.Sum256(seed.raw()[:])
	return entryPrefix + entryEncoding.EncodeToString(append(seed.Bytes(), sum[:checksumLength]...))
}

// parseEntry reads what entry writes; anything else is [ErrDamaged].
func parseEntry(text string) (Seed, error) {
	encoded, ours := strings.CutPrefix(text, entryPrefix)
	if !ours {
		return Seed{}, damaged("the prefix is not " + entryPrefix)
	}
	// The decoder skips line breaks, which an entry of ours never has.
	raw, err := entryEncoding.DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") {
		return Seed{}, damaged("not base64url")
	}
	defer clear(raw)
	if len(raw) != SeedLength+checksumLength {
		return Seed{}, damaged(fmt.Sprintf("%d bytes", len(raw)))
	}
	sum := sha256.Sum256(raw[:SeedLength])
	if subtle.ConstantTimeCompare(sum[:checksumLength], raw[SeedLength:]) != 1 {
		return Seed{}, damaged("the checksum is wrong")
	}
	return NewSeed(raw[:SeedLength])
}

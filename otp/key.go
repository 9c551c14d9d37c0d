package otp

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	pqotp "github.com/pquerna/otp"
)

// Algorithm is the hash function of a key, by its name in Key URIs.
type Algorithm string

// The algorithms of RFC 6238 §1.2.
const (
	SHA1   Algorithm = "SHA1"
	SHA256 Algorithm = "SHA256"
	SHA512 Algorithm = "SHA512"
)

// algorithms are the known ones, as the library that computes the codes calls them.
var algorithms = map[Algorithm]pqotp.Algorithm{
	SHA1: pqotp.AlgorithmSHA1, SHA256: pqotp.AlgorithmSHA256, SHA512: pqotp.AlgorithmSHA512,
}

// ParseAlgorithm reads the name of an algorithm in the spellings that services and other programs use:
// SHA1, sha-256, HmacSHA512, HMAC_SHA1, Algorithm.sha256. Every other name, the empty one too, is an
// [Error] with [ReasonUnknownAlgorithm]: a guess would show wrong codes.
func ParseAlgorithm(name string) (Algorithm, error) {
	plain := strings.ToLower(strings.TrimSpace(name))
	plain = strings.TrimPrefix(plain, "algorithm.")
	plain = strings.NewReplacer("-", "", "_", "").Replace(plain)
	plain = strings.TrimPrefix(plain, "hmac")
	for algorithm := range algorithms {
		if strings.ToLower(string(algorithm)) == plain {
			return algorithm, nil
		}
	}
	return "", &Error{Reason: ReasonUnknownAlgorithm, Detail: harmless(strings.TrimSpace(name))}
}

// Limits of a key. Outside of them a key is refused, never rounded.
const (
	MinDigits, MaxDigits = 5, 10
	MinPeriod, MaxPeriod = time.Second, time.Hour
	DefaultDigits        = 6
	DefaultPeriod        = 30 * time.Second
)

// Key is what a service hands out when two-factor authentication is set up, usually as a QR code: all
// that is needed to compute its codes. Issuer and Account may be empty.
type Key struct {
	Issuer    string        // the service, such as "Amainvoice"
	Account   string        // the user name at the service
	Secret    Secret        // shared key, never printed
	Algorithm Algorithm     // hash function
	Digits    int           // length of a code, MinDigits to MaxDigits
	Period    time.Duration // how long one code stands, whole seconds, MinPeriod to MaxPeriod
}

// Check says what is wrong with a key that was put together by hand, as an [Error]; nil if codes can be
// computed.
func (k Key) Check() error {
	_, known := algorithms[k.Algorithm]
	switch {
	case isSteam(k.Issuer) && k.Digits == steamLength:
		return &Error{Reason: ReasonSteam}
	case k.Secret.Len() == 0:
		return &Error{Reason: ReasonSecretEmpty}
	case !known:
		return &Error{Reason: ReasonUnknownAlgorithm, Detail: harmless(string(k.Algorithm))}
	case k.Digits < MinDigits || k.Digits > MaxDigits:
		return &Error{Reason: ReasonDigits, Detail: fmt.Sprint(k.Digits)}
	case k.Period < MinPeriod || k.Period > MaxPeriod || k.Period%time.Second != 0:
		return &Error{Reason: ReasonPeriod, Detail: k.Period.String()}
	}
	return nil
}

// steamLength is the length of a Steam Guard code. Its characters are letters and digits.
const steamLength = 5

// isSteam reports whether an issuer is Steam. Some programs write Steam Guard keys as ordinary totp links
// that only this name and the missing or too small number of digits tell apart.
func isSteam(issuer string) bool { return strings.EqualFold(CleanName(issuer), "Steam") }

// SameSecret reports whether two keys always give the same codes: same secret and parameters, whatever
// they are called.
func (k Key) SameSecret(other Key) bool {
	return k.Secret.Equal(other.Secret) && k.Algorithm == other.Algorithm && k.Digits == other.Digits && k.Period == other.Period
}

// String names the key without its secret.
func (k Key) String() string {
	return fmt.Sprintf("Key(%q %q %s %d digits %s %s)", k.Issuer, k.Account, k.Algorithm, k.Digits, k.Period, redacted)
}

// GoString is String: a key never prints its secret, not even for %#v.
func (k Key) GoString() string { return k.String() }

// LogValue gives log/slog the same text.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

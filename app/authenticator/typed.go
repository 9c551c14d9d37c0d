package authenticator

import (
	"errors"
	"time"
	"unicode"
	"unicode/utf8"

	"kanzleicode/otp"
)

// MinTyped is how many Base32 characters a typed key has at least: 80 bits. RFC 4226 §4 asks for 128;
// services that show a key to type hand out 16 characters or more. A shorter one is not typed to its end.
const MinTyped = 16

// Typed is a key as a person types it from a service's page or a letter, with what stands beside it there.
type Typed struct {
	Issuer    string // the service
	User      string // user name at the service
	Secret    string // Base32, with blanks and dashes, and 0, 1 and 8 for O, L and B
	Algorithm otp.Algorithm
	Digits    int
	Period    time.Duration
}

// Candidate reads the key. The repairs are what was read as another character; a note of the candidate says
// how many. Errors: *otp.Error, or *Error with ReasonKeyTooShort or ReasonNameTooLong.
func (t Typed) Candidate() (Candidate, []otp.Repair, error) {
	secret, repairs, err := otp.ParseTypedSecret(t.Secret)
	if n := characters(t.Secret); n > 0 && n < MinTyped && !errors.Is(err, &otp.Error{Reason: otp.ReasonSecretNotBase32}) {
		err = &Error{Reason: ReasonKeyTooShort}
	}
	if err != nil {
		return Candidate{}, nil, err
	}
	key := otp.Key{Issuer: otp.CleanName(t.Issuer), Account: otp.CleanName(t.User), Secret: secret, Algorithm: t.Algorithm, Digits: t.Digits, Period: t.Period}
	for _, name := range []string{key.Issuer, key.Account} {
		if utf8.RuneCountInString(name) > MaxName {
			return Candidate{}, nil, &Error{Reason: ReasonNameTooLong, Name: name}
		}
	}
	if err := key.Check(); err != nil {
		return Candidate{}, nil, err
	}
	c := Candidate{Key: key}
	if len(repairs) > 0 {
		c.Notes = []otp.Note{otp.RepairNote(repairs)}
	}
	return c, repairs, nil
}

// characters counts what is neither blank nor dash nor padding.
func characters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

package authenticator

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// body is the stored form of an account: the body of a record of kind "account", see docs/vault.md.
type body struct {
	Name      string        `json:"name"`
	Issuer    string        `json:"issuer,omitzero"`
	User      string        `json:"user,omitzero"`
	Secret    string        `json:"secret"` // Base32 without padding
	Algorithm otp.Algorithm `json:"algorithm"`
	Digits    int           `json:"digits"`
	Period    int64         `json:"period"` // seconds
	Created   time.Time     `json:"created"`
	Renewed   time.Time     `json:"renewed,omitzero"`
	Previous  *previousBody `json:"previous,omitzero"`
}

// previousBody is the secret of before a renewal, with what it came with.
type previousBody struct {
	Issuer    string        `json:"issuer,omitzero"`
	User      string        `json:"user,omitzero"`
	Secret    string        `json:"secret"`
	Algorithm otp.Algorithm `json:"algorithm"`
	Digits    int           `json:"digits"`
	Period    int64         `json:"period"`
	Renewed   time.Time     `json:"renewed,omitzero"`
}

// bodyNames are the names that body speaks for; all others belong to a newer program.
var bodyNames = []string{"name", "issuer", "user", "secret", "algorithm", "digits", "period", "created", "renewed", "previous"}

// stored is an account with its key and the bytes that it was read from.
type stored struct {
	Account
	key      otp.Key
	previous *previous // nil = none is kept
	rev      uint64
	raw      []byte
}

// keyOf checks the parts of a stored key.
func keyOf(issuer, user, secret string, algorithm otp.Algorithm, digits int, period int64) (otp.Key, error) {
	key := otp.Key{Issuer: issuer, Account: user, Algorithm: algorithm, Digits: digits, Period: time.Duration(period) * time.Second}
	var err error
	if key.Secret, err = otp.ParseSecret(secret); err == nil {
		err = key.Check()
	}
	if err != nil {
		return otp.Key{}, fmt.Errorf("%w: %w", vault.ErrDamaged, err)
	}
	return key, nil
}

func decode(record vault.Record) (stored, error) {
	var b body
	if err := json.Unmarshal(record.Body, &b); err != nil {
		// The decoder's message may quote the content.
		return stored{}, fmt.Errorf("%w: the body of an account is not what this program writes", vault.ErrDamaged)
	}
	key, err := keyOf(b.Issuer, b.User, b.Secret, b.Algorithm, b.Digits, b.Period)
	if err != nil {
		return stored{}, err
	}
	s := stored{
		Account: Account{
			ID: record.ID, Name: b.Name, Issuer: b.Issuer, User: b.User, Algorithm: b.Algorithm, Digits: b.Digits,
			Period: key.Period, Created: b.Created, Renewed: b.Renewed, Unsettled: b.Previous != nil,
		},
		key: key, rev: record.Rev, raw: record.Body,
	}
	if p := b.Previous; p != nil {
		if key, err = keyOf(p.Issuer, p.User, p.Secret, p.Algorithm, p.Digits, p.Period); err != nil {
			return stored{}, err
		}
		s.previous = &previous{key: key, renewed: p.Renewed}
	}
	return s, nil
}

// encode is the body to store over what stood there before.
func (s stored) encode() ([]byte, error) {
	known, err := json.Marshal(body{
		Name: s.Name, Issuer: s.key.Issuer, User: s.key.Account, Secret: s.key.Secret.Base32(), Algorithm: s.key.Algorithm,
		Digits: s.key.Digits, Period: int64(s.key.Period / time.Second), Created: s.Created.UTC(), Renewed: s.Renewed.UTC(),
		Previous: s.previous.body(),
	})
	if err != nil {
		return nil, err
	}
	return vault.MergeBody(known, bodyNames, s.raw)
}

// body is the stored form; nil if there is nothing.
func (p *previous) body() *previousBody {
	if p == nil {
		return nil
	}
	return &previousBody{
		Issuer: p.key.Issuer, User: p.key.Account, Secret: p.key.Secret.Base32(), Algorithm: p.key.Algorithm,
		Digits: p.key.Digits, Period: int64(p.key.Period / time.Second), Renewed: p.renewed.UTC(),
	}
}

// unique is what no other account may have: the secret with its parameters. The vault stores a keyed hash
// of it.
func (s stored) unique() string {
	return strings.Join([]string{s.key.Secret.Base32(), string(s.key.Algorithm), strconv.Itoa(s.key.Digits), s.key.Period.String()}, "|")
}

// cleanName checks a name that a person chose.
func cleanName(name string) (string, error) {
	name = otp.CleanName(name)
	switch {
	case name == "":
		return "", &Error{Reason: ReasonNameMissing}
	case utf8.RuneCountInString(name) > MaxName:
		return "", &Error{Reason: ReasonNameTooLong, Name: name}
	}
	return name, nil
}

// proposal is the name that a key gets if nobody chooses another: "Amainvoice – kanzlei@example.de".
func proposal(key otp.Key, taken func(string) bool) string {
	parts := make([]string, 0, 2)
	for _, part := range []string{key.Issuer, key.Account} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	base := "Kanzleicode"
	if len(parts) > 0 {
		base = strings.Join(parts, " – ")
	}
	if runes := []rune(base); len(runes) > MaxName-5 { // room for a number
		base = strings.TrimSpace(string(runes[:MaxName-5]))
	}
	name := base
	for n := 2; taken(name); n++ {
		name = base + " " + strconv.Itoa(n)
	}
	return name
}

package otp_test

import (
	"strings"
	"testing"
	"time"

	pqotp "github.com/pquerna/otp"
	"pgregory.net/rapid"

	"kanzleicode/otp"
)

// names are issuers and accounts as nobody would choose them.
func names() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune(":%#&+=?/\\ \t\n.@äöüÄÖÜß€éMm019\u00a0\u0000\u007f\u202e\u200d\ufffd🏳🌈😀")), 0, 30, -1),
		rapid.StringN(0, 40, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"", "A", "A:", ":", "::", "A:B", "%3A", "%253A", "Steam", "steam ", "Müller & Söhne", "a+b", "50%"}),
	)
}

func keys() *rapid.Generator[otp.Key] {
	return rapid.Custom(func(t *rapid.T) otp.Key {
		return otp.Key{
			Issuer:    names().Draw(t, "issuer"),
			Account:   names().Draw(t, "account"),
			Secret:    otp.NewSecret(rapid.SliceOfN(rapid.Byte(), 1, 64).Draw(t, "secret")),
			Algorithm: rapid.SampledFrom([]otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}).Draw(t, "algorithm"),
			Digits:    rapid.IntRange(otp.MinDigits, otp.MaxDigits).Draw(t, "digits"),
			Period:    time.Duration(rapid.IntRange(1, 3600).Draw(t, "period")) * time.Second,
		}
	}).Filter(func(k otp.Key) bool { return k.Check() == nil })
}

// Every key comes back from its URI with the same secret, parameters and names.
func TestURIRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := keys().Draw(t, "key")
		again, notes, err := otp.ParseURI(key.URI())
		if err != nil {
			t.Fatalf("%v: %v", key, err)
		}
		if !again.SameSecret(key) || again.Issuer != otp.CleanName(key.Issuer) || again.Account != otp.CleanName(key.Account) {
			t.Fatalf("%v came back as %v", key, again)
		}
		if again.URI() != key.URI() {
			t.Fatalf("%v: the second URI differs from the first", key)
		}
		for _, note := range notes {
			if note.Kind == otp.NoteIssuerDiffers || note.Kind == otp.NoteIssuerMissing && again.Issuer != "" {
				t.Fatalf("%v: note %s", key, note.Kind)
			}
		}
	})
}

// Another reader, which takes the label apart at its first colon, understands our URIs as we do. It cannot
// know issuers that hold a colon.
func TestURIForOtherReaders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := keys().Draw(t, "key")
		other, err := pqotp.NewKeyFromURL(key.URI())
		if err != nil {
			t.Fatalf("%v: not readable elsewhere", key)
		}
		if other.Type() != "totp" || other.Secret() != key.Secret.Base32() || other.Digits().Length() != key.Digits ||
			other.Period() != uint64(key.Period/time.Second) || other.Issuer() != otp.CleanName(key.Issuer) ||
			other.Algorithm().String() != string(key.Algorithm) {
			t.Fatalf("%v means something else elsewhere", key)
		}
		if !strings.Contains(key.Issuer, ":") && other.AccountName() != otp.CleanName(key.Account) {
			t.Fatalf("%v has account %q elsewhere", key, other.AccountName())
		}
	})
}

func TestCleanNameIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once := otp.CleanName(names().Draw(t, "name"))
		if twice := otp.CleanName(once); twice != once {
			t.Fatalf("%q becomes %q when cleaned again", once, twice)
		}
	})
}

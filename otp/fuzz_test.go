package otp_test

import (
	"strings"
	"testing"
	"time"

	"kanzleicode/otp"
	"kanzleicode/otp/memorytest"
)

// FuzzParseURI: whatever the text, there is a usable key that survives its own URI, or an *otp.Error that
// repeats nothing long of the text.
func FuzzParseURI(f *testing.F) {
	for _, seed := range []string{
		"otpauth://totp/Amainvoice:m%C3%BCller?secret=GEZDGNBVGY3TQOJQ&issuer=Amainvoice&algorithm=SHA256&digits=8&period=60",
		"otpauth://totp/A%3AB:c?secret=gezd-gnbv====&issuer=A%3AB",
		"otpauth://totp/:a:b?secret=MY", "otpauth://totp?secret=MY&amp;digits=10", "otpauth://totp/?secret=MY",
		"otpauth://totp/🏴☠️:🏳️🌈?secret=MY&digits=6&issuer=&algorithm=SHA1&period=30",
		"otpauth://totp/50%25 Rabatt#1:+?secret=MY&issuer=+%zz%FC%00%E2%80%AE", "otpauth://totp/M\xfcller?secret=MY",
		"otpauth://totp/Steam:x?secret=MY&digits=6", "otpauth://totp/Steam:x?secret=MY&encoder=steam", "steam://MY",
		"otpauth://hotp/x?secret=MY&counter=1", "otpauth://totp/x?secret=MY&digits=6&digits=8", "otpauth://totp/x?secret=M1",
		"otpauth-migration://offline?data=CiUKFA", "phonefactor://x", "https://example.de", "motp://x", "apple-otpauth://totp/x", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		memorytest.Within(t, memorytest.Usual, func() {
			key, notes, err := otp.ParseURI(text)
			if err != nil {
				if reason(err) == "?" || key.Secret.Len() != 0 || notes != nil {
					t.Fatalf("not a plain refusal: %v", err)
				}
				if len(err.Error()) > 80 {
					t.Fatalf("long error for %q", text)
				}
				return
			}
			if err := key.Check(); err != nil {
				t.Fatalf("a parsed key does not pass Check: %v", err)
			}
			code, err := key.At(time.Unix(1234567890, 0))
			if err != nil || len(code.Value) != key.Digits || strings.Trim(code.Value, "0123456789") != "" {
				t.Fatalf("no code: %v", err)
			}
			again, _, err := otp.ParseURI(key.URI())
			if err != nil || !again.SameSecret(key) || again.Issuer != key.Issuer || again.Account != key.Account || again.URI() != key.URI() {
				t.Fatalf("%v came back as %v, %v", key, again, err)
			}
		})
	})
}

// FuzzParseSecret: whatever the text, there is a secret that survives its own Base32, or an *otp.Error that
// points into the text. A typed key never reads less than a scanned one.
func FuzzParseSecret(f *testing.F) {
	for _, seed := range []string{
		"", "MY", "GEZD gnbv-GY3T_QOJQ====", "0EZD1NB8", "GEZ", "A=A", "ÄÖÜ", "\xff", "\ufeffMY\u200b", "ſı",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		memorytest.Within(t, memorytest.Usual, func() {
			secret, err := otp.ParseSecret(text)
			typed, repairs, typedErr := otp.ParseTypedSecret(text)
			if err != nil {
				problem, ok := err.(*otp.Error)
				if !ok || secret.Len() != 0 || problem.Detail != "" || problem.Position > len([]rune(text)) ||
					(problem.Reason == otp.ReasonSecretNotBase32) != (problem.Position > 0) {
					t.Fatalf("not a plain refusal: %v", err)
				}
				if typedErr == nil && len(repairs) == 0 {
					t.Fatal("refused, but read as typed without a repair")
				}
				return
			}
			again, err := otp.ParseSecret(secret.Base32())
			if err != nil || !again.Equal(secret) || secret.Len() == 0 {
				t.Fatalf("does not survive its own Base32: %v", err)
			}
			if typedErr != nil || len(repairs) != 0 || !typed.Equal(secret) {
				t.Fatalf("read differently when typed: %v", typedErr)
			}
		})
	})
}

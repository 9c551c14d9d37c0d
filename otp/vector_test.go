package otp_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"kanzleicode/otp"
)

// plainKey is a key of a test: raw secret, six digits, 30 seconds, SHA-1.
func plainKey(raw string) otp.Key {
	return otp.Key{
		Issuer: "Amainvoice", Account: "kanzlei@example.de", Secret: otp.NewSecret([]byte(raw)),
		Algorithm: otp.SHA1, Digits: otp.DefaultDigits, Period: otp.DefaultPeriod,
	}
}

// reason is the reason of an *otp.Error, "" for nil and "?" for any other error.
func reason(err error) otp.Reason {
	var problem *otp.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &problem):
		return problem.Reason
	}
	return "?"
}

// RFC 4226 Appendix D. With a period of one second the moment is the counter.
func TestRFC4226AppendixD(t *testing.T) {
	t.Parallel()
	key := plainKey("12345678901234567890")
	key.Period = time.Second
	for counter, want := range []string{
		"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
	} {
		code, err := key.At(time.Unix(int64(counter), 0))
		if err != nil || code.Value != want {
			t.Errorf("counter %d: got %q, %v; want %q", counter, code.Value, err, want)
		}
	}
}

// RFC 6238 Appendix B. The seeds of SHA-256 and SHA-512 are as long as their hashes, as in the reference
// implementation of Appendix A; the table itself does not say so (erratum 2866).
func TestRFC6238AppendixB(t *testing.T) {
	t.Parallel()
	seeds := map[otp.Algorithm]string{
		otp.SHA1:   "12345678901234567890",
		otp.SHA256: "12345678901234567890123456789012",
		otp.SHA512: "1234567890123456789012345678901234567890123456789012345678901234",
	}
	for _, test := range []struct {
		seconds              int64
		sha1, sha256, sha512 string
	}{
		{59, "94287082", "46119246", "90693936"},
		{1111111109, "07081804", "68084774", "25091201"},
		{1111111111, "14050471", "67062674", "99943326"},
		{1234567890, "89005924", "91819424", "93441116"},
		{2000000000, "69279037", "90698825", "38618901"},
		{20000000000, "65353130", "77737706", "47863826"},
	} {
		for algorithm, want := range map[otp.Algorithm]string{otp.SHA1: test.sha1, otp.SHA256: test.sha256, otp.SHA512: test.sha512} {
			key := plainKey(seeds[algorithm])
			key.Algorithm, key.Digits = algorithm, 8
			code, err := key.At(time.Unix(test.seconds, 0))
			if err != nil || code.Value != want {
				t.Errorf("%s at %d: got %q, %v; want %q", algorithm, test.seconds, code.Value, err, want)
			}
		}
	}
}

// The cases of Terence Eden's "test suite for TOTP codes" (2025). Where Kanzleicode decides otherwise than
// the suite, the line says so. Its codes are of one moment, 1741011286: the 1741011292 of other listings is
// the same 30-second step, but two steps too late for the code of three seconds.
func TestEdentSuite(t *testing.T) {
	t.Parallel()
	const long = "otpauth://totp/issuer%%3Aaccount%%20name?secret=QWERTYUIOP&digits=%s&issuer=issuer&algorithm=%s&period=%s"
	const short = "&digits=6&issuer=&algorithm=SHA1&period=30"
	for _, test := range []struct {
		name   string
		uri    string
		code   string
		reason otp.Reason
	}{
		{"normal", fmt.Sprintf(long, "6", "SHA1", "30"), "419231", ""},
		{"SHA256", fmt.Sprintf(long, "6", "SHA256", "30"), "878984", ""},
		{"SHA512", fmt.Sprintf(long, "6", "SHA512", "30"), "560428", ""},
		{"ten digits, three seconds", fmt.Sprintf(long, "10", "SHA1", "3"), "0411324415", ""},
		{"SHA-1: the suite refuses it, many services write it", fmt.Sprintf(long, "6", "SHA-1", "30"), "419231", ""},
		{"one digit: valid in the suite, outside our limits", fmt.Sprintf(long, "1", "SHA1", "300"), "", otp.ReasonDigits},
		{"hundred digits", fmt.Sprintf(long, "100", "SHA1", "30"), "", otp.ReasonDigits},
		{"no digit count", fmt.Sprintf(long, "", "SHA1", "30"), "", otp.ReasonDigits},
		{"zero period", fmt.Sprintf(long, "6", "SHA1", "0"), "", otp.ReasonPeriod},
		{"negative period", fmt.Sprintf(long, "6", "SHA1", "-30"), "", otp.ReasonPeriod},
		{"billion seconds: valid in the suite, outside our limits", fmt.Sprintf(long, "6", "SHA1", "1000000000"), "", otp.ReasonPeriod},
		{"padding", "otpauth://totp/issuer%3Aaccount%20name?secret=QWERTYUIOP======" + short, "419231", ""},
		{"no issuer in label", "otpauth://totp/test%40example.com?secret=QWERTYUIOP" + short, "419231", ""},
		{"no label", "otpauth://totp/?secret=QWERTYUIOP" + short, "419231", ""},
		{"account not ASCII", "otpauth://totp/%E8%8E%8E%E5%A3%AB%E6%AF%94%E4%BA%9A?secret=QWERTYUIOP" + short, "419231", ""},
		{"account not ASCII, not encoded", "otpauth://totp/莎士比亚?secret=QWERTYUIOP" + short, "419231", ""},
		{"emoji, not encoded", "otpauth://totp/🏴☠️:🏳️🌈?secret=QWERTYUIOP" + short, "419231", ""},
		{"more colons", "otpauth://totp/Matrix:@edent_:matrix.org?secret=QWERTYUIOP" + short, "419231", ""},
		{"blanks", "otpauth://totp/Example%20Website%3A%20%20%20%20%20test%40example.com?secret=QWERTYUIOP" + short, "419231", ""},
		{"issuers differ", "otpauth://totp/example.com%3Aaccount?secret=QWERTYUIOP&issuer=microsoft.com&digits=6", "419231", ""},
		{"empty secret", "otpauth://totp/test%40example.com?secret=" + short, "", otp.ReasonSecretEmpty},
		{"not Base32", "otpauth://totp/test%40example.com?secret=QWERT!£$%^&*(YUIOP" + short, "", otp.ReasonSecretNotBase32},
		{"Apple: valid in the suite, a scheme of Apple's own", "apple-otpauth://totp/Example?secret=QWERTYUIOP" + short, "", otp.ReasonApple},
	} {
		key, _, err := otp.ParseURI(test.uri)
		if reason(err) != test.reason {
			t.Errorf("%s: error %v, want reason %q", test.name, err, test.reason)
			continue
		}
		if err != nil {
			continue
		}
		code, err := key.At(time.Unix(1741011286, 0))
		if err != nil || code.Value != test.code {
			t.Errorf("%s: code %q, %v; want %q", test.name, code.Value, err, test.code)
		}
	}
}

package otp_test

import (
	"strings"
	"testing"
	"time"

	"kanzleicode/otp"
)

const uriSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

// Labels and issuers in every spelling that services use.
func TestParseURINames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		label, issuer  string // as they stand in the URI; issuer with its "&issuer="
		issuerIs, user string
		notes          []otp.NoteKind
	}{
		{"usual", "Amainvoice:m%C3%BCller", "&issuer=Amainvoice", "Amainvoice", "müller", nil},
		{"no issuer parameter", "Amainvoice:mueller", "", "Amainvoice", "mueller", nil},
		{"empty issuer parameter", "Amainvoice:mueller", "&issuer=", "Amainvoice", "mueller", nil},
		{"no prefix", "mueller", "&issuer=Amainvoice", "Amainvoice", "mueller", nil},
		{"issuers differ", "Alt:mueller", "&issuer=Neu", "Neu", "mueller", []otp.NoteKind{otp.NoteIssuerDiffers}},
		{"issuers differ in case only", "GITHUB:mueller", "&issuer=GitHub", "GitHub", "mueller", nil},
		{"no issuer", "mueller", "", "", "mueller", []otp.NoteKind{otp.NoteIssuerMissing}},
		{"no label", "", "&issuer=Amainvoice", "Amainvoice", "", []otp.NoteKind{otp.NoteAccountMissing}},
		{"prefix only", "Amainvoice:", "", "Amainvoice", "", []otp.NoteKind{otp.NoteAccountMissing}},
		{"no names", "", "", "", "", []otp.NoteKind{otp.NoteIssuerMissing, otp.NoteAccountMissing}},
		{"encoded colon", "Amainvoice%3Amueller", "", "Amainvoice", "mueller", nil},
		{"encoded colon, lower case", "Amainvoice%3amueller", "", "Amainvoice", "mueller", nil},
		{"more colons", "Matrix:@edent_:matrix.org", "", "Matrix", "@edent_:matrix.org", nil},
		{"encoded before raw colon", "A%3AB:C", "", "A", "B:C", nil},
		{"colon in the issuer", "A%3AB:C", "&issuer=A%3AB", "A:B", "C", nil},
		{"colon in front", ":a:b", "", "", "a:b", []otp.NoteKind{otp.NoteIssuerMissing}},
		{"blanks", "%20Amainvoice%20:%20%20mueller%20", "&issuer=+Amainvoice+", "Amainvoice", "mueller", nil},
		{"plus", "Air+Canada:a+b@x.de", "&issuer=Air+Canada", "Air Canada", "a+b@x.de", []otp.NoteKind{otp.NoteIssuerDiffers}},
		{"encoded plus", "A:a%2Bb", "&issuer=C%2B%2B", "C++", "a+b", []otp.NoteKind{otp.NoteIssuerDiffers}},
		{"encoded &, #, ?, =, /, %", "A%26B%23C%3FD%3DE%2FF%25:x", "", "A&B#C?D=E/F%", "x", nil},
		{"decoded once only", "A%2526B:x", "", "A%26B", "x", nil},
		{"raw # in the label", "Amain#voice:m#1", "", "Amain#voice", "m#1", nil},
		{"raw # in the issuer", "m", "&issuer=Amain#voice", "Amain#voice", "m", nil},
		{"raw slash", "A/B:c/d", "", "A/B", "c/d", nil},
		{"raw blank and umlauts", "Müller & Söhne GmbH:käthe groß", "", "Müller & Söhne GmbH", "käthe groß", nil},
		{"emoji", "🏴☠️:🏳️🌈", "", "🏴☠️", "🏳️🌈", nil},
		{"lone percent", "50% Rabatt:100%", "", "50% Rabatt", "100%", nil},
		{"broken percent", "A%zz:%4", "", "A%zz", "%4", nil},
		{"Windows-1252", "M%FCller:%80", "", "Müller", "€", nil},
		{"not UTF-8, not encoded", "M\xfcller:x", "", "Müller", "x", nil},
		{"control characters", "A%00m%1Bain:a%0D%0Ab%09c%7F", "", "Amain", "a  b c", nil},
		{"turned writing", "A%E2%80%AEmain:m", "", "Amain", "m", nil},
		{"Steam with six digits", "Steam:m", "&digits=6", "Steam", "m", nil},
	} {
		key, notes, err := otp.ParseURI("otpauth://totp/" + test.label + "?secret=" + uriSecret + test.issuer)
		if err != nil || key.Issuer != test.issuerIs || key.Account != test.user {
			t.Errorf("%s: issuer %q, account %q, %v; want %q, %q", test.name, key.Issuer, key.Account, err, test.issuerIs, test.user)
		}
		if string(key.Secret.Bytes()) != "12345678901234567890" {
			t.Errorf("%s: wrong secret", test.name)
		}
		kinds := make([]otp.NoteKind, 0, 2)
		for _, note := range notes {
			kinds = append(kinds, note.Kind)
		}
		if len(kinds) != len(test.notes) {
			t.Errorf("%s: notes %v, want %v", test.name, kinds, test.notes)
			continue
		}
		for i := range kinds {
			if kinds[i] != test.notes[i] {
				t.Errorf("%s: notes %v, want %v", test.name, kinds, test.notes)
			}
		}
	}
}

func TestIssuerNoteNamesBoth(t *testing.T) {
	t.Parallel()
	_, notes, err := otp.ParseURI("otpauth://totp/Alt:m?issuer=Neu&secret=" + uriSecret)
	if err != nil || len(notes) != 1 {
		t.Fatalf("notes %v, %v", notes, err)
	}
	args := notes[0].TextArgs()
	if notes[0].TextKey() != "note.otp.issuer_differs" || args["issuer"] != "Neu" || args["prefix"] != "Alt" {
		t.Errorf("%s %v", notes[0].TextKey(), args)
	}
}

// What a URI may say of its parameters.
func TestParseURIParameters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		uri       string
		algorithm otp.Algorithm
		digits    int
		period    time.Duration
	}{
		{"otpauth://totp/A:b?secret=", otp.SHA1, 6, 30 * time.Second},
		{"  \r\n\ufeffotpauth://totp/A:b?secret=", otp.SHA1, 6, 30 * time.Second},
		{"OTPAuth://TOTP/A:b?Secret=", otp.SHA1, 6, 30 * time.Second},
		{"otpauth://totp?secret=", otp.SHA1, 6, 30 * time.Second},
		{"otpauth://totp/A:b?period=60&digits=8&algorithm=SHA512&secret=", otp.SHA512, 8, 60 * time.Second},
		{"otpauth://totp/A:b?Period=60&DIGITS=8&Algorithm=HmacSHA256&secret=", otp.SHA256, 8, 60 * time.Second},
		{"otpauth://totp/A:b?digits=5&period=1&secret=", otp.SHA1, 5, time.Second},
		{"otpauth://totp/A:b?digits=10&period=3600&secret=", otp.SHA1, 10, time.Hour},
		{"otpauth://totp/A:b?digits=%38&amp;period=+15&amp;algorithm=SHA%2D1&secret=", otp.SHA1, 8, 15 * time.Second},
		{"otpauth://totp/A:b?digits=8&digits=8&digits=+8&secret=", otp.SHA1, 8, 30 * time.Second},
		{"otpauth://totp/A:b?image=http://127.0.0.1:1/x.png&image=y&codeDisplay={\"a\":1}&counter=5&encoder=&&=&secret=", otp.SHA1, 6, 30 * time.Second},
	} {
		key, _, err := otp.ParseURI(test.uri + "gezd+gnbv%20gy3t-qojqgezdgnbvgy3tqojq====\n ")
		if err != nil || key.Algorithm != test.algorithm || key.Digits != test.digits || key.Period != test.period {
			t.Errorf("%s…: %s %d %v, %v", test.uri, key.Algorithm, key.Digits, key.Period, err)
		}
		if string(key.Secret.Bytes()) != "12345678901234567890" {
			t.Errorf("%s…: wrong secret", test.uri)
		}
	}
}

func TestParseURIRefuses(t *testing.T) {
	t.Parallel()
	const good = "otpauth://totp/A:b?secret=" + uriSecret
	for _, test := range []struct {
		text   string
		reason otp.Reason
		detail string
	}{
		{"", otp.ReasonNotOTPAuth, ""},
		{" \n", otp.ReasonNotOTPAuth, ""},
		{uriSecret, otp.ReasonNotOTPAuth, ""},
		{"otpauth", otp.ReasonNotOTPAuth, ""},
		{"WIFI:S:Kanzlei;T:WPA;P:geheim;;", otp.ReasonNotOTPAuth, ""},
		{"otpauth%3A%2F%2Ftotp/x?secret=" + uriSecret, otp.ReasonNotOTPAuth, ""},
		{"https://example.de/2fa?secret=" + uriSecret, otp.ReasonWebLink, ""},
		{"HTTP://example.de", otp.ReasonWebLink, ""},
		{"phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fexample.com", otp.ReasonMicrosoftPush, ""},
		{"otpauth-migration://offline?data=CiUKFA", otp.ReasonMigration, ""},
		{"apple-otpauth://totp/A:b?secret=" + uriSecret, otp.ReasonApple, ""},
		{"motp://A:b?secret=0123456789abcdef", otp.ReasonMOTP, ""},
		{"otpauth://motp/A:b?secret=" + uriSecret, otp.ReasonMOTP, ""},

		{"steam://" + uriSecret, otp.ReasonSteam, ""},
		{"otpauth://steam/Steam:b?secret=" + uriSecret, otp.ReasonSteam, ""},
		{"otpauth://STEAM/b?secret=" + uriSecret, otp.ReasonSteam, ""},
		{good + "&encoder=steam", otp.ReasonSteam, ""},
		{good + "&Encoder=Steam&digits=6", otp.ReasonSteam, ""},
		{good + "&issuer=Steam", otp.ReasonSteam, ""},
		{good + "&issuer=steam&digits=5", otp.ReasonSteam, ""},
		{"otpauth://totp/Steam:b?secret=" + uriSecret, otp.ReasonSteam, ""},
		{good + "&encoder=base36", otp.ReasonUnknownAlgorithm, "base36"},

		{"otpauth:", otp.ReasonMalformed, ""},
		{"otpauth://", otp.ReasonMalformed, ""},
		{"otpauth:///A:b?secret=" + uriSecret, otp.ReasonMalformed, ""},
		{"otpauth:totp/A:b?secret=" + uriSecret, otp.ReasonMalformed, ""},
		{"otpauth:https://totp/A:b?secret=" + uriSecret, otp.ReasonMalformed, ""},
		{"otpauth://hotp/A:b?counter=0&secret=" + uriSecret, otp.ReasonHOTP, ""},
		{"otpauth://HOTP/A:b?secret=" + uriSecret, otp.ReasonHOTP, ""},
		{"otpauth://yaotp/A:b?secret=" + uriSecret, otp.ReasonUnknownType, "yaotp"},
		{"otpauth://" + uriSecret + "/A:b", otp.ReasonUnknownType, "…"},

		{"otpauth://totp/A:b", otp.ReasonSecretMissing, ""},
		{"otpauth://totp/A:b?issuer=A", otp.ReasonSecretMissing, ""},
		{"otpauth://totp/A:b?secret", otp.ReasonSecretEmpty, ""},
		{"otpauth://totp/A:b?secret=", otp.ReasonSecretEmpty, ""},
		{"otpauth://totp/A:b?secret=%20+==", otp.ReasonSecretEmpty, ""},
		{"otpauth://totp/A:b?secret=" + uriSecret[:30] + "01", otp.ReasonSecretNotBase32, ""},
		{"otpauth://totp/A:b?secret=0123456789abcdef", otp.ReasonSecretNotBase32, ""},
		{"otpauth://totp/A:b?secret=" + uriSecret + "AAA", otp.ReasonSecretIncomplete, ""},

		{good + "&algorithm=", otp.ReasonUnknownAlgorithm, ""},
		{good + "&algorithm=MD5", otp.ReasonUnknownAlgorithm, "MD5"},
		{good + "&algorithm=SHA3-256", otp.ReasonUnknownAlgorithm, "SHA3-256"},
		{good + "&algorithm=" + uriSecret, otp.ReasonUnknownAlgorithm, "…"},
		{good + "&algorithm=%3Cb%3E", otp.ReasonUnknownAlgorithm, "…"},

		{good + "&digits=", otp.ReasonDigits, ""},
		{good + "&digits=0", otp.ReasonDigits, "0"},
		{good + "&digits=-6", otp.ReasonDigits, "-6"},
		{good + "&digits=4", otp.ReasonDigits, "4"},
		{good + "&digits=11", otp.ReasonDigits, "11"},
		{good + "&digits=6.0", otp.ReasonDigits, "6.0"},
		{good + "&digits=six", otp.ReasonDigits, "six"},
		{good + "&digits=٦", otp.ReasonDigits, "…"},
		{good + "&digits=18446744073709551622", otp.ReasonDigits, "…"},
		{good + "&period=", otp.ReasonPeriod, ""},
		{good + "&period=0", otp.ReasonPeriod, "0"},
		{good + "&period=-30", otp.ReasonPeriod, "-30"},
		{good + "&period=3601", otp.ReasonPeriod, "3601"},
		{good + "&period=30s", otp.ReasonPeriod, "30s"},
		{good + "&period=0x1e", otp.ReasonPeriod, "0x1e"},
		{good + "&period=9223372036855", otp.ReasonPeriod, "9223372036855"},

		{good + "&secret=GEZDGNBVGY3TQOJR", otp.ReasonDuplicateParameter, "secret"},
		{good + "&SECRET=GEZDGNBVGY3TQOJR", otp.ReasonDuplicateParameter, "secret"},
		{good + "&digits=6&digits=8", otp.ReasonDuplicateParameter, "digits"},
		{good + "&digits=6&amp;digits=8", otp.ReasonDuplicateParameter, "digits"},
		{good + "&digits=8&digits=", otp.ReasonDuplicateParameter, "digits"},
		{good + "&issuer=A&issuer=B", otp.ReasonDuplicateParameter, "issuer"},

		{good + "&issuer=" + strings.Repeat("x", otp.MaxURILength), otp.ReasonTooLong, ""},
		{strings.Repeat("x", otp.MaxURILength+1), otp.ReasonTooLong, ""},
		{good + "&issuer=" + strings.Repeat("ü", 1000), otp.ReasonTooLong, ""}, // its canonical form is
	} {
		key, notes, err := otp.ParseURI(test.text)
		problem, _ := err.(*otp.Error)
		if problem == nil || problem.Reason != test.reason || problem.Detail != test.detail {
			t.Errorf("%.60q: %v, want %s %q", test.text, err, test.reason, test.detail)
			continue
		}
		if key.Secret.Len() != 0 || notes != nil {
			t.Errorf("%.60q: refused, but something came back", test.text)
		}
		if problem.TextKey() != "problem.otp."+string(test.reason) {
			t.Errorf("%.60q: text key %q", test.text, problem.TextKey())
		}
	}
}

// The longest text is read, one byte more is not.
func TestMaxURILength(t *testing.T) {
	t.Parallel()
	const head = "otpauth://totp/A:b?secret=" + uriSecret + "&image="
	text := head + strings.Repeat("x", otp.MaxURILength-len(head))
	if _, _, err := otp.ParseURI("\n" + text + " "); err != nil {
		t.Errorf("%d bytes: %v", len(text), err)
	}
	if _, _, err := otp.ParseURI(text + "x"); reason(err) != otp.ReasonTooLong {
		t.Errorf("%d bytes: %v", len(text)+1, err)
	}
}

func TestSecretPositionCountsInTheSecret(t *testing.T) {
	t.Parallel()
	_, _, err := otp.ParseURI("otpauth://totp/A:b?secret=GEZ%44-GN!V")
	if problem, ok := err.(*otp.Error); !ok || problem.Position != 8 || problem.TextArgs()["position"] != 8 {
		t.Errorf("%v, want position 8", err)
	}
}

func TestURI(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ issuer, account, want string }{
		{"Amainvoice", "kanzlei@example.de", "Amainvoice:kanzlei%40example.de?secret=" + uriSecret + "&issuer=Amainvoice"},
		{"Müller & Söhne", "a+b #1", "M%C3%BCller%20%26%20S%C3%B6hne:a%2Bb%20%231?secret=" + uriSecret + "&issuer=M%C3%BCller%20%26%20S%C3%B6hne"},
		{"A:B", "c:d", "A%3AB:c%3Ad?secret=" + uriSecret + "&issuer=A%3AB"},
		{"A", "", "A:?secret=" + uriSecret + "&issuer=A"},
		{"", "b", "b?secret=" + uriSecret},
		{"", "a:b", ":a%3Ab?secret=" + uriSecret},
		{"", "", "?secret=" + uriSecret},
	} {
		key := plainKey("12345678901234567890")
		key.Issuer, key.Account = test.issuer, test.account
		key.Algorithm, key.Digits, key.Period = otp.SHA256, 8, time.Minute
		want := "otpauth://totp/" + test.want + "&algorithm=SHA256&digits=8&period=60"
		if key.URI() != want {
			t.Errorf("issuer %q, account %q: the URI is not as expected", test.issuer, test.account)
		}
	}
}

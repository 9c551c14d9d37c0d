package transfer_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"kanzleicode/otp"
	"kanzleicode/otp/transfer"
)

// oneAccount is a payload as it goes over the wire, byte by byte: an account with the secret of RFC 6238, name
// "Amainvoice:kanzlei", issuer "Amainvoice", SHA-1, 6 digits, TOTP; version 1, picture 1 of 1, export 7.
const oneAccount = "\x0a\x3c" +
	"\x0a\x1412345678901234567890" + "\x12\x12Amainvoice:kanzlei" + "\x1a\x0aAmainvoice" + "\x20\x01\x28\x01\x30\x02" +
	"\x10\x01\x18\x01\x20\x00\x28\x07"

func migration(payload string) string {
	return "otpauth-migration://offline?data=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(payload)))
}

// account is OtpParameters with a short label and any numbers behind it.
func account(label string, numbers ...byte) string {
	inner := "\x0a\x1412345678901234567890\x12" + string(rune(len(label))) + label + string(numbers)
	return "\x0a" + string(rune(len(inner))) + inner
}

func TestReadPart(t *testing.T) {
	t.Parallel()
	raw := base64.StdEncoding.EncodeToString([]byte(oneAccount))
	for name, data := range map[string]string{
		"encoded":             url.QueryEscape(raw),
		"as it is":            raw,
		"no padding":          strings.TrimRight(raw, "="),
		"URL-safe":            base64.RawURLEncoding.EncodeToString([]byte(oneAccount)),
		"+ taken for a blank": strings.ReplaceAll(raw, "+", "%20"),
		"more parameters":     url.QueryEscape(raw) + "&x=y",
	} {
		part, err := transfer.ReadPart(" OTPAUTH-migration://offline?data=" + data + "\n")
		if err != nil || part.Export != 7 || part.Number != 1 || part.Of != 1 || len(part.Entries) != 1 {
			t.Errorf("%s: %+v, %v", name, part, err)
			continue
		}
		check(t, transfer.Export{Entries: part.Entries}, nil, "", "Amainvoice|kanzlei|SHA1|6|30s")
		if part.Entries[0].Name != "Amainvoice (kanzlei)" {
			t.Errorf("%s: named %q", name, part.Entries[0].Name)
		}
	}
	for name, test := range map[string]struct{ link, want string }{
		"no migration":        {"otpauth://totp/x?secret=" + secret, "unknown_format"},
		"empty":               {"", "unknown_format"},
		"no data":             {"otpauth-migration://offline", "damaged"},
		"empty data":          {"otpauth-migration://offline?data=", "damaged"},
		"no base64":           {"otpauth-migration://offline?data=!!!!", "damaged"},
		"cut off":             {migration(oneAccount[:40]), "damaged"},
		"endless number":      {migration("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "damaged"},
		"length beyond all":   {migration("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), "damaged"},
		"group":               {migration("\x0b"), "damaged"},
		"picture 3 of 2":      {migration("\x18\x02\x20\x02"), "damaged"},
		"million of pictures": {migration("\x18\xc0\x84\x3d"), "damaged"},
	} {
		if _, err := transfer.ReadPart(test.link); reason(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGoogleAccounts: every number of every enumeration.
func TestGoogleAccounts(t *testing.T) {
	t.Parallel()
	export, err := transfer.Read([]byte(migration(
		account("A:b", 0x20, 0, 0x28, 0, 0x30, 2)+account("A:b", 0x30, 2)+account("A:b", 0x20, 2, 0x28, 2, 0x30, 2)+account("A:b", 0x20, 3, 0x28, 2, 0x30, 2)+
			account("A:b", 0x20, 4, 0x28, 1, 0x30, 2)+account("A:b", 0x20, 5, 0x28, 1, 0x30, 2)+account("A:b", 0x20, 1, 0x28, 3, 0x30, 2)+
			account("A:b", 0x20, 1, 0x28, 1, 0x30, 1, 0x38, 9)+account("A:b", 0x20, 1, 0x28, 1)+account("A:b", 0x20, 1, 0x28, 1, 0x30, 3)+
			account("nur b", 0x30, 2)+account("", 0x30, 2)+"\x0a\x02\x0a\x09"+"\x0a\x02\x30\x02"+account("A:b", 0x30, 2, 0x42, 1, 'x', 0x4d, 1, 2, 3, 4, 0x51, 1, 2, 3, 4, 5, 6, 7, 8),
	)), nil)
	check(t, export, err, transfer.Google,
		"A|b|SHA1|6|30s", "A|b|SHA1|6|30s", "A|b|SHA256|8|30s", "A|b|SHA512|8|30s", "!unknown_algorithm", "!unknown_algorithm", "!digits",
		"!hotp", "!unknown_type", "!unknown_type", "|nur b|SHA1|6|30s;issuer_missing", "||SHA1|6|30s;issuer_missing;account_missing",
		"!entry_unreadable", "!secret_missing", "A|b|SHA1|6|30s")
	if export.Problem != nil {
		t.Errorf("nothing is missing, but %v", export.Problem)
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	part := func(label string, number, of, id byte) transfer.Part {
		p, err := transfer.ReadPart(migration(account(label, 0x30, 2) + string([]byte{0x10, 1, 0x18, of, 0x20, number - 1, 0x28, id})))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var b transfer.Batch
	if b.Missing() != nil || b.Problem() != nil || b.Entries() != nil {
		t.Error("an empty batch misses something")
	}
	if !b.Add(part("C:3", 3, 4, 9)) || b.Add(part("C:3", 3, 4, 9)) || !b.Add(part("A:1", 1, 4, 9)) {
		t.Error("a picture is new once")
	}
	if got := fmt.Sprint(b.Missing(), b.Problem()); got != "[{9 [2 4] 4}] transfer: google: pictures_missing (2, 4)" {
		t.Error(got)
	}
	if args := b.Problem().(*transfer.Error).TextArgs(); args["of"] != 4 || args["detail"] != "2, 4" || args["format"] != "Google Authenticator" {
		t.Error(args)
	}
	b.Add(part("X:1", 1, 1, 0))
	if !b.Add(part("Y:1", 1, 1, 0)) || b.Add(part("X:1", 1, 1, 0)) {
		t.Error("two exports without a number are one")
	}
	b.Add(part("B:2", 2, 4, 9))
	b.Add(part("D:4", 4, 4, 9))
	check(t, transfer.Export{Entries: b.Entries()}, nil, "", "A|1|SHA1|6|30s", "B|2|SHA1|6|30s", "C|3|SHA1|6|30s", "D|4|SHA1|6|30s", "X|1|SHA1|6|30s", "Y|1|SHA1|6|30s")
	if b.Missing() != nil || b.Problem() != nil {
		t.Error("a complete batch misses something")
	}

	export, err := transfer.Read([]byte("otpauth://totp/E:5?secret="+secret+"\n"+migration(account("B:2", 0x30, 2)+"\x18\x03\x20\x01\x28\x09")), nil)
	check(t, export, err, transfer.Google, "B|2|SHA1|6|30s", "E|5|SHA1|6|30s")
	if reason(export.Problem) != "pictures_missing" || !strings.Contains(export.Problem.Error(), "(1, 3)") {
		t.Error(export.Problem)
	}
}

func TestWriteGoogle(t *testing.T) {
	t.Parallel()
	var keys []otp.Key
	var want []string
	for i := range 23 {
		k := key("A", fmt.Sprintf("%02d", i))
		k.Algorithm = []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}[i%3]
		k.Digits = []int{6, 8}[i%2]
		keys = append(keys, k)
		want = append(want, fmt.Sprintf("A|%02d|%s|%d|30s", i, k.Algorithm, k.Digits))
	}
	odd := key("Z", "z")
	odd.Period = time.Minute
	seven, cleared := key("Z", "z"), key("Z", "z")
	seven.Digits, cleared.Secret = 7, otp.Secret{}
	links, refused := transfer.WriteGoogle(append([]otp.Key{odd}, append(keys, seven, cleared)...), -5)
	if got := fmt.Sprint(refused); got != "[{0 transfer: google: not_for_google} {24 transfer: google: not_for_google} {25 otp: secret_empty}]" {
		t.Error(got)
	}
	if len(links) != 3 {
		t.Fatalf("%d pictures", len(links))
	}
	var b transfer.Batch
	for i, link := range links {
		part, err := transfer.ReadPart(link)
		if err != nil || part.Export != -5 || part.Number != i+1 || part.Of != 3 || len(part.Entries) > 10 {
			t.Errorf("%+v, %v", part, err)
		}
		b.Add(part)
	}
	check(t, transfer.Export{Entries: b.Entries()}, nil, "", want...)

	// Names without an issuer, with colons, in other alphabets; long ones take more pictures.
	named := []otp.Key{key("", "nur:Name"), key("Müller & Söhne: Büro", "ä@x.de"), key("", ""), key(strings.Repeat("lang ", 60), "a"), key(strings.Repeat("lang ", 60), "b")}
	links, refused = transfer.WriteGoogle(named, 1)
	if len(links) != 3 || refused != nil {
		t.Errorf("%d pictures, %v", len(links), refused)
	}
	export, err := transfer.Read([]byte(strings.Join(links, "\n")), nil)
	long := strings.TrimSpace(strings.Repeat("lang ", 60))
	check(t, export, err, transfer.Google, "|nur:Name|SHA1|6|30s;issuer_missing", "Müller & Söhne: Büro|ä@x.de|SHA1|6|30s",
		"||SHA1|6|30s;issuer_missing;account_missing", long+"|a|SHA1|6|30s", long+"|b|SHA1|6|30s")
	for _, link := range links {
		if len(link) > 1200 {
			t.Errorf("a link of %d bytes", len(link))
		}
	}
	if links, refused := transfer.WriteGoogle(nil, 1); links != nil || refused != nil {
		t.Error("something of nothing")
	}
}

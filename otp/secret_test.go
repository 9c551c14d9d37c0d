package otp_test

import (
	"bytes"
	"strings"
	"testing"

	"kanzleicode/otp"
)

func TestParseSecret(t *testing.T) {
	t.Parallel()
	const raw = "12345678901234567890"
	for name, text := range map[string]string{
		"plain":              "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
		"lower case":         "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
		"mixed, in fours":    "Gezd GNBV gy3t QOJQ gezd gnbv GY3T qojq",
		"dashes":             "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
		"typographic dashes": "GEZDGNBV–GY3TQOJQ—GEZDGNBV‑GY3TQOJQ",
		"underscores":        "GEZDGNBV_GY3TQOJQ_GEZDGNBV_GY3TQOJQ",
		"other blanks":       "\tGEZDGNBV\u00a0GY3TQOJQ\r\nGEZDGNBV\u202fGY3TQOJQ\n",
		"invisible":          "\ufeffGEZDGNBV\u200bGY3TQOJQ\u00adGEZDGNBVGY3TQOJQ",
		"padding":            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ========",
		"padding and blanks": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ = = \n",
	} {
		secret, err := otp.ParseSecret(text)
		if err != nil || string(secret.Bytes()) != raw {
			t.Errorf("%s: wrong secret or error %v", name, err)
		}
	}
	for _, test := range []struct {
		text     string
		reason   otp.Reason
		position int
	}{
		{"", otp.ReasonSecretEmpty, 0},
		{" - _ ===\u200b", otp.ReasonSecretEmpty, 0},
		{"GEZDGNB0", otp.ReasonSecretNotBase32, 8},
		{"1EZDGNBV", otp.ReasonSecretNotBase32, 1},
		{"GEZD GNB8", otp.ReasonSecretNotBase32, 9},
		{"ÄEZDGNBV", otp.ReasonSecretNotBase32, 1},
		{"GEZÄDGNBV", otp.ReasonSecretNotBase32, 4},
		{"GEẞD9", otp.ReasonSecretNotBase32, 3},
		{"GEZDGNB\x00", otp.ReasonSecretNotBase32, 8},
		{"GEZDGNB\xff", otp.ReasonSecretNotBase32, 8},
		{"ſEZDGNBV", otp.ReasonSecretNotBase32, 1}, // upper case of long s is S
		{"ıEZDGNBV", otp.ReasonSecretNotBase32, 1}, // upper case of dotless i is I
		{"GEZDGNBV==GEZDGNBV", otp.ReasonSecretNotBase32, 9},
		{"G", otp.ReasonSecretIncomplete, 0},
		{"GEZ", otp.ReasonSecretIncomplete, 0},
		{"GEZDGN", otp.ReasonSecretIncomplete, 0},
		{"GEZDGNBVG", otp.ReasonSecretIncomplete, 0},
		{"GEZDGNBVGEZ=====", otp.ReasonSecretIncomplete, 0},
	} {
		secret, err := otp.ParseSecret(test.text)
		problem, _ := err.(*otp.Error)
		if problem == nil || problem.Reason != test.reason || problem.Position != test.position || secret.Len() != 0 {
			t.Errorf("%q: %v, want %s at %d", test.text, err, test.reason, test.position)
		}
	}
}

// Every length that whole bytes can give is read back exactly.
func TestBase32RoundTrip(t *testing.T) {
	t.Parallel()
	for length := 1; length <= 130; length++ {
		raw := bytes.Repeat([]byte{0xa5, 0x00, 0xff, 0x13, 0x77}, 26)[:length]
		secret := otp.NewSecret(raw)
		again, err := otp.ParseSecret(secret.Base32())
		if err != nil || !again.Equal(secret) || again.Len() != length || strings.Contains(secret.Base32(), "=") {
			t.Errorf("length %d: %v", length, err)
		}
	}
}

func TestParseTypedSecret(t *testing.T) {
	t.Parallel()
	secret, repairs, err := otp.ParseTypedSecret("0ezd 1nb8")
	want, _ := otp.ParseSecret("OEZDLNBB")
	if err != nil || !secret.Equal(want) {
		t.Fatalf("wrong secret or error %v", err)
	}
	expected := []otp.Repair{{1, '0', 'O'}, {6, '1', 'L'}, {9, '8', 'B'}}
	if len(repairs) != len(expected) {
		t.Fatalf("%d repairs, want %d", len(repairs), len(expected))
	}
	for i := range expected {
		if repairs[i] != expected[i] {
			t.Errorf("repair %d is at %d, want %d", i, repairs[i].Position, expected[i].Position)
		}
	}
	if note := otp.RepairNote(repairs); note.Kind != otp.NoteRepaired || note.TextArgs()["count"] != 3 {
		t.Errorf("note %+v", note)
	}
	if _, repairs, err := otp.ParseTypedSecret("GEZD GNBV"); err != nil || len(repairs) != 0 {
		t.Errorf("a clean key: %d repairs, %v", len(repairs), err)
	}
	for text, want := range map[string]otp.Reason{
		"": otp.ReasonSecretEmpty, "9EZDGNBV": otp.ReasonSecretNotBase32, "0": otp.ReasonSecretIncomplete,
		"otpauth://totp/x": otp.ReasonSecretNotBase32,
	} {
		if secret, repairs, err := otp.ParseTypedSecret(text); reason(err) != want || repairs != nil || secret.Len() != 0 {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestSecretIsItsOwnCopy(t *testing.T) {
	t.Parallel()
	raw := []byte("12345678901234567890")
	secret := otp.NewSecret(raw)
	raw[0] = 'x'
	out := secret.Bytes()
	out[1] = 'x'
	if string(secret.Bytes()) != "12345678901234567890" {
		t.Error("a secret shares its bytes with others")
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	secret := otp.NewSecret([]byte("12345678901234567890"))
	copied := secret
	key := plainKey("")
	key.Secret = secret
	secret.Clear()
	for name, s := range map[string]otp.Secret{"secret": secret, "copy": copied, "key": key.Secret, "zero": {}} {
		if s.Len() != 0 || s.Base32() != "" || len(s.Bytes()) != 0 {
			t.Errorf("%s still holds bytes", name)
		}
		s.Clear()
	}
	if reason(key.Check()) != otp.ReasonSecretEmpty {
		t.Error("a cleared key still computes codes")
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	a, b := otp.NewSecret([]byte("same bytes")), otp.NewSecret([]byte("same bytes"))
	if !a.Equal(b) || !a.Equal(a) || !(otp.Secret{}).Equal(otp.NewSecret(nil)) {
		t.Error("equal secrets differ")
	}
	for _, other := range []string{"", "same byte", "same bytes ", "same bytez"} {
		if a.Equal(otp.NewSecret([]byte(other))) {
			t.Errorf("equal to %d other bytes", len(other))
		}
	}
}

package transfer_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/otp"
	"kanzleicode/otp/transfer"
)

// The secrets of RFC 6238, appendix B.
const (
	secret    = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	secret256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
)

// passphrase is in the name of every encrypted fixture.
const passphrase = "Uebung-7"

// want is what an entry should be, in one line: "issuer|account|algorithm|digits|seconds", or "!reason" for a
// problem, behind it ";note" for every note.
func line(e transfer.Entry) string {
	if e.Problem != nil {
		return "!" + reason(e.Problem)
	}
	text := strings.Join([]string{
		e.Key.Issuer, e.Key.Account, string(e.Key.Algorithm), string(rune('0' + e.Key.Digits)), e.Key.Period.String(),
	}, "|")
	for _, note := range e.Notes {
		text += ";" + string(note.Kind)
	}
	if e.Trashed {
		text += ";trashed"
	}
	return text
}

// reason is the reason of an error of ours, "?" for any other.
func reason(err error) string {
	var keyProblem *otp.Error
	var problem *transfer.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &keyProblem):
		return string(keyProblem.Reason)
	case errors.As(err, &problem):
		return string(problem.Reason)
	}
	return "?"
}

// check compares an export with its lines. All usable keys are the RFC's.
func check(t *testing.T, export transfer.Export, err error, format transfer.Format, want ...string) {
	t.Helper()
	if err != nil {
		t.Fatalf("not read: %v", err)
	}
	if export.Format != format {
		t.Errorf("format %q, want %q", export.Format, format)
	}
	var got []string
	for _, e := range export.Entries {
		got = append(got, line(e))
		if e.Problem != nil {
			continue
		}
		if err := e.Key.Check(); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
		if s := e.Key.Secret.Base32(); s != secret && s != secret256 {
			t.Errorf("%s: another secret", e.Name)
		}
		if strings.Contains(e.Name, "GEZDG") {
			t.Errorf("%s: the name holds a secret", e.Name)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// three are the entries of every encrypted fixture.
var three = []string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "!hotp"}

// sealed are the encrypted fixtures; see testdata/make.py.
var sealed = map[string]transfer.Format{
	"aegis-" + passphrase + ".json":          transfer.Aegis,
	"2fas-" + passphrase + ".2fas":           transfer.TwoFAS,
	"ente-" + passphrase + ".json":           transfer.Ente,
	"proton-" + passphrase + ".json":         transfer.Proton,
	"bitwarden-kdf0-" + passphrase + ".json": transfer.Bitwarden,
	"bitwarden-kdf1-" + passphrase + ".json": transfer.Bitwarden,
	"stratum-" + passphrase + ".authpro":     transfer.Stratum,
	"stratum-old-" + passphrase + ".authpro": transfer.Stratum,
	"andotp-" + passphrase + ".json.aes":     transfer.AndOTP,
	"andotp-old-" + passphrase + ".json.aes": transfer.AndOTP,
}

// TestSealed reads every encrypted format, made by other programs' cryptography: with its passphrase,
// without one, with a wrong one.
func TestSealed(t *testing.T) {
	t.Parallel()
	for name, format := range sealed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := fixture(t, name)
			read := transfer.Read
			if strings.HasPrefix(name, "andotp-old") {
				if got := transfer.Recognise(data); got != "" {
					t.Errorf("recognised as %q", got)
				}
				read = func(data, passphrase []byte) (transfer.Export, error) {
					return transfer.ReadAs(transfer.AndOTP, data, passphrase)
				}
			} else if got := transfer.Recognise(data); got != format {
				t.Errorf("recognised as %q", got)
			}
			export, err := read(data, []byte(passphrase))
			check(t, export, err, format, three...)
			for word, want := range map[string]transfer.Reason{"": transfer.ReasonPassphraseNeeded, "uebung-7": transfer.ReasonPassphraseWrong} {
				export, err := read(data, []byte(word))
				var problem *transfer.Error
				if !errors.As(err, &problem) || problem.Reason != want || problem.Format != format || export.Entries != nil {
					t.Errorf("with %q: %v, want %s", word, err, want)
				}
			}
		})
	}
}

// TestSealedDamaged cuts encrypted files off and changes bytes in them: every outcome is an error of ours.
func TestSealedDamaged(t *testing.T) {
	t.Parallel()
	for name, format := range sealed {
		if format == transfer.Stratum && !strings.Contains(name, "old") {
			continue // 64 MiB each time
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := fixture(t, name)
			for i := range 12 {
				cut := data[:len(data)*i/12]
				if _, err := transfer.Read(cut, []byte(passphrase)); reason(err) == "" || reason(err) == "?" {
					t.Errorf("cut at %d of %d: %v", len(cut), len(data), err)
				}
				changed := append([]byte(nil), data...)
				changed[len(data)*(2*i+1)/24] ^= 0x04
				if export, err := transfer.Read(changed, []byte(passphrase)); reason(err) == "?" || err == nil && len(export.Entries) != 3 {
					t.Errorf("changed at %d: %v", len(data)*(2*i+1)/24, err)
				}
			}
		})
	}
}

func key(issuer, account string) otp.Key {
	s, err := otp.ParseSecret(secret)
	if err != nil {
		panic(err)
	}
	return otp.Key{Issuer: issuer, Account: account, Secret: s, Algorithm: otp.SHA1, Digits: 6, Period: 30 * time.Second}
}

// TestKeePassXC reads what keepassxc-cli 2.7.4 exported from one safe that holds its codes in four ways.
func TestKeePassXC(t *testing.T) {
	t.Parallel()
	for _, ending := range []string{"csv", "xml"} {
		export, err := transfer.Read(fixture(t, "keepassxc-2.7.4."+ending), nil)
		check(t, export, err, transfer.KeePass, "Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "Alt|kanzlei|SHA1|8|30s", "!steam")
	}
}

// TestOldStratumByChance: the old format authenticates nothing, and one wrong passphrase in 256 gives a
// padding that is right. This is one.
func TestOldStratumByChance(t *testing.T) {
	t.Parallel()
	if _, err := transfer.Read(fixture(t, "stratum-old-"+passphrase+".authpro"), []byte("falsch-22")); reason(err) != "passphrase_wrong" {
		t.Error(err)
	}
}

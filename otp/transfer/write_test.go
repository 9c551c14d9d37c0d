package transfer_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"kanzleicode/otp"
	"kanzleicode/otp/transfer"
)

func TestWriteAegis(t *testing.T) {
	t.Parallel()
	second, cleared := key("Müller & Söhne", "ä:b"), key("Z", "z")
	second.Algorithm, second.Digits, second.Period, cleared.Secret = otp.SHA512, 9, 90*time.Second, otp.Secret{}
	keys := []otp.Key{key("Amainvoice", "kanzlei"), cleared, second, key("", "")}
	file, refused, err := transfer.WriteAegis(keys, []byte("Prüfung"), rand.NewChaCha8([32]byte{1}))
	if err != nil || fmt.Sprint(refused) != "[{1 otp: secret_empty}]" {
		t.Fatal(refused, err)
	}
	if bytes.Contains(file, []byte(secret)) || bytes.Contains(file, []byte("Amainvoice")) {
		t.Error("something stands in clear text")
	}
	export, err := transfer.Read(file, []byte("Prüfung"))
	check(t, export, err, transfer.Aegis, "Amainvoice|kanzlei|SHA1|6|30s", "Müller & Söhne|ä:b|SHA512|9|1m30s", "||SHA1|6|30s;issuer_missing;account_missing")
	if _, err := transfer.Read(file, []byte("prüfung")); reason(err) != "passphrase_wrong" {
		t.Error(err)
	}
	for _, part := range []string{`"n": 32768`, `"r": 8`, `"p": 1`, `"type": 1`, `"version": 1`} {
		if !strings.Contains(string(file), part) {
			t.Errorf("without %s", part)
		}
	}
	if _, _, err := transfer.WriteAegis(keys, nil, rand.NewChaCha8([32]byte{})); reason(err) != "passphrase_missing" {
		t.Error(err)
	}
	broken := errors.New("no randomness")
	if _, _, err := transfer.WriteAegis(keys, []byte("x"), iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, _, err := transfer.WriteAegis(nil, []byte("x"), iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestWriteLinks(t *testing.T) {
	t.Parallel()
	second, cleared := key("Müller, Söhne & Co: #1", "ä b"), key("Z", "z")
	second.Digits, cleared.Secret = 8, otp.Secret{}
	list, refused := transfer.WriteLinks([]otp.Key{cleared, key("Amainvoice", "kanzlei"), second})
	if fmt.Sprint(refused) != "[{0 otp: secret_empty}]" || strings.Count(string(list), "\n") != 2 {
		t.Errorf("%v, %q", refused, list)
	}
	export, err := transfer.Read(list, nil)
	check(t, export, err, transfer.Links, "Amainvoice|kanzlei|SHA1|6|30s", "Müller, Söhne & Co: #1|ä b|SHA1|8|30s")
}

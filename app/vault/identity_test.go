package vault

import (
	"strings"
	"testing"

	"filippo.io/age"
)

// TestBech32: what age itself wrote is read and written the same.
func TestBech32(t *testing.T) {
	t.Parallel()
	// From BIP 173's list of valid strings.
	const long = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
	values := []byte{0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf, 0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75, 0xbe, 0x77, 0xdf}
	if got := bech32("abcdef", values); got != long {
		t.Errorf("%q, want %q", got, long)
	}
	for range 200 {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		raw := unbech32(t, identity.String())
		if got := strings.ToUpper(bech32("age-secret-key-", raw)); got != identity.String() {
			t.Fatal("an identity comes out as another")
		}
	}
}

// unbech32 gives the bytes of a valid string.
func unbech32(t *testing.T, text string) (raw []byte) {
	t.Helper()
	text = strings.ToLower(text)
	data := text[strings.LastIndex(text, "1")+1 : len(text)-6]
	rest, bits := uint32(0), 0
	for _, c := range data {
		rest, bits = rest<<5|uint32(strings.IndexRune("qpzry9x8gf2tvdw0s3jn54khce6mua7l", c)), bits+5
		if bits >= 8 {
			raw = append(raw, byte(rest>>(bits-8)))
			bits -= 8
		}
	}
	return raw
}

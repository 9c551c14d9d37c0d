package vault

import (
	"context"
	"strings"

	"filippo.io/age"
)

// BackupIdentity is the age X25519 identity of the slot by which the vault is open. Backups are encrypted to
// it beside the recovery sheet, so that this seat can read back what it wrote. It follows from the slot's
// seed; who has that has the whole vault anyway.
func (v *Vault) BackupIdentity() (*age.X25519Identity, error) {
	end, err := v.use()
	if err != nil {
		return nil, err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	secret := deriveKey(v.slot.sig.Seed(), v.slot.slot, newFrame("backup identity"))
	defer clear(secret)
	return age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", secret)))
}

// Head is the newest change of the vault that was checked.
func (v *Vault) Head(ctx context.Context) (Head, error) {
	end, err := v.use()
	if err != nil {
		return Head{}, err
	}
	defer end()
	if _, err := v.latest(ctx); err != nil {
		return Head{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.head, nil
}

// bech32 encodes bytes under a human-readable part in lower case (BIP 173 without its limit of length), as age
// writes its keys.
func bech32(part string, raw []byte) string {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var values []byte // of five bits
	rest, bits := uint32(0), 0
	for _, b := range raw {
		rest, bits = rest<<8|uint32(b), bits+8
		for ; bits >= 5; bits -= 5 {
			values = append(values, byte(rest>>(bits-5)&31))
		}
	}
	if bits > 0 {
		values = append(values, byte(rest<<(5-bits)&31))
	}
	sum := uint32(1)
	add := func(value byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(value)
		for i, generator := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= generator
			}
		}
	}
	for _, c := range []byte(part) {
		add(c >> 5)
	}
	add(0)
	for _, c := range []byte(part) {
		add(c & 31)
	}
	for _, value := range values {
		add(value)
	}
	for range 6 {
		add(0)
	}
	sum ^= 1
	text := []byte(part + "1")
	for _, value := range values {
		text = append(text, alphabet[value])
	}
	for i := range 6 {
		text = append(text, alphabet[sum>>(5*(5-i))&31])
	}
	clear(values)
	return string(text)
}

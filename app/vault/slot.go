package vault

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// SlotType says how a slot's seed is had.
type SlotType string

// The slot types of format 1.
const (
	SlotSeat           SlotType = "seat"            // seed in the operating system's keyring
	SlotPassphrase     SlotType = "passphrase"      // seed sealed in Params under an Argon2id key
	SlotSeatPassphrase SlotType = "seat+passphrase" // seed sealed in Params under a key that needs the keyring's seed and a passphrase
	SlotRecovery       SlotType = "recovery"        // seed in Params as an age file to the printed identity
)

// suiteX25519 is the one suite of format 1, see SlotRow.Suite. The recovery sheet and the backups are age
// files to X25519 recipients, so a stronger suite here would not make the whole stronger.
const suiteX25519 = 1

// Seed is the 32 random bytes from which a slot's keys are derived. It never prints.
type Seed struct{ bytes *[keyLength]byte }

// NewSeed makes a fresh seed from random.
func NewSeed(random io.Reader) (Seed, error) {
	var b [keyLength]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return Seed{}, fmt.Errorf("vault: random: %w", err)
	}
	return Seed{&b}, nil
}

// SeedFrom holds a copy of raw, which must be 32 bytes.
func SeedFrom(raw []byte) (Seed, error) {
	if len(raw) != keyLength {
		return Seed{}, fmt.Errorf("vault: a seed has %d bytes, not %d", keyLength, len(raw))
	}
	b := [keyLength]byte(raw)
	return Seed{&b}, nil
}

// Bytes returns a copy of the seed; the caller clears it after use.
func (s Seed) Bytes() []byte {
	if s.bytes == nil {
		return nil
	}
	return append([]byte(nil), s.bytes[:]...)
}

// Clear overwrites the seed in memory.
func (s Seed) Clear() {
	if s.bytes != nil {
		clear(s.bytes[:])
	}
}

// IsZero reports whether there is no seed.
func (s Seed) IsZero() bool { return s.bytes == nil }

// Format writes "•••" for every verb.
func (Seed) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("•••")) }

// MarshalText gives "•••".
func (Seed) MarshalText() ([]byte, error) { return []byte("•••"), nil }

// LogValue gives "•••" to log/slog.
func (Seed) LogValue() slog.Value { return slog.StringValue("•••") }

var errNoSeed = errors.New("vault: no seed")

// slotKeys are what a seed gives: the key pair that domain keys are wrapped to, and the signing key.
type slotKeys struct {
	slot ID
	enc  hpke.PrivateKey
	sig  ed25519.PrivateKey
}

// keys derives with the slot's ID as salt, not the vault's: the vault's ID comes from the first slot's key.
func (s Seed) keys(slot ID) (*slotKeys, error) {
	if s.bytes == nil {
		return nil, errNoSeed
	}
	encSeed := deriveKey(s.bytes[:], slot, newFrame("slot hpke key"))
	defer clear(encSeed)
	enc, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(encSeed)
	if err != nil {
		return nil, fmt.Errorf("vault: slot key: %w", err)
	}
	sigSeed := deriveKey(s.bytes[:], slot, newFrame("slot signing key"))
	defer clear(sigSeed)
	return &slotKeys{slot: slot, enc: enc, sig: ed25519.NewKeyFromSeed(sigSeed)}, nil
}

// sigPub is the public half of the signing key.
func (k *slotKeys) sigPub() ed25519.PublicKey { return k.sig.Public().(ed25519.PublicKey) }

// matches reports whether the row is of these keys.
func (k *slotKeys) matches(row *SlotRow) bool {
	return row.Suite == suiteX25519 && subtle.ConstantTimeCompare(row.SigPub, k.sigPub()) == 1 &&
		subtle.ConstantTimeCompare(row.EncPub, k.enc.PublicKey().Bytes()) == 1
}

func wrapInfo(vault ID, domain Domain, epoch uint32, slot ID) []byte {
	return newFrame("wrap").bytes(vault[:]).u8(uint8(domain)).u32(epoch).bytes(slot[:])
}

// wrapFor seals a domain key to a slot's public key.
func wrapFor(vault ID, k domainKey, slot *SlotRow) (WrapRow, error) {
	pub, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(slot.EncPub)
	if err != nil {
		return WrapRow{}, damaged("keys", err)
	}
	sealed, err := hpke.Seal(pub, hpke.HKDFSHA256(), hpke.AES256GCM(), wrapInfo(vault, k.domain, k.epoch, slot.ID), k.key)
	if err != nil {
		return WrapRow{}, fmt.Errorf("vault: wrap: %w", err)
	}
	return WrapRow{Domain: k.domain, Epoch: k.epoch, Slot: slot.ID, Wrap: sealed}, nil
}

// unwrap opens a domain key and proves it against the epoch's commitment.
func (k *slotKeys) unwrap(vault ID, w *WrapRow, epoch *EpochRow) (domainKey, error) {
	raw, err := hpke.Open(k.enc, hpke.HKDFSHA256(), hpke.AES256GCM(), wrapInfo(vault, w.Domain, w.Epoch, w.Slot), w.Wrap)
	if err != nil || len(raw) != keyLength {
		clear(raw)
		return domainKey{}, damaged("keys", fmt.Errorf("wrap of %s epoch %d does not open", w.Domain, w.Epoch))
	}
	key := domainKey{domain: w.Domain, epoch: w.Epoch, key: raw}
	commit := key.commit(vault)
	if subtle.ConstantTimeCompare(commit[:], epoch.Commit[:]) != 1 {
		clear(raw)
		return domainKey{}, damaged("keys", fmt.Errorf("key of %s epoch %d is not the one that was made", w.Domain, w.Epoch))
	}
	return key, nil
}

// vaultID is a vault's name: the hash of its first slot's signing key. So nobody can put another vault,
// with a first slot of his own, in the place of one whose name is known from the keyring.
func vaultID(root ed25519.PublicKey) ID {
	sum := sha256.Sum256(newFrame("vault id").bytes(root))
	return ID(sum[:len(ID{})])
}

// signChange fills in signer, hash and signature.
func (k *slotKeys) signChange(vault ID, row *ChangeRow) {
	row.Slot = k.slot
	row.Hash = row.hash(vault)
	row.Sig = ed25519.Sign(k.sig, changeSigFrame(row.Hash))
}

// detailHash is what the chain remembers of a detail's clear text.
func detailHash(plaintext []byte) [32]byte {
	return sha256.Sum256(newFrame("detail hash").bytes(plaintext))
}

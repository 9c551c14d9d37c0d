package vault

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// SlotKey says how the seed of a new slot is kept. The fields that are set make the slot's type.
type SlotKey struct {
	// SaveSeed stores this PC's seed for the vault in the keyring and proves that it can be read back:
	// SlotSeat.
	SaveSeed func(ctx context.Context, vault ID, seed Seed) error
	// Passphrase seals the seed: SlotPassphrase.
	Passphrase []byte
	// Seat fetches the seed that this PC's keyring holds already. Together with Passphrase: SlotSeatPassphrase.
	// Alone it is the new slot's seed, SlotSeat, and the keyring is left as it is; not for a new vault.
	Seat func(ctx context.Context, vault ID) (Seed, error)
	// Recipient is the age X25519 recipient ("age1…") of a printed identity: SlotRecovery.
	Recipient string
}

// newSlot makes the row of a slot in force, with its seed kept as key says.
func newSlot(ctx context.Context, vault ID, seed Seed, keys *slotKeys, key SlotKey, opts Options) (SlotRow, error) {
	row := SlotRow{
		ID: keys.slot, Suite: suiteX25519, Created: opts.Now().UnixMilli(),
		EncPub: keys.enc.PublicKey().Bytes(), SigPub: keys.sigPub(),
	}
	var err error
	switch {
	case key.Recipient != "":
		row.Type = SlotRecovery
		row.Params, err = sealForRecipient(seed, key.Recipient)
	case key.Passphrase != nil:
		row.Type = SlotPassphrase
		var half Seed
		if key.Seat != nil {
			row.Type = SlotSeatPassphrase
			if half, err = key.Seat(ctx, vault); err != nil {
				return SlotRow{}, fmt.Errorf("%w: %w", ErrLocked, err)
			}
			defer half.Clear()
		}
		row.Params, err = sealWithPassphrase(vault, row.ID, seed, half, key.Passphrase, opts)
	case key.SaveSeed != nil:
		row.Type, row.Params = SlotSeat, []byte("{}")
		if err = key.SaveSeed(ctx, vault, seed); err != nil {
			err = fmt.Errorf("%w: %w", ErrLocked, err)
		}
	case key.Seat != nil:
		row.Type, row.Params = SlotSeat, []byte("{}")
	default:
		err = &Error{Reason: "no_way_in", Err: ErrLocked}
	}
	return row, err
}

// seedOf is the seed that a new slot of an existing vault gets: a fresh one, unless it is the keyring's.
func seedOf(ctx context.Context, vault ID, key SlotKey, random io.Reader) (Seed, error) {
	if key.Seat == nil || key.Passphrase != nil || key.Recipient != "" || key.SaveSeed != nil {
		return NewSeed(random)
	}
	seed, err := key.Seat(ctx, vault)
	if err == nil && seed.IsZero() {
		err = errNoSeed
	}
	if err != nil {
		return Seed{}, fmt.Errorf("%w: %w", ErrLocked, err)
	}
	return seed, nil
}

// passphraseParams is the Params JSON of a slot with a passphrase.
type passphraseParams struct {
	KDF  Argon2id `json:"argon2id"`
	Salt []byte   `json:"salt"` // 16 bytes, Base64
	Seed []byte   `json:"seed"` // the slot's seed, sealed, Base64
	// Seat, of a slot that needs the keyring too, shows whether a keyring's seed is the one: 32 bytes, Base64.
	Seat []byte `json:"seat,omitempty"`
}

func seedAAD(vault, slot ID) frame { return newFrame("slot seed").bytes(vault[:]).bytes(slot[:]) }

// seatCheck tells a seat's seed from another's before a passphrase takes its second. It says nothing of the
// seed itself.
func seatCheck(half Seed, slot ID) []byte {
	return deriveKey(half.bytes[:], slot, newFrame("seat check"))
}

// both joins what the keyring holds with what the passphrase gives: neither opens anything alone.
func both(half Seed, slot ID, stretched []byte) []byte {
	secret := append(half.Bytes(), stretched...)
	defer clear(secret)
	return deriveKey(secret, slot, newFrame("seat and passphrase"))
}

// sealWithPassphrase makes the Params of a slot with a passphrase; half is the zero Seed if it needs no
// keyring.
func sealWithPassphrase(vault, slot ID, seed, half Seed, passphrase []byte, opts Options) ([]byte, error) {
	if len(passphrase) == 0 {
		return nil, &Error{Reason: "passphrase_empty"}
	}
	kdf := opts.KDF
	if kdf == nil {
		calibrated := CalibrateArgon2id(opts.Now)
		kdf = &calibrated
	}
	salt := newID(opts.Random)
	p := passphraseParams{KDF: *kdf, Salt: salt[:]}
	kek, err := p.kek(slot, half, passphrase)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	if !half.IsZero() {
		p.Seat = seatCheck(half, slot)
	}
	p.Seed = seal(kek, seed.bytes[:], seedAAD(vault, slot))
	return json.Marshal(p)
}

// kek is the key that seals the slot's seed.
func (p *passphraseParams) kek(slot ID, half Seed, passphrase []byte) ([]byte, error) {
	stretched, err := p.KDF.key(passphrase, p.Salt)
	if err != nil || half.IsZero() {
		return stretched, err
	}
	defer clear(stretched)
	return both(half, slot, stretched), nil
}

func readPassphraseParams(row *SlotRow) (*passphraseParams, error) {
	var p passphraseParams
	if err := json.Unmarshal(row.Params, &p); err != nil {
		return nil, damaged("keys", fmt.Errorf("slot %s: parameters: %w", row.ID, err))
	}
	return &p, nil
}

// open is the reverse of sealWithPassphrase. A wrong passphrase is an *Error "passphrase_wrong" that is
// ErrLocked.
func (p *passphraseParams) open(vault, slot ID, half Seed, passphrase []byte) (Seed, error) {
	kek, err := p.kek(slot, half, passphrase)
	if err != nil {
		return Seed{}, damaged("keys", err)
	}
	defer clear(kek)
	raw, err := openSealed(kek, p.Seed, seedAAD(vault, slot))
	if err != nil {
		return Seed{}, &Error{Reason: "passphrase_wrong", Err: ErrLocked}
	}
	defer clear(raw)
	return SeedFrom(raw)
}

// openSeed opens the seed of a slot with a passphrase; half is the zero Seed if it needs no keyring.
func openSeed(vault ID, row *SlotRow, half Seed, passphrase []byte) (Seed, error) {
	p, err := readPassphraseParams(row)
	if err != nil {
		return Seed{}, err
	}
	return p.open(vault, row.ID, half, passphrase)
}

// ofSeat reports whether a keyring's seed is the one that this slot needs.
func (p *passphraseParams) ofSeat(half Seed, slot ID) bool {
	return subtle.ConstantTimeCompare(p.Seat, seatCheck(half, slot)) == 1
}

// recoveryParams is the Params JSON of a recovery slot.
type recoveryParams struct {
	Recipient string `json:"recipient"` // "age1…": backups are encrypted to it as well
	Seed      []byte `json:"seed"`      // the slot's seed as an age file, Base64
}

// maxAgeSeed bounds the age file of a seed, which has about 230 bytes.
const maxAgeSeed = 4096

func sealForRecipient(seed Seed, recipient string) ([]byte, error) {
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return nil, &Error{Reason: "recovery_recipient", Err: err}
	}
	var file bytes.Buffer
	w, err := age.Encrypt(&file, to)
	if err == nil {
		_, err = w.Write(seed.bytes[:])
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("vault: age: %w", err)
	}
	return json.Marshal(recoveryParams{Recipient: recipient, Seed: file.Bytes()})
}

// openWithIdentity is the reverse of sealForRecipient. A slot of another sheet is an *Error
// "recovery_other" that is ErrLocked.
func openWithIdentity(row *SlotRow, identity *age.X25519Identity) (Seed, error) {
	var p recoveryParams
	err := json.Unmarshal(row.Params, &p)
	if err == nil && len(p.Seed) > maxAgeSeed {
		err = errors.New("seed is too long")
	}
	if err != nil {
		return Seed{}, damaged("keys", fmt.Errorf("slot %s: parameters: %w", row.ID, err))
	}
	if p.Recipient != identity.Recipient().String() {
		return Seed{}, &Error{Reason: "recovery_other", Err: ErrLocked}
	}
	r, err := age.Decrypt(bytes.NewReader(p.Seed), identity)
	if err != nil {
		return Seed{}, damaged("keys", fmt.Errorf("slot %s: %w", row.ID, err))
	}
	raw, err := io.ReadAll(io.LimitReader(r, keyLength+1))
	defer clear(raw)
	if err == nil {
		var seed Seed
		if seed, err = SeedFrom(raw); err == nil {
			return seed, nil
		}
	}
	return Seed{}, damaged("keys", fmt.Errorf("slot %s: %w", row.ID, err))
}

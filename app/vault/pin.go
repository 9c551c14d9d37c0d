package vault

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Pins remembers, outside the store, the newest state that this PC saw of a vault. Who puts an older copy
// of the database back does not reach it.
type Pins interface {
	// Load returns what Save stored last for the vault; nil without an error if nothing was.
	Load(vault string) ([]byte, error)
	// Save replaces it, whole or not at all.
	Save(vault string, pin []byte) error
}

// pin is the JSON of a remembered state.
type pin struct {
	Format int    `json:"format"`
	Vault  ID     `json:"vault"`
	Rev    uint64 `json:"rev"`
	Head   string `json:"head"` // hash of change Rev, hexadecimal
	Root   string `json:"root"` // SHA-256 of the first slot's signing key, hexadecimal
	Slot   ID     `json:"slot"` // who signed
	Sig    []byte `json:"sig"`
}

func (p *pin) frame() frame {
	return newFrame("pin").bytes(p.Vault[:]).u64(p.Rev).text(p.Head).text(p.Root).bytes(p.Slot[:])
}

func rootHash(root []byte) string {
	sum := sha256.Sum256(root)
	return hex.EncodeToString(sum[:])
}

// rollback is the refusal to write: what stands there is not what this PC saw last.
func rollback(seen, found Head) error {
	return &Error{Reason: "rollback", Args: map[string]any{"seen": seen.Rev, "found": found.Rev}}
}

// signed reports whether a trusted slot signed the frame.
func (s signers) signed(slot ID, f frame, sig []byte) bool {
	key, ok := s[slot]
	return ok && ed25519.Verify(key, f, sig)
}

// comparePin sets the head. With a pin, everything up to it was checked when it was written and only what
// came later is checked now; without one (first contact) the whole chain is. A pin that is ahead of the
// store, or beside it, sets the refusal.
func (v *Vault) comparePin(ctx context.Context, found Head) error {
	pinned, err := v.loadPin()
	if err != nil {
		return err
	}
	if pinned == nil {
		if err := v.follow(ctx, Head{0, genesis(v.id, v.root)}); err != nil {
			return err
		}
		v.savePin()
		return nil
	}
	if found.Rev < pinned.Rev {
		v.head, v.refusal = found, rollback(*pinned, found)
		return nil
	}
	if found.Rev == pinned.Rev {
		v.head = found
		if found.Hash != pinned.Hash {
			v.refusal = rollback(*pinned, found)
		}
		return nil
	}
	switch err := v.follow(ctx, *pinned); {
	case errors.Is(err, ErrDamaged):
		// The newer changes do not follow from the one that this PC saw: another branch was put in place.
		v.head, v.refusal = found, errors.Join(rollback(*pinned, found), err)
		return nil
	case err != nil:
		return err
	}
	v.savePin()
	return nil
}

// loadPin reads this PC's pin; nil if there is none that counts. A pin of another root means that the
// vault as a whole was exchanged: that is an error, not a refusal.
func (v *Vault) loadPin() (*Head, error) {
	if v.opts.Pins == nil {
		return nil, nil
	}
	raw, err := v.opts.Pins.Load(v.id.String())
	if err != nil || raw == nil {
		v.pinFault = err
		return nil, nil
	}
	var p pin
	var head []byte
	if err = json.Unmarshal(raw, &p); err == nil {
		head, err = hex.DecodeString(p.Head)
	}
	if err == nil && (p.Vault != v.id || len(head) != sha256.Size) {
		err = errors.New("pin of another vault")
	}
	if err == nil && p.Root != rootHash(v.root) {
		return nil, damaged("keys", errors.New("the vault's first slot is not the one that this PC knows"))
	}
	if err == nil && !v.trusted.signed(p.Slot, p.frame(), p.Sig) {
		err = errors.New("signature does not match")
	}
	if err != nil {
		v.pinFault = fmt.Errorf("vault: pin: %w", err)
		return nil, nil
	}
	return &Head{p.Rev, [32]byte(head)}, nil
}

// savePin remembers the head. A pin that could not be written is older than the vault, which is allowed;
// doctor tells of it.
func (v *Vault) savePin() {
	if v.opts.Pins == nil {
		return
	}
	p := pin{Format: FormatVersion, Vault: v.id, Rev: v.head.Rev, Head: hex.EncodeToString(v.head.Hash[:]), Root: rootHash(v.root), Slot: v.slot.slot}
	p.Sig = ed25519.Sign(v.slot.sig, p.frame())
	raw, err := json.Marshal(p)
	if err == nil {
		err = v.opts.Pins.Save(v.id.String(), raw)
	}
	v.pinFault = err
}

// PinFault is why the newest state could not be remembered outside the store, or nil.
func (v *Vault) PinFault() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.pinFault
}

// AcceptState is a person's word that the state of the vault as it stands is the right one although this
// PC saw a newer or another. The whole chain must hold. Writing works again afterwards, and the history
// says that it was accepted.
func (v *Vault) AcceptState(ctx context.Context) error {
	v.mu.Lock()
	if v.refusal == nil {
		v.mu.Unlock()
		return nil
	}
	if err := v.follow(ctx, Head{0, genesis(v.id, v.root)}); err != nil {
		v.mu.Unlock()
		return err
	}
	v.refusal = nil
	v.mu.Unlock()
	_, err := v.Apply(ctx, Change{Event: "vault.accept_state", Domain: DomainCode})
	return err
}

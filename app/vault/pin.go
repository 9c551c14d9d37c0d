package vault

import (
	"context"
	"crypto/ed25519"
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
	Keys   string `json:"keys"` // hash of the slots and epochs in force there, hexadecimal
	Slot   ID     `json:"slot"` // who signed
	Sig    []byte `json:"sig"`
}

func (p *pin) frame() frame {
	return newFrame("pin").bytes(p.Vault[:]).u64(p.Rev).text(p.Head).text(p.Keys).bytes(p.Slot[:])
}

// known is a state of the vault that was checked before.
type known struct {
	head     Head
	keys     [32]byte  // hash of what the log said of slots and epochs
	approved *approved // the same itself, if this process checked it
	trusted  bool      // the chain up to head need not be checked again
}

// start is where the chain can be taken up again, given the rows of now.
func (k *known) start(rows approved) (approved, bool) {
	switch {
	case !k.trusted:
		return approved{}, false
	case k.approved != nil:
		return k.approved.clone(), true
	}
	return rows, rows.hash() == k.keys
}

var errRollback = errors.New("not the state that was seen last")

// rollback is the refusal to write: what stands there is not what this PC saw last.
func rollback(seen, found Head) error {
	return &Error{Reason: "rollback", Args: map[string]any{"seen": seen.Rev, "found": found.Rev}, Err: errRollback}
}

// check walks the chain from what is known, else from the beginning, to the head at which keys were read.
func (v *Vault) check(ctx context.Context, keys *Keys, seen *known) (*walker, error) {
	w := newWalker(v.id, keys.Slots)
	if seen == nil {
		return w, w.walk(ctx, v.store, keys, nil)
	}
	if found := keys.Head; found.Rev < seen.head.Rev || found.Rev == seen.head.Rev && found.Hash != seen.head.Hash {
		return w, rollback(seen.head, found)
	}
	if start, ok := seen.start(approvedBy(v.id, keys)); ok {
		w.head, w.approved = seen.head, start
		if err := w.walk(ctx, v.store, keys, nil); !errors.Is(err, ErrDamaged) {
			return w, err
		}
	}
	// Slots changed meanwhile, or something is wrong: the whole chain tells.
	w = newWalker(v.id, keys.Slots)
	met := false
	err := w.walk(ctx, v.store, keys, func(h Head) { met = met || h == seen.head })
	if err == nil && !met {
		err = rollback(seen.head, keys.Head)
	}
	return w, err
}

// judge makes the state at which keys were read the current one, or what is wrong with it the refusal.
func (v *Vault) judge(ctx context.Context, keys *Keys, seen *known) error {
	w, err := v.check(ctx, keys, seen)
	if v.ring == nil || err == nil && v.approved.hash() != w.approved.hash() {
		v.ring = openRing(v.id, v.slot, keys)
	}
	switch {
	case errors.Is(err, errRollback), errors.Is(err, ErrDamaged):
		v.refusal = err
		return nil
	case err != nil:
		return err
	}
	v.head, v.approved, v.refusal = w.head, w.approved, nil
	return nil
}

// loadPin reads this PC's pin; nil if there is none that counts. Only a pin of the slot that opened the
// vault shortens the check: another slot's row could have been put in place to sign it. It still shows a
// rollback.
func (v *Vault) loadPin(keys *Keys) *known {
	if v.opts.Pins == nil {
		return nil
	}
	raw, err := v.opts.Pins.Load(v.id.String())
	if err == nil && raw == nil {
		return nil
	}
	var seen *known
	if err == nil {
		seen, err = v.readPin(raw, keys.Slots)
	}
	if err != nil {
		v.pinFaults[0] = fmt.Errorf("vault: pin: %w", err)
	}
	return seen
}

func (v *Vault) readPin(raw []byte, slots []SlotRow) (*known, error) {
	var p pin
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, err
	}
	seen := &known{head: Head{Rev: p.Rev}, trusted: p.Slot == v.slot.slot}
	if err := unhex(seen.head.Hash[:], p.Head); err != nil {
		return nil, err
	}
	if err := unhex(seen.keys[:], p.Keys); err != nil {
		return nil, err
	}
	if p.Format != FormatVersion || p.Vault != v.id {
		return nil, errors.New("of another vault or format")
	}
	if seen.trusted {
		if ed25519.Verify(v.slot.sigPub(), p.frame(), p.Sig) {
			return seen, nil
		}
		return nil, errors.New("signature does not match")
	}
	for i := range slots {
		if s := &slots[i]; s.ID == p.Slot && len(s.SigPub) == ed25519.PublicKeySize && ed25519.Verify(s.SigPub, p.frame(), p.Sig) {
			return seen, nil
		}
	}
	return nil, errors.New("signature does not match")
}

func unhex(field []byte, text string) error {
	raw, err := hex.DecodeString(text)
	if err == nil && len(raw) != len(field) {
		err = errors.New("hash of another length")
	}
	copy(field, raw)
	return err
}

// savePin remembers the head. A pin that could not be written is older than the vault, which is allowed;
// doctor tells of it.
func (v *Vault) savePin() {
	if v.opts.Pins == nil {
		return
	}
	if v.pinnedNewer() {
		return
	}
	keys := v.approved.hash()
	p := pin{Format: FormatVersion, Vault: v.id, Rev: v.head.Rev, Head: hex.EncodeToString(v.head.Hash[:]), Keys: hex.EncodeToString(keys[:]), Slot: v.slot.slot}
	p.Sig = ed25519.Sign(v.slot.sig, p.frame())
	raw, err := json.Marshal(p)
	if err == nil {
		err = v.opts.Pins.Save(v.id.String(), raw)
	}
	v.pinFaults[1] = err
}

// pinnedNewer reports whether another process of this slot was quicker and has remembered a newer state.
func (v *Vault) pinnedNewer() bool {
	raw, err := v.opts.Pins.Load(v.id.String())
	if err != nil || raw == nil {
		return false
	}
	seen, err := v.readPin(raw, nil)
	return err == nil && seen.head.Rev > v.head.Rev && !v.accepting
}

// PinFault is why the newest state could not be remembered outside the store, or why what was remembered
// when the vault was opened could not be used; nil if all is well.
func (v *Vault) PinFault() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return errors.Join(v.pinFaults[:]...)
}

// AcceptState is a person's word that the state of the vault as it stands is the right one although this
// PC saw a newer or another. The whole chain must hold. Writing works again afterwards, and the history
// says that it was accepted.
func (v *Vault) AcceptState(ctx context.Context) error {
	end, err := v.use()
	if err != nil {
		return err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.refusal == nil {
		return nil
	}
	keys, err := v.store.Keys(ctx)
	if err != nil {
		return err
	}
	refusal := v.refusal
	if err := v.judge(ctx, &keys, nil); err != nil {
		return err
	}
	if v.refusal == nil {
		v.accepting = true // the pin may go back now
		defer func() { v.accepting = false }()
		if _, err = v.apply(ctx, &Change{Event: "vault.accept_state", Domain: DomainCode}); err != nil {
			v.refusal = refusal // nothing was remembered: the next start would refuse again
		}
		return err
	}
	return v.refusal
}

package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Options are what a vault needs from outside. The zero value works: the real clock and randomness, no
// pins, the calibrated Argon2id cost.
type Options struct {
	Now    func() time.Time // the clock that stamps changes
	Random io.Reader        // cryptographic randomness for IDs, keys and salts
	Host   string           // name of this PC, for the history
	OSUser string           // name of the person at the operating system, for the history
	Pins   Pins             // where the newest known state is remembered outside the store; nil = nowhere
	KDF    *Argon2id        // cost of new passphrase slots; nil = CalibrateArgon2id
}

func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return o
}

// Unlock holds the ways to a slot's seed that the caller can offer. A passphrase is used where the vault
// has a passphrase slot, else the keyring.
type Unlock struct {
	// Seed fetches this PC's seed for the vault from the keyring; nil = there is no keyring way.
	Seed func(ctx context.Context, vault ID) (Seed, error)
	// Passphrase is what a person entered; nil = none. The vault does not keep it.
	Passphrase []byte
}

// Vault is an opened vault: the store's rows with the keys to them. It is safe for use by several
// goroutines. It implements [Records].
type Vault struct {
	store   Store
	opts    Options
	id      ID
	created time.Time

	mu       sync.Mutex // guards what follows
	slot     *slotKeys
	slotType SlotType
	keys     map[Domain]map[uint32]domainKey
	current  map[Domain]uint32 // newest epoch of each domain
	trusted  signers
	root     []byte
	head     Head  // newest change whose link and signature were checked
	refusal  error // why nothing may be written: an older state was put back; nil = all is well
	pinFault error // why the pin could not be read or written; for doctor
}

var _ Records = (*Vault)(nil)

// Open unlocks the vault in store. Without a way in, the error is ErrLocked and says which was tried. On
// success the Vault owns the store; on failure the caller closes it.
func Open(ctx context.Context, store Store, unlock Unlock, opts Options) (*Vault, error) {
	meta, err := store.Meta(ctx)
	if err != nil {
		return nil, err
	}
	if meta.Format > FormatVersion {
		return nil, &Error{Reason: "newer", Args: map[string]any{"found": meta.Format, "known": FormatVersion}}
	}
	keys, err := store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	v := &Vault{store: store, opts: opts.filled(), id: meta.Vault, created: time.UnixMilli(meta.Created).UTC()}
	row, seed, err := findSeed(ctx, meta.Vault, keys.Slots, unlock)
	if err != nil {
		return nil, err
	}
	defer seed.Clear()
	if v.slot, err = seed.keys(meta.Vault, row.ID); err != nil {
		return nil, err
	}
	v.slotType = row.Type
	if err := v.adoptKeys(keys); err != nil {
		return nil, err
	}
	if err := v.comparePin(ctx, meta.Head); err != nil {
		return nil, err
	}
	return v, nil
}

// findSeed goes through the slots in force and returns the first that one of the offered ways opens.
func findSeed(ctx context.Context, vault ID, slots []SlotRow, unlock Unlock) (*SlotRow, Seed, error) {
	byType := map[SlotType][]*SlotRow{}
	for i := range slots {
		if slots[i].Revoked == 0 {
			byType[slots[i].Type] = append(byType[slots[i].Type], &slots[i])
		}
	}
	switch seats, phrases := byType[SlotSeat], byType[SlotPassphrase]; {
	case unlock.Passphrase != nil && len(phrases) > 0:
		return withPassphrase(vault, phrases, unlock.Passphrase)
	case len(seats) > 0 && unlock.Seed != nil:
		return withKeyring(ctx, vault, seats, unlock)
	case len(phrases) > 0:
		return nil, Seed{}, &Error{Reason: "passphrase_needed", Err: ErrLocked}
	}
	return nil, Seed{}, &Error{Reason: "no_way_in", Err: ErrLocked}
}

func withPassphrase(vault ID, slots []*SlotRow, passphrase []byte) (*SlotRow, Seed, error) {
	var last error
	for _, row := range slots {
		seed, err := openSeed(vault, row, passphrase)
		if err == nil {
			return row, seed, nil
		}
		last = err
	}
	return nil, Seed{}, last
}

func withKeyring(ctx context.Context, vault ID, slots []*SlotRow, unlock Unlock) (*SlotRow, Seed, error) {
	seed, err := unlock.Seed(ctx, vault)
	if err != nil {
		return nil, Seed{}, fmt.Errorf("%w: %w", ErrLocked, err)
	}
	for _, row := range slots {
		keys, err := seed.keys(vault, row.ID)
		if err != nil {
			return nil, Seed{}, err
		}
		if keys.matches(row) {
			return row, seed, nil
		}
	}
	return nil, Seed{}, &Error{Reason: "seed_wrong", Err: ErrLocked}
}

// adoptKeys checks the slots' approvals and the epochs' signatures and unwraps every domain key that is
// wrapped for this slot.
func (v *Vault) adoptKeys(keys Keys) error {
	trusted, root, err := trustedSlots(v.id, keys.Slots)
	if err != nil {
		return err
	}
	for i := range keys.Slots {
		if row := &keys.Slots[i]; row.ID == v.slot.slot && !v.slot.matches(row) {
			return damaged("keys", errors.New("this slot's public keys are not its own"))
		}
	}
	epochs := map[[2]uint32]*EpochRow{}
	current := map[Domain]uint32{}
	for i := range keys.Epochs {
		e := &keys.Epochs[i]
		if !trusted.signed(e.By, e.frame(v.id), e.Sig) {
			return damaged("keys", fmt.Errorf("%s epoch %d: signature does not match", e.Domain, e.Epoch))
		}
		epochs[[2]uint32{uint32(e.Domain), e.Epoch}] = e
		current[e.Domain] = max(current[e.Domain], e.Epoch)
	}
	opened := map[Domain]map[uint32]domainKey{}
	for i := range keys.Wraps {
		w := &keys.Wraps[i]
		epoch := epochs[[2]uint32{uint32(w.Domain), w.Epoch}]
		if w.Slot != v.slot.slot || epoch == nil {
			continue
		}
		key, err := v.slot.unwrap(v.id, w, epoch)
		if err != nil {
			return err
		}
		if opened[w.Domain] == nil {
			opened[w.Domain] = map[uint32]domainKey{}
		}
		opened[w.Domain][w.Epoch] = key
	}
	v.trusted, v.root, v.keys, v.current = trusted, root, opened, current
	return nil
}

// newestKey is the key that new records of a domain are sealed with.
func (v *Vault) newestKey(d Domain) (domainKey, error) {
	key, ok := v.keys[d][v.current[d]]
	if !ok {
		return domainKey{}, &Error{Reason: "no_domain_key", Args: map[string]any{"domain": d.String()}, Err: ErrLocked}
	}
	return key, nil
}

// catchUp checks the changes that others made since the last look and adopts their keys.
func (v *Vault) catchUp(ctx context.Context) error {
	meta, err := v.store.Meta(ctx)
	if err != nil {
		return err
	}
	if meta.Head == v.head {
		return nil
	}
	if meta.Head.Rev <= v.head.Rev {
		v.refusal = rollback(v.head, meta.Head)
		return nil
	}
	return v.follow(ctx, v.head)
}

// follow verifies every change after from and makes the last one the head.
func (v *Vault) follow(ctx context.Context, from Head) error {
	head, keysChanged := from, false
	err := v.store.Changes(ctx, from.Rev, func(c *ChangeRow) error {
		for i := range c.Items {
			keysChanged = keysChanged || c.Items[i].Op == OpSlot || c.Items[i].Op == OpEpoch
		}
		if keysChanged {
			// A new slot may sign the very next change.
			keys, err := v.store.Keys(ctx)
			if err == nil {
				err = v.adoptKeys(keys)
			}
			if err != nil {
				return err
			}
			keysChanged = false
		}
		if err := c.verify(v.id, head, v.trusted); err != nil {
			return err
		}
		head = Head{c.Rev, c.Hash}
		return nil
	})
	if err != nil {
		return err
	}
	v.head = head
	return nil
}

// ID is the vault's name: it stands in the keyring entry, in pins and on the recovery sheet.
func (v *Vault) ID() ID { return v.id }

// Created is when the vault was made.
func (v *Vault) Created() time.Time { return v.created }

// SlotType says which way opened the vault.
func (v *Vault) SlotType() SlotType { return v.slotType }

// Refusal is why nothing may be written, or nil: an older or other state of the vault was put in the place
// of the one that this PC saw last. [Vault.AcceptState] is a person's answer to it.
func (v *Vault) Refusal() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.refusal
}

// NewID makes a fresh random ID.
func (v *Vault) NewID() ID { return newID(v.opts.Random) }

func newID(random io.Reader) ID {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		// crypto/rand does not fail; a test's source that ends is a fault of the test.
		panic("vault: random: " + err.Error())
	}
	return id
}

// Now is the moment by the vault's clock.
func (v *Vault) Now() time.Time { return v.opts.Now() }

// Watch sends the revision whenever the vault has changed; see [Store].
func (v *Vault) Watch(ctx context.Context) <-chan uint64 { return v.store.Watch(ctx) }

// Close forgets the keys and closes the store.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, epochs := range v.keys {
		for _, k := range epochs {
			clear(k.key)
		}
	}
	v.keys = nil
	return v.store.Close()
}

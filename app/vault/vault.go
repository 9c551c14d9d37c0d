package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
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
	// Unique gives back the Unique of a stored record, by its kind, from its body: new keys need it.
	Unique map[Kind]func(body []byte) (string, error)
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

// Vault is an opened vault: the store's rows with the keys to them. It is safe for use by several
// goroutines. It implements [Records].
type Vault struct {
	store    Store
	opts     Options
	id       ID
	created  time.Time
	slotType SlotType

	inUse  sync.RWMutex // held for reading by whatever uses the keys, for writing by Close
	closed bool

	mu        sync.Mutex // guards what follows
	slot      *slotKeys
	ring      *ring
	head      Head     // newest change whose link and signature were checked
	approved  approved // what the log says of slots and epochs there
	refusal   error    // why nothing may be written; nil = all is well
	pinFaults [2]error // why the pin could not be read, written; for doctor
	accepting bool     // AcceptState is at work
}

var _ Records = (*Vault)(nil)

// Open unlocks the vault in store. Without a way in, the error is ErrLocked and says which was tried. A
// vault whose log or keys are damaged, or that is older than this PC remembers, opens for reading as far
// as its records are whole; [Vault.Refusal] says why nothing may be written. On success the Vault owns the
// store; on failure the caller closes it.
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
	row, seed, err := findSeed(ctx, meta.Vault, keys.Slots, unlock)
	if err != nil {
		return nil, err
	}
	defer seed.Clear()
	v := &Vault{store: store, opts: opts.filled(), id: meta.Vault, created: time.UnixMilli(meta.Created).UTC(), slotType: row.Type}
	if v.slot, err = seed.keys(row.ID); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(keys.Slots, func(s SlotRow) bool { return vaultID(s.SigPub) == v.id }) {
		return nil, damaged("keys", errors.New("the vault's first slot is not there"))
	}
	pinned := v.loadPin(&keys)
	// Others may have written since the keys were read: a passphrase takes its second. What is read after the
	// pin can only be newer than it, unless an older state was put back.
	if keys, err = store.Keys(ctx); err != nil {
		return nil, err
	}
	if err := v.judge(ctx, &keys, pinned); err != nil {
		return nil, err
	}
	if v.refusal == nil && (pinned == nil || !pinned.trusted || pinned.head != v.head) {
		v.savePin()
	}
	return v, nil
}

// use begins something that needs the keys; end must be called after it.
func (v *Vault) use() (end func(), err error) {
	v.inUse.RLock()
	if v.closed {
		v.inUse.RUnlock()
		return nil, &Error{Reason: "closed"}
	}
	return v.inUse.RUnlock, nil
}

// latest checks what others changed meanwhile and returns the keys to all of it.
func (v *Vault) latest(ctx context.Context) (*ring, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.catchUp(ctx); err != nil {
		return nil, err
	}
	return v.ring, nil
}

// catchUp checks the changes that others made since the last look. What is wrong with them becomes the
// refusal, and there it ends: what was seen last stays the head.
func (v *Vault) catchUp(ctx context.Context) error {
	if v.refusal != nil {
		return nil
	}
	meta, err := v.store.Meta(ctx)
	if err == nil && meta.Format > FormatVersion { // a newer program has been here since
		err = &Error{Reason: "newer", Args: map[string]any{"found": meta.Format, "known": FormatVersion}}
	}
	if err != nil || meta.Head == v.head {
		return err
	}
	keys, err := v.store.Keys(ctx)
	if err != nil {
		return err
	}
	seen := &known{head: v.head, keys: v.approved.hash(), approved: &v.approved, trusted: true}
	if err := v.judge(ctx, &keys, seen); err != nil {
		return err
	}
	if v.refusal == nil {
		v.savePin()
	}
	return nil
}

// ID is the vault's name: it stands in the keyring entry, in pins and on the recovery sheet.
func (v *Vault) ID() ID { return v.id }

// Created is when the vault was made.
func (v *Vault) Created() time.Time { return v.created }

// SlotType says which way opened the vault.
func (v *Vault) SlotType() SlotType { return v.slotType }

// Refusal is why nothing may be written, or nil. Either an older or other state of the vault was put in the
// place of the one that this PC saw last, reason "rollback": [Vault.AcceptState] is a person's answer to
// it. Or the log or the keys are damaged.
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

// Close forgets the keys and closes the store. It waits for what is still using them.
func (v *Vault) Close() error {
	v.inUse.Lock()
	defer v.inUse.Unlock()
	if v.closed {
		return nil
	}
	v.closed = true
	v.ring.clear()
	clear(v.slot.sig)
	v.slot = nil
	return v.store.Close()
}

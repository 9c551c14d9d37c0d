package vault

import (
	"context"
)

// Place is where a vault stands or will stand: a folder for SQLite, a database for a server.
type Place interface {
	// Create makes the vault with its first change, whole or not at all: after an error there is no vault,
	// and its seed is of no use. It never touches what is there: a vault or anything else in this place is
	// an *Error.
	Create(ctx context.Context, meta Meta, first *Batch) error
	// Open opens the store that is there; ErrNotFound if there is none.
	Open(ctx context.Context) (Store, error)
}

// Create makes a vault with one slot and the first key of both domains, and returns its ID. The seed is
// safe in the keyring before the vault exists: a crash in between leaves an unused keyring entry, never a
// vault without its key.
func Create(ctx context.Context, place Place, key SlotKey, opts Options) (ID, error) {
	if key.SaveSeed == nil && key.Passphrase == nil {
		return ID{}, &Error{Reason: "no_way_in", Err: ErrLocked}
	}
	opts = opts.filled()
	slotID := newID(opts.Random)
	seed, err := NewSeed(opts.Random)
	if err != nil {
		return ID{}, err
	}
	defer seed.Clear()
	keys, err := seed.keys(slotID)
	if err != nil {
		return ID{}, err
	}
	id := vaultID(keys.sigPub())
	now := opts.Now().UnixMilli()
	slot, err := newSlot(ctx, id, seed, keys, key, opts)
	if err != nil {
		return ID{}, err
	}
	slot.Created = now

	batch := &Batch{Slots: []SlotRow{slot}}
	items := []ItemRow{{Op: OpSlot, Record: slotID, Digest: slot.digest(id)}}
	var code domainKey
	for _, d := range []Domain{DomainCode, DomainList} {
		raw, err := NewSeed(opts.Random)
		if err != nil {
			return ID{}, err
		}
		defer raw.Clear()
		k := domainKey{domain: d, epoch: 1, key: raw.bytes[:]}
		if d == DomainCode {
			code = k
		}
		epoch := EpochRow{Domain: d, Epoch: 1, Created: now, Commit: k.commit(id)}
		wrap, err := wrapFor(id, k, &slot)
		if err != nil {
			return ID{}, err
		}
		batch.Epochs, batch.Wraps = append(batch.Epochs, epoch), append(batch.Wraps, wrap)
		items = append(items, ItemRow{Op: OpEpoch, Digest: epoch.digest(id)})
	}
	event := eventItem(id, 1, code, eventDetail{Event: "vault.create", Host: opts.Host, OSUser: opts.OSUser}, opts.Random)
	batch.Change = ChangeRow{Rev: 1, At: now, Prev: genesis(id), Items: append([]ItemRow{event}, items...)}
	keys.signChange(id, &batch.Change)
	meta := Meta{Format: FormatVersion, Vault: id, Created: now, Head: Head{1, batch.Change.Hash}}
	if err := place.Create(ctx, meta, batch); err != nil {
		return ID{}, err
	}
	return id, nil
}

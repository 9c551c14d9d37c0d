package vault

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// SlotInfo is one way to the vault's keys, as people may see it.
type SlotInfo struct {
	ID        ID
	Type      SlotType
	Created   time.Time
	Current   bool   // this process opened the vault by it
	Recipient string // of a recovery slot: the age X25519 recipient, to which backups are encrypted as well
}

// Slots lists the ways to the vault's keys that are in force, oldest first.
func (v *Vault) Slots(ctx context.Context) ([]SlotInfo, error) {
	end, err := v.use()
	if err != nil {
		return nil, err
	}
	defer end()
	if _, err := v.latest(ctx); err != nil {
		return nil, err
	}
	keys, err := v.store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	var slots []SlotInfo
	for i := range keys.Slots {
		row := &keys.Slots[i]
		if row.Revoked != 0 {
			continue
		}
		info := SlotInfo{ID: row.ID, Type: row.Type, Created: time.UnixMilli(row.Created).UTC(), Current: row.ID == v.slot.slot}
		if row.Type == SlotRecovery {
			var p recoveryParams
			if json.Unmarshal(row.Params, &p) == nil { // a damaged one is told of by Verify
				info.Recipient = p.Recipient
			}
		}
		slots = append(slots, info)
	}
	slices.SortFunc(slots, func(a, b SlotInfo) int { return a.Created.Compare(b.Created) })
	return slots, nil
}

// The events of the history that tell of slots are "slot.add_<type>", "slot.replace_<type>" and
// "slot.revoke_<type>", with these names of types.
var slotWords = map[SlotType]string{
	SlotSeat: "seat", SlotPassphrase: "passphrase", SlotSeatPassphrase: "seat_passphrase", SlotRecovery: "recovery",
}

// AddSlot makes a further way to the vault's keys and returns its slot.
func (v *Vault) AddSlot(ctx context.Context, key SlotKey) (ID, error) {
	return v.changeSlots(ctx, &key, nil)
}

// ReplaceSlot makes a way to the vault's keys and revokes others in the same step: a passphrase is changed,
// a recovery sheet printed anew. All records are sealed with new keys, which the revoked slots never get.
func (v *Vault) ReplaceSlot(ctx context.Context, key SlotKey, revoke ...ID) (ID, error) {
	return v.changeSlots(ctx, &key, revoke)
}

// RevokeSlot takes a way to the vault's keys away. All records are sealed with new keys, which the slot
// never gets. It is refused, reason "slot_last", for the slot by which the vault is open, and if only recovery
// sheets would be left.
func (v *Vault) RevokeSlot(ctx context.Context, slot ID) error {
	_, err := v.changeSlots(ctx, nil, []ID{slot})
	return err
}

// Rekey seals everything with new keys and forgets the old ones: what was removed before cannot be read
// any more from what is left of it in a file, not even by who has the vault's keys of today. An error with reason
// "not_scrubbed" says that it was done as far as the vault goes, but the engine's files may still hold the old.
func (v *Vault) Rekey(ctx context.Context) error {
	end, err := v.use()
	if err != nil {
		return err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	err = v.commit(ctx, func() (*Batch, error) {
		p, err := v.plan(ctx)
		if err != nil {
			return nil, err
		}
		if err := p.rekey(); err != nil {
			return nil, err
		}
		return p.finish("vault.rekey")
	})
	if err != nil {
		return err
	}
	return v.scrub(ctx)
}

// changeSlots adds a slot (nil = none) and revokes others, in one change.
func (v *Vault) changeSlots(ctx context.Context, key *SlotKey, revoke []ID) (ID, error) {
	end, err := v.use()
	if err != nil {
		return ID{}, err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	var added *SlotRow
	var addedKeys *slotKeys
	if key != nil {
		seed, err := seedOf(ctx, v.id, *key, v.opts.Random)
		if err != nil {
			return ID{}, err
		}
		defer seed.Clear()
		if addedKeys, err = seed.keys(newID(v.opts.Random)); err != nil {
			return ID{}, err
		}
		row, err := newSlot(ctx, v.id, seed, addedKeys, *key, v.opts)
		if err != nil {
			return ID{}, err
		}
		added = &row
	}
	err = v.commit(ctx, func() (*Batch, error) { return v.planSlots(ctx, added, revoke) })
	if err != nil || added == nil {
		return ID{}, err
	}
	if slices.Contains(revoke, v.slot.slot) {
		// The slot in use was replaced by the new one, and its signature counts no longer.
		clear(v.slot.sig)
		v.slot, v.slotType = addedKeys, added.Type
		v.savePin()
		return added.ID, v.reopen(ctx)
	}
	clear(addedKeys.sig)
	return added.ID, nil
}

func (v *Vault) planSlots(ctx context.Context, added *SlotRow, revoke []ID) (*Batch, error) {
	p, err := v.plan(ctx)
	if err != nil {
		return nil, err
	}
	event := ""
	for _, id := range revoke {
		i := slices.IndexFunc(p.keys.Slots, func(s SlotRow) bool { return s.ID == id })
		if i < 0 || p.keys.Slots[i].Revoked != 0 {
			return nil, &Error{Reason: "slot_gone"}
		}
		p.keys.Slots[i].Revoked = p.rev
		p.slot(p.keys.Slots[i])
		event = "slot.revoke_" + slotWords[p.keys.Slots[i].Type]
	}
	if added != nil {
		event = "slot.add_" + slotWords[added.Type]
		if len(revoke) > 0 {
			event = "slot.replace_" + slotWords[added.Type]
		}
		p.keys.Slots = append(p.keys.Slots, *added)
		p.slot(*added)
		if err := p.admit(added); err != nil {
			return nil, err
		}
	}
	if len(revoke) > 0 {
		if added == nil && slices.Contains(revoke, v.slot.slot) || !p.everyday() {
			return nil, &Error{Reason: "slot_last"}
		}
		if err := p.rekey(); err != nil {
			return nil, err
		}
	}
	return p.finish(event)
}

// everyday reports whether a slot is left that opens the vault without a recovery sheet.
func (p *plan) everyday() bool {
	return slices.ContainsFunc(p.keys.Slots, func(s SlotRow) bool { return s.Revoked == 0 && s.Type != SlotRecovery })
}

// commit builds a batch and stores it, anew as often as others were quicker.
func (v *Vault) commit(ctx context.Context, build func() (*Batch, error)) error {
	for range applyAttempts {
		if err := v.catchUp(ctx); err != nil {
			return err
		}
		if v.refusal != nil {
			return v.refusal
		}
		batch, err := build()
		if err != nil {
			return err
		}
		err = v.store.Apply(ctx, batch)
		if errors.Is(err, ErrStale) {
			continue
		}
		if err != nil {
			return err
		}
		v.head = Head{batch.Change.Rev, batch.Change.Hash}
		v.approved = v.approved.clone()
		v.approved.add(&batch.Change)
		if len(batch.Slots)+len(batch.Epochs) > 0 {
			if err := v.reopen(ctx); err != nil {
				return err
			}
		}
		v.savePin()
		return nil
	}
	return &Error{Reason: "busy", Err: ErrStale}
}

// reopen fetches the domain keys anew after slots or epochs have changed.
func (v *Vault) reopen(ctx context.Context) error {
	keys, err := v.store.Keys(ctx)
	if err == nil {
		v.ring = openRing(v.id, v.slot, &keys)
	}
	return err
}

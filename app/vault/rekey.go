package vault

import (
	"context"
	"fmt"
)

// plan is a change of slots and epochs in the making, on top of the vault's head.
type plan struct {
	v     *Vault
	ctx   context.Context //nolint:containedctx // a plan lives as long as the call that makes it
	rev   uint64
	now   int64
	keys  Keys // as they will stand
	batch *Batch
	items []ItemRow // without the event
	fresh map[Domain]domainKey
}

func (v *Vault) plan(ctx context.Context) (*plan, error) {
	keys, err := v.store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	return &plan{
		v: v, ctx: ctx, rev: v.head.Rev + 1, now: v.opts.Now().UnixMilli(), keys: keys,
		batch: &Batch{Base: v.head}, fresh: map[Domain]domainKey{},
	}, nil
}

// slot writes a slot's row.
func (p *plan) slot(row SlotRow) {
	p.batch.Slots = append(p.batch.Slots, row)
	p.items = append(p.items, ItemRow{Op: OpSlot, Record: row.ID, Digest: row.digest(p.v.id)})
}

// admit wraps every domain key that this process holds for a new slot.
func (p *plan) admit(slot *SlotRow) error {
	for _, epochs := range p.v.ring.keys {
		for _, key := range epochs {
			wrap, err := wrapFor(p.v.id, key, slot)
			if err != nil {
				return err
			}
			p.batch.Wraps = append(p.batch.Wraps, wrap)
		}
	}
	return nil
}

// rekey makes the next epoch of both domains: every record and every detail of the history is sealed with
// the new key, which goes to the slots in force, and the wraps of the old keys are taken away. What is
// damaged stays as it is, and with it the old key for the slots in force.
func (p *plan) rekey() error {
	p.batch.Wraps = nil // for a slot that is added: it needs no old key, unless something stays behind
	for _, domain := range []Domain{DomainCode, DomainList} {
		old, err := p.v.ring.newestKey(domain)
		if err != nil {
			return err
		}
		raw, err := NewSeed(p.v.opts.Random)
		if err != nil {
			return err
		}
		key := domainKey{domain: domain, epoch: old.epoch + 1, key: raw.bytes[:]}
		p.fresh[domain] = key
		epoch := EpochRow{Domain: domain, Epoch: key.epoch, Created: p.now, Commit: key.commit(p.v.id)}
		p.batch.Epochs = append(p.batch.Epochs, epoch)
		p.items = append(p.items, ItemRow{Op: OpEpoch, Digest: epoch.digest(p.v.id)})
		if err := p.wrap(key); err != nil {
			return err
		}
	}
	left, err := p.records()
	if err != nil {
		return err
	}
	more, err := p.details()
	if err != nil {
		return err
	}
	return p.unwrap(left || more)
}

// wrap gives a key to every slot in force.
func (p *plan) wrap(key domainKey) error {
	for i := range p.keys.Slots {
		slot := &p.keys.Slots[i]
		if slot.Revoked != 0 {
			continue
		}
		wrap, err := wrapFor(p.v.id, key, slot)
		if err != nil {
			return err
		}
		p.batch.Wraps = append(p.batch.Wraps, wrap)
	}
	return nil
}

// records seals every record anew. left: some could not be opened.
func (p *plan) records() (left bool, err error) {
	rows, err := p.v.store.Load(p.ctx)
	if err != nil {
		return false, err
	}
	for i := range rows {
		row := &rows[i].RecordRow
		key, known := p.fresh[row.Kind.Domain()]
		body, err := p.v.ring.openRecord(p.v.id, row, rows[i].LogDigest)
		if err != nil || !known {
			left = true
			continue
		}
		anew := RecordRow{ID: row.ID, Kind: row.Kind, Epoch: key.epoch, Rev: p.rev}
		if row.Tag != nil {
			unique, ok := p.v.opts.Unique[row.Kind]
			if !ok {
				return false, fmt.Errorf("vault: nobody says what is unique of a %s", row.Kind)
			}
			text, err := unique(body)
			if err != nil {
				left = true
				continue
			}
			anew.Tag = key.tag(p.v.id, row.Kind, text)
		}
		anew.Sealed = seal(key.recordKey(p.v.id, row.ID), body, recordAAD(p.v.id, &anew))
		clear(body)
		p.batch.Puts = append(p.batch.Puts, Put{RecordRow: anew, Expect: row.Rev})
		item := ItemRow{Op: OpPut, Record: row.ID, Kind: row.Kind, Digest: anew.digest(p.v.id)}
		sealDetail(p.v.id, p.rev, &item, key, recordDetail{}, p.v.opts.Random)
		p.items = append(p.items, item)
	}
	return left, nil
}

// details seals every detail of the history anew. left: some could not be opened.
func (p *plan) details() (left bool, err error) {
	err = p.v.store.Changes(p.ctx, 0, func(c *ChangeRow) error {
		for n := range c.Items {
			item := &c.Items[n]
			key, known := p.fresh[item.Domain]
			if !known || item.Detail == nil {
				continue
			}
			plaintext, err := p.v.ring.detail(p.v.id, c.Rev, item)
			if err != nil {
				left = true
				continue
			}
			p.batch.Details = append(p.batch.Details, DetailRow{
				Rev: c.Rev, Index: n, Epoch: key.epoch,
				Detail: seal(key.detailKey(p.v.id, c.Rev), plaintext, detailAAD(p.v.id, c.Rev, item.Op, item.Record)),
			})
		}
		return nil
	})
	return left, err
}

// unwrap takes the old keys away: from everybody, or, if something is left that only they could open, from
// the slots that are revoked.
func (p *plan) unwrap(left bool) error {
	revoked := map[ID]bool{}
	for i := range p.keys.Slots {
		revoked[p.keys.Slots[i].ID] = p.keys.Slots[i].Revoked != 0
	}
	for _, w := range p.keys.Wraps {
		if !left || revoked[w.Slot] {
			p.batch.Unwraps = append(p.batch.Unwraps, WrapRow{Domain: w.Domain, Epoch: w.Epoch, Slot: w.Slot})
		}
	}
	if !left {
		return nil
	}
	for i := range p.keys.Slots {
		slot := &p.keys.Slots[i]
		if len(p.batch.Slots) > 0 && p.batch.Slots[len(p.batch.Slots)-1].ID == slot.ID && slot.Revoked == 0 {
			return p.admit(slot) // the slot that is added gets the old keys too
		}
	}
	return nil
}

// finish seals the event, in the domain that everybody has, and signs the change.
func (p *plan) finish(event string) (*Batch, error) {
	key, ok := p.fresh[DomainCode]
	if !ok {
		var err error
		if key, err = p.v.ring.newestKey(DomainCode); err != nil {
			return nil, err
		}
	}
	first := eventItem(p.v.id, p.rev, key, eventDetail{Event: event, Host: p.v.opts.Host, OSUser: p.v.opts.OSUser}, p.v.opts.Random)
	p.batch.Change = ChangeRow{Rev: p.rev, At: p.now, Prev: p.v.head.Hash, Items: append([]ItemRow{first}, p.items...)}
	p.v.slot.signChange(p.v.id, &p.batch.Change)
	return p.batch, nil
}

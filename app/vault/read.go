package vault

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Load opens every record of the given kinds; see [Records].
func (v *Vault) Load(ctx context.Context, kinds ...Kind) ([]Record, []Damaged, error) {
	end, err := v.use()
	if err != nil {
		return nil, nil, err
	}
	defer end()
	var rows []LoadedRow
	var held *ring
	err = v.settled(ctx, func(now *ring) (err error) {
		held = now
		rows, err = v.store.Load(ctx, kinds...)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, k := range kinds {
		if d := k.Domain(); len(held.keys[d]) == 0 {
			return nil, nil, held.missing(d)
		}
	}
	records := make([]Record, 0, len(rows))
	var faults []Damaged
	for i := range rows {
		row := &rows[i]
		body, err := held.openRecord(v.id, &row.RecordRow, row.LogDigest)
		if err != nil {
			faults = append(faults, Damaged{ID: row.ID, Kind: row.Kind, Rev: row.Rev, Err: err})
			continue
		}
		records = append(records, Record{ID: row.ID, Kind: row.Kind, Rev: row.Rev, Body: body})
	}
	return records, faults, nil
}

// settled reads something together with the keys to it: if others made new keys meanwhile, both are read again.
func (v *Vault) settled(ctx context.Context, read func(*ring) error) error {
	before, err := v.latest(ctx)
	for range applyAttempts {
		if err != nil {
			return err
		}
		if err := read(before); err != nil {
			return err
		}
		var after *ring
		if after, err = v.latest(ctx); err == nil && after == before {
			return nil
		}
		before = after
	}
	return &Error{Reason: "busy", Err: ErrStale}
}

// openRecord decrypts one row after comparing it with what the log says of it: an older version of a
// record that was put back opens, but is not the one in the log.
func (r *ring) openRecord(vault ID, row *RecordRow, logged [32]byte) ([]byte, error) {
	if row.digest(vault) != logged {
		return nil, damaged("record", fmt.Errorf("%s %s is not the one in the log", row.Kind, row.ID))
	}
	key, err := r.key(row.Kind.Domain(), row.Epoch)
	if err != nil {
		return nil, damaged("record", fmt.Errorf("%s %s: no key of epoch %d: %w", row.Kind, row.ID, row.Epoch, err))
	}
	body, err := openSealed(key.recordKey(vault, row.ID), row.Sealed, recordAAD(vault, row))
	if err != nil {
		return nil, damaged("record", fmt.Errorf("%s %s: %w", row.Kind, row.ID, err))
	}
	return body, nil
}

// History reads the changes after a revision, oldest first, in the words that were sealed with them. What
// cannot be opened is missing in its entry; if it is for damage and not for want of the key, the entry
// says so.
func (v *Vault) History(ctx context.Context, after uint64) ([]Entry, error) {
	end, err := v.use()
	if err != nil {
		return nil, err
	}
	defer end()
	var entries []Entry
	err = v.settled(ctx, func(ring *ring) error {
		entries = nil
		var erased erasures
		read := func(c *ChangeRow) reading { return ring.entry(v.id, c) }
		err := eachProven(ctx, v.store, after, read, func(c *ChangeRow, r reading) error {
			r.entry.Damaged = len(r.faults) > 0
			erased.note(c, len(entries), r.gaps)
			entries = append(entries, r.entry)
			return nil
		})
		erased.settle(entries)
		return err
	})
	return entries, err
}

// reading is a change as far as the keys open it.
type reading struct {
	entry  Entry
	gaps   []gap   // details that are missing
	faults []error // of details that are damaged
}

// entry opens the details of a change.
func (r *ring) entry(vault ID, c *ChangeRow) (found reading) {
	entry := Entry{Rev: c.Rev, At: time.UnixMilli(c.At).UTC(), Seat: c.Slot.String()[:8]}
	var records []ID
	read := func(item *ItemRow, detail any) {
		switch err := r.openDetail(vault, c.Rev, item, detail); {
		case errors.Is(err, errMissing) && item.Op == OpEvent:
			found.gaps = append(found.gaps, gap{rev: c.Rev, item: -1})
		case errors.Is(err, errMissing):
			found.gaps = append(found.gaps, gap{rev: c.Rev, records: []ID{item.Record}, item: len(entry.Items)})
		case err != nil && !errors.Is(err, ErrLocked):
			found.faults = append(found.faults, err)
		}
	}
	for i := range c.Items {
		item := &c.Items[i]
		switch item.Op {
		case OpEvent:
			var d eventDetail
			read(item, &d)
			entry.Event, entry.Params, entry.OSUser = d.Event, d.Params, d.OSUser
			if d.Host != "" {
				entry.Seat = d.Host
			}
		case OpPut, OpRemove:
			var d recordDetail
			read(item, &d)
			records = append(records, item.Record)
			entry.Items = append(entry.Items, EntryItem{
				ID: item.Record, Kind: item.Kind, Removed: item.Op == OpRemove, Label: d.Label, Fields: d.Fields,
			})
		}
	}
	for i := range found.gaps {
		if g := &found.gaps[i]; g.item < 0 {
			g.records = records
		}
	}
	found.entry = entry
	return found
}

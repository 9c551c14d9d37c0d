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
	rows, ring, err := v.load(ctx, kinds)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range kinds {
		if d := k.Domain(); len(ring.keys[d]) == 0 {
			return nil, nil, ring.missing(d)
		}
	}
	records := make([]Record, 0, len(rows))
	var faults []Damaged
	for i := range rows {
		row := &rows[i]
		body, err := ring.openRecord(v.id, &row.RecordRow, row.LogDigest)
		if err != nil {
			faults = append(faults, Damaged{ID: row.ID, Kind: row.Kind, Rev: row.Rev, Err: err})
			continue
		}
		records = append(records, Record{ID: row.ID, Kind: row.Kind, Rev: row.Rev, Body: body})
	}
	return records, faults, nil
}

// load reads rows together with the keys to them: if others made new keys meanwhile, both are read again.
func (v *Vault) load(ctx context.Context, kinds []Kind) ([]LoadedRow, *ring, error) {
	before, err := v.latest(ctx)
	for range applyAttempts {
		if err != nil {
			return nil, nil, err
		}
		var rows []LoadedRow
		if rows, err = v.store.Load(ctx, kinds...); err != nil {
			return nil, nil, err
		}
		var after *ring
		if after, err = v.latest(ctx); err == nil && after == before {
			return rows, after, nil
		}
		before = after
	}
	return nil, nil, &Error{Reason: "busy", Err: ErrStale}
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
	ring, err := v.latest(ctx)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	var erased erasures
	err = v.store.Changes(ctx, after, func(c *ChangeRow) error {
		entry, gaps, faults := ring.entry(v.id, c)
		entry.Damaged = len(faults) > 0
		erased.note(c, len(entries), gaps)
		entries = append(entries, entry)
		return nil
	})
	erased.settle(entries)
	return entries, err
}

// entry opens the details of a change as far as the keys reach. The gaps are details that are missing, the faults
// those of damaged ones.
func (r *ring) entry(vault ID, c *ChangeRow) (entry Entry, gaps []gap, faults []error) {
	entry = Entry{Rev: c.Rev, At: time.UnixMilli(c.At).UTC(), Seat: c.Slot.String()[:8]}
	var records []ID
	read := func(item *ItemRow, detail any) {
		switch err := r.openDetail(vault, c.Rev, item, detail); {
		case errors.Is(err, errMissing) && item.Op == OpEvent:
			gaps = append(gaps, gap{rev: c.Rev, item: -1})
		case errors.Is(err, errMissing):
			gaps = append(gaps, gap{rev: c.Rev, records: []ID{item.Record}, item: len(entry.Items)})
		case err != nil && !errors.Is(err, ErrLocked):
			faults = append(faults, err)
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
	for i := range gaps {
		if gaps[i].item < 0 {
			gaps[i].records = records
		}
	}
	return entry, gaps, faults
}

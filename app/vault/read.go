package vault

import (
	"context"
	"fmt"
	"time"
)

// Load opens every record of the given kinds; see [Records].
func (v *Vault) Load(ctx context.Context, kinds ...Kind) ([]Record, []Damaged, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.refusal == nil {
		if err := v.catchUp(ctx); err != nil {
			return nil, nil, err
		}
	}
	rows, err := v.store.Load(ctx, kinds...)
	if err != nil {
		return nil, nil, err
	}
	records := make([]Record, 0, len(rows))
	var faults []Damaged
	for i := range rows {
		body, err := v.openRecord(&rows[i])
		if err != nil {
			faults = append(faults, Damaged{ID: rows[i].ID, Kind: rows[i].Kind, Rev: rows[i].Rev, Err: err})
			continue
		}
		records = append(records, Record{ID: rows[i].ID, Kind: rows[i].Kind, Rev: rows[i].Rev, Body: body})
	}
	return records, faults, nil
}

// openRecord decrypts one row after comparing it with what the log says of it: an older version of a
// record that was put back opens, but is not the one in the log.
func (v *Vault) openRecord(row *LoadedRow) ([]byte, error) {
	key, ok := v.keys[row.Kind.Domain()][row.Epoch]
	if !ok {
		return nil, damaged("record", fmt.Errorf("%s %s: no key of epoch %d", row.Kind, row.ID, row.Epoch))
	}
	if row.digest(v.id) != row.LogDigest {
		return nil, damaged("record", fmt.Errorf("%s %s is not the one in the log", row.Kind, row.ID))
	}
	body, err := open(key.recordKey(v.id, row.ID), row.Sealed, recordAAD(v.id, &row.RecordRow))
	if err != nil {
		return nil, damaged("record", fmt.Errorf("%s %s: %w", row.Kind, row.ID, err))
	}
	return body, nil
}

// History reads the changes after a revision, oldest first, in the words that were sealed with them.
// Details that were deleted on purpose are missing; a damaged detail is an error.
func (v *Vault) History(ctx context.Context, after uint64) ([]Entry, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var entries []Entry
	err := v.store.Changes(ctx, after, func(c *ChangeRow) error {
		entry, err := v.entry(c)
		entries = append(entries, entry)
		return err
	})
	return entries, err
}

func (v *Vault) entry(c *ChangeRow) (Entry, error) {
	entry := Entry{Rev: c.Rev, At: time.UnixMilli(c.At).UTC(), Seat: c.Slot.String()[:8]}
	for i := range c.Items {
		item := &c.Items[i]
		switch item.Op {
		case OpEvent:
			var d eventDetail
			if _, err := v.openDetail(c.Rev, item, &d); err != nil {
				return entry, err
			}
			entry.Event, entry.Params, entry.OSUser = d.Event, d.Params, d.OSUser
			if d.Host != "" {
				entry.Seat = d.Host
			}
		case OpPut, OpRemove:
			var d recordDetail
			if _, err := v.openDetail(c.Rev, item, &d); err != nil {
				return entry, err
			}
			entry.Items = append(entry.Items, EntryItem{
				ID: item.Record, Kind: item.Kind, Removed: item.Op == OpRemove, Label: d.Label, Fields: d.Fields,
			})
		}
	}
	return entry, nil
}

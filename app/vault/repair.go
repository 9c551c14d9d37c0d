package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Lost is a record that the log says is there, but that cannot be opened or whose row is gone.
type Lost struct {
	ID   ID
	Kind Kind
	Rev  uint64 // revision of the change that wrote it last, by the log
	Gone bool   // there is no row of it
}

// Stray is a row that the log knows nothing of, or says was removed.
type Stray struct {
	ID   ID
	Kind Kind // as the log or else the row says; KindSetting if neither names one that is known
}

// Holds reports whether the vault once stood exactly at head: whether a backup of that moment is one of this
// vault's past, and not of another way that a copy of it has gone.
func (r *Report) Holds(head Head) bool {
	return head.Rev >= 1 && head.Rev <= uint64(len(r.hashes)) && r.hashes[head.Rev-1] == head.Hash
}

// Sound reports whether the log, the slots and the keys are whole: only then can records be repaired.
func (r *Report) Sound() bool { return r.Deep == 0 }

// flippable is the longest sealed body in which [Vault.Salvage] looks for a flipped bit: each of its bits is a try.
const flippable = 4 << 10

// Salvage looks for what the rows themselves still hold of lost records. A body that opens is proven by its seal:
// it is exactly what was written to this record at the revision that the result carries, [Lost.Rev] or an older one.
// It finds bodies whose row is damaged elsewhere, bodies under another ID, older rows that were put back, and bodies
// with a single flipped bit.
func (v *Vault) Salvage(ctx context.Context, found Report) ([]Record, error) {
	end, err := v.use()
	if err != nil {
		return nil, err
	}
	defer end()
	var rows []LoadedRow
	var held *ring
	err = v.settled(ctx, func(now *ring) (err error) {
		held = now
		rows, err = v.store.Load(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	byID := make(map[ID]*RecordRow, len(rows))
	for i := range rows {
		byID[rows[i].ID] = &rows[i].RecordRow
	}
	bodies := make([]*Record, len(found.Lost))
	atOnce(len(found.Lost), func(i int) {
		if ctx.Err() == nil {
			bodies[i] = held.salvage(v.id, &found.Lost[i], byID, found.Stray)
		}
	})
	var records []Record
	for _, r := range bodies {
		if r != nil {
			records = append(records, *r)
		}
	}
	return records, ctx.Err()
}

// salvage opens what there is of one record; nil = nothing does.
func (r *ring) salvage(vault ID, lost *Lost, rows map[ID]*RecordRow, strays []Stray) *Record {
	open := func(sealed []byte, rev uint64, flip bool) *Record {
		for _, key := range r.keys[lost.Kind.Domain()] {
			as := RecordRow{ID: lost.ID, Kind: lost.Kind, Epoch: key.epoch, Rev: rev}
			aad, recordKey := recordAAD(vault, &as), key.recordKey(vault, lost.ID)
			body, err := openSealed(recordKey, sealed, aad)
			if err != nil && flip {
				body, err = openFlipped(recordKey, sealed, aad)
			}
			if err == nil {
				return &Record{ID: lost.ID, Kind: lost.Kind, Rev: rev, Body: body}
			}
		}
		return nil
	}
	own := rows[lost.ID]
	if own != nil {
		if found := open(own.Sealed, lost.Rev, true); found != nil {
			return found
		}
	}
	for _, s := range strays {
		if row := rows[s.ID]; row != nil {
			if found := open(row.Sealed, lost.Rev, false); found != nil {
				return found
			}
		}
	}
	if own != nil && own.Rev < lost.Rev {
		return open(own.Sealed, own.Rev, false)
	}
	return nil
}

// openFlipped tries every bit of sealed bytes the other way round.
func openFlipped(key, sealed []byte, additional frame) ([]byte, error) {
	if len(sealed) > flippable {
		return nil, errSealBroken
	}
	box := aead(key)
	tried := slices.Clone(sealed)
	for bit := range len(tried) * 8 {
		tried[bit/8] ^= 1 << (bit % 8)
		if plaintext, err := box.Open(nil, nil, tried, additional); err == nil {
			return plaintext, nil
		}
		tried[bit/8] ^= 1 << (bit % 8)
	}
	return nil, errSealBroken
}

// CopySuffix begins the suffix of a vault's copies; Store.Scrub takes them away, since they hold what was there before.
const CopySuffix = "repair-"

// Copy writes a copy of the whole vault as it is, with its damage, beside it and returns the path. It is sealed as
// the vault is.
func (v *Vault) Copy(ctx context.Context) (string, error) {
	end, err := v.use()
	if err != nil {
		return "", err
	}
	defer end()
	return v.store.Copy(ctx, CopySuffix+v.opts.Now().UTC().Format("2006-01-02-150405Z"))
}

// Rebuild lets the engine write its own structures anew out of the rows; it changes no row.
func (v *Vault) Rebuild(ctx context.Context) error {
	end, err := v.use()
	if err != nil {
		return err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.refusal != nil {
		return v.refusal
	}
	return v.store.Rebuild(ctx)
}

// Repair writes records that found names as lost, and takes the stray rows away, in one change like any other. The
// mutations' Expect does not count; one without a body gives its record up. What found says must still be so: if
// anybody has written since, the error is ErrStale, and a record that opens is a *ConflictError.
func (v *Vault) Repair(ctx context.Context, found Report, change Change) (uint64, error) {
	end, err := v.use()
	if err != nil {
		return 0, err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	err = v.commit(ctx, func() (*Batch, error) { return v.prepareRepair(ctx, &found, change) })
	if err != nil {
		return 0, err
	}
	return v.head.Rev, nil
}

func (v *Vault) prepareRepair(ctx context.Context, found *Report, change Change) (*Batch, error) {
	if !found.Sound() {
		return nil, damaged("log", errors.New("only records can be repaired"))
	}
	if v.head.Rev != uint64(len(found.hashes)) || !found.Holds(v.head) {
		return nil, &Error{Reason: "busy", Err: ErrStale}
	}
	rows, err := v.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	lost := make(map[ID]Kind, len(found.Lost))
	for _, l := range found.Lost {
		lost[l.ID] = l.Kind
	}
	there := make(map[ID]bool, len(rows))
	for i := range rows {
		row := &rows[i]
		there[row.ID] = true
		if lost[row.ID] == "" {
			continue
		}
		if _, err := v.ring.openRecord(v.id, &row.RecordRow, row.LogDigest); err == nil {
			return nil, &ConflictError{ID: row.ID, Kind: row.Kind}
		}
	}
	var discard []ID
	change.Mutations = slices.Clone(change.Mutations)
	for i := range change.Mutations {
		m := &change.Mutations[i]
		m.Expect = 0
		if lost[m.ID] != m.Kind {
			return nil, fmt.Errorf("vault: %s %s is not lost", m.Kind, m.ID)
		}
		if there[m.ID] {
			discard = append(discard, m.ID)
		}
	}
	for _, s := range found.Stray {
		if there[s.ID] {
			discard = append(discard, s.ID)
			change.Mutations = append(change.Mutations, Mutation{ID: s.ID, Kind: s.Kind})
		}
	}
	batch, err := v.prepare(&change)
	if err != nil {
		return nil, err
	}
	batch.Removals, batch.Discard = nil, discard // whatever stands in those rows
	return batch, nil
}

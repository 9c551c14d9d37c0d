package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Report is what a whole examination of the vault found.
type Report struct {
	Changes int      // links of the chain that hold
	Records int      // records that open and are the ones in the log
	Faults  []string // what is wrong, in English, one line each; empty = all is well

	// What the faults are about: [Vault.Repair] needs it.
	Lost   []Lost  // records that do not open or are gone, in the order of their IDs
	Stray  []Stray // rows that should not be there
	Engine int     // faults of the engine's own structures
	Deep   int     // faults of the log's chain, of slots and of keys

	hashes [][32]byte // of the changes, from the first on, as far as they hold
}

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// deep is a fault of what everything else hangs on.
func (r *Report) deep(format string, args ...any) {
	r.Deep++
	r.fault(format, args...)
}

// verifyAttempts bounds how often an examination begins anew because others wrote in between.
const verifyAttempts = 5

// Verify examines everything: the engine's own structures, every link and signature of the chain from the
// first change on, every slot and epoch, every record against the log and by opening it, every detail of
// the history. It changes nothing, and others may read and write meanwhile.
func (v *Vault) Verify(ctx context.Context) (Report, error) {
	end, err := v.use()
	if err != nil {
		return Report{}, err
	}
	defer end()
	for range verifyAttempts {
		var held *ring
		var keys Keys
		err := v.settled(ctx, func(now *ring) (err error) {
			held = now
			keys, err = v.store.Keys(ctx)
			return err
		})
		if err != nil {
			return Report{}, err
		}
		report, err := v.examine(ctx, held, &keys)
		if err != nil {
			return Report{}, err
		}
		if meta, err := v.store.Meta(ctx); err != nil || meta.Head == keys.Head {
			return report, err
		}
	}
	return Report{}, &Error{Reason: "busy", Err: ErrStale}
}

// examine looks at the state at which keys were read.
func (v *Vault) examine(ctx context.Context, ring *ring, keys *Keys) (Report, error) {
	var report Report
	var faults []string
	var checkErr error
	var checking sync.WaitGroup
	checking.Go(func() { faults, checkErr = v.store.Check(ctx) })
	logged, err := v.examineChain(ctx, ring, keys, &report)
	if err == nil {
		err = v.examineRecords(ctx, ring, logged, &report)
	}
	checking.Wait()
	if err != nil {
		return report, err
	}
	if checkErr != nil && !errors.Is(checkErr, ErrDamaged) {
		return report, checkErr
	}
	report.Faults = append(faults, report.Faults...)
	report.Engine = len(faults)
	if checkErr != nil {
		report.Engine++
		report.fault("%v", checkErr)
	}
	if refusal := v.Refusal(); refusal != nil {
		report.deep("%v", refusal)
	}
	for _, err := range ring.faults {
		report.deep("%v", err)
	}
	return report, nil
}

// trace is what the log says of a record.
type trace struct {
	digest [32]byte
	there  bool
	kind   Kind
	rev    uint64 // of the newest put or remove
	words  bool   // details of its items stand there
}

type traces map[ID]trace

// note takes a change, and returns the records that it says were erased although details of theirs stand there.
func (t traces) note(c *ChangeRow) (back []ID) {
	for i := range c.Items {
		item := &c.Items[i]
		before := t[item.Record]
		switch item.Op {
		case OpPut, OpRemove:
			t[item.Record] = trace{item.Digest, item.Op == OpPut, item.Kind, c.Rev, before.words || item.Detail != nil}
		case OpErase:
			if before.words {
				back = append(back, item.Record)
			}
			before.words = false
			t[item.Record] = before
		}
	}
	return back
}

// examineChain walks the whole chain and returns what the log says of every record.
func (v *Vault) examineChain(ctx context.Context, ring *ring, keys *Keys, report *Report) (traces, error) {
	logged := traces{}
	var erased erasures
	w := newWalker(v.id, keys.Slots)
	type finding struct {
		proof   error
		reading reading
	}
	look := func(c *ChangeRow) finding {
		f := finding{w.prove(c), ring.entry(v.id, c)}
		f.reading.entry = Entry{} // only what is wrong with it counts here
		return f
	}
	err := eachProven(ctx, v.store, 0, look, func(c *ChangeRow, f finding) error {
		if err := w.step(c, f.proof); err != nil {
			report.deep("%v", err)
		} else {
			report.Changes++
			report.hashes = append(report.hashes, c.Hash)
		}
		if c.Rev == 1 && c.At != v.created.UnixMilli() {
			report.deep("the vault's date is not that of its first change")
		}
		for _, err := range f.reading.faults {
			report.fault("%v", err)
		}
		erased.note(c, 0, f.reading.gaps)
		for _, id := range logged.note(c) {
			report.fault("change %d: details of record %s were erased before it, but stand there", c.Rev, id)
		}
		return nil
	})
	for i := range erased.gaps {
		if g := &erased.gaps[i]; !erased.explains(g) {
			report.fault("change %d: a detail is missing", g.rev)
		}
	}
	if err != nil && !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	if err != nil {
		report.deep("%v", err)
	}
	if w.head != keys.Head {
		report.deep("the log ends at %d, the vault says %d, or they differ", w.head.Rev, keys.Head.Rev)
	}
	v.examineKeys(keys, w, report)
	return logged, nil
}

// examineKeys compares the slots and epochs with those that the chain approved.
func (v *Vault) examineKeys(keys *Keys, w *walker, report *Report) {
	rows := approvedBy(v.id, keys)
	for id, digest := range rows.slots {
		if w.approved.slots[id] != digest {
			report.deep("slot %s is not the one in the log", id)
		}
	}
	for id := range w.approved.slots {
		if _, ok := rows.slots[id]; !ok {
			report.deep("slot %s is in the log but not there", id)
		}
	}
	for i := range keys.Epochs {
		if e := &keys.Epochs[i]; !w.approved.epochs[e.digest(v.id)] {
			report.deep("%s epoch %d is not in the log", e.Domain, e.Epoch)
		}
	}
	if len(rows.epochs) < len(w.approved.epochs) {
		report.deep("%d epochs are in the log, %d are there", len(w.approved.epochs), len(rows.epochs))
	}
}

func (v *Vault) examineRecords(ctx context.Context, ring *ring, logged traces, report *Report) error {
	rows, err := v.store.Load(ctx)
	if errors.Is(err, ErrDamaged) {
		report.deep("%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	problems := make([]error, len(rows))
	atOnce(len(rows), func(i int) {
		row := &rows[i].RecordRow
		_, problems[i] = ring.openRecord(v.id, row, logged[row.ID].digest)
	})
	for i, err := range problems {
		row := &rows[i].RecordRow
		t := logged[row.ID]
		delete(logged, row.ID)
		switch {
		case err == nil:
			report.Records++
			continue
		case t.there:
			report.Lost = append(report.Lost, Lost{ID: row.ID, Kind: t.kind, Rev: t.rev})
		default:
			report.Stray = append(report.Stray, Stray{row.ID, knownKind(t.kind, row.Kind)})
		}
		report.fault("%v", err)
	}
	for id, t := range logged {
		if !t.there {
			continue
		}
		report.Lost = append(report.Lost, Lost{ID: id, Kind: t.kind, Rev: t.rev, Gone: true})
		report.fault("record %s is in the log but not there", id)
	}
	slices.SortFunc(report.Lost, func(a, b Lost) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return nil
}

// knownKind is the first of some kinds that this program knows: the log needs one for a row that is taken away.
func knownKind(kinds ...Kind) Kind {
	for _, k := range kinds {
		if k.Domain() != 0 {
			return k
		}
	}
	return KindSetting
}

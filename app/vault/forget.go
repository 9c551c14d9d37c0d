package vault

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// EventErased is what the history says of a change whose event was deleted by [Vault.Forget].
const EventErased = "erased"

// Forget deletes for good what the history says of records that were removed: the words of all their changes, and
// those events of these changes that name them. What stays is that a record of this kind with this ID was written
// and removed, when and by whom, which the chain needs. Records that are still there are refused, reason
// "forget_present", and so are those that never were, "forget_unknown". [Vault.Rekey] afterwards makes sure that
// nobody can read the records' former contents from what is left of them elsewhere on the disk.
//
// An error with reason "not_scrubbed" says that all was deleted as far as the vault goes, but may still stand in the
// engine's files.
func (v *Vault) Forget(ctx context.Context, records ...ID) error {
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
		if err := p.erase(records); err != nil {
			return nil, err
		}
		return p.finish("vault.forget")
	})
	if err != nil && !errors.Is(err, errNothingLeft) {
		return err
	}
	return v.scrub(ctx)
}

// scrub makes the engine leave nothing of what was deleted.
func (v *Vault) scrub(ctx context.Context) error {
	if err := v.store.Scrub(ctx); err != nil {
		return &Error{Reason: "not_scrubbed", Err: err}
	}
	return nil
}

// errNothingLeft: everything is erased already.
var errNothingLeft = errors.New("vault: nothing is left to erase")

// eraser goes through the log and collects what is to be deleted of some records.
type eraser struct {
	p       *plan
	records map[ID]*fate // nil: not met yet
	words   map[string]bool
	events  []eventDetailAt
}

// fate is what became of a record.
type fate struct {
	kind  Kind
	there bool
}

// eventDetailAt is the event of a change that one of the records had a part in.
type eventDetailAt struct {
	eventDetail
	rev   uint64
	epoch uint32
	err   error // it cannot be read
}

// erase plans to delete what the log says of records.
func (p *plan) erase(records []ID) error {
	e := &eraser{p: p, records: make(map[ID]*fate, len(records)), words: map[string]bool{}}
	for _, id := range records {
		e.records[id] = nil
	}
	if err := p.v.store.Changes(p.ctx, 0, e.visit); err != nil {
		return err
	}
	ids := slices.SortedFunc(maps.Keys(e.records), func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range ids {
		f := e.records[id]
		if f == nil {
			return &Error{Reason: "forget_unknown"}
		}
		if f.there {
			return &Error{Reason: "forget_present"}
		}
		p.items = append(p.items, ItemRow{Op: OpErase, Record: id, Kind: f.kind})
	}
	for i := range e.events {
		if event := &e.events[i]; event.err != nil || e.named(event.Params) {
			p.batch.Details = append(p.batch.Details, DetailRow{Rev: event.rev, Epoch: event.epoch})
		}
	}
	if len(p.batch.Details) == 0 {
		return errNothingLeft
	}
	return nil
}

func (e *eraser) visit(c *ChangeRow) error {
	met := false
	for n := range c.Items {
		item := &c.Items[n]
		f, wanted := e.records[item.Record]
		if !wanted || item.Op != OpPut && item.Op != OpRemove {
			continue
		}
		if f == nil {
			f = &fate{kind: item.Kind}
			e.records[item.Record] = f
		}
		f.there, met = item.Op == OpPut, true
		if item.Detail == nil {
			continue
		}
		var d recordDetail
		if e.p.v.ring.openDetail(e.p.v.id, c.Rev, item, &d) == nil {
			e.learn(&d)
		}
		e.p.batch.Details = append(e.p.batch.Details, DetailRow{Rev: c.Rev, Index: n, Epoch: item.Epoch})
	}
	if !met {
		return nil
	}
	if event := &c.Items[0]; event.Op == OpEvent && event.Detail != nil {
		at := eventDetailAt{rev: c.Rev, epoch: event.Epoch}
		at.err = e.p.v.ring.openDetail(e.p.v.id, c.Rev, event, &at.eventDetail)
		e.events = append(e.events, at)
	}
	return nil
}

// learn notes the texts that belong to the records: labels with their parts, and values of fields.
func (e *eraser) learn(d *recordDetail) {
	texts := append(strings.Split(d.Label, "·"), d.Label)
	for _, f := range d.Fields {
		texts = append(texts, f.Old, f.New)
	}
	for _, text := range texts {
		if text = strings.ToLower(strings.TrimSpace(text)); text != "" {
			e.words[text] = true
		}
	}
}

// named reports whether one of an event's values holds a text of the records. A short one counts only as a whole
// word: a customer number 12 is not what a count of 112 means.
func (e *eraser) named(params map[string]string) bool {
	for _, value := range params {
		value = strings.ToLower(value)
		parts := strings.FieldsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for word := range e.words {
			if value == word || utf8.RuneCountInString(word) > 3 && strings.Contains(value, word) || slices.Contains(parts, word) {
				return true
			}
		}
	}
	return false
}

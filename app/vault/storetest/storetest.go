// Package storetest is the conformance suite for the engines behind vault.Store: what every one of them
// must do, whatever it is made of.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/vault"
)

// Run judges an engine. place gives a fresh, empty place for each test.
func Run(t *testing.T, place func(t *testing.T) vault.Place) {
	tests := []struct {
		name string
		run  func(*testing.T, vault.Place)
	}{
		{"create once", createOnce},
		{"open nothing", openNothing},
		{"apply and read back", applyAndRead},
		{"stale base is refused", staleBase},
		{"expected revisions", expectedRevisions},
		{"unique tags", uniqueTags},
		{"a batch is all or nothing", allOrNothing},
		{"changes in order", changesInOrder},
		{"slots, epochs and wraps change", rekeyed},
		{"details are replaced and deleted", details},
		{"scrubbing changes nothing", scrub},
		{"two openers see each other", twoOpeners},
		{"watch", watch},
		{"concurrent writers lose nothing", concurrentWriters},
		{"ended context", endedContext},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t, place(t))
		})
	}
}

// meta and batch make plain rows: the engine does not look into them.
func meta() vault.Meta {
	return vault.Meta{Format: 1, Vault: vault.ID{0xAA}, Created: 1_700_000_000_000, Head: vault.Head{Rev: 1, Hash: [32]byte{1}}}
}

func batch(base vault.Head) *vault.Batch {
	rev := base.Rev + 1
	return &vault.Batch{Base: base, Change: vault.ChangeRow{
		Rev: rev, At: int64(rev) * 1000, Slot: vault.ID{7}, Prev: base.Hash, Hash: [32]byte{byte(rev), byte(rev >> 8)}, Sig: []byte("sig"),
		Items: []vault.ItemRow{{Op: vault.OpEvent, Domain: 1, Epoch: 1, DetailHash: [32]byte{9}, Detail: []byte{byte(rev)}}},
	}}
}

func head(b *vault.Batch) vault.Head { return vault.Head{Rev: b.Change.Rev, Hash: b.Change.Hash} }

func put(b *vault.Batch, id byte, expect uint64, tag string) *vault.Batch {
	row := vault.RecordRow{ID: vault.ID{id}, Kind: vault.KindMandate, Epoch: 1, Rev: b.Change.Rev, Sealed: []byte{id, 0, 255}}
	if tag != "" {
		row.Tag = []byte(tag)
	}
	b.Puts = append(b.Puts, vault.Put{RecordRow: row, Expect: expect})
	b.Change.Items = append(b.Change.Items, vault.ItemRow{Op: vault.OpPut, Record: row.ID, Kind: row.Kind, Digest: [32]byte{id, byte(b.Change.Rev)}})
	return b
}

// asSetting makes the last put one of another kind.
func asSetting(b *vault.Batch) *vault.Batch {
	b.Puts[len(b.Puts)-1].Kind = vault.KindSetting
	return b
}

func remove(b *vault.Batch, id byte, expect uint64) *vault.Batch {
	b.Removals = append(b.Removals, vault.Removal{ID: vault.ID{id}, Kind: vault.KindMandate, Expect: expect})
	b.Change.Items = append(b.Change.Items, vault.ItemRow{Op: vault.OpRemove, Record: vault.ID{id}, Kind: vault.KindMandate})
	return b
}

func create(t *testing.T, p vault.Place) vault.Store {
	t.Helper()
	first := batch(vault.Head{})
	first.Change.Hash = meta().Head.Hash
	first.Slots = []vault.SlotRow{{ID: vault.ID{7}, Type: vault.SlotSeat, Suite: 1, EncPub: []byte("enc"), SigPub: []byte("sig"), Params: []byte("{}"), Created: 5, Revoked: 6}}
	first.Epochs = []vault.EpochRow{{Domain: 1, Epoch: 1, Created: 5, Commit: [32]byte{3}}}
	first.Wraps = []vault.WrapRow{{Domain: 1, Epoch: 1, Slot: vault.ID{7}, Wrap: []byte("w")}}
	if err := p.Create(t.Context(), meta(), first); err != nil {
		t.Fatal(err)
	}
	return open(t, p)
}

func open(t *testing.T, p vault.Place) vault.Store {
	t.Helper()
	s, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func apply(t *testing.T, s vault.Store, b *vault.Batch) vault.Head {
	t.Helper()
	if err := s.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return head(b)
}

func createOnce(t *testing.T, p vault.Place) {
	s := create(t, p)
	if got, err := s.Meta(t.Context()); err != nil || got != meta() {
		t.Errorf("Meta = %+v, %v", got, err)
	}
	keys, err := s.Keys(t.Context())
	if err != nil || len(keys.Slots) != 1 || len(keys.Epochs) != 1 || len(keys.Wraps) != 1 {
		t.Fatalf("Keys = %+v, %v", keys, err)
	}
	if keys.Head != meta().Head {
		t.Errorf("Keys.Head = %+v", keys.Head)
	}
	if s := keys.Slots[0]; s.ID != (vault.ID{7}) || s.Type != vault.SlotSeat || s.Suite != 1 || string(s.EncPub) != "enc" || string(s.SigPub) != "sig" || s.Created != 5 || s.Revoked != 6 || string(s.Params) != "{}" {
		t.Errorf("slot = %+v", s)
	}
	if e, w := keys.Epochs[0], keys.Wraps[0]; e.Commit != [32]byte{3} || string(w.Wrap) != "w" || w.Slot != (vault.ID{7}) {
		t.Errorf("epoch = %+v, wrap = %+v", e, w)
	}
	other := meta()
	other.Vault = vault.ID{0xBB}
	if err := p.Create(t.Context(), other, batch(vault.Head{})); err == nil {
		t.Error("a second Create was accepted")
	}
	if got, err := s.Meta(t.Context()); err != nil || got != meta() {
		t.Errorf("after the second Create: Meta = %+v, %v", got, err)
	}
	if faults, err := s.Check(t.Context()); err != nil || len(faults) != 0 {
		t.Errorf("Check = %q, %v", faults, err)
	}
}

func openNothing(t *testing.T, p vault.Place) {
	if _, err := p.Open(t.Context()); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("Open = %v, want ErrNotFound", err)
	}
}

func applyAndRead(t *testing.T, p vault.Place) {
	s := create(t, p)
	h := apply(t, s, put(put(batch(meta().Head), 2, 0, "b"), 1, 0, ""))
	rows, err := s.Load(t.Context(), vault.KindMandate)
	if err != nil || len(rows) != 2 {
		t.Fatalf("Load = %+v, %v", rows, err)
	}
	if r := rows[0]; r.ID != (vault.ID{1}) || r.Tag != nil || string(r.Sealed) != "\x01\x00\xff" || r.Rev != 2 || r.LogDigest != [32]byte{1, 2} {
		t.Errorf("first row = %+v", r)
	}
	if r := rows[1]; r.ID != (vault.ID{2}) || string(r.Tag) != "b" {
		t.Errorf("second row = %+v", r)
	}
	h = apply(t, s, put(batch(h), 1, 2, ""))
	apply(t, s, remove(batch(h), 2, 2))
	rows, err = s.Load(t.Context())
	if err != nil || len(rows) != 1 || rows[0].Rev != 3 || rows[0].LogDigest != [32]byte{1, 3} {
		t.Errorf("after change and removal: %+v, %v", rows, err)
	}
	if rows, err := s.Load(t.Context(), vault.KindAccount); err != nil || len(rows) != 0 {
		t.Errorf("another kind: %+v, %v", rows, err)
	}
}

func staleBase(t *testing.T, p vault.Place) {
	s := create(t, p)
	apply(t, s, put(batch(meta().Head), 1, 0, ""))
	for name, base := range map[string]vault.Head{"older": meta().Head, "other hash": {Rev: 2, Hash: [32]byte{99}}, "ahead": {Rev: 9}} {
		if err := s.Apply(t.Context(), put(batch(base), 2, 0, "")); !errors.Is(err, vault.ErrStale) {
			t.Errorf("%s: %v, want ErrStale", name, err)
		}
	}
	if rows, _ := s.Load(t.Context()); len(rows) != 1 {
		t.Errorf("%d rows, want 1", len(rows))
	}
}

func expectedRevisions(t *testing.T, p vault.Place) {
	s := create(t, p)
	h := apply(t, s, put(batch(meta().Head), 1, 0, ""))
	for name, b := range map[string]*vault.Batch{
		"exists already":       put(batch(h), 1, 0, ""),
		"older revision":       put(batch(h), 1, 1, ""),
		"not there":            put(batch(h), 5, 2, ""),
		"remove older":         remove(batch(h), 1, 1),
		"remove what is gone":  remove(batch(h), 5, 2),
		"remove without a rev": remove(batch(h), 1, 0),
		"another kind":         asSetting(put(batch(h), 1, 2, "")),
		"another kind as new":  asSetting(put(batch(h), 1, 0, "")),
	} {
		var conflict *vault.ConflictError
		if err := s.Apply(t.Context(), b); !errors.As(err, &conflict) || conflict.ID == (vault.ID{}) {
			t.Errorf("%s: %v, want a ConflictError", name, err)
		}
	}
	if m, err := s.Meta(t.Context()); err != nil || m.Head != h {
		t.Errorf("head moved to %+v, %v", m.Head, err)
	}
}

func uniqueTags(t *testing.T, p vault.Place) {
	s := create(t, p)
	h := apply(t, s, put(batch(meta().Head), 1, 0, "same"))
	var duplicate *vault.DuplicateError
	if err := s.Apply(t.Context(), put(batch(h), 2, 0, "same")); !errors.As(err, &duplicate) || duplicate.Existing != (vault.ID{1}) || duplicate.ID != (vault.ID{2}) {
		t.Errorf("got %v, want a DuplicateError of 1 and 2", err)
	}
	if err := s.Apply(t.Context(), put(put(batch(h), 3, 0, "new"), 4, 0, "new")); !errors.As(err, &duplicate) {
		t.Errorf("inside one batch: %v, want a DuplicateError", err)
	}
	h = apply(t, s, put(batch(h), 1, 2, "same")) // a record keeps its own tag
	apply(t, s, put(remove(batch(h), 1, 3), 2, 0, "same"))
}

func allOrNothing(t *testing.T, p vault.Place) {
	s := create(t, p)
	h := apply(t, s, put(batch(meta().Head), 9, 0, "taken"))
	b := batch(h)
	for id := byte(10); id < 60; id++ {
		put(b, id, 0, "")
	}
	if err := s.Apply(t.Context(), put(b, 60, 0, "taken")); err == nil {
		t.Fatal("the batch was accepted")
	}
	rows, err := s.Load(t.Context())
	if err != nil || len(rows) != 1 {
		t.Errorf("%d rows, %v, want the 1 from before", len(rows), err)
	}
	n := 0
	err = s.Changes(t.Context(), 0, func(*vault.ChangeRow) error { n++; return nil })
	if err != nil || n != 2 {
		t.Errorf("%d changes, %v, want 2", n, err)
	}
	apply(t, s, put(batch(h), 10, 0, "")) // the engine is not stuck
}

func changesInOrder(t *testing.T, p vault.Place) {
	s := create(t, p)
	h := meta().Head
	for id := byte(1); id <= 20; id++ {
		h = apply(t, s, put(batch(h), id, 0, ""))
	}
	want := uint64(6)
	err := s.Changes(t.Context(), 5, func(c *vault.ChangeRow) error {
		if c.Rev != want || len(c.Items) != 2 || c.Items[0].Op != vault.OpEvent || c.Items[1].Record != (vault.ID{byte(want) - 1}) {
			return fmt.Errorf("change %d, want %d: %+v", c.Rev, want, c.Items)
		}
		if string(c.Items[0].Detail) != string([]byte{byte(want)}) || c.Items[1].Detail != nil || c.Items[0].DetailHash != [32]byte{9} {
			return fmt.Errorf("change %d: details %+v", c.Rev, c.Items)
		}
		want++
		return nil
	})
	if err != nil || want != 22 {
		t.Errorf("%v, came to %d", err, want)
	}
	stop := errors.New("stop")
	if err := s.Changes(t.Context(), 0, func(*vault.ChangeRow) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("visit's error came back as %v", err)
	}
}

func twoOpeners(t *testing.T, p vault.Place) {
	a := create(t, p)
	b := open(t, p)
	h := apply(t, a, put(batch(meta().Head), 1, 0, ""))
	if m, err := b.Meta(t.Context()); err != nil || m.Head != h {
		t.Errorf("the other sees %+v, %v", m.Head, err)
	}
	h = apply(t, b, put(batch(h), 2, 0, ""))
	if rows, err := a.Load(t.Context()); err != nil || len(rows) != 2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	apply(t, a, put(batch(h), 3, 0, ""))
}

func watch(t *testing.T, p vault.Place) {
	a := create(t, p)
	b := open(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	revs := b.Watch(ctx)
	h := meta().Head
	deadline := time.After(20 * time.Second)
	// Watch begins at some moment after the call; writing until it answers needs no sleep.
	for seen := false; !seen; {
		h = apply(t, a, batch(h))
		select {
		case rev := <-revs:
			if rev > h.Rev {
				t.Fatalf("revision %d from the future of %d", rev, h.Rev)
			}
			seen = true
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			t.Fatal("Watch said nothing")
		}
	}
	h = apply(t, b, batch(h))
	for rev := uint64(0); rev != h.Rev; {
		select {
		case rev = <-revs:
		case <-deadline:
			t.Fatal("Watch missed the last revision")
		}
	}
	cancel()
	for {
		select {
		case _, open := <-revs:
			if !open {
				return
			}
		case <-deadline:
			t.Fatal("Watch did not end")
		}
	}
}

// concurrentWriters is the fence: every writer reads the head and tries until its batch is on top of it.
func concurrentWriters(t *testing.T, p vault.Place) {
	const writers, each = 4, 15
	first := create(t, p)
	var wg sync.WaitGroup
	for w := range writers {
		s := first
		if w > 0 {
			s = open(t, p)
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range each {
				for {
					m, err := s.Meta(t.Context())
					if err == nil {
						err = s.Apply(t.Context(), put(batch(m.Head), byte(10+w*each+n), 0, ""))
					}
					if err == nil {
						break
					}
					if !errors.Is(err, vault.ErrStale) {
						t.Errorf("writer %d: %v", w, err)
						return
					}
				}
			}
		}()
	}
	wg.Wait()
	rows, err := first.Load(t.Context())
	if err != nil || len(rows) != writers*each {
		t.Errorf("%d records, %v, want %d", len(rows), err, writers*each)
	}
	prev := uint64(0)
	err = first.Changes(t.Context(), 0, func(c *vault.ChangeRow) error {
		if c.Rev != prev+1 {
			return fmt.Errorf("change %d follows %d", c.Rev, prev)
		}
		prev = c.Rev
		return nil
	})
	if err != nil || prev != 1+writers*each {
		t.Errorf("chain to %d, %v", prev, err)
	}
}

func endedContext(t *testing.T, p vault.Place) {
	s := create(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Apply(ctx, put(batch(meta().Head), 1, 0, "")); err == nil {
		t.Error("Apply after the context ended")
	}
	if _, err := s.Load(ctx); err == nil {
		t.Error("Load after the context ended")
	}
	if m, err := s.Meta(t.Context()); err != nil || m != meta() {
		t.Errorf("Meta = %+v, %v", m, err)
	}
}

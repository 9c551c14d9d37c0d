package storetest

import (
	"errors"
	"testing"

	"kanzleicode/app/vault"
)

// rekeyed takes keys away and gives others: what [vault.Vault.Rekey] does to rows.
func rekeyed(t *testing.T, p vault.Place) {
	s := create(t, p)
	b := batch(meta().Head)
	b.Slots = []vault.SlotRow{
		{ID: vault.ID{7}, Type: vault.SlotSeat, Suite: 1, EncPub: []byte("enc"), SigPub: []byte("sig"), Params: []byte("{}"), Created: 5, Revoked: 2},
		{ID: vault.ID{8}, Type: vault.SlotRecovery, Suite: 1, EncPub: []byte("enc8"), SigPub: []byte("sig8"), Params: []byte(`{"a":1}`), Created: 9},
	}
	b.Epochs = []vault.EpochRow{{Domain: 1, Epoch: 2, Created: 9, Commit: [32]byte{4}}}
	b.Wraps = []vault.WrapRow{
		{Domain: 1, Epoch: 2, Slot: vault.ID{8}, Wrap: []byte("new")},
		{Domain: 1, Epoch: 1, Slot: vault.ID{8}, Wrap: []byte("old, for the new slot")},
	}
	b.Unwraps = []vault.WrapRow{
		{Domain: 1, Epoch: 1, Slot: vault.ID{7}, Wrap: []byte("does not count")},
		{Domain: 2, Epoch: 1, Slot: vault.ID{7}}, // is not there, and stays so
	}
	apply(t, s, b)
	keys, err := s.Keys(t.Context())
	if err != nil || len(keys.Slots) != 2 || len(keys.Epochs) != 2 || len(keys.Wraps) != 2 {
		t.Fatalf("Keys = %+v, %v", keys, err)
	}
	if a, b := keys.Slots[0], keys.Slots[1]; a.ID != (vault.ID{7}) || a.Revoked != 2 || string(a.SigPub) != "sig" || b.ID != (vault.ID{8}) || b.Revoked != 0 || string(b.Params) != `{"a":1}` {
		t.Errorf("slots = %+v, %+v", a, b)
	}
	for i, want := range []string{"old, for the new slot", "new"} {
		if w := keys.Wraps[i]; string(w.Wrap) != want || w.Slot != (vault.ID{8}) || w.Epoch != uint32(i+1) {
			t.Errorf("wrap %d = %+v", i, w)
		}
	}
	if keys.Head != head(b) {
		t.Errorf("head = %+v", keys.Head)
	}
}

// details puts some sealed details in the place of others and deletes some.
func details(t *testing.T, p vault.Place) {
	s := create(t, p)
	h := meta().Head
	for id := byte(1); id <= 3; id++ {
		h = apply(t, s, put(batch(h), id, 0, ""))
	}
	fresh := func(b *vault.Batch) *vault.Batch {
		b.Details = []vault.DetailRow{
			{Rev: 2, Index: 0, Epoch: 5, Detail: []byte("sealed anew")},
			{Rev: 3, Index: 0, Epoch: 1},
			{Rev: 4, Index: 1, Epoch: 5, Detail: []byte("of the second item")},
		}
		return b
	}
	var conflict *vault.ConflictError
	if err := s.Apply(t.Context(), put(fresh(batch(h)), 1, 99, "")); !errors.As(err, &conflict) {
		t.Fatalf("%v, want a ConflictError", err)
	}
	if err := s.Apply(t.Context(), fresh(batch(meta().Head))); !errors.Is(err, vault.ErrStale) {
		t.Fatalf("%v, want ErrStale", err)
	}
	wantDetails(t, s, map[[2]int]string{{1, 0}: "\x01", {2, 0}: "\x02", {3, 0}: "\x03", {4, 0}: "\x04"})
	apply(t, s, fresh(batch(h)))
	wantDetails(t, s, map[[2]int]string{{1, 0}: "\x01", {2, 0}: "sealed anew", {4, 0}: "\x04", {4, 1}: "of the second item", {5, 0}: "\x05"})
	epochs := map[[2]int]uint32{}
	err := s.Changes(t.Context(), 0, func(c *vault.ChangeRow) error {
		for n, i := range c.Items {
			epochs[[2]int{int(c.Rev), n}] = i.Epoch
			if n == 0 && i.DetailHash != [32]byte{9} {
				t.Errorf("change %d: another hash of the detail", c.Rev)
			}
		}
		return nil
	})
	if err != nil || epochs[[2]int{2, 0}] != 5 || epochs[[2]int{4, 1}] != 5 || epochs[[2]int{4, 0}] != 1 || len(epochs) != 8 {
		t.Errorf("epochs = %v, %v", epochs, err)
	}
}

// wantDetails compares the details that are there, by revision and index.
func wantDetails(t *testing.T, s vault.Store, want map[[2]int]string) {
	t.Helper()
	got := 0
	err := s.Changes(t.Context(), 0, func(c *vault.ChangeRow) error {
		for n, i := range c.Items {
			if i.Detail == nil {
				continue
			}
			got++
			if text, ok := want[[2]int{int(c.Rev), n}]; !ok || text != string(i.Detail) {
				t.Errorf("change %d, item %d: detail %q, want %q", c.Rev, n, i.Detail, text)
			}
		}
		return nil
	})
	if err != nil || got != len(want) {
		t.Errorf("%d details, want %d, %v", got, len(want), err)
	}
}

// scrub leaves everything as it is, however many have the vault open.
func scrub(t *testing.T, p vault.Place) {
	a := create(t, p)
	b := open(t, p)
	h := apply(t, a, put(put(batch(meta().Head), 1, 0, "tag"), 2, 0, ""))
	h = apply(t, a, remove(batch(h), 2, 2))
	if err := a.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range []vault.Store{a, b} {
		if m, err := s.Meta(t.Context()); err != nil || m.Head != h || m.Vault != meta().Vault {
			t.Errorf("Meta = %+v, %v", m, err)
		}
		if rows, err := s.Load(t.Context()); err != nil || len(rows) != 1 || string(rows[0].Tag) != "tag" || rows[0].LogDigest != [32]byte{1, 2} {
			t.Errorf("Load = %+v, %v", rows, err)
		}
		wantDetails(t, s, map[[2]int]string{{1, 0}: "\x01", {2, 0}: "\x02", {3, 0}: "\x03"})
		if faults, err := s.Check(t.Context()); err != nil || len(faults) > 0 {
			t.Errorf("Check = %q, %v", faults, err)
		}
	}
	apply(t, a, put(batch(apply(t, b, put(batch(h), 3, 0, ""))), 4, 0, ""))
}

package vault

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// signer is a slot with its row.
type signer struct {
	keys *slotKeys
	row  SlotRow
}

func newSigner(t *testing.T, n byte) signer {
	t.Helper()
	seed, err := SeedFrom(bytes.Repeat([]byte{n}, keyLength))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seed.keys(ID{n})
	if err != nil {
		t.Fatal(err)
	}
	return signer{keys, SlotRow{ID: ID{n}, Type: SlotSeat, Suite: suiteX25519, EncPub: keys.enc.PublicKey().Bytes(), SigPub: keys.sigPub(), Params: []byte("{}")}}
}

// chainStore is a Store that holds a chain and nothing else.
type chainStore struct {
	Store
	changes []ChangeRow
}

func (s *chainStore) Changes(_ context.Context, after uint64, visit func(*ChangeRow) error) error {
	for i := range s.changes {
		if s.changes[i].Rev > after {
			if err := visit(&s.changes[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// link is a change to be made: who signs it, and which slots it writes.
type link struct {
	by    signer
	slots []SlotRow
}

// TestWhoMaySign plays what a slot could do that was never let in, or was revoked, with the signatures and
// hashes all in order. It has every key but those of the others.
func TestWhoMaySign(t *testing.T) {
	t.Parallel()
	root, seat, evil := newSigner(t, 1), newSigner(t, 2), newSigner(t, 3)
	id := vaultID(root.keys.sigPub())
	revoked := func(s SlotRow, rev uint64) SlotRow { s.Revoked = rev; return s }
	for name, tt := range map[string]struct {
		links []link
		rows  []SlotRow // as they stand at the end
		want  string    // part of the error; "" = all is well
	}{
		"the first slot alone":        {[]link{{root, []SlotRow{root.row}}, {root, nil}}, []SlotRow{root.row}, ""},
		"a seat is let in":            {[]link{{root, []SlotRow{root.row}}, {root, []SlotRow{seat.row}}, {seat, nil}}, []SlotRow{root.row, seat.row}, ""},
		"the first slot is revoked":   {[]link{{root, []SlotRow{root.row}}, {root, []SlotRow{seat.row}}, {seat, []SlotRow{revoked(root.row, 3)}}, {seat, nil}}, []SlotRow{revoked(root.row, 3), seat.row}, ""},
		"a slot revokes itself":       {[]link{{root, []SlotRow{root.row}}, {root, []SlotRow{seat.row}}, {root, []SlotRow{revoked(root.row, 3)}}, {seat, nil}}, []SlotRow{revoked(root.row, 3), seat.row}, ""},
		"another first slot":          {[]link{{evil, []SlotRow{evil.row, root.row}}}, []SlotRow{root.row, evil.row}, "may not sign"},
		"a seat lets itself in":       {[]link{{root, []SlotRow{root.row}}, {evil, []SlotRow{evil.row}}}, []SlotRow{root.row, evil.row}, "may not sign"},
		"never let in":                {[]link{{root, []SlotRow{root.row}}, {evil, nil}}, []SlotRow{root.row, evil.row}, "may not sign"},
		"signs after it was revoked":  {[]link{{root, []SlotRow{root.row}}, {root, []SlotRow{seat.row}}, {root, []SlotRow{revoked(seat.row, 3)}}, {seat, nil}}, []SlotRow{root.row, revoked(seat.row, 3)}, "may not sign"},
		"its revocation is undone":    {[]link{{root, []SlotRow{root.row}}, {root, []SlotRow{seat.row}}, {root, []SlotRow{revoked(seat.row, 3)}}}, []SlotRow{root.row, seat.row}, "not the ones in the log"},
		"a row that is not in a log":  {[]link{{root, []SlotRow{root.row}}}, []SlotRow{root.row, evil.row}, "not the ones in the log"},
		"a row of the log is missing": {[]link{{root, []SlotRow{root.row}}, {root, []SlotRow{seat.row}}}, []SlotRow{root.row}, "not the ones in the log"},
		"the signer's row is missing": {[]link{{root, []SlotRow{root.row}}}, nil, "is not there"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &chainStore{}
			head := Head{0, genesis(id)}
			for _, l := range tt.links {
				c := ChangeRow{Rev: head.Rev + 1, Prev: head.Hash, Items: []ItemRow{{Op: OpEvent}}}
				for i := range l.slots {
					c.Items = append(c.Items, ItemRow{Op: OpSlot, Record: l.slots[i].ID, Digest: l.slots[i].digest(id)})
				}
				l.by.keys.signChange(id, &c)
				head = Head{c.Rev, c.Hash}
				store.changes = append(store.changes, c)
			}
			keys := &Keys{Head: head, Slots: tt.rows}
			err := newWalker(id, keys.Slots).walk(t.Context(), store, keys, nil)
			if tt.want == "" && err != nil || tt.want != "" && (!errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			keys.Head.Hash[0] ^= 1
			if err := newWalker(id, keys.Slots).walk(t.Context(), store, keys, nil); !errors.Is(err, ErrDamaged) {
				t.Errorf("a vault row of another head: %v", err)
			}
		})
	}
}

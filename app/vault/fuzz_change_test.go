package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"slices"
	"testing"

	"kanzleicode/otp/memorytest"
)

// fuzzLog is a vault's log of four changes: the vault is made, a seat let in, a record written and erased.
func fuzzLog(f *testing.F, first, second *slotKeys, key domainKey) ([]ChangeRow, *Keys) {
	f.Helper()
	id := vaultID(first.sigPub())
	row := func(k *slotKeys) SlotRow {
		return SlotRow{ID: k.slot, Type: SlotSeat, Suite: suiteX25519, EncPub: k.enc.PublicKey().Bytes(), SigPub: k.sigPub(), Params: []byte("{}")}
	}
	epoch := EpochRow{Domain: DomainList, Epoch: 1, Commit: key.commit(id)}
	keys := &Keys{Head: Head{0, genesis(id)}, Slots: []SlotRow{row(first), row(second)}, Epochs: []EpochRow{epoch}}
	let := func(i int) ItemRow {
		return ItemRow{Op: OpSlot, Record: keys.Slots[i].ID, Digest: keys.Slots[i].digest(id)}
	}
	put := ItemRow{Op: OpPut, Record: ID{9}, Kind: KindMandate, Digest: [32]byte{1}}
	random := bytes.NewReader(make([]byte, 1000)) // in front of the clear text; whoever fuzzes must have the same hashes
	sealDetail(id, 3, &put, key, recordDetail{Label: "00007", Fields: []FieldChange{{Field: "user", New: "a"}}}, random)
	var log []ChangeRow
	for i, items := range [][]ItemRow{{let(0), {Op: OpEpoch, Digest: epoch.digest(id)}}, {let(1)}, {put}, {{Op: OpErase, Record: put.Record}}} {
		event := eventItem(id, keys.Head.Rev+1, key, eventDetail{Event: "event", Host: "PC"}, random)
		c := ChangeRow{Rev: keys.Head.Rev + 1, At: int64(i), Prev: keys.Head.Hash, Items: append([]ItemRow{event}, items...)}
		[]*slotKeys{first, first, second, first}[i].signChange(id, &c)
		keys.Head = Head{c.Rev, c.Hash}
		log = append(log, c)
	}
	return log, keys
}

// packItems and unpackItems are the items of a change as the fuzzer turns them over: fixed fields, then kind
// and detail behind their lengths.
func packItems(items []ItemRow) (packed []byte) {
	for _, i := range items {
		packed = append(packed, byte(i.Op), byte(i.Domain), byte(i.Epoch), byte(len(i.Kind)))
		packed = append(append(append(packed, i.Record[:]...), i.Digest[:]...), i.DetailHash[:]...)
		packed = append(binary.BigEndian.AppendUint16(append(packed, i.Kind...), uint16(len(i.Detail))), i.Detail...)
	}
	return packed
}

func unpackItems(packed []byte) (items []ItemRow) {
	take := func(n int) []byte {
		taken := packed[:min(n, len(packed))]
		packed = packed[len(taken):]
		return taken
	}
	for len(packed) > 0 {
		head, i := take(4), ItemRow{}
		head = append(slices.Clone(head), 0, 0, 0, 0)
		i.Op, i.Domain, i.Epoch = Op(head[0]), Domain(head[1]), uint32(head[2])
		copy(i.Record[:], take(len(i.Record)))
		copy(i.Digest[:], take(len(i.Digest)))
		copy(i.DetailHash[:], take(len(i.DetailHash)))
		i.Kind = Kind(take(int(head[3])))
		if size := append(slices.Clone(take(2)), 0, 0); size[0] != 0 || size[1] != 0 {
			i.Detail = take(int(binary.BigEndian.Uint16(size)))
		}
		items = append(items, i)
	}
	return items
}

// FuzzChange: one change of the log is put in the place of the true one. The chain holds only if it is the true
// one; and what the history shows of it was sealed with it, whatever else its rows say. Last, words stand for
// the clear text of a detail, as another version of the program might have sealed it.
func FuzzChange(f *testing.F) {
	first, id := fuzzKeys(f)
	seed, err := SeedFrom(bytes.Repeat([]byte{8}, keyLength))
	if err != nil {
		f.Fatal(err)
	}
	second, err := seed.keys(ID{2})
	if err != nil {
		f.Fatal(err)
	}
	key := domainKey{domain: DomainList, epoch: 1, key: bytes.Repeat([]byte{9}, keyLength)}
	log, keys := fuzzLog(f, first, second, key)
	held := &ring{keys: map[Domain]map[uint32]domainKey{DomainList: {1: key}}, newest: map[Domain]uint32{DomainList: 1}}
	for i, c := range log {
		words := `{"event":"e","params":{"a":"b"},"label":"l","fields":[{"field":"user","old":"a","new":"b"}]}`
		f.Add(uint8(i), c.Rev, c.At, c.Slot[:], c.Prev[:], c.Hash[:], c.Sig, packItems(c.Items), []byte(words))
		f.Add(uint8(i), c.Rev+1, c.At, c.Slot[:], c.Prev[:], c.Hash[:], c.Sig, packItems(c.Items[1:]), []byte(words[1:]))
	}
	f.Fuzz(func(t *testing.T, at uint8, rev uint64, moment int64, slot, prev, hash, sig, items, words []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			forged := ChangeRow{Rev: rev, At: moment, Sig: sig, Items: unpackItems(items)}
			copy(forged.Slot[:], slot)
			copy(forged.Prev[:], prev)
			copy(forged.Hash[:], hash)
			changes := slices.Clone(log)
			honest := &log[int(at)%len(log)]
			changes[int(at)%len(log)] = forged
			err := newWalker(id, keys.Slots).walk(t.Context(), &chainStore{changes: changes}, keys, nil)
			if same := sameLink(&forged, honest); (err == nil) != same || err != nil && !errors.Is(err, ErrDamaged) {
				t.Errorf("the true change %t: %v", same, err)
			}
			checkHistory(t, id, held, changes)

			item := ItemRow{Op: OpPut, Domain: DomainList, Epoch: 1}
			plaintext := append(make([]byte, 16), words...)
			item.DetailHash = detailHash(plaintext)
			item.Detail = seal(key.detailKey(id, rev), plaintext, detailAAD(id, rev, item.Op, item.Record))
			var detail recordDetail
			if err := held.openDetail(id, rev, &item, &detail); err != nil && !errors.Is(err, ErrDamaged) {
				t.Errorf("a detail: %v", err)
			}
		})
	})
}

// sameLink compares all that the chain speaks for: not the sealed details, which may be sealed anew or deleted.
func sameLink(a, b *ChangeRow) bool {
	bare := func(c *ChangeRow) ChangeRow {
		copied := *c
		copied.Items = slices.Clone(c.Items)
		for i := range copied.Items {
			item := &copied.Items[i]
			item.Detail, item.Epoch = nil, 0
		}
		copied.Sig = append([]byte{}, c.Sig...)
		return copied
	}
	return reflect.DeepEqual(bare(a), bare(b))
}

// checkHistory reads changes as the history and [Vault.Verify] do.
func checkHistory(t *testing.T, id ID, held *ring, changes []ChangeRow) {
	t.Helper()
	var erased erasures
	var entries []Entry
	logged := traces{}
	for i := range changes {
		c := &changes[i]
		found := held.entry(id, c)
		erased.note(c, i, found.gaps)
		logged.note(c)
		entries = append(entries, found.entry)
		if e := found.entry.Event; e != "" && e != "event" {
			t.Errorf("the history shows the event %q", e)
		}
		for _, item := range found.entry.Items {
			if item.Label != "" && (item.Label != "00007" || item.ID != ID{9}) {
				t.Errorf("the history shows %q of %s", item.Label, item.ID)
			}
		}
	}
	erased.settle(entries)
}

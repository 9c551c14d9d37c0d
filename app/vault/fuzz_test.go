package vault

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"testing"

	"kanzleicode/otp/memorytest"
)

// fuzzKeys are the keys of a slot that everything here is made for.
func fuzzKeys(f *testing.F) (*slotKeys, ID) {
	f.Helper()
	seed, err := SeedFrom(bytes.Repeat([]byte{7}, keyLength))
	if err != nil {
		f.Fatal(err)
	}
	keys, err := seed.keys(ID{1})
	if err != nil {
		f.Fatal(err)
	}
	return keys, vaultID(keys.sigPub())
}

// FuzzPin: a pin file may hold anything; only what the slot signed counts.
func FuzzPin(f *testing.F) {
	keys, id := fuzzKeys(f)
	v := &Vault{id: id, slot: keys}
	good := pin{Format: 1, Vault: id, Rev: 3, Head: string(bytes.Repeat([]byte("ab"), 32)), Keys: string(bytes.Repeat([]byte("cd"), 32)), Slot: keys.slot}
	good.Sig = ed25519.Sign(keys.sig, good.frame())
	text, err := json.Marshal(good)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(text), "", "null", "{}", `{"sig":"AA=="}`, `{"rev":-1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			seen, err := v.readPin(raw, []SlotRow{{ID: ID{2}, SigPub: []byte{1}}, {ID: ID{3}}})
			if err == nil && (seen.head.Rev != good.Rev || !seen.trusted || seen.head.Hash[0] != 0xab || seen.keys[0] != 0xcd) {
				t.Errorf("%q counts as a pin: %+v", raw, seen)
			}
		})
	})
}

// FuzzSlotParams: the parameters of a passphrase slot come from the file.
func FuzzSlotParams(f *testing.F) {
	for _, seed := range []string{
		`{"argon2id":{"t":1,"m_kib":8,"p":1},"salt":"AAAAAAAAAAAAAAAAAAAAAA==","seed":"AA=="}`, `{"argon2id":{"t":3,"m_kib":4294967295,"p":255}}`,
		"", "null", "[]", `{"salt":5}`, `{"argon2id":{"t":-1}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			var p passphraseParams
			if json.Unmarshal(raw, &p) == nil && p.KDF.Time >= floorTime && p.KDF.Memory >= floorMemory {
				t.Skip("in bounds: the derivation would only cost time")
			}
			if _, err := openSeed(ID{1}, &SlotRow{ID: ID{2}, Params: raw}, Seed{}, []byte("x")); err == nil {
				t.Errorf("%q gave a seed", raw)
			}
		})
	})
}

// FuzzRecord: sealed bytes and everything around them come from the file. Only the one true row opens.
func FuzzRecord(f *testing.F) {
	_, id := fuzzKeys(f)
	key := domainKey{domain: DomainCode, epoch: 1, key: bytes.Repeat([]byte{9}, keyLength)}
	r := &ring{keys: map[Domain]map[uint32]domainKey{DomainCode: {1: key}}}
	true1 := RecordRow{ID: ID{5}, Kind: KindAccount, Epoch: 1, Rev: 2}
	// Sealed once and written down: every process that fuzzes must take the same bytes for true.
	true1.Sealed, _ = hex.DecodeString("1ebc15b9a3301800ff8f34709696749b9adac6b898135bf875ac729fba0119ec")
	f.Add(true1.ID[:], "account", uint32(1), uint64(2), []byte(nil), true1.Sealed)
	f.Add(true1.ID[:], "account", uint32(1), uint64(3), []byte(nil), true1.Sealed)
	f.Add([]byte{}, "seat", uint32(0), uint64(0), []byte{1}, []byte{})
	f.Fuzz(func(t *testing.T, recordID []byte, kind string, epoch uint32, rev uint64, tag, sealed []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			row := RecordRow{Kind: Kind(kind), Epoch: epoch, Rev: rev, Tag: tag, Sealed: sealed}
			copy(row.ID[:], recordID)
			// An attacker can make the log agree: the seal alone must stand.
			body, err := r.openRecord(id, &row, row.digest(id))
			same := row.ID == true1.ID && row.Kind == true1.Kind && row.Epoch == 1 && row.Rev == 2 && bytes.Equal(sealed, true1.Sealed)
			if (err == nil) != same || same && string(body) != "body" {
				t.Errorf("%+v opens as %q, %v", row, body, err)
			}
			item := &ItemRow{Op: OpPut, Record: row.ID, Domain: DomainCode, Epoch: epoch, Detail: sealed}
			if r.openDetail(id, rev, item, &recordDetail{}) == nil {
				t.Errorf("%+v opens as a detail", row)
			}
		})
	})
}

// FuzzFrame: different fields never give the same bytes.
func FuzzFrame(f *testing.F) {
	f.Add("a", []byte("bc"), "ab", []byte("c"))
	f.Add("", []byte{0, 0, 0, 0}, "\x00\x00\x00\x00", []byte{})
	f.Fuzz(func(t *testing.T, a string, b []byte, c string, d []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			one, two := newFrame("x").text(a).bytes(b).u32(1), newFrame("x").text(c).bytes(d).u32(1)
			if same := a == c && bytes.Equal(b, d); same != bytes.Equal(one, two) {
				t.Errorf("%q %q and %q %q: same %t", a, b, c, d, same)
			}
		})
	})
}

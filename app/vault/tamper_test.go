package vault_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/vault"
)

// TestTampering: somebody who can write to the file, but has no key, changes it with SQL. It is seen when
// the vault is opened and read, or by Verify.
func TestTampering(t *testing.T) {
	t.Parallel()
	h, want := furnished(t, 4)
	older := h.copy(t)
	v := older.open()
	var one, two vault.Record
	for _, r := range load(t, v, vault.KindMandate) {
		if r.Rev == 2 && one.ID.IsZero() {
			one = r
		} else if r.Rev == 2 {
			two = r
		}
	}
	apply(t, v, vault.Mutation{ID: one.ID, Kind: one.Kind, Expect: one.Rev, Body: []byte(`{"number":"changed"}`), Unique: "changed"})
	shut(t, v)
	newer := older // its record one is at a newer revision than h's
	want[one.ID] = string(one.Kind) + `{"number":"changed"}`

	// The same row as h had it is the genuine older version. Whoever also takes the newer one out of the log
	// deceives Load, which does not walk the whole log; Verify does.
	attach := "ATTACH '" + h.file() + "' AS old"
	idOne, idTwo := "x'"+one.ID.String()+"'", "x'"+two.ID.String()+"'"
	for name, tt := range map[string]struct {
		sql    []string
		onLoad bool // Load sets the record aside
	}{
		"record replayed":           {[]string{attach, "REPLACE INTO record SELECT * FROM old.record WHERE id = " + idOne}, true},
		"record and log entry":      {[]string{attach, "REPLACE INTO record SELECT * FROM old.record WHERE id = " + idOne, "DELETE FROM item WHERE rev = 8 AND record = " + idOne}, false},
		"records swapped":           {[]string{"UPDATE record SET sealed = (SELECT sealed FROM record WHERE id = " + idTwo + ") WHERE id = " + idOne}, true},
		"record renamed":            {[]string{"UPDATE record SET id = x'00112233445566778899aabbccddeeff' WHERE id = " + idOne}, true},
		"record of another kind":    {[]string{"UPDATE record SET kind = 'setting' WHERE id = " + idOne}, true},
		"record of another epoch":   {[]string{"UPDATE record SET epoch = 2 WHERE id = " + idOne}, true},
		"record's tag removed":      {[]string{"UPDATE record SET tag = NULL WHERE id = " + idOne}, true},
		"record deleted":            {[]string{"DELETE FROM record WHERE id = " + idOne}, false},
		"record invented":           {[]string{"INSERT INTO record SELECT x'00112233445566778899aabbccddeeff', kind, epoch, rev, NULL, sealed FROM record WHERE id = " + idOne}, true},
		"change's time":             {[]string{"UPDATE change SET at = at + 1 WHERE rev = 4"}, false},
		"change's signer":           {[]string{"UPDATE change SET slot = zeroblob(16) WHERE rev = 4"}, false},
		"change's signature":        {[]string{"UPDATE change SET sig = zeroblob(64) WHERE rev = 4"}, false},
		"change's hash":             {[]string{"UPDATE change SET hash = zeroblob(32) WHERE rev = 4"}, false},
		"change deleted":            {[]string{"DELETE FROM change WHERE rev = 4"}, false},
		"changes reordered":         {[]string{"UPDATE change SET rev = 99 WHERE rev = 4", "UPDATE change SET rev = 4 WHERE rev = 5", "UPDATE change SET rev = 5 WHERE rev = 99"}, false},
		"extra change":              {[]string{"INSERT INTO change SELECT 99, at, slot, prev, hash, sig FROM change WHERE rev = 4", "INSERT INTO item SELECT 99, idx, op, record, kind, digest, domain, epoch, detail_hash, detail FROM item WHERE rev = 4"}, false},
		"last change deleted":       {[]string{"DELETE FROM change WHERE rev = 8", "DELETE FROM item WHERE rev = 8"}, false},
		"tail cut":                  {[]string{"DELETE FROM change WHERE rev > 5", "DELETE FROM item WHERE rev > 5", "UPDATE vault SET rev = 5, head = (SELECT hash FROM change WHERE rev = 5)"}, false},
		"head moved back":           {[]string{"UPDATE vault SET rev = 7, head = (SELECT hash FROM change WHERE rev = 7)"}, false},
		"item's digest":             {[]string{"UPDATE item SET digest = zeroblob(32) WHERE rev = 2 AND idx = 1"}, false},
		"item deleted":              {[]string{"DELETE FROM item WHERE rev = 2 AND idx = 1"}, false},
		"items reordered":           {[]string{"UPDATE item SET idx = 77 WHERE rev = 2 AND idx = 1", "UPDATE item SET idx = 1 WHERE rev = 2 AND idx = 2", "UPDATE item SET idx = 2 WHERE rev = 2 AND idx = 77"}, false},
		"detail deleted":            {[]string{"UPDATE item SET detail = NULL WHERE rev = 4 AND idx = 1"}, false},
		"details exchanged":         {[]string{"UPDATE item SET detail = (SELECT detail FROM item WHERE rev = 2 AND idx = 2) WHERE rev = 2 AND idx = 1"}, false},
		"slot invented":             {[]string{"INSERT INTO slot SELECT zeroblob(16), type, suite, enc_pub, sig_pub, params, created, 0 FROM slot"}, false},
		"slot's parameters":         {[]string{"UPDATE slot SET params = CAST('{\"role\":\"all\"}' AS BLOB)"}, false},
		"slot revoked":              {[]string{"INSERT INTO slot SELECT zeroblob(16), type, suite, enc_pub, sig_pub, params, created, 4 FROM slot"}, false},
		"epoch invented":            {[]string{"INSERT INTO epoch SELECT domain, 2, created, commitment FROM epoch"}, false},
		"epoch's proof":             {[]string{"UPDATE epoch SET commitment = zeroblob(32) WHERE domain = 2"}, false},
		"wraps exchanged":           {[]string{"UPDATE wrap SET wrap = (SELECT wrap FROM wrap WHERE domain = 1) WHERE domain = 2"}, false},
		"the vault's date":          {[]string{"UPDATE vault SET created = created + 1"}, false},
		"another name for the file": {[]string{"UPDATE vault SET id = zeroblob(16)"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, pinned := range []bool{true, false} {
				c := newer.copy(t)
				if !pinned {
					c.pins = &pins{saved: map[string][]byte{}}
				}
				c.sql(tt.sql...)
				v, err := c.tryOpen(c.unlock())
				if err != nil {
					continue // seen at once
				}
				records, faults, err := v.Load(t.Context(), vault.KindMandate, vault.KindSetting)
				if tt.onLoad && (err != nil || len(faults) != 1 || !errors.Is(faults[0].Err, vault.ErrDamaged)) {
					t.Errorf("Load gave %d damaged, %v", len(faults), err)
				}
				replayed := name == "record and log entry"
				for _, r := range records {
					if want[r.ID] != string(r.Kind)+string(r.Body) && v.Refusal() == nil && !replayed {
						t.Errorf("%s reads %q", r.ID, r.Body)
					}
				}
				// Slots and epochs are compared at every start, the log as far as this PC has not seen it.
				keys, log := startsWith(name, "slot", "epoch"), startsWith(name, "change", "item", "last change")
				if refusal := v.Refusal(); refusal == nil && (keys || log && !pinned) {
					t.Errorf("pinned %t: it may be written to", pinned)
				} else if keys {
					wantReason(t, refusal, "damaged_keys")
				}
				report := verify(t, v)
				if len(report.Faults) == 0 && !(name == "tail cut" && !pinned) {
					t.Errorf("pinned %t: nobody noticed", pinned)
				}
			}
		})
	}
}

func startsWith(name string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

package vault_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync/atomic"
	"testing"

	"kanzleicode/app/vault"
)

// times is how often a test repeats itself: as the environment says (the nightly run), else the default.
func times(t testing.TB, variable string, standard int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// furnished is a closed vault with some of everything, and what its records hold.
func furnished(t *testing.T, mandates int) (*house, map[vault.ID]string) {
	t.Helper()
	h := newHouse(t)
	v := h.open()
	var batch []vault.Mutation
	for i := range mandates {
		batch = append(batch, mandate(v, fmt.Sprintf("%05d", i)))
	}
	rev := apply(t, v, batch...)
	edited := batch[0]
	edited.Expect, edited.Body = rev, []byte(`{"number":"00000","user":"edited"}`)
	apply(t, v, edited)
	for _, name := range []string{"Amainvoice", "Amainvoice alt", "Müller"} {
		apply(t, v, account(v, name))
	}
	apply(t, v, vault.Mutation{ID: v.NewID(), Kind: vault.KindSetting, Body: []byte(`{"firm":"Müller & Partner"}`)})
	want := map[vault.ID]string{}
	for _, r := range load(t, v) {
		want[r.ID] = string(r.Kind) + string(r.Body)
	}
	wantClean(t, v)
	shut(t, v)
	return h, want
}

// outcome of opening a damaged vault.
type outcome int

const (
	locked  outcome = iota // it did not open, or its table cannot be read
	partial                // some records are set aside
	whole                  // every record is there
)

// judgeDamaged opens a damaged vault and reads all that it can. Whatever it gives must be right, and what
// is missing must be told of.
func judgeDamaged(h *house, want map[vault.ID]string, what string) outcome {
	v, err := h.tryOpen(h.unlock())
	if err != nil {
		return locked
	}
	defer v.Close()
	result := whole
	seen := map[vault.ID]bool{}
	silent := 0
	for _, kind := range []vault.Kind{vault.KindAccount, vault.KindMandate, vault.KindSetting} {
		records, faults, err := v.Load(h.t.Context(), kind)
		if err != nil {
			result = locked
			continue
		}
		for _, r := range records {
			seen[r.ID] = true
			if want[r.ID] != string(r.Kind)+string(r.Body) {
				h.t.Errorf("%s: record %s silently became %q", what, r.ID, r.Body)
			}
		}
		for _, f := range faults {
			seen[f.ID] = true
			result = min(result, partial)
			if !errors.Is(f.Err, vault.ErrDamaged) {
				h.t.Errorf("%s: %v is not ErrDamaged", what, f.Err)
			}
		}
	}
	for id := range want {
		if !seen[id] {
			silent++
		}
	}
	report, err := v.Verify(h.t.Context())
	if silent > 0 {
		result = min(result, partial)
		if err == nil && len(report.Faults) == 0 {
			h.t.Errorf("%s: %d records are missing and Verify is content", what, silent)
		}
	}
	if err == nil && len(report.Faults) == 0 && (result != whole || report.Records != len(want)) {
		h.t.Errorf("%s: Verify is content with %d records of %d", what, report.Records, len(want))
	}
	if _, err := v.History(h.t.Context(), 0); err == nil && v.Refusal() == nil {
		// Writing either works or says why not; it must not crash.
		_, _ = v.Apply(h.t.Context(), change("x", vault.DomainList, mandate(v, "new")))
	}
	return result
}

// TestBitFlips: one bit of the closed file is turned over. No value may ever be wrong, nearly all records
// must stay readable nearly always, and nothing may crash.
func TestBitFlips(t *testing.T) {
	t.Parallel()
	h, want := furnished(t, 60)
	pristine := h.read()
	random := rand.New(rand.NewPCG(1, 2))
	const workers = 4
	flips := make([][]int, workers)
	n := times(t, "KANZLEICODE_FLIPS", 300)
	for i := range n {
		flips[i%workers] = append(flips[i%workers], random.IntN(8*len(pristine)))
	}
	var counts [whole + 1]atomic.Int64
	t.Run("flips", func(t *testing.T) {
		for _, mine := range flips {
			t.Run("worker", func(t *testing.T) {
				t.Parallel()
				c := h.copy(t)
				for i, bit := range mine {
					damaged := append([]byte(nil), pristine...)
					damaged[bit/8] ^= 1 << (bit % 8)
					c.put(damaged)
					removeCompanions(c)
					c.pins = h.pins.copy()
					if i%2 == 1 {
						c.pins = &pins{saved: map[string][]byte{}} // the whole chain is walked then
					}
					counts[judgeDamaged(c, want, fmt.Sprintf("bit %d", bit))].Add(1)
				}
			})
		}
	})
	t.Logf("%d flips in %d bytes: %d times all records, %d some set aside, %d none of a kind",
		n, len(pristine), counts[whole].Load(), counts[partial].Load(), counts[locked].Load())
	if counts[locked].Load() > int64(n)/5 {
		t.Errorf("%d of %d flips made records unreadable that were whole", counts[locked].Load(), n)
	}
}

// TestTruncation: the file ends early, at every sector.
func TestTruncation(t *testing.T) {
	t.Parallel()
	h, want := furnished(t, 3)
	pristine := h.read()
	const workers = 3
	for w := range workers {
		t.Run("worker", func(t *testing.T) {
			t.Parallel()
			c := h.copy(t)
			for end := 512 * w; end < len(pristine); end += 512 * workers {
				c.put(pristine[:end])
				removeCompanions(c)
				c.pins = h.pins.copy()
				judgeDamaged(c, want, fmt.Sprintf("cut at %d", end))
			}
		})
	}
}

// removeCompanions removes what SQLite left beside a database that it could not close in peace.
func removeCompanions(h *house) {
	_ = os.Remove(h.file() + "-wal")
	_ = os.Remove(h.file() + "-shm")
}

// TestHostileRows: rows of wrong types and sizes, and things that are not ours.
func TestHostileRows(t *testing.T) {
	t.Parallel()
	h, want := furnished(t, 3)
	loose := "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(replace(replace(sql, 'STRICT, WITHOUT ROWID', 'WITHOUT ROWID'), 'STRICT', ''), 'CHECK', 'DEFAULT 1 CHECK')"
	for name, statements := range map[string][]string{
		"negative numbers":   {"UPDATE record SET epoch = -1 WHERE kind = 'account'"},
		"huge numbers":       {"UPDATE record SET epoch = 9223372036854775807, rev = -9223372036854775808 WHERE kind = 'account'"},
		"unknown kind":       {"UPDATE record SET kind = 'x' WHERE rowid = 2"},
		"empty blobs":        {"UPDATE record SET sealed = zeroblob(0)"},
		"huge blob":          {"UPDATE record SET sealed = zeroblob(70000000) WHERE rowid = 2"},
		"items of no record": {"UPDATE item SET op = 77, domain = 200, epoch = -5"},
		"negative revisions": {"UPDATE change SET rev = -rev"},
		"negative slot":      {"UPDATE slot SET revoked = -1, suite = 99999999999"},
		"slot of no key":     {"INSERT INTO slot SELECT zeroblob(16), type, suite, zeroblob(0), zeroblob(0), params, created, 0 FROM slot"},
		"no vault row":       {"DELETE FROM vault"},
		"no slots":           {"DELETE FROM slot"},
		"no log":             {"DELETE FROM change", "DELETE FROM item"},
		"no items":           {"DELETE FROM item"},
		"a wrap is broken":   {"UPDATE wrap SET wrap = zeroblob(80) WHERE domain = 2"},
		"no wraps":           {"DELETE FROM wrap"},
		"an endless view":    {"ALTER TABLE record RENAME TO r2", "CREATE VIEW record AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT zeroblob(16) AS id, 'account' AS kind, 1 AS epoch, n AS rev, NULL AS tag, x'00' AS sealed FROM x"},
		"a trigger":          {"CREATE TRIGGER t AFTER UPDATE ON vault BEGIN DELETE FROM record; END"},
		"NULLs and texts":    {loose, "VACUUM", "UPDATE record SET sealed = 'text', tag = 5, epoch = 'x' WHERE rowid = 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.copy(t)
			c.sql(statements...)
			if judgeDamaged(c, want, name) == whole {
				if v, err := c.tryOpen(c.unlock()); err == nil && len(verify(t, v).Faults) == 0 {
					t.Error("nobody noticed")
				}
			}
		})
	}
}

// TestOneDomainsKey: a broken key costs its domain; codes go on.
func TestOneDomainsKey(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	h.sql("UPDATE wrap SET wrap = zeroblob(80) WHERE domain = 2")
	v := h.open()
	if n := len(load(t, v, vault.KindAccount)); n != 3 {
		t.Errorf("%d accounts", n)
	}
	_, _, err := v.Load(t.Context(), vault.KindMandate)
	wantReason(t, err, "damaged_keys")
	if len(verify(t, v).Faults) == 0 {
		t.Error("Verify is content")
	}
}

package vault_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"kanzleicode/app/vault"
)

// nightly is how often a test repeats itself: few times in make test, many in make reliability.
func nightly(few, many int) int {
	if os.Getenv("KANZLEICODE_NIGHTLY") == "1" {
		return many
	}
	return few
}

// unfolded is a vault whose newest changes stand in SQLite's log only, as a crash leaves it: the database, the
// log, and every body that each record ever had.
type unfolded struct {
	*house
	db, wal  []byte
	versions map[vault.ID][]string // oldest first; "" = not there
}

func newUnfolded(t *testing.T) *unfolded {
	t.Helper()
	h, want := furnished(t, 12)
	u := &unfolded{house: h, db: h.read(), versions: map[vault.ID][]string{}}
	for id, body := range want {
		u.versions[id] = []string{body}
	}
	v := h.open()
	for n := range 2 {
		for i, r := range load(t, v, vault.KindMandate)[n : n+1] {
			number := fmt.Sprintf("edited %d-%d", n, i)
			body := fmt.Sprintf(`{"number":%q,"user":"mueller"}`, number)
			apply(t, v, vault.Mutation{ID: r.ID, Kind: r.Kind, Expect: r.Rev, Body: []byte(body), Unique: number})
			u.versions[r.ID] = append(u.versions[r.ID], string(r.Kind)+body)
		}
		m := mandate(v, fmt.Sprint("new", n))
		apply(t, v, m)
		u.versions[m.ID] = []string{"", string(m.Kind) + string(m.Body)}
	}
	var err error
	if u.wal, err = os.ReadFile(h.file() + "-wal"); err != nil || len(u.wal) < 50_000 {
		t.Fatalf("SQLite's log has %d bytes, %v", len(u.wal), err)
	}
	if !bytes.Equal(u.db, h.read()) {
		t.Fatal("the log was folded in already")
	}
	u.pins = h.pins.copy()
	shut(t, v)
	return u
}

// judge opens the vault with this log and reads everything. A value that is not the newest must be one that was
// stored once, and then the vault says that it is not in the state that this PC saw last.
func (u *unfolded) judge(c *house, wal []byte, what string) outcome {
	removeCompanions(c)
	c.put(u.db)
	if err := os.WriteFile(c.file()+"-wal", wal, 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.pins = u.pins.copy()
	v, err := c.tryOpen(c.unlock())
	if err != nil {
		return locked
	}
	defer v.Close() //nolint:errcheck // what it does to a damaged file does not matter
	records, faults, err := v.Load(c.t.Context())
	if err != nil {
		return locked
	}
	now := map[vault.ID]string{}
	for _, r := range records {
		now[r.ID] = string(r.Kind) + string(r.Body)
	}
	for _, f := range faults {
		now[f.ID] = "set aside"
	}
	result := whole
	for id, versions := range u.versions {
		newest := versions[len(versions)-1]
		if now[id] == newest {
			continue
		}
		result = partial
		known := now[id] == "set aside"
		for _, version := range versions {
			known = known || now[id] == version
		}
		if !known {
			c.t.Errorf("%s: record %s silently became %q", what, id, now[id])
		}
	}
	if result == partial && v.Refusal() == nil && len(faults) == 0 {
		c.t.Errorf("%s: older values, and nobody is told", what)
	}
	return result
}

// TestReliabilityFlipsInLog: one bit of SQLite's log is turned over after a crash.
func TestReliabilityFlipsInLog(t *testing.T) {
	t.Parallel()
	u := newUnfolded(t)
	c := u.copy(t)
	if u.judge(c, u.wal, "as it was") != whole {
		t.Fatal("an undamaged log is not read")
	}
	random := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // places
	var counts [whole + 1]int
	n := nightly(150, 10_000)
	for range n {
		bit := random.IntN(8 * len(u.wal))
		damaged := bytes.Clone(u.wal)
		damaged[bit/8] ^= 1 << (bit % 8)
		counts[u.judge(c, damaged, fmt.Sprintf("bit %d of the log", bit))]++
	}
	t.Logf("%d flips in a log of %d bytes: %d times all values the newest, %d an older state and said so, %d not opened",
		n, len(u.wal), counts[whole], counts[partial], counts[locked])
	if counts[locked] > n/5 {
		t.Errorf("%d of %d flips made the vault unreadable", counts[locked], n)
	}
}

// TestReliabilityCutLog: SQLite's log ends early, at every sector or, nightly, also beside it.
func TestReliabilityCutLog(t *testing.T) {
	t.Parallel()
	u := newUnfolded(t)
	c := u.copy(t)
	cuts := 0
	for end := 0; end < len(u.wal); end += 512 {
		for _, beside := range []int{0, -1, 1}[:nightly(1, 3)] {
			u.judge(c, u.wal[:max(0, end+beside)], fmt.Sprintf("log cut at %d", end+beside))
			cuts++
		}
	}
	t.Logf("%d cuts of a log of %d bytes", cuts, len(u.wal))
}

// TestReliabilityDamagedPin: the file that remembers the newest state is damaged at any bit, or cut at any byte.
// The records are right, and either it is said that the file was wrong, or nothing in it that counts was.
func TestReliabilityDamagedPin(t *testing.T) {
	t.Parallel()
	h, want := furnished(t, 5)
	name := h.id.String()
	good := h.pins.saved[name]
	random := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // places
	check := func(damaged []byte, what string) {
		h.pins = &pins{saved: map[string][]byte{name: damaged}}
		v, err := h.tryOpen(h.unlock())
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		defer shut(t, v)
		for _, r := range load(t, v) {
			if want[r.ID] != string(r.Kind)+string(r.Body) {
				t.Errorf("%s: record %s became %q", what, r.ID, r.Body)
			}
		}
		if v.Refusal() != nil {
			return // a person is asked
		}
		if v.PinFault() == nil && !sameJSON(damaged, good) {
			t.Errorf("%s: nobody noticed: %s", what, damaged)
		}
		if !bytes.Equal(h.pins.saved[name], good) && v.PinFault() != nil {
			t.Errorf("%s: not remembered anew", what)
		}
	}
	n := nightly(150, 10_000)
	for range n {
		bit := random.IntN(8 * len(good))
		damaged := bytes.Clone(good)
		damaged[bit/8] ^= 1 << (bit % 8)
		check(damaged, fmt.Sprintf("bit %d", bit))
	}
	for end := 0; end < len(good); end += nightly(16, 1) {
		check(good[:end:end], fmt.Sprintf("cut at %d", end))
	}
	t.Logf("%d flips in %d bytes", n, len(good))
}

// sameJSON reports whether two pins say the same: upper case in a name and the last bits of base64 mean nothing.
func sameJSON(a, b []byte) bool {
	type pin struct {
		Format, Rev             uint64
		Vault, Head, Keys, Slot string
		Sig                     []byte
	}
	var x, y pin
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && x.Format == y.Format && x.Rev == y.Rev &&
		strings.EqualFold(x.Vault+x.Head+x.Keys+x.Slot, y.Vault+y.Head+y.Keys+y.Slot) && bytes.Equal(x.Sig, y.Sig)
}

// TestReliabilityOlderStates: every state that the vault ever had is put back. It is noticed every time, nothing
// can be written until a person accepts it, and then everything works again.
func TestReliabilityOlderStates(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 3)
	steps := []func(v *vault.Vault){
		func(v *vault.Vault) { apply(t, v, mandate(v, v.NewID().String())) },
		func(v *vault.Vault) { apply(t, v, account(v, v.NewID().String())) },
		func(v *vault.Vault) {
			r := load(t, v, vault.KindMandate)[0]
			number := v.NewID().String()
			apply(t, v, vault.Mutation{ID: r.ID, Kind: r.Kind, Expect: r.Rev, Body: []byte(`{"number":"` + number + `"}`), Unique: number})
		},
		func(v *vault.Vault) {
			records := load(t, v, vault.KindMandate)
			r := records[len(records)-1]
			apply(t, v, vault.Mutation{ID: r.ID, Kind: r.Kind, Expect: r.Rev})
		},
		func(v *vault.Vault) {
			if err := v.Rekey(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
	}
	n := nightly(20, 500)
	older := make([][]byte, n)
	for i := range n {
		older[i] = h.read()
		v := h.open()
		steps[i%len(steps)](v)
		shut(t, v)
	}
	newest := h.pins.copy()
	noticed := 0
	for i, state := range older {
		c := h.copy(t)
		c.put(state)
		c.pins = newest.copy()
		v := c.open()
		if wantRefused(t, v, "rollback"); v.Refusal() != nil {
			noticed++
		}
		if i%10 == 0 {
			if err := v.AcceptState(t.Context()); err != nil {
				t.Fatal(err)
			}
			apply(t, v, mandate(v, "after"))
			wantClean(t, v)
		}
		shut(t, v)
	}
	t.Logf("%d older states put back, %d noticed", n, noticed)
}

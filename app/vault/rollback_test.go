package vault_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// wantRefused checks that reading works and writing does not.
func wantRefused(t *testing.T, v *vault.Vault, why string) {
	t.Helper()
	wantReason(t, v.Refusal(), why)
	_, err := v.Apply(t.Context(), change("x", vault.DomainList, mandate(v, "refused")))
	wantReason(t, err, why)
	if len(load(t, v, vault.KindAccount)) == 0 {
		t.Error("no account can be read")
	}
}

func TestOlderVaultPutBack(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	older := h.read()
	v := h.open()
	seen := apply(t, v, mandate(v, "newer"))
	shut(t, v)
	h.put(older)
	v = h.open()
	wantRefused(t, v, "rollback")
	var e *vault.Error
	if errors.As(v.Refusal(), &e); e.Args["seen"] != seen || e.Args["found"] != seen-1 {
		t.Errorf("%v", e.Args)
	}
	if len(verify(t, v).Faults) != 1 {
		t.Error("Verify says nothing")
	}
	shut(t, v)
	v = h.open()
	wantRefused(t, v, "rollback") // it is not forgotten
	if err := v.AcceptState(t.Context()); err != nil || v.Refusal() != nil {
		t.Fatal(err, v.Refusal())
	}
	apply(t, v, mandate(v, "after"))
	entries, err := v.History(t.Context(), seen-1)
	if err != nil || len(entries) != 2 || entries[0].Event != "vault.accept_state" {
		t.Errorf("%+v, %v", entries, err)
	}
	wantClean(t, v)
	shut(t, v)
	if v = h.open(); v.Refusal() != nil {
		t.Error(v.Refusal())
	}
}

// TestAcceptStateFails: what could not be stored was not decided.
func TestAcceptStateFails(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	older := h.read()
	v := h.open()
	apply(t, v, mandate(v, "newer"))
	shut(t, v)
	h.put(older)
	v = h.open()
	h.sql("CREATE TRIGGER no BEFORE UPDATE ON vault BEGIN SELECT RAISE(ABORT, 'no'); END")
	if err := v.AcceptState(t.Context()); err == nil {
		t.Error("it was accepted")
	}
	wantRefused(t, v, "rollback")
	h.sql("DROP TRIGGER no")
	if err := v.AcceptState(t.Context()); err != nil || v.Refusal() != nil {
		t.Error(err, v.Refusal())
	}
}

// TestPutBackWhileOpen: the file is exchanged under a running program.
func TestPutBackWhileOpen(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	v := h.open()
	apply(t, v, mandate(v, "newer"))
	other := h.open()
	h.sql("UPDATE vault SET rev = 5, head = (SELECT hash FROM change WHERE rev = 5)")
	wantReason(t, func() error { _, err := v.Apply(t.Context(), change("x", vault.DomainList)); return err }(), "rollback")
	if _, _, err := other.Load(t.Context(), vault.KindAccount); err != nil {
		t.Error(err)
	}
	wantReason(t, other.Refusal(), "rollback")
}

// TestFork: a copy that went its own way is put in the place of the vault; it may be shorter, as long or
// longer.
func TestFork(t *testing.T) {
	t.Parallel()
	for _, more := range []int{1, 2, 3} {
		h, _ := furnished(t, 2)
		fork := h.copy(t)
		v := h.open()
		apply(t, v, mandate(v, "ours 1"))
		apply(t, v, mandate(v, "ours 2"))
		shut(t, v)
		w := fork.open()
		for range more {
			apply(t, w, mandate(w, strings.Repeat("theirs", more)+w.NewID().String()))
		}
		shut(t, w)
		h.put(fork.read())
		v = h.open()
		wantRefused(t, v, "rollback")
		if err := v.AcceptState(t.Context()); err != nil {
			t.Fatal(err)
		}
		apply(t, v, mandate(v, "after"))
		wantClean(t, v)
		shut(t, v)
	}
}

// TestExchangedVault: another vault is made to look like ours. Its first key is not the one that ours is
// named after.
func TestExchangedVault(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	foreign := newHouse(t)
	foreign.sql("UPDATE vault SET id = x'" + h.id.String() + "'")
	h.put(foreign.read())
	_, err := h.tryOpen(h.unlock())
	wantReason(t, err, "seed_wrong")
	h.seeds[h.id] = foreign.seeds[foreign.id] // even with the matching seed
	for _, p := range []*pins{h.pins, {saved: map[string][]byte{}}} {
		h.pins = p
		_, err = h.tryOpen(h.unlock())
		wantReason(t, err, "damaged_keys")
	}
}

func TestPins(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	name := h.id.String()
	good := h.pins.saved[name]
	var other map[string]any
	if err := json.Unmarshal(good, &other); err != nil {
		t.Fatal(err)
	}
	other["rev"] = 999
	forged, err := json.Marshal(other)
	if err != nil {
		t.Fatal(err)
	}
	for label, stored := range map[string][]byte{
		"none": nil, "empty": {}, "no JSON": []byte("x"), "cut": good[:len(good)/2], "null": []byte("null"), "forged": forged,
		"too short": []byte(strings.Replace(string(good), `"head":"`, `"head":"00`, 1)),
	} {
		c := h.copy(t)
		c.pins.saved[name] = stored
		v := c.open()
		if v.Refusal() != nil || (v.PinFault() == nil) != (stored == nil) {
			t.Errorf("%s: refusal %v, fault %v", label, v.Refusal(), v.PinFault())
		}
		if string(c.pins.saved[name]) != string(good) {
			t.Errorf("%s: not remembered anew", label)
		}
		shut(t, v)
		if v = c.open(); v.PinFault() != nil {
			t.Errorf("%s: %v at the second start", label, v.PinFault())
		}
	}
	c := h.copy(t)
	c.pins.load, c.pins.save = errors.New("disk gone"), errors.New("disk gone")
	v := c.open()
	apply(t, v, mandate(v, "3"))
	if v.Refusal() != nil || v.PinFault() == nil {
		t.Errorf("refusal %v, fault %v", v.Refusal(), v.PinFault())
	}
	shut(t, v)
	c.pins.load, c.pins.save = nil, nil
	if v = c.open(); v.Refusal() != nil || v.PinFault() != nil { // the pin is older than the vault
		t.Errorf("refusal %v, fault %v", v.Refusal(), v.PinFault())
	}
	h.pins = nil
	if v = h.open(); v.Refusal() != nil || v.PinFault() != nil {
		t.Errorf("without pins: refusal %v, fault %v", v.Refusal(), v.PinFault())
	}
}

// hookedPins does something right before the pin is read, as another process may.
type hookedPins struct {
	vault.Pins
	before func()
}

func (p *hookedPins) Load(name string) ([]byte, error) {
	if p.before != nil {
		before := p.before
		p.before = nil
		before()
	}
	return p.Pins.Load(name)
}

// TestOthersWriteWhileOpening: between reading the head and reading the pin lies the passphrase's second.
// What another process stores and remembers meanwhile is no rollback.
func TestOthersWriteWhileOpening(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 2)
	other := h.open()
	hooked := &hookedPins{Pins: h.pins, before: func() { apply(t, other, mandate(other, "meanwhile")) }}
	store, err := sqlite.At(h.dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	options := h.options()
	options.Pins = hooked
	v, err := vault.Open(t.Context(), store, h.unlock(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, v)
	if v.Refusal() != nil {
		t.Errorf("refused: %v", v.Refusal())
	}
	apply(t, v, mandate(v, "mine"))

	// A slower process does not put the memory back either.
	newest := apply(t, other, mandate(other, "newest"))
	var before, after struct{ Rev uint64 }
	raw, err := h.pins.Load(v.ID().String())
	if err != nil || json.Unmarshal(raw, &before) != nil || before.Rev != newest {
		t.Fatalf("pin %s, %v", raw, err)
	}
	hooked.before = func() { apply(t, other, mandate(other, "newer still")) }
	apply(t, v, mandate(v, "slow"))
	raw, err = h.pins.Load(v.ID().String())
	if err != nil || json.Unmarshal(raw, &after) != nil || after.Rev != newest+2 {
		t.Errorf("pin %s, %v, want %d", raw, err, newest+2)
	}
}

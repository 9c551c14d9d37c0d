package vault_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// house is a firm with one vault: its folder, and in memory the keyring and the pins of one PC.
type house struct {
	t     testing.TB
	dir   string
	id    vault.ID
	seeds map[vault.ID][]byte
	pins  *pins
	// forgetful: nobody tells the vault what is unique of a record.
	forgetful bool
}

// pins is a vault.Pins in memory.
type pins struct {
	mu    sync.Mutex
	saved map[string][]byte
	load  error // what Load answers instead
	save  error
}

func (p *pins) Load(name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.saved[name], p.load
}

func (p *pins) Save(name string, pin []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.save == nil {
		p.saved[name] = bytes.Clone(pin)
	}
	return p.save
}

func (p *pins) copy() *pins {
	p.mu.Lock()
	defer p.mu.Unlock()
	return &pins{saved: maps.Clone(p.saved)}
}

var began = time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)

func (h *house) options() vault.Options {
	kdf := vault.FloorArgon2id()
	o := vault.Options{Now: func() time.Time { return began }, Host: "PC-Empfang", OSUser: "h.müller", KDF: &kdf, Unique: uniques}
	if h.forgetful {
		o.Unique = nil
	}
	if h.pins != nil {
		o.Pins = h.pins
	}
	return o
}

// uniques is what account and mandate below take for unique.
var uniques = map[vault.Kind]func([]byte) (string, error){
	vault.KindAccount: func(body []byte) (string, error) { return member(body, "name") },
	vault.KindMandate: func(body []byte) (string, error) { return member(body, "number") },
}

func member(body []byte, name string) (string, error) {
	var members map[string]any
	err := json.Unmarshal(body, &members)
	text, _ := members[name].(string)
	return text, err
}

// newHouse makes a vault whose seed is in the keyring.
func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "vault"), seeds: map[vault.ID][]byte{}, pins: &pins{saved: map[string][]byte{}}}
	h.create()
	return h
}

func (h *house) create() {
	h.t.Helper()
	id, err := vault.Create(h.t.Context(), sqlite.At(h.dir), vault.SlotKey{SaveSeed: func(_ context.Context, id vault.ID, seed vault.Seed) error {
		h.seeds[id] = seed.Bytes()
		return nil
	}}, h.options())
	if err != nil {
		h.t.Fatal(err)
	}
	h.id = id
}

var errNoEntry = errors.New("keyring: not found")

func (h *house) unlock() vault.Unlock {
	return vault.Unlock{Seed: func(_ context.Context, id vault.ID) (vault.Seed, error) {
		raw, ok := h.seeds[id]
		if !ok {
			return vault.Seed{}, errNoEntry
		}
		return vault.SeedFrom(raw)
	}}
}

// tryOpen opens the vault and closes it at the test's end.
func (h *house) tryOpen(unlock vault.Unlock) (*vault.Vault, error) {
	store, err := sqlite.At(h.dir).Open(h.t.Context())
	if err != nil {
		return nil, err
	}
	v, err := vault.Open(h.t.Context(), store, unlock, h.options())
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	h.t.Cleanup(func() { _ = v.Close() }) // most are closed by then
	return v, nil
}

func (h *house) open() *vault.Vault {
	h.t.Helper()
	v, err := h.tryOpen(h.unlock())
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// file is the database's path.
func (h *house) file() string { return filepath.Join(h.dir, sqlite.FileName) }

// read and put back whole database files; the vault must be closed.
func (h *house) read() []byte {
	h.t.Helper()
	raw, err := os.ReadFile(h.file())
	if err != nil {
		h.t.Fatal(err)
	}
	return raw
}

func (h *house) put(raw []byte) {
	h.t.Helper()
	if err := os.WriteFile(h.file(), raw, 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// copy is the same firm with a copy of its closed vault: what is done to one leaves the other alone.
func (h *house) copy(t testing.TB) *house {
	t.Helper()
	c := &house{t: t, dir: t.TempDir(), id: h.id, seeds: h.seeds, pins: h.pins.copy()}
	c.put(h.read())
	return c
}

// sql runs statements on the closed database, as an attacker could.
func (h *house) sql(statements ...string) {
	h.t.Helper()
	db, err := sql.Open("sqlite", h.file())
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(h.t.Context(), s); err != nil {
			h.t.Fatalf("%s: %v", s, err)
		}
	}
}

func shut(t testing.TB, v *vault.Vault) {
	t.Helper()
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
}

// account and mandate are ready mutations with a fresh ID.
func account(v *vault.Vault, name string) vault.Mutation {
	body := fmt.Sprintf(`{"name":%q,"issuer":"Amainvoice","user":"kanzlei","secret":"JBSWY3DPEHPK3PXP","algorithm":"SHA1","digits":6,"period":30,"created":"2026-05-04T08:30:00Z"}`, name)
	return vault.Mutation{ID: v.NewID(), Kind: vault.KindAccount, Body: []byte(body), Unique: name, Label: name}
}

func mandate(v *vault.Vault, number string) vault.Mutation {
	return vault.Mutation{
		ID: v.NewID(), Kind: vault.KindMandate, Body: []byte(fmt.Sprintf(`{"number":%q,"user":"mueller"}`, number)), Unique: number,
		Label: number + " · mueller", Fields: []vault.FieldChange{{Field: "number", New: number}},
	}
}

func change(event string, domain vault.Domain, m ...vault.Mutation) vault.Change {
	return vault.Change{Event: event, Domain: domain, Params: map[string]string{"count": fmt.Sprint(len(m))}, Mutations: m}
}

func apply(t testing.TB, v *vault.Vault, m ...vault.Mutation) uint64 {
	t.Helper()
	rev, err := v.Apply(t.Context(), change("mandate.import", vault.DomainList, m...))
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func load(t testing.TB, v *vault.Vault, kinds ...vault.Kind) []vault.Record {
	t.Helper()
	records, faults, err := v.Load(t.Context(), kinds...)
	if err != nil || len(faults) != 0 {
		t.Fatalf("Load: %v, %v", faults, err)
	}
	return records
}

func verify(t testing.TB, v *vault.Vault) vault.Report {
	t.Helper()
	report, err := v.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// wantClean fails if Verify finds anything.
func wantClean(t testing.TB, v *vault.Vault) {
	t.Helper()
	if report := verify(t, v); len(report.Faults) != 0 {
		t.Errorf("faults: %q", report.Faults)
	}
}

func reason(err error) string {
	var e *vault.Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// wantReason fails unless err is a *vault.Error with the reason.
func wantReason(t testing.TB, err error, want string) {
	t.Helper()
	if got := reason(err); got != want {
		t.Errorf("%v: reason %q, want %q", err, got, want)
	}
}

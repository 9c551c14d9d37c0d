package vault_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/text/unicode/norm"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

func TestOpenWithKeyring(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	if v.ID() != h.id || v.ID().IsZero() || v.SlotType() != vault.SlotSeat || !v.Created().Equal(began) || v.Refusal() != nil || v.PinFault() != nil {
		t.Errorf("%v, %v, %v, %v, %v", v.ID(), v.SlotType(), v.Created(), v.Refusal(), v.PinFault())
	}
	if _, err := vault.Create(t.Context(), sqlite.At(h.dir), vault.SlotKey{SaveSeed: func(context.Context, vault.ID, vault.Seed) error { return nil }}, h.options()); reason(err) != "exists" {
		t.Errorf("second Create: %v", err)
	}
	wantClean(t, v)
	shut(t, v)
	if err := v.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	_, _, err := v.Load(t.Context(), vault.KindAccount)
	wantReason(t, err, "closed")
	_, err = v.Apply(t.Context(), vault.Change{Event: "x", Domain: vault.DomainCode})
	wantReason(t, err, "closed")
}

func TestLocked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, err := vault.SeedFrom(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	answer := func(seed vault.Seed, err error) vault.Unlock {
		return vault.Unlock{Seed: func(context.Context, vault.ID) (vault.Seed, error) { return seed, err }}
	}
	for name, tt := range map[string]struct {
		unlock vault.Unlock
		reason string
	}{
		"nothing offered":      {vault.Unlock{}, "no_way_in"},
		"passphrase, no slot":  {vault.Unlock{Passphrase: []byte("x")}, "no_way_in"},
		"keyring has no entry": {answer(vault.Seed{}, errNoEntry), ""},
		"keyring gives none":   {answer(vault.Seed{}, nil), ""},
		"another seed":         {answer(other, nil), "seed_wrong"},
	} {
		_, err := h.tryOpen(tt.unlock)
		if !errors.Is(err, vault.ErrLocked) || reason(err) != tt.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.tryOpen(answer(vault.Seed{}, errNoEntry)); !errors.Is(err, errNoEntry) {
		t.Errorf("the keyring's own error is lost: %v", err)
	}
	if v := h.open(); v.Refusal() != nil {
		t.Error(v.Refusal())
	}
}

func TestCreateKeepsTheSeedFirst(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "v")
	refused := errors.New("keyring: refused")
	_, err := vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{SaveSeed: func(context.Context, vault.ID, vault.Seed) error { return refused }}, vault.Options{})
	if !errors.Is(err, refused) || !errors.Is(err, vault.ErrLocked) {
		t.Error(err)
	}
	if _, err := sqlite.At(dir).Open(t.Context()); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("a vault without a key was made: %v", err)
	}
	_, err = vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{}, vault.Options{})
	wantReason(t, err, "no_way_in")
	_, err = vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{Passphrase: []byte{}}, vault.Options{})
	wantReason(t, err, "passphrase_empty")
}

func TestPassphrase(t *testing.T) {
	t.Parallel()
	const phrase = "Müllers Öfen über Äckern"
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "v"), pins: &pins{saved: map[string][]byte{}}}
	if _, err := vault.Create(t.Context(), sqlite.At(h.dir), vault.SlotKey{Passphrase: norm.NFC.Bytes([]byte(phrase))}, h.options()); err != nil {
		t.Fatal(err)
	}
	decomposed := norm.NFD.Bytes([]byte(phrase))
	before := string(decomposed)
	v, err := h.tryOpen(vault.Unlock{Passphrase: decomposed})
	if err != nil {
		t.Fatalf("umlauts as two characters: %v", err)
	}
	if v.SlotType() != vault.SlotPassphrase || string(decomposed) != before {
		t.Errorf("%s; the caller's passphrase became %q", v.SlotType(), decomposed)
	}
	apply(t, v, mandate(v, "10012"))
	for _, wrong := range []string{"Müllers Öfen über Äckern ", ""} {
		if _, err := h.tryOpen(vault.Unlock{Passphrase: []byte(wrong)}); !errors.Is(err, vault.ErrLocked) || reason(err) != "passphrase_wrong" {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if _, err := h.tryOpen(vault.Unlock{}); !errors.Is(err, vault.ErrLocked) || reason(err) != "passphrase_needed" {
		t.Errorf("without one: %v", err)
	}
	// A hostile file must not make us work for hours, nor make us weak.
	shut(t, v)
	for _, cost := range []string{`"t":1`, `"t":4000000`, `"t":-1`} {
		c := h.copy(t)
		c.sql(`UPDATE slot SET params = CAST(replace(CAST(params AS TEXT), '"t":3', '` + cost + `') AS BLOB)`)
		_, err := c.tryOpen(vault.Unlock{Passphrase: []byte(phrase)})
		wantReason(t, err, "damaged_keys")
	}
}

func TestNewerFormat(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.sql("PRAGMA user_version = 2")
	before := h.read()
	_, err := h.tryOpen(h.unlock())
	wantReason(t, err, "newer")
	if string(h.read()) != string(before) {
		t.Error("the file was touched")
	}
	inside := newHouse(t)
	inside.sql("UPDATE vault SET format = 7")
	_, err = inside.tryOpen(inside.unlock())
	wantReason(t, err, "newer")
	if e := (*vault.Error)(nil); !errors.As(err, &e) || e.Args["found"] != uint32(7) {
		t.Errorf("%#v", err)
	}
}

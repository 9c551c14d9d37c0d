package access_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"kanzleicode/app/access"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// pc is a PC with a keyring and a vault.
type pc struct {
	keyring map[vault.ID]vault.Seed
	dir     string
}

func (p *pc) seat() access.Seat {
	return access.Seat{
		Save: func(_ context.Context, id vault.ID, seed vault.Seed) error {
			kept, err := vault.SeedFrom(seed.Bytes())
			p.keyring[id] = kept
			return err
		},
		Seed: func(_ context.Context, id vault.ID) (vault.Seed, error) {
			seed, ok := p.keyring[id]
			if !ok {
				return seed, errNoEntry
			}
			return vault.SeedFrom(seed.Bytes())
		},
	}
}

var errNoEntry = errors.New("no entry")

func options() vault.Options {
	kdf := vault.FloorArgon2id()
	return vault.Options{KDF: &kdf, Unique: map[vault.Kind]func([]byte) (string, error){vault.KindSetting: vault.SettingName}}
}

// newPC makes a vault with the keyring.
func newPC(t *testing.T) *pc {
	t.Helper()
	p := &pc{keyring: map[vault.ID]vault.Seed{}, dir: filepath.Join(t.TempDir(), "vault")}
	if _, err := vault.Create(t.Context(), sqlite.At(p.dir), vault.SlotKey{SaveSeed: p.seat().Save}, options()); err != nil {
		t.Fatal(err)
	}
	return p
}

// open opens the vault by the keyring besides what is given.
func (p *pc) open(t *testing.T, by vault.Unlock) (*vault.Vault, error) {
	t.Helper()
	store, err := sqlite.At(p.dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	by.Seed = p.seat().Seed
	v, err := vault.Open(t.Context(), store, by, options())
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v, nil
}

func (p *pc) service(t *testing.T, by vault.Unlock) (*access.Service, *vault.Vault) {
	t.Helper()
	v, err := p.open(t, by)
	if err != nil {
		t.Fatal(err)
	}
	return access.New(v, p.seat()), v
}

func wantMode(t *testing.T, s *access.Service, want access.Mode) {
	t.Helper()
	if got, err := s.Mode(t.Context()); err != nil || got != want {
		t.Errorf("mode %q, %v; want %q", got, err, want)
	}
}

// wantOpens compares what opens the vault with what should: by keyring, by the passphrase alone, by both.
func (p *pc) wantOpens(t *testing.T, passphrase string, keyring, alone, both bool) {
	t.Helper()
	check := func(name string, want bool, by vault.Unlock, with *pc) {
		if _, err := with.open(t, by); (err == nil) != want {
			t.Errorf("%s: %v; opens should be %v", name, err, want)
		}
	}
	bare := &pc{keyring: map[vault.ID]vault.Seed{}, dir: p.dir}
	check("keyring", keyring, vault.Unlock{}, p)
	check("passphrase", alone, vault.Unlock{Passphrase: []byte(passphrase)}, bare)
	check("both", both, vault.Unlock{Passphrase: []byte(passphrase)}, p)
}

const first, second = "Sommer Regen 7", "Winter Schnee 8"

// TestWays goes through every mode and back, and tries each time what opens the vault.
func TestWays(t *testing.T) {
	t.Parallel()
	p := newPC(t)
	s, v := p.service(t, vault.Unlock{})
	wantMode(t, s, access.ModeKeyring)
	if err := s.Remove(t.Context()); !errors.Is(err, &recovery.Error{Reason: recovery.ReasonNone}) {
		t.Errorf("removed nothing: %v", err)
	}
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step(s.SetEmergency(t.Context(), []byte(first)))
	wantMode(t, s, access.ModeEmergency)
	p.wantOpens(t, first, true, true, true)
	step(s.SetEmergency(t.Context(), []byte(second)))
	p.wantOpens(t, first, true, false, false)
	p.wantOpens(t, second, true, true, true)

	step(s.SetStart(t.Context(), []byte(first)))
	wantMode(t, s, access.ModeStart)
	p.wantOpens(t, first, false, false, true)
	p.wantOpens(t, second, false, false, false)
	step(s.SetStart(t.Context(), []byte(second))) // changed
	p.wantOpens(t, second, false, false, true)

	t.Log("back to an emergency passphrase: the one of the start is gone")
	step(s.SetEmergency(t.Context(), []byte(first)))
	wantMode(t, s, access.ModeEmergency)
	p.wantOpens(t, second, true, false, false)
	p.wantOpens(t, first, true, true, true)
	step(s.Remove(t.Context()))
	wantMode(t, s, access.ModeKeyring)
	p.wantOpens(t, first, true, false, true) // the keyring opens it, whatever the passphrase

	step(s.SetStart(t.Context(), []byte(first)))
	step(s.Remove(t.Context()))
	wantMode(t, s, access.ModeKeyring)
	p.wantOpens(t, first, true, false, true)
	if report, err := v.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("%q, %v", report.Faults, err)
	}
}

func TestShortPassphrases(t *testing.T) {
	t.Parallel()
	p := newPC(t)
	s, _ := p.service(t, vault.Unlock{})
	for name, set := range map[string]func(context.Context, []byte) error{"emergency": s.SetEmergency, "start": s.SetStart, "adopt": s.Adopt} {
		for _, short := range []string{"", "elf Zeichen", "äöüäöüäöüäö"} {
			var problem *vault.Error
			if err := set(t.Context(), []byte(short)); !errors.As(err, &problem) || problem.Reason != "passphrase_short" {
				t.Errorf("%s %q: %v", name, short, err)
			}
		}
	}
	wantMode(t, s, access.ModeKeyring)
}

// TestKeyringFails: what cannot be kept changes nothing.
func TestKeyringFails(t *testing.T) {
	t.Parallel()
	p := newPC(t)
	_, v := p.service(t, vault.Unlock{})
	broken := access.New(v, access.Seat{
		Save: func(context.Context, vault.ID, vault.Seed) error { return errNoEntry },
		Seed: func(context.Context, vault.ID) (vault.Seed, error) { return vault.Seed{}, errNoEntry },
	})
	if err := broken.SetStart(t.Context(), []byte(first)); !errors.Is(err, errNoEntry) {
		t.Errorf("%v", err)
	}
	wantMode(t, broken, access.ModeKeyring)
	if err := access.New(v, p.seat()).SetStart(t.Context(), []byte(first)); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"emergency": broken.SetEmergency(t.Context(), []byte(second)), "remove": broken.Remove(t.Context())} {
		if !errors.Is(err, errNoEntry) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantMode(t, broken, access.ModeStart)
	p.wantOpens(t, first, false, false, true)
}

// TestAdopt: opened with the sheet, a PC gets a way of its own.
func TestAdopt(t *testing.T) {
	t.Parallel()
	for _, passphrase := range [][]byte{nil, []byte(first)} {
		p := newPC(t)
		_, v := p.service(t, vault.Unlock{})
		sheet, err := recovery.NewService(v).Make(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		other := &pc{keyring: map[vault.ID]vault.Seed{}, dir: p.dir}
		s, _ := other.service(t, vault.Unlock{Recovery: sheet.Identity.Reveal()})
		wantMode(t, s, access.ModeSheet)
		if err := s.Adopt(t.Context(), passphrase); err != nil {
			t.Fatal(err)
		}
		other.wantOpens(t, first, passphrase == nil, passphrase != nil, true)
	}
}

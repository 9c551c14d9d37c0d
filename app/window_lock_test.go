//go:build !nowindow

package app

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/guard"
	"kanzleicode/app/platform/keyring"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// TestTheKeyringProvesNothing: a vault that this PC's keyring opens by itself is not proven by any word.
func TestTheKeyringProvesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var kept vault.Seed
	cost := vault.FloorArgon2id()
	_, err := vault.Create(t.Context(), sqlite.At(folder), vault.SlotKey{SaveSeed: func(_ context.Context, _ vault.ID, seed vault.Seed) (err error) {
		raw := seed.Bytes()
		kept, err = vault.SeedFrom(raw)
		return err
	}}, vault.Options{KDF: &cost})
	if err != nil {
		t.Fatal(err)
	}
	seed := func(context.Context, vault.ID) (vault.Seed, error) {
		raw := kept.Bytes()
		return vault.SeedFrom(raw)
	}
	if err := prove(t.Context(), folder, seed, []byte("irgendein Wort")); !errors.Is(err, proofError{}) {
		t.Errorf("any word proves it: %v", err)
	}
}

// TestForgottenPINNeedsTheVault: the vault's passphrase and its recovery sheet prove more than the PIN, any
// other word proves nothing.
func TestForgottenPINNeedsTheVault(t *testing.T) {
	for _, variable := range []string{"XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "HOME"} {
		t.Setenv(variable, t.TempDir())
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	cost := vault.FloorArgon2id()
	s := &system{keyring: keyring.New(), now: time.Now, kdf: &cost, input: strings.NewReader("")}
	opened, err := s.unlock(t.Context(), "", ways{passphrase: []byte("Sommer Regen Lampe")}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.vault.Close(); err != nil {
			t.Error(err)
		}
	})
	sheet, err := opened.sheets.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := recovery.New()
	if err != nil {
		t.Fatal(err)
	}
	services := s.lock(opened)
	for name, c := range map[string]struct {
		word string
		good bool
	}{
		"passphrase": {"Sommer Regen Lampe", true}, "sheet": {sheet.Identity.Reveal(), true},
		"sheet as typed":     {strings.ToLower(strings.Join(sheet.Identity.Groups(), " ")), true},
		"another passphrase": {"Sommer Regen Lampen", false}, "another sheet": {stranger.Reveal(), false}, "nothing": {"", false},
	} {
		word := []byte(c.word)
		if err := services.Prove(t.Context(), word); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Trim(string(word), "\x00") != "" {
			t.Errorf("%s: the word was not cleared", name)
		}
	}
	if err := services.Guard.Set("", "2580", guard.Settings{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(services.File); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the file that people are told of: %v, %v", info, err)
	}
	if again := s.lock(opened); !again.Guard.Active() || !errors.Is(again.Guard.Try("2581"), &guard.Error{Reason: guard.ReasonWrong}) {
		t.Error("the next start knows nothing of the PIN")
	}

	t.Log("what was tried in vain stands in the history once something was right")
	if err := services.Guard.Try("2580"); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"vault.attempts.passphrase": "2", "vault.attempts.recovery": "1", "vault.attempts.pin": "1"}
	for start := time.Now(); len(want) > 0; time.Sleep(10 * time.Millisecond) {
		entries, err := opened.vault.History(t.Context(), 0)
		if err != nil || time.Since(start) > reportTime {
			t.Fatalf("missing in the history: %v, %v", want, err)
		}
		for _, e := range entries {
			if count, ok := want[e.Event]; ok && e.Params["count"] == count {
				delete(want, e.Event)
			}
		}
	}
}

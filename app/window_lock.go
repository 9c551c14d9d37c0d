//go:build !nowindow

package app

import (
	"context"
	"errors"
	"path/filepath"

	"kanzleicode/app/guard"
	desk "kanzleicode/app/platform/session"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/app/window/lock"
)

// lockSuffix ends the name of the file in which this PC keeps the PIN before a vault's window.
const lockSuffix = ".lock.json"

// lock is what the window is locked with.
func (s *system) lock(opened *session) lock.Services {
	name := opened.vault.ID().String()
	return lock.Services{
		Guard:   guard.Open(statefile.In(opened.state, lockSuffix), name, s.now),
		File:    filepath.Join(opened.state, name+lockSuffix),
		Prove:   func(ctx context.Context, word []byte) error { return prove(ctx, opened.folder, s.seed, word) },
		Signals: desk.Watch,
		Idle:    desk.Idle,
	}
}

// proofError: what was given as a better proof than the PIN opens nothing.
type proofError struct{}

func (proofError) Error() string            { return "app: neither a recovery key nor a passphrase" }
func (proofError) TextKey() string          { return "problem.lock.no_passphrase" }
func (proofError) TextArgs() map[string]any { return nil }

// prove checks that a word is the vault's passphrase or the key of its recovery sheet, by opening the vault
// once more with it. The keyring alone proves nothing: it is open to whoever sits at this PC.
func prove(ctx context.Context, folder string, seed func(context.Context, vault.ID) (vault.Seed, error), word []byte) (err error) {
	defer clear(word)
	by := vault.Unlock{Seed: seed, Passphrase: word}
	if identity, err := recovery.Parse(string(word)); err == nil {
		by = vault.Unlock{Recovery: identity.Reveal()}
	}
	store, err := sqlite.At(folder).Open(ctx)
	if err != nil {
		return err
	}
	again, err := vault.Open(ctx, store, by, vault.Options{})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if again.SlotType() == vault.SlotSeat { // there is no passphrase, so the keyring opened it
		err = proofError{}
	}
	return errors.Join(err, again.Close())
}

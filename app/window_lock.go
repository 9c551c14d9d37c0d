//go:build !nowindow

package app

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"kanzleicode/app/attempts"
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
	tries := s.attemptsOf(opened.state, opened.vault.ID())
	return lock.Services{
		Guard: &watchedGuard{guard.Open(statefile.In(opened.state, lockSuffix), name, s.now), tries, opened.vault},
		File:  filepath.Join(opened.state, name+lockSuffix),
		Prove: func(ctx context.Context, word []byte) error {
			err := prove(ctx, opened.folder, s.seed, word)
			if way, tried := failedWay(err); tried {
				tries.Failed(way)
			}
			return err
		},
		Signals: desk.Watch,
		Delay:   desk.Delay,
		Idle:    desk.Idle,
	}
}

// watchedGuard tells the vault's history of PINs that were wrong, once one was right: nobody who tries PINs at a
// locked window writes into the vault.
type watchedGuard struct {
	*guard.Guard
	tries *attempts.Log
	vault attempts.Writer
}

// reportTime is how long the history may take; what it does not take now, it takes at the next start.
const reportTime = 10 * time.Second

func (g *watchedGuard) note(err error) error {
	switch {
	case errors.Is(err, &guard.Error{Reason: guard.ReasonWrong}):
		g.tries.Failed(attempts.PIN)
	case err == nil:
		go func() { // the window opens meanwhile
			ctx, cancel := context.WithTimeout(context.Background(), reportTime)
			defer cancel()
			_ = g.tries.Report(ctx, g.vault)
		}()
	}
	return err
}

// Try implements lock.Guard.
func (g *watchedGuard) Try(pin string) error { return g.note(g.Guard.Try(pin)) }

// Set implements lock.Guard.
func (g *watchedGuard) Set(old, pin string, settings guard.Settings) error {
	return g.note(g.Guard.Set(old, pin, settings))
}

// Remove implements lock.Guard.
func (g *watchedGuard) Remove(pin string) error { return g.note(g.Guard.Remove(pin)) }

// Reset implements lock.Guard.
func (g *watchedGuard) Reset() error { return g.note(g.Guard.Reset()) }

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

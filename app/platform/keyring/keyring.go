// Package keyring keeps small secrets in the operating system's keyring: Windows Credential Manager,
// macOS Keychain, or a Secret Service such as GNOME Keyring and KWallet. Kanzleicode keeps one there: the
// seed from which the keys of this seat grow. Who loses it needs the passphrase or the recovery sheet.
//
// Therefore one rule is above all: an entry is never overwritten, and a new one is written only where the
// keyring says for certain that there is none. A keyring that is locked, silent or broken leaves that
// open, and nothing is written.
//
// The keyring protects against other users and against a copied disk. On Windows and Linux, any program
// that the same user runs can read it.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	gokeyring "github.com/zalando/go-keyring"
)

// Service is the name under which the entries stand in the keyring; people see it in its programs.
const Service = "Kanzleicode"

// Limit is how long a call waits for the keyring. A keyring answers within milliseconds, unless it asks
// the person something; then the call ends with [ErrTimeout] and can be made again once that is answered.
const Limit = 5 * time.Second

// Keyring is the keyring of the person who runs this program. Its methods may be called from any
// goroutine, and since they may wait as long as [Limit] never from the one that draws the window.
//
// A process needs one Keyring: calls of the same one take turns.
type Keyring struct {
	store store
	limit time.Duration
	turn  chan struct{} // holds one token while a call is under way
}

// store is what is used of the keyring library. Set overwrites.
type store interface {
	Get(service, name string) (string, error)
	Set(service, name, value string) error
	Delete(service, name string) error
}

// New is the operating system's keyring. It does not touch it yet.
func New() *Keyring { return with(system{}, Limit) }

func with(s store, limit time.Duration) *Keyring {
	return &Keyring{store: s, limit: limit, turn: make(chan struct{}, 1)}
}

// Get reads the seed that stands under name.
//
// Errors: [ErrNotFound] if the keyring works and has no such entry, [ErrDamaged] if the entry is not one
// that Create wrote, [ErrUnavailable], [ErrLocked], [ErrRefused], [ErrTimeout], or the context's.
func (k *Keyring) Get(ctx context.Context, name string) (Seed, error) {
	if err := checkName(name); err != nil {
		return Seed{}, err
	}
	return within(ctx, k, func(*attempt) (Seed, error) { return k.read(name) }, Seed.Clear)
}

// Create stores a seed under a name that has no entry yet, reads it back and compares. It never changes
// or removes an entry that it did not write itself.
//
// Errors: [ErrExists] if there is an entry, readable or not; [ErrUnavailable], [ErrLocked],
// [ErrRefused], [ErrTimeout] or the context's. After an error the seed must not be used: whatever was
// written is taken back, if need be after Create has returned. Only a process that ends before that
// leaves an entry that nobody uses; with a name that holds a fresh random ID it is in nobody's way. Such
// a name is also what keeps two processes from writing the same entry, since no keyring offers to create
// an entry only if it does not exist.
func (k *Keyring) Create(ctx context.Context, name string, seed Seed) error {
	if err := checkName(name); err != nil {
		return err
	}
	if seed.IsZero() {
		return errors.New("keyring: no seed to store")
	}
	value := entry(seed)
	_, err := within(ctx, k,
		func(a *attempt) (struct{}, error) { return struct{}{}, k.write(a, name, value) },
		func(struct{}) { k.takeBack(name, value) })
	return err
}

// Delete removes the entry under name, damaged or not, and makes sure that it is gone.
//
// Errors: [ErrNotFound] if there is none, [ErrUnavailable], [ErrLocked], [ErrRefused] if it is still
// there afterwards, [ErrTimeout] or the context's. After the last two it may still go.
func (k *Keyring) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	_, err := within(ctx, k,
		func(a *attempt) (struct{}, error) { return struct{}{}, k.remove(a, name) },
		func(struct{}) {})
	return err
}

// Check finds out whether there is a keyring that works: it stores an entry, reads it back and removes
// it. nil means that [Keyring.Create] would succeed. Errors are those of Create and Delete.
func (k *Keyring) Check(ctx context.Context) error {
	// Nothing secret: the name is this process's own, and the entry lives for milliseconds.
	name := "check-" + strconv.Itoa(os.Getpid())
	nothing, err := NewSeed(make([]byte, SeedLength))
	if err != nil {
		return err
	}
	value := entry(nothing)
	_, err = within(ctx, k, func(a *attempt) (struct{}, error) {
		k.takeBack(name, value) // left by a process of the same number that was killed
		if err := k.write(a, name, value); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, k.remove(&attempt{}, name) // also if the caller has left
	}, func(struct{}) {})
	return err
}

// read gets an entry and takes the seed out of it.
func (k *Keyring) read(name string) (Seed, error) {
	value, err := k.store.Get(Service, name)
	if err != nil {
		return Seed{}, explain(err)
	}
	return parseEntry(value)
}

// write is Create without a time limit.
func (k *Keyring) write(a *attempt, name, value string) error {
	_, err := k.store.Get(Service, name)
	switch err = explain(err); {
	case err == nil:
		return ErrExists
	case !errors.Is(err, ErrNotFound):
		return err
	case a.abandoned():
		return ErrTimeout
	}
	proven := false
	defer func() {
		if !proven {
			k.takeBack(name, value)
		}
	}()
	if err := k.store.Set(Service, name, value); err != nil {
		return explain(err)
	}
	got, err := k.store.Get(Service, name)
	switch err = explain(err); {
	case errors.Is(err, ErrNotFound):
		// go-keyring does not report a question that the person answered with no.
		return &Error{ReasonRefused, errors.New("stored without an error, but not there")}
	case err != nil:
		return err
	case got != value:
		return damaged("it reads other than it was written")
	}
	proven = true
	return nil
}

// takeBack removes an entry if it is exactly the one that was written, and only then.
func (k *Keyring) takeBack(name, value string) {
	var err error
	defer contain(&err)
	if got, err := k.store.Get(Service, name); err == nil && got == value {
		_ = k.store.Delete(Service, name)
	}
}

// remove is Delete without a time limit.
func (k *Keyring) remove(a *attempt, name string) error {
	if _, err := k.store.Get(Service, name); err != nil {
		return explain(err)
	}
	if a.abandoned() {
		return ErrTimeout
	}
	if err := k.store.Delete(Service, name); err != nil {
		return explain(err)
	}
	_, err := k.store.Get(Service, name)
	switch err = explain(err); {
	case errors.Is(err, ErrNotFound):
		return nil
	case err == nil:
		return &Error{ReasonRefused, errors.New("removed without an error, but still there")}
	}
	return err
}

// checkName refuses names that a keyring could read other than we mean them: macOS gets them on a
// command line, Windows limits their length.
func checkName(name string) error {
	if name == "" || len(name) > 128 {
		return fmt.Errorf("keyring: a name has 1 to 128 characters, not %d", len(name))
	}
	for _, r := range name {
		if r <= ' ' || r > '~' {
			return fmt.Errorf("keyring: a name has no %q", r)
		}
	}
	return nil
}

// system is the operating system's keyring by way of go-keyring.
type system struct{}

func (system) Get(service, name string) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	return gokeyring.Get(service, name)
}

func (system) Set(service, name, value string) error {
	if err := reachable(); err != nil {
		return err
	}
	return gokeyring.Set(service, name, value)
}

func (system) Delete(service, name string) error {
	if err := reachable(); err != nil {
		return err
	}
	return gokeyring.Delete(service, name)
}

package app

import (
	"context"
	"errors"
	"fmt"

	"kanzleicode/app/access"
	"kanzleicode/app/platform/files"
	"kanzleicode/app/platform/keyring"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
)

// seatOf is this PC's keyring for a vault's slots.
func (s *system) seatOf() access.Seat { return access.Seat{Save: s.saveSeat, Seed: s.seed} }

// keptEntries is how many keyring entries that open nothing are kept beside each other at most.
const keptEntries = 20

// saveSeat keeps the seed of a new slot of a vault. An entry that is there already is never overwritten: it
// moves to another name first, is read back there, and only then makes room.
func (s *system) saveSeat(ctx context.Context, id vault.ID, seed vault.Seed) error {
	name := entryName(id)
	old, err := s.keyring.Get(ctx, name)
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return s.save(ctx, name, seed)
	case err != nil:
		return err
	}
	defer old.Clear()
	for n := 1; ; n++ {
		err := s.keyring.Create(ctx, fmt.Sprintf("%s-old-%d", name, n), old)
		if errors.Is(err, keyring.ErrExists) && n < keptEntries {
			continue
		}
		if err != nil {
			return err
		}
		break
	}
	if err := s.keyring.Delete(ctx, name); err != nil {
		return err
	}
	if err := s.save(ctx, name, seed); err != nil {
		return errors.Join(err, s.keyring.Create(context.WithoutCancel(ctx), name, old)) // as it was
	}
	return nil
}

// readIdentity reads the key of a recovery sheet from a file, or from the input ("-"); zero for no file.
func (s *system) readIdentity(ctx context.Context, file string) (recovery.Identity, error) {
	if file == "" {
		return recovery.Identity{}, nil
	}
	var raw []byte
	var err error
	if file == "-" {
		raw, err = files.ReadFrom(ctx, s.input, maxPassphrase)
	} else {
		raw, err = files.Read(ctx, file, maxPassphrase)
	}
	defer clear(raw)
	switch {
	case ctx.Err() != nil:
		return recovery.Identity{}, ctx.Err()
	case err != nil:
		return recovery.Identity{}, &passphraseFileError{file, "unreadable", err}
	}
	identity, err := recovery.Parse(string(raw))
	if err != nil {
		return identity, fmt.Errorf("%w: %w", vault.ErrLocked, err)
	}
	return identity, nil
}

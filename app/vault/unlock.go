package vault

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"
)

// Unlock holds the ways to a slot's seed that the caller can offer. A recovery identity is used before a
// passphrase, a passphrase before the keyring alone.
type Unlock struct {
	// Seed fetches this PC's seed for the vault from the keyring; nil = there is no keyring way.
	Seed func(ctx context.Context, vault ID) (Seed, error)
	// Passphrase is what a person entered; nil = none. The vault does not keep it.
	Passphrase []byte
	// Recovery is the identity of a recovery sheet ("AGE-SECRET-KEY-1…"); empty = none.
	Recovery string
}

// lock is what an unlocking tries its ways on.
type lock struct {
	vault ID
	slots map[SlotType][]*SlotRow // in force
	ways  Unlock
}

// findSeed goes through the slots in force and returns the first that one of the offered ways opens.
func findSeed(ctx context.Context, vault ID, slots []SlotRow, ways Unlock) (*SlotRow, Seed, error) {
	l := lock{vault, map[SlotType][]*SlotRow{}, ways}
	for i := range slots {
		if slots[i].Revoked == 0 {
			l.slots[slots[i].Type] = append(l.slots[slots[i].Type], &slots[i])
		}
	}
	phrases, joint := l.slots[SlotPassphrase], l.slots[SlotSeatPassphrase]
	switch {
	case ways.Recovery != "":
		return l.withRecovery()
	case ways.Passphrase != nil && len(phrases)+len(joint) > 0:
		return l.withPassphrase(ctx)
	case ways.Seed != nil && len(l.slots[SlotSeat]) > 0:
		row, seed, err := l.withKeyring(ctx)
		if err != nil && len(phrases)+len(joint) > 0 && !errors.Is(err, ErrDamaged) {
			err = &Error{Reason: "passphrase_needed", Err: errors.Join(ErrLocked, err)}
		}
		return row, seed, err
	case len(phrases)+len(joint) > 0:
		return nil, Seed{}, &Error{Reason: "passphrase_needed", Err: ErrLocked}
	}
	return nil, Seed{}, &Error{Reason: "no_way_in", Err: ErrLocked}
}

// withPassphrase tries the slots that need this seat's keyring too before those that need it not.
func (l *lock) withPassphrase(ctx context.Context) (*SlotRow, Seed, error) {
	var last error
	if joint := l.slots[SlotSeatPassphrase]; len(joint) > 0 {
		row, seed, err := l.withBoth(ctx, joint)
		if err == nil {
			return row, seed, nil
		}
		last = err
	}
	for _, row := range l.slots[SlotPassphrase] {
		if err := ctx.Err(); err != nil {
			return nil, Seed{}, err
		}
		seed, err := openSeed(l.vault, row, Seed{}, l.ways.Passphrase)
		if err == nil {
			return row, seed, nil
		}
		last = err
	}
	return nil, Seed{}, last
}

func (l *lock) withBoth(ctx context.Context, slots []*SlotRow) (*SlotRow, Seed, error) {
	if l.ways.Seed == nil {
		return nil, Seed{}, &Error{Reason: "seat_needed", Err: ErrLocked}
	}
	half, err := l.ways.Seed(ctx, l.vault)
	if err == nil && half.IsZero() {
		err = errNoSeed
	}
	if err != nil {
		return nil, Seed{}, &Error{Reason: "seat_needed", Err: errors.Join(ErrLocked, err)}
	}
	defer half.Clear()
	for _, row := range slots {
		p, err := readPassphraseParams(row)
		if err != nil || !p.ofSeat(half, row.ID) {
			continue
		}
		seed, err := p.open(l.vault, row.ID, half, l.ways.Passphrase)
		return row, seed, err
	}
	return nil, Seed{}, &Error{Reason: "seed_wrong", Err: ErrLocked}
}

func (l *lock) withKeyring(ctx context.Context) (*SlotRow, Seed, error) {
	seed, err := l.ways.Seed(ctx, l.vault)
	if err != nil {
		return nil, Seed{}, fmt.Errorf("%w: %w", ErrLocked, err)
	}
	for _, row := range l.slots[SlotSeat] {
		keys, err := seed.keys(row.ID)
		if err != nil {
			return nil, Seed{}, fmt.Errorf("%w: %w", ErrLocked, err)
		}
		if keys.matches(row) {
			return row, seed, nil
		}
	}
	seed.Clear()
	return nil, Seed{}, &Error{Reason: "seed_wrong", Err: ErrLocked}
}

func (l *lock) withRecovery() (*SlotRow, Seed, error) {
	identity, err := age.ParseX25519Identity(l.ways.Recovery)
	if err != nil {
		return nil, Seed{}, &Error{Reason: "recovery_unreadable", Err: ErrLocked} // the cause may quote the identity
	}
	last := error(&Error{Reason: "recovery_none", Err: ErrLocked})
	for _, row := range l.slots[SlotRecovery] {
		seed, err := openWithIdentity(row, identity)
		if err == nil {
			return row, seed, nil
		}
		last = err
	}
	return nil, Seed{}, last
}

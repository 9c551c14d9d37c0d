// Package access says what opens the vault on this PC, and changes it: the keyring alone, a passphrase for
// emergencies beside it, or a passphrase at every start that is needed together with the keyring. Window and
// command line share it.
package access

import (
	"context"
	"slices"

	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
)

// Mode is how the vault opens on this PC.
type Mode string

// The modes.
const (
	ModeKeyring    Mode = "keyring"    // the keyring alone
	ModeEmergency  Mode = "emergency"  // the keyring, or a passphrase when it is gone
	ModeStart      Mode = "start"      // the keyring and a passphrase together
	ModePassphrase Mode = "passphrase" // a passphrase alone, the keyring was not used
	ModeSheet      Mode = "sheet"      // the recovery sheet: nothing is set up here yet
)

// Vault is what changing the ways needs of an opened vault.
type Vault interface {
	Slots(ctx context.Context) ([]vault.SlotInfo, error)
	AddSlot(ctx context.Context, key vault.SlotKey) (vault.ID, error)
	ReplaceSlot(ctx context.Context, key vault.SlotKey, revoke ...vault.ID) (vault.ID, error)
	RevokeSlot(ctx context.Context, slot vault.ID) error
}

// Seat is what this PC's keyring does for a vault.
type Seat struct {
	// Save keeps the seed of a new slot. An entry that is there already and does not open the vault is kept
	// under another name.
	Save func(ctx context.Context, vault vault.ID, seed vault.Seed) error
	// Seed fetches the seed that is there.
	Seed func(ctx context.Context, vault vault.ID) (vault.Seed, error)
}

// Service changes the ways into an opened vault. New passphrases take about a second and up to 512 MiB.
type Service struct {
	vault Vault
	seat  Seat
}

// New is the service over an opened vault and this PC's keyring.
func New(v Vault, seat Seat) *Service { return &Service{v, seat} }

// Mode tells how the vault opens on this PC.
func (s *Service) Mode(ctx context.Context) (Mode, error) {
	w, err := s.ways(ctx)
	if err != nil {
		return "", err
	}
	switch {
	case len(w.of(vault.SlotSeatPassphrase)) > 0:
		return ModeStart, nil
	case len(w.of(vault.SlotSeat)) > 0 && len(w.of(vault.SlotPassphrase)) > 0:
		return ModeEmergency, nil
	case len(w.of(vault.SlotSeat)) > 0:
		return ModeKeyring, nil
	case len(w.current(vault.SlotRecovery)) > 0:
		return ModeSheet, nil
	}
	return ModePassphrase, nil
}

// SetEmergency sets or changes the passphrase that opens the vault when the keyring does not. Where both were
// needed at every start, the keyring alone is enough from now on.
func (s *Service) SetEmergency(ctx context.Context, passphrase []byte) error {
	w, err := s.ways(ctx)
	if err != nil {
		return err
	}
	if joint := w.of(vault.SlotSeatPassphrase); len(joint) > 0 {
		if err := vault.CheckPassphrase(passphrase); err != nil {
			return err
		}
		if _, err := s.vault.ReplaceSlot(ctx, s.keyring(w), joint...); err != nil {
			return err
		}
	}
	return s.replace(ctx, passphrase, w.of(vault.SlotPassphrase)...)
}

// SetStart makes a passphrase needed at every start, together with this PC's keyring: neither opens the vault
// alone from now on, nor does an emergency passphrase.
func (s *Service) SetStart(ctx context.Context, passphrase []byte) error {
	w, err := s.ways(ctx)
	if err != nil {
		return err
	}
	if err := vault.CheckPassphrase(passphrase); err != nil {
		return err
	}
	_, err = s.vault.ReplaceSlot(ctx, vault.SlotKey{Passphrase: passphrase, Seat: s.seat.Seed},
		w.of(vault.SlotSeat, vault.SlotSeatPassphrase, vault.SlotPassphrase)...)
	return err
}

// Remove takes every passphrase away: this PC's keyring alone opens the vault from now on. Without any, the
// error is *recovery.Error of ReasonNone.
func (s *Service) Remove(ctx context.Context) error {
	w, err := s.ways(ctx)
	if err != nil {
		return err
	}
	gone := w.of(vault.SlotPassphrase, vault.SlotSeatPassphrase)
	switch {
	case len(gone) == 0:
		return &recovery.Error{Reason: recovery.ReasonNone}
	case len(w.of(vault.SlotSeat)) == 0:
		_, err := s.vault.ReplaceSlot(ctx, s.keyring(w), gone...)
		return err
	}
	for _, id := range gone {
		if err := s.vault.RevokeSlot(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// Adopt makes a way in for this PC after the vault was opened with the recovery sheet: its keyring, or a
// passphrase if there is one.
func (s *Service) Adopt(ctx context.Context, passphrase []byte) error {
	if passphrase != nil {
		return s.replace(ctx, passphrase)
	}
	_, err := s.vault.AddSlot(ctx, s.keyring(nil))
	return err
}

// keyring makes the keyring a way in of its own. Where it was one together with a passphrase, its entry stays
// as it is: should storing the change fail, the way of before must still open the vault.
func (s *Service) keyring(w ways) vault.SlotKey {
	if len(w.current(vault.SlotSeatPassphrase)) > 0 {
		return vault.SlotKey{Seat: s.seat.Seed}
	}
	return vault.SlotKey{SaveSeed: s.seat.Save}
}

// replace sets a passphrase in the place of others.
func (s *Service) replace(ctx context.Context, passphrase []byte, others ...vault.ID) error {
	if err := vault.CheckPassphrase(passphrase); err != nil {
		return err
	}
	key := vault.SlotKey{Passphrase: passphrase}
	if len(others) == 0 {
		_, err := s.vault.AddSlot(ctx, key)
		return err
	}
	_, err := s.vault.ReplaceSlot(ctx, key, others...)
	return err
}

// ways are the slots in force.
type ways []vault.SlotInfo

func (s *Service) ways(ctx context.Context) (ways, error) { return s.vault.Slots(ctx) }

// of are the slots of some types. Another PC's keyring is not this one's to take away: of those, only what
// opened the vault here counts.
func (w ways) of(types ...vault.SlotType) (ids []vault.ID) {
	for _, slot := range w {
		if slices.Contains(types, slot.Type) && (slot.Current || slot.Type == vault.SlotPassphrase) {
			ids = append(ids, slot.ID)
		}
	}
	return ids
}

// current is the slot that opened the vault, if it is of a type.
func (w ways) current(kind vault.SlotType) (ids []vault.ID) {
	for _, slot := range w {
		if slot.Current && slot.Type == kind {
			ids = append(ids, slot.ID)
		}
	}
	return ids
}

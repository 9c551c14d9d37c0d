// Package archive keeps the firm's backups: where they lie on this PC, one each day, looking into them, and
// bringing back what they hold. Window and command line share it; what a backup is made of stands in package
// vault/backup.
package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"kanzleicode/app/export"
	"kanzleicode/app/vault/backup"
)

// A backup is made when the last good one is older than Daily; people are told when it is older than Late.
const (
	Daily = 24 * time.Hour
	Late  = 48 * time.Hour
)

// Settings keep what this PC remembers of a vault's backups; package statefile has it.
type Settings interface {
	Load(name string) ([]byte, error) // nil without an error if there is nothing
	Save(name string, data []byte) error
}

// Service keeps the backups of an opened vault. It is safe for use by several goroutines.
type Service struct {
	firm     *export.Firm
	settings Settings
	now      func() time.Time

	mu     sync.Mutex // one backup at a time; guards failed
	failed error      // why the last attempt of this process failed; nil = it did not
}

// New is the service over a firm's vault. Without settings (nil) it opens and restores backups only.
func New(firm *export.Firm, settings Settings, now func() time.Time) *Service {
	return &Service{firm: firm, settings: settings, now: now}
}

// remembered is the file of the settings.
type remembered struct {
	Folder string    `json:"folder"`
	Since  time.Time `json:"since"`          // when the folder was chosen
	Name   string    `json:"name,omitempty"` // of the last good backup
	Taken  time.Time `json:"taken,omitzero"` // its moment
}

// State says how the firm stands with its backups.
type State struct {
	Folder string    // where they lie; "" = none was chosen
	Last   time.Time // moment of the last good one; zero = there is none
	Late   bool      // a folder was chosen, and it is gone or the last good one is older than [Late]
	// Problem is why there is no newer one: the folder is gone, or the last attempt failed; nil = all is well.
	Problem error
}

// State looks at the folder.
func (s *Service) State(context.Context) (State, error) {
	known, err := s.load()
	if err != nil || known.Folder == "" {
		return State{}, err
	}
	s.mu.Lock()
	state := State{Folder: known.Folder, Problem: s.failed}
	s.mu.Unlock()
	list, err := backup.List(known.Folder)
	if err != nil {
		state.Problem, state.Late = err, true
		return state, nil
	}
	for _, b := range list {
		if b.Name == known.Name {
			state.Last = known.Taken
		}
	}
	if state.Last.IsZero() && len(list) > 0 { // nothing has its name before it was read back
		state.Last = list[0].Taken
	}
	state.Late = older(s.now(), later(state.Last, known.Since), Late)
	return state, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// older reports whether a moment is longer ago than age. One that has yet to come comes from a clock that was
// wrong: it counts as older.
func older(now, at time.Time, age time.Duration) bool {
	gone := now.Sub(at)
	return gone > age || gone < -time.Hour
}

// folderName is the folder of a vault's backups inside of the one that was chosen: several vaults may share
// that one, and a drive that is not there is not mistaken for an empty folder. The name stands on the recovery
// sheet.
func (s *Service) folderName() string { return "Kanzleicode-" + s.firm.Vault.ID().String()[:8] }

// Choose makes a folder inside of the one that was chosen the place of backups, after proving that it can be
// written to. Backups made before stay where they are.
func (s *Service) Choose(_ context.Context, folder string) error {
	if filepath.Base(folder) != s.folderName() {
		folder = filepath.Join(folder, s.folderName())
	}
	folder, err := filepath.Abs(folder)
	if err == nil {
		if err = os.Mkdir(folder, 0o700); errors.Is(err, os.ErrExist) {
			err = nil
		}
	}
	if err == nil {
		err = writable(folder)
	}
	if err != nil {
		return &backup.Error{Reason: backup.ReasonFolder, Name: folder, Err: err}
	}
	known, err := s.load()
	if err != nil {
		return err
	}
	if known.Folder != folder {
		known = remembered{Folder: folder, Since: s.now().UTC().Truncate(time.Second)}
	}
	s.mu.Lock()
	s.failed = nil // what failed was another place
	s.mu.Unlock()
	return s.save(known)
}

// writable proves that a folder takes a file.
func writable(folder string) error {
	file, err := os.CreateTemp(folder, ".kanzleicode-*.tmp")
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// Made is a backup that was written, read back and compared.
type Made struct {
	Path             string
	Taken            time.Time
	Records, Changes int
	Damaged          int // records that the vault cannot read and the backup does not hold
}

// Save makes a backup in the folder now, and removes those that have had their time.
func (s *Service) Save(ctx context.Context) (Made, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	made, err := s.saveNow(ctx)
	if ctx.Err() == nil {
		s.failed = err
	}
	return made, err
}

func (s *Service) saveNow(ctx context.Context) (Made, error) {
	known, err := s.load()
	if err != nil {
		return Made{}, err
	}
	if known.Folder == "" {
		return Made{}, &backup.Error{Reason: backup.ReasonFolder, Err: errors.New("none was chosen")}
	}
	name := backup.NameAt(s.now())
	path := filepath.Join(known.Folder, name)
	if _, err := os.Lstat(path); err == nil {
		return Made{}, &backup.Error{Reason: backup.ReasonOccupied, Name: path}
	}
	snapshot, err := s.firm.Backup(ctx, path, nil, false)
	if err != nil {
		return Made{}, err
	}
	known.Name, known.Taken = name, snapshot.Taken
	if err := s.save(known); err != nil {
		return Made{}, err
	}
	made := Made{Path: path, Taken: snapshot.Taken, Records: len(snapshot.Records), Changes: len(snapshot.History), Damaged: len(snapshot.Damaged)}
	// What cannot be removed today can tomorrow; the backup that was asked for is there.
	_, _ = backup.Prune(known.Folder, backup.DefaultPolicy, s.now())
	return made, nil
}

// Daily makes a backup at a beat whenever a folder was chosen and the last good backup is older than a day,
// until ctx ends or beat is closed. said is called after each attempt. A failed one is repeated at the next
// beat.
func (s *Service) Daily(ctx context.Context, beat <-chan time.Time, said func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case _, more := <-beat:
			if !more {
				return
			}
		}
		state, err := s.State(ctx)
		if err != nil || state.Folder == "" || !older(s.now(), state.Last, Daily) {
			continue
		}
		_, _ = s.Save(ctx) // State tells how it went
		said()
	}
}

// Stored is a backup in the folder.
type Stored struct {
	Path  string
	Taken time.Time
	Size  int64 // bytes
}

// List gives the backups in the folder, newest first.
func (s *Service) List(context.Context) ([]Stored, error) {
	known, err := s.load()
	if err != nil || known.Folder == "" {
		return nil, err
	}
	list, err := backup.List(known.Folder)
	stored := make([]Stored, 0, len(list))
	for _, b := range list {
		path := filepath.Join(known.Folder, b.Name)
		if info, err := os.Stat(path); err == nil { // else it went this moment
			stored = append(stored, Stored{path, b.Taken, info.Size()})
		}
	}
	return stored, err
}

func (s *Service) load() (remembered, error) {
	var known remembered
	raw, err := s.settings.Load(s.firm.Vault.ID().String())
	if err != nil || raw == nil {
		return known, err
	}
	if err := json.Unmarshal(raw, &known); err != nil {
		return known, fmt.Errorf("archive: settings: %w", err)
	}
	return known, nil
}

func (s *Service) save(known remembered) error {
	raw, err := json.Marshal(known)
	if err != nil {
		return err
	}
	return s.settings.Save(s.firm.Vault.ID().String(), raw)
}

package archive

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"kanzleicode/app/export"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault/backup"
)

// Key opens a backup. The zero Key is the one of this PC, for backups that it has made since its way into the
// vault was last changed.
type Key struct {
	Sheet      recovery.Identity // the key of the recovery sheet of that time
	Passphrase []byte            // of a backup that has its own
}

// TypedKey is what a person typed: the key of a sheet, or else a passphrase.
func TypedKey(text string) Key {
	if text == "" {
		return Key{}
	}
	if identity, err := recovery.Parse(text); err == nil {
		return Key{Sheet: identity}
	}
	return Key{Passphrase: []byte(text)}
}

// NeedsKey reports whether a backup was encrypted to other keys than the one that was tried.
func NeedsKey(err error) bool { return reason(err) == backup.ReasonWrongKey }

// NothingToDo reports whether restoring failed only because there was nothing to restore.
func NothingToDo(err error) bool { return reason(err) == backup.ReasonNothing }

func reason(err error) backup.Reason {
	var problem *backup.Error
	if errors.As(err, &problem) {
		return problem.Reason
	}
	return ""
}

// Snapshot is what a backup holds.
type Snapshot = backup.Snapshot

// NameAt is the name of a backup of a moment.
func NameAt(t time.Time) string { return backup.NameAt(t) }

// Opened is a backup that was read to its end, every sum in it proven.
type Opened struct {
	Path     string
	Snapshot *Snapshot
	Foreign  bool // of another vault than the one that is open
}

// Open reads a backup and proves everything in it.
func (s *Service) Open(ctx context.Context, path string, key Key) (*Opened, error) {
	keys, err := s.firm.Keys(key.Sheet, key.Passphrase)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path) //nolint:gosec // a person chose it
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened for reading
	snapshot, err := backup.Read(file, keys...)
	if err != nil {
		return nil, err
	}
	return &Opened{path, snapshot, snapshot.Vault != s.firm.Vault.ID()}, ctx.Err()
}

// Plan is what restoring a backup would do.
type Plan struct {
	*backup.Plan
	opened *Opened
}

// Taken is the moment of the backup.
func (p *Plan) Taken() time.Time { return p.opened.Snapshot.Taken }

// Foreign reports whether the backup is of another vault than the one that is open.
func (p *Plan) Foreign() bool { return p.opened.Foreign }

// Plan compares a backup with the vault; it changes nothing.
func (s *Service) Plan(ctx context.Context, opened *Opened) (*Plan, error) {
	plan, err := backup.Compare(ctx, s.firm.Vault, opened.Snapshot, export.Services())
	if err != nil {
		return nil, err
	}
	return &Plan{plan, opened}, nil
}

// Restored says what was brought back.
type Restored struct {
	Records int
	Safety  string // the backup of what was there before; "" if there was nothing
}

// Restore brings back what is missing and, with replace, what is different, all of it or nothing. What is
// there is backed up first, beside the backup or, if nothing can be written there, in the folder of backups.
// With nothing to do the error is of [backup.ReasonNothing].
func (s *Service) Restore(ctx context.Context, plan *Plan, replace bool) (Restored, error) {
	var done Restored
	if len(plan.Missing) == 0 && (!replace || len(plan.Different) == 0) {
		return done, &backup.Error{Reason: backup.ReasonNothing}
	}
	if plan.Equal+len(plan.Different)+len(plan.Newer) > 0 {
		var err error
		if done.Safety, err = s.safety(ctx, filepath.Dir(plan.opened.Path)); err != nil {
			return done, err
		}
	}
	n, err := plan.Apply(ctx, s.firm.Vault, plan.opened.Snapshot, export.Services(), replace)
	done.Records = n
	return done, err
}

// safety backs up what is there, readable for this PC even if there is no recovery sheet.
func (s *Service) safety(ctx context.Context, folder string) (string, error) {
	name := "kanzleicode-" + s.firm.Texts.Text("backup.safety_name") + "-" + s.now().UTC().Format("2006-01-02-150405Z") + ".tar.age"
	path := filepath.Join(folder, name)
	_, err := s.firm.Backup(ctx, path, nil, true)
	if reason(err) != backup.ReasonFolder {
		return path, err
	}
	if s.settings == nil {
		return path, err
	}
	known, loadErr := s.load()
	if loadErr != nil || known.Folder == "" || known.Folder == folder {
		return path, errors.Join(err, loadErr)
	}
	path = filepath.Join(known.Folder, name)
	_, err = s.firm.Backup(ctx, path, nil, true)
	return path, err
}

package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kanzleicode/app/vault"
)

// An upgrade leads the tables of one format to the next one. It works inside the transaction that it is given and
// commits nothing; what it returns as an error undoes all of it.
type upgrade func(ctx context.Context, tx *sql.Tx) error

// upgrades are the steps by the format that they begin at. There is no other format than the first yet, so there is no
// step; the one for a vault of format 1 comes with format 2.
var upgrades = map[uint32]upgrade{}

// keptPrefix begins the names of the copies that are made before the format changes.
const keptPrefix = "kanzleicode-before-format-"

// olderError: the vault is of an older format.
type olderError struct{ found uint32 }

func (e *olderError) Error() string { return fmt.Sprintf("sqlite: format %d", e.found) }

// upgraded opens a vault of an older format after leading it to the one of now.
func (f Folder) upgraded(ctx context.Context) (*Store, error) {
	if err := f.upgrade(ctx); err != nil {
		return nil, err
	}
	return f.open(ctx)
}

// upgrade leads a vault to the format of now: a copy of it is made and proven beside it, then the tables are changed, all
// of it or nothing. Other processes can read meanwhile and not write; of two that begin at the same time the second one
// finds it done.
func (f Folder) upgrade(ctx context.Context) (err error) {
	path, err := filepath.Abs(f.file())
	if err != nil {
		return f.problem("cannot_open", err)
	}
	db, err := sql.Open("sqlite", dsn(path, modeWrite))
	if err != nil {
		return f.wrap(err)
	}
	db.SetMaxOpenConns(1)
	defer func() { err = f.notUpgraded(errors.Join(err, db.Close())) }()
	tx, err := db.BeginTx(ctx, nil) // takes SQLite's write lock
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	var from uint32
	if err := tx.QueryRowContext(ctx, "SELECT user_version FROM pragma_user_version").Scan(&from); err != nil {
		return err
	}
	if from >= vault.FormatVersion {
		return nil // another process was quicker
	}
	for n := from; n < vault.FormatVersion; n++ {
		if f.upgrades[n] == nil {
			return &vault.Error{Reason: "too_old", Args: map[string]any{"folder": f.dir, "found": from, "known": vault.FormatVersion}}
		}
	}
	kept, err := f.keep(ctx, path, from)
	if err != nil {
		return err
	}
	if err := f.change(ctx, tx, from); err != nil {
		return errors.Join(err, os.Remove(kept)) // the vault is as it was: nobody needs the copy
	}
	return nil
}

// change does the steps from a format to the one of now, and commits them.
func (f Folder) change(ctx context.Context, tx *sql.Tx, from uint32) error {
	for n := from; n < vault.FormatVersion; n++ {
		if err := f.upgrades[n](ctx, tx); err != nil {
			return fmt.Errorf("from format %d: %w", n, err)
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE vault SET format = ?", vault.FormatVersion); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(vault.FormatVersion)); err != nil {
		return err
	}
	if err := sound(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// notUpgraded says of a failure that the vault is as it was.
func (f Folder) notUpgraded(err error) error {
	switch wrapped := f.wrap(err); {
	case err == nil, errors.Is(err, context.Canceled), isReason(wrapped, "too_old"), isReason(wrapped, "busy"):
		return wrapped
	case isReason(wrapped, "disk_full"):
		return f.problem("upgrade_disk_full", err)
	default:
		return &vault.Error{Reason: "upgrade_failed", Args: map[string]any{"folder": f.dir, "detail": err.Error()}, Err: err}
	}
}

// keep writes a copy of the vault beside it, private and flushed, and proves that it is whole before it gets its name. The
// caller holds the write lock, so nothing moves meanwhile.
func (f Folder) keep(ctx context.Context, path string, format uint32) (kept string, err error) {
	f.removeUnfinished()
	temp := filepath.Join(f.dir, creatingPrefix+rand.Text())
	defer removeDatabase(temp)
	file, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	if err := errors.Join(copyInto(ctx, path, temp), file.Sync(), file.Close()); err != nil {
		return "", err
	}
	if err := same(ctx, path, temp, format); err != nil {
		return "", err
	}
	name := filepath.Join(f.dir, fmt.Sprintf("%s%d-%s", keptPrefix, vault.FormatVersion, f.now().UTC().Format("2006-01-02")))
	for n := 1; ; n++ {
		if kept = name + ".db"; n > 1 {
			kept = name + "-" + strconv.Itoa(n) + ".db"
		}
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			break
		} else if n == maxCopies || err != nil {
			return "", errors.Join(fs.ErrExist, err)
		}
	}
	if err := os.Rename(temp, kept); err != nil { // the write lock keeps others of us from taking the name
		return "", err
	}
	return kept, syncDir(f.dir)
}

// removeUnfinished takes away copies that a program left half-written when it was killed. The caller holds the write
// lock: nobody is at work on one.
func (f Folder) removeUnfinished() {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return // what comes next says why
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), creatingPrefix) {
			_ = os.Remove(filepath.Join(f.dir, e.Name())) // it disturbs nothing
		}
	}
}

// copyInto has SQLite write all tables into a file that is there and empty.
func copyInto(ctx context.Context, path, into string) error {
	db, err := sql.Open("sqlite", dsn(path, "mode=rw"))
	if err != nil {
		return err
	}
	if into, err = filepath.Abs(into); err == nil {
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", into)
	}
	return errors.Join(err, db.Close())
}

// same proves that a copy is whole, and of the vault's state.
func same(ctx context.Context, path, temp string, format uint32) error {
	copied, err := filepath.Abs(temp)
	if err != nil {
		return err
	}
	var states [2]string
	for i, place := range []string{dsn(path, modeRead), dsn(copied, modeStill)} {
		db, err := sql.Open("sqlite", place)
		if err != nil {
			return err
		}
		if i == 1 {
			err = sound(ctx, db)
		}
		if err == nil {
			err = db.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version) || ' ' || (SELECT application_id FROM pragma_application_id)
				|| ' ' || (SELECT hex(id) || rev || hex(head) FROM vault) || ' ' || (SELECT count(*) FROM record) || ' ' || (SELECT count(*) FROM change) || ' ' || (SELECT count(*) FROM item)`).Scan(&states[i])
		}
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
	}
	if states[0] != states[1] || !strings.HasPrefix(states[1], strconv.FormatUint(uint64(format), 10)+" ") {
		return fmt.Errorf("%w: the copy is not the vault", vault.ErrDamaged)
	}
	return nil
}

// sound runs SQLite's integrity_check.
func sound(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) error {
	var first string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&first); err != nil {
		return err
	}
	if first != "ok" {
		return fmt.Errorf("%w: %s", vault.ErrDamaged, first)
	}
	return nil
}

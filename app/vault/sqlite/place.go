// Package sqlite keeps a vault in one SQLite file, in the process and without a server: WAL, synchronous
// FULL, one writer, on a local disk. It is the default engine behind vault.Store.
package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"kanzleicode/app/vault"
)

const (
	// FileName is the database inside the vault's folder. SQLite keeps -wal and -shm files beside it
	// while it is open.
	FileName = "vault.db"

	// applicationID marks the file as ours in SQLite's header ("KzC1").
	applicationID = 0x4B7A4331

	// creatingPrefix begins the names of vaults that are still being made.
	creatingPrefix = FileName + ".creating-"
)

//go:embed schema.sql
var schema string

// Folder is a folder on a local disk that holds a vault, or will. It implements vault.Place.
type Folder struct {
	dir      string
	upgrades map[uint32]upgrade // the steps from older formats
	now      func() time.Time   // names the copies of before
}

var _ vault.Place = Folder{}

// At is the place at a folder. Nothing is looked at or made yet.
func At(dir string) Folder { return Folder{dir, upgrades, time.Now} }

// Dir is the folder.
func (f Folder) Dir() string { return f.dir }

// file is the database's path.
func (f Folder) file() string { return filepath.Join(f.dir, FileName) }

// problem makes the engine's errors; every one names the folder.
func (f Folder) problem(reason string, err error) error {
	return &vault.Error{Reason: reason, Args: map[string]any{"folder": f.dir}, Err: err}
}

// inspect tells what stands in the folder: nil for a vault of a known format, ErrNotFound for an empty or
// missing folder, another *vault.Error for anything else. It reads the file's header by itself, so that a
// file that is not ours or of a newer version is not touched by SQLite at all.
func (f Folder) inspect() error {
	info, err := os.Stat(f.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.problem("none", vault.ErrNotFound)
	case err != nil:
		return f.problem("cannot_open", err)
	case !info.IsDir():
		return f.problem("not_a_folder", nil)
	}
	switch info, err = os.Stat(f.file()); {
	case errors.Is(err, fs.ErrNotExist):
		return f.vacant()
	case err != nil:
		return f.problem("cannot_open", err)
	case !info.Mode().IsRegular():
		return f.problem("not_a_vault", nil) // to open a pipe would wait for ever
	}
	file, err := os.Open(f.file())
	if err != nil {
		return f.problem("cannot_open", err)
	}
	defer file.Close() //nolint:errcheck // opened for reading
	var header [100]byte
	if _, err := io.ReadFull(file, header[:]); err != nil || string(header[:16]) != "SQLite format 3\x00" {
		return f.problem("not_a_vault", err)
	}
	// SQLite file format §1.3: user_version at 60, application_id at 68.
	if binary.BigEndian.Uint32(header[68:]) != applicationID {
		return f.problem("not_a_vault", nil)
	}
	if found := binary.BigEndian.Uint32(header[60:]); found > vault.FormatVersion {
		return &vault.Error{Reason: "newer", Args: map[string]any{"folder": f.dir, "found": found, "known": vault.FormatVersion}}
	}
	return nil
}

// vacant is ErrNotFound for a folder without a vault, with another reason if somebody else's files are in
// it: then no vault is made there.
func (f Folder) vacant() error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return f.problem("cannot_open", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), creatingPrefix) {
			return f.problem("foreign_folder", vault.ErrNotFound)
		}
	}
	return f.problem("none", vault.ErrNotFound)
}

// Create makes the folder and the vault in it. The database is built under another name and linked to its
// own in one step, so that a crash leaves either no vault or a whole one, and of two programs that try at
// the same time one wins.
func (f Folder) Create(ctx context.Context, meta vault.Meta, first *vault.Batch) (err error) {
	switch err := f.inspect(); {
	case err == nil:
		return f.problem("exists", nil)
	case isReason(err, "foreign_folder"):
		return f.problem("foreign_folder", nil) // refused, not only missing
	case !isReason(err, "none"):
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return f.problem(reasonOf(err, "cannot_create"), err)
	}
	if err := refuseNetwork(f.dir); err != nil {
		return f.problem("network", err)
	}
	temp := filepath.Join(f.dir, creatingPrefix+rand.Text())
	defer func() { removeDatabase(temp) }()
	if err := build(ctx, temp, meta, first); err != nil {
		return f.wrap(err)
	}
	if err := os.Link(temp, f.file()); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return f.problem("exists", err)
		}
		// A file system without hard links: rename, which could only replace a vault made this instant.
		if _, statErr := os.Lstat(f.file()); statErr == nil {
			return f.problem("exists", err)
		}
		if err := os.Rename(temp, f.file()); err != nil {
			return f.problem(reasonOf(err, "cannot_create"), err)
		}
	}
	if err := syncDir(f.dir); err != nil {
		// Not certain to last: then it must not be there at all, for its maker throws the key away.
		return f.wrap(errors.Join(err, os.Remove(f.file())))
	}
	return nil
}

// build writes a whole vault to a new file that nobody else knows.
func build(ctx context.Context, path string, meta vault.Meta, first *vault.Batch) error {
	// Made by ourselves first, so that it is private from its first moment.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if path, err = filepath.Abs(path); err != nil { // a URI has no relative paths
		return err
	}
	db, err := sql.Open("sqlite", dsn(path, modeWrite))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	err = fill(ctx, db, meta, first)
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	return err
}

func fill(ctx context.Context, db *sql.DB, meta vault.Meta, first *vault.Batch) error {
	// WAL is a property of the file; closing the only connection folds the log into it.
	for _, pragma := range []string{"PRAGMA journal_mode = WAL", "PRAGMA application_id = 1266303793", "PRAGMA user_version = 1"} {
		if _, err := db.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO vault (one, format, id, created, rev, head) VALUES (1, ?, ?, ?, ?, ?)",
		meta.Format, meta.Vault[:], meta.Created, meta.Head.Rev, meta.Head.Hash[:]); err != nil {
		return err
	}
	if err := writeBatch(ctx, tx, first); err != nil {
		return err
	}
	return tx.Commit()
}

// removeDatabase removes a database that was being made, with SQLite's companions.
func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix) // what is left over is overlooked by inspect
	}
}

// Open opens the vault in the folder. One of an older format is led to the one of now, and a copy of it stays beside it;
// the errors "upgrade_failed", "upgrade_disk_full" and "too_old" say that it is as it was.
func (f Folder) Open(ctx context.Context) (vault.Store, error) {
	if err := f.inspect(); err != nil {
		return nil, err
	}
	if err := refuseNetwork(f.dir); err != nil {
		return nil, f.problem("network", err)
	}
	store, err := f.open(ctx)
	if _, older := errors.AsType[*olderError](err); older {
		store, err = f.upgraded(ctx)
	}
	if err != nil {
		return nil, err
	}
	return store, nil
}

// The ways in which a connection is opened.
const (
	modeWrite = "mode=rw&_txlock=immediate"
	modeRead  = "mode=rw&_pragma=query_only(1)"
	modeStill = "mode=ro&immutable=1" // no lock, no WAL
)

func dsn(path, mode string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/… on Windows
	}
	// secure_delete overwrites what is deleted; cell_size_check and trusted_schema meet hostile files.
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + mode +
		"&_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=cell_size_check(1)&_pragma=trusted_schema(0)"
}

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kanzleicode/app/vault"
)

// watchInterval is how often Watch asks SQLite whether the file was changed: a counter in memory, some
// microseconds.
const watchInterval = 300 * time.Millisecond

// Store is an open vault file. It implements vault.Store.
type Store struct {
	folder Folder
	write  *sql.DB // one connection, made when something is written
	read   *sql.DB
}

var _ vault.Store = (*Store)(nil)

func (f Folder) open(ctx context.Context) (*Store, error) {
	path, err := filepath.Abs(f.file())
	if err != nil {
		return nil, f.problem("cannot_open", err)
	}
	mode := modeRead
	if readOnlyMedium(f.dir, path) {
		mode = modeReadOnly
	}
	s := &Store{folder: f}
	if s.read, err = sql.Open("sqlite", dsn(path, mode)); err != nil {
		return nil, f.wrap(err)
	}
	if mode == modeReadOnly {
		s.write = s.read // SQLite itself then says "read-only"
	} else if s.write, err = sql.Open("sqlite", dsn(path, modeWrite)); err != nil {
		return nil, f.wrap(err)
	} else {
		s.write.SetMaxOpenConns(1)
	}
	if err := s.known(ctx); err != nil {
		_ = s.Close() // nothing was written
		return nil, err
	}
	return s, nil
}

// readOnlyMedium reports whether the folder cannot be written to and no other process has the file open
// for writing; WAL needs files beside the database, so such a vault is opened as a still picture.
func readOnlyMedium(dir, path string) bool {
	if _, err := os.Stat(path + "-wal"); err == nil {
		return false
	}
	probe, err := os.CreateTemp(dir, creatingPrefix+"probe-")
	if err != nil {
		return !isFull(err)
	}
	name := probe.Name()
	return probe.Close() != nil || os.Remove(name) != nil
}

// known checks the version again inside SQLite, where a log that was not folded in yet counts.
func (s *Store) known(ctx context.Context) error {
	var version uint32
	if err := s.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return s.folder.wrap(err)
	}
	if version > vault.FormatVersion {
		return &vault.Error{Reason: "newer", Args: map[string]any{"folder": s.folder.dir, "found": version, "known": vault.FormatVersion}}
	}
	return nil
}

// Close folds the log into the file and closes it.
func (s *Store) Close() error {
	err := s.write.Close()
	if s.read != s.write {
		err = errors.Join(err, s.read.Close())
	}
	if err != nil {
		return s.folder.wrap(err)
	}
	return nil
}

// Meta reads the vault's one row.
func (s *Store) Meta(ctx context.Context) (vault.Meta, error) {
	var m vault.Meta
	var id, head []byte
	err := s.read.QueryRowContext(ctx, "SELECT format, id, created, rev, head FROM vault WHERE one = 1").
		Scan(&m.Format, &id, &m.Created, &m.Head.Rev, &head)
	if err == nil {
		err = fixed(copyTo(m.Vault[:], id), copyTo(m.Head.Hash[:], head))
	}
	if err != nil {
		return vault.Meta{}, s.folder.wrap(err)
	}
	return m, nil
}

// Check runs SQLite's integrity_check.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	var faults []string
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			faults = append(faults, "SQLite: "+strings.ReplaceAll(line, "\n", "; "))
		}
		return nil
	}, "PRAGMA integrity_check")
	if err != nil {
		return nil, s.folder.wrap(err)
	}
	return faults, nil
}

// Watch polls SQLite's data_version, which moves with every commit of another connection; the polling
// connection writes nothing, so it sees ours too.
func (s *Store) Watch(ctx context.Context) <-chan uint64 {
	revs := make(chan uint64, 1)
	go func() {
		defer close(revs)
		conn, err := s.read.Conn(ctx)
		if err != nil {
			return // ctx ended or the store is closed: nobody listens any more
		}
		defer conn.Close() //nolint:errcheck // gives the connection back
		tick := time.NewTicker(watchInterval)
		defer tick.Stop()
		var seenVersion int64
		var seenRev uint64
		first := true
		for {
			var version int64
			var rev uint64
			if conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version) == nil && (first || version != seenVersion) &&
				conn.QueryRowContext(ctx, "SELECT rev FROM vault WHERE one = 1").Scan(&rev) == nil {
				if !first && rev != seenRev {
					newest(revs, rev)
				}
				seenVersion, seenRev, first = version, rev, false
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return revs
}

// newest puts a value into a channel of length one in the place of an older one.
func newest(revs chan uint64, rev uint64) {
	select {
	case <-revs:
	default:
	}
	revs <- rev
}

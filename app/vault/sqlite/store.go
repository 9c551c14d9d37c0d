package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
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
	still  string // reason why nothing can be written, if it is only a still picture; "" else

	mu       sync.Mutex // guards closed, and Watch against Close
	closed   bool
	done     chan struct{} // closed by Close; ends the watchers
	watchers sync.WaitGroup
}

var _ vault.Store = (*Store)(nil)

// open opens the file for reading and writing. WAL needs files beside the database; where there is no
// right or no room to make them, and no other process has made them, a vault can still be read as a still
// picture, and writing says why not.
func (f Folder) open(ctx context.Context) (*Store, error) {
	path, err := filepath.Abs(f.file())
	if err != nil {
		return nil, f.problem("cannot_open", err)
	}
	s, err := f.connect(ctx, path, modeRead)
	still := ""
	switch {
	case isReason(err, "read_only"), isReason(err, "cannot_open"):
		still = "read_only"
	case isReason(err, "disk_full"):
		still = "disk_full"
	default:
		return s, err
	}
	if wal, statErr := os.Stat(path + "-wal"); statErr == nil && wal.Size() > 0 {
		return nil, err // what stands there is not in the file yet
	}
	if s, err = f.connect(ctx, path, modeStill); err == nil {
		s.still = still
	}
	return s, err
}

// connect makes a Store and proves that it can be read.
func (f Folder) connect(ctx context.Context, path, mode string) (*Store, error) {
	s := &Store{folder: f, done: make(chan struct{})}
	var err error
	if s.read, err = sql.Open("sqlite", dsn(path, mode)); err != nil {
		return nil, f.wrap(err)
	}
	if s.write, err = sql.Open("sqlite", dsn(path, modeWrite)); err != nil {
		return nil, f.wrap(err)
	}
	s.write.SetMaxOpenConns(1)
	if err := s.known(ctx); err != nil {
		_ = s.Close() // nothing was written
		return nil, err
	}
	return s, nil
}

// known checks the version again inside SQLite, where a log that was not folded in yet counts, and that
// there are only plain tables and indexes: a view or a trigger of somebody else's would run in our name.
func (s *Store) known(ctx context.Context) error {
	var version uint32
	var foreign int
	err := s.read.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR rootpage = 0)`).Scan(&version, &foreign)
	if err == nil && foreign > 0 {
		err = fmt.Errorf("%w: the file holds %d things that are not ours", vault.ErrDamaged, foreign)
	}
	if err != nil {
		return s.folder.wrap(err)
	}
	if version > vault.FormatVersion {
		return &vault.Error{Reason: "newer", Args: map[string]any{"folder": s.folder.dir, "found": version, "known": vault.FormatVersion}}
	}
	if version < vault.FormatVersion {
		return &olderError{version}
	}
	return nil
}

// Close ends the watchers, folds SQLite's log into the file and closes it.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.done)
	s.watchers.Wait()
	return s.folder.wrap(errors.Join(s.write.Close(), s.read.Close()))
}

// Check runs SQLite's integrity_check and looks for rows that belong to none.
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
	// Changes does not meet these.
	var stray int
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM item WHERE rev NOT IN (SELECT rev FROM change)").Scan(&stray); err != nil {
		return nil, s.folder.wrap(err)
	}
	if stray > 0 {
		faults = append(faults, fmt.Sprintf("%d items belong to no change", stray))
	}
	return faults, nil
}

// Scrub rewrites the database, since old copies of what was moved inside it can stand between its rows, and
// folds SQLite's log into it, which is then cut to nothing. Copies of before go. The copy that SQLite makes on
// the way stays in memory.
func (s *Store) Scrub(ctx context.Context) error {
	if s.still != "" {
		return s.folder.problem(s.still, nil)
	}
	if _, err := s.write.ExecContext(ctx, "PRAGMA temp_store = MEMORY; VACUUM"); err != nil {
		return s.folder.wrap(err)
	}
	if err := s.folder.removeCopies(); err != nil {
		return s.folder.wrap(err)
	}
	var busy, pages, folded int
	if err := s.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &folded); err != nil {
		return s.folder.wrap(err)
	}
	if busy != 0 {
		return s.folder.problem("busy", errors.New("somebody is still reading SQLite's log"))
	}
	return nil
}

// removeCopies takes away what Copy wrote, and what was kept before the format changed.
func (f Folder) removeCopies() error {
	entries, err := os.ReadDir(f.dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), FileName+"."+vault.CopySuffix) || strings.HasPrefix(e.Name(), keptPrefix) {
			err = errors.Join(err, os.Remove(filepath.Join(f.dir, e.Name())))
		}
	}
	return err
}

// maxCopies bounds how many copies may have the same suffix.
const maxCopies = 100

// Copy has SQLite write all tables into a new file.
func (s *Store) Copy(ctx context.Context, suffix string) (path string, err error) {
	name, err := filepath.Abs(s.folder.file() + "." + suffix)
	if err != nil {
		return "", s.folder.problem("cannot_open", err)
	}
	// SQLite fills a file that is empty, with the rights that it has.
	var file *os.File
	for n := 1; ; n++ {
		if path = name; n > 1 {
			path += "-" + strconv.Itoa(n)
		}
		file, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) //nolint:gosec // in the vault's folder
		if !errors.Is(err, os.ErrExist) || n == maxCopies {
			break
		}
	}
	if err != nil {
		return "", s.folder.wrap(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(path) // the error tells
		}
	}()
	_, err = s.write.ExecContext(ctx, "VACUUM INTO ?", path) // one that may only read may not write elsewhere either
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = syncDir(s.folder.dir)
	}
	return path, s.folder.wrap(err)
}

// Rebuild makes the indexes anew; what is wrong after that, such as pages that belong to nothing, goes with a new file.
func (s *Store) Rebuild(ctx context.Context) error {
	if s.still != "" {
		return s.folder.problem(s.still, nil)
	}
	if _, err := s.write.ExecContext(ctx, "REINDEX"); err != nil {
		return s.folder.wrap(err)
	}
	faults, err := s.Check(ctx)
	if err == nil && len(faults) > 0 {
		_, err = s.write.ExecContext(ctx, "PRAGMA temp_store = MEMORY; VACUUM")
	}
	return s.folder.wrap(err)
}

// Watch polls SQLite's data_version, which moves with every commit of another connection; the polling
// connection writes nothing, so it sees ours too. The state to compare with is read before Watch returns:
// what the caller reads afterwards is not older.
func (s *Store) Watch(ctx context.Context) <-chan uint64 {
	revs := make(chan uint64, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	conn, err := s.read.Conn(ctx)
	if s.closed || err != nil {
		close(revs) // ctx ended or the store is closed: nobody listens any more
		return revs
	}
	w := &watcher{conn: conn, revs: revs}
	w.look(ctx)
	s.watchers.Go(func() {
		defer close(revs)
		defer conn.Close() //nolint:errcheck // gives the connection back
		tick := time.NewTicker(watchInterval)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.done:
				return
			case <-tick.C:
				w.look(ctx)
			}
		}
	})
	return revs
}

// watcher is one call of Watch.
type watcher struct {
	conn    *sql.Conn
	revs    chan uint64
	began   bool
	version int64  // data_version at the last look
	rev     uint64 // the vault's revision then
}

// look sends the revision if it moved since the last look. A look that fails is made up for by the next.
func (w *watcher) look(ctx context.Context) {
	var version int64
	if w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version) != nil || w.began && version == w.version {
		return
	}
	m, err := meta(ctx, w.conn)
	if err != nil {
		return
	}
	if w.began && m.Head.Rev != w.rev {
		select { // in the place of one that was not fetched
		case <-w.revs:
		default:
		}
		w.revs <- m.Head.Rev
	}
	w.began, w.version, w.rev = true, version, m.Head.Rev
}

package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"kanzleicode/app/vault"
)

// nameLayout is the name of a backup's file: the moment in UTC, so that names sort by time on every PC.
const nameLayout = "kanzleicode-2006-01-02-150405Z.tar.age"

// NameAt is the name of a backup of a moment.
func NameAt(t time.Time) string { return t.UTC().Format(nameLayout) }

// Policy says how long backups are kept. A backup goes when it is older than Age and Count newer ones are
// there; the newest always stays.
type Policy struct {
	Count int
	Age   time.Duration
}

// DefaultPolicy keeps a month, and 30 backups if there are fewer than one a day.
var DefaultPolicy = Policy{Count: 30, Age: 30 * 24 * time.Hour}

// Stored is a backup in a folder.
type Stored struct {
	Name  string
	Taken time.Time // by its name
}

// List gives the backups of a folder, newest first; other files do not count.
func List(folder string) ([]Stored, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	var found []Stored
	for _, e := range entries {
		taken, err := time.Parse(nameLayout, e.Name())
		if err == nil && e.Type().IsRegular() {
			found = append(found, Stored{e.Name(), taken})
		}
	}
	slices.SortFunc(found, func(a, b Stored) int { return b.Taken.Compare(a.Taken) })
	return found, nil
}

// Expired are the backups of a list, newest first, that the policy gives up.
func (p Policy) Expired(list []Stored, now time.Time) []Stored {
	var gone []Stored
	for i, s := range list {
		if i >= max(p.Count, 1) && now.Sub(s.Taken) > p.Age {
			gone = append(gone, s)
		}
	}
	return gone
}

// Save writes a backup into a folder under a name made of its moment, and returns that name. It is written
// under another name first, read back from the disk and compared, opened with own (a key among the
// recipients), and only then renamed.
func Save(ctx context.Context, folder string, s *Snapshot, more []File, own age.Identity, to ...age.Recipient) (name string, err error) {
	name = NameAt(s.Taken)
	path := filepath.Join(folder, name)
	if _, err := os.Lstat(path); err == nil {
		return "", &Error{Reason: ReasonOccupied, Name: path}
	}
	return name, SaveAs(ctx, path, s, more, own, to...)
}

// SaveAs is [Save] with a path of the caller's choice; a file that is there is replaced.
func SaveAs(ctx context.Context, path string, s *Snapshot, more []File, own age.Identity, to ...age.Recipient) (err error) {
	folder := filepath.Dir(path)
	file, err := os.CreateTemp(folder, ".kanzleicode-*.tmp")
	if err != nil {
		return &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	temp := file.Name()
	defer func() {
		if err != nil {
			_ = os.Remove(temp) // the error tells; what is left is encrypted
		}
	}()
	sum := sha256.New()
	err = Write(&cancelable{ctx, io.MultiWriter(file, sum)}, s, more, to...)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		var ours *Error
		if errors.As(err, &ours) || ctx.Err() != nil {
			return err
		}
		return &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	if err := readBack(temp, sum.Sum(nil), s, own); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	return syncFolder(folder)
}

// cancelable stops a long writing when ctx ends.
type cancelable struct {
	ctx context.Context //nolint:containedctx // it lives as long as the call that makes it
	w   io.Writer
}

func (c *cancelable) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// readBack compares a file with what was written, and what it holds with the snapshot.
func readBack(path string, sum []byte, s *Snapshot, own age.Identity) error {
	file, err := os.Open(path) //nolint:gosec // written by us
	if err != nil {
		return &Error{Reason: ReasonReadBack, Err: err}
	}
	defer file.Close() //nolint:errcheck // opened for reading
	found := sha256.New()
	got, err := Read(io.TeeReader(file, found), own)
	if err == nil {
		_, err = io.Copy(found, file) // what the reader left unread
	}
	switch {
	case err != nil:
		return &Error{Reason: ReasonReadBack, Err: err}
	case !bytes.Equal(found.Sum(nil), sum):
		return &Error{Reason: ReasonReadBack, Err: errors.New("other bytes")}
	case !got.Same(s):
		return &Error{Reason: ReasonReadBack, Err: errors.New("other records")}
	}
	return nil
}

// Same reports whether two snapshots hold the same state and records.
func (s *Snapshot) Same(other *Snapshot) bool {
	return s.Vault == other.Vault && s.Head == other.Head && s.Taken.Equal(other.Taken) && len(s.History) == len(other.History) &&
		slices.EqualFunc(s.Records, other.Records, func(a, b vault.Record) bool {
			return a.ID == b.ID && a.Kind == b.Kind && a.Rev == b.Rev && bytes.Equal(a.Body, b.Body)
		})
}

// Prune removes the backups of a folder that the policy gives up, and returns their names. A leftover of a
// crash goes too once it is a day old.
func Prune(folder string, policy Policy, now time.Time) (removed []string, err error) {
	list, err := List(folder)
	if err != nil {
		return nil, err
	}
	for _, s := range policy.Expired(list, now) {
		if err := os.Remove(filepath.Join(folder, s.Name)); err != nil {
			return removed, &Error{Reason: ReasonFolder, Name: folder, Err: err}
		}
		removed = append(removed, s.Name)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return removed, &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), ".kanzleicode-") && strings.HasSuffix(e.Name(), ".tmp") && now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(filepath.Join(folder, e.Name())) // the next time tries again
		}
	}
	return removed, nil
}

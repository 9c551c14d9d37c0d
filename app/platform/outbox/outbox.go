// Package outbox is a private place for files that another program is to open, such as a mail draft. Nobody else
// who uses this PC can read what is in it, and nothing stays there for long.
package outbox

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Folder is such a place. It need not exist.
type Folder string

// Put writes a file of a name into a folder of its own in the place, so that names never collide, and returns its
// path. If write fails nothing stays behind.
func (f Folder) Put(name string, write func(io.Writer) error) (path string, err error) {
	if name != filepath.Base(name) || name == "." {
		return "", &os.PathError{Op: "create", Path: name, Err: os.ErrInvalid}
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return "", err
	}
	own, err := os.MkdirTemp(string(f), "")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(own))
		}
	}()
	path = filepath.Join(own, name)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	return path, errors.Join(write(file), file.Close())
}

// Clear deletes what was put there before a moment: the other program may still be reading what is newer. What
// cannot be deleted now, such as a file that is open on Windows, is left for the next time and is an error.
func (f Folder) Clear(before time.Time) error {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		info, failed := entry.Info()
		switch {
		case errors.Is(failed, os.ErrNotExist): // somebody else has cleared it
		case failed != nil:
			err = errors.Join(err, failed)
		case info.ModTime().Before(before):
			err = errors.Join(err, os.RemoveAll(filepath.Join(string(f), entry.Name())))
		}
	}
	return err
}

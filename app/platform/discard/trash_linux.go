package discard

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// trash puts a file into the home trash of the freedesktop.org Trash specification 1.0, if the desktop has made one and
// it is on the same disk. Else the file stays where it is.
func trash(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	folder, err := homeTrash()
	if err != nil {
		return err
	}
	ending := filepath.Ext(path)
	stem := strings.TrimSuffix(filepath.Base(path), ending)
	const most = 100 // files of one name
	for n := range most {
		name := stem + ending
		if n > 0 {
			name = fmt.Sprintf("%s.%d%s", stem, n+1, ending)
		}
		note := filepath.Join(folder, "info", name+".trashinfo")
		file, err := os.OpenFile(note, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(file, "[Trash Info]\nPath=%s\nDeletionDate=%s\n", (&url.URL{Path: path}).EscapedPath(), time.Now().Format("2006-01-02T15:04:05"))
		err = errors.Join(err, file.Close())
		target := filepath.Join(folder, "files", name)
		if _, taken := os.Lstat(target); err == nil && taken == nil {
			err = os.ErrExist
		}
		if err == nil {
			err = os.Rename(path, target)
		}
		if err != nil {
			return errors.Join(err, os.Remove(note))
		}
		return nil
	}
	return os.ErrExist
}

// homeTrash is the folder of the trash; it is an error if there is none.
func homeTrash() (string, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		data = filepath.Join(home, ".local", "share")
	}
	folder := filepath.Join(data, "Trash")
	for _, part := range []string{"files", "info"} {
		info, err := os.Stat(filepath.Join(folder, part)) //nolint:gosec // the session says itself where its folder is
		if err != nil || !info.IsDir() {
			return "", errors.Join(os.ErrNotExist, err)
		}
	}
	return folder, nil
}

// Package statefile keeps small private files that are replaced whole or not at all: what this PC
// remembers beside the vault.
package statefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// maxSize bounds what Load reads; the files hold some hundred bytes.
const maxSize = 1 << 20

// Folder is a folder of such files. It is made when the first one is saved.
type Folder struct{ dir, suffix string }

// In is the folder dir; suffix, such as ".pin.json", ends every file's name.
func In(dir, suffix string) Folder { return Folder{dir, suffix} }

func (f Folder) path(name string) (string, error) {
	if name == "" || name != filepath.Base(name) || name[0] == '.' {
		return "", fmt.Errorf("statefile: %q is not a name", name)
	}
	return filepath.Join(f.dir, name+f.suffix), nil
}

// Load reads a file; nil without an error if there is none.
func (f Folder) Load(name string) ([]byte, error) {
	path, err := f.path(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSize {
		return nil, fmt.Errorf("statefile: %s has %d bytes", path, info.Size())
	}
	return os.ReadFile(path)
}

// Save replaces a file: it is written under another name, flushed and renamed.
func (f Folder) Save(name string, data []byte) (err error) {
	path, err := f.path(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(f.dir, ".new-*") // CreateTemp makes it 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name()) // it never became the file
		}
	}()
	if _, err = temp.Write(data); err == nil {
		err = temp.Sync()
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

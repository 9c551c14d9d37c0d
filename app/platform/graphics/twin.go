package graphics

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder is where Mesa stands, beside the program.
const Folder = "softgl"

// library is what makes it Mesa's folder.
const library = "opengl32.dll"

// Twin gives the copy of a program that stands beside Mesa's opengl32.dll, and makes it if it is not there or is
// one of another version: a hard link where the drive can have one, else a copy.
func Twin(program string) (string, error) {
	folder := filepath.Join(filepath.Dir(program), Folder)
	if info, err := os.Stat(filepath.Join(folder, library)); err != nil || !info.Mode().IsRegular() {
		return "", errMissing
	}
	twin := filepath.Join(folder, filepath.Base(program))
	same, err := sameContent(program, twin)
	if same || err != nil {
		return twin, err
	}
	if err := os.Remove(twin); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("an old copy of the program cannot be removed: %w", err)
	}
	if os.Link(program, twin) == nil {
		return twin, nil
	}
	if err := copyProgram(program, twin); err != nil {
		return "", fmt.Errorf("the program cannot be copied to where Mesa stands: %w", err)
	}
	return twin, nil
}

// Original is the program that a twin is a copy of; of any other program it is the program itself.
func Original(program string) string {
	folder := filepath.Dir(program)
	if filepath.Base(folder) != Folder {
		return program
	}
	original := filepath.Join(filepath.Dir(folder), filepath.Base(program))
	if _, err := os.Stat(original); err != nil {
		return program
	}
	return original
}

// sameContent compares two files. A second one that is not there is not the same.
func sameContent(one, other string) (bool, error) {
	a, err := os.Stat(one)
	if err != nil {
		return false, err
	}
	b, err := os.Stat(other)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case os.SameFile(a, b):
		return true, nil
	case a.Size() != b.Size():
		return false, nil
	}
	return sameBytes(one, other)
}

func sameBytes(one, other string) (bool, error) {
	a, err := os.Open(one) //nolint:gosec // our own program
	if err != nil {
		return false, err
	}
	defer func() { _ = a.Close() }() // only read
	b, err := os.Open(other)         //nolint:gosec // its copy
	if err != nil {
		return false, err
	}
	defer func() { _ = b.Close() }() // only read
	left, right := make([]byte, 1<<20), make([]byte, 1<<20)
	for {
		n, errA := io.ReadFull(a, left)
		m, errB := io.ReadFull(b, right)
		if !bytes.Equal(left[:n], right[:m]) {
			return false, nil
		}
		if errA != nil || errB != nil {
			return ended(errA) && ended(errB), nil
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// copyProgram writes a copy under another name first, so that one that was cut off is never started.
func copyProgram(program, twin string) error {
	from, err := os.Open(program) //nolint:gosec // our own program
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }() // only read
	to, err := os.CreateTemp(filepath.Dir(twin), "*.new")
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	err = errors.Join(err, to.Close())
	if err == nil {
		err = errors.Join(os.Chmod(to.Name(), 0o755), os.Rename(to.Name(), twin)) //nolint:gosec // a program
	}
	if err != nil {
		return errors.Join(err, os.Remove(to.Name()))
	}
	return nil
}

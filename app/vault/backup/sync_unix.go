//go:build !windows

package backup

import (
	"errors"
	"os"
	"syscall"
)

// syncFolder makes a new name in a folder survive a power cut.
func syncFolder(folder string) error {
	dir, err := os.Open(folder) //nolint:gosec // chosen by the user
	if err != nil {
		return &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil // some network drives cannot
	}
	if err := errors.Join(err, dir.Close()); err != nil {
		return &Error{Reason: ReasonFolder, Name: folder, Err: err}
	}
	return nil
}

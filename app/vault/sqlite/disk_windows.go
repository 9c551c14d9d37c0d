package sqlite

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isFull reports whether the disk or the quota is used up.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) || errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

// syncDir has nothing to do: NTFS journals names.
func syncDir(string) error { return nil }

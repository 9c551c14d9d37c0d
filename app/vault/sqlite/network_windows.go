package sqlite

import (
	"errors"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// refuseNetwork is an error for a folder on a network share or a mapped drive. SQLite's locks do not hold
// there, and two PCs would destroy the file (https://sqlite.org/useovernet.html).
func refuseNetwork(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil // opening the file will say what is wrong
	}
	volume := filepath.VolumeName(abs)
	if strings.HasPrefix(volume, `\\`) {
		return errors.New("network share " + volume)
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return errors.New("mapped drive " + volume)
	}
	return nil
}

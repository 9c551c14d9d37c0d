//go:build !linux && !windows

package sqlite

import "golang.org/x/sys/unix"

// refuseNetwork is an error for a folder on a network file system. SQLite's locks do not hold there, and
// two PCs would destroy the file (https://sqlite.org/useovernet.html).
func refuseNetwork(dir string) error {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil || fs.Flags&unix.MNT_LOCAL != 0 {
		return nil
	}
	return unix.EREMOTE
}

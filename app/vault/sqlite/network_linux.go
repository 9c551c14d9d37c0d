package sqlite

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// refuseNetwork is an error for a folder on a network file system. SQLite's locks do not hold there, and
// two PCs would destroy the file (https://sqlite.org/useovernet.html).
func refuseNetwork(dir string) error {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return nil // opening the file will say what is wrong
	}
	switch int64(fs.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.NCP_SUPER_MAGIC,
		unix.AFS_SUPER_MAGIC, unix.CODA_SUPER_MAGIC, unix.V9FS_MAGIC, unix.CEPH_SUPER_MAGIC:
		return fmt.Errorf("network file system %#x", fs.Type)
	}
	return nil
}

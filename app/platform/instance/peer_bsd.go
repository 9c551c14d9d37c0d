//go:build darwin || freebsd

package instance

import "golang.org/x/sys/unix"

// peer is the user of the process at the other end, when it connected or began to listen.
func peer(fd int) (user uint32, err error) {
	const local = 0 // SOL_LOCAL
	credentials, err := unix.GetsockoptXucred(fd, local, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return credentials.Uid, nil
}

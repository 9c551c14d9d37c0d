package instance

import "golang.org/x/sys/unix"

// peer is the user of the process at the other end, when it connected or began to listen.
func peer(fd int) (user uint32, err error) {
	credentials, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return 0, err
	}
	return credentials.Uid, nil
}

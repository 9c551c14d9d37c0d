//go:build unix

package instance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// maxSocketPath is what fits into sun_path with its end, on the system that has least.
const maxSocketPath = 103

// place is a lock and a socket in a private folder. Who has the lock has the place; the socket is only the way
// to it, and an old one is in nobody's way.
type place struct{ lock, socket string }

// locate finds the private folder. A session's own goes first: it is never on a network drive, where a lock
// could be held by another machine.
func locate(window Window) (place, error) {
	session := ""
	if runtime.GOOS != "darwin" { // a second screen of the same person, as by VNC, has a window of its own
		session = screen(os.Getenv)
	}
	name, err := window.name(session)
	if err != nil {
		return place{}, err
	}
	folder := filepath.Join(window.State, "instance")
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) && private(runtime) == nil {
		folder = filepath.Join(runtime, "kanzleicode")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil { //nolint:gosec // the session says itself where its folder is
		return place{}, err
	}
	if err := os.Chmod(folder, 0o700); err != nil { //nolint:gosec // a folder that can be entered
		return place{}, err
	}
	if err := private(folder); err != nil {
		return place{}, err
	}
	p := place{filepath.Join(folder, name+".lock"), filepath.Join(folder, name)}
	if len(p.socket) > maxSocketPath {
		return place{}, fmt.Errorf("a socket's path of %d bytes", len(p.socket))
	}
	return p, nil
}

// screen is the display that windows open on. The number of a screen behind its name does not matter.
func screen(env func(string) string) string {
	display := env("DISPLAY")
	if display == "" {
		return env("WAYLAND_DISPLAY")
	}
	if colon := strings.LastIndexByte(display, ':'); colon >= 0 {
		if dot := strings.IndexByte(display[colon:], '.'); dot >= 0 {
			return display[:colon+dot]
		}
	}
	return display
}

// private makes sure that a folder is this person's alone.
func private(folder string) error {
	info, err := os.Lstat(folder) //nolint:gosec // likewise
	if err != nil {
		return err
	}
	var stat unix.Stat_t
	if err := unix.Lstat(folder, &stat); err != nil {
		return &os.PathError{Op: "lstat", Path: folder, Err: err}
	}
	if !info.IsDir() || stat.Uid != uint32(os.Geteuid()) || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s is not a private folder: %v of user %d", folder, info.Mode(), stat.Uid)
	}
	return nil
}

// socket is the place of this process.
type socket struct {
	*net.UnixListener
	lock *os.File
	path string
}

func (p place) listen() (listener, error) {
	lock, err := os.OpenFile(p.lock, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	// The lock belongs to the open file: the system lets go of it when the process ends, however it does.
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errTaken
		}
		return nil, &os.PathError{Op: "lock", Path: p.lock, Err: err}
	}
	err = os.Remove(p.socket) // of one that died
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		var l *net.UnixListener
		if l, err = net.ListenUnix("unix", &net.UnixAddr{Name: p.socket, Net: "unix"}); err == nil {
			l.SetUnlinkOnClose(false) // close does it, in the right order
			return &socket{l, lock, p.socket}, nil
		}
	}
	_ = lock.Close()
	return nil, err
}

// accept sends away who is somebody else: the folder has kept others out already.
func (s *socket) accept() (connection, error) {
	for {
		conn, err := s.AcceptUnix()
		if err != nil {
			return nil, err
		}
		if own(conn) == nil {
			return conn, nil
		}
		_ = conn.Close()
	}
}

// close takes the socket away while the lock is still held: afterwards it could be the next one's. The lock's
// file stays, since a file that is made anew would be a second lock.
func (s *socket) close() error {
	err := os.Remove(s.path)
	if errors.Is(err, fs.ErrNotExist) { // such as by the system, when the person logs out
		err = nil
	}
	return errors.Join(err, s.Close(), s.lock.Close())
}

func (p place) dial(ctx context.Context) (connection, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "unix", p.socket)
	if err != nil {
		return nil, errors.Join(errNobody, err)
	}
	if err := own(conn.(*net.UnixConn)); err != nil {
		_ = conn.Close()
		return nil, &Error{ReasonUnavailable, err}
	}
	return conn, nil
}

// own makes sure that the other end belongs to the same person.
func own(conn *net.UnixConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var user uint32
	var peerErr error
	if err := raw.Control(func(fd uintptr) { user, peerErr = peer(int(fd)) }); err != nil {
		return err
	}
	if peerErr != nil {
		return peerErr
	}
	if user != uint32(os.Geteuid()) {
		return fmt.Errorf("the other end belongs to user %d", user)
	}
	return nil
}

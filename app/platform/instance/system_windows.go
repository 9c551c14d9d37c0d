package instance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/windows"
)

// place is a named mutex and a pipe. Who made the mutex has the place; nobody ever waits for it. The pipe is the
// way there.
type place struct {
	mutex, pipe string
	user        *windows.SID
}

// locate names both. The mutex's name is the session's own ("Local"); the names of pipes are common to all
// sessions and persons of the machine.
func locate(window Window) (place, error) {
	token, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return place{}, err
	}
	user := token.User.Sid
	var session uint32
	if err := windows.ProcessIdToSessionId(windows.GetCurrentProcessId(), &session); err != nil {
		return place{}, err
	}
	name, err := window.name(user.String())
	if err != nil {
		return place{}, err
	}
	return place{`Local\kanzleicode-` + name, fmt.Sprintf(`\\.\pipe\kanzleicode-%d-%s`, session, name), user}, nil
}

// pipe is the place of this process. next is the end that waits for another process; there is always one, else
// the name could be somebody else's.
type pipe struct {
	place
	security *windows.SecurityAttributes
	lock     windows.Handle // the mutex: it is gone when its last handle is, as at the end of the process
	came     windows.Handle // event: somebody connected
	stop     windows.Handle // event: the place is given up

	mu         sync.Mutex // held while accept waits
	closed     bool
	next       windows.Handle
	overlapped windows.Overlapped // Windows writes to it while connect waits: it must not be on a stack, which moves
}

func (p place) listen() (listener, error) {
	// Owned by this person, who alone may open it ("P": nothing is inherited).
	descriptor, err := windows.SecurityDescriptorFromString(fmt.Sprintf("O:%[1]sD:P(A;;GA;;;%[1]s)", p.user))
	if err != nil {
		return nil, err
	}
	l := &pipe{place: p, security: &windows.SecurityAttributes{SecurityDescriptor: descriptor}, next: windows.InvalidHandle}
	if err := l.take(); err != nil {
		return nil, err
	}
	if l.next, err = l.create(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err == nil {
		if l.came, err = windows.CreateEvent(nil, 1, 0, nil); err == nil {
			if l.stop, err = windows.CreateEvent(nil, 1, 0, nil); err == nil {
				return l, nil
			}
			_ = windows.CloseHandle(l.came)
		}
		_ = windows.CloseHandle(l.next)
	}
	_ = windows.CloseHandle(l.lock)
	return nil, err
}

// take makes the mutex, unless it is there.
func (l *pipe) take() error {
	name, err := windows.UTF16PtrFromString(l.mutex)
	if err != nil {
		return err
	}
	l.lock, err = windows.CreateMutex(l.security, false, name)
	switch {
	case errors.Is(err, windows.ERROR_ALREADY_EXISTS):
		_ = windows.CloseHandle(l.lock)
		return errTaken
	case errors.Is(err, windows.ERROR_ACCESS_DENIED): // of a start by an administrator, or of somebody else
		return errTaken
	}
	return err
}

// create makes one more end.
func (l *pipe) create(flags uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(l.pipe)
	if err != nil {
		return windows.InvalidHandle, err
	}
	return windows.CreateNamedPipe(name, windows.PIPE_ACCESS_DUPLEX|windows.FILE_FLAG_OVERLAPPED|flags,
		windows.PIPE_TYPE_BYTE|windows.PIPE_READMODE_BYTE|windows.PIPE_WAIT|windows.PIPE_REJECT_REMOTE_CLIENTS,
		windows.PIPE_UNLIMITED_INSTANCES, 512, MaxBytes, 0, l.security)
}

// accept: the pipe's access list has kept others out.
func (l *pipe) accept() (connection, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, os.ErrClosed
	}
	if l.next == windows.InvalidHandle {
		var err error
		if l.next, err = l.create(0); err != nil {
			return nil, err
		}
	}
	if err := l.connect(); err != nil {
		_ = windows.CloseHandle(l.next)
		l.next = windows.InvalidHandle
		return nil, err
	}
	conn := os.NewFile(uintptr(l.next), "pipe")
	var err error
	if l.next, err = l.create(0); err != nil {
		l.next = windows.InvalidHandle // the next accept tries again
	}
	return conn, nil
}

// connect waits until somebody is at the other side of next, or for the end.
func (l *pipe) connect() error {
	if err := windows.ResetEvent(l.came); err != nil {
		return err
	}
	l.overlapped = windows.Overlapped{HEvent: l.came}
	err := windows.ConnectNamedPipe(l.next, &l.overlapped)
	switch {
	case err == nil, errors.Is(err, windows.ERROR_PIPE_CONNECTED):
		return nil
	case !errors.Is(err, windows.ERROR_IO_PENDING):
		return err
	}
	which, err := windows.WaitForMultipleObjects([]windows.Handle{l.came, l.stop}, false, windows.INFINITE)
	var n uint32
	if err == nil && which == windows.WAIT_OBJECT_0 {
		return windows.GetOverlappedResult(l.next, &l.overlapped, &n, false)
	}
	_ = windows.CancelIoEx(l.next, &l.overlapped)
	_ = windows.GetOverlappedResult(l.next, &l.overlapped, &n, true) // until then Windows may write to it
	return errors.Join(os.ErrClosed, err)
}

func (l *pipe) close() error {
	err := windows.SetEvent(l.stop)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.next != windows.InvalidHandle {
		err = errors.Join(err, windows.CloseHandle(l.next))
		l.next = windows.InvalidHandle
	}
	return errors.Join(err, windows.CloseHandle(l.came), windows.CloseHandle(l.stop), windows.CloseHandle(l.lock))
}

func (p place) dial(context.Context) (connection, error) {
	name, err := windows.UTF16PtrFromString(p.pipe)
	if err != nil {
		return nil, err
	}
	// The other end may ask who we are, and may not act in our name.
	handle, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_OVERLAPPED|windows.SECURITY_SQOS_PRESENT|windows.SECURITY_IDENTIFICATION, 0)
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) { // of somebody else, or of an administrator's start
		return nil, &Error{ReasonUnavailable, err}
	}
	if err != nil {
		return nil, errors.Join(errNobody, err)
	}
	if err := p.own(handle); err != nil {
		_ = windows.CloseHandle(handle)
		return nil, &Error{ReasonUnavailable, err}
	}
	letForward(handle)
	return os.NewFile(uintptr(handle), "pipe"), nil
}

// own makes sure that the pipe is the same person's: anybody could have made one of this name.
func (p place) own(handle windows.Handle) error {
	descriptor, err := windows.GetSecurityInfo(handle, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return err
	}
	owner, _, err := descriptor.Owner()
	if err != nil {
		return err
	}
	if !owner.Equals(p.user) {
		return errors.New("the pipe belongs to somebody else")
	}
	return nil
}

// letForward allows the first start to come to the front, as only the program may that was started last.
func letForward(handle windows.Handle) {
	var process uint32
	if windows.GetNamedPipeServerProcessId(handle, &process) != nil {
		return
	}
	allow := windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")
	if allow.Find() == nil {
		_, _, _ = allow.Call(uintptr(process)) // refused: its button in the taskbar blinks instead
	}
}

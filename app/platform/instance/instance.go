// Package instance keeps one window per person, screen and vault. The first start holds a place that only its
// person reaches; every further start hands its arguments over there, is told that the window is shown, and
// ends.
//
// The place ends with the process that holds it, whatever ends that: a lock on an open file (Linux, macOS) or
// a named mutex (Windows). No process number is kept anywhere, so none can be mistaken.
//
// Arguments can be secret (an otpauth link is): they go from process to process within the machine, and both
// ends make sure that the other belongs to the same person before anything is said.
//
//   - Linux: a socket in a private folder below $XDG_RUNTIME_DIR, else below the state folder; SO_PEERCRED.
//   - macOS: a socket in a private folder below the state folder; LOCAL_PEERCRED, as getpeereid(3) reads it.
//   - Windows: a named pipe of this login session that its person alone may open, and whose owner is checked.
package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	patience = 5 * time.Second       // for the window that is open to answer
	pause    = 20 * time.Millisecond // between two tries, while the first start makes its place or gives it up
)

// Window names what there is one of.
type Window struct {
	Vault string // the vault's folder; it need not exist yet
	State string // folder of what this PC remembers beside the vault; it is made where it is needed
}

// name is the same for all who mean the same window, and short: the path of a socket has 104 bytes on macOS.
func (w Window) name(session string) (string, error) {
	vault, err := filepath.Abs(w.Vault)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(vault); err == nil {
		vault = real
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{vault, session}, "\x00")))
	return hex.EncodeToString(sum[:8]), nil
}

// ErrShown says that the window which is open already has got the request, or will once it is there. The start
// that gets this ends, and with success.
var ErrShown = errors.New("instance: handed over to the window that is open")

// What the system's part tells the loop of Acquire.
var (
	errTaken  = errors.New("instance: the place is taken")
	errNobody = errors.New("instance: nobody listens")
)

// Instance is the place of the first start. It is safe for concurrent use.
type Instance struct {
	listener listener
	queue    chan delivery
	ended    chan struct{}
	end      sync.Once
	open     sync.WaitGroup // what is being answered

	mu      sync.Mutex
	serving bool
}

// Acquire takes the window's place for this process. If another process of the same person has it, request is
// handed to that one and the error is [ErrShown]; that takes five seconds at most, and ctx can make it less.
//
// Other errors are *Error: [ErrSilent] if the other process lives and does not answer, [ErrUnusable] if request
// cannot be handed over, and [ErrUnavailable] if there is no place to be had; after that one a window may open
// all the same, as it would without this package.
//
// From now on requests of further starts are kept; [Instance.Serve] takes them.
func Acquire(ctx context.Context, window Window, request Request) (*Instance, error) {
	message, err := request.encode()
	if err != nil {
		return nil, err
	}
	where, err := locate(window)
	if err != nil {
		return nil, &Error{ReasonUnavailable, err}
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		listener, err := where.listen()
		switch {
		case err == nil:
			return begin(listener), nil
		case !errors.Is(err, errTaken):
			return nil, &Error{ReasonUnavailable, err}
		}
		err = where.handOver(limited, message)
		if err == nil {
			return nil, ErrShown
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var problem *Error
		if errors.As(err, &problem) {
			return nil, err
		}
		// Whoever has the place is not there yet, or no longer: it is tried again until the time is up.
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-limited.Done():
			return nil, &Error{ReasonSilent, err}
		case <-time.After(pause):
		}
	}
}

// Close gives the place up; Serve returns. It can be called again.
func (i *Instance) Close() error {
	var err error
	i.end.Do(func() {
		close(i.ended)
		err = i.listener.close()
	})
	i.open.Wait()
	return err
}

// handOver gives message to the process that has the place, and waits for its answer. An error that is no
// *Error means: nobody answered, and the place may be free by now.
func (p place) handOver(ctx context.Context, message []byte) error {
	conn, err := p.dial(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	// The answer counts, also if the rest of message was not wanted any more.
	_, writeErr := conn.Write(message)
	answer := make([]byte, 1)
	if _, err := conn.Read(answer); err != nil {
		if ctx.Err() != nil {
			return &Error{ReasonSilent, err}
		}
		return errors.Join(errNobody, writeErr, err)
	}
	if answer[0] != answerShown {
		return &Error{ReasonSilent, errors.New("the window that is open did not take it")}
	}
	return nil
}

//go:build unix && !darwin

package clipboard

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// waylandBoard is the clipboard of a Wayland session, read with wl-paste: only a program with a window in
// front or a special permission may read it, and wl-paste knows the ways of the different desktops.
type waylandBoard struct {
	program string // path of wl-paste
	silence time.Duration
}

// errNoWayland: wl-paste does not work in this session, so the X clipboard is worth a try.
var errNoWayland = errors.New("wl-paste failed")

func (b waylandBoard) forms(ctx context.Context) ([]string, error) {
	out, err := b.run(ctx, "--list-types")
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' }), nil
}

func (b waylandBoard) read(ctx context.Context, form string) ([]byte, error) {
	return b.run(ctx, "--no-newline", "--type", form)
}

func (b waylandBoard) run(ctx context.Context, arguments ...string) ([]byte, error) {
	running, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silent := time.AfterFunc(b.silence, func() { cancel(ErrTimeout) })
	defer silent.Stop()

	out := &pieces{alive: func() { silent.Reset(b.silence) }}
	var said bytes.Buffer
	cmd := exec.CommandContext(running, b.program, arguments...) // #nosec G204 -- found in the PATH, fixed arguments
	cmd.Stdout, cmd.Stderr = out, &said
	cmd.WaitDelay = 100 * time.Millisecond // for what wl-paste itself has started
	err := cmd.Run()
	switch {
	case out.tooLarge:
		return nil, ErrTooLarge
	case running.Err() != nil:
		return nil, context.Cause(running)
	case err != nil && (strings.Contains(said.String(), "Nothing is copied") || strings.Contains(said.String(), "No selection")):
		return nil, ErrEmpty
	case err != nil:
		return nil, unavailable("wl-paste", errors.Join(errNoWayland, err))
	}
	return out.data, nil
}

// pieces collects up to MaxBytes and tells of every piece.
type pieces struct {
	data     []byte
	tooLarge bool
	alive    func()
}

// Write implements io.Writer.
func (p *pieces) Write(data []byte) (int, error) {
	if len(p.data)+len(data) > MaxBytes {
		p.tooLarge = true
		return 0, ErrTooLarge
	}
	p.alive()
	p.data = append(p.data, data...)
	return len(data), nil
}

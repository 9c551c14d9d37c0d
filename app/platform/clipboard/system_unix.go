//go:build unix && !darwin

package clipboard

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"
)

// silence is how long the program that holds the content may take for its next sign of life.
const silence = 2 * time.Second

// session is what the environment says of the desktop session.
type session struct {
	display string // X server, such as ":0"; "" = none
	wlPaste string // path of wl-paste in a Wayland session; "" = not there
	silence time.Duration
}

func readSystem(ctx context.Context) (Content, error) {
	s := session{display: os.Getenv("DISPLAY"), silence: silence}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		s.wlPaste, _ = exec.LookPath("wl-paste")
	}
	return s.read(ctx)
}

func (s session) read(ctx context.Context) (Content, error) {
	if s.wlPaste != "" {
		content, err := gather(ctx, waylandBoard{s.wlPaste, s.silence})
		if !errors.Is(err, errNoWayland) || s.display == "" {
			return content, err
		}
	}
	if s.display == "" {
		return Content{}, unavailable("session", errors.New("there is neither an X server nor wl-paste"))
	}
	return readX11(ctx, s.display, s.silence)
}

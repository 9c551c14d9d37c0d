//go:build unix && !darwin

package screen

import (
	"context"
	"errors"
	"os"

	"github.com/godbus/dbus/v5"
)

// session is what the environment says of the desktop session.
type session struct {
	wayland bool
	display string // X server, such as ":0"; "" = none
	bus     bus
}

func environment() session {
	return session{
		wayland: os.Getenv("WAYLAND_DISPLAY") != "",
		display: os.Getenv("DISPLAY"),
		bus:     dbus.SessionBusPrivateNoAutoStartup,
	}
}

func capture(ctx context.Context) ([]Shot, error) { return environment().capture(ctx) }
func available(ctx context.Context) error         { return environment().available(ctx) }

// asks: the portal decides whether it shows a question first.
func asks() bool { return environment().wayland }

var errNoScreen = because(ReasonUnavailable, "session", errors.New("there is neither an X server nor a Wayland session"))

func (s session) capture(ctx context.Context) ([]Shot, error) {
	switch {
	case s.wayland: // the X server that is there beside it shows nothing but its own windows
		return capturePortal(ctx, s.bus)
	case s.display != "":
		return captureX11(ctx, s.display)
	}
	return nil, errNoScreen
}

func (s session) available(ctx context.Context) error {
	switch {
	case s.wayland:
		return availablePortal(ctx, s.bus)
	case s.display != "":
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		_, err := openX11(ctx, s.display)
		return err
	}
	return errNoScreen
}

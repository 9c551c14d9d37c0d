//go:build unix && !darwin

package awake

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/screensaver"
)

// hold asks the desktop and the X server. One of them is enough: which of them puts out the light differs from
// one desktop to the next, and both do no harm.
func hold(ctx context.Context, reason string) (keep func(), err error) {
	desktop, desktopErr := inhibit(ctx, reason)
	server, serverErr := suspend()
	if desktopErr != nil && serverErr != nil {
		return nil, errors.Join(desktopErr, serverErr)
	}
	return func() {
		var both sync.WaitGroup
		both.Go(func() { lasting(ctx, reason, desktop) })
		<-ctx.Done()
		if serverErr == nil {
			server.Close() // and with it ends what it asked for
		}
		both.Wait()
	}, nil
}

// suspend has the X server forget its screen saver and its power saving for as long as the connection lives
// (MIT-SCREEN-SAVER 1.1, XScreenSaverSuspend). Under Wayland the X server decides nothing.
func suspend() (*xgb.Conn, error) {
	if os.Getenv("DISPLAY") == "" || os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil, errors.New("no X server decides here")
	}
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, err
	}
	if err = screensaver.Init(conn); err == nil {
		if _, err = screensaver.QueryVersion(conn, 1, 1).Reply(); err == nil {
			err = screensaver.SuspendChecked(conn, 1).Check()
		}
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

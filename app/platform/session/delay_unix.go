//go:build unix && !darwin

package session

import (
	"context"
	"os"

	"github.com/godbus/dbus/v5"
)

// delay holds an inhibitor of systemd-logind (org.freedesktop.login1.Manager.Inhibit, mode "delay") while it is
// wanted. The lock is a file descriptor: it ends with the process, and does not need the bus once it is there.
func delay(ctx context.Context, wanted <-chan bool) {
	var held *os.File
	release := func() {
		if held != nil {
			_ = held.Close() // it is logind's pipe: nothing is lost
			held = nil
		}
	}
	defer release()
	for {
		select {
		case <-ctx.Done():
			return
		case on := <-wanted:
			switch {
			case !on:
				release()
			case held == nil:
				held, _ = inhibit(ctx) // without logind there is nothing to hold up
			}
		}
	}
}

// inhibit asks logind for the lock. It is logind that limits how long a PC waits (InhibitDelayMaxSec, 5 s).
// An answer that is on its way is waited for even when ctx ends: the descriptor in it is this process's own by
// then, and nobody else could close it.
func inhibit(ctx context.Context) (*os.File, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	conn, err := systemBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		return nil, err
	}
	var lock dbus.UnixFD
	err = conn.Object(loginName, loginPath).CallWithContext(ctx, loginManager+".Inhibit", 0,
		"sleep", "Kanzleicode", "Locks its window before the PC sleeps", "delay").Store(&lock)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(lock), "sleep inhibitor"), nil
}

//go:build unix && !darwin

package tray

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// The desktop's keeper of icons (StatusNotifierItem specification). It may be there without anybody who shows them.
const (
	watcher     = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
	answerTime  = 5 * time.Second
	pause       = 30 * time.Second // before a bus that was lost is looked for again
)

// watch asks the keeper and listens to it. Without a session bus there are no icons.
func watch(ctx context.Context, tell func(bool)) {
	last, told := false, false
	now := func(there bool) {
		if there != last || !told {
			last, told = there, true
			tell(there)
		}
	}
	for ctx.Err() == nil {
		follow(ctx, now)
		now(false)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// follow tells until the connection or ctx ends.
func follow(ctx context.Context, now func(bool)) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, options := range [][]dbus.MatchOption{
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
			dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcher)},
		{dbus.WithMatchInterface(watcher), dbus.WithMatchMember("StatusNotifierHostRegistered")},
		{dbus.WithMatchInterface(watcher), dbus.WithMatchMember("StatusNotifierHostUnregistered")},
	} {
		if conn.AddMatchSignalContext(ctx, options...) != nil {
			return
		}
	}
	now(shows(ctx, conn))
	for {
		select {
		case <-ctx.Done():
			return
		case signal, more := <-signals:
			if !more {
				return
			}
			if len(signal.Body) == 3 { // NameOwnerChanged: name, old owner, new owner
				if owner, ok := signal.Body[2].(string); ok && owner == "" {
					now(false)
					continue
				}
			}
			now(shows(ctx, conn))
		}
	}
}

// shows asks whether somebody shows icons.
func shows(ctx context.Context, conn *dbus.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var value dbus.Variant
	err := conn.Object(watcher, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
		watcher, "IsStatusNotifierHostRegistered").Store(&value)
	there, ok := value.Value().(bool)
	return err == nil && ok && there
}

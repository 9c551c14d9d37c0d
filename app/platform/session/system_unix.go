//go:build unix && !darwin

package session

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// systemd-logind's names (org.freedesktop.login1(5)).
const (
	loginName     = "org.freedesktop.login1"
	loginPath     = dbus.ObjectPath("/org/freedesktop/login1")
	loginManager  = loginName + ".Manager"
	loginSession  = loginName + ".Session"
	loginUser     = loginName + ".User"
	properties    = "org.freedesktop.DBus.Properties"
	lockedHint    = "LockedHint"
	changedSignal = properties + ".PropertiesChanged"
)

// screenSavers are those that say ActiveChanged: the common name, which KDE has, and what other desktops call
// theirs.
var screenSavers = []string{
	"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver", "org.xfce.ScreenSaver",
}

const (
	answerTime = 5 * time.Second // for a question on a bus
	firstPause = time.Second     // before a bus that went away is tried again
	mostPause  = time.Minute
)

func watch(ctx context.Context, left func()) {
	var both sync.WaitGroup
	both.Go(func() { lasting(ctx, func() error { return watchLogin(ctx, left) }) })
	both.Go(func() { lasting(ctx, func() error { return watchScreen(ctx, left) }) })
	both.Wait()
}

// lasting begins again when a bus goes away, as when its service is restarted.
func lasting(ctx context.Context, listen func() error) {
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, mostPause) {
		began := time.Now()
		_ = listen() // without a bus there is nothing to tell
		if time.Since(began) > mostPause {
			pause = firstPause
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// connected opens a bus, without starting one, for as long as ctx lasts, and calls back with what comes.
func connected(ctx context.Context, connect func(...dbus.ConnOption) (*dbus.Conn, error), subscribe func(*dbus.Conn) (func(*dbus.Signal), error)) error {
	conn, err := connect(dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		return err
	}
	take, err := subscribe(conn)
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case signal, open := <-signals:
			if !open {
				return errors.New("session: the bus went away")
			}
			take(signal)
		}
	}
}

// systemBus opens the system's bus where it is, or where the environment says.
func systemBus(options ...dbus.ConnOption) (*dbus.Conn, error) {
	return dbus.SystemBusPrivate(options...)
}

// sessionBus opens the session's bus. Where the environment does not name one, godbus would start it.
func sessionBus(options ...dbus.ConnOption) (*dbus.Conn, error) {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		if socket := os.Getenv("XDG_RUNTIME_DIR") + "/bus"; exists(socket) {
			address = "unix:path=" + dbus.EscapeBusAddressValue(socket)
		}
	}
	if address == "" || strings.HasPrefix(address, "autolaunch:") {
		return nil, errors.New("session: no bus")
	}
	return dbus.Dial(address, options...)
}

func exists(path string) bool {
	_, err := os.Stat(path) //nolint:gosec // the session says itself where its socket is
	return err == nil
}

// watchLogin listens to logind: PrepareForSleep, and Lock or the locked hint of this session.
func watchLogin(ctx context.Context, left func()) error {
	return connected(ctx, systemBus, func(conn *dbus.Conn) (func(*dbus.Signal), error) {
		session := ownSession(ctx, conn)
		rules := [][]dbus.MatchOption{{dbus.WithMatchObjectPath(loginPath), dbus.WithMatchInterface(loginManager), dbus.WithMatchMember("PrepareForSleep")}}
		if session != "" {
			rules = append(rules,
				[]dbus.MatchOption{dbus.WithMatchObjectPath(session), dbus.WithMatchInterface(loginSession), dbus.WithMatchMember("Lock")},
				[]dbus.MatchOption{dbus.WithMatchObjectPath(session), dbus.WithMatchInterface(properties), dbus.WithMatchMember("PropertiesChanged")})
		}
		for _, rule := range rules {
			if err := conn.AddMatchSignalContext(ctx, append(rule, dbus.WithMatchSender(loginName))...); err != nil {
				return nil, err
			}
		}
		return func(signal *dbus.Signal) {
			switch {
			case signal.Name == loginManager+".PrepareForSleep" && isTrue(signal.Body, 0),
				signal.Name == loginSession+".Lock" && signal.Path == session,
				signal.Name == changedSignal && signal.Path == session && hintsLocked(signal.Body):
				left()
			}
		}, nil
	})
}

// isTrue reports whether a value of a signal is true.
func isTrue(body []any, index int) bool {
	if index >= len(body) {
		return false
	}
	on, ok := body[index].(bool)
	return ok && on
}

// hintsLocked reports whether PropertiesChanged says that the session is locked now: desktops that lock the
// screen by themselves say so only there.
func hintsLocked(body []any) bool {
	if len(body) < 2 || body[0] != loginSession {
		return false
	}
	changed, _ := body[1].(map[string]dbus.Variant)
	locked, _ := changed[lockedHint].Value().(bool)
	return locked
}

// ownSession is the login session that this process belongs to, or else the one with the user's screen; ""
// if there is none. A program that the desktop started as a service of the user is in no session itself.
func ownSession(ctx context.Context, conn *dbus.Conn) dbus.ObjectPath {
	manager := conn.Object(loginName, loginPath)
	var path dbus.ObjectPath
	ask := func(method string, args ...any) bool {
		limited, cancel := context.WithTimeout(ctx, answerTime)
		defer cancel()
		return manager.CallWithContext(limited, loginManager+"."+method, 0, args...).Store(&path) == nil
	}
	if id := os.Getenv("XDG_SESSION_ID"); id != "" && ask("GetSession", id) {
		return path
	}
	if ask("GetSessionByPID", uint32(os.Getpid())) {
		return path
	}
	if !ask("GetUser", uint32(os.Getuid())) {
		return ""
	}
	limited, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var display struct {
		ID   string
		Path dbus.ObjectPath
	}
	var value dbus.Variant
	if conn.Object(loginName, path).CallWithContext(limited, properties+".Get", 0, loginUser, "Display").Store(&value) != nil ||
		dbus.Store([]any{value.Value()}, &display) != nil || display.ID == "" {
		return ""
	}
	return display.Path
}

// watchScreen listens to the desktop's screen saver. Whoever is on this bus could pretend to be it: all that
// comes of it is a locked window.
func watchScreen(ctx context.Context, left func()) error {
	return connected(ctx, sessionBus, func(conn *dbus.Conn) (func(*dbus.Signal), error) {
		for _, name := range screenSavers {
			if err := conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface(name), dbus.WithMatchMember("ActiveChanged")); err != nil {
				return nil, err
			}
		}
		return func(signal *dbus.Signal) {
			if strings.HasSuffix(signal.Name, ".ScreenSaver.ActiveChanged") && isTrue(signal.Body, 0) {
				left()
			}
		}, nil
	})
}

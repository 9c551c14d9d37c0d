//go:build unix && !darwin

package awake

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	answerTime = 5 * time.Second // for all of the desktop's services together
	leaveTime  = time.Second     // for giving back; the end of the connection does it too
	firstPause = time.Second     // before a desktop that went away is asked again
	mostPause  = time.Minute
)

// program is what the desktop knows us by.
const program = "de.kanzleicode.Kanzleicode"

// asleepOrIdle are GNOME's and the portal's flags for: neither fall asleep (4) nor be idle (8).
const asleepOrIdle = uint32(4 | 8)

// service is one that can be asked to keep the screen on.
type service struct {
	name string
	path dbus.ObjectPath
	ask  func(ctx context.Context, conn *dbus.Conn, object dbus.BusObject, reason string) (undo func(context.Context) error, err error)
}

// services are asked one after the other until one says yes.
var services = []service{
	{"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", func(ctx context.Context, _ *dbus.Conn, o dbus.BusObject, reason string) (func(context.Context) error, error) {
		return cookie(ctx, o, "org.freedesktop.ScreenSaver.Inhibit", "org.freedesktop.ScreenSaver.UnInhibit", program, reason)
	}},
	{"org.gnome.SessionManager", "/org/gnome/SessionManager", func(ctx context.Context, _ *dbus.Conn, o dbus.BusObject, reason string) (func(context.Context) error, error) {
		const noWindow = uint32(0)
		return cookie(ctx, o, "org.gnome.SessionManager.Inhibit", "org.gnome.SessionManager.Uninhibit", program, noWindow, reason, asleepOrIdle)
	}},
	{"org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", portal},
}

// cookie asks a service that gives a number to end it with.
func cookie(ctx context.Context, object dbus.BusObject, inhibit, uninhibit string, args ...any) (func(context.Context) error, error) {
	var number uint32
	if err := object.CallWithContext(ctx, inhibit, 0, args...).Store(&number); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return object.CallWithContext(ctx, uninhibit, 0, number).Err }, nil
}

// portal asks the desktop portal, which gives an object to end it with.
func portal(ctx context.Context, conn *dbus.Conn, object dbus.BusObject, reason string) (func(context.Context) error, error) {
	const noWindow = ""
	var handle dbus.ObjectPath
	err := object.CallWithContext(ctx, "org.freedesktop.portal.Inhibit.Inhibit", 0,
		noWindow, asleepOrIdle, map[string]dbus.Variant{"reason": dbus.MakeVariant(reason)}).Store(&handle)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		return conn.Object(object.Destination(), handle).CallWithContext(ctx, "org.freedesktop.portal.Request.Close", 0).Err
	}, nil
}

// inhibitor is what a service has promised, and the connection that the promise lasts as long as.
type inhibitor struct {
	undo func(context.Context) error
	lost <-chan struct{} // closed when the promise is worth nothing any more
	end  func()
}

// inhibit asks the services.
func inhibit(ctx context.Context, reason string) (*inhibitor, error) {
	// The connection outlives ctx, for a goodbye; until somebody has promised something, its time is short.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	hurry := time.AfterFunc(answerTime, end)
	found, err := find(life, end, reason)
	if err == nil && (!stop() || !hurry.Stop()) { // ended in the very last moment
		err = errors.New("it took too long")
	}
	if err != nil {
		end()
		return nil, err
	}
	return found, nil
}

func find(life context.Context, end func(), reason string) (*inhibitor, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(life))
	if err != nil {
		return nil, err
	}
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, s := range services {
		lost, err := ending(life, conn, s.name)
		if err != nil {
			return nil, err
		}
		undo, err := s.ask(life, conn, conn.Object(s.name, s.path), reason)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		return &inhibitor{undo, lost, end}, nil
	}
	return nil, errors.Join(problems...)
}

// ending closes the channel when the service of that name ends or the bus does.
func ending(life context.Context, conn *dbus.Conn, name string) (<-chan struct{}, error) {
	const bus = "org.freedesktop.DBus"
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	err := conn.AddMatchSignalContext(life, dbus.WithMatchSender(bus), dbus.WithMatchInterface(bus),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name))
	if err != nil {
		return nil, err
	}
	lost := make(chan struct{})
	go func() {
		defer close(lost)
		for signal := range signals { // the end of the connection is its end
			if signal.Name == bus+".NameOwnerChanged" && len(signal.Body) == 3 && signal.Body[0] == name && signal.Body[1] != "" {
				return
			}
		}
	}()
	return lost, nil
}

// lasting holds until ctx ends, and asks again when a service or the bus was restarted. It begins with what is
// held; nil = nobody has promised anything yet.
func lasting(ctx context.Context, reason string, held *inhibitor) {
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		if held != nil {
			pause = firstPause
			select {
			case <-ctx.Done():
				held.release()
				return
			case <-held.lost:
				held.end()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		held, _ = inhibit(ctx, reason) // else in a while
	}
}

// release says that it is over, and then ends the connection.
func (i *inhibitor) release() {
	defer i.end()
	ctx, cancel := context.WithTimeout(context.Background(), leaveTime)
	defer cancel()
	_ = i.undo(ctx) // the end of the connection says the same
}

package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// These tests run against a real bus, with a logind and screen savers of the test's making on it. Every
// scenario is this test binary started again under a bus of its own.

const scenarioVariable = "KANZLEICODE_SESSION_SCENARIO"

func TestBus(t *testing.T) {
	scenarios := []struct {
		name string
		run  func(*testing.T)
	}{
		{"session that is named", func(t *testing.T) { t.Setenv("XDG_SESSION_ID", "7"); listens(t, &login{named: true}) }},
		{"session of the process", func(t *testing.T) { listens(t, &login{ofProcess: true}) }},
		{"session with the screen", func(t *testing.T) { listens(t, &login{}) }},
		{"service that comes late", late},
		{"no bus", noBus},
		{"sleep waits", sleepWaits},
		{"idle time of GNOME", gnome},
	}
	if name := os.Getenv(scenarioVariable); name != "" {
		for _, s := range scenarios {
			if s.name == name {
				t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
				s.run(t)
				return
			}
		}
		t.Fatalf("no scenario %q", name)
	}
	if _, err := exec.LookPath("dbus-run-session"); err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal("dbus-run-session is not installed; make test installs it")
		}
		t.Skip("dbus-run-session is not installed; make test installs it")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
			defer cancel()
			cmd := exec.CommandContext(ctx, "dbus-run-session", "--", self, "-test.run=^TestBus$", "-test.timeout=60s")
			cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
				return strings.HasPrefix(v, "XDG_SESSION_ID=") || strings.HasPrefix(v, "WAYLAND_DISPLAY=")
			})
			cmd.Env = append(cmd.Env, scenarioVariable+"="+s.name, "GORACE=atexit_sleep_ms=10")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

const ours, others = dbus.ObjectPath("/org/freedesktop/login1/session/_37"), dbus.ObjectPath("/org/freedesktop/login1/session/_38")

// login is systemd-logind as far as it is asked.
type login struct {
	named, ofProcess bool
	inhibitors       chan inhibitor // nil: whoever wants one is refused
}

// inhibitor is a delay that somebody asked for, with both ends of its pipe.
type inhibitor struct {
	what, who, mode string
	ours, theirs    *os.File
}

// Inhibit gives away one end of a pipe, as systemd-logind does.
func (l *login) Inhibit(what, who, _, mode string) (dbus.UnixFD, *dbus.Error) {
	ours, theirs, err := os.Pipe()
	if err != nil || l.inhibitors == nil {
		return 0, dbus.MakeFailedError(errors.New("refused"))
	}
	fd := dbus.UnixFD(theirs.Fd())
	l.inhibitors <- inhibitor{what, who, mode, ours, theirs}
	return fd, nil
}

// held reports whether whoever asked has the end of the pipe that was sent to it: it is a third file of this
// process then, which is both logind and program.
func (i *inhibitor) held(t *testing.T) bool {
	t.Helper()
	pipe, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", i.ours.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		if target, err := os.Readlink("/proc/self/fd/" + file.Name()); err == nil && target == pipe {
			n++
		}
	}
	return n > 2
}

// until waits for it to be held, or no longer.
func (i *inhibitor) until(t *testing.T, held bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); i.held(t) != held; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("held: %v", !held)
		}
	}
}

var errNone = dbus.NewError("org.freedesktop.login1.NoSuchSession", nil)

// GetSession answers for the session 7.
func (l *login) GetSession(id string) (dbus.ObjectPath, *dbus.Error) {
	if l.named && id == "7" {
		return ours, nil
	}
	return "", errNone
}

// GetSessionByPID answers for the process that asks.
func (l *login) GetSessionByPID(pid uint32) (dbus.ObjectPath, *dbus.Error) {
	if l.ofProcess && pid == uint32(os.Getpid()) {
		return ours, nil
	}
	return "", errNone
}

// GetUser answers for every user.
func (l *login) GetUser(uint32) (dbus.ObjectPath, *dbus.Error) {
	return "/org/freedesktop/login1/user/_1000", nil
}

// user has the property Display.
type user struct{}

// Get answers for the one property.
func (user) Get(name, property string) (dbus.Variant, *dbus.Error) {
	if name != loginUser || property != "Display" {
		return dbus.Variant{}, errNone
	}
	return dbus.MakeVariant(struct {
		ID   string
		Path dbus.ObjectPath
	}{"7", ours}), nil
}

// appear puts a service onto the bus.
func appear(t *testing.T, name string, exports func(*dbus.Conn) error) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := exports(conn); err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName: %v, %v", reply, err)
	}
	return conn
}

func (l *login) appear(t *testing.T) *dbus.Conn {
	return appear(t, loginName, func(conn *dbus.Conn) error {
		if err := conn.Export(l, loginPath, loginManager); err != nil {
			return err
		}
		return conn.Export(user{}, "/org/freedesktop/login1/user/_1000", properties)
	})
}

// came reports whether something comes within a time.
func came(left <-chan struct{}, wait time.Duration) bool {
	select {
	case <-left:
		return true
	case <-time.After(wait):
		return false
	}
}

// awaken sends until the first one arrives: then Watch listens.
func awaken(t *testing.T, left <-chan struct{}, send func() error) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		if err := send(); err != nil {
			t.Fatal(err)
		}
		if came(left, 20*time.Millisecond) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing ever comes")
		}
	}
	for came(left, 200*time.Millisecond) { // what was sent too often
	}
}

func listens(t *testing.T, l *login) {
	bus := l.appear(t)
	saver := appear(t, "org.freedesktop.ScreenSaver", func(*dbus.Conn) error { return nil })
	stranger := appear(t, "org.example.Stranger", func(*dbus.Conn) error { return nil })
	left := Watch(t.Context())
	awaken(t, left, func() error { return bus.Emit(ours, loginSession+".Lock") })
	awaken(t, left, func() error { return saver.Emit("/ScreenSaver", screenSavers[0]+".ActiveChanged", true) })
	hint := func(name string, locked any) []any {
		return []any{name, map[string]dbus.Variant{lockedHint: dbus.MakeVariant(locked)}, []string{}}
	}
	type signal struct {
		conn *dbus.Conn
		path dbus.ObjectPath
		name string
		body []any
		want bool
	}
	signals := []signal{
		{bus, loginPath, loginManager + ".PrepareForSleep", []any{true}, true},
		{bus, loginPath, loginManager + ".PrepareForSleep", []any{false}, false}, // awake again
		{bus, loginPath, loginManager + ".PrepareForSleep", []any{"true"}, false},
		{bus, loginPath, loginManager + ".PrepareForSleep", nil, false},
		{stranger, loginPath, loginManager + ".PrepareForSleep", []any{true}, false},
		{bus, ours, loginSession + ".Lock", nil, true},
		{bus, ours, loginSession + ".Unlock", nil, false},
		{bus, others, loginSession + ".Lock", nil, false}, // of somebody else
		{bus, ours, changedSignal, hint(loginSession, true), true},
		{bus, ours, changedSignal, hint(loginSession, false), false},
		{bus, ours, changedSignal, hint(loginSession, "yes"), false},
		{bus, ours, changedSignal, hint(loginUser, true), false},
		{bus, ours, changedSignal, []any{loginSession}, false},
		{bus, others, changedSignal, hint(loginSession, true), false},
	}
	for _, name := range screenSavers {
		path := dbus.ObjectPath("/" + strings.ReplaceAll(name, ".", "/"))
		signals = append(signals, signal{saver, path, name + ".ActiveChanged", []any{true}, true}, signal{saver, path, name + ".ActiveChanged", []any{false}, false})
	}
	for _, s := range signals {
		if err := s.conn.Emit(s.path, s.name, s.body...); err != nil {
			t.Fatal(err)
		}
		wait := 150 * time.Millisecond
		if s.want {
			wait = 10 * time.Second
		}
		if came(left, wait) != s.want {
			t.Errorf("%s %s %v: want %v", s.path, s.name, s.body, s.want)
		}
	}
}

// late has logind on the bus only after Watch has begun.
func late(t *testing.T) {
	left := Watch(t.Context())
	time.Sleep(100 * time.Millisecond)
	bus := (&login{ofProcess: true}).appear(t)
	awaken(t, left, func() error { return bus.Emit(loginPath, loginManager+".PrepareForSleep", true) })
}

// sleepWaits asks for a delay, gives it back, and asks again, as a window does that is locked and unlocked.
func sleepWaits(t *testing.T) {
	l := &login{inhibitors: make(chan inhibitor, 8)}
	wanted := make(chan bool)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { Delay(ctx, wanted); close(ended) }()
	wanted <- true // nobody to ask yet: no harm
	wanted <- false
	l.appear(t)
	taken := func() *inhibitor {
		t.Helper()
		select {
		case i := <-l.inhibitors:
			if i.what != "sleep" || i.mode != "delay" || i.who == "" {
				t.Errorf("asked for %q in mode %q by %q", i.what, i.mode, i.who)
			}
			t.Cleanup(func() { _, _ = i.ours.Close(), i.theirs.Close() })
			return &i
		case <-time.After(10 * time.Second):
			t.Fatal("no delay was asked for")
		}
		return nil
	}
	wanted <- true
	first := taken()
	first.until(t, true)
	wanted <- true // again: it is held already
	wanted <- true
	if !first.held(t) {
		t.Error("it is held no longer")
	}
	wanted <- false
	first.until(t, false)
	wanted <- false
	wanted <- true
	second := taken()
	second.until(t, true)
	cancel()
	<-ended
	second.until(t, false)
	if len(l.inhibitors) > 0 {
		t.Error("it was asked for more than once")
	}
}

func noBus(t *testing.T) {
	for _, name := range []string{"DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"} {
		t.Setenv(name, fmt.Sprintf("unix:path=%s/none", t.TempDir()))
	}
	ctx, cancel := context.WithCancel(t.Context())
	left := Watch(ctx)
	if came(left, 300*time.Millisecond) {
		t.Error("something comes from nowhere")
	}
	cancel()
	select {
	case _, open := <-left:
		if open {
			t.Error("something comes at the end")
		}
	case <-time.After(10 * time.Second):
		t.Error("it does not end")
	}
}

// mutter is GNOME's compositor.
type mutter struct{}

// GetIdletime gives milliseconds.
func (mutter) GetIdletime() (uint64, *dbus.Error) { return 61_000, nil }

func gnome(t *testing.T) {
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	if _, known := Idle(); known {
		t.Error("known without a compositor")
	}
	appear(t, "org.gnome.Mutter.IdleMonitor", func(conn *dbus.Conn) error {
		return conn.Export(mutter{}, "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor")
	})
	if idle, known := Idle(); !known || idle != 61*time.Second {
		t.Errorf("idle for %v, %v", idle, known)
	}
}

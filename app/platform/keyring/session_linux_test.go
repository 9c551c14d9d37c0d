package keyring

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	gokeyring "github.com/zalando/go-keyring"
)

// These tests run against real keyrings. Every scenario is this test binary started again, under a session
// bus of its own with a home of its own, so that it never sees the keyring of the person who runs it.

// scenarioVariable names the scenario to a test binary that was started for one.
const scenarioVariable = "KANZLEICODE_KEYRING_SCENARIO"

// busConfig is a session bus that starts no services by itself: neither a keyring nor its prompter.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

const (
	secretService = "org.freedesktop.secrets"
	servicePath   = "/org/freedesktop/secrets"
	password      = "correct horse"
)

func TestSession(t *testing.T) {
	t.Parallel()
	scenarios := []struct {
		name string
		bus  string // "" = a session bus of its own, else the address to give
		run  func(*testing.T)
	}{
		{"no bus", "none", noBus},
		{"bus that is to be launched", "autolaunch:", noBus},
		{"bus that is gone", "unix:path=/nonexistent/bus", gone},
		{"bus that does not answer", "silent", silent},
		{"bus without a keyring", "", gone},
		{"keyring that does not answer", "", hanging},
		{"keyring of another shape", "", misshapen},
		{"keyring that was never unlocked", "", neverUnlocked},
		{"unlocked keyring", "", unlocked},
		{"locked and damaged", "", lockedAndDamaged},
		{"slow keyring", "", slow},
	}
	if name := os.Getenv(scenarioVariable); name != "" {
		for _, s := range scenarios {
			if s.name == name {
				s.run(t)
				return
			}
		}
		t.Fatalf("no scenario %q", name)
	}
	need(t, "dbus-run-session", "gnome-keyring-daemon")
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			startAgain(t, s.name, s.bus, "-test.run=^TestSession$")
		})
	}
}

// BenchmarkGet measures how long a command waits for the seed: with the connection to the bus, which a
// new process has to make first, and without.
func BenchmarkGet(b *testing.B) {
	if os.Getenv(scenarioVariable) != "" {
		measure(b)
		return
	}
	need(b, "dbus-run-session", "gnome-keyring-daemon")
	for _, name := range []string{"first", "connected"} {
		b.Run(name, func(b *testing.B) {
			out := startAgain(b, "benchmark", "", "-test.run=^$", "-test.bench=^BenchmarkGet$/^"+name+"$")
			found := regexp.MustCompile(`\s([0-9.]+) ns/op`).FindStringSubmatch(out)
			if found == nil {
				b.Fatalf("no result:\n%s", out)
			}
			ns, err := strconv.ParseFloat(found[1], 64)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(ns, "ns/op")
		})
	}
}

func measure(b *testing.B) {
	daemon(b, password)
	k := New()
	if err := k.Create(b.Context(), "seat", testSeed(b, 1)); err != nil && !errors.Is(err, ErrExists) {
		b.Fatal(err)
	}
	get := func(b *testing.B) {
		if _, err := k.Get(b.Context(), "seat"); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			conn, err := dbus.SessionBus()
			if err != nil {
				b.Fatal(err)
			}
			_ = conn.Close() // the next call makes a new one
			get(b)
		}
	})
	b.Run("connected", func(b *testing.B) {
		for b.Loop() {
			get(b)
		}
	})
}

// need skips a test where the programs are not installed, unless all tests are asked for.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatalf("%s is not installed; make test installs it", program)
		}
		t.Skipf("%s is not installed; make test installs it", program)
	}
}

// startAgain runs this test binary for a scenario and returns what it printed.
func startAgain(t testing.TB, scenario, bus string, args ...string) string {
	t.Helper()
	// Paths of sockets are short: 108 bytes on Linux.
	dir, err := os.MkdirTemp("", "kc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	for name, content := range map[string]string{
		config: fmt.Sprintf(busConfig, dir),
		// Whoever starts a bus is found out by the file that this leaves.
		filepath.Join(dir, "dbus-launch"): "#!/bin/sh\ntouch \"$HOME/launched\"\nexit 1\n",
	} {
		if err := os.WriteFile(name, []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := append([]string{self, "-test.timeout=60s"}, args...)
	if bus == "" {
		command = append([]string{"dbus-run-session", "--config-file=" + config, "--"}, command...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasPrefix(name, "XDG_") || slices.Contains([]string{"HOME", "PATH", "DISPLAY",
			"WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL"}, name)
	})
	cmd.Env = append(cmd.Env, "HOME="+dir, "XDG_RUNTIME_DIR="+dir, scenarioVariable+"="+scenario,
		"PATH="+dir+":"+os.Getenv("PATH"), "GORACE=atexit_sleep_ms=10") // else each waits a second under -race
	if bus != "" && bus != "none" {
		cmd.Env = append(cmd.Env, "DBUS_SESSION_BUS_ADDRESS="+strings.Replace(bus, "silent", "unix:path="+dir+"/silent", 1))
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// expect calls everything there is and wants the same error every time.
func expect(t *testing.T, k *Keyring, want error) {
	t.Helper()
	seed := testSeed(t, 1)
	calls := map[string]func() error{
		"Get":    func() error { _, err := k.Get(t.Context(), "seat"); return err },
		"Create": func() error { return k.Create(t.Context(), "seat", seed) },
		"Delete": func() error { return k.Delete(t.Context(), "seat") },
		"Check":  func() error { return k.Check(t.Context()) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

func noBus(t *testing.T) {
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(fmt.Sprintf("/run/user/%d/%s", os.Getuid(), name)); err == nil {
			t.Skip("this user has a session bus, which is found without an address")
		}
	}
	start := time.Now()
	gone(t)
	if took := time.Since(start); took > Limit {
		t.Errorf("it took %v to see that there is no bus", took)
	}
	if _, err := os.Stat(os.Getenv("HOME") + "/launched"); err == nil {
		t.Error("a bus was launched")
	}
}

func gone(t *testing.T) { expect(t, New(), ErrUnavailable) }

// silent has a bus that takes connections and never says a word.
func silent(t *testing.T) {
	listener, err := net.Listen("unix", os.Getenv("HOME")+"/silent")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	expect(t, with(system{}, 100*time.Millisecond), ErrTimeout)
}

// own puts a service of the test's making where the keyring is looked for.
func own(t *testing.T, options ...dbus.ConnOption) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	reply, err := conn.RequestName(secretService, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName: %v, %v", reply, err)
	}
	return conn
}

// mute is a service that takes calls and never answers.
type mute chan struct{}

func (m mute) LookupObject(dbus.ObjectPath) (dbus.ServerObject, bool) { <-m; return nil, false }

func hanging(t *testing.T) {
	m := make(mute)
	defer close(m)
	own(t, dbus.WithHandler(m))
	expect(t, with(system{}, 100*time.Millisecond), ErrTimeout)
}

// odd answers the question for its collections with a text, on which the keyring library panics.
type odd struct{}

func (odd) Get(string, string) (dbus.Variant, *dbus.Error) { return dbus.MakeVariant("odd"), nil }

func misshapen(t *testing.T) {
	if err := own(t).Export(odd{}, servicePath, "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	expect(t, New(), ErrUnavailable)
}

// daemon runs GNOME Keyring until stop. With a password it unlocks the login keyring, which it creates
// the first time.
func daemon(t testing.TB, password string) (stop func()) {
	t.Helper()
	args := []string{"--foreground", "--components=secrets"}
	if password != "" {
		args = append(args, "--unlock")
	}
	cmd := exec.Command("gnome-keyring-daemon", args...)
	cmd.Stdin = strings.NewReader(password)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			awaitOwner(t, false)
		}
	}
	t.Cleanup(stop)
	awaitOwner(t, true)
	return stop
}

// awaitOwner waits until there is a keyring on the bus, or none.
func awaitOwner(t testing.TB, want bool) {
	t.Helper()
	conn, err := dbus.SessionBus()
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		var there bool
		if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretService).Store(&there); err != nil {
			t.Fatal(err)
		}
		if there == want {
			return
		}
	}
	t.Fatalf("gnome-keyring-daemon on the bus: still not %v", want)
}

func neverUnlocked(t *testing.T) {
	daemon(t, "")
	expect(t, New(), ErrLocked)
}

func unlocked(t *testing.T) {
	stop := daemon(t, password)
	k := New()
	seed, other := testSeed(t, 1), testSeed(t, 100)
	if _, err := k.Get(t.Context(), "seat"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("Get of nothing: %v", err)
	}
	if err := k.Delete(t.Context(), "seat"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("Delete of nothing: %v", err)
	}
	if err := k.Check(t.Context()); err != nil {
		t.Fatalf("Check: %v", err)
	}
	if left := items(t); left != 0 {
		t.Errorf("Check left %d entries behind", left)
	}
	if err := k.Create(t.Context(), "seat", seed); err != nil {
		t.Fatalf("Create: %v", err)
	}
	if err := k.Create(t.Context(), "seat", other); !errors.Is(err, ErrExists) {
		t.Errorf("Create again: %v", err)
	}
	if err := k.Create(t.Context(), "seat-2", other); err != nil {
		t.Errorf("Create of another name: %v", err)
	}
	has := func(name string, want Seed) {
		t.Helper()
		if got, err := k.Get(t.Context(), name); err != nil || !same(got, want) {
			t.Errorf("Get(%s): %v", name, err)
		}
	}
	has("seat", seed)
	stop()
	daemon(t, password)
	has("seat", seed)
	has("seat-2", other)
	if err := k.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
	if err := k.Delete(t.Context(), "seat"); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if _, err := k.Get(t.Context(), "seat"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get after Delete: %v", err)
	}
	has("seat-2", other)
	if left := items(t); left != 1 {
		t.Errorf("%d entries at the end, want 1", left)
	}
}

func lockedAndDamaged(t *testing.T) {
	stop := daemon(t, password)
	k := New()
	seed := testSeed(t, 1)
	if err := k.Create(t.Context(), "seat", seed); err != nil {
		t.Fatalf("Create: %v", err)
	}
	stop()
	stop = daemon(t, "another password")
	expect(t, k, ErrLocked)
	stop()
	daemon(t, password)
	if got, err := k.Get(t.Context(), "seat"); err != nil || !same(got, seed) {
		t.Fatalf("Get after it was locked: %v", err)
	}

	const rubbish = "kc1:rubbish"
	if err := gokeyring.Set(Service, "seat", rubbish); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Get(t.Context(), "seat"); !errors.Is(err, ErrDamaged) {
		t.Errorf("Get of a damaged entry: %v", err)
	}
	if err := k.Create(t.Context(), "seat", seed); !errors.Is(err, ErrExists) {
		t.Errorf("Create over a damaged entry: %v", err)
	}
	if got, err := gokeyring.Get(Service, "seat"); err != nil || got != rubbish {
		t.Errorf("the damaged entry was changed (%v)", err)
	}
	lock(t)
	expect(t, k, ErrLocked)
}

// lagging is the real keyring with answers to Set that come late.
type lagging struct {
	system
	release chan struct{}
}

func (l lagging) Set(service, name, value string) error {
	err := l.system.Set(service, name, value)
	<-l.release
	return err
}

func slow(t *testing.T) {
	daemon(t, password)
	l := lagging{release: make(chan struct{})}
	k := with(l, Limit)
	ctx, leave := context.WithCancelCause(t.Context())
	go func() {
		for items(t) == 0 { // until it is really stored
			time.Sleep(time.Millisecond)
		}
		leave(ErrTimeout)
	}()
	if err := k.Create(ctx, "seat", testSeed(t, 1)); !errors.Is(err, ErrTimeout) {
		t.Errorf("Create: %v", err)
	}
	close(l.release)
	if _, err := k.Get(t.Context(), "seat"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get afterwards: %v", err)
	}
	if left := items(t); left != 0 {
		t.Errorf("%d entries left behind", left)
	}
}

// items counts the entries of ours in the keyring, without the keyring library.
func items(t *testing.T) int {
	t.Helper()
	conn, err := dbus.SessionBus()
	if err != nil {
		t.Error(err)
		return -1
	}
	var open, locked []dbus.ObjectPath
	err = conn.Object(secretService, servicePath).Call("org.freedesktop.Secret.Service.SearchItems", 0,
		map[string]string{"service": Service}).Store(&open, &locked)
	if err != nil {
		t.Error(err)
		return -1
	}
	return len(open) + len(locked)
}

// lock locks the login keyring, as a screen lock can.
func lock(t *testing.T) {
	t.Helper()
	conn, err := dbus.SessionBus()
	if err != nil {
		t.Fatal(err)
	}
	err = conn.Object(secretService, servicePath).Call("org.freedesktop.Secret.Service.Lock", 0,
		[]dbus.ObjectPath{servicePath + "/collection/login"}).Err
	if err != nil {
		t.Fatal(err)
	}
}

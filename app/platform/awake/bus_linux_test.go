package awake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// These tests run against a real bus, with services of the test's making on it. Every scenario is this test
// binary started again under a bus of its own.

const scenarioVariable, holderVariable = "KANZLEICODE_AWAKE_SCENARIO", "KANZLEICODE_AWAKE_HOLDER"

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
				t.Fatalf("%s is not installed; make test installs it", program)
			}
			t.Skipf("%s is not installed; make test installs it", program)
		}
	}
}

func TestBus(t *testing.T) {
	freedesktop := func() *saver {
		return &saver{name: "org.freedesktop.ScreenSaver", path: "/org/freedesktop/ScreenSaver", face: "org.freedesktop.ScreenSaver"}
	}
	scenarios := []struct {
		name string
		run  func(*testing.T)
	}{
		{"screen saver", func(t *testing.T) { holds(t, freedesktop()) }},
		{"GNOME", func(t *testing.T) {
			holds(t, &saver{name: "org.gnome.SessionManager", path: "/org/gnome/SessionManager", face: "org.gnome.SessionManager"})
		}},
		{"portal", func(t *testing.T) {
			holds(t, &saver{name: "org.freedesktop.portal.Desktop", path: "/org/freedesktop/portal/desktop", face: "org.freedesktop.portal.Inhibit"})
		}},
		{"screen saver that refuses", func(t *testing.T) {
			no := freedesktop()
			no.refuses = true
			no.appear(t)
			holds(t, &saver{name: "org.gnome.SessionManager", path: "/org/gnome/SessionManager", face: "org.gnome.SessionManager"})
		}},
		{"end of the context", func(t *testing.T) { endsWithContext(t, freedesktop()) }},
		{"restarted service", func(t *testing.T) { restarted(t, freedesktop()) }},
		{"killed process", func(t *testing.T) { killed(t, freedesktop()) }},
		{"hanging service", func(t *testing.T) { hangs(t, freedesktop()) }},
		{"nobody to ask", refused},
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
	needs(t, "dbus-run-session")
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
				return strings.HasPrefix(v, "DISPLAY=") || strings.HasPrefix(v, "WAYLAND_DISPLAY=")
			})
			cmd.Env = append(cmd.Env, scenarioVariable+"="+s.name, "GORACE=atexit_sleep_ms=10")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// saver is a service that keeps the screen on.
type saver struct {
	name    string
	path    dbus.ObjectPath
	face    string
	refuses bool
	hang    chan struct{}

	conn *dbus.Conn
	mu   sync.Mutex
	last uint32
	held map[uint32]string // cookie -> who holds it and why
}

func (s *saver) take(who dbus.Sender, why string) (uint32, *dbus.Error) {
	if s.hang != nil {
		<-s.hang
	}
	if s.refuses {
		return 0, dbus.MakeFailedError(errors.New("refused"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.held[s.last] = string(who) + " " + why
	return s.last, nil
}

func (s *saver) giveBack(number uint32) *dbus.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.held[number]; !ok {
		return dbus.MakeFailedError(errors.New("not held"))
	}
	delete(s.held, number)
	return nil
}

func (s *saver) holders() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, who := range s.held {
		all = append(all, who)
	}
	return all
}

// until waits for a number of holders.
func (s *saver) until(t *testing.T, count int) []string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		all := s.holders()
		if len(all) == count {
			return all
		}
		if time.Now().After(deadline) {
			t.Fatalf("held by %q", all)
		}
	}
}

// appear puts the service onto the bus. As the real ones do it forgets who leaves the bus.
func (s *saver) appear(t *testing.T) {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s.mu.Lock()
	s.conn, s.held = conn, map[uint32]string{}
	s.mu.Unlock()
	methods := map[string]any{
		"UnInhibit": s.giveBack, "Uninhibit": s.giveBack,
		"Inhibit": func(who dbus.Sender, app, why string) (uint32, *dbus.Error) { return s.take(who, app+" "+why) },
	}
	switch s.face {
	case "org.gnome.SessionManager":
		methods["Inhibit"] = func(who dbus.Sender, app string, window uint32, why string, flags uint32) (uint32, *dbus.Error) {
			if window != 0 || flags != 12 {
				return 0, dbus.MakeFailedError(fmt.Errorf("window %d, flags %d", window, flags))
			}
			return s.take(who, app+" "+why)
		}
	case "org.freedesktop.portal.Inhibit":
		methods["Inhibit"] = func(who dbus.Sender, window string, flags uint32, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
			why, _ := options["reason"].Value().(string)
			if window != "" || flags != 12 {
				return "", dbus.MakeFailedError(fmt.Errorf("window %q, flags %d", window, flags))
			}
			number, failed := s.take(who, why)
			handle := dbus.ObjectPath(fmt.Sprintf("/request/%d", number))
			if err := conn.ExportMethodTable(map[string]any{"Close": func() *dbus.Error { return s.giveBack(number) }}, handle, "org.freedesktop.portal.Request"); err != nil {
				return "", dbus.MakeFailedError(err)
			}
			return handle, failed
		}
	}
	if err := conn.ExportMethodTable(methods, s.path, s.face); err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	if err := conn.AddMatchSignal(dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged")); err != nil {
		t.Fatal(err)
	}
	go func() {
		for signal := range signals {
			if len(signal.Body) == 3 && signal.Body[2] == "" {
				s.mu.Lock()
				for number, who := range s.held {
					if strings.HasPrefix(who, fmt.Sprint(signal.Body[0], " ")) {
						delete(s.held, number)
					}
				}
				s.mu.Unlock()
			}
		}
	}()
	if reply, err := conn.RequestName(s.name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName: %v, %v", reply, err)
	}
}

func holds(t *testing.T, s *saver) {
	s.appear(t)
	release, err := Hold(t.Context(), "Anzeige der Codes")
	if err != nil {
		t.Fatal(err)
	}
	if all := s.until(t, 1); !strings.HasSuffix(all[0], " Anzeige der Codes") {
		t.Errorf("held for %q", all)
	}
	second, err := Hold(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	s.until(t, 2)
	var all sync.WaitGroup
	for range 3 {
		all.Go(release)
	}
	all.Wait()
	if left := s.holders(); len(left) != 1 || !strings.HasSuffix(left[0], " x") {
		t.Errorf("held by %q", left)
	}
	second()
	second()
	if left := s.holders(); len(left) != 0 {
		t.Errorf("held by %q", left)
	}
}

func endsWithContext(t *testing.T, s *saver) {
	s.appear(t)
	ctx, cancel := context.WithCancel(t.Context())
	release, err := Hold(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	s.until(t, 1)
	cancel()
	s.until(t, 0)
	release()
	if _, err := Hold(ctx, "x"); err == nil {
		t.Error("held after its end")
	}
}

// restarted: a screen saver that begins anew knows nothing of what its predecessor promised.
func restarted(t *testing.T, s *saver) {
	s.appear(t)
	release, err := Hold(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	s.until(t, 1)
	_ = s.conn.Close()
	s.appear(t)
	s.until(t, 1)
	release() // perhaps before the answer has arrived; then it is the end of the connection that tells
	s.until(t, 0)
}

// TestHolder is the process that gets killed.
func TestHolder(t *testing.T) {
	if os.Getenv(holderVariable) == "" {
		t.Skip("started by TestBus")
	}
	if _, err := Hold(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
}

func killed(t *testing.T, s *saver) {
	s.appear(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestHolder$")
	cmd.Env = append(os.Environ(), holderVariable+"=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.until(t, 1)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	s.until(t, 0)
}

func hangs(t *testing.T, s *saver) {
	s.hang = make(chan struct{})
	defer close(s.hang)
	s.appear(t)
	began := time.Now()
	if _, err := Hold(t.Context(), "x"); err == nil || time.Since(began) > answerTime+2*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

func refused(t *testing.T) {
	check := func() {
		t.Helper()
		_, err := Hold(t.Context(), "x")
		var problem *Error
		if !errors.As(err, &problem) || problem.TextKey() == "" {
			t.Errorf("%v", err)
		}
	}
	check()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	check()
}

// display starts a real X server.
func display(t *testing.T) string {
	t.Helper()
	needs(t, "Xvfb")
	server := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	number, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return ":" + strings.TrimSpace(number)
}

package instance

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// place is where the window's socket is.
func where(t *testing.T, w Window) place {
	t.Helper()
	p, err := locate(w)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func connect(t *testing.T, path string) net.Conn {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestStrangeConnections(t *testing.T) {
	t.Parallel()
	w := window(t)
	i := first(t, w)
	got := serve(t, i)
	socket := where(t, w).socket
	// They say nothing, or not enough, and stay: as many as there are turns and more.
	for n := range 2*atOnce + 2 {
		conn := connect(t, socket)
		if n%2 == 0 {
			_, _ = conn.Write([]byte{0, 0, 1})
		}
	}
	for _, garbage := range []string{"\x00", "GET / HTTP/1.1\r\n\r\n", "\xff\xff\xff\xff" + strings.Repeat("x", 1<<20), "\x00\x00\x00\x02[]"} {
		conn := connect(t, socket)
		_, _ = conn.Write([]byte(garbage))
		_ = conn.Close()
	}
	began := time.Now()
	if _, err := Acquire(t.Context(), w, Request{Arguments: []string{"good"}}); !errors.Is(err, ErrShown) {
		t.Error(err)
	}
	if took := time.Since(began); took > patience {
		t.Errorf("after %v", took)
	}
	if r := <-got; len(r.Arguments) != 1 || len(got) != 0 {
		t.Errorf("garbage came through: %v", r)
	}
	began = time.Now()
	connect(t, socket)
	if err := i.Close(); err != nil || time.Since(began) > readingTime+2*time.Second {
		t.Errorf("closed with %v after %v", err, time.Since(began))
	}
}

// TestStaleSocket: what the dead leave behind is in nobody's way, whatever it is.
func TestStaleSocket(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(place) error{
		"a socket": func(p place) error {
			l, err := net.ListenUnix("unix", &net.UnixAddr{Name: p.socket, Net: "unix"})
			if err == nil {
				l.SetUnlinkOnClose(false)
				err = l.Close()
			}
			return err
		},
		"a file":           func(p place) error { return os.WriteFile(p.socket, nil, 0o600) },
		"a dangling link":  func(p place) error { return os.Symlink("nowhere", p.socket) },
		"an unlocked lock": func(p place) error { return os.WriteFile(p.lock, []byte("4711"), 0o600) },
		"an open folder":   func(p place) error { return os.Chmod(filepath.Dir(p.lock), 0o777) },
	} {
		w := window(t)
		if err := leave(where(t, w)); err != nil {
			t.Fatal(err)
		}
		got := serve(t, first(t, w))
		if _, err := Acquire(t.Context(), w, Request{}); !errors.Is(err, ErrShown) {
			t.Errorf("%s: %v", name, err)
		}
		<-got
	}
}

// TestStopped: a process that the system has stopped still has the place, and says nothing.
func TestStopped(t *testing.T) {
	t.Parallel()
	state := folder(t)
	p := run(t, state, nil)
	if got := p.says(t); got != "first" {
		t.Fatal(got)
	}
	if err := p.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if got := run(t, state, nil).says(t); !strings.HasPrefix(got, ErrSilent.Error()) || time.Since(began) > patience+2*time.Second {
		t.Errorf("%q after %v", got, time.Since(began))
	}
	// Killed while somebody waits for it: the one who waits gets the place.
	next := run(t, state, nil)
	time.Sleep(300 * time.Millisecond)
	_ = p.Process.Kill()
	if got := next.says(t); got != "first" {
		t.Error(got)
	}
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := private(dir); err != nil {
		t.Error(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if private(link) == nil {
		t.Error("a link is private")
	}
	if err := os.Chmod(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	if private(dir) == nil || private(filepath.Join(dir, "none")) == nil {
		t.Error("a folder that the group reads, or none, is private")
	}
	if os.Geteuid() != 0 && private("/") == nil {
		t.Error("another user's is private")
	}
}

func TestRuntimeFolder(t *testing.T) {
	runtime := folder(t)
	w := window(t)
	t.Setenv("XDG_RUNTIME_DIR", runtime)
	if p := where(t, w); !strings.HasPrefix(p.socket, runtime) {
		t.Error(p.socket)
	}
	if err := os.Chmod(runtime, 0o755); err != nil {
		t.Fatal(err)
	}
	if p := where(t, w); !strings.HasPrefix(p.socket, w.State) {
		t.Error(p.socket)
	}
	w.State = filepath.Join(w.State, strings.Repeat("x", 100))
	if _, err := Acquire(t.Context(), w, Request{}); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
}

func TestScreen(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ x, wayland, want string }{
		{":0", "wayland-0", ":0"}, {":0.0", "", ":0"}, {":1", "", ":1"}, {"", "wayland-1", "wayland-1"},
		{"localhost.example:10.0", "", "localhost.example:10"}, {"", "", ""}, {"odd", "", "odd"},
	} {
		env := map[string]string{"DISPLAY": tt.x, "WAYLAND_DISPLAY": tt.wayland}
		if got := screen(func(name string) string { return env[name] }); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

const (
	somebodyElse     = 65534
	strangerVariable = "KANZLEICODE_INSTANCE_STRANGER"
)

// TestStranger is the process of somebody else, in a folder that is open for this test: it connects, or it
// listens and waits to be told something.
func TestStranger(t *testing.T) {
	socket := os.Getenv(strangerVariable)
	if socket == "" {
		t.Skip("started by TestSomebodyElse")
	}
	if listening, ok := strings.CutPrefix(socket, "listen:"); ok {
		l, err := net.Listen("unix", listening)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := conn.Read(make([]byte, 1)); n != 0 {
			t.Fatal("it was told something")
		}
		return
	}
	message, err := Request{Arguments: []string{"stranger"}}.encode()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = conn.Write(message)
	if n, _ := conn.Read(make([]byte, 1)); n != 0 {
		t.Fatal("it was answered")
	}
}

// stranger runs TestStranger as another user.
func stranger(t *testing.T, task string) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can start processes of another user")
	}
	// This way around the program's folder need not be open for the other user.
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestStranger$", "-test.timeout=30s")
	cmd.Env = append(os.Environ(), strangerVariable+"="+task)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: somebodyElse, Gid: somebodyElse}}
	return cmd
}

func TestSomebodyElseConnects(t *testing.T) {
	t.Parallel()
	w := window(t)
	got := serve(t, first(t, w))
	p := where(t, w)
	if out, err := stranger(t, p.socket).CombinedOutput(); err == nil || !strings.Contains(string(out), "permission denied") {
		t.Errorf("the folder is open: %v\n%s", err, out)
	}
	for _, path := range []string{w.State, filepath.Dir(p.socket), p.socket} {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := stranger(t, p.socket).CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("%v\n%s", err, out)
	}
	if len(got) > 0 {
		t.Error("somebody else was heard")
	}
}

func TestSomebodyElseListens(t *testing.T) {
	t.Parallel()
	w := window(t)
	p := where(t, w)
	for _, path := range []string{w.State, filepath.Dir(p.socket)} {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	cmd := stranger(t, "listen:"+p.socket)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	message, err := Request{Arguments: []string{"secret"}}.encode()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for err = errNobody; errors.Is(err, errNobody) && ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		err = p.handOver(ctx, message)
	}
	if !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestLockIsNotInherited: a program that the window starts, and that outlives it, does not keep the place.
func TestLockIsNotInherited(t *testing.T) {
	t.Parallel()
	w := window(t)
	i, err := Acquire(t.Context(), w, Request{})
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill(); _ = child.Wait() })
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	first(t, w)
}

package instance

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// startVariable makes this test binary a start of the program: it holds the state folder.
const startVariable = "KANZLEICODE_INSTANCE_STATE"

func TestMain(m *testing.M) {
	for name, value := range map[string]string{"XDG_RUNTIME_DIR": "", "DISPLAY": ":7", "WAYLAND_DISPLAY": ""} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	if state := os.Getenv(startVariable); state != "" {
		os.Exit(start(state))
	}
	os.Exit(m.Run())
}

// start is a start of the program: it says what became of it, and as the first one what it is asked for, until
// its input ends.
func start(state string) int {
	first, err := Acquire(context.Background(), Window{Vault: filepath.Join(state, "vault"), State: state}, Current(os.Args[1:]))
	if err != nil {
		fmt.Println(err)
		return 0
	}
	fmt.Println("first")
	ctx, cancel := context.WithCancel(context.Background())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); cancel() }()
	first.Serve(ctx, func(r Request) { fmt.Println("asked", r.Token, strings.Join(r.Arguments, "|")) })
	if err := first.Close(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// process is a start of the program that runs.
type process struct {
	*exec.Cmd
	lines chan string
	stdin io.WriteCloser
}

func run(t *testing.T, state string, env []string, arguments ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{exec.Command(self, arguments...), make(chan string, 64), nil}
	p.Env = append(append(os.Environ(), startVariable+"="+state, "GORACE=atexit_sleep_ms=10"), env...)
	p.Stderr = os.Stderr
	if p.stdin, err = p.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	return p
}

// says waits for the next line.
func (p *process) says(t *testing.T) string {
	t.Helper()
	select {
	case line := <-p.lines:
		return line
	case <-time.After(30 * time.Second):
		t.Fatal("it says nothing")
	}
	return ""
}

// folder is a state folder; its path is short, as a socket's has to be.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func window(t *testing.T) Window {
	t.Helper()
	dir := folder(t)
	return Window{Vault: filepath.Join(dir, "vault"), State: dir}
}

// first takes the place, and gives it back at the end.
func first(t *testing.T, w Window) *Instance {
	t.Helper()
	i, err := Acquire(t.Context(), w, Request{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	})
	return i
}

// serve shows what comes.
func serve(t *testing.T, i *Instance) <-chan Request {
	t.Helper()
	got := make(chan Request, 100)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); i.Serve(ctx, func(r Request) { got <- r }) }()
	t.Cleanup(func() { cancel(); <-ended })
	for !i.isServed() {
		time.Sleep(time.Millisecond)
	}
	return got
}

func TestSecondStart(t *testing.T) {
	t.Parallel()
	state := folder(t)
	one := run(t, state, nil)
	if got := one.says(t); got != "first" {
		t.Fatal(got)
	}
	began := time.Now()
	two := run(t, state, []string{"XDG_ACTIVATION_TOKEN=gnome-shell_TIME42", "DESKTOP_STARTUP_ID=older"}, "--display", `otpauth://totp/Muster & Söhne?secret=JBSWY3DP "x"`)
	if got := two.says(t); got != ErrShown.Error() {
		t.Error(got)
	}
	if took := time.Since(began); took > patience {
		t.Errorf("after %v", took)
	}
	if got, want := one.says(t), `asked gnome-shell_TIME42 --display|otpauth://totp/Muster & Söhne?secret=JBSWY3DP "x"`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// Given up, the place is free at once.
	_ = one.stdin.Close()
	if err := one.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := run(t, state, nil).says(t); got != "first" {
		t.Error(got)
	}
}

func TestKilled(t *testing.T) {
	t.Parallel()
	state := folder(t)
	for range 3 {
		p := run(t, state, nil)
		if got := p.says(t); got != "first" {
			t.Fatal(got)
		}
		_ = p.Process.Kill()
		_ = p.Wait()
	}
}

// TestRace starts many at the same moment.
func TestRace(t *testing.T) {
	t.Parallel()
	const starts = 6
	for range 3 {
		state := folder(t)
		var all []*process
		for n := range starts {
			all = append(all, run(t, state, nil, fmt.Sprint("start", n)))
		}
		var winner *process
		for _, p := range all {
			switch got := p.says(t); got {
			case "first":
				if winner != nil {
					t.Fatal("two windows")
				}
				winner = p
			case ErrShown.Error():
			default:
				t.Error(got)
			}
		}
		if winner == nil {
			t.Fatal("no window")
		}
		asked := map[string]bool{}
		for range starts - 1 {
			asked[winner.says(t)] = true
		}
		if len(asked) != starts-1 {
			t.Errorf("it was asked %v", asked)
		}
	}
}

func TestRequestArrivesWhole(t *testing.T) {
	t.Parallel()
	w := window(t)
	got := serve(t, first(t, w))
	for _, want := range []Request{
		{},
		{Arguments: []string{"", "a b", "ä\n€", strings.Repeat("x", MaxBytes-200)}, Folder: filepath.Join("x", "y"), Token: "t"},
	} {
		if _, err := Acquire(t.Context(), w, want); !errors.Is(err, ErrShown) {
			t.Fatal(err)
		}
		if r := <-got; !reflect.DeepEqual(r, want) {
			t.Errorf("%d arguments, %q, %q", len(r.Arguments), r.Folder, r.Token)
		}
	}
}

func TestWhoIsStartingKeepsRequests(t *testing.T) {
	t.Parallel()
	w := window(t)
	i := first(t, w)
	began := time.Now()
	for n := range 2 {
		if _, err := Acquire(t.Context(), w, Request{Arguments: []string{fmt.Sprint(n)}}); !errors.Is(err, ErrShown) {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took > patience {
		t.Errorf("after %v", took)
	}
	got := serve(t, i)
	for n := range 2 {
		if r := <-got; r.Arguments[0] != fmt.Sprint(n) {
			t.Errorf("request %d is %q", n, r.Arguments[0])
		}
	}
}

func TestWindowThatHangs(t *testing.T) {
	t.Parallel()
	w := window(t)
	i := first(t, w)
	hang := make(chan struct{})
	ended := make(chan struct{})
	go func() { defer close(ended); i.Serve(t.Context(), func(Request) { <-hang }) }()
	for !i.isServed() {
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	if _, err := Acquire(t.Context(), w, Request{}); !errors.Is(err, ErrSilent) {
		t.Error(err)
	}
	if took := time.Since(began); took < patience-100*time.Millisecond || took > patience+time.Second {
		t.Errorf("after %v", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began = time.Now()
	if _, err := Acquire(ctx, w, Request{}); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	close(hang)
	if err := i.Close(); err != nil {
		t.Error(err)
	}
	<-ended
}

func TestOtherWindows(t *testing.T) {
	t.Parallel()
	w := window(t)
	first(t, w)
	first(t, Window{Vault: filepath.Join(w.State, "other"), State: w.State})
	if err := os.Mkdir(w.Vault, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(w.State, "link")
	if err := os.Symlink(w.Vault, link); err != nil {
		t.Skip("no symbolic links here")
	}
	if real, err := filepath.EvalSymlinks(link); err != nil || real == link { // Wine has none that Windows sees
		t.Skip("no symbolic links here")
	}
	if _, err := Acquire(t.Context(), Window{Vault: link, State: w.State}, Request{}); !errors.Is(err, ErrShown) {
		t.Error(err)
	}
}

func TestUnusable(t *testing.T) {
	t.Parallel()
	w := window(t)
	for name, r := range map[string]Request{
		"too long":   {Arguments: []string{strings.Repeat("x", MaxBytes)}},
		"too many":   {Arguments: make([]string, maxArguments+1)},
		"no UTF-8":   {Arguments: []string{"\xff"}},
		"a NUL":      {Arguments: []string{"a\x00b"}},
		"bad folder": {Folder: "\xff"},
		"bad token":  {Token: "a\nb"},
		"long token": {Token: strings.Repeat("x", maxToken+1)},
	} {
		_, err := Acquire(t.Context(), w, r)
		var problem *Error
		if !errors.As(err, &problem) || !errors.Is(err, ErrUnusable) || problem.TextKey() != "problem.instance.unusable" {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(w.State, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if i, err := Acquire(t.Context(), Window{Vault: w.Vault, State: file}, Request{}); i == nil && !errors.Is(err, ErrUnavailable) {
		t.Errorf("a file as the state folder: %v", err)
	} else if i != nil { // a pipe needs no folder
		_ = i.Close()
	}
}

func TestReceive(t *testing.T) {
	t.Parallel()
	message := func(text string) []byte {
		return append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...)
	}
	for name, raw := range map[string][]byte{
		"nothing":       nil,
		"half a length": {0, 0},
		"too long":      {0xff, 0xff, 0xff, 0xff},
		"too short":     message(`{"arguments":["x"]}`)[:12],
		"no JSON":       message("GET / HTTP/1.1"),
		"no request":    message(`[1]`),
		"no UTF-8":      message("{\"arguments\":[\"\xff\"]}"),
		"a NUL":         message(`{"arguments":["a\u0000b"]}`),
		"bad token":     message(`{"token":"a b"}`),
		"too many":      message(`{"arguments":["` + strings.Repeat(`","`, maxArguments) + `"]}`),
	} {
		if r, err := receive(bytes.NewReader(raw)); err == nil {
			t.Errorf("%s: %d arguments", name, len(r.Arguments))
		}
	}
	if r, err := receive(bytes.NewReader(message(`{"arguments":["x"],"newer":1}`))); err != nil || len(r.Arguments) != 1 {
		t.Errorf("a newer program's: %v", err)
	}
}

func TestArgumentsStayOutOfLogs(t *testing.T) {
	t.Parallel()
	r := Request{Arguments: []string{"otpauth://totp/x?secret=GEHEIM"}}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "request", r)
	_, err := receive(strings.NewReader("\x00\x00\x00\x0e" + `{"token":"GEHEIM"]`))
	for _, text := range []string{fmt.Sprint(r), fmt.Sprintf("%+v", r), fmt.Sprintf("%#v", r), log.String(), fmt.Sprint(err)} {
		if strings.Contains(text, "GEHEIM") {
			t.Error(text)
		}
	}
}

func TestCurrent(t *testing.T) {
	for _, tt := range []struct{ activation, startup, want string }{
		{"a", "s", "a"}, {"", "s", "s"}, {"", "", ""}, {"a b", "s", "s"}, {"", "ä", ""},
	} {
		t.Setenv("XDG_ACTIVATION_TOKEN", tt.activation)
		t.Setenv("DESKTOP_STARTUP_ID", tt.startup)
		r := Current([]string{"x"})
		if r.Token != tt.want || len(r.Arguments) != 1 || !filepath.IsAbs(r.Folder) {
			t.Errorf("%+v: %q in %q", tt, r.Token, r.Folder)
		}
		if os.Getenv("XDG_ACTIVATION_TOKEN")+os.Getenv("DESKTOP_STARTUP_ID") != "" {
			t.Error("the token is still there for others")
		}
	}
}

package app

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// straced says whether strace can be used here: it must be installed, and processes may be traced.
func straced(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "strace", "-f", "-e", "trace=none", "true").CombinedOutput()
	if err != nil && os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
		t.Fatalf("strace: %v %s", err, out)
	}
	if err != nil {
		t.Skipf("strace cannot be used here: %v", err)
	}
}

// failures are the system calls that fail, with what the system says.
var failures = []struct{ name, calls, errno string }{
	{"fsync", "fsync,fdatasync,sync_file_range", "EIO"},
	{"write", "write,pwrite64,writev,pwritev", "ENOSPC"},
	{"write", "write,pwrite64,writev,pwritev", "EIO"},
	{"rename", "rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate,fallocate", "EIO"},
	{"open", "openat,mkdirat,mkdir", "EMFILE"},
}

// TestReliabilityFailingCalls has strace fail the n-th call of a kind, for every n that there is, in a process
// that stores something. When the process says that it was stored, it was; and whatever it says, the vault is
// whole, in the state before or after.
func TestReliabilityFailingCalls(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("without the race detector only: it is about what another process leaves on the disk")
	}
	straced(t)
	before := newFirm(t, filepath.Join(t.TempDir(), "firm"))
	s := before.mustOpen(t)
	for n, w := range writes()[:nightly(4, 12)] { // some of everything
		_, do, err := w.prepare(t.Context(), before, s, n)
		if err == nil {
			err = do()
		}
		if err != nil {
			t.Fatalf("%s: %v", w.name, err)
		}
	}
	state, err := before.look(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.vault.Close(); err != nil {
		t.Fatal(err)
	}
	tries, injected := 0, 0
	for _, w := range writes() {
		for _, failure := range failures {
			ci := w.name == "add" && failure.name != "open" || w.name == "backup" && failure.errno == "EIO"
			if !ci && nightly(0, 1) == 0 {
				continue
			}
			for n := 1; n <= 200; n++ {
				what := fmt.Sprintf("%s, %s %d: %s", w.name, failure.name, n, failure.errno)
				hit := failOnce(t, before, state, w.name, failure.calls, failure.errno, n, what)
				tries++
				if !hit {
					break
				}
				injected++
			}
		}
	}
	t.Logf("%d runs, %d with a failed call; 0 times it was said falsely that something was stored", tries, injected) // else it ended before
}

// failOnce runs one write in a copy of the firm with one call failing, and judges what came of it. It reports
// whether there was such a call.
func failOnce(t *testing.T, from testFirm, state contents, kind, calls, errno string, n int, what string) (hit bool) {
	t.Helper()
	f := testFirm(filepath.Join(t.TempDir(), "firm"))
	if err := os.CopyFS(string(f), os.DirFS(string(from))); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(string(f))
	trace := f.path("trace")
	cmd, lines, _ := job{Firm: f, Do: "once", Kind: kind, From: 1000}.start(t,
		"strace", "-f", "-qq", "--seccomp-bpf", "-o", trace, "-e", "trace="+calls, "-e", fmt.Sprintf("inject=%s:error=%s:when=%d", calls, errno, n))
	begun, stored := false, false
	pending := effect{}
	for {
		line, more := next(lines)
		if !more {
			break
		}
		switch {
		case line.Try != nil:
			begun, pending = true, line.Try
		case line.OK && begun:
			stored = true
		}
	}
	_ = cmd.Wait() // it may fail in any way but one
	made, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	states := []contents{state.with(pending)}
	if !stored {
		states = append(states, state)
	}
	if err := os.RemoveAll(f.path("temp")); err != nil {
		t.Fatal(err)
	}
	wantWhole(t, f, true, what, states...)
	return bytes.Contains(made, []byte("(INJECTED)"))
}

const coreVariable = "KANZLEICODE_TEST_CORE"

// TestReliabilityDies is no test: TestReliabilityNoCore runs it as a process of its own, which dies of a signal
// that makes a core dump.
func TestReliabilityDies(t *testing.T) {
	how := os.Getenv(coreVariable)
	if how == "" {
		t.Skip("it is run by TestReliabilityNoCore")
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = min(limit.Max, 1<<20)
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		t.Fatal(err)
	}
	if how == "program" {
		if code := Main([]string{"--version"}, nil); code != 0 {
			t.Fatal(code)
		}
		if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
			t.Errorf("limit %+v, %v", limit, err)
		}
		if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
			t.Errorf("dumpable %d, %v", dumpable, err)
		}
		if t.Failed() {
			return
		}
	}
	fmt.Println("dies")
	panic("GOTRACEBACK=crash makes SIGABRT of this")
}

// TestReliabilityNoCore: the program leaves no core dump, where another process does.
func TestReliabilityNoCore(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"other", "program"} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestReliabilityDies$")
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), coreVariable+"="+how, "GOTRACEBACK=crash")
		out, err := cmd.CombinedOutput()
		status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !ok || err == nil || !strings.Contains(string(out), "dies") || status.Signal() != syscall.SIGABRT {
			t.Fatalf("%s: %v, %s", how, err, out)
		}
		cores, err := filepath.Glob(filepath.Join(cmd.Dir, "core*"))
		t.Logf("%s: core dump %t, files %d", how, status.CoreDump(), len(cores))
		if how == "program" && (status.CoreDump() || len(cores) > 0 || err != nil) {
			t.Errorf("the program leaves a core dump: %v, %v", cores, err)
		}
	}
}

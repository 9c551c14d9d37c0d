//go:build !nowindow

package app

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// wakeVariable names the program in app/window/testdata/wake.
const wakeVariable = "KANZLEICODE_WAKE"

// TestRealWindowWakes: Fyne's loop, patched to wait while nothing happens, is woken by functions for the main
// goroutine, by keys and by the program's end. The loop of the program waits for an hour otherwise, so that one
// forgotten call would keep it, and this test, from ending.
func TestRealWindowWakes(t *testing.T) {
	t.Parallel()
	program := os.Getenv(wakeVariable)
	if program == "" {
		missing(t, wakeVariable+" is not set; make test builds that program")
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, tool+" is not installed")
		}
	}
	d := startDisplay(t)
	cmd := d.command(t, program)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	end := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() }) // what is not woken says nothing for an hour
	defer end.Stop()
	lines := bufio.NewScanner(out)
	says := func(want string) {
		t.Helper()
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("the window says %q, want %q", lines.Text(), want)
		}
	}
	says("function 0")
	says("function 1")
	says("function 2")
	for _, key := range []string{"a", "b", "q"} {
		d.xdo(t, "search", "--onlyvisible", "--name", "^Wake$", "windowfocus", "--sync", "sleep", "1", "key", key)
		says("key " + strings.ToUpper(key))
	}
	says("end")
}

package session

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestIdleOfX11 leaves a real X server alone, and then moves its mouse.
func TestIdleOfX11(t *testing.T) {
	for _, program := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
				t.Fatalf("%s is not installed; make test installs it", program)
			}
			t.Skipf("%s is not installed; make test installs it", program)
		}
	}
	server := exec.Command("Xvfb", "-displayfd", "1", "-noreset", "-screen", "0", "640x480x24", "-nolisten", "tcp")
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
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("WAYLAND_DISPLAY", "")
	time.Sleep(300 * time.Millisecond)
	before, known := Idle()
	if !known || before < 250*time.Millisecond || before > time.Minute {
		t.Fatalf("idle for %v, %v", before, known)
	}
	if out, err := exec.Command("xdotool", "mousemove", "123", "45").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	after, known := Idle()
	if !known || after >= 5*time.Second {
		t.Errorf("idle for %v, %v", after, known)
	}
	time.Sleep(100 * time.Millisecond)
	if later, _ := Idle(); later <= after {
		t.Errorf("idle for %v after %v", later, after)
	}
	t.Setenv("DISPLAY", "")
	if _, known := Idle(); known {
		t.Error("known without a display")
	}
}

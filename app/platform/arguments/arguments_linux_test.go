package arguments_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"kanzleicode/app/platform/arguments"
)

// TestMain is also the program that has a secret on its command line.
func TestMain(m *testing.M) {
	if os.Getenv("ARGUMENTS_TEST") == "" {
		os.Exit(m.Run())
	}
	taken := arguments.Take(func(arg string) bool { return strings.HasPrefix(arg, "otpauth") })
	seen, err := os.ReadFile("/proc/self/cmdline")
	fmt.Println(strings.Join(taken, "|"), strings.Join(os.Args[1:], "|"), strings.ReplaceAll(string(seen), "\x00", "|"), err)
	os.Exit(0)
}

func TestASecretIsTakenOffTheCommandLine(t *testing.T) {
	t.Parallel()
	const link = "otpauth://totp/a?secret=GEZDGNBV"
	cmd := exec.Command(os.Args[0], "--", link, "bild.png") //nolint:gosec // this test itself
	cmd.Env = append(os.Environ(), "ARGUMENTS_TEST=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(out)); !strings.HasPrefix(got, "--|"+link+"|bild.png --||bild.png ") || strings.Count(got, "GEZDGNBV") != 1 ||
		!strings.HasSuffix(got, "|--|"+strings.Repeat(".", len(link))+"|bild.png| <nil>") {
		t.Errorf("it is %s", got)
	}
}

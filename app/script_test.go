package app

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kanzleicode/app/clock/clocktest"
	"kanzleicode/app/platform/policyfile"
	"kanzleicode/app/vault"
	"kanzleicode/otp/qr"
)

// TestMain lets the scripts run the program itself: the test binary, started again under its name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kanzleicode": func() {
			s := newSystem()
			floor := vault.FloorArgon2id() // the lowest cost that the format allows: the scripts open vaults often
			s.kdf = &floor
			if path := os.Getenv("TEST_POLICY"); path != "" { // of a script, which cannot write where root does
				s.place = policyfile.At(path, uint32(os.Getuid()))
			}
			os.Exit(run(s, os.Args[1:]))
		},
	})
}

// TestScripts runs the command line as its users would: every file in testdata/script is a session. Under the race
// detector, where deriving a key takes seconds, those run that start work beside each other: reading pictures, asking
// the keyring, backups, checking the vault.
func TestScripts(t *testing.T) {
	t.Parallel()
	files := []string{"import", "scan", "keyring", "backup", "repair", "mandates"}
	for i, name := range files {
		files[i] = filepath.Join("testdata", "script", name+".txtar")
	}
	dir := ""
	if !raced {
		dir = "testdata/script"
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUp,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"qr":       drawQR,
			"oathtool": sameAsOathtool,
			"absent":   absent,
			"exitcode": exitCodeOf,
			"json":     takeJSON,
			"sqlite":   behindTheBack,
			"ntp":      startTimeServer,
			"ahead":    isAhead,
		},
	})
}

// setUp gives every script a home of its own; those named keyring* get a real keyring in it.
func setUp(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	for _, dir := range []string{home, filepath.Join(env.WorkDir, "run")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	env.Setenv("HOME", home)
	env.Setenv("XDG_RUNTIME_DIR", filepath.Join(env.WorkDir, "run"))
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	env.Setenv("LANG", "de_DE.UTF-8")
	env.Setenv("USER", "anna")
	env.Setenv("TZ", "Europe/Berlin")
	exports, err := filepath.Abs("../otp/transfer/testdata")
	if err != nil {
		return err
	}
	env.Setenv("EXPORTS", exports)
	documents, err := filepath.Abs("../otp/qr/pdf/testdata")
	if err != nil {
		return err
	}
	env.Setenv("DOCUMENTS", documents)
	if err := os.WriteFile(filepath.Join(env.WorkDir, "passphrase"), []byte("Sommer – Regen 7\n"), 0o600); err != nil {
		return err
	}
	if strings.HasPrefix(filepath.Base(env.WorkDir), "script-keyring") {
		return startKeyring(env)
	}
	return nil
}

// startKeyring starts a session bus and an unlocked gnome-keyring for one script. They end with it.
func startKeyring(env *testscript.Env) error {
	for _, program := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil // the script's condition [keyring] skips it, or fails where everything is required
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	bus := exec.CommandContext(ctx, "dbus-daemon", "--session", "--print-address=1", "--nofork")
	bus.Env = env.Vars
	out, err := bus.StdoutPipe()
	if err == nil {
		err = bus.Start()
	}
	if err != nil {
		cancel()
		return err
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cancel()
		return fmt.Errorf("dbus-daemon: %w", err)
	}
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	daemon := exec.CommandContext(ctx, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	daemon.Env = env.Vars
	daemon.Stdin = strings.NewReader("keyring password")
	if err := daemon.Start(); err != nil {
		cancel()
		return err
	}
	env.Defer(func() {
		cancel()
		// They were killed: what they say does not matter.
		_ = daemon.Wait()
		_ = bus.Wait()
	})
	return waitForKeyring(ctx, env)
}

// waitForKeyring asks the bus until the keyring has its name there.
func waitForKeyring(ctx context.Context, env *testscript.Env) error {
	var out []byte
	for range 100 {
		ask := exec.CommandContext(ctx, "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
		ask.Env = env.Vars
		out, _ = ask.CombinedOutput()
		if strings.Contains(string(out), "boolean true") {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("gnome-keyring does not come up: %s", out)
}

// condition knows [oathtool] and [keyring]: whether the programs are there. Where everything is required,
// as in make test, their absence is a failure.
func condition(name string) (bool, error) {
	if name == "race" {
		return raced, nil
	}
	programs := map[string][]string{
		"age":      {"age"},
		"oathtool": {"oathtool"},
		"keyring":  {"dbus-daemon", "dbus-send", "gnome-keyring-daemon"},
	}[name]
	if programs == nil {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
				return false, err
			}
			return false, nil
		}
	}
	return true, nil
}

// drawQR: qr FILE TEXT draws a QR code as a PNG file.
func drawQR(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: qr FILE TEXT")
	}
	picture, err := qr.Encode(args[1], 6)
	ts.Check(err)
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(png.Encode(file, picture))
	ts.Check(file.Close())
}

// sameAsOathtool: oathtool SECRET [OPTION…] compares the last command's code --json with oathtool at the
// same moment, this code and the next.
func sameAsOathtool(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: oathtool SECRET [OPTION…]")
	}
	var got struct {
		Code, Next string
		ValidFrom  time.Time `json:"valid_from"`
		ValidUntil time.Time `json:"valid_until"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &got))
	for _, step := range []struct {
		at   time.Time
		code string
	}{{got.ValidFrom, got.Code}, {got.ValidUntil.Add(-time.Second), got.Code}, {got.ValidUntil, got.Next}} {
		tool := exec.Command("oathtool", append(append([]string{"--base32"}, args[1:]...), "--now", step.at.UTC().Format("2006-01-02 15:04:05 UTC"), args[0])...)
		out, err := tool.CombinedOutput()
		if err != nil {
			ts.Fatalf("oathtool: %v: %s", err, out)
		}
		if want := strings.TrimSpace(string(out)); want != step.code {
			ts.Fatalf("at %v: kanzleicode says %s, oathtool %s", step.at, step.code, want)
		}
	}
}

// takeJSON: json NAME PATH puts a value of the last command's JSON into the variable NAME. The path names the steps to
// it, such as 0.id for that of the first element.
func takeJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: json NAME PATH")
	}
	var value any
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	decoder.UseNumber()
	ts.Check(decoder.Decode(&value))
	for step := range strings.SplitSeq(args[1], ".") {
		switch at := value.(type) {
		case map[string]any:
			value = at[step]
		case []any:
			n, err := strconv.Atoi(step)
			ts.Check(err)
			if n >= len(at) {
				ts.Fatalf("there is no element %d of %d", n, len(at))
			}
			value = at[n]
		}
	}
	ts.Setenv(args[0], fmt.Sprint(value))
}

// exitCodeOf: exitcode N COMMAND… runs a command and compares its exit code.
func exitCodeOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND…")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// behindTheBack: sqlite FILE STATEMENT changes a database as only damage or an attacker does.
func behindTheBack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sqlite FILE STATEMENT")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// absent: absent PATH TEXT fails if a file below PATH holds the text.
func absent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: absent PATH TEXT")
	}
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(content), args[1]) {
			return fmt.Errorf("%s holds %q", path, args[1])
		}
		return err
	}))
}

// startTimeServer: ntp NAME OFFSET starts a time server on this machine that is so far ahead, such as 63s, and puts its
// address into the variable NAME; ntp NAME silent one that never answers.
func startTimeServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ntp NAME OFFSET|silent")
	}
	reply := clocktest.Reply(clocktest.Silent)
	if args[1] != "silent" {
		offset, err := time.ParseDuration(args[1])
		ts.Check(err)
		reply = clocktest.Ahead(offset)
	}
	server, err := clocktest.Start("127.0.0.1:0", reply)
	ts.Check(err)
	ts.Defer(func() { _ = server.Close() })
	ts.Setenv(args[0], server.Addr)
}

// isAhead: ahead OFFSET fails unless the last command's code --json is that of a clock so far ahead of this PC's.
func isAhead(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ahead OFFSET")
	}
	offset, err := time.ParseDuration(args[0])
	ts.Check(err)
	var got struct {
		ValidFrom   time.Time `json:"valid_from"`
		SecondsLeft int       `json:"seconds_left"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &got))
	shown := got.ValidFrom.Add(30*time.Second - time.Duration(got.SecondsLeft)*time.Second)
	if off := shown.Sub(time.Now().Add(offset)); off.Abs() > 10*time.Second {
		ts.Fatalf("the code is that of %v, which is %v from what it should be", shown, off)
	}
}

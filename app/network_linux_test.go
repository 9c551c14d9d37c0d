package app

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"kanzleicode/otp/qr"
)

// No QR code and no file can cause a network call, and no command but the one that asks for the time makes one. The
// window asks for the time too, unless that is switched off: see TestTheWindowsClockAsksNobodyWhenOff. The proof is the
// kernel's: it kills a process that the tests have sealed (see seal) as soon as it makes a socket, of whatever kind, or
// starts another program that could make one.

// sealed starts a program that the kernel kills when it makes a socket or a process.
func sealed(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	if seccompArch() == 0 {
		t.Skip("no seal for " + runtime.GOARCH)
	}
	cmd := helper(t.Context(), "TestHelperSealed")
	cmd.Args = append(append(cmd.Args, "--", name), args...)
	return cmd
}

// TestHelperSealed is no test: it seals its process and becomes the program in its arguments.
func TestHelperSealed(t *testing.T) {
	if os.Getenv(helperVariable) != t.Name() {
		t.Skip("only as a helper")
	}
	args := os.Args[slices.Index(os.Args, "--")+1:]
	runtime.LockOSThread() // the seal is the thread's, and goes over to the program that it becomes
	err := seal()
	if err == nil {
		err = syscall.Exec(args[0], args, os.Environ())
	}
	fmt.Fprintln(os.Stderr, "sealing:", err)
	os.Exit(98)
}

// TestHelperDial is no test: it does what a sealed program must not.
func TestHelperDial(t *testing.T) {
	switch os.Getenv("KANZLEICODE_TEST_DIAL") {
	case "tcp", "udp":
		_, _ = net.Dial(os.Getenv("KANZLEICODE_TEST_DIAL"), "127.0.0.1:9")
	case "unix":
		_, _ = net.Dial("unix", "/nonexistent/socket")
	case "name":
		_, _ = net.LookupHost("kanzleicode.invalid")
	case "program":
		_ = exec.Command("/bin/true").Run()
	case "nothing":
		_, _ = os.ReadFile("/etc/hostname")
	default:
		t.Skip("only as a helper")
	}
	os.Exit(0)
}

// seal has the kernel kill this thread's process, or whatever program it becomes, at the first call for a
// socket or a new process. Threads, which every Go program starts, are allowed.
func seal() error {
	const (
		number = 0  // of the call, in struct seccomp_data
		arch   = 4  // that it was made for
		flags  = 16 // its first argument, the lower half
	)
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	end := func(with uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: with} }
	unless := func(value uint32) unix.SockFilter { // skips the next one
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: value}
	}
	const kill, allow = unix.SECCOMP_RET_KILL_PROCESS, unix.SECCOMP_RET_ALLOW
	program := []unix.SockFilter{
		load(arch),
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 1, K: seccompArch()}, end(kill),
		load(number),
	}
	for _, call := range []uint32{
		unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_SENDTO, unix.SYS_SENDMSG,
		unix.SYS_SENDMMSG, unix.SYS_IO_URING_SETUP,
	} {
		program = append(program, unless(call), end(kill))
	}
	program = append(program,
		// The flags of clone3 stand in memory, where a filter cannot look: who is told that there is none uses clone.
		unless(unix.SYS_CLONE3), end(unix.SECCOMP_RET_ERRNO|uint32(unix.ENOSYS)),
		unless(unix.SYS_CLONE), unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JA, K: 1},
		end(allow),
		load(flags),
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jt: 1, K: unix.CLONE_THREAD}, end(kill),
		end(allow),
	)
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&filter))); errno != 0 {
		return errno
	}
	return nil
}

// seccompArch is the kernel's number for this machine's calls; 0 = not known here.
func seccompArch() uint32 {
	return map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
}

// killed reports whether the kernel ended the program for what the seal forbids.
func killed(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signal() == syscall.SIGSYS
}

// TestSeal shows that the seal holds: it kills what makes a socket or a process, and nothing else.
func TestSeal(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"tcp", "udp", "unix", "name", "program", "nothing"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			cmd := sealed(t, os.Args[0], "-test.run=^TestHelperDial$")
			cmd.Env = append(cmd.Env, "KANZLEICODE_TEST_DIAL="+what)
			out, err := cmd.CombinedOutput()
			if want := what != "nothing"; killed(err) != want || err != nil && !want {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// hostile are files that would like to be called home for: links, pictures, entities and paths on other machines.
func hostile(t *testing.T) map[string][]byte {
	t.Helper()
	const remote = "http://kanzleicode.invalid/call-home"
	files := map[string][]byte{
		"page.html": []byte(`<!DOCTYPE html><html><head><link rel="stylesheet" href="` + remote + `.css"><base href="` + remote +
			`"></head><body><img src="` + remote + `.png"><iframe src="` + remote + `"></iframe></body></html>`),
		"picture.svg": []byte(`<?xml version="1.0"?><?xml-stylesheet href="` + remote + `.css"?><!DOCTYPE svg [<!ENTITY e SYSTEM "` + remote +
			`">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="` + remote + `.png"/><text>&e;</text></svg>`),
		"form.pdf": []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(" + remote + ")>>>>endobj\n" +
			"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
			"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>endobj\n" +
			"4 0 obj<</Type/XObject/Subtype/Image/Width 9/Height 9/ColorSpace/DeviceGray/BitsPerComponent 8/F<</FS/URL/F(" + remote + ".png)>>/Length 0>>stream\n\nendstream endobj\n" +
			"5 0 obj<</Length 21>>stream\nq 99 0 0 99 0 0 cm /I Do Q\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
		"bitwarden.json": []byte(`{"encrypted":false,"folders":[],"items":[{"type":1,"name":"Dienst","login":{"uris":[{"uri":"` + remote +
			`"}],"totp":"otpauth://totp/Dienst:a?secret=JBSWY3DPEHPK3PXP&image=` + remote + `"}}]}`),
		"freeotp.json": []byte(`{"tokenOrder":["a"],"tokens":[{"algo":"SHA1","digits":6,"period":30,"type":"TOTP","label":"a","issuerExt":"Dienst","image":"` +
			remote + `.png","secret":[72,101,108,108,111,33,-34,-83,-66,-17]}]}`),
		"aegis.json": []byte(`{"version":1,"header":{"slots":null,"params":null},"db":{"version":2,"entries":[{"type":"totp","uuid":"3ae6f1ad-2e65-4ed2-a953-1ec0dff2386d",` +
			`"name":"a","issuer":"Dienst","icon":"` + remote + `.png","icon_mime":"image/png","info":{"secret":"JBSWY3DPEHPK3PXP","algo":"SHA1","digits":6,"period":30}}]}}`),
		"keepass.xml": []byte(`<?xml version="1.0"?><!DOCTYPE KeePassFile [<!ENTITY e SYSTEM "` + remote + `"><!ENTITY % p SYSTEM "` + remote + `.dtd">%p;]>` +
			`<KeePassFile><Root><Group><Entry><String><Key>Title</Key><Value>&e;</Value></String><String><Key>otp</Key>` +
			`<Value>otpauth://totp/a?secret=JBSWY3DPEHPK3PXP</Value></String></Entry></Group></Root></KeePassFile>`),
		"links.txt":    []byte("otpauth://totp/Dienst:b?secret=MFRGGZDFMZTWQ2LK&issuer=Dienst&image=" + remote + ".png&icon=" + remote + "\n" + remote + "\n"),
		"share.txt":    []byte(`\\kanzleicode.invalid\share\code.png` + "\r\nfile://kanzleicode.invalid/share/code.png\r\nsmb://kanzleicode.invalid/share\r\n"),
		"clients.csv":  []byte("Mandantennummer;Benutzer\r\n10472;=WEBSERVICE(\"" + remote + "\")\r\n"),
		"shortcut.url": []byte("[InternetShortcut]\r\nURL=" + remote + "\r\nIconFile=\\\\kanzleicode.invalid\\share\\icon.ico\r\n"),
	}
	for name, text := range map[string]string{
		"http.png": remote, "https.png": "https://kanzleicode.invalid/",
		"image.png":     "otpauth://totp/Dienst:qr?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Dienst&image=" + remote + ".png",
		"authority.png": "otpauth://kanzleicode.invalid:80/totp?secret=GEZDGNBVGY3TQOJQ",
		"migration.png": "otpauth-migration://kanzleicode.invalid/?data=ChsKCkhlbGxvId6tvu8SB2tpbm8gQTEgASgBMAIQARgCIAAo5yQ%3D",
		"share.png":     `\\kanzleicode.invalid\share\code.png`, "file.png": "file://kanzleicode.invalid/share/code.png",
		"push.png": "phonefactor://activate_account?code=123456789&url=" + remote, "wifi.png": "WIFI:T:WPA;S:kanzlei;P:geheim;;",
		"script.png": "javascript:fetch('" + remote + "')",
	} {
		picture, err := qr.Encode(text, 5)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := png.Encode(&file, picture); err != nil {
			t.Fatal(err)
		}
		files[name] = file.Bytes()
	}
	return files
}

// TestNoNetwork runs the program as it is built over hostile files, and over names of files that stand on other
// machines, sealed.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	program := filepath.Join(folder, "kanzleicode")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-tags", "nowindow", "-o", program, "kanzleicode")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	passphrase := filepath.Join(folder, "passphrase")
	if err := os.WriteFile(passphrase, []byte("Netz im Test"), 0o600); err != nil {
		t.Fatal(err)
	}
	vaultFolder := filepath.Join(folder, "vault")
	emptyVault(t, vaultFolder, "Netz im Test")
	start := func(args []string) *exec.Cmd {
		cmd := sealed(t, program, args...)
		cmd.Env = append(cmd.Env, "HOME="+folder, "XDG_RUNTIME_DIR="+folder, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=",
			"KANZLEICODE_VAULT="+vaultFolder, "KANZLEICODE_PASSPHRASE_FILE="+passphrase, "LANG=C.UTF-8")
		return cmd
	}
	run := func(args []string) (string, error) {
		out, err := start(args).CombinedOutput()
		if bytes.Contains(out, []byte("panic:")) || bytes.Contains(out, []byte("sealing:")) {
			t.Errorf("%s", out)
		}
		if killed(err) {
			t.Errorf("%v was killed", args)
		}
		return string(out), err
	}
	sources := []string{
		"https://kanzleicode.invalid/code.png", `\\kanzleicode.invalid\share\code.png`,
		"//kanzleicode.invalid/share/code.png", "file://kanzleicode.invalid/code.png",
	}
	for name, content := range hostile(t) {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		sources = append(sources, path)
	}
	for _, command := range [][]string{{"scan", "--json"}, {"import"}} {
		if _, err := run(append(command, sources...)); !killed(err) {
			continue
		}
		for _, source := range sources { // which of them was it?
			if out, err := run(append(command, source)); killed(err) {
				t.Errorf("%v %s: the program made a socket or a process (strace -f shows which): %s", command, source, out)
			}
		}
	}
	if out, err := run([]string{"mandates", "import", filepath.Join(folder, "clients.csv")}); killed(err) {
		t.Errorf("a list of clients: %s", out)
	}
	// The clock: nobody is asked but by the command that says so, and that the kernel sees.
	for _, command := range [][]string{
		{"clock", "set", "--default"}, {"clock"}, {"clock", "--json"}, {"clock", "correct"}, {"clock", "correct", "--clear"}, {"code"}, {"code", "--json"},
		{"clock", "set", "--off"}, {"clock", "--check"}, {"clock", "set", "--servers", "127.0.0.1:9"}, {"clock"},
	} {
		if out, err := run(command); killed(err) {
			t.Errorf("%v made a socket or a process: %s", command, out)
		}
	}
	for _, command := range [][]string{{"clock", "--check"}, {"clock", "--check", "--server", "127.0.0.1:9"}} {
		if out, err := start(command).CombinedOutput(); !killed(err) {
			t.Errorf("%v asked nobody: %v: %s", command, err, out)
		}
	}
	// The program did look into them: these accounts came of it.
	out, err := run([]string{"accounts", "--json"})
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, user := range []string{`"user":"qr"`, `"user":"a"`, `"user":"b"`} {
		if !strings.Contains(out, user) {
			t.Errorf("no account with %s was imported", user)
		}
	}
}

// TestCodesKnowNoNetwork: what reads codes and files has no network in it at all. Only the sandbox in which
// pages of PDF files are drawn knows sockets (otp/qr/pdf gives it none, as TestNoNetwork shows), and not even
// that knows HTTP.
func TestCodesKnowNoNetwork(t *testing.T) {
	t.Parallel()
	list := func(args ...string) []string {
		out, err := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(string(out))
	}
	all := list("kanzleicode/otp/...")
	others := slices.DeleteFunc(slices.Clone(all), func(p string) bool { return p == "kanzleicode/otp/qr/pdf" })
	for _, test := range []struct{ packages, never []string }{
		{others, []string{"net", "net/http", "net/smtp", "crypto/tls"}},
		{all, []string{"net/http", "net/smtp", "crypto/tls"}},
	} {
		needed := list(append([]string{"-deps"}, test.packages...)...)
		if !slices.Contains(needed, "github.com/makiuchi-d/gozxing") {
			t.Errorf("the list of %d packages is not complete", len(needed))
		}
		for _, never := range test.never {
			if slices.Contains(needed, never) {
				t.Errorf("otp/... depends on %s", never)
			}
		}
	}
}

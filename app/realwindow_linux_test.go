//go:build !nowindow

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/otp/qr"
)

// windowVariable names the program whose real window is tested: kanzleicode-window, built with -race and
// without migrated_fynedo, so that both data races and calls from the wrong goroutine are told of.
const windowVariable = "KANZLEICODE_WINDOW"

// TestRealWindow runs the real program on a real X display and uses it as a person would, with keys and
// the clipboard; what it shows is read from pictures of the screen.
func TestRealWindow(t *testing.T) {
	t.Parallel()
	d, w, accounts := startAll(t, func(accounts *authenticator.Service) {
		found, err := accounts.Scan(t.Context(), authenticator.Content("", []byte("otpauth://totp/Amainvoice:kanzlei%40example.de?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice")))
		if err == nil {
			_, err = accounts.Add(t.Context(), found[0], "")
		}
		if err != nil {
			t.Fatal(err)
		}
	})

	t.Log("the digits on the screen are the code")
	d.eventually(t, "the code on the screen", func() error { return d.showsCode(t, accounts) })

	t.Log("Ctrl+C copies the code without its gap")
	d.eventually(t, "the code in the clipboard", func() error {
		d.xdo(t, "key", "ctrl+c")
		before := codes(accounts)
		got := d.clipboard()
		if now := codes(accounts); !strings.Contains(before+now, got) || len(got) != 6 {
			return fmt.Errorf("clipboard holds %q, the code is %s", got, now)
		}
		return nil
	})

	t.Log("Ctrl+V of a link offers the account, Enter takes it")
	d.setClipboard(t, "otpauth://totp/Zweitdienst:buero?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zweitdienst")
	d.xdo(t, "key", "ctrl+v")
	d.eventually(t, "the offer", func() error { return d.shows(t, "Zweitdienst") })
	d.eventually(t, "the second account in the vault", func() error {
		d.xdo(t, "key", "Return")
		if err := accounts.Load(t.Context()); err != nil {
			return err
		}
		if n := len(accounts.Accounts()); n != 2 {
			return fmt.Errorf("%d accounts", n)
		}
		return nil
	})
	d.eventually(t, "both accounts on the screen", func() error { return d.shows(t, "Zweitdienst") })

	t.Log("another process's change shows up by itself")
	if err := accounts.Remove(t.Context(), accounts.Accounts()[1].ID); err != nil {
		t.Fatal(err)
	}
	d.eventually(t, "one account again, its digits large", func() error { return d.showsCode(t, accounts) })

	t.Log("closing the window ends the program cleanly")
	w.end(t, d)
}

// TestRealWindowFindsCodes: from an empty vault to two accounts, one by a QR code that stands on the screen
// behind the window, one by a picture in the clipboard.
func TestRealWindowFindsCodes(t *testing.T) {
	t.Parallel()
	d, w, accounts := startAll(t, nil)
	_ = d.command(t, "display", "-window", "root", "-resize", "1366x768!", "../assets/sample/einrichtung.png").Run() // ends with 1 when it has worked

	t.Log("the screen is searched")
	d.xdo(t, "key", "ctrl+b")
	d.eventually(t, "the account from the screen", func() error { return d.accept(t, accounts, 1) })
	d.eventually(t, "its code on the screen", func() error { return d.showsCode(t, accounts) })

	t.Log("a copied picture is pasted")
	path := pictureOf(t, "otpauth://totp/Zweitdienst:buero?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zweitdienst")
	if err := d.command(t, "xclip", "-selection", "clipboard", "-t", "image/png", "-i", path).Run(); err != nil {
		t.Fatal(err)
	}
	d.xdo(t, "key", "ctrl+v")
	d.eventually(t, "the account from the clipboard", func() error { return d.accept(t, accounts, 2) })

	w.end(t, d)
}

// pictureOf makes a picture file of a link.
func pictureOf(t *testing.T, link string) string {
	t.Helper()
	picture, err := qr.Encode(link, 5)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "code.png")
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(png.Encode(file, picture), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// accept presses Enter in what was found until the vault holds so many accounts.
func (d *display) accept(t *testing.T, accounts *authenticator.Service, want int) error {
	if err := d.shows(t, "Gefunden"); err == nil {
		d.xdo(t, "key", "Return")
	}
	if err := accounts.Load(t.Context()); err != nil {
		return err
	}
	if n := len(accounts.Accounts()); n != want {
		return fmt.Errorf("%d accounts, want %d", n, want)
	}
	return nil
}

// windowPassphrase opens the vaults of these tests.
const windowPassphrase = "Fenster im Test"

// startAll starts a display and the program on it, on a vault that prepare (nil = nothing) has filled.
func startAll(t *testing.T, prepare func(*authenticator.Service)) (*display, *running, *authenticator.Service) {
	t.Helper()
	return startWith(t, prepare, func(*display) {})
}

// startWith is startAll on a display that furnish has changed.
func startWith(t *testing.T, prepare func(*authenticator.Service), furnish func(*display)) (*display, *running, *authenticator.Service) {
	t.Helper()
	program := os.Getenv(windowVariable)
	if program == "" {
		missing(t, windowVariable+" is not set; make test builds that program")
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "xclip", "import", "display", "tesseract"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, tool+" is not installed")
		}
	}
	d := startDisplay(t)
	furnish(d)
	folder := filepath.Join(t.TempDir(), "vault")
	accounts := prepareVault(t, folder, windowPassphrase)
	if prepare != nil {
		prepare(accounts)
	}
	passphraseFile := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(passphraseFile, []byte(windowPassphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	return d, d.startWindow(t, program, "--vault", folder, "--passphrase-file", passphraseFile, "--lang", "de"), accounts
}

// missing skips a test whose means are not there, or fails it where everything is required.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// prepareVault makes a vault and keeps it open, as a second process would.
func prepareVault(t *testing.T, folder, passphrase string) *authenticator.Service {
	t.Helper()
	s := newSystem()
	floor := vault.FloorArgon2id()
	s.kdf = &floor
	opened, err := s.unlock(t.Context(), folder, ways{passphrase: []byte(passphrase)}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.vault.Close(); err != nil {
			t.Error(err)
		}
	})
	return opened.accounts
}

// codes are the current codes of all accounts, for comparing.
func codes(accounts *authenticator.Service) string {
	var all []string
	for _, s := range accounts.Codes(time.Now()) {
		all = append(all, s.Code.Value)
	}
	return strings.Join(all, " ")
}

// display is a virtual X display of its own.
type display struct {
	env    []string
	kept   string // folder for the last picture, for whoever looks into a failure
	server *os.Process
}

// startDisplay starts one, with Xvfb's options besides the usual ones.
func startDisplay(t *testing.T, options ...string) *display {
	t.Helper()
	home := t.TempDir()
	for _, dir := range []string{".cache", ".config", "run"} {
		if err := os.Mkdir(filepath.Join(home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), "Xvfb", append([]string{"-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", "1366x768x24"}, options...)...)
	server.ExtraFiles = []*os.File{write}
	start(t, server)
	_ = write.Close() // Xvfb has its own copy
	var number string
	if _, err := fmt.Fscanln(read, &number); err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	d := &display{kept: t.TempDir(), server: server.Process, env: append(os.Environ(),
		"DISPLAY=:"+number, "WAYLAND_DISPLAY=", "HOME="+home, "XDG_RUNTIME_DIR="+filepath.Join(home, "run"),
		"XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME=",
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus", "FYNE_THEME=dark")}
	start(t, d.command(t, "openbox"))
	return d
}

// start starts a program that is killed when the test ends.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	})
}

func (d *display) command(t *testing.T, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = d.env
	return cmd
}

func (d *display) xdo(t *testing.T, args ...string) {
	t.Helper()
	if out, err := d.command(t, "xdotool", args...).CombinedOutput(); err != nil {
		t.Fatalf("xdotool %v: %v: %s", args, err, out)
	}
}

func (d *display) clipboard() string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xclip", "-selection", "clipboard", "-o")
	cmd.Env = d.env
	out, err := cmd.Output()
	if err != nil {
		return "" // nothing in it yet
	}
	return string(out)
}

func (d *display) setClipboard(t *testing.T, text string) {
	t.Helper()
	cmd := d.command(t, "xclip", "-selection", "clipboard", "-i")
	cmd.Stdin = strings.NewReader(text)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
}

// picture takes a picture of the screen.
func (d *display) picture(t *testing.T) image.Image {
	t.Helper()
	path := filepath.Join(d.kept, "screen.png")
	if out, err := d.command(t, "import", "-window", "root", path).CombinedOutput(); err != nil {
		t.Fatalf("import: %v: %s", err, out)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// read has tesseract read a picture, negated because it prefers dark on light.
func (d *display) read(t *testing.T, img image.Image, options ...string) string {
	t.Helper()
	grey := image.NewGray(img.Bounds())
	draw.Draw(grey, grey.Bounds(), img, img.Bounds().Min, draw.Src)
	for i, v := range grey.Pix {
		grey.Pix[i] = 255 - v
	}
	var in bytes.Buffer
	if err := png.Encode(&in, grey); err != nil {
		t.Fatal(err)
	}
	cmd := d.command(t, "tesseract", append([]string{"-", "-"}, options...)...)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tesseract: %v", err)
	}
	return string(out)
}

// shows looks for a word anywhere on the screen.
func (d *display) shows(t *testing.T, word string) error {
	text := d.read(t, d.picture(t), "--psm", "11")
	if !strings.Contains(text, word) {
		return fmt.Errorf("%q is not on the screen:\n%s", word, regexp.MustCompile(`\s+`).ReplaceAllString(text, " "))
	}
	return nil
}

// showsCode compares the large digits with the only account's code at the moment of the picture.
func (d *display) showsCode(t *testing.T, accounts *authenticator.Service) error {
	if err := accounts.Load(t.Context()); err != nil {
		return err
	}
	before := codes(accounts)
	img := d.picture(t)
	after := codes(accounts)
	got := strings.Join(strings.Fields(d.read(t, digits(img), "--psm", "7", "-c", "tessedit_char_whitelist=0123456789")), "")
	if before != after {
		return fmt.Errorf("the code changed while the picture was taken")
	}
	if got != after {
		return fmt.Errorf("the screen says %q, the code is %s", got, after)
	}
	return nil
}

// digits cuts out the large digits: the rows in which the most bright ink stands, made small enough for a
// reader of text.
func digits(img image.Image) image.Image {
	b := img.Bounds()
	// The code page shows them between the heading and the ring, in the upper middle of the screen.
	cut := image.Rect(b.Dx()*20/100, b.Dy()*20/100, b.Dx()*88/100, b.Dy()*60/100)
	const shrink = 4
	small := image.NewRGBA(image.Rect(0, 0, cut.Dx()/shrink, cut.Dy()/shrink))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			small.Set(x, y, img.At(cut.Min.X+x*shrink, cut.Min.Y+y*shrink))
		}
	}
	return small
}

// eventually waits for something on the screen or in the vault to come true.
func (d *display) eventually(t *testing.T, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			d.keep(t)
			t.Fatalf("%s: %v", what, err)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// keep copies the last picture to where CI and people find it.
func (d *display) keep(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(d.kept, "screen.png"))
	if err == nil {
		err = os.MkdirAll("../build", 0o755)
	}
	if err == nil {
		err = os.WriteFile("../build/realwindow-failure.png", content, 0o644)
	}
	t.Logf("the screen is in build/realwindow-failure.png (%v)", err)
}

// running is a started program with the window.
type running struct {
	cmd    *exec.Cmd
	output bytes.Buffer
	done   chan error
}

// startWindow starts the program and waits for its window.
func (d *display) startWindow(t *testing.T, program string, args ...string) *running {
	t.Helper()
	w := &running{done: make(chan error, 1)}
	w.cmd = d.command(t, program, args...)
	w.cmd.Stdout, w.cmd.Stderr = &w.output, &w.output
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { w.done <- w.cmd.Wait() }()
	t.Cleanup(func() { _ = w.cmd.Process.Kill() })
	d.eventually(t, "the window", func() error {
		return d.command(t, "xdotool", "search", "--onlyvisible", "--name", "^Kanzleicode$", "windowactivate", "--sync").Run()
	})
	return w
}

// end closes the window as its user would, with a key that is held a little too long, and waits for the
// program's end: exit code 0, no data race, no call from the wrong goroutine. A key that the window manager
// missed is pressed again.
func (w *running) end(t *testing.T, d *display) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for ended := false; !ended; {
		_ = d.command(t, "xdotool", "search", "--onlyvisible", "--name", "^Kanzleicode$", "windowactivate", "--sync",
			"key", "--clearmodifiers", "--delay", "0", "alt+F4", "alt+F4", "alt+F4").Run() // fails once the window is gone
		select {
		case err := <-w.done:
			if err != nil {
				t.Errorf("the program ended with %v", err)
			}
			ended = true
		case <-time.After(2 * time.Second):
		case <-deadline:
			d.picture(t)
			d.keep(t)
			_ = w.cmd.Process.Signal(syscall.SIGQUIT) // has it say what every goroutine does
			err := <-w.done
			t.Fatalf("the program does not end; killed: %v\n%s", err, &w.output)
		}
	}
	w.wellBehaved(t)
}

// wellBehaved looks for what no program may say.
func (w *running) wellBehaved(t *testing.T) {
	t.Helper()
	for _, bad := range []string{"Error in Fyne call thread", "DATA RACE", "panic:"} {
		if out := w.output.String(); strings.Contains(out, bad) {
			t.Errorf("the program said %q:\n%s", bad, out)
		}
	}
}

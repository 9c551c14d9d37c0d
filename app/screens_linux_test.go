package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/gob"
	"errors"
	"fmt"
	"html/template"
	"image"
	"image/draw"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/platform/screen"
	"kanzleicode/app/vault"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
)

// helperVariable tells a process that is started from the test binary what to do in place of tests.
const helperVariable = "KANZLEICODE_TEST_HELPER"

// helper starts the test binary again, for one of the Helper… tests.
func helper(ctx context.Context, test string, env ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^"+test+"$")
	cmd.Env = append(append(os.Environ(), helperVariable+"="+test, "GORACE=atexit_sleep_ms=0"), env...)
	return cmd
}

// TestHelperCapture is no test: it takes the pictures of the screens that its environment names, and writes them
// to its output. The display stands in a process's environment, and tests run side by side.
func TestHelperCapture(t *testing.T) {
	if os.Getenv(helperVariable) != t.Name() {
		t.Skip("only as a helper")
	}
	shots, err := screen.Capture(t.Context())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	gob.Register(&image.RGBA{})
	if err := gob.NewEncoder(os.Stdout).Encode(shots); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// capture takes the pictures of a display's monitors.
func capture(ctx context.Context, display string) ([]screen.Shot, error) {
	cmd := helper(ctx, "TestHelperCapture", "DISPLAY="+display, "WAYLAND_DISPLAY=")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, &problems)
	}
	gob.Register(&image.RGBA{})
	var shots []screen.Shot
	return shots, gob.NewDecoder(bytes.NewReader(out)).Decode(&shots)
}

// need skips a test where programs are missing, or fails it where everything is required.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatalf("%s is not installed; make test installs it", program)
		}
		t.Skipf("%s is not installed; make test installs it", program)
	}
}

// virtualScreen starts an X server that shows these monitors and returns its display.
func virtualScreen(t testing.TB, monitors ...image.Rectangle) string {
	t.Helper()
	need(t, "Xvfb", "xrandr")
	var whole image.Rectangle
	for _, m := range monitors {
		whole = whole.Union(m)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", fmt.Sprintf("%dx%dx24", whole.Max.X, whole.Max.Y))
	server.ExtraFiles = []*os.File{write}
	startGroup(t, server)
	_ = write.Close() // the server has its own copy
	var number string
	if _, err := fmt.Fscanln(read, &number); err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	output := "screen" // the one that the server has; the others are monitors without an output
	for i, m := range monitors {
		place := fmt.Sprintf("%d/300x%d/200+%d+%d", m.Dx(), m.Dy(), m.Min.X, m.Min.Y)
		out, err := exec.Command("xrandr", "-display", ":"+number, "--setmonitor", fmt.Sprintf("M%d", i), place, output).CombinedOutput()
		if err != nil {
			t.Fatalf("xrandr: %v: %s", err, out)
		}
		output = "none"
	}
	return ":" + number
}

// startGroup starts a program that is ended with all that it has started when the test ends: asked first, so that
// it can clear up behind its children, then killed.
func startGroup(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// It may have ended by itself, and what it says at its end does not matter.
		_ = cmd.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		kill.Stop()
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	})
}

// setUpPage is a page as services show it when two-factor authentication is set up.
var setUpPage = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="de"><meta charset="utf-8"><title>Zwei-Faktor-Authentifizierung</title>
<style>
  body { font: 15px sans-serif; margin: 24px; color: #222; background: #fff }
  img { width: {{.Width}}px; height: {{.Width}}px; border: 1px solid #ccc }
  button { padding: 8px 20px; background: #06c; color: #fff; border: 0 }
  @media (prefers-color-scheme: dark) {
    body { color: #ddd; background: #18191c }
    img { filter: invert(1); border-color: #444 }
  }
</style>
<h2>Authenticator-App einrichten</h2>
<p>1. Öffnen Sie die App und wählen Sie „Konto hinzufügen“.</p>
<p>2. Scannen Sie diesen QR-Code:</p>
<img alt="QR-Code" src="{{.Picture}}">
<p>Geht es nicht? <a href="#">Schlüssel von Hand eingeben</a></p>
<p>3. Geben Sie den sechsstelligen Code ein. <input size="8"> <button>Bestätigen</button></p>
</html>
`))

// writePage writes the page with a QR code that is width CSS pixels wide.
func writePage(t *testing.T, payload string, width int) string {
	t.Helper()
	code, err := qr.Encode(payload, 8)
	if err != nil {
		t.Fatal(err)
	}
	var picture, page bytes.Buffer
	if err := png.Encode(&picture, code); err != nil {
		t.Fatal(err)
	}
	if err := setUpPage.Execute(&page, map[string]any{
		"Width": width, "Picture": template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(picture.Bytes())),
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "einrichten.html")
	if err := os.WriteFile(path, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// browse shows a page in Chromium on a monitor, without the network.
func browse(t *testing.T, display, page string, scale float64, on image.Rectangle, extra ...string) {
	t.Helper()
	home := t.TempDir()
	dip := func(pixels int) int { return int(float64(pixels) / scale) } // what Chromium counts places and sizes in
	window := on.Inset(20)
	args := []string{
		"--no-sandbox", "--test-type", "--ozone-platform=x11", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-features=Translate", "--password-store=basic", "--disable-dev-shm-usage",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(home, "profile"),
		fmt.Sprintf("--force-device-scale-factor=%g", scale),
		fmt.Sprintf("--window-position=%d,%d", dip(window.Min.X), dip(window.Min.Y)),
		fmt.Sprintf("--window-size=%d,%d", dip(window.Dx()), dip(window.Dy())),
	}
	cmd := exec.Command("chromium", append(append(args, extra...), "--app=file://"+page)...)
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "WAYLAND_DISPLAY=", "HOME="+home, "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=",
		"XDG_RUNTIME_DIR="+home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus", "LANG=C.UTF-8")
	startGroup(t, cmd)
}

// TestScreenShowsBrowser: set-up pages stand in real browsers on the monitors of a desktop, one at every usual
// scale and one in dark mode. One search of the screens finds all of them.
func TestScreenShowsBrowser(t *testing.T) {
	t.Parallel()
	need(t, "chromium")
	type shown struct {
		scale   float64
		width   int // of the code, in CSS pixels
		dark    bool
		monitor image.Rectangle
		payload string
	}
	pages := []shown{
		{1, 160, false, image.Rect(0, 60, 800, 700), "otpauth://totp/Kanzlei:eins?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA&issuer=Kanzlei"},
		{1.25, 160, false, image.Rect(800, 0, 1700, 700), "otpauth://totp/Kanzlei:zwei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXB&issuer=Kanzlei"},
		{1.5, 150, false, image.Rect(1700, 33, 2700, 900), "otpauth://totp/Kanzlei:drei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXC&issuer=Kanzlei"},
		{2, 140, false, image.Rect(0, 900, 1300, 1900), "otpauth://totp/Kanzlei:vier?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXD&issuer=Kanzlei"},
		{1.25, 170, true, image.Rect(1300, 900, 2300, 1700), "otpauth://totp/Kanzlei:dunkel?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXE&issuer=Kanzlei"},
	}
	var monitors []image.Rectangle
	for _, p := range pages {
		monitors = append(monitors, p.monitor)
	}
	display := virtualScreen(t, monitors...)
	for _, p := range pages {
		var extra []string
		if p.dark {
			extra = []string{"--force-dark-mode"}
		}
		browse(t, display, writePage(t, p.payload, p.width), p.scale, p.monitor, extra...)
	}

	accounts := screenVault(t)
	var shots []screen.Shot
	var found []authenticator.Candidate
	waitFor(t, "all pages", func() (err error) {
		if shots, err = capture(t.Context(), display); err != nil {
			return err
		}
		pictures := make([]image.Image, len(shots))
		for i, shot := range shots {
			pictures[i] = shot.Image
		}
		found, err = accounts.Scan(t.Context(), authenticator.Pictures(pictures...)...)
		if err == nil && len(found) < len(pages) {
			err = fmt.Errorf("%d codes", len(found))
		}
		return err
	}, func() []screen.Shot { return shots })

	for _, p := range pages {
		want, _, err := otp.ParseURI(p.payload)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(found, func(c authenticator.Candidate) bool { return c.Key.Account == want.Account })
		if at < 0 || found[at].State != authenticator.StateNew || !found[at].Key.SameSecret(want) || found[at].Key.Issuer != want.Issuer {
			t.Errorf("scale %g: what was imported is not what was shown", p.scale)
			continue
		}
		if _, err := accounts.Add(t.Context(), found[at], ""); err != nil {
			t.Error(err)
		}
		onMonitor(t, shots, p.monitor, p.payload)
		if got := isDark(shots, p.monitor); got != p.dark {
			t.Errorf("scale %g: the page is dark: %v", p.scale, got)
		}
	}
	if n := len(accounts.Accounts()); n != len(pages) {
		t.Errorf("%d accounts, want %d", n, len(pages))
	}
}

// screenVault is an empty vault's accounts.
func screenVault(t testing.TB) *authenticator.Service {
	t.Helper()
	return emptyVault(t, filepath.Join(t.TempDir(), "vault"), "Bildschirm im Test").accounts
}

// emptyVault makes an empty vault.
func emptyVault(t testing.TB, folder, passphrase string) *session {
	t.Helper()
	s := newSystem()
	floor := vault.FloorArgon2id() // the lowest cost that the format allows
	s.kdf = &floor
	opened, err := s.unlock(context.Background(), folder, ways{passphrase: []byte(passphrase)}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.vault.Close(); err != nil {
			t.Error(err)
		}
	})
	return opened
}

// onMonitor: one monitor shows the payload, and it is this one.
func onMonitor(t *testing.T, shots []screen.Shot, monitor image.Rectangle, payload string) {
	t.Helper()
	for _, shot := range shots {
		symbols, err := qr.Decode(t.Context(), shot.Image)
		if err != nil && !errors.Is(err, qr.ErrNone) {
			t.Fatal(err)
		}
		is := slices.ContainsFunc(symbols, func(s qr.Symbol) bool { return s.Payload == payload })
		if is != (shot.Bounds == monitor) {
			t.Errorf("monitor %v shows it: %v; it stands on %v", shot.Bounds, is, monitor)
		}
	}
}

// isDark: a page stands on the monitor that is darker than it is light.
func isDark(shots []screen.Shot, monitor image.Rectangle) bool {
	at := slices.IndexFunc(shots, func(s screen.Shot) bool { return s.Bounds == monitor })
	if at < 0 {
		return false
	}
	inside := image.Rectangle{Max: monitor.Size()}.Inset(150)
	grey := image.NewGray(inside)
	draw.Draw(grey, inside, shots[at].Image, inside.Min, draw.Src)
	sum := 0
	for _, v := range grey.Pix {
		sum += int(v)
	}
	return sum < 128*len(grey.Pix)
}

// waitFor waits for something to come true, and keeps the latest pictures if it does not.
func waitFor(t *testing.T, what string, check func() error, shots func() []screen.Shot) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		err := check()
		if err == nil {
			return
		}
		if t.Context().Err() != nil || time.Now().After(deadline) {
			for i, shot := range shots() {
				keepPicture(t, fmt.Sprintf("screen-failure-%d.png", i), shot.Image)
			}
			t.Fatalf("%s: %v", what, err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// keepPicture writes a picture to where CI and people find it.
func keepPicture(t *testing.T, name string, img image.Image) {
	t.Helper()
	path := filepath.Join("..", "build", name)
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(png.Encode(file, img), file.Close())
	}
	t.Logf("the screen is in %s (%v)", strings.TrimPrefix(path, "../"), err)
}

// BenchmarkScreenSearch measures three monitors of 1920×1080, one of which shows a clear code, the others
// text: from the call until the account is there to be confirmed.
func BenchmarkScreenSearch(b *testing.B) {
	display := virtualScreen(b, image.Rect(0, 0, 1920, 1080), image.Rect(1920, 0, 3840, 1080), image.Rect(3840, 0, 5760, 1080))
	desktop := image.NewRGBA(image.Rect(0, 0, 5760, 1080))
	draw.Draw(desktop, desktop.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: desktop, Src: image.Black, Face: basicfont.Face7x13}
	for y := 20; y < 1080; y += 16 {
		pen.Dot = fixed.P(10, y)
		pen.DrawString(strings.Repeat("Sehr geehrte Damen und Herren, anbei die Auswertung 08/2026; Mandant 10472, 1.234,56 EUR. ", 9))
	}
	code, err := qr.Encode("otpauth://totp/Kanzlei:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Kanzlei", 4)
	if err != nil {
		b.Fatal(err)
	}
	draw.Draw(desktop, code.Bounds().Add(image.Pt(4500, 400)), code, image.Point{}, draw.Src)
	paint(b, display, desktop)
	b.Setenv("DISPLAY", display)
	b.Setenv("WAYLAND_DISPLAY", "")
	accounts := screenVault(b)
	for b.Loop() {
		shots, err := screen.Capture(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		pictures := make([]image.Image, len(shots))
		for i, shot := range shots {
			pictures[i] = shot.Image
		}
		found, err := accounts.Scan(b.Context(), authenticator.Pictures(pictures...)...)
		if err != nil || len(found) != 1 || found[0].State != authenticator.StateNew {
			b.Fatal(len(found), err)
		}
	}
}

// paint shows a picture on a whole display.
func paint(t testing.TB, display string, img *image.RGBA) {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	root := xproto.Setup(conn).DefaultScreen(conn)
	gc, err := xproto.NewGcontextId(conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateGC(conn, gc, xproto.Drawable(root.Root), 0, nil)
	row := make([]byte, 4*img.Rect.Dx())
	for y := range img.Rect.Dy() {
		for i, from := 0, img.Pix[y*img.Stride:]; i < len(row); i += 4 {
			row[i], row[i+1], row[i+2] = from[i+2], from[i+1], from[i]
		}
		if err := xproto.PutImageChecked(conn, xproto.ImageFormatZPixmap, xproto.Drawable(root.Root), gc,
			uint16(img.Rect.Dx()), 1, 0, int16(y), 0, root.RootDepth, row).Check(); err != nil {
			t.Fatal(err)
		}
	}
}

package screen

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// busConfig is a session bus that starts no services by itself.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// privateBus starts a session bus and returns its address.
func privateBus(t *testing.T) string {
	t.Helper()
	need(t, "dbus-daemon")
	dir, err := os.MkdirTemp("", "kc") // paths of sockets are short: 108 bytes on Linux
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--nofork", "--nopidfile", "--print-address=1", "--config-file="+config)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the bus did not start: %v", err)
	}
	return strings.TrimSpace(address)
}

func at(address string) session {
	return session{wayland: true, bus: func(options ...dbus.ConnOption) (*dbus.Conn, error) {
		return dbus.Dial(address, options...)
	}}
}

// fake is a portal that does what a test tells it to.
type fake struct {
	conn *dbus.Conn
	// behave answers the n-th request, from 1 on. It returns the error of the call.
	behave func(f *fake, n int, handle dbus.ObjectPath) *dbus.Error
	// closed is called when a request is taken back.
	closed func(handle dbus.ObjectPath)

	mutex       sync.Mutex
	interactive []bool
	takenBack   int
}

// Screenshot implements org.freedesktop.portal.Screenshot.
func (f *fake) Screenshot(sender dbus.Sender, _ string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	f.mutex.Lock()
	interactive, _ := options["interactive"].Value().(bool)
	f.interactive = append(f.interactive, interactive)
	n := len(f.interactive)
	f.mutex.Unlock()
	token, ok := options["handle_token"].Value().(string)
	if !ok {
		return "", dbus.MakeFailedError(errors.New("handle_token is no string"))
	}
	handle := dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + strings.ReplaceAll(string(sender)[1:], ".", "_") + "/" + token)
	if err := f.conn.Export(request{f, handle}, handle, portalRequest); err != nil {
		return "", dbus.MakeFailedError(err)
	}
	return handle, f.behave(f, n, handle)
}

// Get implements org.freedesktop.DBus.Properties.
func (f *fake) Get(string, string) (dbus.Variant, *dbus.Error) {
	return dbus.MakeVariant(uint32(2)), nil
}

type request struct {
	f      *fake
	handle dbus.ObjectPath
}

// Close implements org.freedesktop.portal.Request.
func (r request) Close() *dbus.Error {
	r.f.mutex.Lock()
	r.f.takenBack++
	r.f.mutex.Unlock()
	if r.f.closed != nil {
		r.f.closed(r.handle)
	}
	return nil
}

func (f *fake) respond(handle dbus.ObjectPath, body ...any) {
	_ = f.conn.Emit(handle, responseSignal, body...)
}

// answer is a portal that answers every request alike.
func answer(code uint32, results map[string]dbus.Variant) func(*fake, int, dbus.ObjectPath) *dbus.Error {
	return func(f *fake, _ int, handle dbus.ObjectPath) *dbus.Error {
		f.respond(handle, code, results)
		return nil
	}
}

func taken(path string) map[string]dbus.Variant {
	return map[string]dbus.Variant{"uri": dbus.MakeVariant("file://" + strings.ReplaceAll(path, " ", "%20"))}
}

func serve(t *testing.T, address string, f *fake) {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	f.conn = conn
	for _, name := range []string{screenshot, "org.freedesktop.DBus.Properties"} {
		if err := conn.Export(f, portalPath, name); err != nil {
			t.Fatal(err)
		}
	}
	if reply, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("RequestName: %v, %v", reply, err)
	}
}

// desktop is what the portal's pictures show.
func desktop() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 30, 20))
	for i := range img.Pix {
		img.Pix[i] = byte(i*37) | byte(i%4/3*255)
	}
	return img
}

func pngFile(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, desktop()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// endless is the beginning of a PNG file of 65,000 × 65,000 pixels.
func endless() []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), 65000)
	header = append(binary.BigEndian.AppendUint32(header, 65000), 8, 2, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(header))
}

func TestPortal(t *testing.T) {
	t.Parallel()
	type behaviour = func(path string) func(*fake, int, dbus.ObjectPath) *dbus.Error
	always := func(code uint32) behaviour {
		return func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error { return answer(code, nil) }
	}
	success := func(path string) func(*fake, int, dbus.ObjectPath) *dbus.Error { return answer(0, taken(path)) }
	tests := []struct {
		name        string
		file        []byte // what lies where the portal's file is; nil = nothing
		size        int64  // makes it larger, without content
		behave      behaviour
		interactive []bool
		err         error
	}{
		{"success", pngFile(t), 0, success, []bool{false}, nil},
		{"answers later", pngFile(t), 0, func(path string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(f *fake, _ int, handle dbus.ObjectPath) *dbus.Error {
				time.AfterFunc(50*time.Millisecond, func() {
					f.respond("/org/freedesktop/portal/desktop/request/another", uint32(1), map[string]dbus.Variant{})
					f.respond(handle, uint32(0), taken(path))
				})
				return nil
			}
		}, []bool{false}, nil},
		{"refused, then the person does it", pngFile(t), 0, func(path string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(f *fake, n int, handle dbus.ObjectPath) *dbus.Error {
				if n == 1 {
					return answer(2, nil)(f, n, handle)
				}
				return answer(0, taken(path))(f, n, handle)
			}
		}, []bool{false, true}, nil},
		{"cancelled", nil, 0, always(1), []bool{false}, ErrCancelled},
		{"refused, then cancelled", nil, 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(f *fake, n int, handle dbus.ObjectPath) *dbus.Error {
				return answer(uint32(3-n), nil)(f, n, handle)
			}
		}, []bool{false, true}, ErrCancelled},
		{"denied", nil, 0, always(2), []bool{false, true}, ErrDenied},
		{"not allowed", nil, 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(*fake, int, dbus.ObjectPath) *dbus.Error {
				return dbus.NewError("org.freedesktop.portal.Error.NotAllowed", nil)
			}
		}, []bool{false, true}, ErrDenied},
		{"another error", nil, 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(*fake, int, dbus.ObjectPath) *dbus.Error {
				return dbus.NewError("org.freedesktop.portal.Error.Failed", nil)
			}
		}, []bool{false}, ErrUnavailable},
		{"file is missing", nil, 0, success, []bool{false}, ErrFailed},
		{"file is damaged", pngFile(t)[:60], 0, success, []bool{false}, ErrFailed},
		{"file is empty", []byte{}, 0, success, []bool{false}, ErrFailed},
		{"file is huge", pngFile(t), maxFile + 1, success, []bool{false}, ErrTooLarge},
		{"picture is huge", endless(), 0, success, []bool{false}, ErrTooLarge},
		{"no file of this PC", pngFile(t), 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return answer(0, map[string]dbus.Variant{"uri": dbus.MakeVariant("https://example.org/a.png")})
		}, []bool{false}, ErrFailed},
		{"no address", nil, 0, always(0), []bool{false}, ErrFailed},
		{"address is a number", nil, 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return answer(0, map[string]dbus.Variant{"uri": dbus.MakeVariant(1)})
		}, []bool{false}, ErrFailed},
		{"another shape", nil, 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(f *fake, _ int, handle dbus.ObjectPath) *dbus.Error {
				f.respond(handle, "yes")
				return nil
			}
		}, []bool{false}, ErrFailed},
		{"another shape of the same length", nil, 0, func(string) func(*fake, int, dbus.ObjectPath) *dbus.Error {
			return func(f *fake, _ int, handle dbus.ObjectPath) *dbus.Error {
				f.respond(handle, "yes", "no")
				return nil
			}
		}, []bool{false}, ErrFailed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "Screenshot from today.png")
			if test.file != nil {
				if err := os.WriteFile(path, test.file, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if test.size > 0 {
				if err := os.Truncate(path, test.size); err != nil {
					t.Fatal(err)
				}
			}
			address := privateBus(t)
			f := &fake{behave: test.behave(path)}
			serve(t, address, f)
			if err := at(address).available(t.Context()); err != nil {
				t.Errorf("available: %v", err)
			}
			shots, err := at(address).capture(t.Context())
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			f.mutex.Lock()
			if !slices.Equal(f.interactive, test.interactive) {
				t.Errorf("asked with interactive %v, want %v", f.interactive, test.interactive)
			}
			f.mutex.Unlock()
			if _, err := os.Lstat(path); test.name != "no file of this PC" && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the picture is still there: %v", err)
			}
			if test.err == nil {
				sameAsDesktop(t, shots)
			}
		})
	}
}

func sameAsDesktop(t *testing.T, shots []Shot) {
	t.Helper()
	want := desktop()
	if len(shots) != 1 || shots[0].Bounds != want.Rect || shots[0].Image.Bounds() != want.Rect {
		t.Fatalf("%d shots", len(shots))
	}
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			if got := color.RGBAModel.Convert(shots[0].Image.At(x, y)); got != want.At(x, y) {
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, got, want.At(x, y))
			}
		}
	}
}

// TestPortalNothingElse: only a file is deleted, whatever the portal names.
func TestPortalNothingElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, link := filepath.Join(dir, "mine"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{folder, link} {
		if _, err := readAndDelete(path); !errors.Is(err, ErrFailed) {
			t.Errorf("%v, want %v", err, ErrFailed)
		}
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestPortalSilent: a person who does not answer is not asked for ever, and nothing stays behind.
func TestPortalSilent(t *testing.T) {
	t.Parallel()
	silent := func(*fake, int, dbus.ObjectPath) *dbus.Error { return nil }
	tests := []struct {
		name   string
		late   bool // answers when the request is taken back
		behave func(*fake, int, dbus.ObjectPath) *dbus.Error
	}{
		{"never answers", false, silent},
		{"answers too late", true, silent},
		{"does not even take the request", false, func(_ *fake, _ int, _ dbus.ObjectPath) *dbus.Error {
			<-t.Context().Done()
			return nil
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "Screenshot.png")
			if err := os.WriteFile(path, pngFile(t), 0o600); err != nil {
				t.Fatal(err)
			}
			address := privateBus(t)
			f := &fake{behave: test.behave}
			if test.late {
				f.closed = func(handle dbus.ObjectPath) { f.respond(handle, uint32(0), taken(path)) }
			}
			serve(t, address, f)
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if _, err := bounded(ctx, whole, at(address).capture); !errors.Is(err, ErrTimeout) {
				t.Errorf("%v, want %v", err, ErrTimeout)
			}
			f.mutex.Lock()
			defer f.mutex.Unlock()
			if f.takenBack != 1 {
				t.Errorf("the request was taken back %d times", f.takenBack)
			}
			if _, err := os.Lstat(path); test.late != errors.Is(err, os.ErrNotExist) {
				t.Errorf("the picture that came too late: %v", err)
			}
		})
	}
}

func TestPortalMissing(t *testing.T) {
	t.Parallel()
	expect := func(t *testing.T, s session, want error) {
		t.Helper()
		if _, err := bounded(t.Context(), whole, s.capture); !errors.Is(err, want) {
			t.Errorf("capture: %v, want %v", err, want)
		}
		limit := 300 * time.Millisecond
		if errors.Is(want, ErrUnavailable) {
			limit = whole
		}
		if _, err := bounded(t.Context(), limit, func(ctx context.Context) (int, error) { return 0, s.available(ctx) }); !errors.Is(err, want) {
			t.Errorf("available: %v, want %v", err, want)
		}
	}
	t.Run("no portal", func(t *testing.T) {
		t.Parallel()
		expect(t, at(privateBus(t)), ErrUnavailable)
	})
	t.Run("no bus", func(t *testing.T) {
		t.Parallel()
		expect(t, at("unix:path=/nonexistent/bus"), ErrUnavailable)
	})
	t.Run("bus that does not answer", func(t *testing.T) {
		t.Parallel()
		dir, err := os.MkdirTemp("", "kc")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		listener, err := net.Listen("unix", dir+"/bus")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if _, err := bounded(ctx, whole, at("unix:path="+dir+"/bus").capture); !errors.Is(err, ErrTimeout) {
			t.Errorf("%v, want %v", err, ErrTimeout)
		}
	})
	t.Run("portal that takes no pictures", func(t *testing.T) {
		t.Parallel()
		address := privateBus(t)
		conn, err := dbus.Connect(address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
		expect(t, at(address), ErrUnavailable)
	})
}

//go:build !nowindow

package app

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/otp/qr"
)

// TestRealWindowWaysIn: what is copied as HTML, as a data: URL and as a bare key becomes accounts, and a
// frame drawn with the mouse cuts out a part of the screen.
func TestRealWindowWaysIn(t *testing.T) {
	t.Parallel()
	d, w, accounts := startAll(t, nil)

	t.Log("a picture inside copied HTML")
	address := dataURL(t, "otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice")
	d.setClipboardAs(t, "text/html", `<p>Ihr QR-Code: <img alt="QR" src="`+address+`"></p>`)
	d.xdo(t, "key", "ctrl+v")
	d.eventually(t, "the account from HTML", func() error { return d.accept(t, accounts, 1) })
	// Keys that come while the dialog is still there belong to it.
	d.eventually(t, "the page with one code", func() error { return d.shows(t, "kopieren") })

	t.Log("the address of such a picture, as text")
	d.setClipboard(t, dataURL(t, "otpauth://totp/Zweitdienst:buero?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zweitdienst"))
	d.xdo(t, "key", "ctrl+v")
	d.eventually(t, "the account from a data: URL", func() error { return d.accept(t, accounts, 2) })
	d.eventually(t, "the page with two codes", func() error { return d.shows(t, "Karte") })

	t.Log("a bare key opens the form; the service is typed")
	d.setClipboard(t, "mfrg gzdf mztw q2lk mfrg gzdf mztw q2lk")
	d.xdo(t, "key", "ctrl+v")
	d.eventually(t, "the form", func() error { return d.shows(t, "Benutzername beim") })
	d.xdo(t, "type", "Telefonanlage")
	d.xdo(t, "key", "Return")
	d.eventually(t, "the account from the key", func() error { return d.accept(t, accounts, 3) })
	if found, err := accounts.Find("Telefonanlage"); err != nil || found.Issuer != "Telefonanlage" {
		t.Errorf("%+v, %v", found, err)
	}
	d.eventually(t, "the key to be off the clipboard", func() error {
		if strings.Contains(d.clipboard(), "mfrg") {
			return errors.New("it is still there")
		}
		return nil
	})

	t.Log("a frame is drawn round a code that is no account")
	path := filepath.Join(t.TempDir(), "root.png")
	if err := os.WriteFile(path, encoded(t, desktopWith(t, "https://amainvoice.example/hilfe")), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = d.command(t, "display", "-window", "root", path).Run() // ends with 1 when it has worked
	d.xdo(t, "key", "ctrl+b")
	d.eventually(t, "the ways on", func() error { return d.shows(t, "So geht es weiter") })
	d.xdo(t, "key", "Tab", "Tab", "Tab", "space") // close, choose a file, choose a region
	d.eventually(t, "the picture of the screen", func() error { return d.shows(t, "Maustaste") })
	d.drag(t, 70, 150, 1050, 600)
	d.eventually(t, "what is in the frame", func() error {
		if err := d.shows(t, "Internetseite"); err != nil {
			if d.shows(t, "einen neuen") == nil { // on a busy PC the time for one search may not be enough
				d.drag(t, 70, 170, 1050, 580)
			}
			return err
		}
		if d.shows(t, "Maustaste") == nil {
			return errors.New("the picture is still there")
		}
		return nil
	})
	d.xdo(t, "key", "Escape")
	w.end(t, d)
}

// dataURL is a picture of a QR code as a web page embeds it (RFC 2397).
func dataURL(t *testing.T, payload string) string {
	t.Helper()
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(encoded(t, codeOf(t, payload)))
}

func codeOf(t *testing.T, payload string) image.Image {
	t.Helper()
	picture, err := qr.Encode(payload, 5)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// desktopWith is a screen with a QR code in its middle.
func desktopWith(t *testing.T, payload string) image.Image {
	t.Helper()
	screen, code := image.NewRGBA(image.Rect(0, 0, 1366, 768)), codeOf(t, payload)
	draw.Draw(screen, screen.Bounds(), image.NewUniform(color.Gray{200}), image.Point{}, draw.Src)
	draw.Draw(screen, code.Bounds().Add(image.Pt(580, 280)), code, image.Point{}, draw.Src)
	return screen
}

// encoded is a picture as a PNG file.
func encoded(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// setClipboardAs puts a text onto the clipboard under a form of its own.
func (d *display) setClipboardAs(t *testing.T, form, text string) {
	t.Helper()
	cmd := d.command(t, "xclip", "-selection", "clipboard", "-t", form, "-i")
	cmd.Stdin = strings.NewReader(text)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
}

// drag moves the mouse with its button pressed, between places in the window.
func (d *display) drag(t *testing.T, fromX, fromY, toX, toY int) {
	t.Helper()
	at := func(x, y int) []string {
		return []string{"search", "--onlyvisible", "--name", "^Kanzleicode$", "mousemove", "--window", "%1", fmt.Sprint(x), fmt.Sprint(y)}
	}
	d.xdo(t, at(fromX, fromY)...)
	d.xdo(t, "mousedown", "1")
	for step := 1; step <= 5; step++ {
		d.xdo(t, at(fromX+(toX-fromX)*step/5, fromY+(toY-fromY)*step/5)...)
	}
	d.xdo(t, "mouseup", "1")
}

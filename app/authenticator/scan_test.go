package authenticator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/app/authenticator"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/transfer"
)

func text(content string) authenticator.Source { return authenticator.Content("", []byte(content)) }

// file is a source with a name.
func file(name, content string) authenticator.Source {
	return authenticator.Content(name, []byte(content))
}

// desktop is a monitor, dark, with a QR code for each payload. It is small: the search has a time limit, and
// the race detector makes it many times slower.
func desktop(t testing.TB, payloads ...string) image.Image {
	t.Helper()
	return monitor(t, image.Rect(0, 0, 800, 450), payloads...)
}

func monitor(t testing.TB, size image.Rectangle, payloads ...string) image.Image {
	t.Helper()
	screen := image.NewRGBA(size)
	draw.Draw(screen, screen.Bounds(), image.NewUniform(color.RGBA{40, 60, 90, 255}), image.Point{}, draw.Src)
	for i, payload := range payloads {
		code, err := qr.Encode(payload, 3)
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(screen, code.Bounds().Add(image.Pt(20+i*size.Dx()/2, 20)), code, image.Point{}, draw.Src)
	}
	return screen
}

// pngFile is a picture file with QR codes.
func pngFile(t testing.TB, payloads ...string) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, desktop(t, payloads...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// migration are the links of a Google Authenticator export in several pictures.
func migration(t testing.TB, accounts int) []string {
	t.Helper()
	keys := make([]otp.Key, accounts)
	for i := range keys {
		secret := bytes.Repeat([]byte{byte(i + 1)}, 20)
		keys[i] = otp.Key{Issuer: "Dienst", Account: fmt.Sprintf("nutzer-%02d", i), Secret: otp.NewSecret(secret), Algorithm: otp.SHA1, Digits: 6, Period: otp.DefaultPeriod}
	}
	links, refused := transfer.WriteGoogle(keys, 7)
	if len(refused) > 0 || len(links) < 2 {
		t.Fatalf("%d links, %d refused", len(links), len(refused))
	}
	return links
}

// pdfFile is one of the documents that package pdf is tested with.
func pdfFile(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "otp", "qr", "pdf", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// outline says what candidates are: "new Amainvoice/kanzlei", "unusable a.png: qr: none", …
func outline(found []authenticator.Candidate) string {
	lines := make([]string, len(found))
	for i, c := range found {
		if c.State == authenticator.StateUnusable {
			lines[i] = fmt.Sprintf("%s %s: %v", c.State, c.From(), c.Problem)
			continue
		}
		lines[i] = fmt.Sprintf("%s %s/%s", c.State, c.Key.Issuer, c.Key.Account)
	}
	return strings.Join(lines, "\n")
}

const uriC = "otpauth://totp/Dritter:c?issuer=Dritter&secret=MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"

const uriB = "otpauth://totp/Zweitdienst:buero?issuer=Zweitdienst&secret=" + secretB

func TestScan(t *testing.T) {
	t.Parallel()
	a, b := pngFile(t, uriA), pngFile(t, uriB)
	parts := migration(t, 12)
	var twelve []string
	for i := range 12 {
		twelve = append(twelve, fmt.Sprintf("new Dienst/nutzer-%02d", i))
	}
	all := strings.Join(twelve, "\n")
	newA, newB := "new Amainvoice/kanzlei@example.de", "new Zweitdienst/buero"
	gone := authenticator.Source{Name: "weg.png", Read: func(context.Context) ([]byte, error) { return nil, errors.New("gone") }}
	for name, tt := range map[string]struct {
		sources []authenticator.Source
		want    string
	}{
		"a text":           {[]authenticator.Source{text("  " + uriA + "\n")}, newA},
		"a link in a mail": {[]authenticator.Source{text("Hallo,\nhier: " + uriB + "\nGruß")}, "new Zweitdienst/buero"},
		"a picture":        {[]authenticator.Source{file("a.png", a)}, newA},
		"no picture":       {[]authenticator.Source{file("a.png", "\x89PNG\r\n\x1a\n")}, "unusable a.png: qr: damaged PNG: unexpected EOF"},
		"an empty file":    {[]authenticator.Source{file("a.png", "")}, "unusable a.png: qr: empty"},
		"a web page":       {[]authenticator.Source{file("a.htm", "<html></html>")}, "unusable a.htm: qr: web_page"},
		"a bad one among many": {
			[]authenticator.Source{file("a.png", a), gone, file("leer.png", pngFile(t)), file("brief.txt", "Guten Tag"), file("b.png", b)},
			strings.Join([]string{newA, "unusable weg.png: gone", "unusable leer.png: qr: none", "unusable brief.txt: otp: not_otpauth", newB}, "\n"),
		},
		"the same in two pictures":  {[]authenticator.Source{file("a.png", a), file("copy.png", pngFile(t, uriA+"&algorithm=SHA1"))}, newA},
		"the same trouble twice":    {[]authenticator.Source{text("https://example.de"), file("x.png", pngFile(t, "https://example.de"))}, "unusable : otp: web_link"},
		"no text":                   {[]authenticator.Source{text(" \n\t")}, "unusable : otp: not_otpauth"},
		"one Google picture of two": {[]authenticator.Source{file("1.png", pngFile(t, parts[0]))}, strings.Join(twelve[:10], "\n") + "\nunusable : transfer: google: pictures_missing (2)"},
		"a Google export in two pictures and a text": {
			[]authenticator.Source{file("2.png", pngFile(t, parts[1])), file("b.png", b), file("1.txt", "Teil 1: "+parts[0])},
			newB + "\n" + all,
		},
		"a Google export on one screen":     {authenticator.Pictures(desktop(t, parts[1], parts[0])), all},
		"a Google export on two screens":    {authenticator.Pictures(desktop(t, parts[1]), desktop(t, parts[0])), all},
		"a broken Google part":              {[]authenticator.Source{text(parts[0] + "\notpauth-migration://offline?data=!!!!")}, "unusable : transfer: google: damaged\n" + strings.Join(twelve[:10], "\n") + "\nunusable : transfer: google: pictures_missing (2)"},
		"all codes on all monitors":         {authenticator.Pictures(desktop(t), desktop(t, uriA), desktop(t, uriB)), newA + "\n" + newB},
		"monitors without a code":           {authenticator.Pictures(desktop(t), desktop(t)), "unusable : qr: none"},
		"a monitor with something else":     {authenticator.Pictures(desktop(t), desktop(t, "https://example.de")), "unusable : otp: web_link"},
		"nothing at all":                    {nil, "unusable : qr: none"},
		"an export that is all waste":       {[]authenticator.Source{text(uriA + "&codeDisplay=" + url.QueryEscape(`{"trashed":true}`))}, "unusable : transfer: links: empty"},
		"an entry that cannot be used":      {[]authenticator.Source{file("links.txt", uriA+"\notpauth://hotp/x?counter=1&secret="+secretB)}, newA + "\nunusable links.txt: otp: hotp"},
		"a link as it stands in a QR code":  {[]authenticator.Source{text("otpauth:totp/x")}, "unusable : otp: malformed"},
		"a Microsoft code among good ones":  {[]authenticator.Source{file("a.png", pngFile(t, "phonefactor://activate_account?code=1", uriA))}, "unusable a.png: otp: microsoft_push\n" + newA},
		"two names for one key are one key": {[]authenticator.Source{text(uriA + "\notpauth://totp/anders?secret=" + secretA)}, newA},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := authenticator.New(nil).Scan(t.Context(), tt.sources...)
			if err != nil {
				t.Fatal(err)
			}
			if got := outline(found); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestScanDocuments: documents are sources as any other.
func TestScanDocuments(t *testing.T) {
	t.Parallel()
	if slowed {
		t.Skip("the race detector makes the drawing of a page take longer than it may")
	}
	found, err := authenticator.New(nil).Scan(t.Context(),
		file("brief.pdf", pdfFile(t, "chromium-two.pdf")), file("geheim.pdf", pdfFile(t, "password.pdf")), text(uriB))
	if err != nil {
		t.Fatal(err)
	}
	want := "new Muster GmbH/two-1@example.com\nunusable geheim.pdf: pdf: protected"
	if got := outline(found); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\nnew Zweitdienst/buero") {
		t.Errorf("got\n%s\nwant\n%s …", got, want)
	}
}

// TestScanEncrypted: a locked export says so, opens with its passphrase, and costs no other source.
func TestScanEncrypted(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "otp", "transfer", "testdata", "aegis-Uebung-7.json"))
	if err != nil {
		t.Fatal(err)
	}
	s := authenticator.New(nil)
	sources := []authenticator.Source{file("aegis.json", string(data)), text(uriC)}
	scan := func(passphrase []byte) []authenticator.Candidate {
		sources[0].Passphrase = passphrase
		found, err := s.Scan(t.Context(), sources...)
		if err != nil || !strings.HasSuffix("\n"+outline(found), "\nnew Dritter/c") {
			t.Fatalf("%s, %v", outline(found), err)
		}
		return found
	}
	for reason, passphrase := range map[transfer.Reason][]byte{transfer.ReasonPassphraseNeeded: nil, transfer.ReasonPassphraseWrong: []byte("falsch")} {
		found := scan(passphrase)
		if len(found) != 2 || !found[0].Locked() || found[0].Source != &sources[0] || !errors.Is(found[0].Problem, &transfer.Error{Reason: reason}) {
			t.Errorf("with %q: %s", passphrase, outline(found))
		}
	}
	if found := scan([]byte("Uebung-7")); len(found) < 3 || found[0].Locked() || found[0].State != authenticator.StateNew {
		t.Errorf("opened: %s", outline(found))
	}
}

func TestScanEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	source := authenticator.Source{Name: "a", Read: func(context.Context) ([]byte, error) { cancel(); return nil, ctx.Err() }}
	if found, err := authenticator.New(nil).Scan(ctx, source); !errors.Is(err, context.Canceled) || found != nil {
		t.Errorf("%s, %v", outline(found), err)
	}
}

func TestUnusable(t *testing.T) {
	t.Parallel()
	s, _ := newFirm(t).open(t)
	found, err := s.Scan(t.Context(), text("https://example.de\n\n"+uriA+"\notpauth://hotp/x?counter=1&secret="+secretB+"\n"))
	if err != nil || len(found) != 3 {
		t.Fatalf("%d candidates, %v", len(found), err)
	}
	for i, want := range []otp.Reason{otp.ReasonWebLink, "", otp.ReasonHOTP} {
		if want == "" {
			if found[i].State != authenticator.StateNew {
				t.Errorf("line %d: %s", i, found[i].State)
			}
			continue
		}
		if found[i].State != authenticator.StateUnusable || !errors.Is(found[i].Problem, &otp.Error{Reason: want}) {
			t.Errorf("line %d: %s, %v, want %s", i, found[i].State, found[i].Problem, want)
		}
		if _, err := s.Add(t.Context(), found[i], "x"); !errors.Is(err, &otp.Error{Reason: want}) {
			t.Errorf("Add of line %d: %v", i, err)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", found[1], found[1], found[1].Key); strings.Contains(text, secretA) {
		t.Error("a candidate prints its secret")
	}
}

func TestTyped(t *testing.T) {
	t.Parallel()
	typed := func(secret string) authenticator.Typed {
		return authenticator.Typed{Issuer: " Amainvoice\t", User: "kanzlei", Secret: secret, Algorithm: otp.SHA1, Digits: 6, Period: otp.DefaultPeriod}
	}
	c, repairs, err := typed("gezd-gnbv gy3t q0jq\n").Candidate()
	if err != nil || len(repairs) != 1 || repairs[0] != (otp.Repair{Position: 17, Typed: '0', Read: 'O'}) {
		t.Fatalf("%v, %v", repairs, err)
	}
	if c.Key.Issuer != "Amainvoice" || c.Key.Account != "kanzlei" || c.Key.Secret.Base32() != "GEZDGNBVGY3TQOJQ" {
		t.Errorf("%v", c.Key)
	}
	if len(c.Notes) != 1 || c.Notes[0].Kind != otp.NoteRepaired {
		t.Errorf("notes %v", c.Notes)
	}
	if found := authenticator.New(nil).Judge([]authenticator.Candidate{c}); found[0].State != authenticator.StateNew || found[0].Name != "Amainvoice – kanzlei" {
		t.Errorf("%s", outline(found))
	}
	if c, repairs, err := typed(secretA).Candidate(); err != nil || repairs != nil || c.Notes != nil {
		t.Errorf("%v, %v, %v", repairs, c.Notes, err)
	}
	eight := typed(secretA)
	eight.Digits = 11
	long := typed(secretA)
	long.Issuer = strings.Repeat("x", authenticator.MaxName+1)
	for name, tt := range map[string]struct {
		typed authenticator.Typed
		want  error
	}{
		"nothing":          {typed(" -"), &otp.Error{Reason: otp.ReasonSecretEmpty}},
		"a wrong letter":   {typed("gezd 9nbv"), &otp.Error{Reason: otp.ReasonSecretNotBase32}},
		"fifteen":          {typed("GEZDGNBVGY3TQOJ"), &authenticator.Error{Reason: authenticator.ReasonKeyTooShort}},
		"nine":             {typed("GEZD GNBV G"), &authenticator.Error{Reason: authenticator.ReasonKeyTooShort}},
		"one too many":     {typed("GEZDGNBVGY3TQOJQA"), &otp.Error{Reason: otp.ReasonSecretIncomplete}},
		"too many digits":  {eight, &otp.Error{Reason: otp.ReasonDigits}},
		"a very long name": {long, &authenticator.Error{Reason: authenticator.ReasonNameTooLong}},
	} {
		if _, repairs, err := tt.typed.Candidate(); !errors.Is(err, tt.want) || repairs != nil {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

// BenchmarkScanScreens is the search of three monitors with a clear code on the last one.
func BenchmarkScanScreens(b *testing.B) {
	full := image.Rect(0, 0, 1920, 1080)
	monitors := authenticator.Pictures(monitor(b, full), monitor(b, full), monitor(b, full, uriA))
	s := authenticator.New(nil)
	for b.Loop() {
		if found, err := s.Scan(b.Context(), monitors...); err != nil || found[0].State != authenticator.StateNew {
			b.Fatalf("%s, %v", outline(found), err)
		}
	}
}

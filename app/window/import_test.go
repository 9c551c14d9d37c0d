package window

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/setup"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
)

// desktopPicture is a monitor with a window on it, and in that a QR code for each payload.
func desktopPicture(payloads ...string) image.Image {
	screen := image.NewRGBA(image.Rect(0, 0, 1920, 1080))
	imagedraw.Draw(screen, screen.Bounds(), image.NewUniform(color.RGBA{40, 60, 90, 255}), image.Point{}, imagedraw.Src)
	imagedraw.Draw(screen, image.Rect(0, 1030, 1920, 1080), image.NewUniform(color.RGBA{20, 24, 30, 255}), image.Point{}, imagedraw.Src)
	imagedraw.Draw(screen, image.Rect(300, 120, 1500, 900), image.NewUniform(color.RGBA{245, 245, 245, 255}), image.Point{}, imagedraw.Src)
	for i, payload := range payloads {
		code, err := qr.Encode(payload, 4)
		if err != nil {
			panic(err)
		}
		imagedraw.Draw(screen, code.Bounds().Add(image.Pt(400+500*i, 300)), code, image.Point{}, imagedraw.Src)
	}
	return screen
}

// onScreen gives the desktop monitors.
func (r *room) onScreen(monitors ...image.Image) {
	r.desktop.Screen = func(context.Context) ([]image.Image, error) { return monitors, nil }
}

// exportFile is an encrypted export of another authenticator; its passphrase is "Uebung-7".
func exportFile(t testing.TB) fyne.URI {
	t.Helper()
	path, err := filepath.Abs("../../otp/transfer/testdata/aegis-Uebung-7.json")
	if err != nil {
		t.Fatal(err)
	}
	return storage.NewFileURI(path)
}

func fortyCandidates(r *room) []authenticator.Candidate {
	found := make([]authenticator.Candidate, 40)
	for i := range found {
		found[i] = authenticator.Candidate{Key: sampleKey("Amainvoice", fmt.Sprintf("mandant-%d@steuer-mueller.de", i), byte(i+1)), State: authenticator.StateNew}
		switch i % 9 {
		case 3:
			found[i].State, found[i].Existing = authenticator.StateKnown, &r.firm.accounts[0]
		case 5:
			found[i] = authenticator.Candidate{Name: "Bank – mueller", State: authenticator.StateUnusable, Problem: &otp.Error{Reason: otp.ReasonHOTP}}
		case 7:
			found[i].Key.Issuer = "Steuerberatungsgesellschaft Großmann, Österreicher & Partner mbB – Zweigstelle Hinterzarten"
		}
	}
	return found
}

// pngOf is a picture file with QR codes.
func pngOf(t testing.TB, payloads ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, desktopPicture(payloads...)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const otherLink = "otpauth://totp/Zweitdienst:buero?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zweitdienst"

// TestManyFilesAtOnce: dropped and copied files end in one review; the one that cannot be read is named.
func TestManyFilesAtOnce(t *testing.T) {
	files := func(t *testing.T) []fyne.URI {
		return []fyne.URI{
			writeFile(t, "a.png", string(pngOf(t, sampleLink))),
			writeFile(t, "leer.png", string(pngOf(t))),
			writeFile(t, "liste.txt", "# Umzug\n"+otherLink+"\n"),
			storage.NewFileURI("/nirgends/weg.png"),
		}
	}
	for name, give := range map[string]func(*room, []fyne.URI){
		"dropped": func(r *room, files []fyne.URI) { r.dropped(files) },
		"copied": func(r *room, files []fyne.URI) {
			var content setup.Copied
			for _, file := range files {
				content.Files = append(content.Files, file.Path())
			}
			r.pasted(content)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, "de", false, one)
			give(r, files(t))
			r.sees(t, "Gefunden", "Amainvoice", "Zweitdienst", "leer.png", r.services.Texts.Explain(qr.ErrNone), "weg.png")
			r.press(t, "window.import.accept")
			if len(r.firm.accounts) != 3 {
				t.Errorf("%d accounts", len(r.firm.accounts))
			}
			r.sees(t, "2 Konten wurden übernommen. Bitte löschen Sie jetzt")
		})
	}
}

// TestTablesThatHoldAccounts: a CSV file is the Mandate list's, unless it is a password manager's export.
func TestTablesThatHoldAccounts(t *testing.T) {
	exported, err := os.ReadFile("../../otp/transfer/testdata/keepassxc-2.7.4.csv")
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, "de", false, one)
	r.dropped([]fyne.URI{writeFile(t, "passwords.csv", string(exported))})
	if !slices.Equal(r.firm.scanned, []string{"passwords.csv"}) || r.current != codePage {
		t.Errorf("scanned %q, page %d", r.firm.scanned, r.current)
	}
	r.key(fyne.KeyEscape)
	r.dropped([]fyne.URI{writeFile(t, "liste.csv", "Kundennummer;Benutzername;Mandant\n0012345;m.mueller;Müller\n"), writeFile(t, "zwei.csv", "1;a;b\n")})
	r.sees(t, "Liste einlesen", "liste.csv")
	r.key(fyne.KeyEscape)
	r.Show(codePage)
	r.dropped([]fyne.URI{writeFile(t, "liste.ods", "no table")})
	if len(r.firm.scanned) != 1 || r.current != mandatesPage {
		t.Errorf("scanned %q, page %d", r.firm.scanned, r.current)
	}
}

// TestDialogOffersEveryFormat: what can be read can be chosen.
func TestDialogOffersEveryFormat(t *testing.T) {
	paths, err := filepath.Glob("../../otp/transfer/testdata/*.*")
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	for _, path := range append(paths, "a.PNG", "a.pdf", "a.webp", "a.tiff") {
		ending := strings.ToLower(filepath.Ext(path))
		if ending != ".py" && !slices.Contains(setup.Endings, ending) {
			t.Errorf("%s cannot be chosen", filepath.Base(path))
		}
	}
}

// typeKey opens the form and types into its fields: service, user name, key.
func (r *room) typeKey(t testing.TB, issuer, user, key string) {
	t.Helper()
	if r.native.Canvas().Overlays().Top() == nil {
		r.press(t, "window.code.add")
		r.press(t, "window.setup.key")
	}
	for i, text := range []string{issuer, user, key} {
		test.Type(r.fields()[i], text)
	}
}

func TestKeyByHand(t *testing.T) {
	r := open(t, "de", false, one)
	r.typeKey(t, "Telefonanlage", "zentrale", "gezd-gnbv gy3t")
	if !r.button(t, "window.key.accept").Disabled() {
		t.Error("a key that is not typed to its end can be taken")
	}
	r.sees(t, "noch zu kurz")
	secret := r.fields()[2]
	test.Type(secret, " q0jq")
	r.sees(t, "GEZD GNBV GY3T QOJQ", "0 als O an Stelle 17")
	test.Type(secret, "9")
	r.sees(t, "An Stelle 20")
	if !r.button(t, "window.key.accept").Disabled() {
		t.Error("a key with a letter that cannot stand there can be taken")
	}
	secret.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	secret.OnSubmitted(secret.Text) // Enter
	if secret.Text != "" {
		t.Error("the form still holds the key")
	}
	r.sees(t, "Gefunden", "Telefonanlage", "zentrale", "ersetzte Zeichen: 1")
	r.seesNot(t, "GEZD")
	r.press(t, "window.import.accept")
	raw, err := otp.ParseSecret("GEZDGNBVGY3TQOJQ")
	if err != nil {
		t.Fatal(err)
	}
	want := otp.Key{Issuer: "Telefonanlage", Account: "zentrale", Secret: raw, Algorithm: otp.SHA1, Digits: 6, Period: otp.DefaultPeriod}
	if got := r.firm.keys[r.firm.accounts[1].ID]; !got.SameSecret(want) || got.Issuer != want.Issuer || got.Account != want.Account {
		t.Errorf("stored %v, want %v", got, want)
	}
	r.sees(t, "Probieren Sie den Code gleich beim Dienst aus")
}

func TestKeyWithUnusualDetails(t *testing.T) {
	r := open(t, "de", false, nil)
	r.press(t, "window.setup.key") // from the welcome page
	r.typeKey(t, "Bank", "", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
	r.press(t, "window.key.more")
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if choice, ok := o.(*widget.Select); ok {
			choice.SetSelected("SHA-512")
		}
	})
	digits, period := r.fields()[3], r.fields()[4]
	digits.SetText("acht")
	r.sees(t, r.services.Texts.Explain(&otp.Error{Reason: otp.ReasonDigits, Detail: "0"}))
	digits.SetText("8")
	period.SetText("60")
	r.press(t, "window.key.more") // they count, seen or not
	r.press(t, "window.key.accept")
	r.sees(t, "8 Ziffern, alle 60 Sekunden neu, SHA512")
	r.press(t, "window.import.accept")
	if key := r.firm.keys[r.firm.accounts[0].ID]; key.Digits != 8 || key.Period != 2*otp.DefaultPeriod || key.Algorithm != otp.SHA512 {
		t.Errorf("stored %v", key)
	}
}

// TestPastedKey: a bare key opens the form, and leaves the clipboard once it is stored.
func TestPastedKey(t *testing.T) {
	r := open(t, "de", false, nil)
	r.app.Clipboard().SetContent(" jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp\n")
	r.shortcut(&fyne.ShortcutPaste{})
	r.sees(t, "Schlüssel von Hand eingeben", "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP")
	test.Type(r.fields()[0], "Amainvoice")
	r.press(t, "window.key.accept")
	r.press(t, "window.import.accept")
	if len(r.firm.accounts) != 1 || r.app.Clipboard().Content() != "" {
		t.Errorf("%d accounts, clipboard %q", len(r.firm.accounts), r.app.Clipboard().Content())
	}
	r.sees(t, "aus der Zwischenablage gelöscht")
}

func TestKeyGivenUp(t *testing.T) {
	r := open(t, "de", false, one)
	r.typeKey(t, "Bank", "x", "GEZDGNBVGY3TQOJQ")
	fields := r.fields()
	fields[2].TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.native.Canvas().Overlays().Top() != nil || fields[2].Text != "" || len(r.firm.accounts) != 1 {
		t.Errorf("the form is still there, or holds %d characters", len(fields[2].Text))
	}
}

func TestLooksLikeKey(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"JBSWY3DPEHPK3PXP": true, " jbsw y3dp ehpk 3pxp \n": true, "jbsw-y3dp-ehpk-3pxp-jb": true, "MFRGGZDF MZTWQ2LK": true,
		"JBSWY3DPEHPK3PXP====": true, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJA": true, "0ezd 1nb8 gezd gnbv": true,
		"": false, "JBSWY3DP": false, "Sehr geehrte Damen und Herren": false, "steuerberatungsgesellschaft": false,
		"Steuerberatungsgesellschaft": false, "DE12 5001 0517 0648 4898 80": false, "2345 6723 4567 2345": false,
		"0012345;m.mueller;Müller": false, "https://example.de/abcdefghijk": false, "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP": false,
		strings.Repeat("JBSWY3DP", 17): false, "JBSW Y3DPEHPK 3PXP JBSW": false, "JBSWY3DPEHPK3PXÄ": false,
	} {
		if got := setup.LooksLikeKey(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestLockedExport: the password is asked for, asked for again when it is wrong, and opens the export.
func TestLockedExport(t *testing.T) {
	r := open(t, "de", false, one)
	r.dropped([]fyne.URI{exportFile(t), writeFile(t, "a.png", string(pngOf(t, otherLink)))})
	r.sees(t, "Passwort des Exports", "aegis-Uebung-7.json", "verschlüsselt")
	r.press(t, "window.cancel") // the other file is shown all the same
	r.sees(t, "Gefunden", "Zweitdienst", "aegis-Uebung-7.json", "verschlüsselt")
	r.key(fyne.KeyEscape)

	r.dropped([]fyne.URI{exportFile(t)})
	entry := r.fields()[0]
	if !entry.Password || !r.button(t, "window.import.unlock").Disabled() {
		t.Error("the password can be read, or an empty one be tried")
	}
	test.Type(entry, "falsch")
	entry.OnSubmitted(entry.Text)
	r.sees(t, "Mit diesem Passwort lässt sich der Export von Aegis nicht öffnen")
	if entry.Text != "" || entry.Disabled() {
		t.Errorf("the field holds %d characters, disabled %v", len(entry.Text), entry.Disabled())
	}
	test.Type(entry, "Uebung-7")
	r.press(t, "window.import.unlock")
	r.sees(t, "Gefunden", "Beispiel AG")
	r.key(fyne.KeyEscape)

	r.dropped([]fyne.URI{exportFile(t)})
	r.key(fyne.KeyEscape)
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("there is still a dialog")
	}
}

// TestTheSameExportTwice: each is asked for, and every account is offered once.
func TestTheSameExportTwice(t *testing.T) {
	r := open(t, "de", false, one)
	offered := func(files ...fyne.URI) int {
		r.dropped(files)
		for range files {
			test.Type(r.fields()[0], "Uebung-7")
			r.press(t, "window.import.unlock")
		}
		r.sees(t, "Gefunden", "Beispiel AG")
		n := len(r.fields())
		r.key(fyne.KeyEscape)
		return n
	}
	if once, twice := offered(exportFile(t)), offered(exportFile(t), exportFile(t)); once == 0 || once != twice {
		t.Errorf("%d accounts are offered, then %d", once, twice)
	}
}

// TestUnlockingCanBeLeft: while the key is derived the dialog says so, and cancel works; what comes then is
// dropped.
func TestUnlockingCanBeLeft(t *testing.T) {
	r := open(t, "de", false, one)
	r.dropped([]fyne.URI{exportFile(t)})
	test.Type(r.fields()[0], "Uebung-7")
	r.firm.during = func() {
		r.firm.during = nil
		r.sees(t, "Wird geöffnet.")
		if !r.fields()[0].Disabled() || !r.button(t, "window.import.unlock").Disabled() {
			t.Error("another password can be entered meanwhile")
		}
		r.press(t, "window.cancel")
	}
	r.press(t, "window.import.unlock")
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("something came back after cancel")
	}
}

// TestNothingOnTheScreen: the ways on are named and work.
func TestNothingOnTheScreen(t *testing.T) {
	searches := 0
	r := open(t, "de", false, func(r *room) {
		r.desktop.Screen = func(context.Context) ([]image.Image, error) {
			if searches++; searches == 2 {
				return []image.Image{desktopPicture(sampleLink)}, nil
			}
			return []image.Image{desktopPicture()}, nil
		}
	})
	r.press(t, "window.setup.screen")
	r.sees(t, "Kein QR-Code gefunden", "Vergrößern Sie die Seite", "mit der Maus", "Bilddatei")
	r.press(t, "window.import.screen_again")
	r.sees(t, "Gefunden", "Amainvoice")
	r.press(t, "window.import.accept")
	r.sees(t, "Schließen Sie die Seite mit dem QR-Code")
}

// TestScreenIsLookedAtAgain: a busy desktop takes a while to put our window away. Where nobody is asked, a second
// picture is taken before the person is told that there is nothing.
func TestScreenIsLookedAtAgain(t *testing.T) {
	looks := 0
	r := open(t, "de", false, func(r *room) {
		r.desktop.Again = true
		r.desktop.Screen = func(context.Context) ([]image.Image, error) {
			if looks++; looks == 2 {
				return []image.Image{desktopPicture(sampleLink)}, nil
			}
			return []image.Image{desktopPicture()}, nil
		}
	})
	r.press(t, "window.setup.screen")
	r.sees(t, "Gefunden", "Amainvoice")
	if looks != 2 {
		t.Errorf("%d pictures were taken", looks)
	}
}

// drag draws a frame on the picture as the desktop's driver does: the button goes down, the mouse moves in
// steps, the button comes up. Places are in pixels of the monitor.
func (r *room) drag(t testing.TB, from, to image.Point, monitor image.Rectangle) {
	t.Helper()
	var object fyne.CanvasObject
	var at fyne.Position
	r.each(func(o fyne.CanvasObject, place fyne.Position, _ bool) {
		if _, ok := o.(fyne.Draggable); !ok {
			return
		}
		if _, ok := o.(fynedesktop.Mouseable); ok && o.(fyne.Accessible).AccessibilityLabel() == r.services.Texts.Text("window.region.label") {
			object, at = o, place
		}
	})
	if object == nil {
		t.Fatalf("there is no picture to draw on in: %s", r.texts())
	}
	// Where the pixels are seen: the picture is what the widget draws first.
	picture := test.WidgetRenderer(object.(fyne.Widget)).Objects()[0]
	scale := picture.Size().Width / float32(monitor.Dx())
	seen := func(p image.Point) fyne.Position {
		return picture.Position().AddXY(float32(p.X-monitor.Min.X)*scale, float32(p.Y-monitor.Min.Y)*scale)
	}
	if end := at.Add(picture.Position()).Add(picture.Size()); scale < 1 && end.X > r.native.Canvas().Size().Width || picture.Size().Width < 100 {
		t.Errorf("the picture at %v is %v large", at.Add(picture.Position()), picture.Size())
	}
	mouse := object.(fynedesktop.Mouseable)
	mouse.MouseDown(&fynedesktop.MouseEvent{PointEvent: fyne.PointEvent{Position: seen(from)}, Button: fynedesktop.MouseButtonPrimary})
	last := seen(from)
	for step := 1; step <= 4; step++ {
		now := seen(from.Add(to.Sub(from).Mul(step).Div(4)))
		object.(fyne.Draggable).Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: now}, Dragged: fyne.NewDelta(now.X-last.X, now.Y-last.Y)})
		last = now
	}
	object.(fyne.Draggable).DragEnd()
	mouse.MouseUp(&fynedesktop.MouseEvent{PointEvent: fyne.PointEvent{Position: last}})
}

// TestRegion: a frame round one of two codes takes that one, at any size of the picture and on any monitor.
func TestRegion(t *testing.T) {
	for name, tt := range map[string]struct {
		large, second bool
		corner        image.Point // from where the frame is drawn; its opposite lies round the code
		want          string
	}{
		"whole":               {corner: image.Pt(880, 280), want: "Zweitdienst"},
		"whole, upwards":      {corner: image.Pt(880, 280), want: "Zweitdienst"},
		"full size":           {large: true, corner: image.Pt(880, 280), want: "Zweitdienst"},
		"on the other screen": {second: true, corner: image.Pt(380, 280), want: "Amainvoice"},
	} {
		t.Run(name, func(t *testing.T) {
			both := desktopPicture(sampleLink, otherLink)
			first, second := both, desktopPicture()
			if tt.second {
				first, second = second, desktopPicture(sampleLink)
			}
			r := open(t, "de", false, func(r *room) { one(r); r.onScreen(first, second) })
			r.firm.found = []authenticator.Candidate{{State: authenticator.StateUnusable, Problem: qr.ErrNone}}
			r.importer.SearchScreen()
			r.firm.found = nil
			r.press(t, "window.region.choose")
			r.sees(t, "Ziehen Sie mit gedrückter Maustaste", "Bildschirm 1", "Bildschirm 2")
			if tt.large {
				r.press(t, "window.region.large")
			}
			if tt.second {
				r.pressText(t, "Bildschirm 2")
			}
			r.drag(t, image.Pt(20, 20), image.Pt(90, 90), both.Bounds()) // nothing there: said, and tried again
			r.sees(t, "In diesem Rahmen war kein QR-Code zu lesen")
			r.drag(t, image.Pt(20, 20), image.Pt(23, 23), both.Bounds()) // a slip of the mouse
			from, to := tt.corner, tt.corner.Add(image.Pt(320, 320))
			if strings.Contains(name, "upwards") {
				from, to = to, from
			}
			r.drag(t, from, to, both.Bounds())
			r.sees(t, "Gefunden", tt.want)
			if n := len(r.fields()); n != 1 {
				t.Errorf("%d accounts are offered", n)
			}
		})
	}
}

func TestRegionGivenUp(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.onScreen(desktopPicture()) })
	r.importer.SearchScreen()
	r.press(t, "window.region.choose")
	r.key(fyne.KeyEscape)
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("the picture is still there")
	}
}

// TestWheelOverAField: the mouse wheel moves the list, also where its fields are.
func TestWheelOverAField(t *testing.T) {
	r := open(t, "de", false, one)
	r.firm.found = fortyCandidates(r)
	r.importer.Text(sampleLink, nil)
	field := r.fields()[1]
	var at fyne.Position
	place := func() fyne.Position {
		r.each(func(o fyne.CanvasObject, place fyne.Position, _ bool) {
			if o == fyne.CanvasObject(field) {
				at = place
			}
		})
		return at
	}
	before := place()
	test.Scroll(r.native.Canvas(), before.AddXY(30, 10), 0, -50)
	if moved := place().Y - before.Y; moved > -20 {
		t.Errorf("the list moved by %v", moved)
	}
}

// TestDroppedDocument: the pages of a PDF are searched as pictures are.
func TestDroppedDocument(t *testing.T) {
	path, err := filepath.Abs("../../otp/qr/pdf/testdata/chromium-img.pdf")
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, "de", false, one)
	r.dropped([]fyne.URI{storage.NewFileURI(path)})
	r.sees(t, "Gefunden", "Muster GmbH")
	r.press(t, "window.import.accept")
	r.sees(t, "Bitte löschen Sie jetzt das Bild oder die Datei")
}

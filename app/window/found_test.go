package window

import (
	"bytes"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/platform/discard"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp/qr"
)

// sampleScreen is the page of the manual on a monitor.
func sampleScreen(t testing.TB) image.Image {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "assets", "sample", "einrichtung.png"))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := qr.Load(raw)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// coveredCode is a picture with a code of which a part is hidden.
func coveredCode() image.Image {
	picture, _ := desktopPicture(sampleLink).(*image.RGBA)
	imagedraw.Draw(picture, image.Rect(450, 350, 540, 420), image.NewUniform(color.RGBA{200, 210, 220, 255}), image.Point{}, imagedraw.Src)
	return picture
}

func foundScenes() []scene {
	file := func(picture func(t testing.TB) image.Image) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			r.importer.Files(writeFile(t, "Bildschirmfoto.png", string(encode(t, picture(t)))))
		}
	}
	return []scene{
		{"found-screen", func(t testing.TB, r *room) { r.onScreen(desktopPicture(), sampleScreen(t)) }, func(_ testing.TB, r *room) { r.importer.SearchScreen() }},
		{"found-two", func(_ testing.TB, r *room) { one(r); r.onScreen(desktopPicture(sampleLink, otherLink)) }, func(_ testing.TB, r *room) { r.importer.SearchScreen() }},
		{"found-link", nil, file(func(testing.TB) image.Image { return desktopPicture("https://www.example.de/einrichten") })},
		{"found-none", nil, file(func(testing.TB) image.Image { return desktopPicture() })},
		{"found-covered", nil, file(func(testing.TB) image.Image { return coveredCode() })},
		{"found-delete-offer", func(_ testing.TB, r *room) { r.desktop.Discard = discard.File }, func(t testing.TB, r *room) {
			file(sampleScreen)(t, r)
			r.press(t, "window.import.accept")
		}},
		{"found-delete", func(_ testing.TB, r *room) { r.desktop.Discard = discard.File }, func(t testing.TB, r *room) {
			file(sampleScreen)(t, r)
			r.press(t, "window.import.accept")
			r.press(t, "window.import.delete.one")
		}},
	}
}

func encode(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// glimpses are the pictures in sight.
func (r *room) glimpses() (all []image.Image) {
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if picture, ok := o.(*canvas.Image); ok && picture.Image != nil {
			all = append(all, picture.Image)
		}
	})
	return all
}

func TestWhatWasFoundIsShownWithoutItsCode(t *testing.T) {
	r := open(t, "de", false, func(r *room) { r.onScreen(desktopPicture(), sampleScreen(t)) })
	r.importer.SearchScreen()
	r.sees(t, "Gefunden", "Amainvoice", "6 Ziffern, alle 30 Sekunden neu", "Gefunden auf Bildschirm 2")
	if n := len(r.glimpses()); n != 1 {
		t.Errorf("%d pictures", n)
	}
	shown := r.native.Canvas().Capture() // as it stands on the screen, where a phone could photograph it
	if found, err := qr.Decode(t.Context(), shown); err == nil {
		t.Errorf("%d codes can be read on the screen", len(found))
	}
	r.press(t, "window.import.accept")
	r.sees(t, "Schließen Sie die Seite mit dem QR-Code")
	for _, b := range []string{"Datei löschen", "Dateien löschen"} {
		r.seesNot(t, b)
	}

	single := open(t, "de", false, func(r *room) { r.onScreen(sampleScreen(t)) })
	single.importer.SearchScreen()
	single.sees(t, "Gefunden")
	single.seesNot(t, "Bildschirm 1")
}

// discarding is a window that may delete, in a place without a trash.
func discarding(t *testing.T) *room {
	t.Helper()
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	return open(t, "de", false, func(r *room) { r.desktop.Discard = discard.File })
}

func there(uri fyne.URI) bool {
	_, err := os.Lstat(uri.Path())
	return err == nil
}

func TestTheScreenshotIsDeletedIfAPersonWantsIt(t *testing.T) {
	r := discarding(t)
	file := writeFile(t, "Bildschirmfoto ä.png", string(pngOf(t, sampleLink)))
	r.importer.Files(file)
	r.press(t, "window.import.accept")
	r.sees(t, "Bitte löschen Sie jetzt das Bild")
	r.press(t, "window.import.delete.one")
	r.sees(t, "„Bildschirmfoto ä.png“ enthält einen geheimen Schlüssel")
	r.press(t, "window.cancel")
	if !there(file) {
		t.Fatal("deleted without consent")
	}
	r.importer.Files(file) // once more
	r.press(t, "window.import.accept")
	r.press(t, "window.import.delete.one")
	r.press(t, "window.import.delete_yes.one")
	r.sees(t, "„Bildschirmfoto ä.png“ ist gelöscht.")
	if there(file) {
		t.Error("it is still there")
	}
}

func TestDeletedAreOnlyTheFilesThatAreSpent(t *testing.T) {
	r := discarding(t)
	good, empty := writeFile(t, "a.png", string(pngOf(t, sampleLink))), writeFile(t, "leer.png", string(pngOf(t)))
	list := writeFile(t, "liste.txt", otherLink+"\n")
	r.importer.Files(good, empty, list)
	r.press(t, "window.import.accept")
	r.pressText(t, "2 Dateien löschen …")
	r.sees(t, "„a.png“, „liste.txt“ enthalten geheime Schlüssel")
	r.press(t, "window.import.delete_yes.other")
	if there(good) || there(list) || !there(empty) {
		t.Errorf("there are: a.png %v, liste.txt %v, leer.png %v", there(good), there(list), there(empty))
	}
	r.sees(t, "Die 2 Dateien sind gelöscht.")
}

func TestAFileWithWhatWasLeftOutIsKept(t *testing.T) {
	r := discarding(t)
	both := writeFile(t, "zwei.txt", sampleLink+"\n"+otherLink+"\n")
	r.importer.Files(both)
	var checks []*widgets.Check
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if c, ok := o.(*widgets.Check); ok {
			checks = append(checks, c)
		}
	})
	checks[1].SetChecked(false)
	r.press(t, "window.import.accept")
	r.sees(t, "Bitte löschen Sie jetzt")
	r.seesNot(t, "Datei löschen")
}

func TestAFileThatChangedStays(t *testing.T) {
	r := discarding(t)
	file := writeFile(t, "a.txt", otherLink+"\n")
	r.importer.Files(file)
	r.press(t, "window.import.accept")
	r.press(t, "window.import.delete.one")
	if err := os.WriteFile(file.Path(), []byte("Brief an den Mandanten"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.press(t, "window.import.delete_yes.one")
	r.sees(t, "ist nicht mehr die Datei, die eingelesen wurde")
	if !there(file) {
		t.Error("another file was deleted")
	}
}

func TestTheTrashIsNamed(t *testing.T) {
	r := open(t, "de", false, func(r *room) {
		r.desktop.Discard = func(string, fs.FileInfo) (bool, error) { return true, nil }
	})
	r.importer.Files(writeFile(t, "a.txt", otherLink+"\n"))
	r.press(t, "window.import.accept")
	r.press(t, "window.import.delete.one")
	r.press(t, "window.import.delete_yes.one")
	r.sees(t, "„a.txt“ liegt jetzt im Papierkorb. Bitte leeren Sie ihn")
}

func TestALinkToAFileIsNotOffered(t *testing.T) {
	r := discarding(t)
	file := writeFile(t, "a.txt", otherLink+"\n")
	link := filepath.Join(t.TempDir(), "link.txt")
	if err := os.Symlink(file.Path(), link); err != nil {
		t.Skip(err)
	}
	r.importer.Files(storage.NewFileURI(link))
	r.press(t, "window.import.accept")
	r.seesNot(t, "Datei löschen")
}

// TestAnExportOfWhichSomethingIsLeftOutIsKept: it is looked at twice, the second time with its passphrase, and holds an
// account that cannot be taken over.
func TestAnExportOfWhichSomethingIsLeftOutIsKept(t *testing.T) {
	r := discarding(t)
	raw, err := os.ReadFile(exportFile(t).Path())
	if err != nil {
		t.Fatal(err)
	}
	r.importer.Files(writeFile(t, "export.json", string(raw)))
	r.fields()[0].SetText("Uebung-7")
	r.press(t, "window.import.unlock")
	r.sees(t, "Dieses Konto zählt seine Codes")
	r.press(t, "window.import.accept")
	r.sees(t, "Bitte löschen Sie jetzt")
	r.seesNot(t, "Datei löschen")
}

func TestEachFailureHasAWayOn(t *testing.T) {
	for name, test := range map[string]struct{ payload, says string }{
		"web link": {"https://www.example.de/einrichten", "nur einen Link auf eine Internetseite"},
		"push":     {"phonefactor://activate_account?code=1&url=https%3A%2F%2Fexample.de", "nur für die App Microsoft Authenticator"},
		"hotp":     {"otpauth://hotp/A:b?secret=JBSWY3DPEHPK3PXP&counter=1", "zählt seine Codes"},
		"nothing":  {"", "kein lesbarer QR-Code"},
		"covered":  {"covered", "Etwas verdeckt ihn"},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, "de", false, nil)
			picture := desktopPicture()
			switch test.payload {
			case "":
			case "covered":
				picture = coveredCode()
			default:
				picture = desktopPicture(test.payload)
			}
			r.importer.Files(writeFile(t, "a.png", string(encode(t, picture))))
			r.sees(t, "Nichts hinzuzufügen", test.says)
			if drawn := strings.Contains(r.texts(), "groß und ganz zu sehen"); drawn != (name == "nothing" || name == "covered") {
				t.Errorf("how to do it is drawn: %v", drawn)
			}
			r.press(t, "window.import.other_way")
			r.sees(t, "Ein Bild, ein PDF oder der Export eines anderen Authenticators.")
		})
	}
}

func TestACoveredCodeOnTheScreen(t *testing.T) {
	r := open(t, "de", false, func(r *room) { r.onScreen(coveredCode()) })
	r.importer.SearchScreen()
	r.sees(t, "Auf dem Bildschirm steht ein QR-Code, aber er ist nicht ganz oder nicht scharf zu sehen.", "verdeckt", "groß und ganz zu sehen")
	r.button(t, "window.import.screen_again")
}

package window

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	data "kanzleicode/app/firm"
	"kanzleicode/app/platform/autostart"
	"kanzleicode/app/preferences"
	"kanzleicode/app/support"
	"kanzleicode/app/window/settings"
	"kanzleicode/app/window/theme"
)

// settingsScenes are the states of the page of settings.
func settingsScenes() []scene {
	withOne := func(_ testing.TB, r *room) { one(r) }
	wish := func(page int, change func(*preferences.Preferences)) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			if err := r.wishes.Change(change); err != nil {
				t.Fatal(err)
			}
			r.Show(page)
		}
	}
	contrast := func(p *preferences.Preferences) { p.Appearance = preferences.Contrast }
	return []scene{
		{"settings-line", withOne, func(t testing.TB, r *room) { r.Show(settingsPage); r.press(t, "window.settings.display.edit") }},
		{"settings", func(_ testing.TB, r *room) { one(r); r.canOpenFolder() }, func(_ testing.TB, r *room) { r.Show(settingsPage) }},
		{"settings-low", withOne, func(_ testing.TB, r *room) {
			r.native.Resize(fyne.NewSize(1120, 1400))
			r.Show(settingsPage)
		}},
		{"settings-language", withOne, func(t testing.TB, r *room) { r.Show(settingsPage); r.chip(t, "English") }},
		{"settings-autostart", func(_ testing.TB, r *room) { one(r); r.hint = "outdated" }, func(_ testing.TB, r *room) {
			r.native.Resize(fyne.NewSize(1120, 2600))
			r.Show(settingsPage)
		}},
		{"settings-parts", withOne, func(_ testing.TB, r *room) { r.Show(settingsPage); r.settings.ShowParts() }},
		{"settings-known", func(t testing.TB, r *room) { one(r); r.mail.settle(t) }, func(_ testing.TB, r *room) { r.Show(settingsPage) }},
		{"settings-firm", func(t testing.TB, r *room) { one(r); r.mail.settle(t) }, func(_ testing.TB, r *room) { r.Show(settingsPage); r.desk.EditFirm() }},
		{"settings-firm-wrong", withOne, func(t testing.TB, r *room) {
			r.Show(settingsPage)
			r.desk.EditFirm()
			r.fields()[2].SetText("hilfe")
			r.press(t, "window.save")
		}},
		{"settings-texts", withOne, func(_ testing.TB, r *room) { r.Show(settingsPage); r.desk.EditTexts() }},
		{"settings-texts-wrong", withOne, func(t testing.TB, r *room) {
			r.Show(settingsPage)
			r.desk.EditTexts()
			r.fields()[0].SetText("Neu: {kanzlei}")
			r.press(t, "window.save")
		}},
		{"contrast-settings", withOne, wish(settingsPage, contrast)},
		{"contrast-code", withOne, wish(codePage, contrast)},
		{"contrast-mandates", mixed, wish(mandatesPage, contrast)},
		{"contrast-safety", withOne, wish(safetyPage, contrast)},
		{"contrast-submissions", func(t testing.TB, r *room) { one(r); r.fill(t, 12) }, wish(submissionsPage, contrast)},
	}
}

// chip presses the first chip with a text.
func (r *room) chip(t testing.TB, text string) {
	t.Helper()
	r.pressable(t, text).Tapped(nil)
}

// folders is a program that shows folders.
type folders struct {
	opened []string // by path
	err    error
}

func (r *room) canOpenFolder() *folders {
	f := &folders{}
	r.about.OpenFolder = func(_ context.Context, path string) error {
		f.opened = append(f.opened, path)
		return f.err
	}
	return f
}

// atSettings opens the window with the page in sight.
func atSettings(t testing.TB, prepare func(*room)) *room {
	t.Helper()
	r := open(t, "de", false, func(r *room) {
		one(r)
		if prepare != nil {
			prepare(r)
		}
	})
	r.native.Resize(fyne.NewSize(1366, 768))
	r.shortcut(&desktop.CustomShortcut{KeyName: fyne.Key7, Modifier: fyne.KeyModifierShortcutDefault})
	return r
}

func TestLooksChangeAtOnceAndAreRemembered(t *testing.T) {
	r := atSettings(t, nil)
	r.sees(t, "Einstellungen", "Darstellung", "Hoher Kontrast")
	r.chip(t, "Hoher Kontrast")
	r.chip(t, "150 %")
	look := r.app.Settings().Theme()
	if got, want := look.Color(base.ColorNameBackground, base.VariantLight), theme.HighContrast().Color(base.ColorNameBackground, base.VariantLight); got != want {
		t.Errorf("the background is %v, want %v", got, want)
	}
	if got, want := look.Size(base.SizeNameText), 1.5*theme.New().Size(base.SizeNameText); got != want {
		t.Errorf("texts are %v high, want %v", got, want)
	}
	if now := r.wishes.Now(); now.Appearance != preferences.Contrast || now.TextSize != 150 {
		t.Errorf("remembered: %+v", now)
	}
}

func TestPagesOutOfSightGetTheNewLooksToo(t *testing.T) {
	r := atSettings(t, nil)
	r.Show(safetyPage) // was drawn in the old size
	r.Show(settingsPage)
	r.chip(t, "200 %")
	r.Show(safetyPage)
	var sizes []float32
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if text, ok := o.(*canvas.Text); ok && text.Text == r.services.Texts.Text("window.safety.sheet.title") {
			sizes = append(sizes, text.TextSize)
		}
	})
	if want := 2 * theme.New().Size(base.SizeNameSubHeadingText); len(sizes) != 1 || sizes[0] != want {
		t.Errorf("the title is %v high, want %v", sizes, want)
	}
}

func TestTheLanguageComesWithTheNextStart(t *testing.T) {
	r := atSettings(t, nil)
	r.chip(t, "English")
	r.sees(t, "gilt ab dem nächsten Start", "Einstellungen")
	if got := r.wishes.Now().Language; got != "en" {
		t.Errorf("remembered: %q", got)
	}
}

func TestACodeLeavesTheClipboardWhenItIsWanted(t *testing.T) {
	r := atSettings(t, nil)
	var waits []time.Duration
	r.clip.after = func(wait time.Duration, _ func()) { waits = append(waits, wait) }
	r.clip.copy("111111")
	r.chip(t, "10 Sekunden")
	r.clip.copy("222222")
	r.chip(t, "nie entfernen")
	r.clip.copy("333333")
	if len(waits) != 2 || waits[0] != 30*time.Second || waits[1] != 10*time.Second {
		t.Errorf("it waits for %v", waits)
	}
	if got := r.app.Clipboard().Content(); got != "333333" {
		t.Errorf("on the clipboard: %q", got)
	}
	r.clip.clearNow() // as when the window closes
	if got := r.app.Clipboard().Content(); got != "" {
		t.Errorf("on the clipboard at the end: %q", got)
	}
}

// fullDisk is a disk that nothing goes onto.
type fullDisk struct{}

func (fullDisk) Load(string) ([]byte, error) { return nil, nil }
func (fullDisk) Save(string, []byte) error   { return errors.New("no space") }

func TestASettingThatCannotBeStoredIsSaidAndInEffect(t *testing.T) {
	r := atSettings(t, func(r *room) { r.wishes = preferences.Open(fullDisk{}, preferences.Given{}) })
	r.chip(t, "60 Sekunden")
	r.sees(t, "ließ sich aber auf diesem PC nicht speichern")
	if r.clip.time != time.Minute {
		t.Errorf("a code stays for %v", r.clip.time)
	}
}

func TestSettingsLeadToWhatHasAPlaceOfItsOwn(t *testing.T) {
	var opened *folders
	r := atSettings(t, func(r *room) { opened = r.canOpenFolder() })
	r.press(t, "window.settings.lock.open")
	r.sees(t, "PIN")
	r.press(t, "window.cancel")
	r.press(t, "window.settings.vault.open")
	if len(opened.opened) != 1 || opened.opened[0] != r.about.Folder {
		t.Errorf("opened: %q", opened.opened)
	}
	opened.err = errors.New("no program")
	r.press(t, "window.settings.vault.open")
	r.sees(t, "no program")
	r.sees(t, "Version 1.2.3", "MIT-Lizenz", r.about.Folder)
	r.press(t, "window.settings.about.parts")
	r.sees(t, "fyne.io/fyne/v2", "MIT")
	r.key(fyne.KeyEscape)
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("Escape does not close the list of parts")
	}
	r.press(t, "window.settings.safety.open")
	if r.current != safetyPage {
		t.Errorf("page %d is in sight", r.current)
	}
}

func TestAPCWithoutAProgramForFoldersOffersNone(t *testing.T) {
	r := atSettings(t, nil)
	r.seesNot(t, strings.TrimSpace(r.services.Texts.Text("window.settings.vault.open")))
}

// known is what is stored of the firm.
func (r *room) known(t testing.TB) data.Data {
	t.Helper()
	known, err := r.mail.firm.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func TestTheFirmsDetailsAreEnteredOnce(t *testing.T) {
	r := atSettings(t, func(r *room) { r.firm.add("Zweites Konto", sampleKey("Amainvoice", "zwei", 2)) })
	r.sees(t, "Für Schreiben fehlt noch: E-Mail-Adresse des Supports, Name der Kanzlei, Referenzkonto: Benutzername.")
	r.press(t, "window.settings.firm.edit")
	for i, text := range []string{"Kanzlei Müller", "0100200", "hilfe@dienst.example", "Jana Weiß", "0123 456", "weiss@kanzlei.example", "0100201", "kanzlei.mueller", "7", "x"} {
		r.fields()[i].SetText(text)
	}
	r.press(t, "window.save")
	r.sees(t, "Gelöscht wird nach 1 bis 120 Monaten")
	r.fields()[9].SetText("")
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if choice, ok := o.(*widget.Select); ok {
			choice.SetSelectedIndex(2)
		}
	})
	r.press(t, "window.save")
	want := data.Data{
		Name: "Kanzlei Müller", CustomerNumber: "0100200", SupportAddress: "hilfe@dienst.example", Contact: "Jana Weiß", Phone: "0123 456",
		Email: "weiss@kanzlei.example", Reference: data.Reference{Number: "0100201", User: "kanzlei.mueller", Account: r.firm.accounts[1].ID}, ReminderDays: 7,
	}
	got := r.known(t)
	if got.Sender() != want.Sender() || got.Reference != want.Reference || got.SupportAddress != want.SupportAddress || got.ReminderDays != 7 || got.DeleteMonths != 0 {
		t.Errorf("stored: %+v", got)
	}
	r.sees(t, "Kanzlei Müller: Alles da, was Schreiben brauchen.", "Die Angaben zur Kanzlei sind gespeichert.")
	r.press(t, "window.settings.firm.edit") // nothing is lost by looking
	r.press(t, "window.save")
	if again := r.known(t); again.Rev != got.Rev || again.Reference != want.Reference {
		t.Errorf("after looking: %+v", again)
	}
}

func TestOwnTextsAndBackToTheStandardText(t *testing.T) {
	r := atSettings(t, nil)
	r.press(t, "window.settings.firm.texts")
	built := r.fields()[0].Text
	if want := r.services.Texts.Text("letter.report.subject"); built != want {
		t.Errorf("the subject is %q, want %q", built, want)
	}
	r.fields()[0].SetText("Neue Konten von {kanzlei}")
	r.press(t, "window.save")
	r.sees(t, "Im eigenen Betreff steht {kanzlei}")
	r.fields()[0].SetText("Neue Konten von {firm}")
	r.chip(t, r.services.Texts.Text("letter.kind.reminder"))
	r.fields()[1].SetText("Bitte denken Sie an uns.\n{rows}")
	r.press(t, "window.save")
	stored := r.known(t).Templates
	if len(stored) != 2 || stored[support.KindReport] != (support.Template{Subject: "Neue Konten von {firm}"}) ||
		stored[support.KindReminder] != (support.Template{Text: "Bitte denken Sie an uns.\n{rows}"}) {
		t.Fatalf("stored: %q", stored)
	}
	r.press(t, "window.settings.firm.texts")
	if got := r.fields()[0].Text; got != "Neue Konten von {firm}" {
		t.Errorf("the own subject shows as %q", got)
	}
	r.press(t, "window.letter.own.restore")
	if got := r.fields()[0].Text; got != built {
		t.Errorf("restored: %q", got)
	}
	r.press(t, "window.save")
	if stored := r.known(t).Templates; len(stored) != 1 {
		t.Errorf("stored after restoring: %q", stored)
	}
}

// TestCodesAreKeptOutOfClipboardHistories: codes go onto the clipboard by the way that asks for it, and by the usual
// one where that fails; they are taken off again either way.
func TestCodesAreKeptOutOfClipboardHistories(t *testing.T) {
	for name, failure := range map[string]error{"asked": nil, "refused": errors.New("no X server")} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			r := open(t, "de", false, func(r *room) {
				one(r)
				r.secret = func(_ context.Context, text string) error {
					asked = append(asked, text)
					if failure == nil {
						r.app.Clipboard().SetContent(text)
					}
					return failure
				}
			})
			code := r.firm.Codes(r.now)[0].Code.Value
			r.shortcut(&fyne.ShortcutCopy{})
			if got := r.app.Clipboard().Content(); got != code || !slices.Equal(asked, []string{code}) {
				t.Errorf("the clipboard holds %q, asked for %q", got, asked)
			}
			r.timers[0]()
			if got := r.app.Clipboard().Content(); got != "" || len(asked) != 1 {
				t.Errorf("the clipboard holds %q, asked for %q", got, asked)
			}
		})
	}
}

func TestAutostartShowsTheTruth(t *testing.T) {
	r := atSettings(t, nil)
	r.sees(t, "Mit dem PC starten", "Nicht von selbst starten")
	r.chip(t, "Anzeige im Vollbild")
	if r.start != settings.StartDisplay {
		t.Errorf("it starts with %q", r.start)
	}
	r.broken = &autostart.Error{Reason: autostart.ReasonBlocked}
	r.chip(t, "Fenster öffnen")
	r.sees(t, r.services.Texts.Explain(r.broken))
	if got := r.settings.Autostart(); got != settings.StartDisplay {
		t.Errorf("after a failure %q is shown", got)
	}
	r.start, r.hint, r.broken = "", "outdated", nil
	r.key(fyne.KeyF5)
	r.sees(t, r.services.Texts.Text("window.settings.autostart.hint_outdated"))
	if got := r.settings.Autostart(); got != "" {
		t.Errorf("for an entry that starts something else %q is shown", got)
	}
	r.chip(t, "Nicht von selbst starten")
	if r.start != settings.NoStart {
		t.Errorf("it starts with %q", r.start)
	}
	r.seesNot(t, r.services.Texts.Text("window.settings.autostart.hint_outdated"))
}

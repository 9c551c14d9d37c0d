package window

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/preferences"
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
		{"settings", func(_ testing.TB, r *room) { one(r); r.canOpenFolder() }, func(_ testing.TB, r *room) { r.Show(settingsPage) }},
		{"settings-low", withOne, func(_ testing.TB, r *room) {
			r.native.Resize(fyne.NewSize(1120, 1400))
			r.Show(settingsPage)
		}},
		{"settings-language", withOne, func(t testing.TB, r *room) { r.Show(settingsPage); r.chip(t, "English") }},
		{"settings-parts", withOne, func(_ testing.TB, r *room) { r.Show(settingsPage); r.settings.ShowParts() }},
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
	r.shortcut(&desktop.CustomShortcut{KeyName: fyne.Key6, Modifier: fyne.KeyModifierShortcutDefault})
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
	r := atSettings(t, func(r *room) { r.wishes = preferences.Open(fullDisk{}) })
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

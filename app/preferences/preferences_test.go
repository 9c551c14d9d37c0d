package preferences_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/preferences"
)

const name = "this-pc.preferences.json"

func TestDefaultsWhereNothingCanBeRead(t *testing.T) {
	t.Parallel()
	for what, content := range map[string]string{
		"empty": "", "cut": `{"language":"en"`, "null": "null", "list": "[1]", "text": `"dark"`,
		"types": `{"language":7,"appearance":[],"text_size":"150","clipboard_seconds":{},"tray_icon":true}`,
		"range": `{"language":"fr","appearance":"pink","text_size":175,"clipboard_seconds":-1,"tray_icon":"loud"}`,
	} {
		dir := t.TempDir()
		write(t, dir, content)
		if got := preferences.Open(statefile.In(dir, ".preferences.json"), preferences.Given{}).Now(); got != preferences.Default() {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if got := preferences.Open(statefile.In(filepath.Join(t.TempDir(), "none"), ".preferences.json"), preferences.Given{}).Now(); got != preferences.Default() {
		t.Errorf("no folder: %+v", got)
	}
}

func TestOneDamagedSettingCostsNoOther(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, `{"language":"en","appearance":7,"clipboard_seconds":0}`)
	want := preferences.Default()
	want.Language, want.Clipboard = "en", 0
	if got := preferences.Open(statefile.In(dir, ".preferences.json"), preferences.Given{}).Now(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestChangesAreStoredAndTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := statefile.In(dir, ".preferences.json")
	store := preferences.Open(files, preferences.Given{})
	var told []preferences.Preferences
	stop := store.Subscribe(func(p preferences.Preferences) { told = append(told, p) })
	want := preferences.Preferences{Language: "en", Appearance: preferences.Contrast, TextSize: 200, Clipboard: time.Minute, Tray: preferences.TrayClose}
	set := func(p *preferences.Preferences) { *p = want }
	for range 2 { // the second time nothing changes
		if err := store.Change(set); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := store.Change(func(p *preferences.Preferences) { p.TextSize = 150 }); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || told[0] != want {
		t.Errorf("told %+v", told)
	}
	want.TextSize = 150
	if got := preferences.Open(files, preferences.Given{}).Now(); got != want || store.Now() != want {
		t.Errorf("stored %+v, in use %+v, want %+v", got, store.Now(), want)
	}
	if got := read(t, dir)["version"]; got != 1.0 {
		t.Errorf("version %v", got)
	}
}

func TestWhatANewerProgramWroteIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, `{"version":9,"tray":{"hide":true},"appearance":"sepia","text_size":125}`)
	store := preferences.Open(statefile.In(dir, ".preferences.json"), preferences.Given{})
	write(t, dir, `{"version":9,"tray":{"hide":false},"appearance":"sepia","text_size":150}`) // meanwhile
	if err := store.Change(func(p *preferences.Preferences) { p.Language = "de" }); err != nil {
		t.Fatal(err)
	}
	got := read(t, dir)
	tray, _ := got["tray"].(map[string]any)
	if got["version"] != 9.0 || got["appearance"] != "sepia" || got["text_size"] != 150.0 || got["language"] != "de" || tray["hide"] != false {
		t.Errorf("%v", got)
	}
}

// broken is a folder that nothing can be written into.
type broken struct{}

var errFull = errors.New("no space")

func (broken) Load(string) ([]byte, error) { return nil, nil }
func (broken) Save(string, []byte) error   { return errFull }

func TestAChangeCountsAlsoIfItCannotBeStored(t *testing.T) {
	t.Parallel()
	store, told := preferences.Open(broken{}, preferences.Given{}), 0
	store.Subscribe(func(preferences.Preferences) { told++ })
	err := store.Change(func(p *preferences.Preferences) { p.Appearance = preferences.Dark })
	if _, ours := errors.AsType[*preferences.Error](err); !ours || !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
	if store.Now().Appearance != preferences.Dark || told != 1 {
		t.Errorf("%+v, told %d times", store.Now(), told)
	}
}

func write(t *testing.T, dir, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir string) (all map[string]any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

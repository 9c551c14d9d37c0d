package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"kanzleicode/app/window/keys"
	"kanzleicode/app/window/widgets"
)

// TestEveryListedKeyWorks presses every key of the window where the list says that it works.
func TestEveryListedKeyWorks(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.fill(t, 12) })
	done := ""
	for i := range r.bound {
		for k := range r.bound[i].Keys {
			does := r.bound[i].Title + "/" + r.bound[i].Keys[k].Does
			r.bound[i].Keys[k].Do = func() { done = does }
		}
	}
	pressed := 0
	for _, place := range r.bound {
		pages := []int{place.page}
		if place.page == anywhere {
			pages = []int{safetyPage, settingsPage}
		}
		for _, page := range pages {
			r.Show(page)
			for _, key := range place.Keys {
				for _, shortcut := range key.Shortcuts() {
					done, pressed = "", pressed+1
					r.shortcut(shortcut)
					if want := place.Title + "/" + key.Does; done != want {
						t.Errorf("%s on page %d did %q, want %q", shortcut.ShortcutName(), page, done, want)
					}
				}
				for _, name := range append([]fyne.KeyName{key.Name}, key.Also...) {
					if key.With != 0 {
						continue
					}
					done, pressed = "", pressed+1
					r.key(name)
					if want := place.Title + "/" + key.Does; done != want {
						t.Errorf("%s on page %d did %q, want %q", name, page, done, want)
					}
				}
			}
		}
	}
	if pressed < 30 {
		t.Errorf("only %d keys were pressed", pressed)
	}
}

// TestKeysOfListsAndDialogsWork presses the keys that widgets take; each that is listed has its proof here.
func TestKeysOfListsAndDialogsWork(t *testing.T) {
	down := func(r *room, times int, name fyne.KeyName) {
		for range times {
			r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
	var opened, chosen []int
	var extended [][2]int
	var table *widgets.Table[int]
	listed := func(t *testing.T) *room {
		r := open(t, "de", false, nil)
		opened, chosen, extended = nil, nil, nil
		table = widgets.NewTable([]widgets.Column[int]{{Title: "n", Width: 80, Text: func(int) string { return "x" }}}, func(int) bool { return false }, "all")
		table.OnOpened = func(i int) { opened = append(opened, i) }
		table.OnPressed = func(i int) { chosen = append(chosen, i) }
		table.OnExtend = func(from, to int) { extended = append(extended, [2]int{from, to}) }
		r.native.SetContent(table)
		r.native.Resize(fyne.NewSize(400, 400))
		table.Set(make([]int, 100))
		table.Focus()
		return r
	}
	// at is the row that the keys have led to.
	at := func(r *room) int {
		down(r, 1, fyne.KeyReturn)
		return opened[len(opened)-1]
	}
	dialog := func(t *testing.T) (r *room, said *string) {
		r, said = open(t, "de", false, nil), new(string)
		widgets.NewDialog(r.native, "?", 300, widgets.NewField(""),
			widgets.NewButton("cancel", 0, func() { *said += "cancel" }), widgets.NewButton("main", 0, func() { *said += "main" })).Show()
		return r, said
	}
	proofs := map[string]func(t *testing.T) bool{
		"window.keys.lists.down": func(t *testing.T) bool { r := listed(t); down(r, 2, fyne.KeyDown); return at(r) == 2 },
		"window.keys.lists.up": func(t *testing.T) bool {
			r := listed(t)
			down(r, 2, fyne.KeyDown)
			down(r, 1, fyne.KeyUp)
			return at(r) == 1
		},
		"window.keys.lists.page_down": func(t *testing.T) bool { r := listed(t); down(r, 1, fyne.KeyPageDown); return at(r) > 2 },
		"window.keys.lists.page_up": func(t *testing.T) bool {
			r := listed(t)
			down(r, 1, fyne.KeyEnd)
			down(r, 1, fyne.KeyPageUp)
			return at(r) < 98
		},
		"window.keys.lists.first": func(t *testing.T) bool {
			r := listed(t)
			down(r, 3, fyne.KeyDown)
			down(r, 1, fyne.KeyHome)
			return at(r) == 0
		},
		"window.keys.lists.last": func(t *testing.T) bool { r := listed(t); down(r, 1, fyne.KeyEnd); return at(r) == 99 },
		"window.keys.lists.choose": func(t *testing.T) bool {
			r := listed(t)
			down(r, 1, fyne.KeyDown)
			down(r, 1, fyne.KeySpace)
			return len(chosen) == 1 && chosen[0] == 1
		},
		"window.keys.lists.several": func(t *testing.T) bool {
			r := listed(t)
			fyne.SetCurrentApp(&shifted{r.app})
			defer fyne.SetCurrentApp(r.app)
			down(r, 1, fyne.KeyDown)
			return len(extended) == 1 && extended[0] == [2]int{0, 1}
		},
		"window.keys.lists.open": func(t *testing.T) bool { r := listed(t); return at(r) == 0 },
		"window.keys.dialogs.next": func(t *testing.T) bool {
			r, _ := dialog(t)
			r.native.Canvas().FocusNext()
			_, field := r.native.Canvas().Focused().(*widgets.Field)
			r.native.Canvas().FocusNext()
			_, button := r.native.Canvas().Focused().(*widgets.Button)
			return field && button
		},
		"window.keys.dialogs.previous": func(t *testing.T) bool {
			r, _ := dialog(t)
			r.native.Canvas().FocusPrevious()
			button, last := r.native.Canvas().Focused().(*widgets.Button)
			return last && button.Text == "main"
		},
		"window.keys.dialogs.press": func(t *testing.T) bool {
			r, said := dialog(t)
			r.native.Canvas().FocusPrevious()
			down(r, 1, fyne.KeySpace)
			return *said == "main"
		},
		"window.keys.dialogs.main":   func(t *testing.T) bool { r, said := dialog(t); r.key(fyne.KeyReturn); return *said == "main" },
		"window.keys.dialogs.cancel": func(t *testing.T) bool { r, said := dialog(t); r.key(fyne.KeyEscape); return *said == "cancel" },
	}
	for _, group := range keys.OfFocus() {
		for _, key := range group.Keys {
			t.Run(key.Does, func(t *testing.T) {
				if proof := proofs[key.Does]; proof == nil || !proof(t) {
					t.Errorf("the key does not do what the list says")
				}
			})
		}
	}
}

// TestTheListShowsEveryKey: what is bound is in the list, in words, and nothing is bound past the table.
func TestTheListShowsEveryKey(t *testing.T) {
	for _, tag := range []string{"de", "en"} {
		r := open(t, tag, false, one)
		r.shortcut(&desktop.CustomShortcut{KeyName: keys.Unlabelled, Modifier: keys.Control | fyne.KeyModifierShift}) // ? on a German keyboard
		for _, group := range r.keyGroups() {
			r.sees(t, r.services.Texts.Text(group.Title))
			for _, key := range group.Keys {
				r.sees(t, r.services.Texts.Text(key.Does), key.Label(func(name string) string { return r.services.Texts.Text(name) }))
			}
		}
		r.key(fyne.KeyEscape)
		if r.native.Canvas().Overlays().Top() != nil {
			t.Error("Escape does not close the list")
		}
	}
	bound := map[string]int{}
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == "testdata" {
			return filepath.SkipDir // programs of tests
		}
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, way := range []string{".AddShortcut(", ".SetOnTypedKey("} {
			bound[path+way] += strings.Count(string(text), way)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for place, count := range map[string]int{"keys.go.AddShortcut(": 2, "keys.go.SetOnTypedKey(": 1, "display/display.go.SetOnTypedKey(": 1,
		"small/small.go.AddShortcut(": 1, "small/small.go.SetOnTypedKey(": 1} {
		if bound[place] != count {
			t.Errorf("%s: %d, want %d", place, bound[place], count)
		}
		delete(bound, place)
	}
	for place, count := range bound {
		if count > 0 {
			t.Errorf("%s binds a key past the table", place)
		}
	}
}

// TestKeysNeverTakeAltGr: Ctrl with Alt is AltGr on German keyboards.
func TestKeysNeverTakeAltGr(t *testing.T) {
	r := open(t, "de", false, nil)
	for _, group := range r.keyGroups() {
		for _, key := range group.Keys {
			if both := keys.Control | fyne.KeyModifierAlt; key.With&both == both {
				t.Errorf("%s takes AltGr", key.Does)
			}
		}
	}
}

// TestShortcutsReachTheWindowFromAField: a field has no use for Ctrl+2 and F5.
func TestShortcutsReachTheWindowFromAField(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.fill(t, 12) })
	r.Show(mandatesPage)
	r.shortcut(ctrl(fyne.KeyF))
	field, ok := r.native.Canvas().Focused().(*widgets.Field)
	if !ok {
		t.Fatal("the search has no focus")
	}
	reloaded := false
	r.bound[0].Find(func(k *keys.Key) bool { return k.Is(fyne.KeyF5) }).Do = func() { reloaded = true }
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	if !reloaded {
		t.Error("F5 does not leave the field")
	}
}

// shifted is an app on a keyboard on which Shift is held.
type shifted struct{ fyne.App }

func (s *shifted) Driver() fyne.Driver { return shiftHeld{s.App.Driver()} }

type shiftHeld struct{ fyne.Driver }

func (shiftHeld) CreateSplashWindow() fyne.Window       { return nil }
func (shiftHeld) CurrentKeyModifiers() fyne.KeyModifier { return fyne.KeyModifierShift }
func (shiftHeld) HasSecondaryDisplay() bool             { return false }

package window

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/guard"
	"kanzleicode/app/recovery"
	"kanzleicode/app/window/lock"
	"kanzleicode/app/window/widgets"
)

const doorPIN = "2580"

// drawer keeps files in memory.
type drawer map[string][]byte

func (d drawer) Load(name string) ([]byte, error)    { return d[name], nil }
func (d drawer) Save(name string, data []byte) error { d[name] = data; return nil }

// proof is what the vault would open by.
const proof = "Sommer Regen Lampe"

// lockServices are the lock's, over files in memory.
func (r *room) lockServices() lock.Services {
	if r.kept == nil {
		r.kept = drawer{}
	}
	return lock.Services{
		Guard: guard.Open(r.kept, "vault", func() time.Time { return r.now }),
		File:  `C:\Users\maria\AppData\Local\Kanzleicode\state\4711.lock.json`,
		Prove: func(_ context.Context, word []byte) error {
			if string(word) != proof {
				return &recovery.Error{Reason: recovery.Reasons()[0]}
			}
			return nil
		},
		Idle: r.unused,
	}
}

// pinFile is what is kept of doorPIN. It is made once: each PIN takes its tenth of a second.
var pinFile = sync.OnceValues(func() (string, error) {
	kept := drawer{}
	err := guard.Open(kept, "vault", time.Now).Set("", doorPIN, guard.Settings{})
	return string(kept["vault"]), err
})

// withPIN sets a PIN before the window is built; the window is then locked from the beginning.
func withPIN(t testing.TB, settings guard.Settings) func(*room) { return withTries(t, settings, 0) }

// withTries is withPIN after a number of wrong tries.
func withTries(t testing.TB, settings guard.Settings, wrong int) func(*room) {
	return func(r *room) {
		one(r)
		file, err := pinFile()
		if err != nil {
			t.Fatal(err)
		}
		file = strings.Replace(file, `"idle_seconds":0`, fmt.Sprintf(`"idle_seconds":%d,"keep_code":%t,"wrong":%d,"failed_at":%q`,
			int(settings.Idle/time.Second), settings.KeepCode, wrong, r.now.Format(time.RFC3339)), 1)
		r.kept = drawer{"vault": []byte(file)}
	}
}

// behindPIN opens a window that has a PIN, and unlocks it.
func behindPIN(t *testing.T, settings guard.Settings) *room {
	t.Helper()
	r := open(t, "de", false, withPIN(t, settings))
	r.enterPIN(t, doorPIN)
	return r
}

func (r *room) pinField(t testing.TB) fyne.Focusable {
	t.Helper()
	field := r.native.Canvas().Focused()
	if field == nil {
		t.Fatalf("no field has the focus in: %s", r.texts())
	}
	return field
}

// enterPIN types on the lock screen.
func (r *room) enterPIN(t testing.TB, pin string) {
	t.Helper()
	test.Type(r.pinField(t), pin)
	r.pinField(t).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func ctrl(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

// wantLocked fails unless nothing but the lock is to be seen.
func (r *room) wantLocked(t testing.TB, locked bool) {
	t.Helper()
	code := r.firm.Codes(r.now)[0].Code.Grouped()
	text := strings.ReplaceAll(r.texts(), "\n", " ")
	if locked && (strings.Contains(text, code) || strings.Contains(text, "Amainvoice") || strings.Contains(text, "Mandate") || !strings.Contains(text, "Kanzleicode ist gesperrt")) {
		t.Fatalf("not locked: %s", text)
	}
	if !locked && !strings.Contains(text, "Verlauf") {
		t.Fatalf("locked: %s", text)
	}
}

func TestLockIsSetUpAndComesDown(t *testing.T) {
	r := open(t, "de", false, one)
	r.shortcut(ctrl(fyne.KeyL)) // without a PIN it offers one
	r.sees(t, "Das Fenster mit einer PIN sperren", "keine Diebe")
	test.Type(r.fields()[0], doorPIN)
	test.Type(r.fields()[1], "2581")
	r.press(t, "window.lock.on")
	r.sees(t, "Die beiden PINs sind verschieden.")
	r.fields()[0].SetText("12")
	r.fields()[1].SetText("12")
	r.press(t, "window.lock.on")
	r.sees(t, "mindestens 4 Zeichen. Wählen")
	r.fields()[0].SetText(doorPIN)
	r.fields()[1].SetText(doorPIN)
	tapLabel(t, r, "10 Minuten")
	r.press(t, "window.lock.on")
	r.sees(t, "Die Sperre ist eingerichtet.")
	if got := r.services.Lock.Guard.Settings(); got != (guard.Settings{Idle: 10 * time.Minute}) {
		t.Errorf("settings %+v", got)
	}
	r.wantLocked(t, false)
	test.Tap(r.pressable(t, "Sperren"))
	r.wantLocked(t, true)
	r.enterPIN(t, "0000")
	r.sees(t, "Die PIN stimmt nicht. Noch 4 Versuche")
	r.wantLocked(t, true)
	r.enterPIN(t, doorPIN)
	r.wantLocked(t, false)
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
}

func TestLockIsChangedAndRemoved(t *testing.T) {
	r := behindPIN(t, guard.Settings{})
	r.lock.OpenSettings()
	r.fields()[1].SetText("Ein Satz")
	r.fields()[2].SetText("Ein Satz")
	r.press(t, "window.save")
	r.sees(t, "Diese PIN stimmt nicht.")
	r.fields()[0].SetText(doorPIN)
	r.press(t, "window.save")
	r.shortcut(ctrl(fyne.KeyL))
	r.enterPIN(t, doorPIN)
	r.wantLocked(t, true)
	r.enterPIN(t, "Ein Satz")
	r.wantLocked(t, false)
	r.lock.OpenSettings()
	r.press(t, "window.lock.off")
	r.sees(t, "Diese PIN stimmt nicht.")
	r.fields()[0].SetText("Ein Satz")
	r.press(t, "window.lock.off")
	r.sees(t, "Die Sperre ist aus.")
	r.lock.Lock()
	r.wantLocked(t, false)
}

// TestNothingReachesALockedWindow tries every way in.
func TestNothingReachesALockedWindow(t *testing.T) {
	for name, try := range map[string]func(r *room){
		"nothing": func(*room) {},
		"every shortcut": func(r *room) {
			for _, key := range []fyne.KeyName{fyne.KeyI, fyne.KeyB, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.KeyF, fyne.KeyN, fyne.KeyL} {
				r.shortcut(ctrl(key))
			}
		},
		"every key": func(r *room) {
			for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeyF5, fyne.KeySpace, fyne.KeyTab} {
				r.key(key)
			}
		},
		"copy": func(r *room) {
			r.shortcut(&fyne.ShortcutCopy{})
			if field, ok := r.native.Canvas().Focused().(fyne.Shortcutable); ok {
				field.TypedShortcut(&fyne.ShortcutCopy{Clipboard: r.app.Clipboard()})
			}
		},
		"paste": func(r *room) {
			r.app.Clipboard().SetContent(sampleLink)
			r.shortcut(&fyne.ShortcutPaste{})
			r.app.Clipboard().SetContent("")
		},
		"drop": func(r *room) {
			r.dropped([]fyne.URI{writeFile(t, "liste.csv", "Kundennummer;Benutzername;Mandant\n0099001;neu.eins;Eins")})
		},
		"change":          func(r *room) { r.changed() },
		"time":            func(r *room) { r.pass(70) },
		"page":            func(r *room) { r.Show(mandatesPage); r.Show(historyPage) },
		"message":         func(r *room) { r.host.Good("window.import.reading") },
		"hidden and back": func(r *room) { r.Hide(); r.Unhide() },
		"settings":        func(r *room) { r.lock.OpenSettings() },
		"handover":        func(r *room) { r.handover.Offer(r.firm.accounts[0]) },
		"what comes late": func(r *room) {
			r.firm.found = []authenticator.Candidate{{Key: sampleKey("Amainvoice", "k", 4), State: authenticator.StateNew}}
			r.importer.Text(sampleLink, nil)
		},
		"locked once again": func(r *room) { r.lock.Lock() },
	} {
		t.Run(name, func(t *testing.T) {
			r := behindPIN(t, guard.Settings{})
			r.Show(historyPage)
			r.lock.Lock()
			try(r)
			r.wantLocked(t, true)
			if top := r.native.Canvas().Overlays().Top(); top != nil {
				t.Errorf("%T lies over the lock", top)
			}
			if held := r.app.Clipboard().Content(); held != "" {
				t.Errorf("the clipboard holds %q", held)
			}
		})
	}
}

func TestDialogsWaitBehindTheLock(t *testing.T) {
	r := behindPIN(t, guard.Settings{})
	r.Show(mandatesPage)
	r.mandates.Add()
	r.fields()[0].SetText("0012345")
	r.shortcut(ctrl(fyne.KeyL)) // a dialog is open: it has the keys
	r.lock.Lock()
	r.wantLocked(t, true)
	r.seesNot(t, "Mandat hinzufügen")
	r.enterPIN(t, doorPIN)
	r.sees(t, "Mandat hinzufügen")
	if got := r.fields()[0].Text; got != "0012345" {
		t.Errorf("the field holds %q", got)
	}
}

// TestPicturesOfSecretsDoNotWait: they are gone when the window is opened again.
func TestPicturesOfSecretsDoNotWait(t *testing.T) {
	r := behindPIN(t, guard.Settings{})
	r.handover.ToPhone(r.firm.accounts[0])
	r.press(t, "window.handover.confirm_yes.qr")
	if r.native.Canvas().Overlays().Top() == nil {
		t.Fatal("no picture")
	}
	r.lock.Lock()
	r.wantLocked(t, true)
	r.enterPIN(t, doorPIN)
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("the picture is back")
	}
}

func TestResultsComeAfterTheLock(t *testing.T) {
	r := behindPIN(t, guard.Settings{})
	r.firm.found = []authenticator.Candidate{{Key: sampleKey("Amainvoice", "kanzlei", 4), State: authenticator.StateNew}}
	r.firm.during = r.lock.Lock // the screen is locked while the picture is read
	r.importer.Text(sampleLink, nil)
	r.wantLocked(t, true)
	r.enterPIN(t, doorPIN)
	r.sees(t, "Gefunden")
}

func TestIdleWindowLocks(t *testing.T) {
	ways := map[string]func(r *room){
		"key":   func(r *room) { r.key(fyne.KeyF1) },
		"typed": func(r *room) { test.Type(r.native.Canvas().Focused(), "x") },
		"mouse": func(r *room) { test.MoveMouse(r.native.Canvas(), fyne.NewPos(float32(300+r.now.Second()), 300)) },
		"copy":  func(r *room) { r.shortcut(&fyne.ShortcutCopy{}) },
	}
	for name, use := range ways {
		t.Run(name, func(t *testing.T) {
			r := behindPIN(t, guard.Settings{Idle: time.Minute})
			r.Show(historyPage)
			r.history.FocusSearch()
			for range 8 {
				r.pass(15)
				use(r)
			}
			r.pass(15)
			r.wantLocked(t, false)
			r.pass(29)
			r.wantLocked(t, false)
			r.pass(29)
			r.pass(15) // what was typed is seen at the next tick
			r.wantLocked(t, true)
		})
	}
}

func TestWhoWorksElsewhereIsThere(t *testing.T) {
	r := open(t, "de", false, func(r *room) {
		withPIN(t, guard.Settings{Idle: time.Minute})(r)
		r.unused = func() (time.Duration, bool) { return r.idle, r.idle >= 0 }
	})
	r.enterPIN(t, doorPIN)
	for range 20 {
		r.idle = 10 * time.Second
		r.pass(20)
	}
	r.wantLocked(t, false)
	for range 3 {
		r.idle += 20 * time.Second
		r.wantLocked(t, false)
		r.pass(20)
	}
	r.wantLocked(t, true)
	r.enterPIN(t, doorPIN)
	r.idle = -1 // the system does not tell: this window alone counts
	for range 3 {
		r.pass(21)
	}
	r.wantLocked(t, true)
}

func TestNeverMeansNever(t *testing.T) {
	r := behindPIN(t, guard.Settings{})
	for range 400 {
		r.pass(20)
	}
	r.wantLocked(t, false)
}

// TestSleptPCIsLocked: also where the operating system tells nothing.
func TestSleptPCIsLocked(t *testing.T) {
	r := behindPIN(t, guard.Settings{})
	r.pass(1)
	r.pass(31)
	r.wantLocked(t, true)
}

func TestSignalsLock(t *testing.T) {
	signals := make(chan struct{})
	r := open(t, "de", false, withPIN(t, guard.Settings{}))
	r.enterPIN(t, doorPIN)
	services := r.services.Lock
	services.Signals = func(context.Context) <-chan struct{} { return signals }
	covered := make(chan struct{})
	l := lock.New(r.host, r.host.Worker, services, nopDisplay{}, lock.Window{Cover: func(fyne.CanvasObject) { close(covered) }, Uncover: func() {}})
	l.Start()
	signals <- struct{}{}
	close(signals)
	select {
	case <-covered:
	case <-time.After(10 * time.Second):
		t.Fatal("the window is open")
	}
}

// TestLockIsSetUpFromTheSafetyPage: the card says what a PIN is good for, and knows at once that there is one.
func TestLockIsSetUpFromTheSafetyPage(t *testing.T) {
	r := open(t, "de", false, one)
	r.Show(safetyPage)
	r.sees(t, "Sperre", "Das Fenster steht jedem offen, der an diesem PC sitzt.", "hält Kolleginnen und Kollegen fern, keine Diebe")
	r.press(t, "window.safety.lock.set_up")
	r.fields()[0].SetText(doorPIN)
	r.fields()[1].SetText(doorPIN)
	r.press(t, "window.lock.on")
	r.sees(t, "Eine PIN sperrt das Fenster.")
	r.press(t, "window.safety.lock.change")
	r.sees(t, "Sperre ausschalten")
}

// TestSleepWaitsForTheLock: while there is a PIN and the window is open, the PC sleeps only after the window was
// covered.
func TestSleepWaitsForTheLock(t *testing.T) {
	r := open(t, "de", false, one)
	services, wanted := r.services.Lock, make(chan (<-chan bool), 1)
	services.Delay = func(_ context.Context, values <-chan bool) { wanted <- values }
	covered := false
	l := lock.New(r.host, r.host.Worker, services, nopDisplay{}, lock.Window{Cover: func(fyne.CanvasObject) { covered = true }, Uncover: func() { covered = false }})
	l.Start()
	values := <-wanted
	next := func(want bool, when string) {
		t.Helper()
		select {
		case got := <-values:
			if got != want {
				t.Fatalf("%s: sleep waits: %v", when, got)
			}
		default:
			t.Fatalf("%s: nothing was said", when)
		}
	}
	next(false, "without a PIN")
	l.OpenSettings()
	r.fields()[0].SetText(doorPIN)
	r.fields()[1].SetText(doorPIN)
	r.press(t, "window.lock.on")
	next(true, "with a PIN")
	l.Lock()
	if !covered {
		t.Fatal("the window is open")
	}
	next(false, "locked")
	again := lock.New(r.host, r.host.Worker, services, nopDisplay{}, lock.Window{Cover: func(fyne.CanvasObject) {}})
	again.Start()
	values = <-wanted
	next(true, "at the next start, unlocked")
	again.OpenSettings()
	r.fields()[0].SetText(doorPIN)
	r.press(t, "window.lock.off")
	next(false, "without a PIN again")
}

// nopDisplay shows nothing.
type nopDisplay struct{}

func (nopDisplay) Content() fyne.CanvasObject { return widgets.Space(1, 1) }
func (nopDisplay) Tick(time.Time)             {}
func (nopDisplay) Copy()                      {}
func (nopDisplay) Clear()                     {}

func TestWrongPINsHaveToWait(t *testing.T) {
	r := open(t, "de", false, withPIN(t, guard.Settings{}))
	r.wantLocked(t, true) // from the beginning
	for range guard.FreeTries {
		r.sees(t, "Kanzleicode ist gesperrt")
		r.enterPIN(t, "0000")
	}
	r.sees(t, "Der nächste Versuch geht in 0:30")
	if !r.button(t, "window.lock.open").Disabled() {
		t.Error("the next try can be made at once")
	}
	r.pass(12)
	r.sees(t, "Der nächste Versuch geht in 0:18")
	// The next start knows of it.
	again := open(t, "de", false, func(n *room) { one(n); n.kept, n.now = r.kept, r.now })
	again.sees(t, "Der nächste Versuch geht in 0:18")
	again.now = again.now.Add(-time.Hour)
	again.pass(0)
	again.sees(t, "Der nächste Versuch geht in 0:30")
	again.pass(30)
	again.seesNot(t, "nächste Versuch")
	again.enterPIN(t, doorPIN)
	again.wantLocked(t, false)
}

func TestForgottenPIN(t *testing.T) {
	r := open(t, "de", false, withPIN(t, guard.Settings{}))
	r.press(t, "window.lock.forgotten")
	r.sees(t, "Wiederherstellungsblatt", "ab- und wieder anzumelden hilft nicht", "4711.lock.json")
	test.Type(r.fields()[0], "falsch")
	r.press(t, "window.lock.reset")
	if r.services.Lock.Guard.Active() == false {
		t.Fatal("any word takes the PIN away")
	}
	r.key(fyne.KeyEscape)
	r.wantLocked(t, true)
	r.press(t, "window.lock.forgotten")
	test.Type(r.fields()[0], proof)
	r.press(t, "window.lock.reset")
	r.wantLocked(t, false)
	r.sees(t, "Die PIN ist gelöscht.")
	if r.services.Lock.Guard.Active() {
		t.Error("there is still a PIN")
	}
}

func TestDamagedPINFileLocks(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.kept = drawer{"vault": []byte("{")} })
	r.wantLocked(t, true)
	r.enterPIN(t, doorPIN)
	r.sees(t, "Die Datei mit der PIN ist beschädigt.")
	r.wantLocked(t, true)
}

func TestSharedDisplay(t *testing.T) {
	r := open(t, "de", false, func(r *room) { withPIN(t, guard.Settings{KeepCode: true})(r); r.fill(t, 3) })
	code := func() string { return r.firm.Codes(r.now)[0].Code.Grouped() }
	r.sees(t, code(), "Amainvoice – kanzlei", "Alles andere ist gesperrt.", "noch 30 Sekunden gültig")
	r.seesNot(t, "Verlauf")
	r.seesNot(t, "Mandate")
	before := code()
	r.pass(31)
	r.sees(t, code())
	r.seesNot(t, before)
	r.shortcut(ctrl(fyne.Key2))
	r.seesNot(t, "0012040")
	r.pinField(t).(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{Clipboard: r.app.Clipboard()})
	if got := r.app.Clipboard().Content(); got != r.firm.Codes(r.now)[0].Code.Value {
		t.Errorf("the clipboard holds %q", got)
	}
	presses := 0
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		switch o.(type) {
		case *widgets.Button, *widgets.Pressable, *widget.Entry:
			presses++
		}
	})
	if presses != 2 { // unlock and forgotten
		t.Errorf("%d things to press", presses)
	}
	r.enterPIN(t, "0000")
	r.sees(t, code(), "Die PIN stimmt nicht.")
	r.enterPIN(t, doorPIN)
	r.wantLocked(t, false)
}

func TestSharedDisplayOfMany(t *testing.T) {
	r := open(t, "de", false, func(r *room) { withPIN(t, guard.Settings{KeepCode: true})(r); forty(r) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped(), "Zugang 1")
	r.shortcut(&fyne.ShortcutCopy{})
	if r.app.Clipboard().Content() != "" {
		t.Error("one of many was copied")
	}
	r.firm.accounts = r.firm.accounts[:2] // another seat removed them
	r.pass(1)
	r.seesNot(t, "Zugang 30")
}

func TestFailedStoreIsSaid(t *testing.T) {
	r := open(t, "de", false, one)
	r.services.Lock.Guard.(*guard.Guard).Reset() //nolint:errcheck // in memory
	r.kept = nil
	full := guard.Open(fullDrawer{}, "vault", func() time.Time { return r.now })
	services := r.services.Lock
	services.Guard = full
	l := lock.New(r.host, r.host.Worker, services, nopDisplay{}, lock.Window{})
	l.OpenSettings()
	r.fields()[0].SetText(doorPIN)
	r.fields()[1].SetText(doorPIN)
	r.press(t, "window.lock.on")
	r.sees(t, "ließ sich auf diesem PC nicht speichern")
	if full.Active() {
		t.Error("there is a PIN")
	}
}

type fullDrawer struct{}

func (fullDrawer) Load(string) ([]byte, error) { return nil, nil }
func (fullDrawer) Save(string, []byte) error   { return errors.New("no space left on device") }

func lockScenes() []scene {
	locked := func(settings guard.Settings) func(testing.TB, *room) {
		return func(t testing.TB, r *room) { withPIN(t, settings)(r) }
	}
	return []scene{
		{"lock", locked(guard.Settings{}), nil},
		{"lock-wrong", locked(guard.Settings{}), func(t testing.TB, r *room) { r.enterPIN(t, "0000") }},
		{"lock-wait", func(t testing.TB, r *room) { withTries(t, guard.Settings{}, guard.FreeTries)(r) }, func(_ testing.TB, r *room) { r.pass(3) }},
		{"lock-forgotten", locked(guard.Settings{}), func(t testing.TB, r *room) { r.press(t, "window.lock.forgotten") }},
		{"lock-code", locked(guard.Settings{KeepCode: true}), func(_ testing.TB, r *room) { r.pass(3) }},
		{"lock-code-late", locked(guard.Settings{KeepCode: true}), func(t testing.TB, r *room) { r.enterPIN(t, "0000"); r.pass(26) }},
		{"lock-code-forty", func(t testing.TB, r *room) { withPIN(t, guard.Settings{KeepCode: true})(r); forty(r) }, nil},
		{"lock-settings", func(_ testing.TB, r *room) { one(r) }, func(_ testing.TB, r *room) { r.lock.OpenSettings() }},
		{"lock-change", locked(guard.Settings{Idle: 10 * time.Minute}), func(t testing.TB, r *room) {
			r.enterPIN(t, doorPIN)
			r.lock.OpenSettings()
			r.press(t, "window.save")
		}},
	}
}

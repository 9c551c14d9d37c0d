package window

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	practices "kanzleicode/app/firm"
	"kanzleicode/app/guard"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/widgets"
)

func displayScenes() []scene {
	named := func(t testing.TB, r *room) { one(r); r.nameFirm(t, "Steuerkanzlei Müller & Partner", vault.ID{}) }
	many := func(t testing.TB, r *room) {
		forty(r)
		r.nameFirm(t, strings.Repeat("Steuerberatungsgesellschaft Großmann, Österreicher ", 4)[:190], r.firm.accounts[3].ID)
	}
	shown := func(keys ...fyne.KeyName) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) {
			r.key(fyne.KeyF11)
			for _, key := range keys {
				r.onDisplay(key)
			}
		}
	}
	later := func(seconds int, keys ...fyne.KeyName) func(testing.TB, *room) {
		return func(t testing.TB, r *room) { shown(keys...)(t, r); r.pass(seconds) }
	}
	return []scene{
		{"display-code", named, later(13)},
		{"display-actions", many, shown()},
		{"display-late", named, later(27)},
		{"display-many-late", many, later(56)},
		{"display-long", many, later(11, fyne.KeyLeft)},
		{"display-covered", named, later(13, fyne.KeyV)},
		{"display-covered-late", named, later(27, fyne.KeyV)},
		{"display-empty", nil, later(10)},
		{"display-locked", func(t testing.TB, r *room) { withPIN(t, guard.Settings{})(r) }, func(t testing.TB, r *room) {
			r.enterPIN(t, doorPIN)
			r.key(fyne.KeyF11)
			r.lock.Lock()
			r.pass(10)
		}},
	}
}

// nameFirm lays down the firm's name and its central account.
func (r *room) nameFirm(t testing.TB, name string, central vault.ID) {
	t.Helper()
	data := practices.Default()
	data.Name, data.Reference.Account = name, central
	if _, err := r.mail.firm.Save(t.Context(), data); err != nil {
		t.Fatal(err)
	}
}

func TestDisplayShowsTheFirmsLine(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.nameFirm(t, "Kanzlei Müller", vault.ID{}) })
	line := func(want string) {
		t.Helper()
		r.Show(settingsPage)
		r.sees(t, "Dort steht: "+want)
		r.press(t, "window.settings.display.open")
		r.pass(9) // the actions are gone
		r.sees(t, want)
		r.onDisplay(fyne.KeyEscape)
	}
	line("Kanzlei Müller")
	r.press(t, "window.settings.display.edit")
	test.Type(r.fields()[0], "Fragen? Durchwahl 12")
	r.press(t, "window.save")
	r.sees(t, "Die Zeile auf der Anzeige ist gespeichert.")
	line("Fragen? Durchwahl 12")
	r.press(t, "window.settings.display.edit")
	r.fields()[0].SetText(" ")
	r.press(t, "window.save")
	line("Kanzlei Müller")
	r.press(t, "window.settings.display.small")
	if r.small.Window() == nil {
		t.Error("the small window does not open")
	}
}

// onDisplay types a key on the Anzeige.
func (r *room) onDisplay(name fyne.KeyName) {
	r.display.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// board is what the Anzeige shows and can be clicked.
func (r *room) board() fyne.CanvasObject { return r.display.Window().Content() }

// digits are the codes on the Anzeige, the larger one first.
func (r *room) digits() (all []*widgets.Digits) {
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if d, ok := o.(*widgets.Digits); ok {
			all = append(all, d)
		}
	})
	return all
}

func TestDisplayComesAndGoes(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.nameFirm(t, "Kanzlei Müller", vault.ID{}) })
	now := r.firm.Codes(r.now)[0]
	for _, leave := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF11} {
		r.press(t, "window.display.open")
		shown := r.display.Window()
		if shown == nil || !shown.FullScreen() {
			t.Fatal("the code is not shown full screen")
		}
		r.sees(t, now.Code.Grouped(), now.Next.Grouped(), "Amainvoice – kanzlei", "noch 30 Sekunden gültig", r.now.Local().Format("15:04"), "Anzeige verlassen (Esc)")
		r.pass(8)
		r.sees(t, "Kanzlei Müller", "noch 22 Sekunden gültig") // the actions are gone
		r.seesNot(t, "Esc")
		r.now = start
		r.onDisplay(leave)
		if r.display.Window() != nil {
			t.Fatalf("%s does not leave", leave)
		}
		for _, text := range textsOf(shown) {
			if strings.Contains(text, now.Code.Grouped()) {
				t.Error("the code is still in the window that was left")
			}
		}
		r.tick()
	}
}

// TestDisplayOnTheOnlyScreenHidesTheWindow: what nobody sees is not drawn every second, and is there again after.
func TestDisplayOnTheOnlyScreenHidesTheWindow(t *testing.T) {
	r := open(t, "de", false, one)
	for _, hidden := range []bool{false, true} { // before, as by a tray
		if hidden {
			r.Hide()
		}
		r.openDisplay(vault.ID{})
		asked := r.firm.asked
		r.pass(30)
		if !r.hidden || r.firm.asked-asked != 1 {
			t.Errorf("hidden %v: the codes were computed %d times for one drawing", r.hidden, r.firm.asked-asked)
		}
		r.onDisplay(fyne.KeyEscape)
		if r.hidden != hidden {
			t.Errorf("after the Anzeige the window is hidden: %v, before: %v", r.hidden, hidden)
		}
		r.Unhide()
		r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
	}
}

// textsOf is everything that is written in a window, hidden or not.
func textsOf(w fyne.Window) (all []string) {
	var visit func(fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *canvas.Text:
			all = append(all, o.Text)
		case *fyne.Container:
			for _, child := range o.Objects {
				visit(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child)
			}
		}
	}
	visit(w.Content())
	return all
}

// TestDisplayIsLarge measures the digits: how high they are on the screen says from how far they can be read.
func TestDisplayIsLarge(t *testing.T) {
	const capital = 0.727 // of Inter's text size
	for name, tt := range map[string]struct {
		width, height, scale float32
		least                float32 // part of the screen's height
	}{
		"1366x768":    {1366, 768, 1, 0.30},
		"1920x1080":   {1920, 1080, 1, 0.30},
		"3840x2160@2": {1920, 1080, 2, 0.30},
		"1024x768":    {1024, 768, 1, 0.22},
	} {
		r := open(t, "de", false, one)
		r.key(fyne.KeyF11)
		shown := r.display.Window()
		shown.Canvas().(software.WindowlessCanvas).SetScale(tt.scale)
		shown.Resize(fyne.NewSize(tt.width, tt.height))
		digits := r.digits()[0]
		text := test.WidgetRenderer(digits).Objects()[0].(*canvas.Text)
		high := text.TextSize * capital
		if high < tt.least*tt.height || text.MinSize().Width > digits.Size().Width || text.MinSize().Width < 0.95*digits.Size().Width {
			t.Errorf("%s: digits %.0f high (%.1f %% of the screen), %.0f wide in %.0f", name, high, 100*high/tt.height, text.MinSize().Width, digits.Size().Width)
		}
		t.Logf("%s: digits are %.0f pixels high, %.1f %% of the screen", name, high*tt.scale, 100*high/tt.height)
	}
}

func TestDisplayShowsTheLastSecondsWithoutColours(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF11)
	for second := 30; second > 0; second-- {
		ring, solid, hollow := 0, 0, 0
		r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
			switch o := o.(type) {
			case *widgets.Ring:
				ring++
			case *canvas.Rectangle:
				if o.StrokeWidth > 0 && o.StrokeColor == base.Color(base.ColorNameForegroundOnWarning) {
					if o.FillColor == o.StrokeColor {
						solid++
					} else {
						hollow++
					}
				}
			}
		})
		now := r.firm.Codes(r.now)[0]
		if second > 5 {
			r.sees(t, "gültig", "danach", now.Next.Grouped())
			if ring != 1 || solid+hollow != 0 {
				t.Fatalf("%d seconds left: %d rings, %d + %d blocks", second, ring, solid, hollow)
			}
		} else {
			r.sees(t, "gleich neu – nächster Code:", now.Next.Grouped(), now.Code.Grouped())
			r.seesNot(t, "danach")
			if ring != 0 || solid != second || hollow != 5-second {
				t.Fatalf("%d seconds left: %d rings, %d + %d blocks", second, ring, solid, hollow)
			}
		}
		r.pass(1)
	}
	r.sees(t, "noch 30 Sekunden gültig", r.firm.Codes(r.now)[0].Code.Grouped())
}

func TestDisplayIsRightAfterSleep(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF11)
	for _, gone := range []time.Duration{3*time.Hour + 17*time.Second, -time.Hour, 29 * time.Second, time.Second} {
		before := r.firm.Codes(r.now)[0].Code
		r.now = r.now.Add(gone)
		r.tick()
		now := r.firm.Codes(r.now)[0]
		r.sees(t, now.Code.Grouped(), now.Next.Grouped())
		if before.Value != now.Code.Value {
			r.seesNot(t, before.Grouped())
		}
	}
}

func TestDisplayCoversTheCode(t *testing.T) {
	kept := drawer{}
	r := open(t, "de", false, func(r *room) { one(r); r.memory = kept })
	now := r.firm.Codes(r.now)[0]
	hidden := func(want bool) {
		t.Helper()
		all := strings.Join(textsOf(r.display.Window()), " ")
		if has := strings.Contains(all, now.Code.Grouped()) || strings.Contains(all, now.Next.Grouped()); has == want {
			t.Fatalf("covered %v in: %s", want, all)
		}
	}
	r.key(fyne.KeyF11)
	hidden(false)
	r.onDisplay(fyne.KeyV)
	hidden(true)
	r.sees(t, "••• •••", "Klick oder Leertaste zeigt den Code")
	for _, reveal := range []func(){
		func() { test.Tap(r.board().(fyne.Tappable)) },
		func() { r.onDisplay(fyne.KeySpace) },
	} {
		r.now = start
		reveal()
		hidden(false)
		r.pass(14)
		hidden(false)
		r.pass(1)
		hidden(true)
	}
	r.now = start
	r.onDisplay(fyne.KeyEscape)
	r.key(fyne.KeyF11) // remembered, and what was shown once is covered again
	hidden(true)
	r.onDisplay(fyne.KeyV)
	hidden(false)
}

func TestDisplayChoosesTheAccount(t *testing.T) {
	kept := drawer{}
	r := open(t, "de", false, func(r *room) { forty(r); r.memory = kept })
	r.key(fyne.KeyF11)
	r.sees(t, "Zugang 1") // none is named: the first
	r.onDisplay(fyne.KeyEscape)
	r.nameFirm(t, "Kanzlei", r.firm.accounts[4].ID)
	r.key(fyne.KeyF11)
	r.sees(t, "Zugang 5", r.firm.Codes(r.now)[4].Code.Grouped())
	r.onDisplay(fyne.KeyRight)
	r.sees(t, "Zugang 6")
	r.onDisplay(fyne.KeyEscape)
	r.code.OpenMenu(0)
	menu := r.native.Canvas().Overlays().Top()
	tapMenu(t, menu, "Auf der Anzeige zeigen")
	r.sees(t, "Zugang 1", r.firm.Codes(r.now)[0].Code.Grouped())
	r.onDisplay(fyne.KeyLeft)
	r.sees(t, "Zugang 40")
	r.onDisplay(fyne.KeyF11)
	r.key(fyne.KeyF11)
	r.sees(t, "Zugang 40") // remembered
	r.firm.accounts = r.firm.accounts[:39]
	r.tick()
	r.sees(t, "Zugang 5") // the chosen one is gone: the central one
	r.firm.accounts = nil
	r.tick()
	r.sees(t, "Noch kein Konto")
}

// tapMenu taps an item of Fyne's menu, which has one of these texts.
func tapMenu(t testing.TB, menu fyne.CanvasObject, texts ...string) {
	t.Helper()
	var found fyne.Tappable
	walk(menu, fyne.Position{}, false, func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		item, able := o.(fyne.Tappable)
		widget, ok := o.(fyne.Widget)
		if !able || !ok {
			return
		}
		for _, child := range test.WidgetRenderer(widget).Objects() {
			if line, ok := child.(*canvas.Text); ok && slices.Contains(texts, line.Text) {
				found = item
			}
		}
	})
	if found == nil {
		t.Fatalf("there is no %q", texts)
	}
	found.Tapped(&fyne.PointEvent{})
}

func TestDisplayAndLock(t *testing.T) {
	t.Run("the code stays in sight", func(t *testing.T) {
		r := open(t, "de", false, withPIN(t, guard.Settings{KeepCode: true}))
		r.enterPIN(t, doorPIN)
		r.key(fyne.KeyF11)
		if !r.lock.Locked() {
			t.Error("whoever leaves the Anzeige on the only screen is not asked for the PIN")
		}
		r.pass(1)
		r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped(), "Anzeige verlassen")
		r.onDisplay(fyne.KeyEscape)
		r.sees(t, "Alles andere ist gesperrt.")
		r.pinField(t).TypedKey(&fyne.KeyEvent{Name: fyne.KeyF11}) // and back, without the PIN
		r.sees(t, "Anzeige verlassen")
		r.onDisplay(fyne.KeyEscape)
		r.enterPIN(t, doorPIN)
		r.sees(t, "Verlauf")
	})
	t.Run("the lock hides the code", func(t *testing.T) {
		r := open(t, "de", false, withPIN(t, guard.Settings{}))
		code := r.firm.Codes(r.now)[0].Code.Grouped()
		r.openDisplay(vault.ID{}) // as kanzleicode --display does
		if r.display.Window() != nil {
			t.Fatal("the Anzeige does not wait for the PIN")
		}
		r.enterPIN(t, doorPIN)
		r.sees(t, code, "Anzeige verlassen")
		r.lock.Lock()
		r.tick()
		if all := strings.Join(textsOf(r.display.Window()), " "); strings.Contains(all, code) {
			t.Errorf("the code is there while the window is locked: %s", all)
		}
		r.sees(t, "Kanzleicode ist gesperrt")
	})
	for tag, size := range map[string]fyne.Size{"de": fyne.NewSize(1920, 1080), "en": fyne.NewSize(1024, 768)} {
		t.Run("how to change that can be read whole in "+tag, func(t *testing.T) {
			r := open(t, tag, false, withPIN(t, guard.Settings{}))
			r.enterPIN(t, doorPIN)
			r.key(fyne.KeyF11)
			r.lock.Lock()
			r.display.Window().Resize(size)
			r.tick()
			if all := strings.Join(textsOf(r.display.Window()), " "); !strings.Contains(all, r.services.Texts.Text("window.display.locked")) {
				t.Errorf("there stands %q", all)
			}
		})
	}
}

func TestDisplayKeepsTheScreenOn(t *testing.T) {
	var held []context.Context
	r := open(t, "de", false, func(r *room) {
		one(r)
		r.awake = func(ctx context.Context, reason string) error {
			if reason != "Die Anzeige mit dem Code ist zu sehen." {
				t.Errorf("reason %q", reason)
			}
			held = append(held, ctx)
			return nil
		}
	})
	for i := range 2 {
		r.key(fyne.KeyF11)
		if len(held) != i+1 || held[i].Err() != nil {
			t.Fatalf("%d holds, want %d that lasts", len(held), i+1)
		}
		r.onDisplay(fyne.KeyEscape)
		if held[i].Err() == nil {
			t.Error("the screen stays on after the Anzeige was left")
		}
	}
}

func TestDisplayHidesTheMouse(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF11)
	board := r.board().(interface {
		desktop.Hoverable
		desktop.Cursorable
	})
	r.pass(8)
	if board.Cursor() != desktop.HiddenCursor {
		t.Error("the mouse lies over the digits")
	}
	r.seesNot(t, "Esc")
	board.MouseMoved(&desktop.MouseEvent{})
	r.sees(t, "Anzeige verlassen (Esc)", "Code verdecken (V)")
	r.seesNot(t, "Anderer Bildschirm (B)") // there is one only
	if board.Cursor() != desktop.DefaultCursor {
		t.Error("the mouse cannot be seen")
	}
	walk(r.board(), fyne.Position{}, false, func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if _, able := o.(fyne.Focusable); able {
			t.Errorf("%T takes the keys away", o)
		}
	})
}

func TestDisplayWorksWhereverTheFocusIs(t *testing.T) {
	r := open(t, "de", false, one)
	test.Tap(r.pressable(t, "Code kopieren"))
	r.native.Canvas().Focus(r.pressable(t, "Code kopieren"))
	r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF11})
	if r.display.Window() == nil {
		t.Error("F11 does nothing while the digits have the focus")
	}
}

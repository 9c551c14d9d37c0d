package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/widgets"
)

func cardScenes() []scene {
	searched := func(text string) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) { r.code.FocusSearch(); test.Type(r.fields()[0], text) }
	}
	some := func(n int) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) { forty(r); r.firm.accounts = r.firm.accounts[:n] }
	}
	return []scene{
		{"code-six", some(6), nil},
		{"code-six-copied-late", some(6), func(_ testing.TB, r *room) {
			r.pass(26)
			r.key(fyne.KeyRight)
			r.shortcut(&fyne.ShortcutCopy{})
		}},
		{"code-forty-search", some(40), searched("großmann")},
		{"code-forty-search-none", some(40), searched("nirgends zu finden")},
		{"code-forty-pinned", some(40), func(t testing.TB, r *room) {
			r.code.OpenMenu(16)
			tapMenu(t, r.native.Canvas().Overlays().Top(), "Anheften: bleibt vorn", "Pin: stays first")
			r.code.OpenMenu(0)
		}},
	}
}

// cards are the names on the cards in sight, in their order.
func (r *room) cards() (names []string) {
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if p, ok := o.(*widgets.Pressable); ok {
			if name, ok := strings.CutPrefix(p.AccessibilityLabel(), "Code von "); ok {
				name, _, _ = strings.Cut(name, " kopieren")
				names = append(names, name)
			}
		}
	})
	return names
}

func (r *room) wantCards(t *testing.T, want ...string) {
	t.Helper()
	if got := r.cards(); !slices.Equal(got, want) {
		t.Errorf("cards %q, want %q", got, want)
	}
}

// named puts accounts of these names in.
func named(names ...string) func(*room) {
	return func(r *room) {
		for i, name := range names {
			r.firm.add(name, sampleKey("Dienst "+name, fmt.Sprintf("nutzer%d@kanzlei.de", i), byte(i+1)))
		}
	}
}

// on is the label of what has the focus.
func (r *room) on() string {
	if p, ok := r.native.Canvas().Focused().(*widgets.Pressable); ok {
		return p.AccessibilityLabel()
	}
	return fmt.Sprintf("%T", r.native.Canvas().Focused())
}

// strike types a key where the focus is.
func (r *room) strike(name fyne.KeyName) {
	if focused := r.native.Canvas().Focused(); focused != nil {
		focused.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	r.key(name)
}

func TestSearchAccounts(t *testing.T) {
	r := open(t, "de", false, named("Anton", "Berta", "Cäsar", "Dora", "Emil"))
	if len(r.fields()) != 0 {
		t.Error("five accounts are searched")
	}
	find := &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault}
	r.shortcut(find) // does no harm
	named("Friedrich")(r)
	r.changed()
	r.wantCards(t, "Anton", "Berta", "Cäsar", "Dora", "Emil", "Friedrich")
	r.shortcut(find)
	field := r.fields()[0]
	if r.native.Canvas().Focused() != fyne.Focusable(field) {
		t.Fatal("Ctrl+F does not lead to the search")
	}
	for text, want := range map[string][]string{
		"c": {"Cäsar", "Friedrich"}, "CÄSAR": {"Cäsar"}, "dienst d": {"Anton", "Berta", "Cäsar", "Dora", "Emil", "Friedrich"},
		"dora dienst": {"Dora"}, "nutzer4": {"Emil"}, "xyz": nil,
	} {
		field.SetText(text)
		r.wantCards(t, want...)
	}
	field.SetText("xyz")
	r.sees(t, "Kein Konto passt zu „xyz“.")
	field.SetText("rta")
	r.sees(t, "1 von 6 Konten")
	r.pass(31)
	shown := r.firm.Codes(r.now)[1]
	r.sees(t, shown.Code.Grouped())
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := r.app.Clipboard().Content(); got != shown.Code.Value {
		t.Errorf("Enter on the only hit copies %q", got)
	}
	field.SetText("c")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if r.on() != "Code von Cäsar kopieren" {
		t.Errorf("the arrow leads to %s", r.on())
	}
	r.pass(30) // what was out of sight is up to date when it comes back
	r.native.Canvas().Focus(field)
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	for _, s := range r.firm.Codes(r.now) {
		r.sees(t, s.Code.Grouped())
	}
	if field.Text != "" || r.native.Canvas().Focused() != nil {
		t.Error("Esc does not end the search")
	}
	field.SetText("Emil")
	r.firm.accounts = r.firm.accounts[:2]
	r.changed()
	r.wantCards(t, "Anton", "Berta")
}

func TestCardsByKeyboard(t *testing.T) {
	r := open(t, "de", false, forty)
	r.native.Resize(fyne.NewSize(1366, 728))
	if r.shortcut(&fyne.ShortcutCopy{}); r.app.Clipboard().Content() != "" {
		t.Error("something was copied that nobody chose")
	}
	r.strike(fyne.KeyDown)
	for _, step := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyRight, 2}, {fyne.KeyRight, 3}, {fyne.KeyLeft, 2}, {fyne.KeyLeft, 1}, {fyne.KeyLeft, 1}, {fyne.KeyUp, 1}} {
		r.strike(step.key)
		if want := fmt.Sprintf("Code von %s kopieren", r.firm.accounts[step.want-1].Name); r.on() != want {
			t.Fatalf("%s leads to %s, want %s", step.key, r.on(), want)
		}
	}
	r.strike(fyne.KeyDown)
	if r.on() != "Code von Zugang 4 kopieren" { // below the first of three columns
		t.Errorf("down leads to %s", r.on())
	}
	r.strike(fyne.KeyUp)
	for range 40 {
		r.strike(fyne.KeyRight)
	}
	if r.on() != "Code von Zugang 40 kopieren" {
		t.Errorf("the last card is not reached: %s", r.on())
	}
	var scroll *container.Scroll
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if s, ok := o.(*container.Scroll); ok && s.Size().Height > 100 { // not that of the search field
			scroll = s
		}
	})
	r.each(func(o fyne.CanvasObject, at fyne.Position, _ bool) {
		if p, ok := o.(*widgets.Pressable); ok && p.AccessibilityLabel() == r.on() {
			top := fyne.CurrentApp().Driver().AbsolutePositionForObject(scroll).Y
			if at.Y < top-1 || at.Y+p.Size().Height > top+scroll.Size().Height+1 {
				t.Errorf("the card with the focus is at %v, the scroll at %v, %v high", at.Y, top, scroll.Size().Height)
			}
		}
	})
	for name, way := range map[string]func(){
		"ctrl+c": func() { r.shortcut(&fyne.ShortcutCopy{}) },
		"enter":  func() { r.strike(fyne.KeyReturn) },
	} {
		r.app.Clipboard().SetContent("")
		way()
		if got, want := r.app.Clipboard().Content(), r.firm.Codes(r.now)[39].Code.Value; got != want {
			t.Errorf("%s copies %q, want %q", name, got, want)
		}
	}
	r.sees(t, "Benutzt um")
	r.pass(56) // the last seconds of both kinds
	r.strike(fyne.KeyReturn)
	r.sees(t, "Benutzt um "+r.now.Local().Format("15:04:05")+", gleich neu: "+r.firm.Codes(r.now)[39].Next.Grouped())
}

func TestOrderByHand(t *testing.T) {
	r := open(t, "de", false, named("A", "B", "C", "D"))
	alt := func(key fyne.KeyName) {
		r.shortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt})
	}
	alt(fyne.KeyRight) // nothing has the focus
	r.wantCards(t, "A", "B", "C", "D")
	r.native.Canvas().Focus(r.pressable(t, "Code von B kopieren"))
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyRight, "ACBD"}, {fyne.KeyRight, "ACDB"}, {fyne.KeyRight, "ACDB"}, {fyne.KeyHome, "BACD"}, {fyne.KeyEnd, "ACDB"}, {fyne.KeyLeft, "ACBD"}} {
		alt(step.key)
		if got := strings.Join(r.cards(), ""); got != step.want {
			t.Errorf("Alt+%s: %s, want %s", step.key, got, step.want)
		}
		if r.on() != "Code von B kopieren" {
			t.Errorf("Alt+%s: the focus is on %s", step.key, r.on())
		}
	}
	menu := func(index int, item string) {
		t.Helper()
		r.code.OpenMenu(index)
		tapMenu(t, r.native.Canvas().Overlays().Top(), item)
		for top := r.native.Canvas().Overlays().Top(); top != nil; top = r.native.Canvas().Overlays().Top() {
			r.native.Canvas().Overlays().Remove(top)
		}
	}
	menu(3, "Ganz nach vorn (Alt+Pos1)")
	r.wantCards(t, "D", "A", "C", "B")
	menu(2, "Nach hinten (Alt+→)")
	r.wantCards(t, "D", "A", "B", "C")
	menu(2, "Anheften: bleibt vorn")
	r.wantCards(t, "B", "D", "A", "C")
	r.pressable(t, "Code von B kopieren, angeheftet")
	menu(0, "Nicht mehr anheften")
	r.pressable(t, "Code von B kopieren")

	r.native.Canvas().Focus(r.pressable(t, "Code von D kopieren"))
	r.firm.accounts[3].Name = "umbenannt" // by somebody else
	r.changed()
	if r.on() != "Code von D kopieren" {
		t.Errorf("another's change takes the focus away: %s", r.on())
	}
	refused := &authenticator.Error{Reason: authenticator.ReasonChanged}
	r.firm.err = refused
	alt(fyne.KeyRight)
	r.sees(t, r.services.Texts.Explain(refused))
}

func TestFewCardsShareTheWindow(t *testing.T) {
	for names, want := range map[string]struct{ columns, rows int }{"AB": {2, 1}, "ABC": {3, 1}, "ABCDEF": {3, 2}} {
		r := open(t, "de", false, named(strings.Split(names, "")...))
		r.native.Resize(fyne.NewSize(1456, 819))
		var lefts, tops []float32
		right, least := float32(0), float32(1456)
		r.each(func(o fyne.CanvasObject, at fyne.Position, _ bool) {
			if p, ok := o.(*widgets.Pressable); ok && strings.HasPrefix(p.AccessibilityLabel(), "Code von ") {
				lefts, tops = append(lefts, at.X), append(tops, at.Y)
				right, least = max(right, at.X+p.Size().Width), min(least, p.Size().Height)
			}
		})
		slices.Sort(lefts)
		slices.Sort(tops)
		if columns, rows := len(slices.Compact(lefts)), len(slices.Compact(tops)); columns != want.columns || rows != want.rows {
			t.Errorf("%s: %d columns and %d rows, want %+v", names, columns, rows, want)
		}
		if right < 1400 || least < 170 {
			t.Errorf("%s: the cards end at %v of 1456, the lowest is %v high", names, right, least)
		}
	}
}

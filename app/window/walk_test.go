package window

import (
	"encoding/json"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/language"
	"kanzleicode/app/window/widgets"
	"kanzleicode/assets"
)

// walk visits every visible object below one, with its place on the canvas. clipped tells that a scroll
// may cut it off.
func walk(object fyne.CanvasObject, at fyne.Position, clipped bool, visit func(o fyne.CanvasObject, at fyne.Position, clipped bool)) {
	if object == nil || !object.Visible() {
		return
	}
	at = at.Add(object.Position())
	visit(object, at, clipped)
	switch o := object.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, at, clipped, visit)
		}
	case fyne.Widget:
		switch o.(type) {
		case *container.Scroll, *widget.List:
			clipped = true
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, at, clipped, visit)
		}
	}
}

// each visits what is on the canvas: the content, or the dialog over it.
func (r *room) each(visit func(o fyne.CanvasObject, at fyne.Position, clipped bool)) {
	front := r.front()
	root := front.Canvas().Overlays().Top()
	if root == nil {
		root = front.Content()
	}
	walk(root, fyne.Position{}, false, visit)
}

// front is the window that lies before all: the Anzeige or the small one, if it is there.
func (r *room) front() fyne.Window {
	if r.small != nil && r.small.Window() != nil {
		return r.small.Window()
	}
	if r.display != nil && r.display.Window() != nil {
		return r.display.Window()
	}
	return r.native
}

// texts is everything that can be read, one piece a line.
func (r *room) texts() string {
	var all []string
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" {
			all = append(all, text.Text)
		}
	})
	return strings.Join(all, "\n")
}

// sees fails unless every text can be read; wrapped texts are compared without their line breaks.
func (r *room) sees(t testing.TB, wanted ...string) {
	t.Helper()
	have := strings.ReplaceAll(r.texts(), "\n", " ")
	for _, text := range wanted {
		if !strings.Contains(have, text) {
			t.Errorf("%q cannot be read in: %s", text, have)
		}
	}
}

// seesNot fails if a text can be read.
func (r *room) seesNot(t testing.TB, text string) {
	t.Helper()
	if strings.Contains(strings.ReplaceAll(r.texts(), "\n", " "), text) {
		t.Errorf("%q can be read", text)
	}
}

// button finds a button by the key of its text.
func (r *room) button(t testing.TB, key string) *widgets.Button {
	t.Helper()
	var found *widgets.Button
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if b, ok := o.(*widgets.Button); ok && b.Text == r.services.Texts.Text(key) {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("there is no button %q in: %s", r.services.Texts.Text(key), r.texts())
	}
	return found
}

// press taps a button, found by the key of its text.
func (r *room) press(t testing.TB, key string) {
	t.Helper()
	b := r.button(t, key)
	if b.Disabled() {
		t.Fatalf("the button %q is disabled", b.Text)
	}
	test.Tap(b)
}

// pressText taps the button with a text that holds values.
func (r *room) pressText(t testing.TB, text string) {
	t.Helper()
	found := false
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if b, ok := o.(*widgets.Button); ok && b.Text == text && !found {
			found = true
			test.Tap(b)
		}
	})
	if !found {
		t.Fatalf("there is no button %q in: %s", text, r.texts())
	}
}

// pressable finds something to press by what screen readers say of it.
func (r *room) pressable(t testing.TB, label string) *widgets.Pressable {
	t.Helper()
	var found *widgets.Pressable
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if p, ok := o.(*widgets.Pressable); ok && p.AccessibilityLabel() == label {
			found = p
		}
	})
	if found == nil {
		t.Fatalf("there is nothing to press for %q", label)
	}
	return found
}

// fields are the entries that can be seen, from top to bottom.
func (r *room) fields() []*widgets.Field {
	var all []*widgets.Field
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if f, ok := o.(*widgets.Field); ok {
			all = append(all, f)
		}
	})
	return all
}

// key types a key where nothing has the focus.
func (r *room) key(name fyne.KeyName) { r.native.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name}) }

// shortcut presses keys together, as the canvas gets them.
func (r *room) shortcut(s fyne.Shortcut) {
	r.keys.TypedShortcut(s)
}

// TestTextsFit walks through every scene in both languages and looks for text that is cut off, lies
// outside of the window, or was never written.
func TestTextsFit(t *testing.T) {
	for _, tag := range []string{language.German, language.English} {
		whole := fixedTexts(language.New(tag))
		for _, size := range []fyne.Size{{Width: 1366, Height: 728}, {Width: 900, Height: 600}} {
			for _, s := range scenes() {
				if isHeavy(s) {
					continue
				}
				t.Run(tag+"/"+s.name, func(t *testing.T) {
					r := stageScene(t, s, tag, false, size)
					r.checkFits(t, whole)
				})
			}
		}
	}
}

// checkFits looks at everything in sight.
func (r *room) checkFits(t *testing.T, whole map[string]bool) {
	t.Helper()
	checkWindow(t, r.front(), whole)
}

// checkWindow looks at everything in sight in a window.
func checkWindow(t *testing.T, w fyne.Window, whole map[string]bool) {
	t.Helper()
	window := w.Canvas().Size()
	root := w.Canvas().Overlays().Top()
	if root == nil {
		root = w.Content()
	}
	walk(root, fyne.Position{}, false, func(o fyne.CanvasObject, at fyne.Position, clipped bool) {
		checkFit(t, o, at, clipped, window, whole)
	})
	var seen []placed
	walkInSight(root, placed{size: window}, fyne.Position{}, func(text *canvas.Text, at fyne.Position, sight placed) {
		if strings.TrimSpace(text.Text) == "" {
			return
		}
		here := placed{text.Text, at, fyne.NewSize(min(text.MinSize().Width, text.Size().Width), text.MinSize().Height)}
		if text.Alignment == fyne.TextAlignCenter {
			here.at.X += (text.Size().Width - here.size.Width) / 2
		}
		if here = here.within(sight); here.size.Width < 3 || here.size.Height < 3 {
			return // scrolled out of sight
		}
		for _, other := range seen {
			if here.covers(other) {
				t.Errorf("%q at %v lies on %q at %v", here.text, here.at, other.text, other.at)
			}
		}
		seen = append(seen, here)
	})
}

// walkInSight visits the texts below an object, with what of the canvas the scrolls around them leave in sight.
func walkInSight(o fyne.CanvasObject, sight placed, at fyne.Position, visit func(text *canvas.Text, at fyne.Position, sight placed)) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		visit(o, at, sight)
	case *fyne.Container:
		for _, child := range o.Objects {
			walkInSight(child, sight, at, visit)
		}
	case fyne.Widget:
		switch o.(type) {
		case *container.Scroll, *widget.List, *widgets.Field:
			sight = placed{"", at, o.Size()}.within(sight)
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			walkInSight(child, sight, at, visit)
		}
	}
}

// placed is a text where it stands on the canvas.
type placed struct {
	text string
	at   fyne.Position
	size fyne.Size
}

// within is what of it lies in a part of the canvas.
func (p placed) within(sight placed) placed {
	left, top := max(p.at.X, sight.at.X), max(p.at.Y, sight.at.Y)
	right := min(p.at.X+p.size.Width, sight.at.X+sight.size.Width)
	bottom := min(p.at.Y+p.size.Height, sight.at.Y+sight.size.Height)
	return placed{p.text, fyne.NewPos(left, top), fyne.NewSize(right-left, bottom-top)}
}

// covers reports whether the letters of two texts lie on each other: they fill about the middle of their lines.
func (p placed) covers(other placed) bool {
	a, b := p.letters(), other.letters()
	return min(a.at.X+a.size.Width, b.at.X+b.size.Width)-max(a.at.X, b.at.X) > 2 &&
		min(a.at.Y+a.size.Height, b.at.Y+b.size.Height)-max(a.at.Y, b.at.Y) > 2
}

func (p placed) letters() placed {
	return placed{p.text, p.at.AddXY(0, p.size.Height/4), fyne.NewSize(p.size.Width, p.size.Height/2)}
}

// isHeavy reports whether a scene takes long and differs from another one only in its numbers, or is Fyne's own dialog.
func isHeavy(s scene) bool {
	return strings.HasSuffix(s.name, "-many") || strings.HasSuffix(s.name, "-overfull") || s.name == "mandates-open"
}

func checkFit(t *testing.T, o fyne.CanvasObject, at fyne.Position, clipped bool, window fyne.Size, whole map[string]bool) {
	t.Helper()
	slack := float32(1) // rounding
	if strings.Contains(t.Name(), "/help") {
		slack = widgets.ScrollRoom // Fyne wraps a line of several styles up to 10 pixels too late; the margin takes that
	}
	switch o := o.(type) {
	case *canvas.Text:
		if strings.HasPrefix(o.Text, "[window.") || strings.Contains(o.Text, "{") && !strings.Contains(t.Name(), "/settings-texts") && !strings.Contains(t.Name(), "/help") { // which show names in braces
			t.Errorf("%q is not written", o.Text)
		}
		if o.MinSize().Width > o.Size().Width+slack {
			t.Errorf("%q is %v wide in a box of %v at %v", o.Text, o.MinSize().Width, o.Size().Width, at)
		}
		end := at.AddXY(o.MinSize().Width, 0)
		if !clipped && o.Text != "" && (at.X < -slack || at.Y < -slack || end.X > window.Width+slack || at.Y > window.Height) {
			t.Errorf("%q lies at %v, outside of %v", o.Text, at, window)
		}
	case *widgets.Line:
		if o.Cut() && whole[o.Text()] {
			t.Errorf("%q is cut in a box of %v", o.Text(), o.Size())
		}
	case *widget.RichText:
		if o.Wrapping == fyne.TextWrapWord && o.MinSize().Height > o.Size().Height+slack {
			t.Errorf("%q needs a height of %v and has %v", o.String(), o.MinSize().Height, o.Size().Height)
		}
	case *widgets.Button:
		if min := o.MinSize(); min.Width > o.Size().Width+slack || min.Height > o.Size().Height+slack {
			t.Errorf("button %q needs %v and has %v", o.Text, min, o.Size())
		}
	}
}

// catalogue is every text of a language by its key.
func catalogue(tag string) map[string]string {
	var all map[string]string
	raw, err := assets.Translation.ReadFile("translation/" + tag + ".json")
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		panic(err)
	}
	return all
}

// fixedTexts are the texts that hold no values: those must always be readable whole.
func fixedTexts(catalog *language.Catalog) map[string]bool {
	fixed := map[string]bool{}
	for _, text := range catalogue(catalog.Tag()) {
		fixed[text] = true
	}
	return fixed
}

// windowKeys are the keys of the window's texts.
func windowKeys() []string {
	var keys []string
	for key := range catalogue(language.German) {
		if strings.HasPrefix(key, "window.") {
			keys = append(keys, key)
		}
	}
	return keys
}

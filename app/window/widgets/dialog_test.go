package widgets

import (
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// bold counts the pixels of a picture that have the main colour of the theme.
func bold(picture image.Image) int {
	n, want := 0, base.Color(base.ColorNamePrimary)
	r, g, b, _ := want.RGBA()
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			if pr, pg, pb, _ := picture.At(x, y).RGBA(); pr == r && pg == g && pb == b {
				n++
			}
		}
	}
	return n
}

func TestFocusIsSeen(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": base.VariantLight, "dark": base.VariantDark} {
		test.NewTempApp(t).Settings().SetTheme(theme.Only(variant))
		window := test.NewTempWindow(t, canvas.NewText("", nil))
		window.Resize(fyne.NewSize(700, 500))
		check := NewCheck("wählen", false, nil)
		choice := NewChoice([]string{"eins", "zwei"}, nil)
		cancel, accept := NewButton("Abbrechen", widget.MediumImportance, nil), NewButton("Übernehmen", widget.HighImportance, nil)
		chip := NewPressable("neu", NewWholeLine("3 neu", Plain), nil).WithSurface(base.ColorNameButton, theme.ColorCardHover, "")
		NewDialog(window, "Liste einlesen", 400, Below(8, check, choice, chip), cancel, accept).Show()
		before := window.Canvas().Capture()
		for _, focused := range []fyne.Focusable{check.box, choice.marks[1], chip, cancel, accept} {
			window.Canvas().Focus(focused)
			if window.Canvas().Focused() != focused {
				t.Fatalf("%s: %T does not take the focus", name, focused)
			}
			// Two pixels all around even something small are more than a hundred.
			if more := bold(window.Canvas().Capture()) - bold(before); more < 100 {
				t.Errorf("%s: the focus of %T is drawn with %d pixels", name, focused, more)
			}
		}
		window.Canvas().Unfocus()
		if after := window.Canvas().Capture(); bold(after) != bold(before) {
			t.Errorf("%s: the focus is still seen", name)
		}
	}
}

func TestDialogKeys(t *testing.T) {
	dressed(t)
	key := func(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }
	type parts struct {
		dialog         *Dialog
		cancel, accept *Button
		choice         *Choice
	}
	tests := []struct {
		name       string
		importance widget.Importance
		act        func(fyne.Canvas, parts)
		want       []string
	}{
		{"Enter", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.dialog.TypedKey(key(fyne.KeyReturn)) }, []string{"yes"}},
		{"Enter of the number block", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.dialog.TypedKey(key(fyne.KeyEnter)) }, []string{"yes"}},
		{"Enter while it may not", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.accept.Disable(); p.dialog.TypedKey(key(fyne.KeyReturn)) }, nil},
		{"Escape", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.dialog.TypedKey(key(fyne.KeyEscape)) }, []string{"no"}},
		{"another key", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.dialog.TypedKey(key(fyne.KeyA)) }, nil},
		{"Enter on a choice", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.choice.marks[1].TypedKey(key(fyne.KeyReturn)) }, []string{"yes"}},
		{"space on a choice", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.choice.marks[1].TypedKey(key(fyne.KeySpace)) }, []string{"zwei"}},
		{"Enter on cancel", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.cancel.TypedKey(key(fyne.KeyReturn)) }, []string{"no"}},
		{"Escape on accept", widget.HighImportance, func(_ fyne.Canvas, p parts) { p.accept.TypedKey(key(fyne.KeyEscape)) }, []string{"no"}},
		{"Enter on opening, destructive", widget.DangerImportance, func(c fyne.Canvas, _ parts) { c.Focused().TypedKey(key(fyne.KeyReturn)) }, []string{"no"}},
		{"Enter elsewhere, destructive", widget.DangerImportance, func(_ fyne.Canvas, p parts) { p.dialog.TypedKey(key(fyne.KeyReturn)) }, nil},
		{"Enter on accept, destructive", widget.DangerImportance, func(_ fyne.Canvas, p parts) { p.accept.TypedKey(key(fyne.KeyReturn)) }, []string{"yes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			window := test.NewTempWindow(t, canvas.NewText("", nil))
			var got []string
			say := func(word string) func() { return func() { got = append(got, word) } }
			p := parts{cancel: NewButton("Abbrechen", widget.MediumImportance, say("no")), accept: NewButton("Ja", tt.importance, say("yes"))}
			p.choice = NewChoice([]string{"eins", "zwei"}, func(index int) { got = append(got, p.choice.Options[index]) })
			p.dialog = NewDialog(window, "Frage", 300, p.choice, p.cancel, p.accept)
			p.dialog.Show()
			if Topmost(window.Canvas()) != p.dialog {
				t.Fatal("the dialog is not found on the canvas")
			}
			tt.act(window.Canvas(), p)
			if !slices.Equal(got, tt.want) {
				t.Errorf("it did %q, want %q", got, tt.want)
			}
		})
	}
}

package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/window/theme"
)

func dressed(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.Only(base.VariantLight))
}

func TestRingShowsTheRestByShapeToo(t *testing.T) {
	dressed(t)
	r := NewRing(80)
	r.Set(15, 30, false)
	if got := r.rest.EndAngle - r.rest.StartAngle; got != 180 {
		t.Errorf("half of the time is drawn as %v degrees", got)
	}
	calm, colour := r.rest.CutoutRatio, r.rest.FillColor
	r.Set(4, 30, true)
	if r.number.Text != "4" || r.rest.FillColor == colour || r.rest.CutoutRatio >= calm {
		t.Error("the last seconds look as all others")
	}
	r.Set(0, 0, false) // no division by nothing
}

func TestDigitsFillTheirPlace(t *testing.T) {
	dressed(t)
	d := NewDigits(40, 400)
	window := test.NewTempWindow(t, d)
	d.Set("123 456", base.ColorNameForeground)
	for _, size := range []fyne.Size{{Width: 700, Height: 400}, {Width: 1200, Height: 200}, {Width: 3000, Height: 900}} {
		window.Resize(size)
		place := d.Size()
		width := d.shown.MinSize().Width
		if width > place.Width {
			t.Errorf("%v: the digits are %v wide in %v", size, width, place.Width)
		}
		if d.shown.TextSize < 400 && width < place.Width*0.9 && d.shown.TextSize < place.Height*0.8 {
			t.Errorf("%v: digits of size %v leave their place empty", size, d.shown.TextSize)
		}
	}
	before := d.shown.TextSize
	d.Set("888 111", base.ColorNameForeground)
	if d.shown.TextSize != before {
		t.Error("another code has another size")
	}
}

func TestLineEndsInAnEllipsis(t *testing.T) {
	dressed(t)
	l := NewLine("Steuerberatungsgesellschaft Großmann", Plain)
	for _, width := range []float32{20, 60, 150, 1000} {
		l.Resize(fyne.NewSize(width, 20))
		if got := l.shown.MinSize().Width; got > width && l.shown.Text != "…" {
			t.Errorf("%q is %v wide in %v", l.shown.Text, got, width)
		}
		if l.Cut() != (width < 1000) || l.Cut() && !strings.HasSuffix(l.shown.Text, "…") {
			t.Errorf("in %v it shows %q", width, l.shown.Text)
		}
	}
	if l.Text() != "Steuerberatungsgesellschaft Großmann" {
		t.Errorf("the text became %q", l.Text())
	}
}

func TestWallHasAsManyColumnsAsFit(t *testing.T) {
	t.Parallel()
	w := Wall{Width: 300, Height: 140, Gap: 14}
	for width, want := range map[float32]int{100: 1, 300: 1, 613: 1, 614: 2, 1228: 3, 1242: 4} {
		n, cell := w.columns(width)
		if n != want || float32(n)*cell+float32(n-1)*w.Gap != width {
			t.Errorf("%v: %d columns of %v, want %d", width, n, cell, want)
		}
	}
}

func TestFilledWallSharesItsRoom(t *testing.T) {
	dressed(t)
	for _, c := range []struct {
		cells         int
		room          fyne.Size
		columns, rows int
		height        float32
	}{
		{2, fyne.NewSize(1014, 800), 2, 1, 225}, // as wide as there is room, and no higher than goes with that
		{3, fyne.NewSize(800, 300), 2, 2, 143},  // the height is shared
		{6, fyne.NewSize(1300, 300), 3, 2, 143}, // rather three and three than four and two
		{9, fyne.NewSize(320, 400), 1, 9, 140},  // no room: it scrolls
	} {
		w := &scrolledWall{Wall: Wall{Width: 300, Height: 140, Gap: 14, Filled: c.cells}, room: c.room}
		columns, _ := w.columns(c.room.Width)
		if columns != c.columns || rows(c.cells, columns) != c.rows || w.height() != c.height {
			t.Errorf("%d cells in %v: %d columns, %v high; want %+v", c.cells, c.room, columns, w.height(), c)
		}
	}
}

func TestTableDrawsOnlyWhatIsInSight(t *testing.T) {
	dressed(t)
	made := 0
	table := NewTable([]Column[int]{{Title: "Zahl", Width: 100, Grow: 1, Text: func(int) string { return "x" },
		Style: func(int) Style { made++; return Plain }}}, func(int) bool { return false }, "alle")
	window := test.NewTempWindow(t, table)
	window.Resize(fyne.NewSize(600, 400))
	made = 0
	table.Set(make([]int, 100000))
	if made > 50 {
		t.Errorf("%d cells were drawn for 100,000 rows", made)
	}
}

func TestPressableShowsItsFocus(t *testing.T) {
	dressed(t)
	pressed := 0
	p := NewPressable("drücken", canvas.NewText("x", nil), func() { pressed++ })
	window := test.NewTempWindow(t, p)
	window.Canvas().Focus(p)
	if p.background.StrokeWidth != 2 {
		t.Error("the focus cannot be seen")
	}
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyA} {
		p.TypedKey(&fyne.KeyEvent{Name: key})
	}
	test.Tap(p)
	if pressed != 4 {
		t.Errorf("pressed %d times", pressed)
	}
	window.Canvas().Unfocus()
	if p.background.StrokeWidth != 0 {
		t.Error("the focus is still seen")
	}
}

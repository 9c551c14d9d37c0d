package small

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/code"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// view is everything that the window shows at a moment.
type view struct {
	name            string
	code            string // "" = none
	seconds, period int
	late            bool   // the code is in its last seconds
	state           string // below the code
	done            bool   // the state is that the code was copied
	wrong           bool   // the state is that the clock is wrong
}

// view is what is to be seen now.
func (s *Small) view(now time.Time) view {
	texts := s.host.Texts
	shown, ok := s.shown(now)
	switch {
	case !s.ways.Allowed():
		return view{name: texts.Text("window.lock.title")}
	case !ok:
		return view{name: texts.Text("window.display.empty")}
	}
	v := view{
		name: shown.Account.Name, code: shown.Code.Grouped(), seconds: shown.Code.SecondsLeft(now),
		period: int(shown.Account.Period / time.Second), late: code.Urgent(shown, now),
		state: texts.Text("window.small.hint"),
	}
	used := s.copied.account == shown.Account.ID && s.copied.validFrom.Equal(shown.Code.ValidFrom)
	at := s.copied.at.Local().Format("15:04:05")
	switch {
	case used && v.late:
		v.state = texts.Text("window.code.copied_late_short", "time", at, "code", shown.Next.Grouped())
	case used:
		v.state, v.done = texts.Text("window.code.copied_short", "time", at), true
	case s.ways.Doubted != nil && s.ways.Doubted():
		v.state, v.wrong = texts.Text("window.clock.sign_short"), true
	case v.late:
		v.state = texts.Text("window.code.then_soon", "code", shown.Next.Grouped())
	}
	return v
}

// face is what the window shows: all of it copies the code when it is clicked. Nothing in it takes the focus.
type face struct {
	widget.BaseWidget
	small       *Small
	view        view
	name, state *widgets.Line
	digits      *widgets.Digits
	ring        *widgets.Ring
	content     fyne.CanvasObject
}

// Declare conformity with the interfaces.
var (
	_ fyne.Tappable      = (*face)(nil)
	_ fyne.Accessible    = (*face)(nil)
	_ desktop.Cursorable = (*face)(nil)
)

// The sizes of digits and ring.
const leastDigits, mostDigits, ringSize = 28, 300, 48

func newFace(s *Small) *face {
	f := &face{
		small: s, name: widgets.NewLine("", widgets.Strong), state: widgets.NewLine("", widgets.Caption),
		digits: widgets.NewDigits(leastDigits, mostDigits).LeftAligned(), ring: widgets.NewRing(ringSize),
	}
	body := container.NewBorder(nil, nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 14, 0), container.NewCenter(f.ring)), f.digits)
	f.content = container.New(widgets.Inset(14, 8), container.NewBorder(f.name, f.state, nil, nil, body))
	f.ExtendBaseWidget(f)
	return f
}

// show draws a view, if it is another one.
func (f *face) show(v view) {
	if v == f.view {
		return
	}
	f.view = v
	f.name.SetText(v.name)
	colour, state := base.ColorNameForeground, widgets.Caption
	if v.late {
		colour = theme.ColorUrgent
	}
	switch {
	case v.late, v.wrong:
		state = widgets.Style{Size: base.SizeNameCaptionText, Colour: theme.ColorUrgent, Bold: true}
	case v.done:
		state = widgets.Style{Size: base.SizeNameCaptionText, Colour: base.ColorNameSuccess, Bold: true}
	}
	f.state.Set(v.state, state)
	f.digits.Set(v.code, colour)
	if v.code == "" {
		f.ring.Hide()
		return
	}
	f.ring.Set(v.seconds, v.period, v.late)
	f.ring.Show()
}

// Tapped implements fyne.Tappable.
func (f *face) Tapped(*fyne.PointEvent) { f.small.copy() }

// Cursor implements desktop.Cursorable.
func (f *face) Cursor() desktop.Cursor {
	if f.view.code == "" {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// AccessibilityLabel implements fyne.Accessible.
func (f *face) AccessibilityLabel() string {
	return f.small.host.Texts.Text("window.code.copy_of", "name", f.view.name)
}

// AccessibilityRole implements fyne.Accessible.
func (f *face) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (f *face) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.content) }

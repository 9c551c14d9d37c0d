package clockwork

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/clock"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Strip is the bar above the code. It is hidden while there is nothing to say.
type Strip struct {
	desk *Desk
	fit  func()

	content *fyne.Container
	panel   *widgets.Panel
	icon    *widget.Icon
	text    *widget.RichText
	buttons map[action]*widgets.Button
	row     *fyne.Container // below the text
	side    *fyne.Container // beside it: one button alone

	shown message
	here  bool // the page with the code is in sight
}

// weight is how much a message wants to be seen.
type weight int

const (
	nothing weight = iota
	small          // all is well, and yet one ought to know
	note           // something is to be known or done
	warning        // codes are refused
)

// action is a button of the bar.
type action int

const (
	doHow action = iota
	doCorrect
	doCheck
	doClear
	doSeen
	actions
)

// message is what the bar says.
type message struct {
	weight weight
	text   string
	can    [actions]bool
	asking bool
}

func (m message) with(all ...action) message {
	for _, a := range all {
		m.can[a] = true
	}
	return m
}

func newStrip(d *Desk, fit func()) *Strip {
	texts := d.host.Texts
	s := &Strip{desk: d, fit: fit, here: true, icon: widget.NewIcon(nil), text: widgets.NewParagraph("", widgets.Plain)}
	s.buttons = map[action]*widgets.Button{
		doHow:     widgets.NewButton(texts.Text("window.clock.how_button"), widget.MediumImportance, d.how),
		doCorrect: widgets.NewButton(texts.Text("window.clock.correct"), widget.MediumImportance, d.correct),
		doCheck:   widgets.NewButton(texts.Text("window.clock.check"), widget.MediumImportance, d.check),
		doClear:   widgets.NewButton(texts.Text("window.clock.clear"), widget.MediumImportance, d.clear),
		doSeen:    widgets.NewButton(texts.Text("window.clock.seen"), widget.MediumImportance, d.seen),
	}
	s.row, s.side = widgets.NewFlow(10), container.NewCenter()
	icon := container.NewVBox(container.New(widgets.Inset(0, 1), container.NewGridWrap(fyne.NewSquareSize(24), s.icon)))
	words := widgets.NewColumn(8, widgets.Flush(s.text), s.row)
	s.panel = widgets.NewPanel(theme.ColorTint, "", container.New(widgets.Inset(14, 10),
		container.NewBorder(nil, nil, icon, s.side, container.New(widgets.Inset(12, 0), words))))
	s.content = container.New(widgets.Inset(16, 8), s.panel)
	s.content.Hide()
	return s
}

// Content is the bar's drawing.
func (s *Strip) Content() fyne.CanvasObject { return s.content }

// Show says whether the page with the code is in sight: the bar belongs to it.
func (s *Strip) Show(here bool) {
	s.here = here
	s.reveal()
}

// reveal shows the bar if there is something to say here.
func (s *Strip) reveal() {
	wanted := s.here && s.shown.weight != nothing
	if wanted != s.content.Visible() {
		if wanted {
			s.content.Show()
		} else {
			s.content.Hide()
		}
		s.fit()
	}
}

// message is what there is to say of a state.
func (s *Strip) message(state *clock.State) message {
	texts := s.desk.host.Texts
	spanned := func(key string, offset time.Duration) string {
		return texts.Text(direction(key, offset), "span", clock.Span(texts, offset))
	}
	m := message{weight: note, asking: s.desk.asking}
	mayCheck := func(m message) message {
		m.can[doCheck] = !state.Settings.Off
		return m
	}
	switch {
	case state.Level == clock.Corrected:
		m.weight, m.text = small, spanned("window.clock.corrected", state.Correction.Offset)
		return m.with(doClear)
	case state.CanCorrect():
		m.text = spanned("window.clock."+string(state.Level), state.Measured.Offset)
		if state.Level == clock.Wrong {
			m.weight = warning
		}
		if state.Ended == clock.EndedChanged {
			m.text += " " + texts.Text("window.clock.ended")
		}
		return m.with(doHow, doCorrect)
	case state.Level == clock.Doubtful:
		m.text = texts.Text("window.clock.doubtful", "span", clock.Span(texts, state.Suspected))
		return mayCheck(m.with(doHow))
	case state.Correction != nil:
		m.text = texts.Text("clock.correction_waits")
		return mayCheck(m.with(doClear))
	case state.Ended == clock.EndedRight:
		m.text = texts.Text("clock.ended.right")
		return m.with(doSeen)
	case state.Level == clock.Unknown && state.Set.Abs() > clock.Tolerance:
		m.text = spanned("window.clock.set", -state.Set)
		if state.Settings.Off {
			m.text += " " + texts.Text("window.clock.set_unchecked")
		} else {
			m.text += " " + texts.Text("window.clock.set_checked")
		}
		return mayCheck(m.with(doSeen))
	}
	return message{}
}

// show draws what is to be said, if it is something else than before.
func (s *Strip) show(state *clock.State) {
	m := s.message(state)
	if m == s.shown {
		return
	}
	s.shown = m
	surface, icon := theme.ColorTint, fyne.Resource(base.NewWarningThemedResource(base.WarningIcon()))
	switch m.weight {
	case warning:
		surface, icon = theme.ColorNoticeFailed, base.NewErrorThemedResource(base.ErrorIcon())
	case small:
		surface, icon = "", base.NewColoredResource(base.InfoIcon(), theme.ColorMuted)
	case nothing, note:
	}
	s.panel.SetSurface(surface)
	s.icon.SetResource(icon)
	widgets.SetParagraph(s.text, m.text)
	s.arrange(m)
	ask := s.buttons[doCheck]
	ask.SetText(s.desk.checkText())
	if m.asking {
		ask.Disable()
	} else {
		ask.Enable()
	}
	s.reveal()
	s.fit()
}

// arrange shows the buttons of a message.
func (s *Strip) arrange(m message) {
	var buttons []fyne.CanvasObject
	for a := range actions {
		if m.can[a] {
			buttons = append(buttons, s.buttons[a])
		}
	}
	s.row.Objects, s.side.Objects = buttons, nil
	s.row.Show()
	if len(buttons) == 1 {
		s.row.Objects, s.side.Objects = nil, buttons
		s.row.Hide()
	}
	s.row.Refresh()
	s.side.Refresh()
}

// checkText is what stands on the button that asks the servers.
func (d *Desk) checkText() string {
	if d.asking {
		return d.host.Texts.Text("window.clock.checking")
	}
	return d.host.Texts.Text("window.clock.check")
}

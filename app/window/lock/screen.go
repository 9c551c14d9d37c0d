package lock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/guard"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// screen is what stands there instead of the window.
type screen struct {
	lock    *Lock
	content fyne.CanvasObject
	keep    bool // the codes stay in sight
	pin     *pinField
	open    *widgets.Button
	state   *widget.RichText // what is wrong
	line    *widgets.Line    // the same where there is room for one line
	trying  bool
	waited  bool   // there was a wait at the last tick
	fault   string // what was done wrong, "" = nothing
}

// pinField hides what is typed. Ctrl+C in it means the code, if that is in sight.
type pinField struct {
	widgets.Field
	copy func()
}

// TypedShortcut implements fyne.Shortcutable.
func (f *pinField) TypedShortcut(shortcut fyne.Shortcut) {
	if _, ok := shortcut.(*fyne.ShortcutCopy); ok {
		f.copy()
		return
	}
	f.Field.TypedShortcut(shortcut)
}

// cardWidth is how wide the question is.
const cardWidth = 420

func newScreen(l *Lock) *screen {
	texts := l.host.Texts
	s := &screen{lock: l, keep: l.services.Guard.Settings().KeepCode}
	s.pin = &pinField{copy: l.Copy}
	s.pin.Password = true
	s.pin.SetPlaceHolder(texts.Text("window.lock.pin"))
	s.pin.OnSubmitted = func(string) { s.submit() }
	s.pin.ExtendBaseWidget(s.pin)
	s.open = widgets.NewButton(texts.Text("window.lock.open"), widget.HighImportance, s.submit)
	forgotten := widgets.NewButton(texts.Text("window.lock.forgotten"), widget.LowImportance, l.forgotten)
	icon := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(40), widget.NewIcon(theme.Symbol("lock"))))
	if s.keep {
		s.line = widgets.NewLine("", widgets.Style{Colour: base.ColorNameError, Bold: true})
		s.line.Hide()
		bar := widgets.NewPanel(theme.ColorRail, "", container.New(widgets.Inset(20, 12), container.NewBorder(nil, nil,
			container.New(layout.NewCustomPaddedLayout(0, 0, 0, 14), icon),
			container.NewCenter(widgets.Beside(10, container.New(widgets.AtLeast(fyne.NewSize(180, 0)), s.pin), s.open, forgotten)),
			container.NewVBox(layout.NewSpacer(), widgets.NewLine(texts.Text("window.lock.rest"), widgets.Muted), s.line, layout.NewSpacer())))).Square()
		s.content = container.NewBorder(nil, bar, nil, nil,
			container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)), l.display.Content()))
		return s
	}
	s.state = widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError}.Centred())
	s.state.Resize(fyne.NewSize(cardWidth, 0)) // a text that wraps finds its height by its width
	s.state.Hide()
	card := widgets.NewCard(container.New(widgets.AtLeast(fyne.NewSize(cardWidth, 0)), widgets.Below(14, icon,
		widgets.NewWholeLine(texts.Text("window.lock.title"), widgets.Title.Centred()),
		s.pin, s.state, s.open, container.NewCenter(forgotten))))
	s.content = container.NewCenter(card)
	return s
}

// focus puts the cursor where the PIN is typed.
func (s *screen) focus() { s.lock.host.Window.Canvas().Focus(s.pin) }

// fail says what was done wrong, "" nothing.
func (s *screen) fail(text string) {
	s.fault = text
	if s.keep {
		s.tell()
		return
	}
	widgets.SetParagraph(s.state, text)
	reveal(s.state, text != "")
	s.content.Refresh()
}

// tell says below the codes that stay in sight what was done wrong, or else what is wrong with them.
func (s *screen) tell() {
	text := s.fault
	if text == "" && s.lock.window.Doubted != nil && s.lock.window.Doubted() {
		text = s.lock.host.Texts.Text("window.clock.sign_short")
	}
	if text == s.line.Text() && s.line.Visible() == (text != "") {
		return
	}
	s.line.SetText(text)
	reveal(s.line, text != "")
	s.content.Refresh()
}

// reveal shows an object, or hides it.
func reveal(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// tick shows what goes with the clock.
func (s *screen) tick(now time.Time) {
	if s.keep {
		s.lock.display.Tick(now)
		s.tell()
	}
	switch wait := s.lock.services.Guard.Wait(); {
	case wait > 0:
		rest := int((wait + time.Second - 1) / time.Second)
		s.fail(s.lock.host.Texts.Text("window.lock.wait", "time", fmt.Sprintf("%d:%02d", rest/60, rest%60)))
		s.waited = true
		s.enable(false)
	case s.waited:
		s.waited = false
		s.fail("")
		s.enable(true)
		s.focus()
	}
}

func (s *screen) enable(on bool) {
	if on {
		s.pin.Enable()
		s.open.Enable()
	} else {
		s.pin.Disable()
		s.open.Disable()
	}
}

// submit tries what was typed, off the UI goroutine.
func (s *screen) submit() {
	l, pin := s.lock, s.pin.Text
	if s.trying || pin == "" || s.open.Disabled() {
		return
	}
	s.trying = true
	s.enable(false)
	page.Do(l.worker, func(context.Context) (struct{}, error) {
		return struct{}{}, l.services.Guard.Try(pin)
	}, func(_ struct{}, err error) {
		s.trying = false
		if l.screen != s {
			return // opened by another way meanwhile
		}
		s.pin.SetText("")
		s.enable(true)
		switch {
		case err == nil:
			l.unlock()
			return
		case errors.Is(err, &guard.Error{Reason: guard.ReasonWrong}):
			s.fail(l.host.Texts.Count("window.lock.wrong", l.services.Guard.Left()))
		default:
			s.fail(l.host.Texts.Explain(err))
		}
		s.focus()
		s.tick(l.host.Now())
	})
}

package lock

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/guard"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// dialogWidth is how wide the dialogs are.
const dialogWidth = 560

// idleChoices are the times to choose from; 0 = never.
var idleChoices = []time.Duration{time.Minute, guard.DefaultIdle, 10 * time.Minute, 30 * time.Minute, 0}

// settings is the dialog in which the PIN is set, changed and removed.
type settings struct {
	lock             *Lock
	old, pin, again  *widgets.Field // old is nil while there is no PIN
	idle             *widgets.Chips
	keep             *widgets.Check
	problem          *widget.RichText
	cancel, off, set *widgets.Button
	dialog           *widgets.Dialog
}

// OpenSettings opens the dialog in which the lock is set up.
func (l *Lock) OpenSettings() {
	if l.locked {
		return
	}
	texts, now := l.host.Texts, l.services.Guard.Settings()
	s := &settings{lock: l, problem: errorText()}
	s.pin, s.again = widgets.NewSecretField(texts.Text("window.lock.new_pin")), widgets.NewSecretField(texts.Text("window.lock.again"))
	fields := widgets.Below(10)
	if l.services.Guard.Active() {
		s.old = widgets.NewSecretField(texts.Text("window.lock.old_pin"))
		s.pin.SetPlaceHolder(texts.Text("window.lock.other_pin"))
		fields.Add(s.old)
	}
	fields.Add(s.pin)
	fields.Add(s.again)
	names := make([]string, len(idleChoices))
	chosen := 0
	for i, idle := range idleChoices {
		names[i] = texts.Count("window.lock.minutes", int(idle/time.Minute))
		if idle == 0 {
			names[i] = texts.Text("window.lock.never")
		}
		if idle == now.Idle {
			chosen = i
		}
	}
	s.idle = widgets.NewChips(names, nil)
	s.idle.Select(chosen)
	s.keep = widgets.NewTextCheck(texts.Text("window.lock.keep"), now.KeepCode, nil)
	s.cancel = widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, s.close)
	s.off = widgets.NewButton(texts.Text("window.lock.off"), widget.MediumImportance, s.remove)
	s.set = widgets.NewButton(texts.Text("window.lock.on"), widget.HighImportance, s.save)
	buttons := []*widgets.Button{s.cancel, s.set}
	title := "window.lock.set_title"
	if s.old != nil {
		s.set.SetText(texts.Text("window.save"))
		title, buttons = "window.lock.change_title", []*widgets.Button{s.cancel, s.off, s.set}
	}
	body := widgets.Below(14, paragraph(texts.Text("window.lock.about"), widgets.Plain), fields,
		widgets.Below(4, widgets.NewLine(texts.Text("window.lock.idle"), widgets.Strong), s.idle), s.keep, widgets.Flush(s.problem))
	s.dialog = widgets.NewDialog(l.host.Window, texts.Text(title), dialogWidth, body, buttons...)
	order := []*widgets.Field{s.pin, s.again}
	if s.old != nil {
		order = []*widgets.Field{s.old, s.pin, s.again}
	}
	for i, field := range order {
		field.OnEscape = s.close
		field.OnSubmitted = func(string) { s.save() }
		if next := i + 1; next < len(order) && s.old == nil {
			field.OnSubmitted = func(string) { l.host.Window.Canvas().Focus(order[next]) }
		}
	}
	s.dialog.Show()
	l.host.Window.Canvas().Focus(order[0])
}

// close takes the dialog away with what was typed.
func (s *settings) close() {
	s.dialog.Hide()
	for _, field := range []*widgets.Field{s.old, s.pin, s.again} {
		if field != nil {
			field.SetText("")
		}
	}
}

// known is the PIN of now as it was typed.
func (s *settings) known() string {
	if s.old == nil {
		return ""
	}
	return s.old.Text
}

// save sets what was entered.
func (s *settings) save() {
	if s.set.Disabled() {
		return
	}
	if s.again.Text != s.pin.Text {
		s.again.SetText("")
		s.fail(s.lock.host.Texts.Text("window.lock.differ"), s.again)
		return
	}
	old, pin := s.known(), s.pin.Text
	wanted := guard.Settings{Idle: idleChoices[s.idle.Selected], KeepCode: s.keep.Checked}
	s.do(func() error { return s.lock.services.Guard.Set(old, pin, wanted) }, "window.lock.saved")
}

// remove takes the PIN away.
func (s *settings) remove() {
	old := s.known()
	s.do(func() error { return s.lock.services.Guard.Remove(old) }, "window.lock.removed")
}

// do carries out what takes a PIN, off the UI goroutine.
func (s *settings) do(work func() error, good string) {
	l := s.lock
	s.enable(false)
	page.Do(l.worker, func(context.Context) (struct{}, error) { return struct{}{}, work() }, func(_ struct{}, err error) {
		s.enable(true)
		if err != nil {
			field := s.pin
			if s.old != nil {
				field = s.old
			}
			s.fail(l.host.Texts.Explain(err), field)
			return
		}
		s.close()
		l.delaySleep()
		l.host.Good(good)
		l.host.Changed()
	})
}

func (s *settings) enable(on bool) {
	for _, button := range []*widgets.Button{s.cancel, s.off, s.set} {
		if on {
			button.Enable()
		} else {
			button.Disable()
		}
	}
}

func (s *settings) fail(text string, field *widgets.Field) {
	widgets.SetParagraph(s.problem, text)
	s.problem.Show()
	s.dialog.Fit()
	s.lock.host.Window.Canvas().Focus(field)
}

// forgotten asks for a better proof than the PIN, and takes the PIN away.
func (l *Lock) forgotten() {
	texts, canvas := l.host.Texts, l.host.Window.Canvas()
	word, problem := widgets.NewSecretField(texts.Text("window.lock.word")), errorText()
	var dialog *widgets.Dialog
	gone := func() { word.SetText(""); dialog.Hide() }
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, gone)
	reset := widgets.NewButton(texts.Text("window.lock.reset"), widget.HighImportance, nil)
	submit := func() {
		if word.Text == "" || reset.Disabled() {
			return
		}
		entered := []byte(word.Text)
		reset.Disable()
		page.Do(l.worker, func(ctx context.Context) (struct{}, error) {
			if err := l.services.Prove(ctx, entered); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, l.services.Guard.Reset()
		}, func(_ struct{}, err error) {
			reset.Enable()
			word.SetText("")
			if err != nil {
				widgets.SetParagraph(problem, texts.Explain(err))
				problem.Show()
				dialog.Fit()
				canvas.Focus(word)
				return
			}
			dialog.Hide()
			if l.locked {
				l.unlock()
				l.host.Good("window.lock.was_reset")
			}
		})
	}
	reset.OnTapped = submit
	word.OnSubmitted = func(string) { submit() }
	word.OnEscape = gone
	dialog = widgets.NewDialog(l.host.Window, texts.Text("window.lock.forgotten_title"), dialogWidth, widgets.Below(14,
		paragraph(texts.Text("window.lock.forgotten_text"), widgets.Plain), word, widgets.Flush(problem),
		paragraph(texts.Text("window.lock.forgotten_else", "file", l.services.File), widgets.Muted)), cancel, reset)
	dialog.Show()
	canvas.Focus(word)
}

// errorText is where a dialog says what is wrong.
func errorText() *widget.RichText {
	text := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	text.Resize(fyne.NewSize(dialogWidth, 0))
	text.Hide()
	return text
}

// paragraph is a text as wide as the dialogs; a text that wraps finds its height by its width.
func paragraph(text string, style widgets.Style) fyne.CanvasObject {
	p := widgets.NewParagraph(text, style)
	p.Resize(fyne.NewSize(dialogWidth, 0))
	return container.NewStack(widgets.Flush(p))
}

package safety

import (
	"context"
	"runtime/debug"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/access"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// AskEmergency asks for a new emergency passphrase, or for the one that is the only way in.
func (p *Page) AskEmergency() {
	about := "window.safety.access.emergency_text"
	switch p.state.mode {
	case access.ModeStart:
		about = "window.safety.access.to_emergency_text"
	case access.ModePassphrase:
		about = "window.safety.access.change_text"
	}
	p.askPassphrase("window.safety.access.emergency_title", about, "window.safety.access.emergency_done", p.services.Access.SetEmergency)
}

// AskStart asks for a new start passphrase.
func (p *Page) AskStart() {
	p.askPassphrase("window.safety.access.start_title", "window.safety.access.start_text", "window.safety.access.start_done", p.services.Access.SetStart)
}

// AskRemove asks before every passphrase is taken away.
func (p *Page) AskRemove() {
	texts := p.host.Texts
	title, question, yes, importance := "window.safety.access.remove_title", "window.safety.access.remove_text", "window.safety.access.remove_yes", widget.DangerImportance
	if p.state.mode == access.ModePassphrase {
		title, question, yes, importance = "window.safety.access.keyring_title", "window.safety.access.keyring_text", "window.safety.access.keyring_yes", widget.HighImportance
	}
	widgets.Ask(p.host.Window, texts.Text(title), texts.Text(question), texts.Text(yes), texts.Text("window.cancel"), importance, func() {
		p.do(p.services.Access.Remove, "window.safety.access.removed")
	})
}

// AskAdopt asks how this PC is to open the vault after the recovery sheet has.
func (p *Page) AskAdopt() {
	texts := p.host.Texts
	way := widgets.NewChoice([]string{texts.Text("window.safety.adopt.keyring"), texts.Text("window.safety.adopt.passphrase")}, nil)
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.adopt.title"), dialogWidth,
		widgets.Below(14, paragraph(texts.Text("window.safety.adopt.text"), widgets.Plain), way),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewButton(texts.Text("window.safety.adopt.next"), widget.HighImportance, func() {
			d.Hide()
			if way.Selected == 1 {
				p.askPassphrase("window.safety.adopt.passphrase_title", "window.safety.access.change_text", "window.safety.adopt.done", p.services.Access.Adopt)
				return
			}
			p.do(func(ctx context.Context) error { return p.services.Access.Adopt(ctx, nil) }, "window.safety.adopt.done")
		}))
	d.Show()
}

// phrase is the dialog that asks for a new passphrase, twice.
type phrase struct {
	page         *Page
	done         string // key of what is told then
	set          func(context.Context, []byte) error
	first, again *widgets.Field
	state        *widget.RichText
	cancel       *widgets.Button
	accept       *widgets.Button
	dialog       *widgets.Dialog
}

func (p *Page) askPassphrase(title, about, done string, set func(context.Context, []byte) error) {
	texts := p.host.Texts
	f := &phrase{page: p, done: done, set: set, first: widgets.NewSecretField(texts.Text("window.passphrase.placeholder")), again: widgets.NewSecretField(texts.Text("window.new_passphrase.again"))}
	f.first.OnSubmitted = func(string) { p.host.Window.Canvas().Focus(f.again) }
	f.again.OnSubmitted = func(string) { f.submit() }
	f.first.OnEscape, f.again.OnEscape = f.close, f.close
	f.state = widgets.NewParagraph("", widgets.Plain)
	f.state.Resize(fyne.NewSize(dialogWidth, 0))
	f.state.Hide()
	f.cancel = widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, f.close)
	f.accept = widgets.NewButton(texts.Text("window.safety.access.set"), widget.HighImportance, f.submit)
	body := widgets.Below(12, paragraph(texts.Text(about), widgets.Plain), paragraph(texts.Text("window.safety.access.words"), widgets.Muted), f.first, f.again, widgets.Flush(f.state))
	if p.state.sheet.Proven.IsZero() {
		body.Add(paragraph(texts.Text("window.safety.access.no_sheet"), widgets.Style{Colour: base.ColorNameError}))
	}
	f.dialog = widgets.NewDialog(p.host.Window, texts.Text(title), dialogWidth, body, f.cancel, f.accept)
	f.dialog.Show()
	p.focus(f.first)
}

// submit sets what was typed, off the UI goroutine: deriving the key takes its second. Until then there is no
// way back.
func (f *phrase) submit() {
	if f.accept.Disabled() {
		return
	}
	p := f.page
	passphrase := []byte(f.first.Text)
	if err := vault.CheckPassphrase(passphrase); err != nil {
		f.say(p.host.Texts.Explain(err), f.first)
		return
	}
	if f.again.Text != f.first.Text {
		f.again.SetText("")
		f.say(p.host.Texts.Text("window.new_passphrase.differ"), f.again)
		return
	}
	f.enable(false)
	f.show(p.host.Texts.Text("window.safety.access.setting"), widgets.Muted)
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) {
		defer debug.FreeOSMemory() // up to 512 MiB for a moment, and the window runs all day
		defer clear(passphrase)
		return struct{}{}, f.set(ctx, passphrase)
	}, func(_ struct{}, err error) {
		f.enable(true)
		if err != nil {
			f.say(p.host.Texts.Explain(err), f.first)
			return
		}
		f.close()
		p.host.Good(f.done)
		p.host.Changed()
	})
}

func (f *phrase) enable(on bool) {
	for _, part := range []fyne.Disableable{f.first, f.again, f.cancel, f.accept} {
		if on {
			part.Enable()
		} else {
			part.Disable()
		}
	}
}

// say tells what is wrong and goes to where it can be mended.
func (f *phrase) say(text string, field *widgets.Field) {
	f.show(text, widgets.Style{Colour: base.ColorNameError})
	f.page.host.Window.Canvas().Focus(field)
}

func (f *phrase) show(text string, style widgets.Style) {
	f.state.Segments = widgets.NewParagraph(text, style).Segments
	f.state.Show()
	f.state.Refresh()
	f.dialog.Fit()
}

func (f *phrase) close() {
	if f.cancel.Disabled() {
		return // at work
	}
	f.first.SetText("")
	f.again.SetText("")
	f.dialog.Hide()
}

package setup

import (
	"context"
	"runtime/debug"
	"slices"

	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp"
)

// unlock asks for the passphrase of each encrypted export among the candidates, from one on, and shows what
// there is then. An export whose passphrase nobody gives stays among the candidates as what it is.
func (i *Importer) unlock(from origin, found []authenticator.Candidate, first int) {
	at := slices.IndexFunc(found[first:], authenticator.Candidate.Locked)
	if at < 0 {
		i.review(from, found)
		return
	}
	at += first
	l := &lock{
		importer: i, source: *found[at].Source,
		opened: func(inside []authenticator.Candidate) {
			for n := range inside {
				inside[n].Source = found[at].Source // it was scanned as a copy with the passphrase
			}
			inside = slices.DeleteFunc(inside, func(c authenticator.Candidate) bool { return c.Problem == nil && holds(found, c.Key) })
			i.unlock(from, slices.Concat(found[:at], inside, found[at+1:]), at+len(inside))
		},
		left: func() {
			if len(found) > 1 {
				i.unlock(from, found, at+1)
			}
		},
	}
	l.ask(found[at].Problem)
}

// holds reports whether a key is among the candidates already.
func holds(found []authenticator.Candidate, key otp.Key) bool {
	return slices.ContainsFunc(found, func(c authenticator.Candidate) bool { return c.Problem == nil && c.Key.SameSecret(key) })
}

// lock is the dialog that asks for one export's passphrase.
type lock struct {
	importer *Importer
	source   authenticator.Source
	opened   func(inside []authenticator.Candidate)
	left     func() // the person does not want to

	dialog *widgets.Dialog
	entry  *widgets.Field
	state  *widget.RichText
	accept *widgets.Button
	over   bool // the dialog is closed; what comes later is dropped
}

func (l *lock) ask(problem error) {
	texts := l.importer.host.Texts
	l.entry = widgets.NewSecretField(texts.Text("window.import.passphrase_example"))
	l.entry.OnEscape = l.close
	l.entry.OnSubmitted = func(string) { l.try() }
	l.entry.OnChanged = func(text string) { enable(l.accept, text != "") }
	l.state = widgets.NewParagraph("", widgets.Plain)
	l.state.Hide()
	l.accept = widgets.NewButton(texts.Text("window.import.unlock"), widget.HighImportance, l.try)
	l.accept.Disable()
	content := widgets.Below(10, widgets.NewLine(l.source.Name, widgets.Strong),
		widgets.Flush(widgets.NewParagraph(texts.Explain(problem), widgets.Plain)), l.entry, widgets.Flush(l.state))
	l.dialog = widgets.NewDialog(l.importer.host.Window, texts.Text("window.import.locked_title"), 480, content,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, l.close), l.accept)
	l.dialog.Show()
	l.importer.host.Window.Canvas().Focus(l.entry)
}

// try opens the export, off the UI goroutine: deriving the key takes up to some seconds. Cancel works all
// the time.
func (l *lock) try() {
	if l.entry.Text == "" || l.accept.Disabled() {
		return
	}
	source := l.source
	source.Passphrase = []byte(l.entry.Text)
	l.entry.Disable()
	l.accept.Disable()
	l.say(l.importer.host.Texts.Text("window.import.unlocking"), widgets.Muted)
	i := l.importer
	page.DoLatest(i.host.Worker, &i.series, func(ctx context.Context) ([]authenticator.Candidate, error) {
		defer debug.FreeOSMemory() // up to 1 GiB for a moment, and the window runs all day
		defer clear(source.Passphrase)
		return i.service.Scan(ctx, source)
	}, func(inside []authenticator.Candidate, err error) {
		if l.over {
			return
		}
		l.entry.SetText("")
		l.entry.Enable()
		switch {
		case err != nil:
			l.fail(err)
		case inside[0].Locked():
			l.fail(inside[0].Problem)
		default:
			l.hide()
			l.opened(inside)
		}
	})
}

func (l *lock) fail(err error) {
	l.say(l.importer.host.Texts.Explain(err), widgets.Style{Colour: base.ColorNameError})
	l.importer.host.Window.Canvas().Focus(l.entry)
}

func (l *lock) say(text string, style widgets.Style) {
	l.state.Segments = widgets.NewParagraph(text, style).Segments
	l.state.Show()
	l.state.Refresh()
	l.dialog.Fit()
}

func (l *lock) hide() {
	l.over = true
	l.entry.SetText("")
	l.dialog.Hide()
}

func (l *lock) close() {
	if !l.over {
		l.hide()
		l.left()
	}
}

// enable makes a button work, or not.
func enable(button *widgets.Button, on bool) {
	if on {
		button.Enable()
	} else {
		button.Disable()
	}
}

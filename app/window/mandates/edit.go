package mandates

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// form is the dialog for one Mandat. It stays open, with what was entered, until it was stored.
type form struct {
	page                       *Page
	number, user, client, note *widgets.Field
	problem                    *widget.RichText
	save                       *widgets.Button
	dialog                     *widgets.Dialog
	store                      func(context.Context, mandate.Fields) (mandate.Mandate, error)
	done                       func(mandate.Mandate)
}

// Add asks for a new Mandat.
func (p *Page) Add() {
	f := p.form("window.mandates.add_title", mandate.Fields{})
	f.store = p.service.Add
	f.done = func(m mandate.Mandate) { p.host.Good("window.mandates.added", "label", m.Label()) }
}

// editChosen changes the one checked Mandat.
func (p *Page) editChosen() {
	if chosen := p.chosen(); len(chosen) == 1 {
		p.edit(chosen[0])
	}
}

func (p *Page) edit(m mandate.Mandate) {
	f := p.form("window.mandates.edit_title", m.Fields)
	f.store = func(ctx context.Context, fields mandate.Fields) (mandate.Mandate, error) {
		return p.service.Edit(ctx, m.ID, m.Rev, fields)
	}
	f.done = func(after mandate.Mandate) {
		if after.Status == mandate.StatusNew && m.Status != mandate.StatusNew {
			p.host.Good("window.mandates.edited_anew", "label", after.Label())
			return
		}
		p.host.Good("window.mandates.edited", "label", after.Label())
	}
}

func (p *Page) form(title string, fields mandate.Fields) *form {
	texts := p.host.Texts
	f := &form{page: p, problem: widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})}
	f.problem.Hide()
	rows := widgets.Below(12)
	entry := func(key, text string) *widgets.Field {
		e := widgets.NewField(text)
		e.OnEscape = func() { f.dialog.Hide() }
		e.SetPlaceHolder(texts.Text("window.mandates.example." + key))
		e.OnChanged = func(string) { f.update() }
		e.OnSubmitted = func(string) { f.submit() }
		rows.Add(widgets.Below(4, widgets.NewLine(texts.Text("window.mandates.field."+key), widgets.Caption), e))
		return e
	}
	f.number = entry("number", fields.Number)
	f.user = entry("user", fields.User)
	f.client = entry("client", fields.Client)
	f.note = entry("note", fields.Note)
	f.save = widgets.NewButton(texts.Text("window.save"), widget.HighImportance, f.submit)
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { f.dialog.Hide() })
	f.dialog = widgets.NewDialog(p.host.Window, texts.Text(title), 480, container.NewBorder(nil, f.problem, nil, nil, rows), cancel, f.save)
	f.dialog.Show()
	f.update()
	p.host.Window.Canvas().Focus(f.number)
	return f
}

// update allows to save once the two fields that are needed hold something.
func (f *form) update() {
	if f.save == nil {
		return
	}
	if fields := f.fields().Clean(); fields.Number != "" && fields.User != "" {
		f.save.Enable()
	} else {
		f.save.Disable()
	}
}

func (f *form) fields() mandate.Fields {
	return mandate.Fields{Number: f.number.Text, User: f.user.Text, Client: f.client.Text, Note: f.note.Text}
}

func (f *form) submit() {
	if f.save.Disabled() {
		return
	}
	fields := f.fields()
	f.save.Disable()
	page.Do(f.page.host.Worker, func(ctx context.Context) (mandate.Mandate, error) {
		return f.store(ctx, fields)
	}, func(m mandate.Mandate, err error) {
		f.update()
		if err != nil {
			widgets.SetParagraph(f.problem, f.page.host.Texts.Explain(err))
			f.problem.Show()
			f.dialog.Fit()
			var duplicate *mandate.Error
			if errors.As(err, &duplicate) {
				f.page.host.Window.Canvas().Focus(f.number)
			}
			return
		}
		f.dialog.Hide()
		f.done(m)
		f.page.host.Changed()
	})
}

// remove takes the checked rows out of the list, after a question.
func (p *Page) remove() {
	chosen := p.chosen()
	key := "window.mandates.remove_question"
	p.ask("window.mandates.remove_title", p.host.Texts.Count(key, len(chosen), "label", chosen[0].Label()), "window.mandates.remove", widget.DangerImportance, func() {
		ids := identities(chosen)
		p.act(func(ctx context.Context) error { return p.service.Remove(ctx, ids...) }, func() {
			p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.removed", len(ids))})
		})
	})
}

// MarkSubmitted marks the checked rows as reported to support, after a question.
func (p *Page) MarkSubmitted() {
	if chosen := p.chosen(); len(chosen) > 0 {
		p.markSubmitted(chosen)
	}
}

func (p *Page) markSubmitted(chosen []mandate.Mandate) {
	p.ask("window.mandates.submit_title", p.host.Texts.Count("window.mandates.submit_question", len(chosen)), "window.mandates.submit", widget.HighImportance, func() {
		p.act(func(ctx context.Context) error {
			_, err := p.service.Submit(ctx, mandate.Sending{Rows: chosen})
			return err
		}, func() {
			p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.submitted", len(chosen))})
		})
	})
}

// confirm notes support's confirmation of the checked rows.
func (p *Page) confirm() {
	chosen := p.chosen()
	ids := identities(chosen)
	p.act(func(ctx context.Context) error {
		_, err := p.service.Confirm(ctx, ids...)
		return err
	}, func() {
		p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.confirmed", len(ids))})
	})
}

// act does something with the checked rows; afterwards none is checked.
func (p *Page) act(work func(context.Context) error, done func()) {
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
		} else {
			clear(p.checked)
			done()
		}
		p.host.Changed()
	})
}

// ask puts a question with one way on and one back.
func (p *Page) ask(title, question, yes string, importance widget.Importance, do func()) {
	texts := p.host.Texts
	widgets.Ask(p.host.Window, texts.Text(title), question, texts.Text(yes), texts.Text("window.cancel"), importance, do)
}

func identities(list []mandate.Mandate) []vault.ID {
	ids := make([]vault.ID, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	return ids
}

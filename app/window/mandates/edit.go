package mandates

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
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
	page                              *Page
	number, user, client, clerk, note *widgets.Field
	mail                              *widgets.Chips
	remark                            *widget.RichText // what is wrong, or what to look at once more
	save                              *widgets.Button
	dialog                            *widgets.Dialog
	before                            mandate.Mandate // as it was read; zero for a new one
	near                              string          // the row that a person was warned of
	store                             func(context.Context, mandate.Fields) (mandate.Mandate, error)
	done                              func(mandate.Mandate)
}

// mails are what can be known of the central e-mail address, in the order of the form.
var mails = []mandate.Mail{mandate.MailUnknown, mandate.MailYes, mandate.MailNo}

// Add asks for a new Mandat.
func (p *Page) Add() {
	f := p.form("window.mandates.add_title", mandate.Mandate{})
	f.store = p.service.Add
	f.done = func(m mandate.Mandate) { p.stored(m.Rev, "window.mandates.added", "label", m.Label()) }
}

// editChosen changes the one checked Mandat.
func (p *Page) editChosen() {
	if chosen := p.chosen(); len(chosen) == 1 {
		p.edit(chosen[0])
	}
}

func (p *Page) edit(m mandate.Mandate) {
	f := p.form("window.mandates.edit_title", m)
	f.store = func(ctx context.Context, fields mandate.Fields) (mandate.Mandate, error) {
		return p.service.Edit(ctx, f.before.ID, f.before.Rev, fields)
	}
	f.done = func(after mandate.Mandate) {
		key := "window.mandates.edited"
		if after.Status == mandate.StatusNew && m.Status != mandate.StatusNew {
			key = "window.mandates.edited_anew"
		}
		if after.Rev == f.before.Rev {
			return // nothing was changed
		}
		p.stored(after.Rev, key, "label", after.Label())
	}
}

func (p *Page) form(title string, m mandate.Mandate) *form {
	texts := p.host.Texts
	f := &form{page: p, before: m, remark: widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})}
	f.remark.Hide()
	entry := func(text string) *widgets.Field {
		e := widgets.NewField(text)
		e.OnEscape = func() { f.dialog.Hide() }
		e.OnChanged = func(string) { f.update() }
		e.OnSubmitted = func(string) { f.submit() }
		return e
	}
	titled := func(key string, object fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Below(4, widgets.NewLine(texts.Text("window.mandates.field."+key), widgets.Caption), object)
	}
	f.number, f.user, f.client, f.clerk, f.note = entry(m.Number), entry(m.User), entry(m.Client), entry(m.Clerk), entry("")
	for key, e := range map[string]*widgets.Field{"number": f.number, "user": f.user, "client": f.client, "clerk": f.clerk, "note": f.note} {
		e.SetPlaceHolder(texts.Text("window.mandates.example." + key))
	}
	f.note.MultiLine, f.note.Wrapping = true, fyne.TextWrapWord
	f.note.SetMinRowsVisible(2)
	f.note.SetText(m.Note)
	f.mail = widgets.NewChips([]string{texts.Text("window.mandates.mail.unknown"), texts.Text("mandate.mail.yes"), texts.Text("mandate.mail.no")}, nil)
	for i, mail := range mails {
		if mail == m.Mail {
			f.mail.Select(i)
		}
	}
	rows := widgets.Below(12,
		container.NewGridWithColumns(2, titled("number", f.number), titled("user", f.user)),
		container.NewGridWithColumns(2, titled("client", f.client), titled("clerk", f.clerk)),
		titled("note", f.note), titled("mail", container.NewHBox(f.mail)))
	for _, line := range f.facts() {
		rows.Add(widgets.Flush(widgets.NewParagraph(line, widgets.Muted)))
	}
	f.save = widgets.NewButton(texts.Text("window.save"), widget.HighImportance, f.submit)
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { f.dialog.Hide() })
	f.dialog = widgets.NewDialog(p.host.Window, texts.Text(title), 640, container.NewBorder(nil, f.remark, nil, nil, rows), cancel, f.save)
	f.dialog.Show()
	f.update()
	p.host.Window.Canvas().Focus(f.number)
	return f
}

// facts are what is known of the row besides its fields.
func (f *form) facts() []string {
	texts, m := f.page.host.Texts, &f.before
	var lines []string
	if m.Question != "" {
		lines = append(lines, texts.Text("window.mandates.fact.question", "question", m.Question))
	}
	values := []any{
		"created", date(m.Created), "submitted", date(m.Submitted), "confirmed", date(m.Confirmed), "ended", date(m.Ended),
	}
	switch m.Status {
	case mandate.StatusNew, mandate.StatusSubmitted, mandate.StatusQuery, mandate.StatusConfirmed, mandate.StatusEnded:
		lines = append(lines, texts.Text("window.mandates.fact."+string(m.Status), values...))
	}
	switch {
	case m.Outdated(f.page.firm.Since):
		lines = append(lines, texts.Text("window.mandates.fact.outdated", "day", date(f.page.firm.Since)))
	case m.Status == mandate.StatusConfirmed && !m.Code.IsZero():
		lines = append(lines, texts.Text("window.mandates.fact.code", "day", date(m.Code)))
	}
	return lines
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
	return mandate.Fields{
		Number: f.number.Text, User: f.user.Text, Client: f.client.Text, Clerk: f.clerk.Text, Note: f.note.Text,
		Mail: mails[f.mail.Selected],
	}
}

func (f *form) submit() {
	if f.save.Disabled() {
		return
	}
	fields := f.fields()
	if f.looksLikeAnother(fields) {
		return
	}
	f.save.Disable()
	page.Do(f.page.host.Worker, func(ctx context.Context) (mandate.Mandate, error) {
		return f.store(ctx, fields)
	}, func(m mandate.Mandate, err error) {
		f.update()
		if err == nil {
			f.dialog.Hide()
			f.done(m)
			f.page.host.Changed()
			return
		}
		if errors.Is(err, &mandate.Error{Reason: mandate.ReasonChanged}) {
			f.showOther(fields)
			return
		}
		f.say(f.page.host.Texts.Explain(err))
		if problem := (*mandate.Error)(nil); errors.As(err, &problem) {
			f.page.host.Window.Canvas().Focus(f.number)
		}
	})
}

// say shows what is wrong.
func (f *form) say(text string) {
	widgets.SetParagraph(f.remark, text)
	f.remark.Show()
	f.dialog.Fit()
}

// looksLikeAnother warns, once, of a row that is easily taken for what was entered.
func (f *form) looksLikeAnother(fields mandate.Fields) bool {
	if f.before.Number != "" && fields.Key() == f.before.Key() {
		return false
	}
	near := mandate.Near(f.page.all, fields)
	if near == nil || near.ID == f.before.ID || near.Label() == f.near {
		return false
	}
	f.near = near.Label()
	f.say(f.page.host.Texts.Text("window.mandates.near", "label", near.Label()))
	f.save.SetText(f.page.host.Texts.Text("window.mandates.save_anyway"))
	return true
}

// showOther is for a row that somebody else changed while it was being edited: both versions are seen, and the next
// press on the button stores what stands in the form.
func (f *form) showOther(mine mandate.Fields) {
	id := f.before.ID
	page.Do(f.page.host.Worker, func(ctx context.Context) ([]mandate.Mandate, error) {
		list, _, err := f.page.service.List(ctx)
		return list, err
	}, func(list []mandate.Mandate, err error) {
		if err != nil {
			f.say(f.page.host.Texts.Explain(err))
			return
		}
		theirs := find(list, id)
		if theirs == nil {
			f.say(f.page.host.Texts.Explain(&mandate.Error{Reason: mandate.ReasonNotFound}))
			return
		}
		f.before = *theirs
		f.say(f.differences(theirs.Fields, mine.Clean()))
		f.save.SetText(f.page.host.Texts.Text("window.mandates.save_mine"))
	})
}

// differences says what another person stored and what this one entered.
func (f *form) differences(theirs, mine mandate.Fields) string {
	texts := f.page.host.Texts
	text := texts.Text("window.mandates.other")
	for _, c := range []struct{ key, theirs, mine string }{
		{"number", theirs.Number, mine.Number}, {"user", theirs.User, mine.User}, {"client", theirs.Client, mine.Client},
		{"clerk", theirs.Clerk, mine.Clerk}, {"mail", f.page.mailWord(theirs.Mail), f.page.mailWord(mine.Mail)}, {"note", theirs.Note, mine.Note},
	} {
		if c.theirs != c.mine {
			text += "\n" + texts.Text("window.mandates.other_field", "field", texts.Text("mandate.field."+c.key), "theirs", orDash(c.theirs), "mine", orDash(c.mine))
		}
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func find(list []mandate.Mandate, id vault.ID) *mandate.Mandate {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

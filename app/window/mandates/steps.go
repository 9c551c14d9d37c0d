package mandates

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// report writes to support about rows; where that is not possible they can be marked.
func (p *Page) report(kind mandate.Kind, rows []mandate.Mandate) {
	switch {
	case len(rows) == 0:
	case p.ways.Report != nil:
		p.ways.Report(kind, rows)
	default:
		p.markSubmitted(rows)
	}
}

// Report writes to support about all Mandate that are new.
func (p *Page) Report() { p.report(mandate.KindReport, p.with(mandate.StatusNew)) }

// MarkSubmitted marks the checked rows as reported to support, after a question.
func (p *Page) MarkSubmitted() {
	if chosen := p.chosen(); len(chosen) > 0 {
		p.markSubmitted(chosen)
	}
}

func (p *Page) markSubmitted(chosen []mandate.Mandate) {
	code := p.firm.Since
	p.question("window.mandates.submit_title", p.host.Texts.Count("window.mandates.submit_question", len(chosen)), "window.mandates.submit_yes", widget.HighImportance, func() {
		p.act("window.mandates.submitted", len(chosen), func(ctx context.Context) (uint64, error) {
			s, err := p.service.Submit(ctx, mandate.Sending{Rows: chosen, Code: code})
			return s.Rev, err
		})
	})
}

// confirm notes support's confirmation of the checked rows.
func (p *Page) confirm() {
	ids := identities(p.chosen())
	p.act("window.mandates.confirmed", len(ids), func(ctx context.Context) (uint64, error) { return revision(p.service.Confirm(ctx, ids...)) })
}

// reopen takes back what was noted of the checked rows.
func (p *Page) reopen() {
	ids := identities(p.chosen())
	p.act("window.mandates.reopened", len(ids), func(ctx context.Context) (uint64, error) { return revision(p.service.Reopen(ctx, ids...)) })
}

// Ask notes what support wants to know about the checked rows.
func (p *Page) Ask() {
	texts := p.host.Texts
	ids := identities(p.chosen())
	entry := widgets.NewField("")
	entry.MultiLine, entry.Wrapping = true, fyne.TextWrapWord
	entry.SetMinRowsVisible(3)
	entry.SetPlaceHolder(texts.Text("window.mandates.ask_example"))
	var d *widgets.Dialog
	save := widgets.NewButton(texts.Text("window.save"), widget.HighImportance, func() {
		d.Hide()
		question := entry.Text
		p.act("window.mandates.asked", len(ids), func(ctx context.Context) (uint64, error) {
			return revision(p.service.Ask(ctx, question, ids...))
		})
	})
	save.Disable()
	entry.OnChanged = func(text string) { enable(save, strings.TrimSpace(text) != "") }
	entry.OnEscape = func() { d.Hide() }
	entry.OnSubmitted = func(string) {
		if !save.Disabled() {
			save.OnTapped()
		}
	}
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() })
	d = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.ask_title"), 520,
		widgets.Below(10, widgets.Flush(widgets.NewParagraph(texts.Count("window.mandates.ask_text", len(ids)), widgets.Plain)), entry), cancel, save)
	d.Show()
	p.host.Window.Canvas().Focus(entry)
}

// end asks how the checked rows are to end: with or without a word to support.
func (p *Page) end() {
	texts := p.host.Texts
	chosen := p.chosen()
	var known []mandate.Mandate // support has heard of them
	for i := range chosen {
		if chosen[i].Status != mandate.StatusNew {
			known = append(known, chosen[i])
		}
	}
	quietly := func() {
		ids := identities(chosen)
		p.act("window.mandates.ended", len(ids), func(ctx context.Context) (uint64, error) { return revision(p.service.End(ctx, ids...)) })
	}
	text := texts.Count("window.mandates.end_question", len(chosen), "label", chosen[0].Label())
	if len(known) == 0 || p.ways.Report == nil { // there is nothing to choose
		p.question("window.mandates.end_title", text, "window.mandates.end_yes", widget.HighImportance, quietly)
		return
	}
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.end_title"), 560,
		widgets.Below(8, widgets.Flush(widgets.NewParagraph(text, widgets.Plain)),
			widgets.Flush(widgets.NewParagraph(texts.Text("window.mandates.end_support"), widgets.Muted))),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewButton(texts.Text("window.mandates.end_quietly"), widget.MediumImportance, func() { d.Hide(); quietly() }),
		widgets.NewButton(texts.Text("window.mandates.end_withdraw"), widget.HighImportance, func() {
			d.Hide()
			p.report(mandate.KindWithdraw, known)
		}))
	d.Show()
}

// remove takes the checked rows out of the list, after a question.
func (p *Page) remove() {
	chosen := p.chosen()
	p.question("window.mandates.remove_title", p.host.Texts.Count("window.mandates.remove_question", len(chosen), "label", chosen[0].Label()),
		"window.mandates.remove", widget.DangerImportance, func() {
			ids, newest := identities(chosen), p.newest
			p.act("window.mandates.removed", len(ids), func(ctx context.Context) (uint64, error) {
				if err := p.service.Remove(ctx, ids...); err != nil {
					return 0, err
				}
				last, err := p.service.LastChange(ctx, newest)
				if err != nil || last == nil || last.Event != mandate.EventRemove {
					return 0, err // somebody else was quick: there is nothing to offer
				}
				return last.Rev, nil
			})
		})
}

// erase deletes ended rows for good, after they were seen.
func (p *Page) erase(rows []mandate.Mandate) {
	texts := p.host.Texts
	lines := make([]widgets.LineItem, len(rows))
	for i := range rows {
		lines[i] = widgets.LineItem{Text: texts.Text("window.mandates.erase_line", "label", rows[i].Label(), "client", orDash(rows[i].Client), "day", date(rows[i].Ended))}
	}
	const width, least, most = 620, 120, 320
	body := container.NewBorder(widgets.Flush(widgets.NewParagraph(texts.Count("window.mandates.erase_question", len(rows)), widgets.Plain)), nil, nil, nil,
		container.New(widgets.AtLeast(fyne.NewSize(width, max(least, min(float32(len(rows))*40, most)))), widgets.NewLines(lines)))
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.erase_title"), width, body,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewButton(texts.Text("window.mandates.erase_yes"), widget.DangerImportance, func() {
			d.Hide()
			ids := identities(rows)
			p.host.Good("window.mandates.erasing")
			p.act("window.mandates.erased", len(ids), func(ctx context.Context) (uint64, error) { return 0, p.service.Erase(ctx, ids...) })
		}))
	d.Show()
}

// amend sets the person in charge or the e-mail state of all checked rows.
func (p *Page) amend() {
	texts := p.host.Texts
	ids := identities(p.chosen())
	clerk := widgets.NewField("")
	clerk.SetPlaceHolder(texts.Text("window.mandates.amend_keep"))
	mail := widgets.NewChips([]string{texts.Text("window.mandates.amend_keep"), texts.Text("mandate.mail.yes"), texts.Text("mandate.mail.no")}, nil)
	var d *widgets.Dialog
	save := widgets.NewButton(texts.Text("window.save"), widget.HighImportance, func() {
		d.Hide()
		var amendment mandate.Amendment
		if text := strings.TrimSpace(clerk.Text); text != "" {
			amendment.Clerk = &text
		}
		if mail.Selected > 0 {
			amendment.Mail = &mails[mail.Selected]
		}
		p.act("window.mandates.amended", len(ids), func(ctx context.Context) (uint64, error) {
			return revision(p.service.Amend(ctx, amendment, ids...))
		})
	})
	clerk.OnEscape = func() { d.Hide() }
	clerk.OnSubmitted = func(string) { save.OnTapped() }
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() })
	d = widgets.NewDialog(p.host.Window, texts.Count("window.mandates.amend_title", len(ids)), 520, widgets.Below(12,
		widgets.Below(4, widgets.NewLine(texts.Text("window.mandates.field.clerk"), widgets.Caption), clerk),
		widgets.Below(4, widgets.NewLine(texts.Text("window.mandates.field.mail"), widgets.Caption), container.NewHBox(mail))), cancel, save)
	d.Show()
	p.host.Window.Canvas().Focus(clerk)
}

// Undo takes back the last change of the list, after a question that says which.
func (p *Page) Undo() {
	newest := p.newest
	page.Do(p.host.Worker, func(ctx context.Context) (*vault.Entry, error) {
		return p.service.LastChange(ctx, max(newest, 1)-1)
	}, func(last *vault.Entry, err error) {
		switch {
		case err != nil:
			p.host.Fail(err)
		case last == nil:
			p.host.Fail(&mandate.Error{Reason: mandate.ReasonNotUndoable})
		default:
			texts := p.host.Texts
			text := texts.Text("window.mandates.undo_question", "what", p.sentence(last), "at", last.At.Local().Format("02.01.2006 15:04"))
			p.question("window.mandates.undo_title", text, "window.mandates.undo_yes", widget.HighImportance, func() { p.undo(last.Rev) })
		}
	})
}

// sentence is what the history says of a change.
func (p *Page) sentence(e *vault.Entry) string {
	values := make(map[string]any, len(e.Params))
	for name, value := range e.Params {
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			value = at.Local().Format("02.01.2006 15:04")
		}
		values[name] = value
	}
	return p.host.Texts.Named("history."+e.Event, values)
}

// undo takes a change back.
func (p *Page) undo(rev uint64) {
	page.Do(p.host.Worker, func(ctx context.Context) (vault.Entry, error) { return p.service.Undo(ctx, rev) }, func(_ vault.Entry, err error) {
		if err != nil {
			p.host.Fail(err)
		} else {
			p.host.Good("window.mandates.undone")
		}
		p.host.Changed()
	})
}

// act does something with rows, tells how many there were, and offers to take it back; afterwards none is checked.
// The work returns the revision that it made, 0 if it cannot be taken back.
func (p *Page) act(done string, n int, work func(context.Context) (uint64, error)) {
	page.Do(p.host.Worker, work, func(rev uint64, err error) {
		if err != nil {
			p.host.Fail(err)
		} else {
			clear(p.checked)
			p.offerUndo(rev, p.host.Texts.Count(done, n))
		}
		p.host.Changed()
	})
}

// stored tells that something was stored, and offers to take it back.
func (p *Page) stored(rev uint64, key string, args ...any) {
	p.offerUndo(rev, p.host.Texts.Text(key, args...))
}

func (p *Page) offerUndo(rev uint64, text string) {
	notice := page.Notice{Text: text}
	if rev > 0 {
		notice.Action, notice.Do = p.host.Texts.Text("window.undo"), func() { p.undo(rev) }
	}
	p.host.Tell(notice)
}

// question asks something with one way on and one back.
func (p *Page) question(title, question, yes string, importance widget.Importance, do func()) {
	texts := p.host.Texts
	widgets.Ask(p.host.Window, texts.Text(title), question, texts.Text(yes), texts.Text("window.cancel"), importance, do)
}

// revision is the one that rows were stored at.
func revision(rows []mandate.Mandate, err error) (uint64, error) {
	if len(rows) == 0 {
		return 0, err
	}
	return rows[0].Rev, err
}

func enable(button *widgets.Button, on bool) {
	if on {
		button.Enable()
	} else {
		button.Disable()
	}
}

func identities(list []mandate.Mandate) []vault.ID {
	ids := make([]vault.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

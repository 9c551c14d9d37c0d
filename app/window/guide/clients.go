package guide

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/letter"
	"kanzleicode/app/window/widgets"
)

// listView leads to the list.
func (p *Page) listView() view {
	texts, active := p.host.Texts, p.state.facts.List.Active
	v := view{body: func() body {
		read := p.next("window.guide.list.import", p.services.Ways.ImportList)
		return body{[]fyne.CanvasObject{p.text("window.guide.list.about"), row(read, p.press("window.guide.list.to", p.services.Ways.Mandates))}, read}
	}}
	if active > 0 {
		v.summary = texts.Count("window.guide.list.noted", active)
	}
	return v
}

// reportView leads to the letter that reports what is new, or to the question what a renewed code means.
func (p *Page) reportView() view {
	facts := &p.state.facts
	v := view{summary: p.counted("window.guide.report.noted", facts.Reported())}
	v.body = func() body {
		fresh := facts.List.Count[mandate.StatusNew]
		to := p.press("window.guide.list.to", p.services.Ways.Mandates)
		switch {
		case facts.List.Outdated > 0:
			resend := p.next("window.guide.report.resend", p.services.Ways.Resend)
			return body{[]fyne.CanvasObject{p.counts("window.guide.report.outdated", facts.List.Outdated), row(resend, to)}, resend}
		case fresh > 0:
			report := widgets.NewButton(p.host.Texts.Count("window.mandates.next.report", fresh), widget.HighImportance, p.services.Ways.Report)
			return body{[]fyne.CanvasObject{p.text("window.guide.report.about"), row(report, to)}, report}
		}
		return body{[]fyne.CanvasObject{p.text("window.guide.report.nothing"), row(to)}, to}
	}
	return v
}

// confirmView leads to support's answers.
func (p *Page) confirmView() view {
	facts := &p.state.facts
	v := view{summary: p.counted("window.guide.confirm.noted", facts.Linked)}
	v.body = func() body {
		objects := []fyne.CanvasObject{p.text("window.guide.confirm.about")}
		list := &facts.List
		if asked := list.Count[mandate.StatusQuery]; asked > 0 {
			objects = append(objects, p.counts("window.guide.confirm.asked", asked))
		}
		if len(list.Due) > 0 {
			objects = append(objects, p.text("window.guide.confirm.due", "day", p.day(list.Waiting)))
		} else if !list.Waiting.IsZero() {
			objects = append(objects, p.hint("window.guide.confirm.waiting", "day", p.day(list.Waiting)))
		}
		to := p.next("window.guide.confirm.to", p.services.Ways.Submissions)
		return body{append(objects, row(to)), to}
	}
	return v
}

// counted says of how many of the Mandate something holds; "" while there are none.
func (p *Page) counted(key string, n int) string {
	active := p.state.facts.List.Active
	if active == 0 {
		return ""
	}
	return p.host.Texts.Text(key, "n", n, "all", active)
}

// counts is a sentence about a number.
func (p *Page) counts(key string, n int) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(p.host.Texts.Count(key, n), widgets.Plain))
}

// mailboxView asks for the mailbox that codes come to.
func (p *Page) mailboxView() view {
	texts, notes := p.host.Texts, &p.state.notes
	v := view{body: func() body {
		save := p.next("window.guide.mailbox.save", p.saveMailbox)
		return body{[]fyne.CanvasObject{
			p.text("window.guide.mailbox.about"), p.entries(p.labelled("window.guide.mailbox.address", p.mailbox)), p.shared,
			p.hint("window.guide.mailbox.hint"), row(save),
		}, p.mailbox.Field}
	}}
	switch {
	case notes.Mailbox != "" && notes.Shared:
		v.summary = texts.Text("window.guide.mailbox.noted", "address", notes.Mailbox)
	case notes.Mailbox != "":
		v.summary = texts.Text("window.guide.mailbox.not_shared", "address", notes.Mailbox)
	}
	return v
}

func (p *Page) saveMailbox() {
	address, shared := p.mailbox.Text, p.shared.Checked
	delete(p.opened, onboarding.TaskMailbox)
	p.do(func(ctx context.Context) error { return p.services.Notes.NoteMailbox(ctx, address, shared) })
}

// storedView leads through the Mandate for which the address is not stored at the service.
func (p *Page) storedView() view {
	texts, facts := p.host.Texts, &p.state.facts
	v := view{summary: p.counted("window.guide.stored.noted", facts.Mailed)}
	v.body = func() body {
		missing := facts.List.Active - facts.Mailed
		if missing == 0 {
			to := p.press("window.guide.list.to", p.services.Ways.Mandates)
			return body{[]fyne.CanvasObject{p.text("window.guide.stored.nothing"), row(to)}, to}
		}
		open := widgets.NewButton(texts.Count("window.guide.stored.show", missing), widget.HighImportance, p.services.Ways.Unmailed)
		help := p.press("window.guide.help", func() { p.services.Ways.Help(texts.Text("window.guide.stored.help", "address", p.state.notes.Mailbox)) })
		help.Importance = widget.LowImportance
		return body{[]fyne.CanvasObject{
			p.text("window.guide.stored.about"), p.hint("window.guide.stored.hint"),
			row(open, widgets.NewButton(texts.Count("window.guide.stored.all", missing), widget.MediumImportance, p.askStored), help),
		}, open}
	}
	return v
}

// askStored asks whether the address is stored for all Mandate now, and notes it then.
func (p *Page) askStored() {
	texts := p.host.Texts
	var ids []vault.ID
	for i := range p.state.list {
		if m := &p.state.list[i]; m.LacksMail() {
			ids = append(ids, m.ID)
		}
	}
	widgets.Ask(p.host.Window, texts.Text("window.guide.stored.ask_title"), texts.Count("window.guide.stored.ask", len(ids)),
		texts.Text("window.guide.stored.yes"), texts.Text("window.cancel"), widget.HighImportance, func() {
			yes, rev := mandate.MailYes, uint64(0)
			p.doThen(func(ctx context.Context) error {
				changed, err := p.services.Register.Amend(ctx, mandate.Amendment{Mail: &yes}, ids...)
				if err == nil && len(changed) > 0 {
					rev = changed[0].Rev
				}
				return err
			}, func() {
				letter.TellUndoable(p.host, p.services.Register, texts.Count("window.guide.stored.done", len(ids)), rev)
			})
		})
}

// arrivalView asks whether a code has come.
func (p *Page) arrivalView() view {
	texts, notes := p.host.Texts, &p.state.notes
	v := view{body: func() body {
		yes := p.next("window.guide.arrival.yes", func() {
			delete(p.opened, onboarding.TaskArrival)
			p.do(p.services.Notes.NoteArrival)
		})
		no := p.no("window.guide.arrival.no")
		objects := []fyne.CanvasObject{p.text("window.guide.arrival.about"), p.strong("window.guide.arrival.question"), row(yes, no)}
		if p.failed {
			objects = append(objects, p.hintTitle("window.guide.failed.title"), p.text("window.guide.arrival.spam"), p.text("window.guide.arrival.address"),
				p.text("window.guide.arrival.other"))
			objects = append(objects, p.reason("window.guide.failed.support",
				row(p.press("window.guide.help", func() { p.services.Ways.Help(texts.Text("window.guide.arrival.help", "address", notes.Mailbox)) })))...)
		}
		if notes.Mailbox == "" {
			yes.Disable()
		}
		return body{objects, yes}
	}}
	if !notes.Arrived.IsZero() {
		v.summary = texts.Text("window.guide.arrival.noted", "day", p.day(notes.Arrived))
	}
	return v
}

package submissions

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/letter"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

func identities(rows []*row) []vault.ID {
	ids := make([]vault.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// Confirm notes support's confirmation of the checked rows, or of all that are open.
func (p *Page) Confirm() {
	ids := identities(p.confirming())
	if len(ids) == 0 {
		return
	}
	p.act(func(ctx context.Context) ([]mandate.Mandate, error) { return p.services.Register.Confirm(ctx, ids...) }, "window.submissions.confirmed")
}

// Reopen takes back what was noted of the checked rows.
func (p *Page) Reopen() {
	ids := identities(p.picked((*row).reopenable))
	if len(ids) == 0 || len(p.checked) == 0 {
		return
	}
	p.act(func(ctx context.Context) ([]mandate.Mandate, error) { return p.services.Register.Reopen(ctx, ids...) }, "window.submissions.reopened")
}

// Answer writes to support about its question: about the checked rows, or all that have the first one's question.
func (p *Page) Answer() {
	var asked []mandate.Mandate
	for _, r := range p.picked((*row).answerable) {
		if len(p.checked) > 0 || len(asked) == 0 || r.now.Question == asked[0].Question {
			asked = append(asked, *r.now)
		}
	}
	if e := p.current(); e != nil {
		p.services.Desk.Answer(&e.Submission, asked)
	}
}

// AskQuestion asks what support wants to know about the checked rows, and notes it.
func (p *Page) AskQuestion() {
	chosen := p.picked((*row).askable)
	if len(chosen) == 0 || len(p.checked) == 0 {
		return
	}
	texts, ids := p.host.Texts, identities(chosen)
	entry := widgets.NewField(chosen[0].now.Question)
	entry.MultiLine, entry.Wrapping = true, fyne.TextWrapWord
	entry.SetMinRowsVisible(3)
	entry.SetPlaceHolder(texts.Text("window.submissions.ask_example"))
	problem := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	problem.Resize(fyne.NewSize(dialogWidth, 0))
	problem.Hide()
	var d *widgets.Dialog
	save := widgets.NewButton(texts.Text("window.save"), widget.HighImportance, nil)
	save.OnTapped = func() {
		question := strings.TrimSpace(entry.Text)
		save.Disable()
		page.Do(p.host.Worker, func(ctx context.Context) ([]mandate.Mandate, error) {
			return p.services.Register.Ask(ctx, question, ids...)
		}, func(asked []mandate.Mandate, err error) {
			save.Enable()
			if err != nil {
				widgets.SetParagraph(problem, texts.Explain(err))
				problem.Show()
				d.Fit()
				return
			}
			d.Hide()
			clear(p.checked)
			letter.TellUndoable(p.host, p.services.Register, texts.Count("window.submissions.asked", len(asked)), asked[0].Rev)
			p.host.Changed()
		})
	}
	entry.OnEscape = func() { d.Hide() }
	entry.OnSubmitted = func(string) { save.OnTapped() }
	d = widgets.NewDialog(p.host.Window, texts.Text("window.submissions.ask_title"), dialogWidth,
		widgets.Below(10, widgets.NewLine(texts.Count("window.submissions.ask_about", len(ids), "label", chosen[0].now.Label()), widgets.Plain), entry, problem),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }), save)
	d.Show()
	p.host.Window.Canvas().Focus(entry)
}

// ShowProof shows what the firm can show of a submission later: when, how and to whom it was sent, and its hash.
func (p *Page) ShowProof() {
	e := p.current()
	if e == nil {
		return
	}
	texts := p.host.Texts
	facts := [][2]string{
		{"sent", p.moment(e.Time)},
		{"rows", texts.Count("window.submissions.rows", e.count())},
		{"way", texts.Text("window.submissions.way." + p.wayKey(e.Way))},
		{"to", e.Recipient},
		{"code", p.date(e.Code)},
	}
	for _, at := range e.Reminded {
		facts = append(facts, [2]string{"reminded", p.moment(at)})
	}
	if e.Erased > 0 {
		facts = append(facts, [2]string{"erased", texts.Count("window.submissions.rows", e.Erased)})
	}
	var hash strings.Builder
	for i := 0; i < len(e.Hash); i += 8 {
		hash.WriteString(e.Hash[i:min(i+8, len(e.Hash))] + " ")
	}
	facts = append(facts, [2]string{"hash", strings.TrimSpace(hash.String())})
	p.showFacts(texts.Text("window.submissions.detail."+kindKey(e.Kind), "day", p.date(e.Time)), facts, texts.Text("window.submissions.proof_text"))
}

// showRow shows all that is known of a row.
func (p *Page) showRow(r *row) {
	facts := [][2]string{{"number", r.Number}, {"user", r.User}, {"client", clientOf(r)}, {"state", p.stateWords(r)}}
	note := ""
	if r.now != nil {
		facts = append(facts, [2]string{"code", p.date(r.now.Code)})
		if r.now.Outdated(p.standing.Since) {
			note = p.host.Texts.Text("window.submissions.row_outdated", "day", p.date(p.standing.Since))
		}
	}
	p.showFacts(p.host.Texts.Text("window.submissions.row_title"), facts, note)
}

// showFacts shows named values, but for the empty ones, and a sentence below them.
func (p *Page) showFacts(title string, facts [][2]string, note string) {
	texts := p.host.Texts
	body := widgets.NewColumn(8)
	const nameWidth = 170
	for _, fact := range facts {
		if fact[1] == "" {
			continue
		}
		name := widgets.NewParagraph(texts.Text("window.submissions.fact."+fact[0]), widgets.Muted)
		body.Add(widgets.NewPair(nameWidth, widgets.Flush(name), widgets.Flush(widgets.NewParagraph(fact[1], widgets.Plain))))
	}
	if note != "" {
		body.Add(widgets.Flush(widgets.NewParagraph(note, widgets.Muted)))
	}
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, title, dialogWidth, body, widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { d.Hide() }))
	d.Show()
}

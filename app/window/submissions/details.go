package submissions

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/widgets"
)

// details are what is known of the chosen submission.
type details struct {
	page     *Page
	title    *widgets.Line
	facts    *widgets.Line
	table    *widgets.Table[*row]
	selected *widget.RichText

	remind, proof                *widgets.Button
	confirm, ask, reopen, answer *widgets.Button
	actions                      *fyne.Container
	content                      fyne.CanvasObject
}

func newDetails(p *Page) *details {
	texts := p.host.Texts
	d := &details{page: p, title: widgets.NewLine("", widgets.Title), facts: widgets.NewLine("", widgets.Muted), selected: widgets.NewParagraph(" ", widgets.Muted)}
	d.remind = widgets.NewButton(texts.Text("window.submissions.remind"), widget.MediumImportance, func() {
		if e := p.current(); e != nil {
			p.services.Desk.Remind(e.Progress)
		}
	})
	d.proof = widgets.NewButton(texts.Text("window.submissions.proof"), widget.LowImportance, p.ShowProof)

	d.table = widgets.NewTable([]widgets.Column[*row]{
		{Title: texts.Text("window.submissions.column.number"), Width: 96, Text: func(r *row) string { return r.Number }},
		{Title: texts.Text("window.submissions.column.user"), Width: 130, Grow: 1, Text: func(r *row) string { return r.User }},
		{Title: texts.Text("window.submissions.column.state"), Width: 210, Grow: 3, Text: p.stateWords, Sign: signOf},
		{Title: texts.Text("window.submissions.column.client"), Width: 120, Grow: 2, Text: func(r *row) string { return clientOf(r) }, Style: muted},
		{Title: texts.Text("window.submissions.column.code"), Width: 110, Text: p.codeOf, Style: p.codeStyle},
	}, func(r *row) bool { return p.checked[r.ID] }, texts.Text("window.submissions.check_all"))
	d.table.OnPressed = p.toggle
	d.table.OnExtend = p.extend
	d.table.OnCheckAll = p.checkAll
	d.table.OnOpened = func(index int) { p.showRow(d.table.Rows()[index]) }

	d.confirm = widgets.NewButton("", widget.HighImportance, p.Confirm)
	d.ask = widgets.NewButton(texts.Text("window.submissions.ask"), widget.MediumImportance, p.AskQuestion)
	d.reopen = widgets.NewButton(texts.Text("window.submissions.reopen"), widget.MediumImportance, p.Reopen)
	d.answer = widgets.NewButton(texts.Text("window.submissions.answer"), widget.MediumImportance, p.Answer)

	head := widgets.Below(4, container.NewBorder(nil, nil, nil, container.NewCenter(d.remind), d.title),
		container.NewBorder(nil, nil, nil, container.NewCenter(d.proof), d.facts))
	d.actions = widgets.NewFlow(8, d.confirm, d.ask, d.answer, d.reopen)
	above, foot := gapBelow(8, head), widgets.NewColumn(6, widgets.Space(0, 2), widgets.Flush(d.selected), d.actions)
	d.content = container.New(&widgets.Frame{Above: above, Middle: d.table, Below: foot}, above, d.table, foot)
	return d
}

func muted(*row) widgets.Style { return widgets.Muted }

func signOf(r *row) widgets.SignOfState {
	switch r.state {
	case stateAsked:
		return widgets.OpenSign
	case stateOpen:
		return widgets.HalfSign
	case stateDone:
		return widgets.DoneSign
	}
	return widgets.NoSign
}

func clientOf(r *row) string {
	if r.now == nil {
		return ""
	}
	return r.now.Client
}

// stateWords say how a row stands now.
func (p *Page) stateWords(r *row) string {
	key := "window.submissions.state." + string(r.state)
	switch {
	case r.state == stateAsked:
		return p.host.Texts.Text(key, "question", strings.ReplaceAll(r.now.Question, "\n", " "))
	case r.state == stateDone && r.now.Status == mandate.StatusEnded:
		return p.host.Texts.Text("window.submissions.state.withdrawn", "day", p.date(r.now.Withdrawn))
	case r.state == stateDone:
		return p.host.Texts.Text(key, "day", p.date(r.now.Confirmed))
	}
	return p.host.Texts.Text(key)
}

// codeOf is the day since when the code is in use that a row was reported for.
func (p *Page) codeOf(r *row) string {
	if r.now == nil {
		return ""
	}
	return p.date(r.now.Code)
}

func (p *Page) codeStyle(r *row) widgets.Style {
	if r.now != nil && r.now.Outdated(p.standing.Since) {
		return widgets.Strong
	}
	return widgets.Muted
}

// show draws the chosen submission.
func (d *details) show() {
	p := d.page
	e := p.current()
	if e == nil {
		d.content.Hide()
		return
	}
	d.content.Show()
	texts := p.host.Texts
	d.title.SetText(texts.Text("window.submissions.detail."+kindKey(e.Kind), "day", p.date(e.Time)))
	d.facts.SetText(p.facts(e))
	show(d.remind, len(e.Open) > 0)
	d.table.Set(rows(e, p.list))
	there := map[any]bool{}
	for _, r := range d.table.Rows() {
		there[r.ID] = true
	}
	for id := range p.checked {
		if !there[id] {
			delete(p.checked, id)
		}
	}
	p.showSelection()
}

// facts say how and to whom it was sent, and of reminders.
func (p *Page) facts(e *entry) string {
	texts := p.host.Texts
	parts := []string{texts.Count("window.submissions.rows", e.count())}
	way := "window.submissions.way." + p.wayKey(e.Way)
	if e.Recipient != "" {
		way += "_to"
	}
	parts = append(parts, texts.Text(way, "to", e.Recipient))
	if n := len(e.Reminded); n > 0 {
		parts = append(parts, texts.Text("window.submissions.reminded", "day", p.date(e.Reminded[n-1])))
	}
	return strings.Join(parts, " · ")
}

// wayKey names a way in translation keys; those of newer programs are unknown.
func (p *Page) wayKey(way mandate.Way) string {
	switch way {
	case mandate.WayMail, mandate.WayFile, mandate.WayText:
		return string(way)
	}
	return "unknown"
}

// picked are the checked rows that a rule holds for; without any checked row those of all.
func (p *Page) picked(rule func(*row) bool) []*row {
	var picked []*row
	for _, r := range p.details.table.Rows() {
		if (len(p.checked) == 0 || p.checked[r.ID]) && rule(r) {
			picked = append(picked, r)
		}
	}
	return picked
}

// confirming are the rows that the button confirms: of the checked ones all that can be, without any those that are
// open. What support has a question about is not confirmed by the way.
func (p *Page) confirming() []*row {
	if len(p.checked) > 0 {
		return p.picked((*row).confirmable)
	}
	return p.picked((*row).open)
}

// showSelection says what can be done with the checked rows.
func (p *Page) showSelection() {
	texts, d := p.host.Texts, p.details
	confirm := len(p.confirming())
	if len(p.checked) == 0 {
		widgets.SetParagraph(d.selected, texts.Text("window.submissions.select_hint"))
		d.confirm.SetText(texts.Count("window.submissions.confirm_all", confirm))
	} else {
		widgets.SetParagraph(d.selected, texts.Count("window.submissions.selected", len(p.checked)))
		d.confirm.SetText(texts.Count("window.submissions.confirm", confirm))
	}
	if confirm > 0 {
		d.confirm.Enable()
	} else {
		d.confirm.Disable()
	}
	show(d.ask, len(p.checked) > 0 && len(p.picked((*row).askable)) > 0)
	show(d.reopen, len(p.checked) > 0 && len(p.picked((*row).reopenable)) > 0)
	show(d.answer, len(p.picked((*row).answerable)) > 0)
	d.content.Refresh() // the words and the buttons may need more room now, or less
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// Press checks or unchecks the row at a place in the table, as a click on it does.
func (p *Page) Press(index int) {
	if index >= 0 && index < len(p.details.table.Rows()) {
		p.toggle(index)
	}
}

func (p *Page) toggle(index int) {
	id := p.details.table.Rows()[index].ID
	if p.checked[id] {
		delete(p.checked, id)
	} else {
		p.checked[id] = true
	}
	p.details.table.ShowChecks()
	p.showSelection()
}

// extend checks the rows between two.
func (p *Page) extend(from, to int) {
	for _, r := range p.details.table.Rows()[min(from, to) : max(from, to)+1] {
		p.checked[r.ID] = true
	}
	p.details.table.ShowChecks()
	p.showSelection()
}

func (p *Page) checkAll(on bool) {
	clear(p.checked)
	if on {
		for _, r := range p.details.table.Rows() {
			p.checked[r.ID] = true
		}
	}
	p.details.table.ShowChecks()
	p.showSelection()
}

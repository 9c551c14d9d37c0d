package safety

import (
	"context"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/repair"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// Repair brings damaged records back; repair.Service is one.
type Repair interface {
	// Damaged is how many records do not open.
	Damaged(ctx context.Context) (int, error)
	Plan(ctx context.Context, from repair.From) (*repair.Plan, error)
	Apply(ctx context.Context, plan *repair.Plan, from repair.From, older bool) (repair.Done, error)
}

// repairCard is there only while something is damaged.
func (p *Page) repairCard() card {
	texts := p.host.Texts
	return card{
		page: p, sign: signBad, title: texts.Text("window.safety.repair.title"),
		state: texts.Count("window.safety.repair.state", p.state.damaged), about: texts.Text("window.safety.repair.about"),
		steps: []step{{key: "window.safety.repair.look", take: p.AskRepair, next: true, off: p.busy}},
	}
}

// AskRepair looks for what can be brought back, and shows it.
func (p *Page) AskRepair() {
	p.host.Good("window.safety.repair.looking")
	page.Do(p.host.Worker, func(ctx context.Context) (*repair.Plan, error) {
		return p.services.Repair.Plan(ctx, repair.From{})
	}, func(plan *repair.Plan, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{})
		p.showRepair(plan)
	})
}

// showRepair says of every record what would come back, before anything does.
func (p *Page) showRepair(plan *repair.Plan) {
	texts := p.host.Texts
	red := widgets.Style{Colour: base.ColorNameError}
	body := widgets.Below(10)
	if !plan.Report.Sound() {
		body.Add(paragraph(texts.Text("window.safety.repair.beyond"), red))
	}
	if n := plan.Report.Engine; n > 0 {
		body.Add(paragraph(texts.Count("repair.engine", n), widgets.Plain))
	}
	var lines []widgets.LineItem
	waiting := false
	for i := range plan.Items {
		lines = append(lines, widgets.LineItem{Text: plan.Items[i].Sentence(texts)})
		waiting = waiting || plan.Items[i].Source == repair.SourceOlder
	}
	if len(lines) > 0 {
		body.Add(atLeast(dialogWidth, p.planHeight(len(lines)), widgets.NewLines(lines)))
	}
	if n := len(plan.Report.Stray); n > 0 {
		body.Add(paragraph(texts.Count("repair.stray", n), widgets.Plain))
	}
	var d *widgets.Dialog
	shut := widgets.NewButton(texts.Text("window.close"), widget.MediumImportance, func() { d.Hide() })
	older := widgets.NewTextCheck(texts.Text("window.safety.repair.older"), !plan.Useful(false), nil)
	accept := widgets.NewButton(texts.Text("window.safety.repair.yes"), widget.HighImportance, func() {
		d.Hide()
		p.repair(plan, older.Checked)
	})
	buttons := []*widgets.Button{shut}
	if plan.Useful(true) {
		switch {
		case waiting && plan.Useful(false):
			body.Add(older)
		case waiting:
			body.Add(paragraph(texts.Text("window.safety.repair.only_older"), red))
		}
		body.Add(paragraph(texts.Text("window.safety.repair.copy"), widgets.Muted))
		buttons = append(buttons, accept)
	}
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.repair.plan_title"), dialogWidth, body, buttons...)
	d.Show()
}

// repair carries the plan out and says what remains.
func (p *Page) repair(plan *repair.Plan, older bool) {
	p.host.Good("window.safety.repair.working")
	page.Do(p.host.Worker, func(ctx context.Context) (repair.Done, error) {
		return p.services.Repair.Apply(ctx, plan, repair.From{}, older)
	}, func(done repair.Done, err error) {
		p.host.Changed()
		p.Load()
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.repaired(&done, older)
	})
}

func (p *Page) repaired(done *repair.Done, older bool) {
	texts := p.host.Texts
	key := "window.safety.repair.whole"
	if len(done.After.Faults) > 0 {
		key = "window.safety.repair.remain"
	}
	path := widget.NewLabel(done.Copy)
	path.Wrapping, path.Selectable = fyne.TextWrapBreak, true
	path.Resize(fyne.NewSize(dialogWidth, 0))
	body := widgets.Below(12, paragraph(texts.Count("cli.repair.done", len(done.Outcome(older))), widgets.Strong), paragraph(texts.Text(key), widgets.Plain),
		paragraph(texts.Text("window.safety.repair.before"), widgets.Plain), widgets.Flush(path))
	p.host.Tell(page.Notice{})
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.repair.plan_title"), dialogWidth, body,
		widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { d.Hide() }))
	d.Show()
}

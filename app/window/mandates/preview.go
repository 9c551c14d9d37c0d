package mandates

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// previewNew is how many new rows the preview of an import lists: enough to see that the columns of the
// file were understood. Changed and faulty rows are all listed.
const previewNew = 20

// preview shows what an import would do. Nothing is stored before it is confirmed.
func (p *Page) preview(name string, plan mandate.Plan) {
	texts := p.host.Texts
	faulty := plan.Count(mandate.StateFaulty)
	lines := p.planLines(plan)
	body := container.NewBorder(
		widgets.Below(12, widgets.NewLine(name, widgets.Muted), p.planCounts(plan), p.planLead(plan)), nil, nil, nil, widgets.Space(0, 0))
	if len(lines) > 0 {
		body.Add(widgets.NewLines(lines))
	}
	content := container.New(widgets.AtLeast(fyne.NewSize(660, previewHeight(len(lines), p.host.Window.Canvas().Size().Height))), body)

	var d *widgets.Dialog
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() })
	buttons := []*widgets.Button{cancel}
	if plan.Count(mandate.StateNew)+plan.Count(mandate.StateChanged) > 0 {
		label := texts.Text("window.mandates.plan.accept")
		if faulty > 0 {
			label = texts.Text("window.mandates.plan.accept_good")
		}
		accept := widgets.NewButton(label, widget.HighImportance, nil)
		accept.OnTapped = func() {
			accept.Disable()
			d.Hide()
			p.store(name, plan.SkipFaulty())
		}
		buttons = append(buttons, accept)
	} else {
		cancel.Text = texts.Text("window.close")
	}
	d = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.plan.title"), 660, content, buttons...)
	d.Show()
}

// previewHeight leaves room for a few lines, within the window.
func previewHeight(lines int, window float32) float32 {
	if lines == 0 {
		return 190
	}
	return max(200, min(210+float32(lines)*40, window-200, 520))
}

// planCounts are tiles that say how many rows are new, changed, known and faulty.
func (p *Page) planCounts(plan mandate.Plan) fyne.CanvasObject {
	counts := widgets.Beside(10)
	for _, c := range []struct {
		key    string
		state  mandate.State
		colour fyne.ThemeColorName
	}{
		{"window.mandates.plan.new", mandate.StateNew, base.ColorNamePrimary},
		{"window.mandates.plan.changed", mandate.StateChanged, base.ColorNamePrimary},
		{"window.mandates.plan.known", mandate.StateKnown, theme.ColorMuted},
		{"window.mandates.plan.faulty", mandate.StateFaulty, base.ColorNameError},
	} {
		n, colour := plan.Count(c.state), c.colour
		if n == 0 {
			colour = theme.ColorMuted
		}
		counts.Add(widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(widgets.Inset(16, 10),
			container.New(widgets.AtLeast(fyne.NewSize(104, 0)), widgets.Below(0,
				widgets.NewLine(fmt.Sprint(n), widgets.Style{Size: base.SizeNameHeadingText, Bold: true, Colour: colour}),
				widgets.NewLine(p.host.Texts.Text(c.key), widgets.Muted))))))
	}
	return counts
}

// planLead is the sentence that says what confirming does.
func (p *Page) planLead(plan mandate.Plan) fyne.CanvasObject {
	texts := p.host.Texts
	key := "window.mandates.plan.lead"
	switch {
	case plan.Count(mandate.StateNew)+plan.Count(mandate.StateChanged) == 0 && plan.Count(mandate.StateFaulty) > 0:
		key = "window.mandates.plan.lead_faulty"
	case plan.Count(mandate.StateNew)+plan.Count(mandate.StateChanged) == 0:
		key = "window.mandates.plan.lead_nothing"
	case plan.Count(mandate.StateFaulty) > 0:
		key = "window.mandates.plan.lead_some"
	}
	return container.New(widgets.Inset(-base.InnerPadding(), 0), widgets.NewParagraph(texts.Text(key), widgets.Plain))
}

// planLines say what is wrong or odd, what would change and what would be new: what a person wants to
// have seen before it is stored. Rows that are known already are only counted.
func (p *Page) planLines(plan mandate.Plan) []widgets.LineItem {
	texts := p.host.Texts
	var lines []widgets.LineItem
	section := func(key string, items []widgets.LineItem) {
		if len(items) > 0 {
			lines = append(append(lines, widgets.LineItem{Text: texts.Text(key), Style: widgets.Strong}), items...)
		}
	}
	section("window.mandates.plan.remarks_title", p.remarkLines(plan))

	var changes []widgets.LineItem
	for _, item := range plan.Of(mandate.StateChanged) {
		for _, change := range item.Changes {
			key := "window.mandates.plan.change"
			if change.Old == "" {
				key = "window.mandates.plan.change_empty"
			}
			changes = append(changes, widgets.LineItem{Text: texts.Text(key, "number", item.Number, "user", item.User,
				"field", texts.Text("mandate.field."+change.Field), "old", change.Old, "new", change.New)})
		}
	}
	section("window.mandates.plan.changed_title", changes)

	var fresh []widgets.LineItem
	all := plan.Of(mandate.StateNew)
	for _, item := range all[:min(len(all), previewNew)] {
		values := []string{item.Number, item.User}
		for _, value := range []string{item.Client, item.Note} {
			if value != "" {
				values = append(values, value)
			}
		}
		fresh = append(fresh, widgets.LineItem{Text: strings.Join(values, " · ")})
	}
	if more := len(all) - previewNew; more > 0 {
		fresh = append(fresh, widgets.LineItem{Text: texts.Count("window.mandates.plan.more", more), Style: widgets.Muted})
	}
	section("window.mandates.plan.new_title", fresh)
	return lines
}

// remarkLines say what a person should know about single lines of the file.
func (p *Page) remarkLines(plan mandate.Plan) []widgets.LineItem {
	var lines []widgets.LineItem
	add := func(item mandate.Item, problem error, icon fyne.Resource) {
		text := p.host.Texts.Text("window.mandates.plan.line", "line", item.Line, "text", p.host.Texts.Explain(problem))
		lines = append(lines, widgets.LineItem{Icon: icon, Text: text})
	}
	for _, item := range plan.Of(mandate.StateFaulty) {
		add(item, item.Problem, base.NewErrorThemedResource(base.WarningIcon()))
	}
	for _, item := range plan.Warned() {
		for _, warning := range item.Warnings {
			add(item, warning, base.NewWarningThemedResource(base.InfoIcon()))
		}
	}
	return lines
}

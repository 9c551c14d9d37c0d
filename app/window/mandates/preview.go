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

// preview shows what an import would do, and how the file was understood. Nothing is stored before it is confirmed.
func (p *Page) preview(in *intake) {
	texts := p.host.Texts
	v := &preview{page: p, in: in, body: container.NewStack(), lead: widgets.NewLine("", widgets.Muted)}
	v.tabs = widgets.NewChips([]string{texts.Text("window.mandates.plan.tab_result"), texts.Text("window.mandates.plan.tab_columns")}, func(int) { v.show() })
	v.close = widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { v.dialog.Hide() })
	v.accept = widgets.NewButton("", widget.HighImportance, func() {
		v.accept.Disable()
		v.dialog.Hide()
		p.store(v.in.name, v.in.plan.SkipFaulty())
	})
	content := container.NewBorder(widgets.Below(12, v.lead, container.NewHBox(v.tabs), widgets.Space(0, 0)), nil, nil, nil, v.body)
	v.dialog = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.plan.title"), previewWidth, content, v.close, v.accept)
	if in.problem != nil {
		v.tabs.Select(columnsTab)
	}
	v.dialog.Show()
	v.show()
}

const previewWidth = 700

// The parts of the preview.
const (
	resultTab = iota
	columnsTab
)

// preview is the dialog.
type preview struct {
	page          *Page
	in            *intake
	lead          *widgets.Line // what the file was taken for
	tabs          *widgets.Chips
	body          *fyne.Container
	close, accept *widgets.Button
	dialog        *widgets.Dialog
}

// show draws the part that was chosen.
func (v *preview) show() {
	part := v.result
	if v.tabs.Selected == columnsTab {
		part = v.columns
	}
	v.lead.SetText(v.understood())
	v.body.Objects = []fyne.CanvasObject{part()}
	v.body.Refresh()
	v.buttons()
	v.dialog.Fit()
}

// buttons are named after what they would do.
func (v *preview) buttons() {
	texts, plan := v.page.host.Texts, &v.in.plan
	key := "window.mandates.plan.accept"
	if plan.Count(mandate.StateFaulty) > 0 {
		key = "window.mandates.plan.accept_good"
	}
	v.accept.SetText(texts.Text(key))
	if plan.Count(mandate.StateNew)+plan.Count(mandate.StateChanged) == 0 {
		v.accept.Hide()
		v.close.SetText(texts.Text("window.close"))
		return
	}
	v.accept.Show()
	v.close.SetText(texts.Text("window.cancel"))
}

// understood says in one line what the file was taken for.
func (v *preview) understood() string {
	texts, t := v.page.host.Texts, &v.in.table
	if t.Encoding == "" {
		return texts.Text("window.mandates.plan.workbook", "name", v.in.name, "sheet", t.Sheet)
	}
	return texts.Text("window.mandates.plan.text_file", "name", v.in.name, "encoding", texts.Text(t.Encoding.TextKey()), "separator", v.separatorWord(t.Separator))
}

// result says what would be stored.
func (v *preview) result() fyne.CanvasObject {
	p := v.page
	if v.in.problem != nil {
		return widgets.Flush(widgets.NewParagraph(p.host.Texts.Explain(v.in.problem), widgets.Style{Colour: base.ColorNameError}))
	}
	lines := p.planLines(v.in.plan)
	body := container.NewBorder(widgets.Below(12, p.planCounts(v.in.plan), p.planLead(v.in.plan)), nil, nil, nil, widgets.Space(0, 0))
	if len(lines) > 0 {
		body.Add(widgets.NewLines(lines))
	}
	return container.New(widgets.AtLeast(fyne.NewSize(previewWidth, previewHeight(len(lines), p.host.Window.Canvas().Size().Height))), body)
}

// previewHeight leaves room for a few lines, within the window.
func previewHeight(lines int, window float32) float32 {
	if lines == 0 {
		return 130
	}
	return max(150, min(150+float32(lines)*40, window-270, 460))
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
				widgets.NewWholeLine(p.host.Texts.Text(c.key), widgets.Muted))))))
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
		for _, value := range []string{item.Client, item.Clerk, item.Note} {
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

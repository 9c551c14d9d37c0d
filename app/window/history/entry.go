package history

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/journal"
	"kanzleicode/app/window/widgets"
)

// dialogWidth is how wide an opened change is.
const dialogWidth = 620

// Open shows every field of a change before and after.
func (p *Page) Open(e *journal.Entry) {
	texts := p.host.Texts
	what := widgets.NewParagraph(e.What, alarm(e))
	what.Resize(fyne.NewSize(dialogWidth, 0)) // a text that wraps finds its height by its width
	who := widgets.NewLine(texts.Text("window.history.who", "time", e.Time(), "person", e.Who, "seat", e.Logged.Seat), widgets.Muted)
	body := widgets.Below(10, widgets.Flush(what), who)
	if items := p.lines(e); len(items) > 0 {
		// What the rest of the dialog needs is left to it, also in a small window.
		height := min(float32(len(items))*36+24, p.host.Window.Canvas().Size().Height-300)
		body.Add(container.New(widgets.AtLeast(fyne.NewSize(dialogWidth, height)), widgets.NewLines(items)))
	}
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.history.entry_title", "n", e.Logged.Rev), dialogWidth, body,
		widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { d.Hide() }))
	d.Show()
}

// lines are a change's records with their fields.
func (p *Page) lines(e *journal.Entry) []widgets.LineItem {
	texts := p.host.Texts
	var items []widgets.LineItem
	if e.Logged.Damaged {
		items = append(items, widgets.LineItem{Icon: base.NewErrorThemedResource(base.WarningIcon()), Text: texts.Text("journal.part_damaged")})
	}
	for _, c := range e.Changes {
		switch {
		case c.Erased:
			items = append(items, widgets.LineItem{Text: c.Label, Style: widgets.Muted})
		case c.Removed:
			items = append(items, widgets.LineItem{Text: texts.Text("window.history.removed", "name", c.Label), Style: widgets.Strong})
		case c.Label != "":
			items = append(items, widgets.LineItem{Text: c.Label, Style: widgets.Strong})
		}
		for _, f := range c.Fields {
			items = append(items, widgets.LineItem{Text: p.service.Sentence(f)})
		}
	}
	return items
}

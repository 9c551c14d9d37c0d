package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/firm"
	"kanzleicode/app/window/widgets"
)

// displayCard says which line of text the Anzeige shows.
func (p *Page) displayCard() fyne.CanvasObject {
	p.line = widgets.NewParagraph(" ", widgets.Strong)
	texts := p.host.Texts
	return p.card("display", widgets.Flush(p.line), widgets.NewFlow(10,
		widgets.NewButton(texts.Text("window.settings.display.edit"), widget.MediumImportance, func() { p.services.EditLine() }),
		widgets.NewButton(texts.Text("window.settings.display.open"), widget.MediumImportance, func() { p.services.ShowDisplay() }),
		widgets.NewButton(texts.Text("window.settings.display.small"), widget.MediumImportance, func() { p.services.ShowSmall() })))
}

// displayed says what stands on the Anzeige.
func (p *Page) displayed(known *firm.Data) string {
	if line := known.Shown(); line != "" {
		return p.host.Texts.Text("window.settings.display.line", "line", line)
	}
	return p.host.Texts.Text("window.settings.display.none")
}

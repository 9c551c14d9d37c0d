package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/about"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// About is what the page says of this program and its vault.
type About struct {
	Version string
	Folder  string // the vault's
	// OpenFolder shows a folder in the program that this PC has for that; nil = this PC has none. It may block.
	OpenFolder func(ctx context.Context, path string) error
}

func (p *Page) vaultCard() fyne.CanvasObject {
	path := widgets.Flush(widgets.NewParagraph(p.services.About.Folder, widgets.Strong))
	if p.services.About.OpenFolder == nil {
		return p.card("vault", path)
	}
	return p.card("vault", path, p.button("window.settings.vault.open", func() {
		page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.services.About.OpenFolder(ctx, p.services.About.Folder)
		}, func(_ struct{}, err error) {
			if err != nil {
				p.host.Fail(err)
			}
		})
	}))
}

func (p *Page) aboutCard() fyne.CanvasObject {
	version := p.host.Texts.Text("window.settings.about.version", "version", p.services.About.Version)
	return p.card("about", widgets.NewLine(version, widgets.Strong), p.button("window.settings.about.parts", p.ShowParts))
}

// ShowParts lists what Kanzleicode is made of, with the licences.
func (p *Page) ShowParts() {
	texts := p.host.Texts
	modules, others := about.Parts()
	items := []widgets.LineItem{{Text: texts.Text("window.settings.parts.modules"), Style: widgets.Strong}}
	enter := func(parts []about.Part) {
		for _, part := range parts {
			items = append(items, widgets.LineItem{Text: texts.Text("window.settings.parts.part", "module", strings.TrimSpace(part.Name+" "+part.Version), "licence", part.Licence)})
		}
	}
	enter(modules)
	items = append(items, widgets.LineItem{Text: texts.Text("window.settings.parts.others"), Style: widgets.Strong})
	enter(others)
	var dialog *widgets.Dialog
	lead := widgets.NewParagraph(texts.Text("window.settings.parts.about"), widgets.Plain)
	lead.Resize(fyne.NewSize(partsWidth, 0))
	dialog = widgets.NewDialog(p.host.Window, texts.Text("window.settings.about.parts"), partsWidth,
		widgets.Below(10, widgets.Flush(lead), container.New(widgets.AtLeast(fyne.NewSize(partsWidth, 300)), widgets.NewLines(items))),
		widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { dialog.Hide() }))
	dialog.Show()
}

// partsWidth is how wide the list of parts is.
const partsWidth = 640

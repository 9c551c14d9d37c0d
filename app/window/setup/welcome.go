// Package setup is the way from a QR code to an account: the first screen of an empty vault, which says
// what to do in three steps, and the import itself, whichever way the picture or the link comes in.
package setup

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Welcome is the screen of an empty vault. It offers the ways of the importer to the first account; guide leads
// through the whole set-up, for who would rather be led.
func Welcome(host *page.Host, importer *Importer, guide func()) fyne.CanvasObject {
	texts := host.Texts
	second := texts.Text("window.setup.step2")
	if importer.CanSearchScreen() {
		second = texts.Text("window.setup.step2_screen")
	}
	ways := widgets.Below(8)
	for pair := range slices.Chunk(importer.ways(), 2) { // side by side as many as there is room for
		row := widgets.Beside(10)
		for _, way := range pair {
			row.Add(widgets.NewIconButton(texts.Text(way.text), way.icon, way.importance, way.take))
		}
		ways.Add(row)
	}
	steps := widgets.Below(12,
		step("1", texts.Text("window.setup.step1_title"), texts.Text("window.setup.step1"), nil),
		step("2", texts.Text("window.setup.step2_title"), second, ways),
		step("3", texts.Text("window.setup.step3_title"), texts.Text("window.setup.step3"), nil),
	)
	content := widgets.Below(6,
		widgets.NewWholeLine(texts.Text("window.setup.title"), widgets.Heading),
		widgets.NewLine(texts.Text("window.setup.lead"), widgets.Muted),
		widgets.Space(0, 8),
		steps,
		widgets.Space(0, 4),
		widgets.Flush(widgets.NewParagraph(texts.Text("window.setup.guide_about"), widgets.Muted)),
		widgets.Beside(0, widgets.NewButton(texts.Text("window.setup.guide"), widget.MediumImportance, guide)),
	)
	return container.NewVScroll(container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)),
		container.New(widgets.MaxWidth(720), container.NewVBox(layout.NewSpacer(), content, layout.NewSpacer()))))
}

// step is one numbered card; action may be nil.
func step(number, title, text string, action fyne.CanvasObject) fyne.CanvasObject {
	words := widgets.Below(0, widgets.NewLine(title, widgets.Strong), widgets.Flush(widgets.NewParagraph(text, widgets.Muted)))
	if action != nil {
		words.Add(widgets.Space(0, 6))
		words.Add(action)
	}
	return widgets.NewCard(container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(2, 0, 0, 16), container.NewVBox(newBadge(number))), nil, words))
}

// badge is a number in a circle.
type badge struct {
	widget.BaseWidget
	circle *canvas.Circle
	number *canvas.Text
}

func newBadge(number string) *badge {
	b := &badge{
		circle: canvas.NewCircle(nil),
		number: &canvas.Text{Text: number, TextSize: 18, Alignment: fyne.TextAlignCenter, FontSource: theme.Digits()},
	}
	b.ExtendBaseWidget(b)
	b.paint()
	return b
}

// Refresh implements fyne.CanvasObject.
func (b *badge) Refresh() { b.paint(); b.BaseWidget.Refresh() }

func (b *badge) paint() {
	b.circle.FillColor = base.Color(theme.ColorTint)
	b.number.Color = base.Color(base.ColorNamePrimary)
}

// CreateRenderer implements fyne.Widget.
func (b *badge) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(widgets.AtLeast(fyne.NewSquareSize(36)), b.circle, container.NewCenter(b.number)))
}

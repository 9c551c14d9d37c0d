package safety

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kanzleicode/app/window/widgets"
)

// dialogWidth is how wide the questions are, sheetWidth how wide the dialogs of the sheet, which lie over one another.
const dialogWidth, sheetWidth = 560, 680

// paragraph is a text as wide as the questions.
func paragraph(text string, style widgets.Style) fyne.CanvasObject {
	p := widgets.NewParagraph(text, style)
	p.Resize(fyne.NewSize(dialogWidth, 0))
	return widgets.Flush(p)
}

func atLeast(width, height float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(widgets.AtLeast(fyne.NewSize(width, height)), content)
}

package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/language"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// ShowProblem opens a window that says why Kanzleicode cannot start and what to do, and returns when it
// is closed. The text can be selected and copied. Where start can recover, it offers to open the vault with its
// recovery sheet.
func ShowProblem(a fyne.App, texts *language.Catalog, problem error, start Start) {
	newProblem(a, texts, problem, start, page.NewWorker).ShowAndRun()
}

func newProblem(a fyne.App, texts *language.Catalog, problem error, start Start, newWorker func(context.Context) *page.Worker) fyne.Window {
	g := newGate(a, texts, start, newWorker)
	explanation := widget.NewLabel(texts.Explain(problem))
	explanation.Wrapping = fyne.TextWrapWord
	explanation.Selectable = true
	quit := widgets.NewButton(texts.Text("window.problem.quit"), widget.HighImportance, g.window.Close)
	buttons := []fyne.CanvasObject{quit}
	if start.Recover != nil {
		quit.Importance = widget.MediumImportance
		buttons = []fyne.CanvasObject{widgets.NewButton(texts.Text("window.recover.offer"), widget.HighImportance, g.recover), quit}
	}
	g.window.SetContent(sheetOf(texts.Text("window.problem.title"), base.NewErrorThemedResource(base.WarningIcon()), explanation, buttons...))
	g.room(fyne.NewSize(620, 340))
	g.window.CenterOnScreen()
	g.window.Canvas().Focus(quit)
	return g.window
}

// endsWith makes the end of the program of closing a window. Fyne v2.8.1 would otherwise forget about a window
// that is told to close twice at a time, by Alt+F4 held down, and leave it on the screen without life.
func endsWith(a fyne.App, window fyne.Window) { window.SetCloseIntercept(a.Quit) }

// sheetOf is a small window's content: a sign, a heading, what is to be said, and buttons below.
func sheetOf(title string, icon fyne.Resource, content fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	sign := container.NewGridWrap(fyne.NewSquareSize(36), widget.NewIcon(icon))
	heading := container.New(widgets.Inset(base.InnerPadding(), 0), container.NewBorder(nil, nil, sign, nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 10, 0), widgets.NewWholeLine(title, widgets.Title))))
	row := widgets.Beside(10, layout.NewSpacer())
	for i := len(buttons) - 1; i >= 0; i-- { // the main button stands at the right
		row.Add(buttons[i])
	}
	return container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)),
		container.NewBorder(heading, row, nil, nil, container.New(widgets.Inset(0, 12), container.NewVScroll(content))))
}

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
// is closed. The text can be selected and copied.
func ShowProblem(a fyne.App, texts *language.Catalog, problem error) {
	newProblem(a, texts, problem).ShowAndRun()
}

func newProblem(a fyne.App, texts *language.Catalog, problem error) fyne.Window {
	dress(a, texts)
	w := a.NewWindow(texts.Text("app.name"))
	explanation := widget.NewLabel(texts.Explain(problem))
	explanation.Wrapping = fyne.TextWrapWord
	explanation.Selectable = true
	quit := &widget.Button{Text: texts.Text("window.problem.quit"), Importance: widget.HighImportance, OnTapped: w.Close}
	w.SetContent(sheetOf(texts.Text("window.problem.title"), base.NewErrorThemedResource(base.WarningIcon()), explanation, quit))
	w.SetPadded(false)
	w.SetMaster()
	w.Resize(fyne.NewSize(620, 340))
	w.CenterOnScreen()
	w.Canvas().Focus(quit)
	return w
}

// AskPassphrase opens a window that asks for the vault's passphrase and returns when it is closed. unlock
// is called off the UI goroutine with what was entered, and clears it; it may take its second. When it
// gives no error, the window goes away and done is called, still before AskPassphrase returns, with true;
// when the user gives up, with false.
//
// done may open the main window: [Window.Start] then shows it in the loop that runs already.
func AskPassphrase(a fyne.App, texts *language.Catalog, unlock func(ctx context.Context, passphrase []byte) error, done func(unlocked bool)) {
	newPassphrase(a, texts, unlock, done, page.NewWorker).ShowAndRun()
}

func newPassphrase(a fyne.App, texts *language.Catalog, unlock func(context.Context, []byte) error, done func(bool), newWorker func(context.Context) *page.Worker) fyne.Window {
	dress(a, texts)
	ctx, stop := context.WithCancel(context.Background())
	worker := newWorker(ctx)
	w := a.NewWindow(texts.Text("app.name"))
	entry := widget.NewPasswordEntry()
	entry.SetPlaceHolder(texts.Text("window.passphrase.placeholder"))
	state := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	state.Hide()
	unlocked := false
	var open, quit *widget.Button
	submit := func() {
		passphrase := []byte(entry.Text)
		if len(passphrase) == 0 || open.Disabled() {
			return
		}
		entry.Disable()
		open.Disable()
		open.SetText(texts.Text("window.passphrase.checking"))
		state.Hide()
		page.Do(worker, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, unlock(ctx, passphrase)
		}, func(_ struct{}, err error) {
			entry.SetText("")
			entry.Enable()
			open.Enable()
			open.SetText(texts.Text("window.passphrase.open"))
			if err != nil {
				widgets.SetParagraph(state, texts.Explain(err))
				state.Show()
				w.Canvas().Focus(entry)
				return
			}
			unlocked = true
			done(true)
			w.Close()
		})
	}
	open = &widget.Button{Text: texts.Text("window.passphrase.open"), Importance: widget.HighImportance, OnTapped: submit}
	quit = &widget.Button{Text: texts.Text("window.problem.quit"), OnTapped: w.Close}
	entry.OnSubmitted = func(string) { submit() }
	lead := widgets.NewParagraph(texts.Text("window.passphrase.text"), widgets.Plain)
	lead.Resize(fyne.NewSize(500, 0)) // a text that wraps finds its height by its width
	form := widgets.Below(8, lead, container.New(widgets.Inset(base.InnerPadding(), 0), entry), state)
	w.SetContent(sheetOf(texts.Text("window.passphrase.title"), base.NewPrimaryThemedResource(base.LoginIcon()), form, open, quit))
	w.SetPadded(false)
	w.SetOnClosed(func() {
		stop()
		if !unlocked {
			done(false)
		}
	})
	w.Resize(fyne.NewSize(560, 380))
	w.CenterOnScreen()
	w.Canvas().Focus(entry)
	return w
}

// sheetOf is a small window's content: a sign, a heading, what is to be said, and buttons below.
func sheetOf(title string, icon fyne.Resource, content fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	sign := container.NewGridWrap(fyne.NewSquareSize(36), widget.NewIcon(icon))
	heading := container.New(widgets.Inset(base.InnerPadding(), 0), container.NewBorder(nil, nil, sign, nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 10, 0), widgets.NewLine(title, widgets.Title))))
	row := widgets.Beside(10, layout.NewSpacer())
	for i := len(buttons) - 1; i >= 0; i-- { // the main button stands at the right
		row.Add(buttons[i])
	}
	return container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)),
		container.NewBorder(heading, row, nil, nil, container.New(widgets.Inset(0, 12), container.NewVScroll(content))))
}

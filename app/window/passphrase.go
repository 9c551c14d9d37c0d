package window

import (
	"context"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/language"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// MinPassphrase is how many characters a new passphrase needs at least: about three words.
const MinPassphrase = 12

// AskPassphrase opens a window that asks for the vault's passphrase and returns when it is closed. unlock
// is called off the UI goroutine with what was entered, and clears it; it may take its second. When it
// gives no error, the window goes away and done is called, still before AskPassphrase returns, with true;
// when the user gives up, with false.
//
// done may open the main window: [Window.Start] then shows it in the loop that runs already.
func AskPassphrase(a fyne.App, texts *language.Catalog, unlock func(ctx context.Context, passphrase []byte) error, done func(unlocked bool)) {
	newPassphrase(a, texts, askKeys, unlock, done, page.NewWorker).ShowAndRun()
}

// ChoosePassphrase opens a window in which a passphrase for a new vault is chosen, because this PC's keyring
// does not keep its key, and entered twice. create and done are as unlock and done of [AskPassphrase].
func ChoosePassphrase(a fyne.App, texts *language.Catalog, create func(ctx context.Context, passphrase []byte) error, done func(created bool)) {
	newPassphrase(a, texts, chooseKeys, create, done, page.NewWorker).ShowAndRun()
}

// passphraseKeys are the texts of a passphrase window; with again it asks twice.
type passphraseKeys struct {
	title, text, placeholder, again, button, busy string
}

var (
	askKeys = passphraseKeys{
		title: "window.passphrase.title", text: "window.passphrase.text", placeholder: "window.passphrase.placeholder",
		button: "window.passphrase.open", busy: "window.passphrase.checking",
	}
	chooseKeys = passphraseKeys{
		title: "window.new_passphrase.title", text: "window.new_passphrase.text", placeholder: "window.passphrase.placeholder",
		again: "window.new_passphrase.again", button: "window.new_passphrase.create", busy: "window.new_passphrase.creating",
	}
)

// passphraseForm is what stands in the window.
type passphraseForm struct {
	window       fyne.Window
	texts        *language.Catalog
	keys         passphraseKeys
	worker       *page.Worker
	entry, again *widget.Entry // again is nil where one entry is enough
	state        *widget.RichText
	button       *widgets.Button
	try          func(context.Context, []byte) error
	done         func(bool)
	succeeded    bool
}

func newPassphrase(a fyne.App, texts *language.Catalog, keys passphraseKeys, try func(context.Context, []byte) error, done func(bool), newWorker func(context.Context) *page.Worker) fyne.Window {
	dress(a, texts)
	ctx, stop := context.WithCancel(context.Background())
	f := &passphraseForm{
		window: a.NewWindow(texts.Text("app.name")), texts: texts, keys: keys, worker: newWorker(ctx), try: try, done: done,
		entry: widget.NewPasswordEntry(), state: widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError}),
	}
	f.state.Hide()
	f.entry.SetPlaceHolder(texts.Text(keys.placeholder))
	f.entry.OnSubmitted = func(string) { f.submit() }
	lead := widgets.NewParagraph(texts.Text(keys.text), widgets.Plain)
	lead.Resize(fyne.NewSize(500, 0)) // a text that wraps finds its height by its width
	inset := func(entry *widget.Entry) fyne.CanvasObject {
		return container.New(widgets.Inset(base.InnerPadding(), 0), entry)
	}
	form := widgets.Below(8, lead, inset(f.entry))
	if keys.again != "" {
		f.again = widget.NewPasswordEntry()
		f.again.SetPlaceHolder(texts.Text(keys.again))
		f.entry.OnSubmitted = func(string) { f.window.Canvas().Focus(f.again) }
		f.again.OnSubmitted = func(string) { f.submit() }
		form.Add(inset(f.again))
	}
	form.Add(f.state)
	f.button = widgets.NewButton(texts.Text(keys.button), widget.HighImportance, f.submit)
	quit := widgets.NewButton(texts.Text("window.problem.quit"), widget.MediumImportance, f.window.Close)
	f.window.SetContent(sheetOf(texts.Text(keys.title), base.NewPrimaryThemedResource(base.LoginIcon()), form, f.button, quit))
	f.window.SetPadded(false)
	f.window.SetOnClosed(func() {
		stop()
		f.worker.Settle()
		if !f.succeeded {
			done(false)
		}
	})
	endsWith(a, f.window)
	f.window.Resize(fyne.NewSize(560, 380))
	if keys.again != "" {
		f.window.Resize(fyne.NewSize(600, 480))
	}
	f.window.CenterOnScreen()
	f.window.Canvas().Focus(f.entry)
	return f.window
}

// submit tries what was entered, off the UI goroutine.
func (f *passphraseForm) submit() {
	if f.entry.Text == "" || f.button.Disabled() {
		return
	}
	if f.again != nil {
		if utf8.RuneCountInString(f.entry.Text) < MinPassphrase {
			f.fail(f.texts.Text("window.new_passphrase.too_short", "n", MinPassphrase), f.entry)
			return
		}
		if f.again.Text != f.entry.Text {
			f.again.SetText("")
			f.fail(f.texts.Text("window.new_passphrase.differ"), f.again)
			return
		}
	}
	passphrase := []byte(f.entry.Text)
	f.enable(false)
	f.button.SetText(f.texts.Text(f.keys.busy))
	f.state.Hide()
	page.Do(f.worker, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.try(ctx, passphrase)
	}, func(_ struct{}, err error) {
		f.entry.SetText("")
		if f.again != nil {
			f.again.SetText("")
		}
		f.enable(true)
		f.button.SetText(f.texts.Text(f.keys.button))
		if err != nil {
			f.fail(f.texts.Explain(err), f.entry)
			return
		}
		f.succeeded = true
		f.window.SetCloseIntercept(nil) // the program goes on in another window
		f.done(true)
		f.window.Close()
	})
}

func (f *passphraseForm) enable(on bool) {
	for _, w := range []fyne.Disableable{f.entry, f.button} {
		if on {
			w.Enable()
		} else {
			w.Disable()
		}
	}
}

// fail says what is wrong and goes to where it can be mended.
func (f *passphraseForm) fail(text string, entry *widget.Entry) {
	widgets.SetParagraph(f.state, text)
	f.state.Show()
	f.window.Canvas().Focus(entry)
}

package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/language"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// AskPassphrase opens a window that asks for the vault's passphrase, or for its recovery sheet, and returns
// when it is closed.
func AskPassphrase(a fyne.App, texts *language.Catalog, start Start) {
	newPassphrase(a, texts, askKeys, start, page.NewWorker).ShowAndRun()
}

// ChoosePassphrase opens a window in which a passphrase for a new vault is chosen, because this PC's keyring
// does not keep its key, and entered twice.
func ChoosePassphrase(a fyne.App, texts *language.Catalog, start Start) {
	newPassphrase(a, texts, chooseKeys, start, page.NewWorker).ShowAndRun()
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
	*gate
	keys         passphraseKeys
	entry, again *widget.Entry // again is nil where one entry is enough
	state        *widget.RichText
	button       *widgets.Button
	sheet        *widgets.Button // nil where there is nothing to recover
}

func newPassphrase(a fyne.App, texts *language.Catalog, keys passphraseKeys, start Start, newWorker func(context.Context) *page.Worker) fyne.Window {
	f := &passphraseForm{
		gate: newGate(a, texts, start, newWorker), keys: keys,
		entry: widget.NewPasswordEntry(), state: complaint(),
	}
	f.entry.SetPlaceHolder(texts.Text(keys.placeholder))
	f.entry.OnSubmitted = func(string) { f.submit() }
	form := widgets.Below(8, wide(texts.Text(keys.text)), inset(f.entry))
	if keys.again != "" {
		f.again = widget.NewPasswordEntry()
		f.again.SetPlaceHolder(texts.Text(keys.again))
		f.entry.OnSubmitted = func(string) { f.window.Canvas().Focus(f.again) }
		f.again.OnSubmitted = func(string) { f.submit() }
		form.Add(inset(f.again))
	}
	form.Add(f.state)
	f.button = widgets.NewButton(texts.Text(keys.button), widget.HighImportance, f.submit)
	buttons := []fyne.CanvasObject{f.button, widgets.NewButton(texts.Text("window.problem.quit"), widget.MediumImportance, f.window.Close)}
	if start.Recover != nil {
		f.sheet = widgets.NewButton(texts.Text("window.recover.offer"), widget.MediumImportance, f.recover)
		buttons = append(buttons, f.sheet)
	}
	f.window.SetContent(sheetOf(texts.Text(keys.title), base.NewPrimaryThemedResource(base.LoginIcon()), form, buttons...))
	size := fyne.NewSize(600, 380)
	if f.again != nil {
		size.Height = 480
	}
	f.room(size)
	f.window.CenterOnScreen()
	f.window.Canvas().Focus(f.entry)
	return f.window
}

// inset lines an entry up with the texts around it.
func inset(entry fyne.CanvasObject) fyne.CanvasObject {
	return container.New(widgets.Inset(base.InnerPadding(), 0), entry)
}

// submit tries what was entered, off the UI goroutine.
func (f *passphraseForm) submit() {
	if f.entry.Text == "" || f.button.Disabled() {
		return
	}
	passphrase := []byte(f.entry.Text)
	if f.again != nil {
		if vault.CheckPassphrase(passphrase) != nil {
			f.fail(f.texts.Text("window.new_passphrase.too_short", "n", vault.MinPassphrase), f.entry)
			return
		}
		if f.again.Text != f.entry.Text {
			f.again.SetText("")
			f.fail(f.texts.Text("window.new_passphrase.differ"), f.again)
			return
		}
	}
	f.enable(false)
	f.button.SetText(f.texts.Text(f.keys.busy))
	f.state.Hide()
	f.work(func(ctx context.Context) error { return f.start.Unlock(ctx, passphrase) }, func(err error) {
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
		f.finish()
	})
}

func (f *passphraseForm) enable(on bool) {
	enable(on, f.entry, f.button)
	if f.sheet != nil {
		enable(on, f.sheet)
	}
}

// fail says what is wrong and goes to where it can be mended.
func (f *passphraseForm) fail(text string, entry *widget.Entry) {
	f.say(f.state, text)
	f.window.Canvas().Focus(entry)
}

package window

import (
	"context"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/safety"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// recoverForm opens the vault with its recovery sheet.
type recoverForm struct {
	*gate
	before fyne.CanvasObject // what stood in the window
	entry  *widgets.Field
	state  *widget.RichText
	open   *widgets.Button
	scan   *widgets.Button
	back   *widgets.Button
}

// recoverSize is the least that the forms want.
var recoverSize = fyne.NewSize(640, 460)

// recover asks for the key of the sheet.
func (g *gate) recover() {
	texts := g.texts
	f := &recoverForm{gate: g, before: g.window.Content(), entry: widgets.NewField(""), state: complaint()}
	f.entry.MultiLine, f.entry.Wrapping = true, fyne.TextWrapBreak
	f.entry.OnSubmitted = func(string) { f.submit() }
	f.entry.OnEscape = f.goBack
	f.entry.SetPlaceHolder(texts.Text("window.recover.placeholder"))
	f.entry.SetMinRowsVisible(3)
	f.entry.OnChanged = func(text string) { enable(text != "", f.open) }
	f.open = widgets.NewButton(texts.Text("window.recover.open"), widget.HighImportance, f.submit)
	f.scan = widgets.NewButton(texts.Text("window.recover.scan"), widget.MediumImportance, f.chooseScan)
	f.back = widgets.NewButton(texts.Text("window.recover.back"), widget.MediumImportance, f.goBack)
	f.open.Disable()
	form := widgets.Below(8, wide(texts.Text("window.recover.text")), inset(f.entry), inset(container.NewHBox(f.scan)), f.state)
	g.show("window.recover.title", form, f.open, f.back)
	g.window.Canvas().Focus(f.entry)
}

// show puts another form into the window.
func (g *gate) show(title string, form fyne.CanvasObject, buttons ...fyne.CanvasObject) {
	g.window.SetContent(sheetOf(g.texts.Text(title), base.NewPrimaryThemedResource(base.DocumentIcon()), form, buttons...))
	g.room(recoverSize)
}

func (f *recoverForm) goBack() {
	f.entry.SetText("")
	f.window.SetContent(f.before)
}

// submit tries what was typed.
func (f *recoverForm) submit() {
	if f.open.Disabled() {
		return
	}
	text := f.entry.Text
	f.try(func(context.Context) (recovery.Identity, error) { return recovery.Parse(text) })
}

// chooseScan asks for a picture or a scan of the sheet.
func (f *recoverForm) chooseScan() {
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			f.fail(&setup.FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			f.scanned(file.URI())
		}
	}, f.window)
	open.SetTitleText(f.texts.Text("window.safety.prove.scan_title"))
	open.SetFilter(storage.NewExtensionFileFilter(safety.Scans))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(f.window.Canvas().Size().SubtractWidthHeight(20, 20))
}

// scanned tries what a picture of the sheet shows.
func (f *recoverForm) scanned(file fyne.URI) {
	f.try(func(ctx context.Context) (recovery.Identity, error) { return safety.ReadSheet(ctx, file) })
}

// try reads a key and opens the vault with it, off the UI goroutine.
func (f *recoverForm) try(read func(context.Context) (recovery.Identity, error)) {
	enable(false, f.entry, f.open, f.scan, f.back)
	f.open.SetText(f.texts.Text("window.passphrase.checking"))
	f.state.Hide()
	f.work(func(ctx context.Context) error {
		key, err := read(ctx)
		if err != nil {
			return err
		}
		return f.start.Recover(ctx, key)
	}, func(err error) {
		enable(true, f.entry, f.open, f.scan, f.back)
		f.open.SetText(f.texts.Text("window.recover.open"))
		if err != nil {
			f.fail(err)
			return
		}
		f.entry.SetText("")
		f.adopt()
	})
}

func (f *recoverForm) fail(err error) {
	f.say(f.state, f.texts.Explain(err))
	enable(f.entry.Text != "", f.open)
	f.window.Canvas().Focus(f.entry)
}

// adoptForm sets this PC up again once the vault is open.
type adoptForm struct {
	*gate
	way          *widgets.Choice
	first, again *widget.Entry
	fields       *fyne.Container
	state        *widget.RichText
	next         *widgets.Button
}

// The choices in their order.
const (
	adoptKeyring = iota
	adoptPassphrase
	adoptLater
)

func (g *gate) adopt() {
	texts := g.texts
	f := &adoptForm{gate: g, first: widget.NewPasswordEntry(), again: widget.NewPasswordEntry(), state: complaint()}
	f.first.SetPlaceHolder(texts.Text("window.passphrase.placeholder"))
	f.again.SetPlaceHolder(texts.Text("window.new_passphrase.again"))
	f.first.OnSubmitted = func(string) { g.window.Canvas().Focus(f.again) }
	f.again.OnSubmitted = func(string) { f.submit() }
	f.fields = widgets.Below(8, inset(f.first), inset(f.again))
	f.fields.Hide()
	f.way = widgets.NewChoice([]string{
		texts.Text("window.safety.adopt.keyring"), texts.Text("window.safety.adopt.passphrase"), texts.Text("window.safety.adopt.later"),
	}, func(chosen int) {
		f.state.Hide()
		if chosen == adoptPassphrase {
			f.fields.Show()
			// Not at once: the space bar that chose this also types a space.
			g.work(func(context.Context) error { return nil }, func(error) { g.window.Canvas().Focus(f.first) })
		} else {
			f.fields.Hide()
		}
		g.arrange()
	})
	f.next = widgets.NewButton(texts.Text("window.safety.adopt.next"), widget.HighImportance, f.submit)
	g.show("window.recover.adopt_title", widgets.Below(8, wide(texts.Text("window.safety.adopt.text")), inset(f.way), f.fields, f.state), f.next)
}

func (f *adoptForm) submit() {
	if f.next.Disabled() {
		return
	}
	var passphrase []byte
	switch f.way.Selected {
	case adoptLater:
		f.finish()
		return
	case adoptPassphrase:
		passphrase = []byte(f.first.Text)
		if vault.CheckPassphrase(passphrase) != nil {
			f.fail(f.texts.Text("window.new_passphrase.too_short", "n", vault.MinPassphrase))
			return
		}
		if f.again.Text != f.first.Text {
			f.again.SetText("")
			f.fail(f.texts.Text("window.new_passphrase.differ"))
			return
		}
	}
	enable(false, f.first, f.again, f.next)
	f.state.Hide()
	f.work(func(ctx context.Context) error {
		defer debug.FreeOSMemory() // a passphrase takes up to 512 MiB for a moment
		defer clear(passphrase)
		return f.start.Adopt(ctx, passphrase)
	}, func(err error) {
		enable(true, f.first, f.again, f.next)
		if err != nil {
			f.fail(f.texts.Explain(err))
			return
		}
		f.first.SetText("")
		f.again.SetText("")
		f.finish()
	})
}

func (f *adoptForm) fail(text string) {
	f.say(f.state, text)
}

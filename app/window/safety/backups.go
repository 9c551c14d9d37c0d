package safety

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/archive"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// ChooseFolder asks where backups are to lie.
func (p *Page) ChooseFolder() {
	choose := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case folder != nil:
			p.UseFolder(folder.Path())
		}
	}, p.host.Window)
	choose.SetTitleText(p.host.Texts.Text("window.safety.backup.choose_title"))
	choose.SetView(dialog.ListView)
	choose.Show()
	choose.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// UseFolder makes a folder the place of backups, and backs up at once.
func (p *Page) UseFolder(folder string) {
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.services.Backups.Choose(ctx, folder)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.SaveNow()
	})
}

// SaveNow makes a backup.
func (p *Page) SaveNow() {
	if p.busy {
		return
	}
	p.busy = true
	p.arrange()
	page.Do(p.host.Worker, p.services.Backups.Save, func(made archive.Made, err error) {
		p.busy = false
		switch {
		case err != nil:
			p.host.Fail(err)
		case made.Damaged > 0:
			p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.safety.backup.damaged", made.Damaged), Failed: true})
		default:
			p.host.Good("window.safety.backup.saved", "records", made.Records, "changes", made.Changes)
		}
		p.host.Changed()
		p.Load()
	})
}

// most is how many backups can be chosen from; older ones by their file.
const most = 6

// AskCheck asks which backup is to be looked into, and says whether it is good.
func (p *Page) AskCheck() {
	p.askBackup("window.safety.check.title", "window.safety.check.text", func(opened *archive.Opened) {
		s := opened.Snapshot
		key := "window.safety.check.good"
		if opened.Foreign {
			key = "window.safety.check.good_foreign"
		}
		p.host.Good(key, "time", p.moment(s.Taken), "records", len(s.Records), "changes", len(s.History))
	})
}

// AskRestore asks which backup is to be brought back, and shows what that would do.
func (p *Page) AskRestore() {
	p.askBackup("window.safety.restore.title", "window.safety.restore.text", p.plan)
}

// askBackup asks for a backup and opens it.
func (p *Page) askBackup(title, text string, then func(*archive.Opened)) {
	texts := p.host.Texts
	list := p.state.list[:min(most, len(p.state.list))]
	if len(list) == 0 {
		p.chooseBackup(then)
		return
	}
	names := make([]string, 0, len(list)+1)
	for _, stored := range list {
		names = append(names, p.entry(stored))
	}
	which := widgets.NewChoice(append(names, texts.Text("window.safety.backup.other_file")), nil)
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text(title), dialogWidth, widgets.Below(14, paragraph(texts.Text(text), widgets.Plain), which),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewButton(texts.Text("window.safety.backup.next"), widget.HighImportance, func() {
			d.Hide()
			if which.Selected == len(list) {
				p.chooseBackup(then)
				return
			}
			p.OpenBackup(list[which.Selected].Path, then)
		}))
	d.Show()
}

// chooseBackup asks for the file of a backup.
func (p *Page) chooseBackup(then func(*archive.Opened)) {
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			p.OpenBackup(file.URI().Path(), then)
		}
	}, p.host.Window)
	open.SetTitleText(p.host.Texts.Text("window.safety.backup.file_title"))
	open.SetFilter(storage.NewExtensionFileFilter([]string{".age"}))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// OpenBackup reads a backup with this PC's key, and asks for another where that does not open it.
func (p *Page) OpenBackup(path string, then func(*archive.Opened)) {
	p.host.Good("window.safety.backup.reading")
	p.openWith(path, archive.Key{}, func(opened *archive.Opened, err error) {
		switch {
		case archive.NeedsKey(err):
			p.host.Tell(page.Notice{})
			p.askKey(path, then)
		case err != nil:
			p.host.Fail(fileError(path, err))
		default:
			p.host.Tell(page.Notice{})
			then(opened)
		}
	})
}

func (p *Page) openWith(path string, key archive.Key, done func(*archive.Opened, error)) {
	page.Do(p.host.Worker, func(ctx context.Context) (*archive.Opened, error) {
		defer clear(key.Passphrase)
		return p.services.Backups.Open(ctx, path, key)
	}, done)
}

// askKey asks for the key of the sheet, or the passphrase of the backup.
func (p *Page) askKey(path string, then func(*archive.Opened)) {
	texts := p.host.Texts
	field := widgets.NewSecretField(texts.Text("window.safety.key.placeholder"))
	state := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	state.Resize(fyne.NewSize(dialogWidth, 0))
	state.Hide()
	var d *widgets.Dialog
	var accept *widgets.Button
	over := false
	gone := func() {
		over = true
		field.SetText("")
		d.Hide()
	}
	submit := func() {
		if field.Text == "" || accept.Disabled() {
			return
		}
		accept.Disable()
		p.openWith(path, archive.TypedKey(field.Text), func(opened *archive.Opened, err error) {
			accept.Enable()
			switch {
			case over:
			case err != nil:
				widgets.SetParagraph(state, texts.Explain(fileError(path, err)))
				state.Show()
				d.Fit()
				p.host.Window.Canvas().Focus(field)
			default:
				gone()
				then(opened)
			}
		})
	}
	field.OnEscape, field.OnSubmitted = gone, func(string) { submit() }
	accept = widgets.NewButton(texts.Text("window.safety.key.open"), widget.HighImportance, submit)
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.key.title"), dialogWidth,
		widgets.Below(12, paragraph(texts.Text("window.safety.key.text"), widgets.Plain), field, widgets.Flush(state)),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, gone), accept)
	d.Show()
	p.focus(field)
}

package safety

import (
	"context"
	"errors"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/export"
	"kanzleicode/app/recovery"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// AskMake explains what the sheet is, and then makes one.
func (p *Page) AskMake() {
	texts := p.host.Texts
	body := widgets.Below(14, paragraph(texts.Text("window.safety.sheet.make_text"), widgets.Plain))
	if !p.state.sheet.Created.IsZero() {
		body.Add(paragraph(texts.Text("window.safety.sheet.make_replaces", "day", p.day(p.state.sheet.Created)), widgets.Style{Colour: base.ColorNameError, Bold: true}))
	}
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.sheet.make_title"), dialogWidth, body,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewButton(texts.Text("window.safety.sheet.make_yes"), widget.HighImportance, func() { d.Hide(); p.chooseSheetFile() }))
	d.Show()
}

// chooseSheetFile asks for a place for the PDF.
func (p *Page) chooseSheetFile() {
	texts := p.host.Texts
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			p.MakeSheet(file)
		}
	}, p.host.Window)
	save.SetTitleText(texts.Text("window.safety.sheet.save_title"))
	save.SetFilter(storage.NewExtensionFileFilter([]string{".pdf"}))
	save.SetFileName(texts.Text("window.safety.sheet.file_name", "day", p.host.Now().Format("2006-01-02")) + ".pdf")
	save.SetView(dialog.ListView)
	save.Show()
	save.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// made is a fresh sheet on its way to the printer.
type made struct {
	sheet    *recovery.Sheet // nil if there is none
	problem  error           // why there is none, or what is wrong about it
	unopened error           // why no program shows the file
}

// MakeSheet makes a sheet and puts its PDF in the place of a file that was made for it.
func (p *Page) MakeSheet(file fyne.URIWriteCloser) {
	path, name := file.URI().Path(), setup.Name(file.URI())
	p.host.Good("window.safety.sheet.making")
	page.Do(p.host.Worker, func(ctx context.Context) (made, error) {
		if err := file.Close(); err != nil {
			return made{problem: &export.FileError{Path: path, Err: err}}, nil
		}
		sheet, err := export.SaveSheet(ctx, p.services.Sheets, p.host.Texts, path, true)
		m := made{sheet: sheet, problem: err}
		var unwritten *export.FileError
		if sheet == nil || errors.As(err, &unwritten) {
			removeEmpty(path)
			return m, nil
		}
		m.unopened = p.open(ctx, path)
		return m, nil
	}, func(m made, _ error) {
		p.host.Tell(page.Notice{})
		p.host.Changed()
		var unwritten *export.FileError
		switch {
		case errors.As(m.problem, &unwritten):
			p.host.Fail(&setup.FileError{Name: name, Err: unwritten})
			if m.sheet != nil { // it is in force already, and nobody has it yet
				p.askShow(m.sheet)
			}
		case m.sheet == nil:
			p.host.Fail(m.problem)
		default:
			if m.problem != nil {
				p.host.Fail(m.problem)
			}
			p.printed(m, path, name)
		}
	})
}

// removeEmpty takes away the empty file that the dialog has made.
func removeEmpty(path string) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		_ = os.Remove(path) // an empty file tells nothing
	}
}

func (p *Page) open(ctx context.Context, path string) error {
	if p.services.Open == nil {
		return errNoOpener
	}
	return p.services.Open(ctx, path)
}

// printed asks to print the sheet, and to delete the file then.
func (p *Page) printed(m made, path, name string) {
	texts := p.host.Texts
	key := "window.safety.sheet.print_text"
	if m.unopened != nil {
		key = "window.safety.sheet.print_self"
	}
	var d *widgets.Dialog
	again := widgets.NewButton(texts.Text("window.safety.sheet.open_again"), widget.MediumImportance, func() {
		page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.open(ctx, path) }, func(_ struct{}, err error) {
			if err != nil {
				p.host.Tell(page.Notice{Text: texts.Text("window.safety.sheet.print_self", "name", name), Failed: true})
			}
		})
	})
	if m.unopened != nil {
		again.Hide()
	}
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.sheet.print_title"), sheetWidth,
		widgets.Below(12, paragraph(texts.Text(key, "name", name), widgets.Plain),
			paragraph(texts.Text("window.safety.sheet.print_warning"), widgets.Style{Colour: base.ColorNameError, Bold: true})),
		widgets.NewButton(texts.Text("window.safety.later"), widget.MediumImportance, func() {
			d.Hide()
			p.host.Tell(page.Notice{Text: texts.Text("window.safety.sheet.file_stays", "name", name), Failed: true})
		}),
		widgets.NewButton(texts.Text("window.safety.sheet.show"), widget.MediumImportance, func() { p.askShow(m.sheet) }),
		again,
		widgets.NewButton(texts.Text("window.safety.sheet.delete"), widget.DangerImportance, func() { // Enter alone deletes nothing that is not printed yet
			d.Hide()
			p.deleteFile(path, name)
		}))
	d.Show()
}

// deleteFile deletes the PDF, and then asks for the proof.
func (p *Page) deleteFile(path, name string) {
	page.Do(p.host.Worker, func(context.Context) (struct{}, error) { return struct{}{}, os.Remove(path) }, func(_ struct{}, err error) {
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			p.host.Tell(page.Notice{Text: p.host.Texts.Text("window.safety.sheet.undeleted", "name", name), Failed: true})
		} else {
			p.host.Good("window.safety.sheet.deleted", "name", name)
		}
		p.AskProof()
	})
}

package mandates

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// Export asks which rows are to go where, and writes them into a file.
func (p *Page) Export() {
	texts := p.host.Texts
	fresh, chosen := p.with(mandate.StatusNew), p.chosen()
	type choice struct {
		text string
		rows []mandate.Mandate
	}
	choices := []choice{}
	if len(chosen) > 0 {
		choices = append(choices, choice{texts.Count("window.mandates.export_selected", len(chosen)), chosen})
	}
	if len(fresh) > 0 {
		choices = append(choices, choice{texts.Count("window.mandates.export_new", len(fresh)), fresh})
	}
	choices = append(choices, choice{texts.Count("window.mandates.export_all", len(p.all)), p.all})
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.text
	}
	which := widgets.NewChoice(names, nil)
	support, full := texts.Text("window.mandates.export_support"), texts.Text("window.mandates.export_full")
	content := widgets.NewChoice([]string{support, full}, nil)
	excel, csv := texts.Text("window.mandates.export_xlsx"), texts.Text("window.mandates.export_csv")
	format := widgets.NewChoice([]string{excel, csv}, nil)
	part := func(key string, group *widgets.Choice) fyne.CanvasObject {
		return widgets.Below(2, widgets.NewLine(texts.Text(key), widgets.Strong), group)
	}
	body := widgets.Below(18, part("window.mandates.export_which", which), part("window.mandates.export_what", content), part("window.mandates.export_format", format))
	var d *widgets.Dialog
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() })
	choose := widgets.NewButton(texts.Text("window.mandates.export_choose"), widget.HighImportance, func() {
		d.Hide()
		p.save(Form{CSV: format.Selected == 1, Full: content.Selected == 1}, choices[which.Selected].rows)
	})
	d = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.export_title"), 540, body, cancel, choose)
	d.Show()
}

// save asks for a place and writes the file.
func (p *Page) save(form Form, rows []mandate.Mandate) {
	ending := ".xlsx"
	if form.CSV {
		ending = ".csv"
	}
	p.saveAs("window.mandates.file_name", ending, func(file fyne.URIWriteCloser) { p.Write(file, form, rows) })
}

// excerpt writes all that the list holds of the client of the checked row.
func (p *Page) excerpt() {
	one := p.chosen()[0]
	var rows []mandate.Mandate
	for i := range p.all {
		if m := &p.all[i]; m.ID == one.ID || one.Client != "" && m.Client == one.Client || one.Client == "" && m.Number == one.Number {
			rows = append(rows, *m)
		}
	}
	client := one.Client
	if client == "" {
		client = one.Number
	}
	p.saveAs("window.mandates.excerpt_name", ".pdf", func(file fyne.URIWriteCloser) { p.WriteExcerpt(file, client, rows) })
}

// WriteExcerpt writes an excerpt into a file that was opened for it, and closes it.
func (p *Page) WriteExcerpt(file fyne.URIWriteCloser, client string, rows []mandate.Mandate) {
	name := setup.Name(file.URI())
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) {
		err := p.sheets.WriteExcerpt(ctx, file, client, rows)
		if closing := file.Close(); err == nil && closing != nil {
			err = &setup.FileError{Name: name, Err: closing}
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.excerpted", len(rows), "name", name)})
	})
}

// saveAs asks for a place for a file whose name stands under a key, and has it written.
func (p *Page) saveAs(key, ending string, write func(fyne.URIWriteCloser)) {
	texts := p.host.Texts
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			write(file)
		}
	}, p.host.Window)
	save.SetTitleText(texts.Text("window.mandates.save_title"))
	save.SetFilter(storage.NewExtensionFileFilter([]string{ending}))
	save.SetFileName(texts.Text(key, "day", p.host.Now().Format("2006-01-02")) + ending)
	save.SetView(dialog.ListView)
	save.Show()
	save.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// Write writes rows into a file that was opened for it, and closes it. What went to support as new can
// then be marked as reported.
func (p *Page) Write(file fyne.URIWriteCloser, form Form, rows []mandate.Mandate) {
	name := setup.Name(file.URI())
	page.Do(p.host.Worker, func(context.Context) (struct{}, error) {
		err := p.sheets.Write(file, form, rows)
		if closing := file.Close(); err == nil && closing != nil {
			err = &setup.FileError{Name: name, Err: closing}
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.exported", len(rows), "name", name)})
		if form.Full {
			return
		}
		var fresh []mandate.Mandate
		for _, m := range rows {
			if m.Status == mandate.StatusNew {
				fresh = append(fresh, m)
			}
		}
		if len(fresh) > 0 { // what went to support as new is usually reported with it
			p.markSubmitted(fresh)
		}
	})
}

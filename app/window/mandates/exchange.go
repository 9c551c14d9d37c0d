package mandates

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
)

// Tables are the endings of files that hold tables.
var Tables = []string{".xlsx", ".ods", ".fods", ".csv", ".tsv", ".txt"}

// Import asks for a file with a table.
func (p *Page) Import() {
	texts := p.host.Texts
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			p.File(file.URI())
		}
	}, p.host.Window)
	open.SetTitleText(texts.Text("window.mandates.open_title"))
	open.SetFilter(storage.NewExtensionFileFilter(Tables))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// File reads a table from a file and shows what an import would do.
func (p *Page) File(uri fyne.URI) {
	name := setup.Name(uri)
	p.plan(name, func() ([]byte, error) { return setup.ReadFile(uri) })
}

// Text reads a pasted table, such as cells copied in Excel.
func (p *Page) Text(text string) {
	p.plan(p.host.Texts.Text("window.mandates.pasted"), func() ([]byte, error) { return []byte(text), nil })
}

func (p *Page) plan(name string, read func() ([]byte, error)) {
	p.host.Good("window.import.reading")
	page.DoLatest(p.host.Worker, &p.read, func(ctx context.Context) (mandate.Plan, error) {
		data, err := read()
		if err != nil {
			return mandate.Plan{}, err
		}
		rows, err := p.sheets.Read(ctx, name, data)
		if err != nil {
			return mandate.Plan{}, err
		}
		return p.service.Plan(ctx, rows)
	}, func(plan mandate.Plan, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{})
		p.preview(name, plan)
	})
}

func (p *Page) store(name string, plan mandate.Plan) {
	page.Do(p.host.Worker, func(ctx context.Context) ([]mandate.Mandate, error) {
		return p.service.Import(ctx, plan, name)
	}, func(stored []mandate.Mandate, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		rev, _ := revision(stored, nil)
		p.offerUndo(rev, p.host.Texts.Count("window.mandates.imported", len(stored)))
		p.host.Changed()
	})
}

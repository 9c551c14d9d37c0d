package history

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/journal"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
)

// Export asks for a place and writes what the filter shows.
func (p *Page) Export() {
	texts, shown := p.host.Texts, p.table.Rows()
	if len(shown) == 0 {
		return
	}
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			p.Write(file, shown)
		}
	}, p.host.Window)
	save.SetTitleText(texts.Text("window.history.save_title"))
	save.SetFilter(storage.NewExtensionFileFilter([]string{".csv"}))
	save.SetFileName(texts.Text("window.history.file_name", "day", p.host.Now().Format("2006-01-02")) + ".csv")
	save.SetView(dialog.ListView)
	save.Show()
	save.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// Write writes entries into a file that was opened for it, and closes it.
func (p *Page) Write(file fyne.URIWriteCloser, entries []*journal.Entry) {
	name := setup.Name(file.URI())
	page.Do(p.host.Worker, func(context.Context) (struct{}, error) {
		err := p.service.WriteCSV(file, entries)
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			err = &setup.FileError{Name: name, Err: err}
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.history.exported", len(entries), "name", name)})
	})
}

// Shown is what the filter shows, newest first.
func (p *Page) Shown() []*journal.Entry { return p.table.Rows() }

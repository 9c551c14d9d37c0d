package window

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/otp/transfer"
)

// dropped takes files that were let go over the window, wherever that was.
func (w *Window) dropped(files []fyne.URI) {
	if w.lock.Locked() {
		return
	}
	w.lock.Touch()
	if w.native.Canvas().Overlays().Top() != nil {
		return // a dialog is open: it has to be answered first
	}
	w.files(files)
}

// files takes files that were dropped or copied: tables go to the Mandate list, or are support's answers on their
// page; everything else may hold accounts. A table may be the export of a password manager; that goes by what stands in it.
func (w *Window) files(files []fyne.URI) {
	switch {
	case len(files) == 0:
	case slices.ContainsFunc(files, func(file fyne.URI) bool { return !w.isTable(file) }):
		w.importer.Files(files...)
	default:
		page.DoLatest(w.host.Worker, &w.pasting, func(context.Context) (bool, error) {
			return slices.ContainsFunc(files, holdsAccounts), nil
		}, func(accounts bool, _ error) {
			if accounts {
				w.importer.Files(files...)
				return
			}
			if len(files) > 1 {
				w.host.Good("window.import.one_file")
			}
			if w.current == submissionsPage { // where support's answers are awaited
				w.submissions.File(files[0])
				return
			}
			w.Show(mandatesPage)
			w.mandates.File(files[0])
		})
	}
}

// isTable reports whether a file is called like a table. A text is one only where tables are awaited.
func (w *Window) isTable(file fyne.URI) bool {
	kind := strings.ToLower(file.Extension())
	if kind == ".txt" {
		return w.current == mandatesPage || w.current == submissionsPage
	}
	return slices.Contains(mandates.Tables, kind)
}

// holdsAccounts reports whether a file is the export of another authenticator. One that cannot be read is
// none; whoever reads it next says why.
func holdsAccounts(file fyne.URI) bool {
	data, err := setup.ReadFile(file)
	return err == nil && transfer.Recognise(data) != ""
}

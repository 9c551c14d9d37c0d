package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// bindKeys gives the window its keys. They are the canvas's, not a menu's: a field that has the focus
// gets Ctrl+C, Ctrl+V and Enter first. None has Alt with Ctrl, which is AltGr on German keyboards.
func (w *Window) bindKeys() {
	canvas := w.native.Canvas()
	bind := func(shortcut fyne.Shortcut, pressed func(fyne.Shortcut)) {
		f := w.unlessLocked(pressed)
		canvas.AddShortcut(shortcut, f)
		w.keys.AddShortcut(shortcut, f)
	}
	bind(&fyne.ShortcutCopy{}, func(fyne.Shortcut) {
		if w.current == codePage {
			w.code.CopyOnly()
		}
	})
	bind(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) {
		if w.current == mandatesPage && canvas.Overlays().Top() == nil {
			w.mandates.CheckAll()
		}
	})
	bind(&fyne.ShortcutUndo{}, func(fyne.Shortcut) {
		if w.current == mandatesPage && canvas.Overlays().Top() == nil {
			w.mandates.Undo()
		}
	})
	bind(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.paste() })
	control := func(key fyne.KeyName, f func()) {
		bind(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
			if canvas.Overlays().Top() == nil {
				f()
			}
		})
	}
	control(fyne.KeyI, w.importHere)
	control(fyne.KeyB, w.importer.SearchScreen)
	for page, key := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6} {
		control(key, func() { w.Show(page) })
	}
	control(fyne.KeyF, func() {
		if page, ok := w.pages[w.current].(interface{ FocusSearch() }); ok {
			page.FocusSearch()
		}
	})
	control(fyne.KeyN, func() {
		if w.current == mandatesPage {
			w.mandates.Add()
		}
	})
	control(fyne.KeyL, w.lock.Press)
	canvas.SetOnTypedKey(w.typed)
}

// typed is a key that nothing in sight wants.
func (w *Window) typed(key *fyne.KeyEvent) {
	canvas := w.native.Canvas()
	w.lock.Touch()
	if key.Name == fyne.KeyF11 {
		w.openDisplay(vault.ID{})
		return
	}
	if top := canvas.Overlays().Top(); top != nil {
		switch dialog := widgets.Topmost(canvas); {
		case dialog != nil:
			dialog.TypedKey(key)
		case key.Name == fyne.KeyEscape:
			canvas.Overlays().Remove(top)
		}
		return
	}
	if w.lock.Locked() {
		return
	}
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if w.current == codePage {
			w.code.CopyOnly()
		}
	case fyne.KeyF5:
		w.changed()
	}
}

// importHere is Ctrl+I: what an import means on the page in sight.
func (w *Window) importHere() {
	switch w.current {
	case mandatesPage:
		w.mandates.Import()
	case submissionsPage:
		w.submissions.Import()
	default:
		w.importer.Choose()
	}
}

// paste is Ctrl+V outside of a field: an otpauth link is imported from every page, other text belongs to the
// Mandate list if that is in sight, or is support's answer where that is awaited.
func (w *Window) paste() {
	if w.native.Canvas().Overlays().Top() != nil {
		return
	}
	read := w.services.Desktop.Clipboard
	if read == nil { // the text that Fyne knows of is all there is
		w.pasted(setup.Copied{Text: w.clip.board.Content()})
		return
	}
	page.DoLatest(w.host.Worker, &w.pasting, read, func(copied setup.Copied, err error) {
		if err != nil {
			w.host.Fail(err)
			return
		}
		w.pasted(copied)
	})
}

// pasted hands on what was in the clipboard. Cells that were copied in a spreadsheet are text and a picture
// at once; the Mandate list wants the text.
func (w *Window) pasted(copied setup.Copied) {
	text := copied.Text
	switch {
	case setup.LooksLikeLink(text), w.current == codePage && setup.LooksLikeKey(text):
		w.importer.Text(text, func() { w.clip.forget(text) })
	case w.current == mandatesPage && text != "":
		w.mandates.Text(text)
	case w.current == submissionsPage && text != "":
		w.submissions.Text(text)
	case len(copied.Pictures) > 0:
		w.importer.Copied(copied)
	case len(copied.Files) > 0:
		files := make([]fyne.URI, len(copied.Files))
		for i, path := range copied.Files {
			files[i] = storage.NewFileURI(path)
		}
		w.files(files)
	case text == "":
		w.host.Good("window.import.clipboard_empty")
	default:
		w.importer.Text(text, nil)
	}
}

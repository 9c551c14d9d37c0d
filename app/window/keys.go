package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/keys"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// place is the keys that work on one page.
type place struct {
	keys.Group
	page int // anywhere = on every page
}

const anywhere = -1

// keyTable is every key that the window itself takes. On one page a key may mean something else than elsewhere.
func (w *Window) keyTable() []place {
	pages := place{keys.Group{Title: "window.keys.pages"}, anywhere}
	for i, e := range navigation() {
		pages.Keys = append(pages.Keys, keys.Key{Name: fyne.KeyName(rune('1' + i)), With: keys.Control, Does: e.name, Do: func() { w.Show(i) }})
	}
	return []place{
		{keys.Group{Title: "window.keys.everywhere", Keys: []keys.Key{
			{Name: fyne.KeyF1, Does: "window.keys.help", Do: w.ShowHelp},
			{Name: fyne.KeySlash, With: keys.Control | fyne.KeyModifierShift, Also: []fyne.KeyName{fyne.KeyApostrophe, keys.Unlabelled}, As: "?", Does: "window.keys.list", Do: w.ShowKeys},
			{Name: fyne.KeyF11, Does: "window.keys.display", Do: func() { w.openDisplay(vault.ID{}) }, Over: true, Locked: true},
			{Name: fyne.KeyF12, Does: "window.keys.small", Do: w.pressSmall, Over: true, Locked: true},
			{Name: fyne.KeyF5, Does: "window.keys.reload", Do: w.changed},
			{Name: fyne.KeyF, With: keys.Control, Does: "window.keys.search", Do: w.search},
			{Name: fyne.KeyV, With: keys.Control, Does: "window.keys.paste", Do: w.paste},
			{Name: fyne.KeyI, With: keys.Control, Does: "window.keys.import", Do: w.importer.Choose},
			{Name: fyne.KeyB, With: keys.Control, Does: "window.keys.screen", Do: w.importer.SearchScreen},
			{Name: fyne.KeyL, With: keys.Control, Does: "window.keys.lock", Do: w.lock.Press},
			{Name: fyne.KeyW, With: keys.Control, Does: "window.keys.close", Do: w.close, Over: true, Locked: true},
			{Name: fyne.KeyQ, With: keys.Control, Does: "window.keys.quit", Do: w.app.Quit, Over: true, Locked: true},
		}}, anywhere},
		pages,
		{keys.Group{Title: "window.nav.code", Keys: w.codeKeys()}, codePage},
		{keys.Group{Title: "window.nav.mandates", Keys: []keys.Key{
			{Name: fyne.KeyN, With: keys.Control, Does: "window.keys.mandates.add", Do: w.mandates.Add},
			{Name: fyne.KeyI, With: keys.Control, Does: "window.keys.mandates.import", Do: w.mandates.Import},
			{Name: fyne.KeyA, With: keys.Control, Does: "window.keys.mandates.all", Do: w.mandates.CheckAll},
			{Name: fyne.KeyZ, With: keys.Control, Does: "window.keys.mandates.undo", Do: w.mandates.Undo},
		}}, mandatesPage},
		{keys.Group{Title: "window.nav.submissions", Keys: []keys.Key{
			{Name: fyne.KeyI, With: keys.Control, Does: "window.keys.submissions.import", Do: w.submissions.Import},
		}}, submissionsPage},
	}
}

// bindKeys gives the window its keys. They are the canvas's, not a menu's: a field that has the focus
// gets Ctrl+C, Ctrl+V and Enter first.
func (w *Window) bindKeys() {
	w.bound = w.keyTable()
	canvas := w.native.Canvas()
	for _, place := range w.bound {
		for _, key := range place.Keys {
			for _, shortcut := range key.Shortcuts() {
				f := func(fyne.Shortcut) { w.pressed(shortcut.ShortcutName()) }
				if !key.Locked {
					f = w.unlessLocked(f)
				}
				canvas.AddShortcut(shortcut, f)
				w.keys.AddShortcut(shortcut, f)
			}
		}
	}
	canvas.SetOnTypedKey(w.typed)
}

// key finds what a key means on the page in sight, nil = nothing.
func (w *Window) key(rule func(*keys.Key) bool) *keys.Key {
	for _, page := range []int{w.current, anywhere} {
		for i := range w.bound {
			if w.bound[i].page != page {
				continue
			}
			if key := w.bound[i].Find(rule); key != nil {
				return key
			}
		}
	}
	return nil
}

// pressed is a key with Ctrl, by the name that Fyne has for them.
func (w *Window) pressed(name string) {
	key := w.key(func(k *keys.Key) bool {
		return slices.ContainsFunc(k.Shortcuts(), func(s fyne.Shortcut) bool { return s.ShortcutName() == name })
	})
	if key != nil && (key.Over || w.native.Canvas().Overlays().Top() == nil) {
		key.Do()
	}
}

// typed is a key that nothing in sight wants.
func (w *Window) typed(key *fyne.KeyEvent) {
	w.lock.Touch()
	overlays := w.native.Canvas().Overlays()
	top, dialog := overlays.Top(), widgets.Topmost(w.native.Canvas())
	own := w.key(func(k *keys.Key) bool { return k.Is(key.Name) })
	switch {
	case own != nil && (own.Over || top == nil) && (own.Locked || !w.lock.Locked()):
		own.Do()
	case dialog != nil:
		dialog.TypedKey(key)
	case top != nil && key.Name == fyne.KeyEscape:
		overlays.Remove(top)
	}
}

// search puts the cursor where the page in sight can be searched.
func (w *Window) search() {
	if page, ok := w.pages[w.current].(interface{ FocusSearch() }); ok {
		page.FocusSearch()
	}
}

// codeKeys are the keys of the code page; all but the first are for several accounts.
func (w *Window) codeKeys() []keys.Key {
	shift := func(places int) func() { return func() { w.code.MoveFocused(places) } }
	step := func(key fyne.KeyName) func() { return func() { w.code.Step(key) } }
	return []keys.Key{
		{Name: fyne.KeyC, With: keys.Control, Does: "window.keys.copy", Do: w.code.CopyShown, Over: true},
		{Name: fyne.KeyReturn, Also: []fyne.KeyName{fyne.KeyEnter}, Does: "window.keys.copy", Do: w.code.CopyShown},
		{Name: fyne.KeyRight, Does: "window.keys.cards.right", Do: step(fyne.KeyRight)},
		{Name: fyne.KeyLeft, Does: "window.keys.cards.left", Do: step(fyne.KeyLeft)},
		{Name: fyne.KeyDown, Does: "window.keys.cards.down", Do: step(fyne.KeyDown)},
		{Name: fyne.KeyUp, Does: "window.keys.cards.up", Do: step(fyne.KeyUp)},
		{Name: fyne.KeyRight, With: fyne.KeyModifierAlt, Does: "window.keys.cards.backward", Do: shift(1)},
		{Name: fyne.KeyLeft, With: fyne.KeyModifierAlt, Does: "window.keys.cards.forward", Do: shift(-1)},
		{Name: fyne.KeyHome, With: fyne.KeyModifierAlt, Does: "window.keys.cards.to_front", Do: shift(authenticator.ToFront)},
		{Name: fyne.KeyEnd, With: fyne.KeyModifierAlt, Does: "window.keys.cards.to_back", Do: shift(authenticator.ToBack)},
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
	case setup.LooksLikeLink(text), (w.current == codePage || w.current == guidePage) && setup.LooksLikeKey(text):
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

package window

import (
	"fyne.io/fyne/v2"

	"kanzleicode/app/vault"
	"kanzleicode/app/window/code"
	"kanzleicode/app/window/lock"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// bindLock puts everything that the window shows behind the lock. The lock works while the window waits, and
// so has a worker of its own.
func (w *Window) bindLock(worker *page.Worker, content fyne.CanvasObject) {
	w.lock = lock.New(w.host, worker, w.services.Lock, code.NewDisplay(w.host, w.services.Accounts), lock.Window{
		Cover: w.cover, Uncover: w.uncover, Doubted: w.clockDoubted,
	})
	w.root = w.lock.Watch(content)
	w.bindDisplay(worker)
	w.code.OnLock = w.lock.OpenSettings
	w.safety.Lock = w.lock
	foot := w.rail.SetFoot(widgets.RailItem{Text: w.services.Texts.Text("window.lock.button"), Icon: theme.Symbol("lock")}, w.lock.Press)
	foot.OnSecondaryTapped = func(fyne.Position) { w.lock.OpenSettings() }
}

// cover shows content instead of everything. Dialogs wait; pictures of secrets are gone for good, and so are
// Fyne's own menus and file dialogs, which are soon opened again.
func (w *Window) cover(content fyne.CanvasObject) {
	w.handover.Close()
	w.safety.Close()
	w.clip.clearNow()
	w.display.Tick(w.services.Now()) // what is not to be seen any more goes at once
	w.small.Tick(w.services.Now())
	w.host.Worker.Pause()
	overlays := w.native.Canvas().Overlays()
	if open := overlays.List(); len(open) > 0 {
		for _, overlay := range open {
			if dialog, ours := overlay.(*widgets.Dialog); ours {
				w.covered = append(w.covered, dialog)
			}
		}
		overlays.Remove(open[0]) // and with it all that lie over it
	}
	w.native.SetContent(content)
}

// uncover shows the window again, as fresh as if it had been there all the time.
func (w *Window) uncover() {
	w.native.SetContent(w.root)
	covered := w.covered
	w.covered = nil
	for _, dialog := range covered {
		if dialog.Visible() { // not closed meanwhile
			dialog.Show()
		}
	}
	w.host.Worker.Resume()
	w.changed()
	w.tick()
	if w.displayDue {
		w.openDisplay(vault.ID{})
	}
}

// unlessLocked makes a key do nothing while the window is locked, but for Ctrl+C where the code is in sight.
func (w *Window) unlessLocked(f func(fyne.Shortcut)) func(fyne.Shortcut) {
	return func(shortcut fyne.Shortcut) {
		w.lock.Touch()
		switch _, copying := shortcut.(*fyne.ShortcutCopy); {
		case !w.lock.Locked():
			f(shortcut)
		case copying:
			w.lock.Copy()
		}
	}
}

package window

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/vault"
	"kanzleicode/app/window/outside"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
)

// Errand is what a start of the program was asked for while its window is open already, or by the start that opened it.
type Errand struct {
	Quit    bool     // end the program
	Display bool     // show the Anzeige
	Offered []string // otpauth links and absolute paths of files, for import
	Token   string   // lets the window come to the front, where the desktop asks for one; "" = none
}

// Starts hands over what further starts are asked for. Serve calls take with one errand after the other until ctx
// ends; what take refuses waits for the next Serve.
type Starts interface {
	Serve(ctx context.Context, take func(Errand) bool)
}

// serve has take called with errands, on the UI goroutine, until the worker's context ends.
func serve(worker *page.Worker, starts Starts, take func(Errand) bool) {
	if starts == nil {
		return
	}
	ctx := worker.Context()
	here := func(f func() bool) bool {
		done := make(chan bool, 1)
		worker.Back(func() { done <- ctx.Err() == nil && f() })
		select {
		case taken := <-done:
			return taken
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		// A start that comes before Fyne's loop runs is told at once that it will be shown; from then on, once it is.
		if here(func() bool { return true }) {
			starts.Serve(ctx, func(e Errand) bool { return here(func() bool { return take(e) }) })
		}
	}()
}

// take does an errand. What is offered for import waits until the window is unlocked and no dialog is open.
func (w *Window) take(e Errand) bool {
	if e.Quit {
		w.app.Quit()
		return true
	}
	w.toFront(e.Token)
	if e.Display {
		w.openDisplay(vault.ID{})
	}
	var links []string
	var files []fyne.URI
	for _, offered := range e.Offered {
		if setup.LooksLikeLink(offered) && strings.Contains(offered, "://") {
			links = append(links, offered)
		} else {
			files = append(files, storage.NewFileURI(offered))
		}
	}
	if len(links) > 0 {
		w.offered = append(w.offered, func() { w.importer.Text(strings.Join(links, "\n"), nil) })
	}
	if len(files) > 0 {
		w.offered = append(w.offered, func() { w.files(files) })
	}
	w.takeOffered()
	return true
}

// takeOffered shows what is in the links or files that have waited longest.
func (w *Window) takeOffered() {
	if len(w.offered) == 0 || w.lock.Locked() || w.importer.Reading() || w.native.Canvas().Overlays().Top() != nil {
		return
	}
	show := w.offered[0]
	w.offered = w.offered[1:]
	show()
}

// toFront shows the window above all others.
func (w *Window) toFront(token string) {
	if w.hidden {
		w.Unhide()
	}
	raise(w.native, w.outside, token)
}

// raise brings a window to the front, by the means that there are.
func raise(native fyne.Window, view *outside.View, token string) {
	if view == nil {
		native.RequestFocus()
		return
	}
	view.Raise(token)
}

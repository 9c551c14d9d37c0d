// Package page is what the window and its pages agree on: what a page is, and the [Host] that the window
// gives to each of them. It also holds the one place where work leaves the UI goroutine and comes back
// ([Do], [DoLatest]).
//
// The rule of the whole window: everything that touches a widget runs on Fyne's main goroutine, and
// nothing that can block does.
package page

import (
	"time"

	"fyne.io/fyne/v2"

	"kanzleicode/app/language"
)

// Page is one page of the window. All methods are called on the UI goroutine.
type Page interface {
	// Content is the page's drawing, the same object every time.
	Content() fyne.CanvasObject
	// Load reads what the page shows from its service: when the page appears and when the vault changed.
	Load()
	// Tick is called right after each full second while the page is in sight.
	Tick(now time.Time)
}

// Host is what a page gets from the window.
type Host struct {
	Texts  *language.Catalog
	Now    func() time.Time // the clock
	Window fyne.Window      // parent of dialogs
	Worker *Worker          // runs what blocks

	// Copy puts a code onto the clipboard. It is taken off again after a while, if it is still there.
	Copy func(code string)
	// Tell shows a message below the page; the newest replaces the one before.
	Tell func(Notice)
	// Changed makes every page read its data again: the page's own way to say that it stored something.
	Changed func()
}

// Notice is a message to the user that needs no answer.
type Notice struct {
	Text   string
	Failed bool   // something went wrong: stays until it is closed
	Action string // what can be done about it, such as "Undo"; "" = nothing
	Do     func() // does it; the message goes
}

// Fail tells an error: what happened, what it means and what to do.
func (h *Host) Fail(err error) { h.Tell(Notice{Text: h.Texts.Explain(err), Failed: true}) }

// Good tells that something went well; the text stands under key, with named values as pairs.
func (h *Host) Good(key string, args ...any) { h.Tell(Notice{Text: h.Texts.Text(key, args...)}) }

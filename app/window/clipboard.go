package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kanzleicode/app/window/page"
)

// board is the part of Fyne's clipboard that is used.
type board interface {
	Content() string
	SetContent(string)
}

// Fyne's clipboard is one.
var _ board = fyne.Clipboard(nil)

// clipboard puts codes onto the clipboard and takes them off again, but only what is still ours: what
// somebody copied since is left alone. It belongs to the UI goroutine.
type clipboard struct {
	board board
	// secret puts a code there and asks the programs that keep what was copied to leave it out; see
	// clipboard.WriteSecret. nil, or an error = it is copied like any other text.
	secret func(context.Context, string) error
	after  func(time.Duration, func()) // calls back on the UI goroutine
	time   time.Duration               // how long a code stays; 0 = until the window closes or is locked
	ours   string                      // the code that we put there last, "" if it is gone
	count  int                         // copies so far: a newer one starts the time again
}

func (c *clipboard) copy(code string) {
	if c.secret == nil || c.secret(context.Background(), code) != nil {
		c.board.SetContent(code)
	}
	c.ours = code
	c.count++
	if c.time == 0 {
		return
	}
	count := c.count
	c.after(c.time, func() {
		if count == c.count {
			c.clearNow()
		}
	})
}

// clearNow takes our code off the clipboard if it is still there.
func (c *clipboard) clearNow() {
	if c.ours != "" {
		c.forget(c.ours)
	}
	c.ours = ""
}

// forget takes a text off the clipboard if it is still there.
func (c *clipboard) forget(text string) {
	if c.board.Content() == text {
		c.board.SetContent("")
	}
}

// clearAfter calls back on the UI goroutine once a time has passed, while the window is open.
func clearAfter(worker *page.Worker) func(time.Duration, func()) {
	return func(wait time.Duration, f func()) {
		time.AfterFunc(wait, func() { worker.Back(f) })
	}
}

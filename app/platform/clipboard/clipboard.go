// Package clipboard reads what a person copied: pictures, files and text, as bytes. It decodes no picture
// and opens no file; whoever calls it does. Nothing is ever fetched from a network because of what is
// copied.
//
//   - X11: an own connection of this package, with TARGETS and INCR (ICCCM §2).
//   - Wayland: wl-paste of wl-clipboard, where it is installed; else the X clipboard of XWayland.
//   - Windows: the clipboard of the window station: PNG, DIB, files, HTML, text.
//   - macOS: osascript and pbpaste, one copied file at most. Not tested on a real Mac.
//
// Copied files and clipboards of other programs wait for those programs, so [Read] can take as long as
// its limits allow. It must never be called from Fyne's main goroutine: the copying program may be
// Kanzleicode itself, whose window answers from there.
package clipboard

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Limits of [Read].
const (
	// MaxBytes is the most that is taken over of one form, and of all pictures together.
	MaxBytes = 64 << 20
	// MaxFiles is how many copied files are named at most.
	MaxFiles = 1000

	// whole is how long everything may take: a large picture from a program that makes it only now.
	whole = 10 * time.Second
)

// Content is what the clipboard holds, in the forms that are of use here. At least one is there. A
// program often gives the same thing in several: cells of a spreadsheet are Text and a picture of them.
type Content struct {
	// Pictures are encoded picture files: PNG, BMP, TIFF, WebP, JPEG or GIF, not yet looked into. The
	// picture that was copied, in one format; without one the pictures that stand inside copied HTML or
	// in a copied data: URL.
	Pictures [][]byte
	// Files are absolute paths of copied files or folders, or of the pictures that copied HTML refers to
	// on this PC. They need not exist any more.
	Files []string
	// Text is the copied text in UTF-8 as it was copied, blanks and line ends included. It is empty
	// where it would only repeat Files or the data: URL of a picture.
	Text string
}

func (c Content) empty() bool { return len(c.Pictures) == 0 && len(c.Files) == 0 && c.Text == "" }

// Read returns what is in the clipboard now. Errors are of type *[Error], or context.Canceled when ctx
// was cancelled. Not to be called from Fyne's main goroutine: it may wait for seconds.
func Read(ctx context.Context) (Content, error) { return bounded(ctx, whole, readSystem) }

// bounded gives read its time. What the system cannot be made to give back in time (a program that hangs
// while Windows waits for it) is left behind in its goroutine.
func bounded(ctx context.Context, limit time.Duration, read func(context.Context) (Content, error)) (Content, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type result struct {
		content Content
		err     error
	}
	done := make(chan result, 1)
	go func() {
		content, err := read(ctx)
		done <- result{content, err}
	}()
	select {
	case r := <-done:
		return r.content, explain(r.err)
	case <-ctx.Done():
		return Content{}, explain(ctx.Err())
	}
}

// board is a clipboard of an operating system. Forms are named by their MIME types or, on X11, by the
// names of targets that are none.
type board interface {
	// forms lists what there is; none means that nothing is copied.
	forms(ctx context.Context) ([]string, error)
	// read returns the content in one of these forms.
	read(ctx context.Context, form string) ([]byte, error)
}

// filePaths is our name for a list of paths, each ended by a NUL, of systems that know no MIME types.
const filePaths = "application/x-kanzleicode-paths"

// The forms that are of use, each list in the order of preference.
var (
	fileForms    = []string{filePaths, "x-special/gnome-copied-files", "text/uri-list"}
	pictureForms = []string{"image/png", "image/bmp", "image/x-bmp", "image/x-MS-bmp", "image/tiff", "image/webp", "image/jpeg", "image/gif"}
	htmlForms    = []string{"text/html"}
	textForms    = []string{"text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "STRING"}
)

// gather reads from b what is of use.
func gather(ctx context.Context, b board) (Content, error) {
	forms, err := b.forms(ctx)
	if err != nil {
		return Content{}, err
	}
	if len(forms) == 0 {
		return Content{}, ErrEmpty
	}
	r := reading{board: b, forms: forms}
	var c Content
	r.first(ctx, fileForms, func(form string, data []byte) bool {
		c.Files = files(form, data)
		return len(c.Files) > 0
	})
	r.first(ctx, pictureForms, func(_ string, data []byte) bool {
		c.Pictures = [][]byte{data}
		return true
	})
	if len(c.Files) == 0 {
		r.written(ctx, &c)
	}
	switch {
	case !c.empty():
		return c, nil
	case r.failed != nil:
		return Content{}, r.failed
	}
	return Content{}, ErrNothingUsable
}

// reading goes through the forms of a clipboard and remembers the first failure, which matters only if
// no other form helps.
type reading struct {
	board  board
	forms  []string
	failed error
	stop   bool // the other side is gone or silent: asking on is of no use
}

// first takes the first of the wanted forms that is there and that take accepts.
func (r *reading) first(ctx context.Context, wanted []string, take func(form string, data []byte) bool) {
	for _, want := range wanted {
		at := slices.IndexFunc(r.forms, func(have string) bool { return strings.EqualFold(have, want) })
		if at < 0 || r.stop {
			continue
		}
		data, err := r.board.read(ctx, r.forms[at])
		if err != nil {
			if r.failed == nil {
				r.failed = err
			}
			r.stop = ctx.Err() != nil || errors.Is(err, ErrTimeout) || errors.Is(err, ErrGone)
			continue
		}
		if len(data) > 0 && take(want, data) {
			return
		}
	}
}

// written adds what HTML and text hold.
func (r *reading) written(ctx context.Context, c *Content) {
	if len(c.Pictures) == 0 {
		r.first(ctx, htmlForms, func(_ string, data []byte) bool {
			c.Pictures, c.Files = htmlPictures(decodeText(data))
			return true
		})
	}
	r.first(ctx, textForms, func(_ string, data []byte) bool {
		c.Text = decodeText(data)
		return c.Text != ""
	})
	if picture, ok := dataPicture(strings.TrimSpace(c.Text)); ok {
		c.Text = ""
		if len(c.Pictures) == 0 {
			c.Pictures = [][]byte{picture}
		}
	}
}

// Package screen takes a picture of every monitor, in physical pixels and in memory only: what stands on
// a screen while a code is set up is a secret.
//
//   - X11: from the X server, on an own connection.
//   - Wayland: programs see only their own windows there, so the desktop takes the picture, through
//     xdg-desktop-portal (org.freedesktop.portal.Screenshot). It may ask the person, and it hands the
//     picture over as a file, which is deleted at once. Desktops that let the person choose the part may
//     besides keep the picture in the clipboard.
//   - Windows: GDI.
//   - macOS: the program screencapture, through a private folder that is deleted at once. Without the
//     permission "Screen Recording" the system gives pictures without windows. Not tested on a real Mac.
//
// The mouse pointer is not in the pictures. Windows of ours that could be in front of a code are to be
// hidden before. [Capture] takes up to seconds, and minutes where a person is asked: it must not be
// called from Fyne's main goroutine.
package screen

import (
	"context"
	"image"
	"time"
)

const (
	// MaxPixels is the largest picture that is taken: width times height of one [Shot].
	MaxPixels = 64_000_000

	// whole is how long everything may take: a person reads a question and answers it.
	whole = 2 * time.Minute
	// direct is how long it may take where nobody is asked.
	direct = 10 * time.Second
	// asking is how long [Available] takes at most.
	asking = 2 * time.Second
	// tidying is how long a cancelled call may take to take back what it has begun.
	tidying = time.Second
)

// Shot is the picture of one monitor, or of the whole desktop where the system gives only that (Wayland).
type Shot struct {
	// Bounds is where the monitor stands on the desktop, in physical pixels. Monitors to the left of or
	// above the main one have negative coordinates on Windows. On macOS, which does not tell, the
	// monitors stand side by side.
	Bounds image.Rectangle
	// Image has the size of Bounds; its own bounds begin at (0, 0).
	Image image.Image
}

// Capture takes a picture of every monitor. It returns at least one [Shot]; errors are of type *[Error],
// or context.Canceled when ctx was cancelled. A monitor that shows another's content gives no second one.
func Capture(ctx context.Context) ([]Shot, error) {
	return bounded(ctx, whole, capture)
}

// Asks reports whether [Capture] may ask the person each time. Where it does not, a second picture costs nobody
// anything.
func Asks() bool { return asks() }

// Available reports whether Capture can work in this session: nil or an *[Error]. It asks nobody, takes no
// picture and answers within two seconds. That the person may still refuse is not known before.
func Available() error {
	_, err := bounded(context.Background(), asking, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, available(ctx)
	})
	return err
}

// bounded gives do its time. When it is over, do has a moment to tidy up; what the system does not give
// back even then is left behind in its goroutine.
func bounded[T any](ctx context.Context, limit time.Duration, do func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := do(ctx)
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, explain(r.err)
	case <-ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(tidying):
	}
	var none T
	return none, explain(ctx.Err())
}

// distinct leaves out monitors that lie inside another: they show the same.
func distinct(monitors []image.Rectangle) []image.Rectangle {
	var kept []image.Rectangle
	for i, monitor := range monitors {
		repeated := monitor.Empty()
		for j, other := range monitors {
			if i != j && monitor.In(other) && (monitor != other || j < i) {
				repeated = true
			}
		}
		if !repeated {
			kept = append(kept, monitor)
		}
	}
	return kept
}

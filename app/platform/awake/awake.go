// Package awake keeps the screen on and the PC from falling asleep by itself, as long as there is something to
// be seen from across the room. It does not keep anybody from locking the screen or closing the lid.
//
//   - Linux: the desktop's screen saver (org.freedesktop.ScreenSaver), else GNOME's session, else the desktop
//     portal, by D-Bus; and under X11 the X server's own screen saver besides.
//   - Windows: SetThreadExecutionState.
//   - macOS: the program caffeinate(8), which comes with it.
//
// Fyne's Driver.SetDisableScreenBlanking is not enough. It does not say whether it worked. On Linux it knows one
// service, forgets nothing when that one is restarted and so never asks again, waits for its answer without limit
// on the window's own goroutine, and leaves the X server to blank the screen where a desktop has no such service.
// On Windows it lets the PC go to sleep, and holds only if it is called on a thread that lives on.
package awake

import "context"

// Error says that the screen cannot be kept on here. It will go dark as the system's settings say; nothing else
// is different.
type Error struct{ Err error }

// Error is the English text for logs.
func (e *Error) Error() string { return "awake: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.awake.unavailable" }

// TextArgs is nil: the sentence has no named values.
func (e *Error) TextArgs() map[string]any { return nil }

// Hold keeps the screen on until ctx ends or release is called, which can be done more than once and by
// anybody; when it returns, the screen may go dark again. If the process dies, the system ends it. Several can
// hold at the same time. reason is a sentence in the person's language: some desktops show it to whoever wonders
// why the screen stays on.
//
// It may block for some seconds, as may release. Errors are *Error.
func Hold(ctx context.Context, reason string) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, &Error{err}
	}
	held, cancel := context.WithCancel(ctx)
	keep, err := hold(held, reason)
	if err != nil {
		cancel()
		return nil, &Error{err}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		keep()
	}()
	return func() { cancel(); <-ended }, nil
}

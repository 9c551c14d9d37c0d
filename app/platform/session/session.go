// Package session tells when the person leaves the PC: the screen is locked, the PC goes to sleep, or nobody
// has touched mouse and keyboard for a while. It watches and changes nothing, but for [Delay].
//
// What the systems tell:
//
//   - Linux: a locked screen and sleep by D-Bus, from systemd-logind and from the desktop's screen saver; the
//     time without input from the X server or, under Wayland, from GNOME.
//   - Windows: a locked screen, switching to another user, and sleep as messages to an invisible window; the
//     time without input from GetLastInputInfo.
//   - macOS: nothing yet.
package session

import (
	"context"
	"time"
)

// Watch sends something whenever the screen is locked or the PC is about to sleep, until ctx ends; then the
// channel is closed. Where the system does not tell it stays silent. Moments that come while the last one was
// not received yet are one with it.
func Watch(ctx context.Context) <-chan struct{} {
	left := make(chan struct{}, 1)
	go func() {
		defer close(left)
		watch(ctx, func() {
			select {
			case left <- struct{}{}:
			default:
			}
		})
		<-ctx.Done()
	}()
	return left
}

// Delay lets the PC go to sleep only when what must not be seen is off the screen: else the last picture from
// before would flash up when it wakes. As long as the last value received was true, sleep waits after the moment
// that [Watch] tells of, for a false or for the system's patience to end (Linux: 5 seconds). It returns when ctx
// ends, and with it sleep waits no longer. Where the system offers no such thing it does nothing.
func Delay(ctx context.Context, wanted <-chan bool) { delay(ctx, wanted) }

// Idle is for how long nobody has used mouse or keyboard, in whatever program; false = the system does not
// tell. It may block for a moment.
func Idle() (time.Duration, bool) { return idle() }

// Package tray is the program's icon among those beside the clock, with its menu.
//
//   - Linux: StatusNotifierItem and com.canonical.dbusmenu by D-Bus, where a desktop shows such icons. GNOME does so only
//     with an extension.
//   - Windows: Shell_NotifyIcon. macOS: the menu bar.
//
// The icon is drawn by fyne.io/systray, which Fyne uses too. Fyne's own door to it is not enough: it opens only before
// the first window, opens another window that nobody sees, and makes each menu anew.
package tray

import "context"

// Watch tells whether this desktop shows icons now: at once, and whenever that changes, until ctx ends.
func Watch(ctx context.Context) <-chan bool {
	there := make(chan bool)
	go func() {
		defer close(there)
		watch(ctx, func(now bool) {
			select {
			case there <- now:
			case <-ctx.Done():
			}
		})
	}()
	return there
}

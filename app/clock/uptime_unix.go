//go:build linux || darwin

package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// uptime counts on while the PC sleeps, which the clock inside time.Now does not do everywhere.
func uptime() time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(sleepless, &at); err != nil {
		return 0 // then every reading is like a start at that moment, and no measurement outlasts its second
	}
	return time.Duration(at.Nano())
}

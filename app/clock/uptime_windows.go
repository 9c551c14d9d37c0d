package clock

import (
	"time"

	"golang.org/x/sys/windows"
)

// uptime counts sleep and hibernation, in steps of 16 ms.
func uptime() time.Duration { return windows.DurationSinceBoot() }

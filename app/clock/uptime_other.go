//go:build !linux && !darwin && !windows

package clock

import "time"

var processStart = time.Now()

// uptime is that of this process: what was measured does not outlast it.
func uptime() time.Duration { return time.Since(processStart) }

package window

import (
	"context"
	"time"
)

// tickDelay is how long after a full second the tick comes: the clock has then surely turned.
const tickDelay = 5 * time.Millisecond

// untilTick is how long to wait from now for the next tick.
func untilTick(now time.Time) time.Duration {
	return time.Second - time.Duration(now.Nanosecond()) + tickDelay
}

// tick calls f right after each full second of a clock until ctx ends. It asks the clock again each time,
// so that a clock that was set, or a PC that slept, is back in step within a second.
func tick(ctx context.Context, now func() time.Time, f func()) {
	timer := time.NewTimer(untilTick(now()))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			f()
			timer.Reset(untilTick(now()))
		}
	}
}

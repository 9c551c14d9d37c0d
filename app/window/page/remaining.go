package page

import "time"

// Remaining is how much is left of what began at since and may last so long; 0 when it is over. The wall clock
// counts, which goes on while the PC sleeps; one that was set back ends it too.
func Remaining(since, now time.Time, length time.Duration) time.Duration {
	gone := now.Round(0).Sub(since.Round(0))
	if gone < 0 || gone >= length {
		return 0
	}
	return length - gone
}

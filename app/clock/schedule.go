package clock

import "time"

// The schedule of checks.
const (
	Regularly   = 4 * time.Hour
	atStart     = 5 * time.Second  // the first window is what a start is for
	afterEvent  = 5 * time.Second  // the network comes back after the PC does
	firstRetry  = time.Minute      // doubled with each failure
	mostRetry   = time.Hour        //
	between     = 30 * time.Second // a clock that is set again and again makes no more checks than that
	afterRefuse = 24 * time.Hour   // a server that asks not to be asked
)

// pause is how long to wait after a check, by how many have failed in a row.
func pause(failures int) time.Duration {
	switch {
	case failures == 0:
		return Regularly
	case failures > 6:
		return mostRetry
	}
	return min(firstRetry<<(failures-1), mostRetry)
}

// sooner is when to check after an event, on the clock that nobody sets; checked is when the last check was, 0 = never.
func sooner(now, checked time.Duration) time.Duration {
	due := now + afterEvent
	if checked != 0 {
		due = max(due, checked+between)
	}
	return due
}

package window

import (
	"testing"
	"time"
)

// TestClockJumps: summer time that is not one, a clock set by hand, a year that comes back: with the next tick the
// window shows the code of the time that it now is, nothing is lost, and nothing is asked.
func TestClockJumps(t *testing.T) {
	r := open(t, "de", false, one)
	for _, jump := range []time.Duration{time.Hour, -time.Hour, -time.Hour, time.Hour, 365 * 24 * time.Hour, -365 * 24 * time.Hour} {
		before := r.firm.Codes(r.now)[0].Code.Grouped()
		r.now = r.now.Add(jump)
		r.pass(1)
		now := r.firm.Codes(r.now)[0].Code.Grouped()
		r.sees(t, now)
		if now == before {
			t.Fatalf("%v: the code is the same, which proves nothing", jump)
		}
		r.seesNot(t, before)
	}
	if len(r.firm.accounts) != 1 {
		t.Error("the account is gone")
	}
}

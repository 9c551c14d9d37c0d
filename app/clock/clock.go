// Package clock answers one question: is this PC's time right? A code of a wrong time is refused by every service,
// and nothing on the screen would say why.
//
// It asks time servers by SNTP (RFC 5905 §14), and is the only package of the program that may open a network
// connection: one packet of 48 bytes without a word about who asks. It asks only when told to: by [Service.Run],
// which the window starts, or by [Service.Check]. [Settings] turn both off.
//
// What was measured holds as long as nobody sets this PC's clock. Whether somebody did shows in [Reading.Started]: the
// moment at which the PC was started, by its own clock, is the same all the time until the clock is set.
//
// A correction for the codes is made by a person's consent alone ([Service.Correct]), and ends by itself as soon as it
// would make codes wrong.
package clock

import "time"

// Reading is what both clocks of this PC show at one moment.
type Reading struct {
	Wall time.Time     // the clock that people set
	Up   time.Duration // time since the start of the PC, with sleep; nobody can set it
}

// Started is when the PC was started, by the clock of people. It moves when that clock is set.
func (r Reading) Started() time.Time { return r.Wall.Add(-r.Up) }

// Source reads this PC's clocks.
type Source func() Reading

// System is the source of this PC; now is its clock, such as time.Now.
func System(now func() time.Time) Source {
	return func() Reading { return Reading{Wall: now().Round(0), Up: uptime()} }
}

// since is the time from an earlier reading to this one that no setting of the clock can change.
func (r Reading) since(earlier Reading) time.Duration { return r.Up - earlier.Up }

// step is how far the clock was set between two starts, as read at two moments: positive if it was set forward.
func step(earlier, later time.Time) time.Duration { return later.Sub(earlier) }

// stepped reports whether the clock was set, or the PC started anew, between two readings of Started. The two clocks
// of a PC differ by some hundredths of a second in an hour where the system disciplines only one of them.
func stepped(earlier, later time.Time) bool { return step(earlier, later).Abs() > Tolerance/2 }

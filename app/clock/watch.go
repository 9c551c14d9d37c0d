package clock

import "time"

// Event is what a look at both clocks has shown.
type Event string

// The events.
const (
	Nothing Event = ""
	Set     Event = "set"   // somebody set the clock
	Awoke   Event = "awoke" // the PC slept, or this program did not run
)

// asleep is how long nobody has looked when it must have been sleep.
const asleep = 30 * time.Second

// Watch notices that the clock was set, and that the PC slept. The zero value has not looked yet.
type Watch struct {
	last  Reading
	begun bool
}

// Tick looks at the clocks, about once a second, and returns the watch to look with next. By is how far the clock was
// set, positive if forward, or how long nobody looked.
func (w Watch) Tick(wall time.Time, mono time.Duration) (next Watch, event Event, by time.Duration) {
	now := Reading{Wall: wall.Round(0), Up: mono}
	next = Watch{last: now, begun: true}
	if !w.begun {
		return next, Nothing, 0
	}
	switch gone := now.since(w.last); {
	case stepped(w.last.Started(), now.Started()):
		return next, Set, step(w.last.Started(), now.Started())
	case gone > asleep:
		return next, Awoke, gone
	}
	return next, Nothing, 0
}

package clock

import (
	"errors"
	"time"
)

// Level is what the state of the clock means for codes.
type Level string

// The levels.
const (
	Unknown   Level = "unknown"   // not measured, or not since the clock was set
	Doubtful  Level = "doubtful"  // a server says that it is off, and no second one confirms that
	Right     Level = "right"     // off by Tolerance at most
	Off       Level = "off"       // off, but services that accept the codes beside the present one take most
	Wrong     Level = "wrong"     // codes are refused often or always
	Corrected Level = "corrected" // the clock is off, and codes are computed with the right time
)

// refused is how far off a clock must be that codes are refused: half of their usual 30 seconds.
const refused = 15 * time.Second

// dayOld is how long a measurement says something of a clock that nobody set: they drift by seconds in a day.
const dayOld = 24 * time.Hour

// State is how this PC's clock stands. It is known without asking anybody.
type State struct {
	Level      Level
	Settings   Settings
	Measured   *Measurement  // the newest one, whatever its age; nil = none ever
	Jumped     bool          // since then the clock was set or the PC started anew: Measured says nothing any more
	Set        time.Duration // how far the clock was set since it was measured, as seen by Tick; positive = forward
	Checked    time.Time     // when servers were asked last, by this PC's clock
	Problem    error         // why that gave nothing, an *Error
	Suspected  time.Duration // at level Doubtful: the offset that one server gave
	Correction *Correction   // that a person has consented to; in force only at level Corrected
	Ended      Ending        // why the last correction ended; "" = there was none, or a person has seen it
}

// fresh reports whether the measurement still says something of the clock.
func (m *Measurement) fresh(now Reading) bool { return m.holds(now) && now.Wall.Sub(m.At) <= dayOld }

// State is how this PC's clock stands as far as it is known.
func (s *Service) State() State {
	now := s.read()
	s.mu.Lock()
	defer s.mu.Unlock()
	k := &s.kept
	state := State{
		Settings: k.settings(s.given), Measured: k.Measured, Checked: k.Checked, Correction: k.Correction, Ended: k.Ended, Set: s.set,
		Jumped: k.Measured != nil && !k.Measured.holds(now),
	}
	if k.Problem != nil {
		state.Problem = &Error{Reason: k.Problem.Reason, Servers: k.Problem.Servers}
		state.Suspected = k.Problem.Doubtful
	}
	state.Level = state.level(now)
	return state
}

func (s *State) level(now Reading) Level {
	switch {
	case s.Correction.applies(now):
		return Corrected
	case s.Measured != nil && s.Measured.fresh(now):
		return levelOf(s.Measured.Offset)
	case s.Suspected.Abs() > Tolerance:
		return Doubtful
	}
	return Unknown
}

// levelOf is the level of an offset that is believed.
func levelOf(offset time.Duration) Level {
	switch offset = offset.Abs(); {
	case offset <= Tolerance:
		return Right
	case offset <= refused:
		return Off
	}
	return Wrong
}

// State is how the clock stands by this check alone, with nothing remembered.
func (r *Result) State() State {
	state := State{Measured: r.Measurement, Problem: r.Err, Suspected: r.Doubtful, Level: Unknown}
	switch {
	case r.Measurement != nil:
		state.Level = levelOf(r.Measurement.Offset)
	case r.Doubtful.Abs() > Tolerance:
		state.Level = Doubtful
	}
	return state
}

// CanCorrect reports whether a person may be asked for consent to a correction.
func (s *State) CanCorrect() bool { return s.Level == Off || s.Level == Wrong }

func problemOf(r Result) *problem {
	var e *Error
	if !errors.As(r.Err, &e) {
		return nil
	}
	return &problem{Reason: e.Reason, Servers: e.Servers, Doubtful: r.Doubtful}
}

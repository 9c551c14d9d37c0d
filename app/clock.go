package app

import (
	"kanzleicode/app/clock"
	"kanzleicode/app/platform/folders"
	"kanzleicode/app/platform/statefile"
)

// clock is how this PC's clock stands. It is this PC's affair, whatever vault is opened.
func (s *system) clock() (*clock.Service, error) {
	usual, err := folders.System()
	if err != nil {
		return nil, err
	}
	return s.clockIn(usual.State), nil
}

// clockIn is the same with what is kept in a folder.
func (s *system) clockIn(state string) *clock.Service {
	return clock.New(clock.Options{Files: statefile.In(state, ".json"), Read: clock.System(s.now), Given: s.policy.Clocks()})
}

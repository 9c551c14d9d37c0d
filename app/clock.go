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
	return clock.New(clock.Options{Files: statefile.In(usual.State, ".json"), Read: clock.System(s.now)}), nil
}

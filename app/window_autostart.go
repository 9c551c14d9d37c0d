//go:build !nowindow

package app

import (
	"context"
	"slices"

	"kanzleicode/app/platform/autostart"
	"kanzleicode/app/window/settings"
)

// autostart is how this program starts with the PC, on the vault that is open.
func (s *session) autostart() settings.Autostart {
	return settings.Autostart{
		State: func(context.Context) (settings.Start, string) {
			entry, err := autostart.Own()
			if err != nil {
				return "", string(autostart.Unavailable)
			}
			state, arguments := entry.State()
			return startOf(state, arguments, s.vaultArguments())
		},
		Set: func(_ context.Context, start settings.Start) error {
			entry, err := autostart.Own()
			if err != nil {
				return err
			}
			arguments := s.vaultArguments()
			if start == settings.StartDisplay {
				arguments = append(arguments, displayArgument)
			}
			return entry.Set(start != settings.NoStart, arguments...)
		},
	}
}

// vaultArguments name the vault that is open, if it is not at the usual place.
func (s *session) vaultArguments() []string {
	if usual, _, err := located(""); err == nil && usual == s.folder {
		return nil
	}
	return []string{"--vault", s.folder}
}

// startOf puts the system's entry into the window's words; own are the arguments that every entry of this window has.
func startOf(state autostart.State, arguments, own []string) (start settings.Start, hint string) {
	switch state {
	case autostart.Off:
		return settings.NoStart, ""
	case autostart.Blocked:
		return settings.NoStart, string(state)
	case autostart.On:
		switch {
		case slices.Equal(arguments, own):
			return settings.StartWindow, ""
		case slices.Equal(arguments, append(slices.Clone(own), displayArgument)):
			return settings.StartDisplay, ""
		}
		return "", string(autostart.Outdated)
	}
	return "", string(state)
}

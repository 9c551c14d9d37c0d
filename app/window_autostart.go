//go:build !nowindow

package app

import (
	"context"
	"errors"
	"slices"

	"kanzleicode/app/platform/autostart"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/window/settings"
)

// autostart is how this program starts with the PC, on the vault that is open.
func (s *system) autostart(opened *session) settings.Autostart {
	return settings.Autostart{
		Locked: s.policy.Autostart.Locked,
		State: func(context.Context) (settings.Start, string) {
			entry, err := autostart.Own()
			if err != nil {
				return "", string(autostart.Unavailable)
			}
			state, arguments := entry.State()
			return startOf(state, arguments, opened.vaultArguments())
		},
		Set: func(_ context.Context, start settings.Start) error {
			if laid := s.policy.Autostart; laid.Locked && start != settings.Start(laid.Value) {
				return errLockedAutostart
			}
			entry, err := autostart.Own()
			if err != nil {
				return err
			}
			arguments := opened.vaultArguments()
			if start == settings.StartDisplay {
				arguments = append(arguments, displayArgument)
			}
			return entry.Set(start != settings.NoStart, arguments...)
		},
	}
}

// errLockedAutostart: another way to start was asked for than the one that the firm's IT has laid down.
var errLockedAutostart error = lockedAutostartError{}

type lockedAutostartError struct{}

func (lockedAutostartError) Error() string            { return "app: the start with the PC is locked" }
func (lockedAutostartError) TextKey() string          { return "problem.policy.locked_autostart" }
func (lockedAutostartError) TextArgs() map[string]any { return nil }

// presetName is the file that says that the preset way to start was put into effect once.
const presetName = "autostart"

// layAutostart puts into effect how the firm's IT wants the program to start with the PC: once if it is preset, whenever
// it is otherwise if it is locked. What the system refuses is left as it is: the page of settings shows it.
func (s *system) layAutostart(ctx context.Context, opened *session, way settings.Autostart) error {
	laid := s.policy.Autostart
	if !laid.Set {
		return nil
	}
	marks := statefile.In(opened.state, ".preset.json")
	if !laid.Locked {
		done, err := marks.Load(presetName)
		if done != nil || err != nil {
			return err
		}
	}
	var err error
	if start, _ := way.State(ctx); start != settings.Start(laid.Value) {
		err = way.Set(ctx, settings.Start(laid.Value))
	}
	if !laid.Locked {
		err = errors.Join(err, marks.Save(presetName, []byte("{}\n")))
	}
	return err
}

// vaultArguments name the vault that is open, if it is not at the usual place.
func (s *session) vaultArguments() []string {
	if s.usual {
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

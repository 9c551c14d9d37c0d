//go:build !nowindow

package app

import (
	"testing"

	"kanzleicode/app/platform/autostart"
	"kanzleicode/app/policy"
	"kanzleicode/app/window/settings"
)

func TestAutostartIsShownAsItIs(t *testing.T) {
	t.Parallel()
	own := []string{"--vault", "/v"}
	for _, tt := range []struct {
		state     autostart.State
		arguments []string
		start     settings.Start
		hint      string
	}{
		{autostart.Off, nil, settings.NoStart, ""},
		{autostart.On, own, settings.StartWindow, ""},
		{autostart.On, []string{"--vault", "/v", "--display"}, settings.StartDisplay, ""},
		{autostart.On, nil, "", "outdated"},
		{autostart.On, []string{"--vault", "/other", "--display"}, "", "outdated"},
		{autostart.Outdated, own, "", "outdated"},
		{autostart.Foreign, nil, "", "foreign"},
		{autostart.Blocked, own, settings.NoStart, "blocked"},
		{autostart.Unavailable, nil, "", "unavailable"},
	} {
		if start, hint := startOf(tt.state, tt.arguments, own); start != tt.start || hint != tt.hint {
			t.Errorf("%s with %q: %q, %q", tt.state, tt.arguments, start, hint)
		}
	}
}

// TestAutostartEntryIsTheSystems writes a real entry of this PC's person, in a folder of the test's.
func TestAutostartEntryIsTheSystems(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	entry := (&system{}).autostart(&session{folder: "/srv/kanzlei"})
	for _, want := range []settings.Start{settings.NoStart, settings.StartDisplay, settings.StartWindow, settings.NoStart} {
		if err := entry.Set(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		if start, hint := entry.State(t.Context()); start != want || hint != "" {
			t.Errorf("set to %q it is %q (%s)", want, start, hint)
		}
	}
}

// TestWhatIsLaidDownOfTheAutostart: a preset is put into effect once, what is locked again and again.
func TestWhatIsLaidDownOfTheAutostart(t *testing.T) {
	for _, locked := range []bool{false, true} {
		t.Setenv("XDG_CONFIG_HOME", t.TempDir())
		t.Setenv("HOME", t.TempDir())
		s := &system{policy: policy.Policy{Autostart: policy.Setting[string]{Value: "display", Set: true, Locked: locked}}}
		opened := &session{folder: "/srv/kanzlei", state: t.TempDir()}
		way := s.autostart(opened)
		lay := func(want settings.Start) {
			t.Helper()
			if err := s.layAutostart(t.Context(), opened, way); err != nil {
				t.Fatal(err)
			}
			if start, _ := way.State(t.Context()); start != want {
				t.Errorf("locked %t: it starts by %q, want %q", locked, start, want)
			}
		}
		lay(settings.StartDisplay)
		if err := way.Set(t.Context(), settings.NoStart); (err != nil) != locked {
			t.Errorf("locked %t: %v", locked, err)
		}
		if !locked {
			lay(settings.NoStart)
			continue
		}
		entry, err := autostart.Own()
		if err == nil {
			err = entry.Set(false) // by hand, past the program
		}
		if err != nil {
			t.Fatal(err)
		}
		lay(settings.StartDisplay)
	}
}

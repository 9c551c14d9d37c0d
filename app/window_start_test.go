//go:build !nowindow

package app

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"kanzleicode/app/platform/instance"
	"kanzleicode/app/window"
)

// TestErrandsWaitForTheWindowThatTakesThem: what one window cannot do the next one gets, in the order of the starts.
func TestErrandsWaitForTheWindowThatTakesThem(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	t.Setenv("XDG_RUNTIME_DIR", "")
	const link = "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP"
	folder, err := filepath.Abs("bild.png")
	if err != nil {
		t.Fatal(err)
	}
	vault := filepath.Join(state, "vault")
	first := &system{offered: []string{link, "bild.png"}, display: true}
	door, err := first.enter(t.Context(), vault)
	if err != nil {
		t.Fatal(err)
	}
	defer door.close()
	for _, s := range []*system{{display: true, offered: []string{"bild.png"}}, {}, {quit: true}} {
		if _, err := s.enter(t.Context(), vault); !errors.Is(err, instance.ErrShown) {
			t.Fatal(err)
		}
	}
	other, err := (&system{}).enter(t.Context(), vault+"2")
	if err != nil {
		t.Fatalf("another vault: %v", err)
	}
	other.close()

	want := []window.Errand{{Offered: []string{link, folder}}, {Display: true, Offered: []string{folder}}, {}, {Quit: true}}
	for _, takes := range []bool{false, true} {
		var got []window.Errand
		ctx, cancel := context.WithCancel(t.Context())
		door.Serve(ctx, func(e window.Errand) bool {
			if got = append(got, e); len(got) == len(want) {
				cancel()
			}
			return takes
		})
		cancel()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("asked for %+v, want %+v", got, want)
		}
	}
	if len(door.kept) != 0 {
		t.Errorf("%d errands are left", len(door.kept))
	}
}

// TestAFileIsNoOption: what is offered cannot be read as an option of the window, whatever it is called.
func TestAFileIsNoOption(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	t.Setenv("XDG_RUNTIME_DIR", "")
	door, err := (&system{offered: []string{"--display", "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP"}}).enter(t.Context(), filepath.Join(state, "vault"))
	if err != nil {
		t.Fatal(err)
	}
	defer door.close()
	folder, err := filepath.Abs("--display")
	if err != nil {
		t.Fatal(err)
	}
	if e := door.kept[0]; e.Display || len(e.Offered) != 2 || e.Offered[0] != folder {
		t.Errorf("the errand is %+v", e)
	}
}

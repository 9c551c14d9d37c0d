//go:build !nowindow

package app

import (
	"os"
	"path/filepath"
	"testing"

	fyneapp "fyne.io/fyne/v2/app"
)

// TestFyneKeepsNothingForItsEnd holds what endSurely relies on: a Fyne that is named otherwise one day would
// silently bring the hang back.
func TestFyneKeepsNothingForItsEnd(t *testing.T) {
	home, err := os.MkdirTemp("", "kanzleicode-fyne-") // Fyne writes into it even after the test has ended
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	for _, folder := range []string{".cache", ".config"} {
		if err := os.Mkdir(filepath.Join(home, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	a := fyneapp.NewWithID(appID)
	lifecycle, ok := a.Lifecycle().(interface{ OnStopped() func() })
	if !ok {
		t.Fatal("Fyne's lifecycle does not say what it does at the end")
	}
	if lifecycle.OnStopped() == nil {
		t.Error("Fyne has nothing to do at the end any more: endSurely can go")
	}
	endSurely(a)
	if lifecycle.OnStopped() != nil {
		t.Error("Fyne still hands something to its loop while that ends")
	}
}

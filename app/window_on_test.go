//go:build !nowindow

package app

import (
	"testing"

	fyneapp "fyne.io/fyne/v2/app"
)

// TestFyneKeepsNothingForItsEnd holds what endSurely relies on: a Fyne that is named otherwise one day would
// silently bring the hang back.
func TestFyneKeepsNothingForItsEnd(t *testing.T) {
	t.Setenv("HOME", t.TempDir()) // Fyne looks there for its settings
	t.Setenv("XDG_CONFIG_HOME", "")
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

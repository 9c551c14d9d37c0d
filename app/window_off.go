//go:build nowindow

package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"kanzleicode/app/cli"
	"kanzleicode/app/platform/graphics"
)

// sibling is the program with the window, in the same folder as this one.
func sibling() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	name := "kanzleicode-window"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(filepath.Dir(self), name)
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}

// entrance is the window's; this program has none.
type entrance struct{}

// openWindow becomes the sibling, with the same arguments.
func openWindow(_ context.Context, _ *system, _ cli.Access, in speech, args []string) int {
	path, err := sibling()
	if err == nil {
		err = become(path, args)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, in.texts.Text("cli.no_window", "detail", err))
		return cli.ExitFailed
	}
	return cli.ExitOK
}

// probeDisplay: a program without a window cannot open one.
func probeDisplay() int { return cli.ExitFailed }

// quitWindow: this program has no window to end.
func (*system) quitWindow(context.Context) int { return cli.ExitFailed }

// displayVersion asks the sibling, and then its twin.
func displayVersion(ctx context.Context) (string, error) {
	path, err := sibling()
	if err != nil {
		return "", err
	}
	version, err := runProbe(ctx, path)
	if err == nil {
		return version, nil
	}
	twin, missing := graphics.Twin(path)
	if missing != nil {
		return "", err
	}
	if version, err = runProbe(ctx, twin); err != nil {
		return "", err
	}
	return version + ", " + graphics.Folder, nil
}

//go:build nowindow

package app

import "os/exec"

// become starts another program and lets it run on by itself: Windows cannot replace a process.
func become(path string, args []string) error {
	return exec.Command(path, args...).Start() //nolint:gosec // our own program
}

//go:build nowindow && unix

package app

import (
	"os"
	"syscall"
)

// become replaces this process by another program. It returns only on failure.
func become(path string, args []string) error {
	return syscall.Exec(path, append([]string{path}, args...), os.Environ()) //nolint:gosec // our own program
}

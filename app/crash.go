package app

import (
	"os"
	"path/filepath"
	"runtime/debug"

	"kanzleicode/app/platform/folders"
)

// crashLogName is the file in the state folder that holds the last crash.
const crashLogName = "crash.log"

// logCrashes has Go write a crash into a file, since a window has no console. Go writes functions and
// addresses there, no content of variables. The returned function removes the file after a clean end.
func logCrashes() (clean func()) {
	nothing := func() {}
	usual, err := folders.System()
	if err != nil || os.MkdirAll(usual.State, 0o700) != nil {
		return nothing
	}
	path := filepath.Join(usual.State, crashLogName)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nothing
	}
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		_ = file.Close() // nothing was written
		return nothing
	}
	_ = file.Close() // the runtime holds its own copy
	return func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // Windows removes no file that is open
		_ = os.Remove(path)
	}
}

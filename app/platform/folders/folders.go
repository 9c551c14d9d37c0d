// Package folders knows where a program's files belong on each operating system.
package folders

import (
	"os"
	"path/filepath"
	"runtime"
)

// Folders are the two places of the program.
type Folders struct {
	Vault string // the vault's folder, unless the user names another
	State string // what this PC remembers beside the vault, such as the newest state seen
}

// Default gives the usual places for the person who is logged in: on Windows below %LOCALAPPDATA%, which
// does not roam; on macOS below ~/Library/Application Support; else as the XDG Base Directory
// Specification says. home is the user's home folder, env reads the environment.
func Default(home string, env func(string) string) Folders {
	return forSystem(runtime.GOOS, home, env)
}

// System is Default for this process.
func System() (Folders, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return Folders{}, err
	}
	return Default(home, os.Getenv), nil
}

func forSystem(goos, home string, env func(string) string) Folders {
	// The XDG specification has relative paths ignored.
	base := func(variable string, other ...string) string {
		if dir := env(variable); filepath.IsAbs(dir) {
			return dir
		}
		return filepath.Join(append([]string{home}, other...)...)
	}
	switch goos {
	case "windows":
		root := filepath.Join(base("LOCALAPPDATA", "AppData", "Local"), "Kanzleicode")
		return Folders{Vault: filepath.Join(root, "vault"), State: filepath.Join(root, "state")}
	case "darwin":
		root := filepath.Join(home, "Library", "Application Support", "Kanzleicode")
		return Folders{Vault: filepath.Join(root, "vault"), State: filepath.Join(root, "state")}
	}
	return Folders{
		Vault: filepath.Join(base("XDG_DATA_HOME", ".local", "share"), "kanzleicode", "vault"),
		State: filepath.Join(base("XDG_STATE_HOME", ".local", "state"), "kanzleicode"),
	}
}

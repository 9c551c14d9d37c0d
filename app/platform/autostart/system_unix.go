//go:build unix

package autostart

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"kanzleicode/app/platform/statefile"
)

// current is where this process's person has such entries.
func current() (system, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	return forSystem(runtime.GOOS, home, os.Getenv), nil
}

func forSystem(goos, home string, env func(string) string) system {
	if goos == "darwin" {
		return agent{filepath.Join(home, "Library", "LaunchAgents")}
	}
	config := env("XDG_CONFIG_HOME")
	if !filepath.IsAbs(config) { // the XDG specification has relative paths ignored
		config = filepath.Join(home, ".config")
	}
	all := env("XDG_CONFIG_DIRS")
	if all == "" {
		all = "/etc/xdg"
	}
	d := desktop{folder: filepath.Join(config, "autostart")}
	for _, dir := range filepath.SplitList(all) {
		if filepath.IsAbs(dir) {
			d.common = append(d.common, filepath.Join(dir, "autostart", desktopName+desktopSuffix))
		}
	}
	return d
}

// same reports whether two paths mean the same program.
func same(a, b string) bool { return filepath.Clean(a) == filepath.Clean(b) }

// remove takes a file away, if there is one.
func remove(folder, name string) error {
	err := os.Remove(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// load reads an entry of ours; nil = there is none.
func load(folder, suffix, name string) ([]byte, error) {
	return statefile.In(folder, suffix).Load(name)
}

// save replaces an entry.
func save(folder, suffix, name string, entry []byte) error {
	return statefile.In(folder, suffix).Save(name, entry)
}

//go:build unix

package policyfile

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Place is where a policy stands.
type Place struct {
	path  string
	owner uint32
}

// System is the place on this PC.
func System() Place {
	if runtime.GOOS == "darwin" {
		return Place{path: "/Library/Application Support/Kanzleicode/policy.json"}
	}
	return Place{path: "/etc/kanzleicode/policy.json"}
}

// At is another place, whose file belongs to a user of this number instead of root.
func At(path string, owner uint32) Place { return Place{path, owner} }

// Read gives what stands there, at most limit bytes and one of a file. The errors are *Error.
func (p Place) Read(limit int64) (Found, error) { return readFile(p.path, limit, p.allowed) }

// allowed says who else than the owner could change the file or put another in its place.
func (p Place) allowed(path string) error {
	for _, name := range []string{filepath.Dir(path), path} {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		switch {
		case !ok || stat.Uid != p.owner && stat.Uid != 0:
			return fmt.Errorf("%s does not belong to root", name)
		case info.Mode().Perm()&0o022 != 0:
			return fmt.Errorf("%s can be changed by others (%v)", name, info.Mode().Perm())
		}
	}
	return nil
}

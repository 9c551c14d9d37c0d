package autostart

import (
	"errors"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	valueName   = "Kanzleicode"
	runPath     = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvePath = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
	maxCommand  = 260 // characters that Windows takes of a value below Run
)

// run is the part of the registry with what a person has started at login; the two paths are below
// HKEY_CURRENT_USER.
type run struct{ entries, approved string }

func current() (system, error) { return run{runPath, approvePath}, nil }

// same reports whether two paths mean the same program.
func same(a, b string) bool { return strings.EqualFold(filepath.Clean(a), filepath.Clean(b)) }

func (r run) read() (State, []string, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, r.entries, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return Off, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = key.Close() }()
	line, kind, err := key.GetStringValue(valueName)
	switch {
	case errors.Is(err, registry.ErrNotExist):
		return Off, nil, nil
	case errors.Is(err, registry.ErrUnexpectedType):
		return Foreign, nil, nil
	case err != nil:
		return "", nil, err
	}
	command, err := windows.DecomposeCommandLine(line)
	if err != nil || kind != registry.SZ || len(command) == 0 || !filepath.IsAbs(command[0]) {
		return Foreign, nil, nil
	}
	blocked, err := r.isBlocked()
	if err != nil {
		return "", nil, err
	}
	if blocked {
		return Blocked, command, nil
	}
	return On, command, nil
}

// isBlocked reads what the Task Manager and the Settings write: 12 bytes, the first of which is odd while the entry
// is switched off. Microsoft documents none of it; nothing there means on.
func (r run) isBlocked() (bool, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, r.approved, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = key.Close() }()
	flags, _, err := key.GetBinaryValue(valueName)
	if errors.Is(err, registry.ErrNotExist) || errors.Is(err, registry.ErrUnexpectedType) {
		return false, nil
	}
	return err == nil && len(flags) > 0 && flags[0]&1 == 1, err
}

func (r run) write(command []string) error {
	line := windows.ComposeCommandLine(command)
	if !strings.HasPrefix(line, `"`) { // Windows would try the path up to every blank
		line = `"` + command[0] + `"` + line[len(command[0]):]
	}
	if len([]rune(line)) > maxCommand {
		return ErrPath
	}
	state, _, err := r.read()
	if err != nil {
		return err
	}
	if state == Foreign {
		return ErrForeign
	}
	if blocked, err := r.isBlocked(); err != nil {
		return err
	} else if blocked {
		return ErrBlocked
	}
	key, _, err := registry.CreateKey(registry.CURRENT_USER, r.entries, registry.SET_VALUE)
	if err != nil {
		return err
	}
	return errors.Join(key.SetStringValue(valueName, line), key.Close())
}

// remove leaves alone what the Task Manager wrote: who switched the entry off there meant it.
func (r run) remove() error {
	state, _, err := r.read()
	switch {
	case err != nil || state == Off:
		return err
	case state == Foreign:
		return ErrForeign
	}
	key, err := registry.OpenKey(registry.CURRENT_USER, r.entries, registry.SET_VALUE)
	if err != nil {
		return err
	}
	return errors.Join(key.DeleteValue(valueName), key.Close())
}

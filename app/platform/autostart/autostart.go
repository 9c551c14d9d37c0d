// Package autostart has the program start by itself when its person logs in. It changes that person's own
// settings only, and nothing that it did not write itself.
//
//   - Linux: kanzleicode.desktop in the folder autostart below $XDG_CONFIG_HOME (Desktop Application Autostart
//     Specification 0.5, Desktop Entry Specification 1.5).
//   - Windows: a value below HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run. Who switches it off
//     in the Task Manager has the last word.
//   - macOS: a launch agent in ~/Library/LaunchAgents (launchd.plist(5)).
package autostart

import (
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"kanzleicode/app/platform/graphics"
)

// State is whether the program starts by itself.
type State string

// The states.
const (
	On          State = "on"
	Off         State = "off"
	Outdated    State = "outdated"    // an entry of ours starts a program at another place; Set puts it right
	Foreign     State = "foreign"     // an entry of our name that we did not write
	Blocked     State = "blocked"     // the person has switched it off in the system's own settings (Windows)
	Unavailable State = "unavailable" // it cannot be told
)

// Entry is a program among what starts when a person logs in.
type Entry struct {
	program string // absolute path
	system  system
}

// Own is the entry of the program that runs, by its path without links; a twin's is that of the program itself. Errors are *Error.
func Own() (Entry, error) {
	program, err := os.Executable()
	if err != nil {
		return Entry{}, &Error{ReasonUnavailable, err}
	}
	if real, err := filepath.EvalSymlinks(program); err == nil { // else it was deleted while it runs
		program = real
	}
	system, err := current()
	if err != nil {
		return Entry{}, &Error{ReasonUnavailable, err}
	}
	return Entry{graphics.Original(program), system}, nil
}

// State reads the entry. With On, Outdated and Blocked come the arguments that the program is started with.
func (e Entry) State() (State, []string) {
	state, command, err := e.system.read()
	if err != nil {
		return Unavailable, nil
	}
	if (state != On && state != Blocked) || len(command) == 0 {
		return state, nil
	}
	if state == On && !same(command[0], e.program) {
		state = Outdated
	}
	return state, command[1:]
}

// Set writes the entry, so that the program starts with these arguments, or removes it. Errors are *Error:
// [ErrForeign] and [ErrBlocked] as the states, [ErrPath] if the system's entries cannot say where the program is or
// what it is to be given. After an error everything is as it was.
func (e Entry) Set(on bool, arguments ...string) error {
	if !on {
		return explain(e.system.remove())
	}
	command := append([]string{e.program}, arguments...)
	for _, word := range command {
		if !utf8.ValidString(word) || strings.ContainsFunc(word, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return ErrPath
		}
	}
	if !filepath.IsAbs(e.program) {
		return ErrPath
	}
	return explain(e.system.write(command))
}

// system is where a system keeps the entry.
type system interface {
	// read gives On, Off, Foreign or Blocked and, where the entry is ours, its command.
	read() (state State, command []string, err error)
	write(command []string) error
	remove() error
}

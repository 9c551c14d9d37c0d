// Package policyfile finds what a firm's IT has laid down on this PC: a file that only administrators can change, and
// on Windows the registry's keys for policies. It does not know what stands there.
//
//   - Linux: /etc/kanzleicode/policy.json
//   - macOS: /Library/Application Support/Kanzleicode/policy.json
//   - Windows: Software\Policies\Kanzleicode below HKEY_LOCAL_MACHINE and then HKEY_CURRENT_USER, to both of which
//     Windows lets only administrators write; where neither holds a value, policy.json in Kanzleicode below the
//     folder ProgramData.
//
// A file that somebody else could have written is refused: on Linux and macOS it and its folder must belong to root
// and be writable for no one else, on Windows both must belong to the administrators, the system or the installer of
// Windows.
package policyfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Found is what there is: a file, or values of the registry, or nothing.
type Found struct {
	Path   string // of the file; "" = there is none, or it does not count
	Data   []byte // its content
	Values []Value
}

// Value is one value of the registry.
type Value struct {
	Key  string // such as HKEY_LOCAL_MACHINE\Software\Policies\Kanzleicode
	Name string
	Data any // string, uint64, or nil for what is neither
}

// Error: something is there and does not count, for it cannot be read or, with Insecure, for others can change it.
type Error struct {
	Path     string
	Insecure bool
	Err      error
}

// Error is the English text for logs.
func (e *Error) Error() string { return fmt.Sprintf("policyfile: %s: %v", e.Path, e.Err) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// readFile reads the file at path, at most limit bytes and one, if allowed finds nothing wrong with who may change it.
func readFile(path string, limit int64, allowed func(path string) error) (Found, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Found{}, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("no plain file")
	}
	if err != nil {
		return Found{}, &Error{Path: path, Err: err}
	}
	if err := allowed(path); err != nil {
		return Found{}, &Error{Path: path, Insecure: true, Err: err}
	}
	file, err := os.Open(path)
	if err != nil {
		return Found{}, &Error{Path: path, Err: err}
	}
	defer file.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return Found{}, &Error{Path: path, Err: err}
	}
	return Found{Path: path, Data: data}, nil
}

package policyfile

import (
	"errors"
	"fmt"
	"path/filepath"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// keyPath is the registry's key below each root.
const keyPath = `Software\Policies\Kanzleicode`

// Place is where a policy stands.
type Place struct{ path string } // "" = the registry and then the file

// System is the place on this PC.
func System() Place { return Place{} }

// At is another file, which alone counts; whom it must belong to is the same everywhere.
func At(path string, _ uint32) Place { return Place{path} }

// Read gives what stands there, at most limit bytes and one of a file. The errors are *Error.
func (p Place) Read(limit int64) (Found, error) {
	if p.path != "" {
		return readFile(p.path, limit, allowed)
	}
	var found Found
	for _, root := range []struct {
		name string
		key  registry.Key
	}{{"HKEY_LOCAL_MACHINE", registry.LOCAL_MACHINE}, {"HKEY_CURRENT_USER", registry.CURRENT_USER}} {
		values, err := read(root.key, root.name+`\`+keyPath)
		if err != nil {
			return Found{}, err
		}
		found.Values = append(found.Values, values...)
	}
	if len(found.Values) > 0 {
		return found, nil
	}
	// Asked of Windows: the variable of the same name is a person's own.
	folder, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, 0)
	if err != nil {
		return Found{}, &Error{Path: "ProgramData", Err: err}
	}
	return readFile(filepath.Join(folder, "Kanzleicode", "policy.json"), limit, allowed)
}

// read gives the values of a key; none if it is not there.
func read(root registry.Key, name string) ([]Value, error) {
	key, err := registry.OpenKey(root, keyPath, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Path: name, Err: err}
	}
	defer key.Close() //nolint:errcheck // opened for reading
	names, err := key.ReadValueNames(0)
	if err != nil {
		return nil, &Error{Path: name, Err: err}
	}
	var values []Value
	for _, value := range names {
		if value != "" { // the key's own value says nothing
			values = append(values, Value{name, value, dataOf(key, value)})
		}
	}
	return values, nil
}

// dataOf gives a text or a number; nil for anything else.
func dataOf(key registry.Key, name string) any {
	if text, _, err := key.GetStringValue(name); err == nil {
		return text
	}
	if number, _, err := key.GetIntegerValue(name); err == nil {
		return number
	}
	return nil
}

// owners may own the file and its folder: the administrators, the system, and Windows' own installer.
var owners = []string{"S-1-5-32-544", "S-1-5-18", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"}

// allowed says if somebody else owns the file or its folder. Ordinary users can make folders in ProgramData, but
// cannot give them away.
func allowed(path string) error {
	for _, name := range []string{filepath.Dir(path), path} {
		security, err := windows.GetNamedSecurityInfo(name, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
		if err != nil {
			return err
		}
		owner, _, err := security.Owner()
		if err != nil {
			return err
		}
		if !isOwner(owner) {
			return fmt.Errorf("%s does not belong to the administrators", name)
		}
	}
	return nil
}

func isOwner(owner *windows.SID) bool {
	for _, known := range owners {
		if owner.String() == known {
			return true
		}
	}
	return false
}

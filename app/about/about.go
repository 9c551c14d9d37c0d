// Package about says what Kanzleicode is made of: the parts by others with their licences. parts.json is the one place where
// that stands; the window shows it, and the papers of a release (see the program papers) are made from it and hold it
// against what is really built.
package about

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

//go:embed parts.json
var parts []byte

// Table is what parts.json says. Licences are SPDX expressions, such as "MIT" or "MIT AND Apache-2.0".
type Table struct {
	Modules map[string]string `json:"modules"` // the licence of each Go module that is in a program for any system, by its path
	Others  []Other           `json:"others"`  // what is in the programs besides, in the order in which it is told
}

// Other is a part that is no Go module: a library within one, a typeface, the compiler's own code.
type Other struct {
	Name    string   `json:"name"`
	Version string   `json:"version"` // "" if the part does not say
	Licence string   `json:"licence"`
	Source  string   `json:"source"`   // where it comes from, a web address
	In      string   `json:"in"`       // the module that brings it; "" = Kanzleicode does itself
	System  string   `json:"system"`   // it is in programs for this system only, such as "windows"; "" = all
	Extra   bool     `json:"optional"` // it lies beside the program in some packages, and is not in it
	Texts   []string `json:"texts"`    // its licence, as files of this repository
	Within  []string `json:"within"`   // its licence, as files of the module that brings it
}

// Go is the name of the part that Go itself brings to each program. Its version is that of the go that built this one.
const Go = "Go runtime and standard library"

// Read returns what parts.json says.
func Read() (Table, error) {
	var table Table
	err := json.Unmarshal(parts, &table)
	for i := range table.Others {
		if table.Others[i].Name == Go {
			version, _, _ := strings.Cut(runtime.Version(), " ")
			table.Others[i].Version = strings.TrimPrefix(version, "go")
		}
	}
	return table, err
}

// Part is something by others that this program is made of.
type Part struct {
	Name    string // of a Go module its path, such as "fyne.io/fyne/v2"
	Version string // as it was built in; "" if that is not known
	Licence string // an SPDX expression, such as "BSD-3-Clause"
}

// Parts lists the Go modules that this program is built from, and the other parts that are in it or in them. Without a word
// from the build about its modules these are all that any of our programs has.
func Parts() (modules, others []Part) {
	table, err := Read()
	if err != nil {
		return nil, nil // it is built in, and a test reads it
	}
	built := map[string]bool{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			built[module.Path] = true
			modules = append(modules, Part{Name: module.Path, Version: module.Version, Licence: table.Modules[module.Path]})
		}
	}
	if len(modules) == 0 {
		for path, licence := range table.Modules {
			built[path] = true
			modules = append(modules, Part{Name: path, Licence: licence})
		}
		slices.SortFunc(modules, func(a, b Part) int { return cmp.Compare(a.Name, b.Name) })
	}
	for _, other := range table.Others {
		if !other.Extra && (other.In == "" || built[other.In]) && (other.System == "" || other.System == runtime.GOOS) {
			others = append(others, Part{Name: other.Name, Version: other.Version, Licence: other.Licence})
		}
	}
	return modules, others
}

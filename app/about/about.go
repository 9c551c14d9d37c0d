// Package about says what Kanzleicode is made of: its version, and the parts by others with their licences.
package about

import (
	"runtime/debug"
	"slices"
)

// Part is a module by others that Kanzleicode names in its go.mod.
type Part struct {
	Module  string // path, such as "fyne.io/fyne/v2"
	Version string // as it was built in; "" if the build does not say
	Licence string // short, such as "BSD-3"
}

// licences are those of every module that a program is built from and go.mod names directly; docs/dependencies.md
// says the same, which a test holds.
var licences = []Part{
	{Module: "codeberg.org/go-pdf/fpdf", Licence: "MIT"},
	{Module: "filippo.io/age", Licence: "BSD-3"},
	{Module: "fyne.io/fyne/v2", Licence: "BSD-3"},
	{Module: "fyne.io/systray", Licence: "Apache-2.0"},
	{Module: "github.com/emersion/go-message", Licence: "MIT"},
	{Module: "github.com/go-gl/glfw/v3.4/glfw", Licence: "BSD-3 (GLFW: zlib)"},
	{Module: "github.com/godbus/dbus/v5", Licence: "BSD-2"},
	{Module: "github.com/jezek/xgb", Licence: "BSD-3"},
	{Module: "github.com/klippa-app/go-pdfium", Licence: "MIT (PDFium: BSD-3)"},
	{Module: "github.com/makiuchi-d/gozxing", Licence: "MIT, Apache-2.0"},
	{Module: "github.com/pquerna/otp", Licence: "Apache-2.0"},
	{Module: "github.com/spf13/pflag", Licence: "BSD-3"},
	{Module: "github.com/tetratelabs/wazero", Licence: "Apache-2.0"},
	{Module: "github.com/xuri/excelize/v2", Licence: "BSD-3"},
	{Module: "github.com/yuin/goldmark", Licence: "MIT"},
	{Module: "github.com/zalando/go-keyring", Licence: "MIT"},
	{Module: "golang.org/x/crypto", Licence: "BSD-3"},
	{Module: "golang.org/x/image", Licence: "BSD-3"},
	{Module: "golang.org/x/net", Licence: "BSD-3"},
	{Module: "golang.org/x/sys", Licence: "BSD-3"},
	{Module: "golang.org/x/text", Licence: "BSD-3"},
	{Module: "modernc.org/sqlite", Licence: "BSD-3 (SQLite: public domain)"},
}

// Parts lists the modules that Kanzleicode is built on, and the names and versions of those that they bring along.
// The latter are known from the build alone: without it there are none.
func Parts() (direct []Part, brought []Part) {
	direct = slices.Clone(licences)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return direct, nil
	}
	for _, module := range info.Deps {
		if module.Replace != nil && module.Replace.Version != "" { // one without a version is the module itself with our patch
			module = module.Replace
		}
		at := slices.IndexFunc(direct, func(p Part) bool { return p.Module == module.Path })
		if at < 0 {
			brought = append(brought, Part{Module: module.Path, Version: module.Version})
			continue
		}
		direct[at].Version = module.Version
	}
	return direct, brought
}

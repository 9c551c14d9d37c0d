package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/about"
)

// mit is the beginning of that licence, broken in lines as modules do.
const mit = "Copyright (c) 2026 Somebody\n\nPermission is hereby granted, free of charge, to any\n// person obtaining a copy\n"

// sample makes a program of ours and one module with the given files.
func sample(t *testing.T, files map[string]string) []module {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	programs := []string{"linux/kanzleicode", "windows/kanzleicode.exe"}
	return []module{
		{Path: us, Programs: programs, Needs: []string{"example.org/m"}},
		{Path: "example.org/m", Version: "v1.2.3", Dir: dir, Folders: []string{filepath.Join(dir, "in", "side")}, Programs: programs},
	}
}

func TestALicenceIsHeldAgainstItsText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		licence string
		files   map[string]string
		want    string // part of the error; "" = none
	}{
		"right":           {"MIT", map[string]string{"LICENSE": mit, "in/side/x": ""}, ""},
		"deep inside":     {"MIT", map[string]string{"in/side/COPYING.txt": mit}, ""},
		"elsewhere":       {"MIT", map[string]string{"other/LICENSE": mit, "in/side/x": ""}, "it brings no licence"},
		"changed":         {"MIT", map[string]string{"LICENSE": "All rights reserved.", "in/side/x": ""}, "not those of MIT"},
		"both":            {"MIT AND ISC", map[string]string{"LICENSE": mit, "in/side/x": ""}, "not those of ISC"},
		"not entered":     {"", map[string]string{"LICENSE": mit, "in/side/x": ""}, "no licence stands in"},
		"forbidden":       {"AGPL-3.0-only", map[string]string{"LICENSE": mit, "in/side/x": ""}, "AGPL-3.0-only is not a licence that may be built in"},
		"choice":          {"MIT OR ISC", map[string]string{"LICENSE": mit, "in/side/x": ""}, "OR is not a licence"},
		"with a GPL file": {"MIT", map[string]string{"LICENSE": mit, "in/side/COPYING": "GNU Affero General Public License"}, "may not be built in"},
		"SSPL":            {"MIT", map[string]string{"LICENSE": mit, "in/side/LICENSE-2": "Server Side Public License"}, "may not be built in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := about.Table{Modules: map[string]string{}}
			if c.licence != "" {
				table.Modules["example.org/m"] = c.licence
			}
			_, err := collect(table, sample(t, c.files))
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "example.org/m") {
				t.Fatalf("%v, want the module and %q", err, c.want)
			}
		})
	}
}

func TestWhatIsNoLongerBuiltInIsNoticed(t *testing.T) {
	t.Parallel()
	table := about.Table{
		Modules: map[string]string{"example.org/m": "MIT", "example.org/gone": "MIT"},
		Others:  []about.Other{{Name: "Lost", Licence: "MIT", In: "example.org/lost"}},
	}
	_, err := collect(table, sample(t, map[string]string{"LICENSE": mit, "in/side/x": ""}))
	for _, want := range []string{"example.org/gone", "Lost"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// whole is a table and the parts that come of it.
func whole(t *testing.T) []part {
	t.Helper()
	parts, err := collect(about.Table{
		Modules: map[string]string{"example.org/m": "MIT"},
		Others: []about.Other{
			{Name: "Lib", Version: "4", Licence: "MIT", Source: "https://example.org", In: "example.org/m", Within: []string{"LICENSE"}},
			{Name: "Start code", Licence: "MIT", Source: "https://example.org", System: "windows", Texts: []string{"../../../LICENSE"}},
		},
	}, sample(t, map[string]string{"LICENSE": mit, "in/side/x": ""}))
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

func TestTheListForMachines(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	sums := map[string]string{"example.org/m v1.2.3": strings.Repeat("ab", 32)}
	data, err := sbom("1.0.0", made, whole(t), sums)
	if err != nil {
		t.Fatal(err)
	}
	again, err := sbom("1.0.0", made, whole(t), sums)
	if err != nil || string(data) != string(again) {
		t.Errorf("made twice it differs: %v", err)
	}
	var bom document
	if err := json.Unmarshal(data, &bom); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(bom.Serial) {
		t.Errorf("serial number %q", bom.Serial)
	}
	if bom.Metadata.Timestamp != "2026-11-23T04:00:00Z" || bom.Metadata.Component.Version != "1.0.0" {
		t.Errorf("metadata %+v", bom.Metadata)
	}
	if len(bom.Components) != 2 {
		t.Fatalf("%d components: %+v", len(bom.Components), bom.Components)
	}
	start, m := bom.Components[0], bom.Components[1]
	if start.Name != "Start code" || len(start.Properties) != 1 || start.Properties[0].Value != "windows/kanzleicode.exe" {
		t.Errorf("what is for Windows only: %+v", start)
	}
	if m.PURL != "pkg:golang/example.org/m@v1.2.3" || m.Hashes[0].Content != sums["example.org/m v1.2.3"] || m.Licences[0].Expression != "MIT" {
		t.Errorf("the module: %+v", m)
	}
	if len(m.Components) != 1 || m.Components[0].Name != "Lib" || m.Components[0].Version != "4" {
		t.Errorf("what is in the module: %+v", m.Components)
	}
	if needs := bom.Dependencies[0].Needs; len(needs) != 2 || needs[0] != m.Ref || needs[1] != start.Ref {
		t.Errorf("what the program needs: %v", needs)
	}
	if _, err := sbom("1.0.0", made, whole(t), nil); err == nil || !strings.Contains(err.Error(), "example.org/m") {
		t.Errorf("a module without a hash: %v", err)
	}
}

func TestTheLicencesForPeople(t *testing.T) {
	t.Parallel()
	out := string(licences("1.0.0", whole(t)))
	for _, want := range []string{"example.org/m v1.2.3: MIT", "Lib 4: MIT", "part of example.org/m", mit, "The same text as that of example.org/m (LICENSE)."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if strings.Count(out, "Copyright (c) 2026 Somebody") != 1 {
		t.Error("a text stands there twice")
	}
}

func TestHashesAreThoseOfGo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "go.sum")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("example.org/m v1.2.3 h1:q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n")
	sums, err := hashes(path)
	if err != nil || sums["example.org/m v1.2.3"] != strings.Repeat("ab", 32) {
		t.Errorf("%v, %v", sums, err)
	}
	write("example.org/m v1.2.3\n")
	if _, err := hashes(path); err == nil {
		t.Error("half a line is taken")
	}
}

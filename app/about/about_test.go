package about_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"kanzleicode/app/about"
)

// entry is a row of the table: module, version, licence, weight.
var entry = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|")

func TestTheLicencesAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := about.Read()
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, row := range entry.FindAllStringSubmatch(string(text), -1) {
		if row[3] == "tests" {
			continue
		}
		rows++
		if table.Modules[row[1]] != row[2] {
			t.Errorf("%s: licence %q, the document says %q", row[1], table.Modules[row[1]], row[2])
		}
	}
	if rows < 10 {
		t.Errorf("the document has only %d rows", rows)
	}
}

func TestPartsAreToldWithTheirLicences(t *testing.T) {
	t.Parallel()
	modules, others := about.Parts()
	if len(modules) == 0 {
		t.Error("no modules")
	}
	at := slices.IndexFunc(others, func(p about.Part) bool { return p.Name == about.Go })
	if at < 0 || others[at].Version == "" || others[at].Licence != "BSD-3-Clause" {
		t.Errorf("Go itself is not told of: %v", others)
	}
	for _, part := range others {
		if part.Licence == "" {
			t.Errorf("%s: no licence", part.Name)
		}
	}
}

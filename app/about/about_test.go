package about_test

import (
	"os"
	"path/filepath"
	"regexp"
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
	want := map[string]string{}
	for _, row := range entry.FindAllStringSubmatch(string(text), -1) {
		if row[3] != "tests" {
			want[row[1]] = row[2]
		}
	}
	direct, _ := about.Parts()
	if len(direct) != len(want) || len(want) < 10 {
		t.Errorf("%d parts, %d in the document", len(direct), len(want))
	}
	for _, part := range direct {
		if part.Licence != want[part.Module] {
			t.Errorf("%s: licence %q, the document says %q", part.Module, part.Licence, want[part.Module])
		}
	}
}

package sheet

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/mandate"
)

// fixture is one entry of testdata/manifest.json, which testdata/make.py writes.
type fixture struct {
	File    string
	About   string
	Options struct {
		Encoding  Encoding
		Separator Separator
		Sheet     string
	}
	Rows      []string // see flat; nil if Reason is set
	Reason    string
	Encoding  Encoding // what is recognised, where it matters
	Separator Separator
	Sheet     string
	Sheets    []string
}

func fixtures(t testing.TB) []fixture {
	t.Helper()
	data, err := os.ReadFile("testdata/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []fixture
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestFixtures reads every awkward file: the right rows with what is wrong with them, or the right reason.
func TestFixtures(t *testing.T) {
	t.Parallel()
	list := fixtures(t)
	if len(list) < 100 {
		t.Errorf("only %d files", len(list))
	}
	for _, f := range list {
		t.Run(f.File, func(t *testing.T) {
			t.Parallel()
			table, err := ReadFile(t.Context(), filepath.Join("testdata", f.File),
				Options{Encoding: f.Options.Encoding, Separator: f.Options.Separator, Sheet: f.Options.Sheet})
			var rows []mandate.Row
			if err == nil {
				rows, err = table.Rows()
			}
			if reason := reasonOf(err); reason != f.Reason {
				t.Fatalf("%s: got %q (%v), want %q", f.About, reason, err, f.Reason)
			}
			if err != nil {
				return
			}
			plan := mandate.NewPlan(nil, rows)
			for i, item := range plan.Items {
				rows[i] = item.Row
			}
			if got, want := flat(rows), strings.Join(f.Rows, "\n"); got != want {
				t.Errorf("%s:\ngot  %.2000q\nwant %.2000q", f.About, got, want)
			}
			if f.Encoding != "" && table.Encoding != f.Encoding || f.Separator != "" && table.Separator != f.Separator ||
				f.Sheet != "" && table.Sheet != f.Sheet || f.Sheets != nil && !slices.Equal(f.Sheets, table.Sheets) {
				t.Errorf("%s: recognised %q %q %q %q", f.About, table.Encoding, table.Separator, table.Sheet, table.Sheets)
			}
		})
	}
}

// TestFixturesAreListed: no file lies there without its expectation.
func TestFixturesAreListed(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"manifest.json": true, "make.py": true, "fuzz": true}
	for _, f := range fixtures(t) {
		known[f.File] = true
	}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !known[entry.Name()] {
			t.Errorf("%s is not in the manifest", entry.Name())
		}
	}
}

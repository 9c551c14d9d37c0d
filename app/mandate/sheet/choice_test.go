package sheet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"kanzleicode/app/language"
)

// samples are lists of n rows in every form.
func samples(t testing.TB, n int) map[string][]byte {
	t.Helper()
	return map[string][]byte{"xlsx": sampleXLSX(t, n), "ods": sampleODS(t, n), "csv": sampleCSV(n)}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	for name, data := range samples(t, 3000) {
		var told []float64
		table, err := Read(t.Context(), name, data, Options{Progress: func(f float64) { told = append(told, f) }})
		if err != nil || len(table.Lines) != 3001 {
			t.Fatalf("%s: %d lines, %v", name, len(table.Lines), err)
		}
		if len(told) < 10 || len(told) > 101 || told[len(told)-1] != 1 {
			t.Errorf("%s: told %d times: %v", name, len(told), told)
		}
		for i := range told[1:] {
			if told[i+1] <= told[i] || told[i] < 0 {
				t.Errorf("%s: %v after %v", name, told[i+1], told[i])
			}
		}
	}
}

// TestCancel stops a reading at every stage of it.
func TestCancel(t *testing.T) {
	t.Parallel()
	for name, data := range samples(t, 3000) {
		for _, stage := range []float64{0.01, 0.3, 0.6, 0.9} {
			ctx, cancel := context.WithCancel(t.Context())
			last := 0.0
			table, err := Read(ctx, name, data, Options{Progress: func(f float64) {
				if last = f; f >= stage {
					cancel()
				}
			}})
			cancel()
			if !errors.Is(err, context.Canceled) || len(table.Lines) > 0 || last > stage+0.2 {
				t.Errorf("%s at %v: went on to %v, %d lines, %v", name, stage, last, len(table.Lines), err)
			}
		}
	}
}

// TestPreview is what a preview does with a table whose headings are not understood.
func TestPreview(t *testing.T) {
	t.Parallel()
	table, err := Read(t.Context(), "liste.csv", []byte("Liste\nNr A;Nr B;Wer;Wer noch\n1;007;a;x\n2;008;b;y\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if table.Heading != -1 || table.Width() != 4 || table.Encoding != UTF8 || table.Separator != Semicolon || table.Title(0) != "" {
		t.Fatalf("got %+v", table)
	}
	if err := table.Check(); reasonOf(err) != "no_columns" {
		t.Errorf("check: %v", err)
	}
	if err := table.UseHeading(1); err != nil || table.Title(1) != "Nr B" {
		t.Fatalf("heading: %v, %q", err, table.Title(1))
	}
	good := noColumns
	good.Number, good.User = 1, 2
	for name, c := range map[string]struct {
		change func(*Table)
		want   string
	}{
		"chosen":                  {func(*Table) {}, ""},
		"number twice":            {func(t *Table) { t.Columns.User = 1 }, "same_column"},
		"note is the user":        {func(t *Table) { t.Columns.Note = 2 }, "same_column"},
		"no user":                 {func(t *Table) { t.Columns.User = -1 }, "no_user"},
		"no number":               {func(t *Table) { t.Columns.Number = -1 }, "no_number"},
		"column to the right":     {func(t *Table) { t.Columns.Mail = 4 }, "wrong_column"},
		"column to the left":      {func(t *Table) { t.Columns.Clerk = -2 }, "wrong_column"},
		"answer to the right":     {func(t *Table) { t.Columns.Answer = 4 }, "wrong_column"},
		"heading below the end":   {func(t *Table) { t.Heading = 4 }, "wrong_heading"},
		"heading above the start": {func(t *Table) { t.Heading = -2 }, "wrong_heading"},
	} {
		changed := table
		changed.Columns = good
		c.change(&changed)
		_, err := changed.Rows()
		if got := reasonOf(err); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if _, again := changed.Answers(); err == nil && again != nil {
			t.Errorf("%s: answers: %v", name, again)
		}
	}
	table.Columns = good
	rows, err := table.Rows()
	if err != nil || flat(rows) != "3:007|a\n4:008|b" {
		t.Errorf("rows: %q, %v", flat(rows), err)
	}
	for _, line := range []int{-2, 4} {
		if err := table.UseHeading(line); reasonOf(err) != "wrong_heading" || table.Heading != 1 {
			t.Errorf("heading %d: %v", line, err)
		}
	}
}

// TestUseHeading finds the columns anew, and forgets what was wrong with the headings before.
func TestUseHeading(t *testing.T) {
	t.Parallel()
	table, err := Read(t.Context(), "x", []byte("Kundennummer;Benutzername;Benutzername\nNummer;Login;Name\n007;a;A\n"), Options{})
	if err != nil || table.Heading != 1 {
		t.Fatalf("got %+v, %v", table, err)
	}
	if err := table.UseHeading(0); err != nil || reasonOf(table.Check()) != "two_columns" {
		t.Fatalf("got %v, %v", err, table.Check())
	}
	if err := table.UseHeading(1); err != nil {
		t.Fatal(err)
	}
	if rows, err := table.Rows(); err != nil || flat(rows) != "3:007|a|A" {
		t.Errorf("rows: %q, %v", flat(rows), err)
	}
	bare, err := Read(t.Context(), "x", []byte("Nummer;Login\n007;a\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := bare.UseHeading(-1); err != nil || bare.Columns != noColumns {
		t.Errorf("without a heading: %+v, %v", bare.Columns, err)
	}
}

// TestSmallFilesStaySmall: what unpacks to a multiple of a common workbook is refused, what only packs well
// is not.
func TestSmallFilesStaySmall(t *testing.T) {
	t.Parallel()
	var monotonous strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&monotonous, `<row r="%d"><c r="A%d" t="str"><v>1</v></c><c r="B%d" t="str"><v>a</v></c></row>`, i+2, i+2, i+2)
	}
	data := withSheet(t, sheetStart+monotonous.String()+sheetEnd)
	if table, err := Read(t.Context(), "x", data, Options{}); err != nil || len(table.Lines) != 30_001 {
		t.Errorf("%d bytes: %d lines, %v", len(data), len(table.Lines), err)
	}
	spaces, err := os.ReadFile("testdata/zip-bomb.ods")
	if err != nil {
		t.Fatal(err)
	}
	if got := outcome(spaces); got != "too_large" {
		t.Errorf("got %s", got)
	}
}

func TestEveryEncodingHasItsName(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		for _, encoding := range append(Encodings(), UTF8BOM) {
			if !texts.Has(encoding.TextKey()) {
				t.Errorf("%s: no text %s", tag, encoding.TextKey())
			}
		}
	}
}

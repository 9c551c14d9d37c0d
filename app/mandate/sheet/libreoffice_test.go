package sheet

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/support/table"
)

// officeList has everything that a spreadsheet program likes to change.
var officeList = []mandate.Mandate{
	{Fields: mandate.Fields{Number: "00123", User: "jäger", Client: "Bäckerei „Süß“ GmbH & Co. KG", Clerk: "Ümit Özdemir", Mail: mandate.MailYes, Note: "eins\nzwei; \"drei\""}},
	{Fields: mandate.Fields{Number: "0000000000000000000001", User: "=1+1", Client: "@SUM(A1)", Clerk: "+49", Mail: mandate.MailNo, Note: "-5"}},
	{Fields: mandate.Fields{Number: "1E5", User: "TRUE", Client: "1/2", Clerk: "1-3", Note: "12:30"}},
	{Fields: mandate.Fields{Number: "31.12.2024", User: "1.234,50", Client: "1,234.50", Note: "50%"}},
	{Fields: mandate.Fields{Number: "00", User: "ÄÖÜẞ €", Client: "=HYPERLINK(\"http://example.org\")", Note: "\tTab und 'Apostroph'"}},
}

var officeTitles = Titles{
	Sheet: "Mandate", Number: "Kundennummer", User: "Benutzername", Client: "Mandant", Clerk: "Sachbearbeiter",
	Mail: "Zentrale E-Mail hinterlegt", Status: "Status", Note: "Notiz",
	Word: func(mandate.Status) string { return "Neu" },
	YesNo: func(mail mandate.Mail) string {
		return map[mandate.Mail]string{mandate.MailYes: "ja", mandate.MailNo: "nein"}[mail]
	},
}

// TestLibreOfficeReadsWhatIsWritten: an independent program reads the full list, XLSX and CSV, with every
// leading zero, umlaut and line break, calculates nothing, and what it writes as ODS is read back here.
func TestLibreOfficeReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	office := libreOffice(t)
	dir := t.TempDir()
	for name, write := range map[string]func(io.Writer) error{
		"liste.xlsx": func(w io.Writer) error { return WriteXLSX(w, officeTitles, officeList, time.Unix(1e9, 0)) },
		"liste.csv":  func(w io.Writer) error { return WriteCSV(w, officeTitles, officeList) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Both write CSV in UTF-8 (76) as it is shown, all text in quotes; the second reads CSV with every column as
	// text (2), as a careful person imports it.
	const asShown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"
	got := office(dir, "liste.xlsx", asShown)
	compareOffice(t, "xlsx", got, func(s string) string { return s })
	got = office(dir, "liste.csv", asShown, "--infilter=CSV:59,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2")
	compareOffice(t, "csv", got, table.Guard)

	read, err := Read(t.Context(), "liste.ods", office(dir, "liste.xlsx", "ods"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := read.Rows()
	if err != nil || len(rows) != len(officeList) {
		t.Fatalf("ods: %d rows, %v", len(rows), err)
	}
	for i, row := range rows {
		if row.Clean() != officeList[i].Clean() || row.Problem != nil {
			t.Errorf("ods: got %+v, want %+v", row, officeList[i].Fields)
		}
	}
}

// compareOffice holds CSV that LibreOffice wrote against the list; stands says how a cell stands in the file
// that it read.
func compareOffice(t *testing.T, form string, written []byte, stands func(string) string) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(written, utf8Mark))).ReadAll()
	if err != nil || len(records) != len(officeList)+1 {
		t.Fatalf("%s: %d records, %v", form, len(records), err)
	}
	for i, m := range officeList {
		want := []string{m.Number, m.User, m.Client, m.Clerk, officeTitles.YesNo(m.Mail), "Neu", m.Note}
		for c := range want {
			want[c] = stands(want[c])
		}
		if !slices.Equal(records[i+1], want) {
			t.Errorf("%s:\ngot  %q\nwant %q", form, records[i+1], want)
		}
	}
}

// libreOffice gives a function that has LibreOffice convert a file of a folder and gives what it wrote.
func libreOffice(t *testing.T) func(dir, name, to string, more ...string) []byte {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" && runtime.GOOS == "linux" {
			t.Fatal("soffice is missing: .ci/setup test installs it")
		}
		t.Skip("soffice is missing")
	}
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
	return func(dir, name, to string, more ...string) []byte {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		out := t.TempDir()
		args := append([]string{profile, "--headless", "--convert-to", to, "--outdir", out}, more...)
		command := exec.CommandContext(ctx, program, append(args, filepath.Join(dir, name))...)
		command.WaitDelay = 10 * time.Second
		said, err := command.CombinedOutput()
		files, _ := filepath.Glob(filepath.Join(out, "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s to %s: %v, %d files\n%s", name, to, err, len(files), said)
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}

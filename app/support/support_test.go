package support

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/mandate/sheet"
)

var (
	titles = Titles{Sheet: "Mandate", Number: "Kundennummer", User: "Benutzername", Status: "Status"}
	list   = []Row{
		{Number: "00123", User: "jäger", Status: "Neu"},
		{Number: "0000000000000001", User: "Straße 1", Status: "Gemeldet"},
		{Number: "-5", User: "=HYPERLINK(\"http://x\")", Status: "Neu"},
		{Number: "+49", User: "@sum", Status: "Neu"},
		{Number: "1,23E+05", User: "a;b\"c", Status: "Neu"},
		{Number: "31.12.2024", User: "_x0041_ <&>", Status: "Bestätigt"},
		{Number: "'a7", User: "'=1", Status: "Neu"},
	}
	created = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
)

func files(t *testing.T) map[string][]byte {
	t.Helper()
	var xlsx, csv bytes.Buffer
	if err := WriteXLSX(&xlsx, titles, list, created); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(&csv, titles, list); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"xlsx": xlsx.Bytes(), "csv": csv.Bytes()}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, data := range files(t) {
		table, err := sheet.Read(t.Context(), name, data, sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := table.Rows()
		if err != nil || len(rows) != len(list) {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for i, row := range rows {
			if row.Number != list[i].Number || row.User != list[i].User || row.Client != "" || row.Problem != nil {
				t.Errorf("%s: got %+v, want %+v", name, row, list[i])
			}
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	first, second := files(t), files(t)
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestCSVForExcel(t *testing.T) {
	t.Parallel()
	want := "\ufeffKundennummer;Benutzername;Status\r\n00123;jäger;Neu\r\n0000000000000001;Straße 1;Gemeldet\r\n" +
		"'-5;\"'=HYPERLINK(\"\"http://x\"\")\";Neu\r\n'+49;'@sum;Neu\r\n1,23E+05;\"a;b\"\"c\";Neu\r\n" +
		"31.12.2024;_x0041_ <&>;Bestätigt\r\n'a7;''=1;Neu\r\n"
	if got := string(files(t)["csv"]); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

// TestXLSXCellsAreText reads the bytes of the sheet without the library: every cell is typed as text and
// none holds a formula.
func TestXLSXCellsAreText(t *testing.T) {
	t.Parallel()
	type cell struct {
		Ref     string    `xml:"r,attr"`
		Type    string    `xml:"t,attr"`
		Style   int       `xml:"s,attr"`
		Formula *struct{} `xml:"f"`
		Text    string    `xml:"is>t"`
	}
	var parsed struct {
		Pane struct {
			State string `xml:"state,attr"`
			Rows  int    `xml:"ySplit,attr"`
		} `xml:"sheetViews>sheetView>pane"`
		Rows []struct {
			Cells []cell `xml:"c"`
		} `xml:"sheetData>row"`
	}
	decode(t, files(t)["xlsx"], "xl/worksheets/sheet1.xml", &parsed)
	var styles struct {
		Formats []struct {
			Number int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	decode(t, files(t)["xlsx"], "xl/styles.xml", &styles)
	if parsed.Pane.State != "frozen" || parsed.Pane.Rows != 1 || len(parsed.Rows) != len(list)+1 {
		t.Errorf("pane is %+v, %d rows", parsed.Pane, len(parsed.Rows))
	}
	for _, row := range parsed.Rows {
		for _, c := range row.Cells {
			if c.Type != "inlineStr" || c.Formula != nil || styles.Formats[c.Style].Number != 49 {
				t.Errorf("cell is %+v", c)
			}
		}
	}
	if got := parsed.Rows[1].Cells[0].Text; got != "00123" {
		t.Errorf("first number is %q", got)
	}
}

func decode(t *testing.T, data []byte, part string, into any) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := xml.NewDecoder(file).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestOddTitlesAndNoRows(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "a/b:c*[x]?", strings.Repeat("ü", 40), "'"} {
		var out bytes.Buffer
		if err := WriteXLSX(&out, Titles{Sheet: name, Number: "A", User: "B", Status: "C"}, nil, created); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrorsAreTold(t *testing.T) {
	t.Parallel()
	var w io.Writer = full{}
	if err := WriteXLSX(w, titles, list, created); !errors.Is(err, errFull) {
		t.Errorf("xlsx: %v", err)
	}
	if err := WriteCSV(w, titles, list); !errors.Is(err, errFull) {
		t.Errorf("csv: %v", err)
	}
}

package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kanzleicode/app/mandate"
)

// book builds a workbook with the library and gives its bytes.
func book(t testing.TB, build func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := build(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rows fills the first sheet, row by row.
func rows(f *excelize.File, cells ...[]any) error {
	for i, row := range cells {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	return nil
}

// format gives one cell a number format of its own.
func format(f *excelize.File, cell, code string) error {
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	return f.SetCellStyle("Sheet1", cell, cell, style)
}

var heading = []any{"Kundennummer", "Benutzername", "Mandant", "Notiz"}

func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		build func(f *excelize.File) error
		want  string
	}{
		"text cells": {func(f *excelize.File) error {
			return rows(f, heading, []any{"00123", "jäger", "Bäckerei Süß", "eins\nzwei"}, []any{"10012", "mueller"})
		}, "2:00123|jäger|Bäckerei Süß|eins\nzwei\n3:10012|mueller"},
		"number cells": {func(f *excelize.File) error {
			return rows(f, heading, []any{10012, "a"}, []any{10012.0, "b"}, []any{123456789012, "c"}, []any{0, "d"})
		}, "2:10012|a\n3:10012|b\n4:123456789012|c\n5:0|d"},
		"number with a format of zeros": {func(f *excelize.File) error {
			if err := rows(f, heading, []any{123, "a"}, []any{123, "b"}); err != nil {
				return err
			}
			if err := format(f, "A3", "000-000"); err != nil {
				return err
			}
			return format(f, "A2", "00000")
		}, "2:00123|a\n3:000-123|b"},
		"grouped and with decimals": {func(f *excelize.File) error {
			if err := rows(f, heading, []any{10012, "a"}, []any{10012, "b"}, []any{10000, "c"}, []any{10012.5, "d"}); err != nil {
				return err
			}
			for cell, code := range map[string]string{"A2": "#,##0", "A3": "#,##0.00", "A4": "#,##0", "A5": "0.00"} {
				if err := format(f, cell, code); err != nil {
					return err
				}
			}
			return nil
		}, "2:10012|a\n3:10012|b\n4:10000|c\n5:10012.50|d[not_text]"},
		"shown as 1.23E+05": {func(f *excelize.File) error {
			if err := rows(f, heading, []any{123456, "a"}, []any{123000, "b"}, []any{"1,23E+05", "c"}); err != nil {
				return err
			}
			if err := format(f, "A3", "0.00E+00"); err != nil {
				return err
			}
			return format(f, "A2", "0.00E+00")
		}, "2:123456|a\n3:1.23E+05|b\n4:1,23E+05|c"},
		"date in the number column": {func(f *excelize.File) error {
			return rows(f, heading, []any{time.Date(2024, 3, 15, 0, 0, 0, 0, time.UTC), "a"})
		}, "2:03-15-24|a[not_text]"},
		"title above, merged": {func(f *excelize.File) error {
			if err := rows(f, []any{"Unsere Mandate"}, nil, heading, []any{"007", "a"}); err != nil {
				return err
			}
			return f.MergeCell("Sheet1", "A1", "D1")
		}, "4:007|a"},
		"columns from C on, gap between rows": {func(f *excelize.File) error {
			for cell, value := range map[string]any{"C2": "Kd-Nr.", "E2": "User", "C5": "007", "E5": "a"} {
				if err := f.SetCellValue("Sheet1", cell, value); err != nil {
					return err
				}
			}
			return nil
		}, "5:007|a"},
		"formula without a value": {func(f *excelize.File) error {
			if err := rows(f, heading, []any{nil, "a"}, []any{"7", "b"}); err != nil {
				return err
			}
			return f.SetCellFormula("Sheet1", "A2", "=1+1")
		}, "2:|a\n3:7|b"},
		"formula with its value": {func(f *excelize.File) error {
			if err := rows(f, heading, []any{4711, "a"}); err != nil {
				return err
			}
			return f.SetCellFormula("Sheet1", "A2", "=4711")
		}, "2:4711|a"},
		"hidden row": {func(f *excelize.File) error {
			if err := rows(f, heading, []any{"1", "a"}, []any{"2", "b"}); err != nil {
				return err
			}
			return f.SetRowVisible("Sheet1", 2, false)
		}, "2:1|a[hidden_row]\n3:2|b"},
		"hidden sheet before": {func(f *excelize.File) error {
			if _, err := f.NewSheet("Liste"); err != nil {
				return err
			}
			if err := rows(f, heading, []any{"1", "hidden"}); err != nil {
				return err
			}
			f.SetActiveSheet(1)
			if err := f.SetSheetVisible("Sheet1", false); err != nil {
				return err
			}
			if err := f.SetSheetRow("Liste", "A1", &heading); err != nil {
				return err
			}
			return f.SetSheetRow("Liste", "A2", &[]any{"2", "b"})
		}, "2:2|b"},
		"list on the second sheet": {func(f *excelize.File) error {
			if _, err := f.NewSheet("Liste"); err != nil {
				return err
			}
			if err := rows(f, []any{"Bitte lesen"}); err != nil {
				return err
			}
			if err := f.SetSheetRow("Liste", "B3", &heading); err != nil {
				return err
			}
			return f.SetSheetRow("Liste", "B4", &[]any{"2", "b"})
		}, "4:2|b"},
		"same column twice": {func(f *excelize.File) error {
			return rows(f, []any{"Kundennummer", "Benutzername", "Benutzername"}, []any{"1", "a", "b"})
		}, "two_columns"},
		"no heading": {func(f *excelize.File) error {
			return rows(f, []any{10012, "a"}, []any{"007", "b"})
		}, "1:10012|a\n2:007|b"},
		"nothing in it":   {func(*excelize.File) error { return nil }, "empty"},
		"other heading":   {func(f *excelize.File) error { return rows(f, []any{"Foo", "Bar", "Baz"}) }, "no_columns"},
		"escaped letters": {func(f *excelize.File) error { return rows(f, heading, []any{"'=1", " a ", "<&>\""}) }, "2:'=1|a|<&>\""},
	} {
		if got := outcome(book(t, c.build)); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

// archive packs parts as they are.
func archive(t testing.TB, parts ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range parts {
		p, err := w.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, part[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// bomb is a workbook with parts that declare sizes and hold a million zeros, packed to almost nothing.
func bomb(t testing.TB, sizes ...uint64) []byte {
	t.Helper()
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deflate.Write(make([]byte, 1_000_000)); err != nil {
		t.Fatal(err)
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	if _, err := w.Create("xl/workbook.xml"); err != nil {
		t.Fatal(err)
	}
	for i, size := range sizes {
		part, err := w.CreateRaw(&zip.FileHeader{
			Name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), Method: zip.Deflate,
			CompressedSize64: uint64(packed.Len()), UncompressedSize64: size,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withSheet is the small workbook with the rows of its only sheet replaced.
func withSheet(t testing.TB, sheet string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(smallWorkbook)
	if err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var parts [][2]string
	for _, file := range in.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file.Name, "sheet1.xml") {
			content = []byte(sheet)
		}
		parts = append(parts, [2]string{file.Name, string(content)})
	}
	return archive(t, parts...)
}

const (
	sheetStart = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		`<row r="1"><c r="A1" t="str"><v>Kundennummer</v></c><c r="B1" t="str"><v>Benutzername</v></c></row>`
	sheetEnd = `</sheetData></worksheet>`
)

func TestReadHostileWorkbook(t *testing.T) {
	t.Parallel()
	small, err := base64.StdEncoding.DecodeString(smallWorkbook)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"small":                   {small, "2:10012|a"},
		"cut off":                 {small[:len(small)/2], "damaged"},
		"ods":                     {archive(t, [2]string{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}), "damaged"},
		"odt":                     {archive(t, [2]string{"mimetype", "application/vnd.oasis.opendocument.text"}), "no_table"},
		"xlsb":                    {archive(t, [2]string{"xl/workbook.bin", "x"}), "binary_excel"},
		"any zip":                 {archive(t, [2]string{"a.txt", "x"}), "no_table"},
		"no sheets":               {archive(t, [2]string{"xl/workbook.xml", "<workbook/>"}), "damaged"},
		"workbook of nonsense":    {archive(t, [2]string{"xl/workbook.xml", "<<<"}), "damaged"},
		"zip bomb":                {bomb(t, MaxUnzip+1), "too_large"},
		"zip bomb of two halves":  {bomb(t, MaxUnzip/2+1, MaxUnzip/2+1), "too_large"},
		"zip bomb that lies":      {bomb(t, 10), "damaged"},
		"row far down":            {withSheet(t, sheetStart+`<row r="1048576"><c r="A1048576" t="str"><v>7</v></c><c r="B1048576" t="str"><v>a</v></c></row>`+sheetEnd), "1048576:7|a"},
		"row too far down":        {withSheet(t, sheetStart+`<row r="1048577"><c r="A1048577" t="str"><v>7</v></c></row>`+sheetEnd), "damaged"},
		"cell far to the right":   {withSheet(t, sheetStart+`<row r="2"><c r="A2" t="str"><v>7</v></c><c r="B2" t="str"><v>a</v></c><c r="XFD2" t="str"><v>x</v></c></row>`+sheetEnd), "2:7|a"},
		"many cells to the right": {withSheet(t, sheetStart+strings.Repeat(`<row><c r="XFD2" t="str"><v>x</v></c></row>`, MaxCells/excelize.MaxColumns+2)+sheetEnd), "too_large"},
		"xml breaks off":          {withSheet(t, sheetStart+`<row r="2"><c r="A2" t="str"><v>7</v></c><c r="B2" t="str"><v>a</v></c></row>`), "damaged"},
		"character xml has not":   {withSheet(t, sheetStart+`<row r="2"><c r="A2" t="str"><v>7</v></c><c r="B2" t="str"><v>a`+"\x0b"+`</v></c></row>`+sheetEnd), "damaged"},
		"shared string missing":   {withSheet(t, sheetStart+`<row r="2"><c r="A2" t="s"><v>99</v></c><c r="B2" t="str"><v>a</v></c></row>`+sheetEnd), "2:|a"},
		"formula, cached value":   {withSheet(t, sheetStart+`<row r="2"><c r="A2"><f>1+1</f><v>10012</v></c><c r="B2" t="str"><f>"a"</f><v>a</v></c></row>`+sheetEnd), "2:10012|a"},
		"number as a float":       {withSheet(t, sheetStart+`<row r="2"><c r="A2"><v>1.0012E4</v></c><c r="B2" t="str"><v>a</v></c></row>`+sheetEnd), "2:10012|a"},
		"more than 15 digits":     {withSheet(t, sheetStart+`<row r="2"><c r="A2"><v>1.2345678901234568E+19</v></c><c r="B2" t="str"><v>a</v></c></row>`+sheetEnd), "2:1.23456789012346E+19|a[not_text]"},
		"error in a cell":         {withSheet(t, sheetStart+`<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="str"><v>a</v></c></row>`+sheetEnd), "2:#N/A|a"},
	} {
		if got := outcome(c.data); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

// TestReadMillionEmptyRows: a sheet that was formatted down to its last row holds one Mandat.
func TestReadMillionEmptyRows(t *testing.T) {
	t.Parallel()
	if raceEnabled || testing.Short() {
		t.Skip("one goroutine only, and the race detector makes it ten times as long")
	}
	var empties strings.Builder
	for i := 3; i <= excelize.TotalRows; i++ {
		fmt.Fprintf(&empties, `<row r="%d"/>`, i)
	}
	one := `<row r="2"><c r="A2" t="str"><v>7</v></c><c r="B2" t="str"><v>a</v></c></row>`
	if got := outcome(withSheet(t, sheetStart+one+empties.String()+sheetEnd)); got != "2:7|a" {
		t.Errorf("got %q", got)
	}
}

// Password-protected workbooks as Excel writes them are compound files.
func TestReadEncryptedWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	var out bytes.Buffer
	if err := f.Write(&out, excelize.Options{Password: "geheim"}); err != nil {
		t.Fatal(err)
	}
	if got := outcome(out.Bytes()); got != "encrypted" {
		t.Errorf("got %s", got)
	}
}

func TestFullListComesBack(t *testing.T) {
	t.Parallel()
	list := []mandate.Mandate{
		{Fields: mandate.Fields{Number: "00123", User: "Jäger", Client: "Bäckerei „Süß“ GmbH & Co. KG", Clerk: "Ümit Özdemir", Mail: mandate.MailYes, Note: "eins\n\nzwei; drei"}},
		{Fields: mandate.Fields{Number: "-5", User: "=1+1", Client: "@x", Mail: mandate.MailNo, Note: "'+49"}},
		{Fields: mandate.Fields{Number: "1,23E+05", User: "_x0041_", Client: "\"", Note: "<b>&amp;"}},
		{Fields: mandate.Fields{Number: "31.12.2024", User: "TRUE"}},
	}
	titles := Titles{
		Sheet: "Mandate", Number: "Kundennummer", User: "Benutzername", Client: "Mandant", Clerk: "Sachbearbeiter", Mail: "Zentrale E-Mail hinterlegt", Status: "Status", Note: "Notiz",
		Word:  func(mandate.Status) string { return "Neu" },
		YesNo: func(mail mandate.Mail) string { return string(mail) },
	}
	for name, write := range map[string]func(io.Writer) error{
		"xlsx": func(w io.Writer) error { return WriteXLSX(w, titles, list, time.Unix(0, 0)) },
		"csv":  func(w io.Writer) error { return WriteCSV(w, titles, list) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		table, err := Read(t.Context(), name, out.Bytes(), Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		rows, err := table.Rows()
		if err != nil || len(rows) != len(list) {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for i, row := range rows {
			if row.Fields != list[i].Fields || row.Problem != nil {
				t.Errorf("%s: got %+v, want %q", name, row, list[i].Fields)
			}
		}
	}
}

// smallWorkbook is a workbook of four cells, as few parts as Excel accepts.
const smallWorkbook = "" +
	"UEsDBBQAAAAIAAAAIQAcdPw42AAAAPYBAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbK2RvU4DMQzHX+WUtWpcGDqgXhfKCgy8gJvz" +
	"9aLLl2K3XN++uVAYUIGFyUr+Hz9L3rydE3EzeRe4VYNIegBgM5BH1jFRKEofs0cpz3yAhGbEA8H9arUGE4NQkKXMHWq72VGPRyfN" +
	"01S+2cbQqkyOVfP4YZxZrcKUnDUoRYdT6L5RlleCLsnq4cEmXhSDgpuEWfkZcM29nChn21Hzilme0RcXTA7eYx73MY7695IbW8a+" +
	"t4a6aI6+RDSnTNjxQCTe6Tq1RxsWf/OrmaGOu39e5Kv/cw+o595eAFBLAwQUAAAACAAAACEA/luGcooAAADwAAAACwAAAF9yZWxz" +
	"Ly5yZWxzjc8xDsIwDAXQq1Q+QF0YGFDaiaUr4gImddqqTRw5QZTbk7EgBkbrf70vmyuvlGcJaZpjqja/htTClHM8IyY7sadUS+RQ" +
	"EifqKZdTR4xkFxoZj01zQt0b0Jm9WfVDC9oPB6hur8j/2OLcbPki9uE55B8TX40ik46cW9hWfIoud5GlLihgZ/Djwe4NUEsDBBQA" +
	"AAAIAAAAIQCInvqmjgAAAN8AAAAPAAAAeGwvd29ya2Jvb2sueG1sjY9BDoJADEWvMukBLLhwQYDExI3HGKE4E+h00o7R40tA9q7a" +
	"l5//mrZv0fkhMrsPL8k6CKXkBtGGQOztJJnSmkyi7MuK+kTLSn60QFR4wXNVXZB9TLAbGv3HIdMUB7rJ8GJKZZcoLb5ESRZiNujb" +
	"7YL9pkueqYMruA3vYwc1OG3iuuh9rAH7Fo8GHk/1X1BLAwQUAAAACAAAACEAtlSqz44AAADxAAAAGgAAAHhsL19yZWxzL3dvcmti" +
	"b29rLnhtbC5yZWxzjc89DsIwDAXgq1Q5QN0yMKAmE0tXxAWi1G2iNj+yjYDbEzGgIjEwWX6WvicPF9yshJzYh8LNI26JtfIi5QTA" +
	"zmO03OaCqV7mTNFKXWmBYt1qF4RD1x2B9oYyw95sxkkrGqdeNddnwX/sPM/B4Tm7W8QkPyrgnmlljygVtbSgaPWJGN6jb6uqwAzw" +
	"9aF5AVBLAwQUAAAACAAAACEAOt7km7IAAABLAQAAGAAAAHhsL3dvcmtzaGVldHMvc2hlZXQxLnhtbHWQQQ6CQAxFr0LmAHZg4cIM" +
	"k0jcufQEE6hCZArpFDCe3oEYgons2t+8/t+aqeNnqBElefmWQq5qkf4EEMoavQuHrkeKk3vH3kls+QGhZ3TVAvkWMq2P4F1DyppF" +
	"uzhx1nA3JZyrNKrlXJxTlUiuGmobwptw1JtgjdjrQBUSDd4jGxBrYNah/HLFHlcgDfJGJufxl4PovQbI1gBzNdpU6zQ7aAPj1iTb" +
	"MXH/NsPmTFj/Zz9QSwECFAMUAAAACAAAACEAHHT8ONgAAAD2AQAAEwAAAAAAAAAAAAAAgAEAAAAAW0NvbnRlbnRfVHlwZXNdLnht" +
	"bFBLAQIUAxQAAAAIAAAAIQD+W4ZyigAAAPAAAAALAAAAAAAAAAAAAACAAQkBAABfcmVscy8ucmVsc1BLAQIUAxQAAAAIAAAAIQCI" +
	"nvqmjgAAAN8AAAAPAAAAAAAAAAAAAACAAbwBAAB4bC93b3JrYm9vay54bWxQSwECFAMUAAAACAAAACEAtlSqz44AAADxAAAAGgAA" +
	"AAAAAAAAAAAAgAF3AgAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHNQSwECFAMUAAAACAAAACEAOt7km7IAAABLAQAAGAAAAAAA" +
	"AAAAAAAAgAE9AwAAeGwvd29ya3NoZWV0cy9zaGVldDEueG1sUEsFBgAAAAAFAAUARQEAACUEAAAAAA=="

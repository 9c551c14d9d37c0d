package sheet

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"

	"kanzleicode/app/mandate"
	"kanzleicode/otp/memorytest"
)

// readAndExamine reads what may be a table.
func readAndExamine(t *testing.T, data []byte, options Options) (Table, error) {
	t.Helper()
	table, err := Read(context.Background(), "x", data, options)
	examine(t, table, err)
	return table, err
}

// examine holds whatever was read to what the package promises.
func examine(t *testing.T, table Table, err error) {
	t.Helper()
	var e *Error
	if err != nil {
		if !errors.As(err, &e) {
			t.Fatalf("untyped error %v", err)
		}
		return
	}
	if len(table.Lines) == 0 {
		t.Fatal("neither lines nor an error")
	}
	last := 0
	for _, line := range table.Lines {
		if line.Number <= last || len(line.Cells) == 0 || len(line.Cells) > maxColumns || line.NotText != nil && len(line.NotText) != len(line.Cells) {
			t.Fatalf("line %d after line %d has %d cells, %d marks", line.Number, last, len(line.Cells), len(line.NotText))
		}
		last = line.Number
	}
	rows, err := table.Rows()
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("untyped error %v", err)
	}
	answers, again := table.Answers()
	if err == nil && again != nil || again != nil && !errors.As(again, &e) {
		t.Fatalf("rows: %v, answers: %v", err, again)
	}
	last = 0
	for _, row := range rows {
		if row.Line <= last {
			t.Fatalf("row of line %d after line %d", row.Line, last)
		}
		last = row.Line
	}
	for _, answer := range answers {
		if answer.Verdict == mandate.VerdictQuery && answer.Text == "" {
			t.Fatalf("line %d: a query without a text", answer.Line)
		}
	}
	mandate.NewPlan(nil, rows)
}

// FuzzRead: any bytes with any choice give a table or a typed error.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"Kundennummer;Benutzername\n007;a\n", "sep=,\nKd-Nr,User\n1,\"a\nb\"\n", "\xff\xfeK\x00;\x00", "1\ta\r2\tb",
		"\"", "a\"b;\"c\" d", "<html>", string(oleMark), string(zipMark), "'=1;''@", "1,23E+05;x", "sep=", "sep=;", `="1";=""`,
	} {
		f.Add([]byte(seed), "", "", "", 0, 0, 1)
		f.Add([]byte(seed), "windows-1252", ";", "Sheet1", -1, 1, 1)
	}
	workbook, err := base64.StdEncoding.DecodeString(smallWorkbook)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(workbook, "utf-16", "\t", "Sheet1", 0, 0, 1)
	for _, name := range []string{"types.ods", "repeated.ods", "sheets.ods", "rich-text.xlsx", "numbers.xlsx"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "", "", "", 0, 0, 1)
		f.Add(data, "cp850", "ä", "Liste", 99, -5, 1<<30)
	}
	f.Fuzz(func(t *testing.T, data []byte, encoding, separator, sheet string, heading, number, user int) {
		memorytest.Within(t, memorytest.Usual, func() {
			table, err := readAndExamine(t, data, Options{Encoding: Encoding(encoding), Separator: Separator(separator), Sheet: sheet})
			if err != nil {
				return
			}
			if err := table.UseHeading(heading); err == nil {
				examine(t, table, nil)
			}
			table.Heading, table.Columns.Number, table.Columns.User = heading, number, user
			examine(t, table, nil)
		})
	})
}

const (
	packageNames  = "http://schemas.openxmlformats.org/package/2006/"
	documentNames = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetNames    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)

// workbook packs the parts of a workbook of one sheet in which a file can lie.
func workbook(t testing.TB, sheet, texts, styles string) []byte {
	t.Helper()
	relation := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="` + documentNames + "/" + kind + `" Target="` + target + `"/>`
	}
	return archive(t,
		[2]string{"[Content_Types].xml", `<Types xmlns="` + packageNames + `content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`},
		[2]string{"_rels/.rels", `<Relationships xmlns="` + packageNames + `relationships">` + relation("rId1", "officeDocument", "xl/workbook.xml") + `</Relationships>`},
		[2]string{"xl/workbook.xml", `<workbook xmlns="` + sheetNames + `" xmlns:r="` + documentNames + `"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		[2]string{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packageNames + `relationships">` + relation("rId1", "worksheet", "worksheets/sheet1.xml") +
			relation("rId2", "sharedStrings", "sharedStrings.xml") + relation("rId3", "styles", "styles.xml") + `</Relationships>`},
		[2]string{"xl/worksheets/sheet1.xml", sheet}, [2]string{"xl/sharedStrings.xml", texts}, [2]string{"xl/styles.xml", styles})
}

const (
	fuzzTexts  = `<sst xmlns="` + sheetNames + `"><si><t>Müller</t></si><si><r><t>a</t></r><r><t>b</t></r></si></sst>`
	fuzzStyles = `<styleSheet xmlns="` + sheetNames + `"><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="11"/></cellXfs></styleSheet>`
	fuzzRows = sheetStart + `<row r="2"><c r="A2" s="1"><v>7</v></c><c r="B2" t="s"><v>0</v></c></row><row r="3" hidden="1"><c r="A3" s="2"><v>45000.5</v></c>` +
		`<c r="B3" t="s"><v>1</v></c><c r="D3" t="b"><v>1</v></c></row><row r="9"><c r="A9" s="3"><v>123456</v></c><c r="B9" t="inlineStr"><is><t>c</t></is></c></row>` + sheetEnd
)

// FuzzWorkbook: what stands inside a workbook's archive, which [FuzzRead] rarely leaves whole. There is a table or
// a typed error, and rows that name lines in order.
func FuzzWorkbook(f *testing.F) {
	f.Add(fuzzRows, fuzzTexts, fuzzStyles)
	f.Add(sheetStart+`<row r="1048576"><c r="XFD1048576" t="str"><v>7</v></c></row><row r="3"/>`+sheetEnd, fuzzTexts, fuzzStyles)
	f.Add(sheetStart+`<row><c t="d"><v>2024-12-31</v></c><c t="e"><v>#N/A</v></c><c><f>1+1</f><v>2</v></c></row>`+sheetEnd, "<sst/>", "<styleSheet/>")
	f.Add(sheetStart+`<row r="-1"><c r="A0" t="s"><v>-1</v></c><c s="99999"><v>1E+400</v></c></row>`+sheetEnd, "", "<<")
	f.Fuzz(func(t *testing.T, rows, texts, styles string) {
		memorytest.Within(t, memorytest.Usual, func() { _, _ = readAndExamine(t, workbook(t, rows, texts, styles), Options{}) })
	})
}

// FuzzOpenDocument: any XML inside a spreadsheet gives a table or a typed error.
func FuzzOpenDocument(f *testing.F) {
	const start = `<office:document xmlns:office="` + nsOffice + `" xmlns:style="` + nsStyle + `" xmlns:table="` + nsTable +
		`" xmlns:text="` + nsText + `" office:mimetype="` + openDocumentType + `">`
	for _, name := range []string{"flat.fods", "libreoffice.fods"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		_, content, _ := strings.Cut(string(data), "<office:automatic-styles>")
		f.Add("<office:automatic-styles>" + content)
	}
	f.Add(`<office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="99999999999999"><table:table-cell/></table:table-row></table:table></office:spreadsheet></office:document>`)
	f.Add(`<office:spreadsheet><table:table><table:table-row table:number-rows-repeated="9"><table:table-cell table:number-columns-repeated="-1" office:value-type="float" office:value="1E5"><text:p>1<text:s text:c="999999999"/>,</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:document>`)
	f.Fuzz(func(t *testing.T, content string) {
		memorytest.Within(t, memorytest.Usual, func() { _, _ = readAndExamine(t, []byte(start+content), Options{}) })
	})
}

// FuzzAnswers: no answer is lost, and none without plain words is taken for a confirmation.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{"ok", "nicht gefunden", "erledigt am 1.2.2026", "ja?", "", "-", "ok – aber", "\u200e", "=\"ok\""} {
		f.Add(seed, "")
		f.Add("", seed)
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, cell, note string) {
		table := Table{
			Lines: []Line{{Number: 1, Cells: []string{"1", "a", cell, note}}}, Heading: -1,
			Columns: Columns{Number: 0, User: 1, Client: -1, Clerk: -1, Mail: -1, Note: 3, Answer: 2},
		}
		answers, err := table.Answers()
		if err != nil || len(answers) != 1 {
			t.Fatalf("%d answers, %v", len(answers), err)
		}
		switch answer := answers[0]; answer.Verdict {
		case mandate.VerdictConfirmed:
			for _, no := range []string{"nicht", "kein", "not ", "?"} {
				if strings.Contains(strings.ToLower(answer.Text), no) && !strings.Contains(note, answer.Text) && hasTrouble(answer.Text) {
					t.Fatalf("%q is taken for a confirmation", answer.Text)
				}
			}
		case mandate.VerdictQuery:
			if answer.Text == "" {
				t.Fatal("a query without a text")
			}
		}
	})
}

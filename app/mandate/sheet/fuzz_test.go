package sheet

import (
	"errors"
	"testing"

	"kanzleicode/app/mandate"
	"kanzleicode/otp/memorytest"
)

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
		memorytest.Within(t, memorytest.Usual, func() { checkRead(t, workbook(t, rows, texts, styles)) })
	})
}

// checkRead reads what may be a table.
func checkRead(t *testing.T, data []byte) {
	t.Helper()
	var e *Error
	table, err := Read(t.Context(), "x", data, Options{})
	if err != nil {
		if !errors.As(err, &e) {
			t.Fatalf("untyped error %v", err)
		}
		return
	}
	rows, err := table.Rows()
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("untyped error %v", err)
	}
	last := 0
	for _, row := range rows {
		if row.Line <= last {
			t.Fatalf("line %d comes after line %d", row.Line, last)
		}
		last = row.Line
	}
	mandate.NewPlan(nil, rows)
}

package sheet

import (
	"strings"
	"testing"

	"kanzleicode/otp/memorytest"
)

// TestLittleForMuch reads workbooks of 3 to 5 kB whose parts unpack to a megabyte of what takes most memory. Not
// parallel: see [memorytest.Within].
func TestLittleForMuch(t *testing.T) {
	const size = 1 << 20
	repeated := func(head, piece, tail string) string {
		return head + strings.Repeat(piece, (size-len(head)-len(tail))/len(piece)) + tail
	}
	const texts, styles = `<sst xmlns="` + sheetNames + `">`, `<styleSheet xmlns="` + sheetNames + `">`
	for name, parts := range map[string][3]string{
		"cells far out": {repeated(sheetStart, `<row><c r="XFD1"><v>1</v></c></row>`, sheetEnd), fuzzTexts, fuzzStyles},
		"one long text": {repeated(sheetStart, `<row><c t="s"><v>0</v></c></row>`, sheetEnd), texts + "<si><t>" + strings.Repeat("a", 30_000) + "</t></si></sst>", fuzzStyles},
		"attributes":    {repeated(sheetStart+"<row", ` a=""`, "/>"+sheetEnd), fuzzTexts, fuzzStyles},
		"texts":         {fuzzRows, repeated(texts, "<si/>", "</sst>"), fuzzStyles},
		"parts of one":  {fuzzRows, repeated(texts+"<si>", "<r/>", "</si></sst>"), fuzzStyles},
		"styles":        {fuzzRows, fuzzTexts, repeated(styles+"<cellXfs>", "<xf/>", "</cellXfs></styleSheet>")},
	} {
		data := workbook(t, parts[0], parts[1], parts[2])
		memorytest.Within(t, memorytest.Usual, func() { _, _ = readAndExamine(t, data, Options{}) })
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

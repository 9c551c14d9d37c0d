package sheet

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kanzleicode/app/mandate"
	"kanzleicode/otp/memorytest"
)

// sampleXLSX, sampleODS and sampleCSV are lists of n rows, written as Excel and LibreOffice write them.
func sampleXLSX(t testing.TB, n int) []byte {
	t.Helper()
	return book(t, func(f *excelize.File) error {
		stream, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		for i := range n + 1 {
			row := heading
			if i > 0 {
				row = []any{fmt.Sprintf("%06d", i), fmt.Sprintf("user%d", i), fmt.Sprintf("Mandant %d GmbH", i), "Notiz"}
			}
			if err := stream.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
				return err
			}
		}
		return stream.Flush()
	})
}

func sampleODS(t testing.TB, n int) []byte {
	t.Helper()
	var content strings.Builder
	fmt.Fprintf(&content, `<office:document-content xmlns:office=%q xmlns:table=%q xmlns:text=%q xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">`+
		`<office:body><office:spreadsheet><table:table table:name="Liste">`, nsOffice, nsTable, nsText)
	row := func(cells ...any) {
		content.WriteString(`<table:table-row table:style-name="ro1">`)
		for _, cell := range cells {
			fmt.Fprintf(&content, `<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>%v</text:p></table:table-cell>`, cell)
		}
		content.WriteString(`</table:table-row>`)
	}
	row(heading...)
	for i := 1; i <= n; i++ {
		row(fmt.Sprintf("%06d", i), fmt.Sprintf("user%d", i), fmt.Sprintf("Mandant %d GmbH", i), "Notiz")
	}
	content.WriteString(`</table:table></office:spreadsheet></office:body></office:document-content>`)
	return archive(t, [2]string{"mimetype", openDocumentType}, [2]string{"content.xml", content.String()})
}

func sampleCSV(n int) []byte {
	csv := []byte("Kundennummer;Benutzername;Mandant;Notiz\r\n")
	for i := 1; i <= n; i++ {
		csv = fmt.Appendf(csv, "%06d;user%d;Mandant %d GmbH;Notiz\r\n", i, i, i)
	}
	return csv
}

// rowsOf is this package's part of an import.
func rowsOf(t testing.TB, data []byte, n int) any {
	table, err := Read(context.Background(), "x", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table.Rows()
	if err != nil || len(rows) != n {
		t.Fatal(len(rows), err)
	}
	return rows
}

// imported reads a file as an import does, up to the preview of what it would change.
func imported(t testing.TB, data []byte, n int) any {
	plan := mandate.NewPlan(nil, rowsOf(t, data, n).([]mandate.Row))
	if plan.Count(mandate.StateNew) != n {
		t.Fatal("rows are missing")
	}
	return plan
}

// bare reads an XLSX file with the library alone, in memory as we do: by default it would put large sheets into
// temporary files.
func bare(t testing.TB, data []byte, n int) any {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: MaxUnzip})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Sheet1")
	if err != nil || len(rows) != n+1 {
		t.Fatal(len(rows), err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// BenchmarkImport measures time and memory of an import of n rows, of this package's part of it (rows) and of the
// XLSX library alone. B/op is all
// that was allocated; peak-MB is the most that was in use at one moment, beyond the file's own bytes.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{5_000, 100_000} {
		files := samples(b, n)
		for _, c := range []struct {
			name, form string
			read       func(testing.TB, []byte, int) any
		}{
			{"xlsx-library-alone", "xlsx", bare}, {"xlsx-rows", "xlsx", rowsOf}, {"xlsx", "xlsx", imported}, {"ods", "ods", imported}, {"csv", "csv", imported},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.read(b, files[c.form], n)
				}
				b.StopTimer()
				var kept any
				b.ReportMetric(float64(memorytest.Peak(func() { kept = c.read(b, files[c.form], n) }))/1e6, "peak-MB")
				runtime.KeepAlive(kept)
			})
		}
	}
}

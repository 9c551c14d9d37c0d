package transfer

import (
	"bytes"
	"encoding/csv"
	"slices"
)

// isTable reports whether the first line of a text is a CSV head with all of these columns.
func isTable(d *document, columns ...string) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(d.data, "\r\n"), []byte("\n"))
	if len(line) > 4096 || bytes.IndexByte(line, 0) >= 0 {
		return false
	}
	head, err := tableReader(line).Read()
	return err == nil && !slices.ContainsFunc(columns, func(name string) bool { return !slices.Contains(head, name) })
}

// readTable reads CSV whose first line names the columns. Cells that a short line lacks are empty.
func readTable(d *document) ([]map[string]string, error) {
	all, err := tableReader(d.data).ReadAll()
	if err != nil || len(all) == 0 {
		return nil, because(ReasonDamaged)
	}
	rows := make([]map[string]string, 0, len(all)-1)
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0][:min(len(all[0]), len(cells))] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func tableReader(data []byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	return r
}

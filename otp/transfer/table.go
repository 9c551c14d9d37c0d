package transfer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
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

// rowsOf gives the rows of CSV whose first line names the columns, each good until the next one. Cells that a short
// line lacks are empty. After an error there are no more.
func rowsOf(d *document) iter.Seq2[map[string]string, error] {
	return func(yield func(map[string]string, error) bool) {
		if bytes.Count(d.data, []byte(",")) > maxCells {
			yield(nil, because(ReasonTooMany))
			return
		}
		r := tableReader(d.data)
		head, err := r.Read()
		if err != nil {
			yield(nil, because(ReasonDamaged))
			return
		}
		row := make(map[string]string, len(head))
		for {
			cells, err := r.Read()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(nil, because(ReasonDamaged))
				return
			}
			clear(row)
			for i, name := range head[:min(len(head), len(cells))] {
				row[name] = cells[i]
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func tableReader(data []byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	return r
}

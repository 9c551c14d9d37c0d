package journal

import (
	"io"
	"strconv"
	"strings"

	"kanzleicode/app/support/table"
)

// columns of the table; their titles stand under "journal.column.<name>".
var columns = []string{"number", "time", "seat", "person", "area", "what", "record", "field", "old", "new"}

// WriteCSV writes entries as "CSV für Excel", see [table.WriteCSV]: one line for every field that changed,
// or one for an entry without any. No cell can become a formula.
func (s *Service) WriteCSV(w io.Writer, entries []*Entry) error {
	sheet := table.Sheet{}
	for _, name := range columns {
		sheet.Heading = append(sheet.Heading, s.texts.Text("journal.column."+name))
	}
	for _, e := range entries {
		sheet.Rows = append(sheet.Rows, s.rows(e)...)
	}
	return table.WriteCSV(w, sheet)
}

func (s *Service) rows(e *Entry) [][]string {
	names := make([]string, len(e.Areas))
	for i, area := range e.Areas {
		names[i] = s.texts.Text("journal.area." + string(area))
	}
	what := e.What
	if e.Logged.Damaged && e.Logged.Event != "" {
		what = s.texts.Text("journal.with_damage", "what", e.What)
	}
	line := func(record, field, old, now string) []string {
		return []string{strconv.FormatUint(e.Logged.Rev, 10), e.Time(), e.Logged.Seat, e.Who, strings.Join(names, ", "), what, record, field, old, now}
	}
	var rows [][]string
	for _, c := range e.Changes {
		if len(c.Fields) == 0 {
			rows = append(rows, line(c.Label, "", "", ""))
		}
		for _, f := range c.Fields {
			rows = append(rows, line(c.Label, f.Name, f.Old, f.New))
		}
	}
	if rows == nil {
		rows = [][]string{line("", "", "", "")}
	}
	return rows
}

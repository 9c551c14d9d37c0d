package sheet

import (
	"strings"

	"kanzleicode/app/mandate"
)

// Table is a file's content as cells of text, and where in it the Mandate are. A preview may show it and
// change Heading and Columns before it asks for Rows.
type Table struct {
	Name    string // file, as the caller named it
	Sheet   string // sheet of the workbook that was read; empty for text
	Lines   []Line // those that hold something, in the order of the file
	Heading int    // index into Lines of the row of headings; -1 if there is none
	Columns Columns
	twice   string // heading that stands twice, so that Number or User could not be told
}

// Line is one row of the file.
type Line struct {
	Number  int      // in the file, 1 = first; for a CSV record of several lines its first
	Cells   []string // as far as the row is filled; lengths differ
	Hidden  bool     // hidden in the workbook, mostly by a filter
	NotText []bool   // cells that a workbook shows as a date or fraction, though a number is stored; nil if none
}

// Columns says which column holds what: 0 is the first, -1 is none.
type Columns struct {
	Number, User, Client, Note int
}

// noColumns has none of them.
var noColumns = Columns{Number: -1, User: -1, Client: -1, Note: -1}

// Rows makes rows of all lines below the heading (of all lines, if there is none), without those where
// all four columns are empty. It is an *Error if the columns for Kundennummer and Benutzername are not known
// (ReasonNoColumns, ReasonNoNumber, ReasonNoUser) or if a heading stands twice (ReasonTwoColumns).
func (t Table) Rows() ([]mandate.Row, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	lines := t.Lines[t.Heading+1:]
	rows := make([]mandate.Row, 0, len(lines))
	for _, line := range lines {
		row := mandate.Row{Line: line.Number, Fields: mandate.Fields{
			Number: line.cell(t.Columns.Number),
			User:   line.cell(t.Columns.User),
			Client: line.cell(t.Columns.Client),
			Note:   line.cell(t.Columns.Note),
		}}
		if row.Fields.Clean() == (mandate.Fields{}) {
			continue
		}
		for _, column := range []int{t.Columns.Number, t.Columns.User} {
			if column < len(line.NotText) && line.NotText[column] {
				row.Problem = &Error{Reason: ReasonNotText, Name: t.Name, Line: line.Number, Detail: line.cell(column)}
			}
		}
		if line.Hidden {
			row.Warnings = []error{&Error{Reason: ReasonHiddenRow, Name: t.Name, Line: line.Number}}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (t Table) check() error {
	number, user := t.Columns.Number >= 0, t.Columns.User >= 0
	switch {
	case t.twice != "" && !(number && user):
		return &Error{Reason: ReasonTwoColumns, Name: t.Name, Detail: t.twice}
	case !number && !user:
		return &Error{Reason: ReasonNoColumns, Name: t.Name}
	case !number:
		return &Error{Reason: ReasonNoNumber, Name: t.Name}
	case !user:
		return &Error{Reason: ReasonNoUser, Name: t.Name}
	}
	return nil
}

// cell is the value in a column, "" where there is none.
func (l Line) cell(column int) string {
	if column < 0 || column >= len(l.Cells) {
		return ""
	}
	return strings.TrimSpace(l.Cells[column])
}

package sheet

import (
	"slices"
	"strings"

	"kanzleicode/app/mandate"
)

// Table is a file's content as cells of text, what was recognised of it, and where in it the Mandate are.
// A preview shows it and may change Heading and Columns before it asks for Rows.
type Table struct {
	Name      string    // file, as the caller named it
	Encoding  Encoding  // of a text file; empty for a workbook
	Separator Separator // of a text file; empty for a workbook
	Sheet     string    // sheet of the workbook that was read; empty for text
	Sheets    []string  // all that the workbook shows and that could be read, in its order; nil for text
	Lines     []Line    // those that hold something, in the order of the file
	Heading   int       // index into Lines of the row of headings; -1 if there is none
	Columns   Columns
	twice     string // heading that stands twice, so that Number or User could not be told
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
	Number, User, Client, Clerk, Mail, Note int
	Answer                                  int // what support wrote; [Table.Answers] alone looks at it
}

// noColumns has none of them.
var noColumns = Columns{Number: -1, User: -1, Client: -1, Clerk: -1, Mail: -1, Note: -1, Answer: -1}

// Width is the number of columns: cells of the longest line.
func (t Table) Width() int {
	width := 0
	for _, line := range t.Lines {
		width = max(width, len(line.Cells))
	}
	return width
}

// Title is the heading of a column; empty if there is none.
func (t Table) Title(column int) string {
	if t.Heading < 0 || t.Heading >= len(t.Lines) {
		return ""
	}
	return t.Lines[t.Heading].cell(column)
}

// UseHeading takes another line (an index into Lines) for the row of headings, or none (-1), and finds the
// columns anew. It is an *Error (ReasonWrongHeading) if there is no such line.
func (t *Table) UseHeading(line int) error {
	if line < -1 || line >= len(t.Lines) {
		return &Error{Reason: ReasonWrongHeading, Name: t.Name}
	}
	t.Heading, t.twice = line, ""
	if line < 0 {
		t.Columns = bareColumns(t.Lines)
		return nil
	}
	t.Columns, t.twice = match(t.Lines[line].Cells, t.Lines[line+1:])
	return nil
}

// Check says what a person has to settle before there can be rows: columns for Kundennummer and Benutzername
// that are not known (ReasonNoColumns, ReasonNoNumber, ReasonNoUser, ReasonTwoColumns), that are not there
// (ReasonWrongColumn) or chosen twice (ReasonSameColumn), or a heading that is not there (ReasonWrongHeading).
func (t Table) Check() error {
	if t.Heading < -1 || t.Heading >= len(t.Lines) {
		return &Error{Reason: ReasonWrongHeading, Name: t.Name}
	}
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
	c, width := t.Columns, t.Width()
	chosen := []int{c.Number, c.User, c.Client, c.Clerk, c.Mail, c.Note}
	for i, column := range chosen {
		switch {
		case column >= width, column < -1, c.Answer >= width, c.Answer < -1:
			return &Error{Reason: ReasonWrongColumn, Name: t.Name}
		case column >= 0 && slices.Contains(chosen[i+1:], column):
			return &Error{Reason: ReasonSameColumn, Name: t.Name, Detail: t.Title(column)}
		}
	}
	return nil
}

// Rows makes rows of all lines below the heading (of all lines, if there is none), without those where
// all known columns are empty or repeat their headings, as printed pages do. What [Table.Check] finds is an
// error.
func (t Table) Rows() ([]mandate.Row, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	lines := t.Lines[t.Heading+1:]
	rows := make([]mandate.Row, 0, len(lines))
	for _, line := range lines {
		row := mandate.Row{Line: line.Number, Fields: mandate.Fields{
			Number: withoutApostrophe(line.cell(t.Columns.Number)),
			User:   line.cell(t.Columns.User),
			Client: line.cell(t.Columns.Client),
			Clerk:  line.cell(t.Columns.Clerk),
			Note:   line.cell(t.Columns.Note),
		}}
		told := line.cell(t.Columns.Mail)
		if told == "" && row.Fields.Clean() == (mandate.Fields{}) || t.repeatsHeading(line) {
			continue
		}
		for _, column := range []int{t.Columns.Number, t.Columns.User} {
			if column < len(line.NotText) && line.NotText[column] {
				row.Problem = &Error{Reason: ReasonNotText, Name: t.Name, Line: line.Number, Detail: line.cell(column)}
			}
		}
		if line.Hidden {
			row.Warnings = append(row.Warnings, &Error{Reason: ReasonHiddenRow, Name: t.Name, Line: line.Number})
		}
		var clear bool
		if row.Mail, clear = mailOf(told); !clear {
			row.Warnings = append(row.Warnings, &Error{Reason: ReasonMailUnclear, Name: t.Name, Line: line.Number, Detail: told})
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// withoutApostrophe: '00123 is how zeros are kept when a number is typed into a cell; some programs hand the
// sign on as if it belonged to the number.
func withoutApostrophe(number string) string {
	if rest, ok := strings.CutPrefix(number, "'"); ok && isNumber(rest) && rest[0] >= '0' && rest[0] <= '9' {
		return rest
	}
	return number
}

// repeatsHeading: number and user say what their headings say.
func (t Table) repeatsHeading(line Line) bool {
	for _, column := range []int{t.Columns.Number, t.Columns.User} {
		title := t.Title(column)
		if title == "" || !strings.EqualFold(line.cell(column), title) {
			return false
		}
	}
	return true
}

// cell is the value in a column, "" where there is none.
func (l Line) cell(column int) string {
	if column < 0 || column >= len(l.Cells) {
		return ""
	}
	return strings.TrimSpace(l.Cells[column])
}

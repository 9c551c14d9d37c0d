package sheet

import (
	"context"
	"errors"
	"slices"
)

// selection takes one sheet of a workbook: the one that a person chose, or else the first whose columns are
// understood, or else the first that holds something.
type selection struct {
	choice  string
	sheets  []string // visible ones
	table   Table
	settled bool
}

// wants reports whether a visible sheet is to be read at all, and notes its name.
func (s *selection) wants(name string) bool {
	s.sheets = append(s.sheets, name)
	return !s.settled && (s.choice == "" || s.choice == name)
}

// offer hands over what stands in a sheet.
func (s *selection) offer(name string, lines []Line) {
	next := found(lines)
	next.Sheet = name
	s.settled = s.choice != "" || next.Heading >= 0 && next.Check() == nil
	if s.settled || len(s.table.Lines) == 0 {
		s.table = next
	}
}

// result is the table, after all sheets have been offered.
func (s *selection) result() (Table, error) {
	if s.choice != "" && !slices.Contains(s.sheets, s.choice) {
		return Table{}, &Error{Reason: ReasonWrongSheet, Detail: s.choice}
	}
	s.table.Sheets = s.sheets
	return s.table, nil
}

// damaged is for errors of the readers of workbooks: what is neither a limit of ours nor the caller's will is
// a fault of the file.
func damaged(err error) error {
	var problem *Error
	if errors.As(err, &problem) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &Error{Reason: ReasonDamaged, Err: err}
}

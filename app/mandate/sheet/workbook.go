package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// readWorkbook reads the first visible sheet whose headings are understood, or else the first that holds
// something.
func readWorkbook(data []byte) (table Table, err error) {
	defer func() {
		// The library indexes what a damaged file says is there.
		if p := recover(); p != nil {
			table, err = Table{}, &Error{Reason: ReasonDamaged, Err: fmt.Errorf("reader stopped: %v", p)}
		}
	}()
	// Equal limits keep everything in memory: above the second the library would leave client names in
	// temporary files.
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: MaxUnzip,
	})
	if err != nil {
		return Table{}, &Error{Reason: ReasonDamaged, Err: err}
	}
	defer book.Close() //nolint:errcheck // only read
	if err := checkWhole(book); err != nil {
		return Table{}, &Error{Reason: ReasonDamaged, Err: err}
	}
	var amount budget
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		lines, err := readSheet(book, name, &amount)
		if err != nil {
			var problem *Error
			if !errors.As(err, &problem) {
				err = &Error{Reason: ReasonDamaged, Err: err}
			}
			return Table{}, err
		}
		next := found(lines)
		next.Sheet = name
		if next.Heading >= 0 && next.check() == nil {
			return next, nil
		}
		if len(table.Lines) == 0 {
			table = next
		}
	}
	return table, nil
}

// readSheet reads cells as the workbook shows them, and looks behind those that show a number in a form
// that may not be what was entered.
func readSheet(book *excelize.File, name string, amount *budget) ([]Line, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, nil //nolint:nilerr // a chart sheet has no rows
	}
	defer rows.Close() //nolint:errcheck // nothing but memory
	var lines []Line
	doubtful := false
	number := 0
	for rows.Next() {
		number++
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if cells, err = amount.take(cells); err != nil {
			return nil, err
		}
		if len(cells) == 0 {
			continue
		}
		for _, cell := range cells {
			doubtful = doubtful || isDoubtful(cell)
		}
		lines = append(lines, Line{Number: number, Cells: cells, Hidden: rows.GetRowOpts().Hidden})
	}
	if err := rows.Error(); err != nil {
		return nil, err
	}
	if doubtful {
		err = lookBehind(book, name, lines)
	}
	return lines, err
}

// lookBehind reads the sheet once more without number formats and settles the doubtful cells.
func lookBehind(book *excelize.File, name string, lines []Line) error {
	rows, err := book.Rows(name)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // nothing but memory
	number, i := 0, 0
	for i < len(lines) && rows.Next() {
		number++
		raw, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		if lines[i].Number != number {
			continue
		}
		line := &lines[i]
		i++
		for c, shown := range line.Cells {
			if c >= len(raw) || !isDoubtful(shown) {
				continue
			}
			value, ok := settle(shown, raw[c])
			line.Cells[c] = value
			if !ok {
				if line.NotText == nil {
					line.NotText = make([]bool, len(line.Cells))
				}
				line.NotText[c] = true
			}
		}
	}
	return rows.Error()
}

var (
	// A number in another dress than digits: 1.23E+05, 10,012, 10012.00, 12/31/24, 2024-12-31.
	dressed = regexp.MustCompile(`^[+-]?[0-9][0-9.,:/ \x{00A0}-]*([eE][+-]?[0-9]+)?( ?[AaPp][Mm])?$`)
	plain   = regexp.MustCompile(`^[0-9]+$`)
	// decimals are the .00 of a whole number.
	decimals = regexp.MustCompile(`[.,]0+$`)
	float    = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
)

func isDoubtful(shown string) bool {
	return dressed.MatchString(shown) && !plain.MatchString(shown)
}

// settle decides between what a cell shows and what is stored behind it. A text cell has the same in
// both. A number cell that holds a whole number gives the digits that it shows, without grouping and
// decimals. Everything else, such as a date, stays as shown and is not ok.
func settle(shown, raw string) (value string, ok bool) {
	if shown == raw || !float.MatchString(raw) {
		return shown, true
	}
	digits, exact := wholeNumber(raw)
	if !exact {
		return shown, false
	}
	if strings.ContainsAny(shown, "eE") {
		// 123456 shown as 1.23E+05 is exact behind. 123000 mostly came from a file that had lost the
		// digits already: it stays as it is, and the rules for rows name it.
		if significant(digits) > significant(mantissa(shown)) {
			return digits, true
		}
		return shown, true
	}
	for _, form := range []string{shown, decimals.ReplaceAllString(shown, "")} {
		if seen := onlyDigits(form); strings.TrimLeft(seen, "0") == digits {
			if strings.ContainsAny(form, "-/:") {
				return form, true // a format of the firm's own, such as 00-000
			}
			return seen, true
		}
	}
	return shown, false
}

// wholeNumber gives the digits of a stored number if it is whole and small enough to be exact: Excel
// keeps 15 digits.
func wholeNumber(raw string) (string, bool) {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || v < 0 || v >= 1e15 || v != float64(int64(v)) {
		return "", false
	}
	return strconv.FormatInt(int64(v), 10), true
}

func mantissa(shown string) string {
	m, _, _ := strings.Cut(strings.ToUpper(shown), "E")
	return onlyDigits(m)
}

func significant(digits string) int { return len(strings.Trim(digits, "0")) }

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// checkWhole notices XML that breaks off or holds a character that XML must not: the library's iterator
// ends there as if the sheet did, and rows would be lost in silence.
func checkWhole(book *excelize.File) error {
	var err error
	book.Pkg.Range(func(path, content any) bool {
		name, isName := path.(string)
		data, isData := content.([]byte)
		if isName && isData && strings.HasPrefix(strings.ToLower(name), "xl/worksheets/sheet") {
			err = wellFormed(book, data)
		}
		return err == nil
	})
	return err
}

func wellFormed(book *excelize.File, data []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.CharsetReader = book.CharsetReader
	last := ""
	for {
		token, err := decoder.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			if last != "worksheet" {
				return io.ErrUnexpectedEOF
			}
			return nil
		case err != nil:
			return err
		}
		if end, ok := token.(xml.EndElement); ok {
			last = end.Name.Local
		}
	}
}

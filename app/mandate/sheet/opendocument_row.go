package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// odsCell is a cell that holds something, or several equal ones side by side.
type odsCell struct {
	column, count int
	value         string
	ok            bool // text, or a number that shows what is stored
}

// row reads a row, which stands for as many equal ones as it says. Empty ones, and empty cells, cost nothing
// however many they are.
func (r *odsReader) row(start xml.StartElement, hidden bool) error {
	visibility := attribute(start, nsTable, "visibility")
	hidden = hidden || visibility == "collapse" || visibility == "filter"
	first, count := r.number+1, repeated(start, "number-rows-repeated")
	r.number += count
	if err := r.readCells(); err != nil {
		return err
	}
	if len(r.cells) == 0 {
		return nil
	}
	line, err := r.line()
	if err != nil {
		return err
	}
	if r.amount.repetitions += count - 1; r.amount.repetitions > maxRepetition {
		return &Error{Reason: ReasonTooLarge}
	}
	line.Hidden = hidden
	for i := range count {
		if line.Cells, err = r.amount.take(line.Cells); err != nil {
			return err
		}
		if line.Number = first + i; len(line.Cells) > 0 {
			r.lines = append(r.lines, line)
		}
	}
	return nil
}

// line lays out the cells of a row.
func (r *odsReader) line() (Line, error) {
	last := r.cells[len(r.cells)-1]
	if last.column+last.count > maxColumns {
		return Line{}, &Error{Reason: ReasonTooLarge}
	}
	line := Line{Cells: make([]string, last.column+last.count)}
	for _, cell := range r.cells {
		for column := cell.column; column < cell.column+cell.count; column++ {
			line.Cells[column] = cell.value
			if !cell.ok {
				line.notText(column)
			}
		}
	}
	return line, nil
}

// readCells reads the cells of a row up to its end. What is covered by a merged cell is not shown, and so is
// not there.
func (r *odsReader) readCells() error {
	r.cells = r.cells[:0]
	column := 0
	return r.children(func(start xml.StartElement) (err error) {
		count := 0
		if start.Name.Space == nsTable && (start.Name.Local == "table-cell" || start.Name.Local == "covered-table-cell") {
			count = repeated(start, "number-columns-repeated")
		}
		if start.Name != (xml.Name{Space: nsTable, Local: "table-cell"}) {
			err = r.skip()
		} else if err = r.readText(); err == nil {
			cell := odsCell{column: column, count: count}
			if cell.value, cell.ok = odsValue(start, string(r.text)); cell.value != "" {
				r.cells = append(r.cells, cell)
			}
		}
		column += min(count, maxColumns+1-column)
		return err
	})
}

// repeated is how often a row or cell stands there. More than a sheet can have is not believed.
func repeated(start xml.StartElement, name string) int {
	const most = 1 << 24 // rows of LibreOffice's largest sheets
	n, err := strconv.Atoi(attribute(start, nsTable, name))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

// odsValue decides as for XLSX what a cell means: text and whole numbers as they are shown, anything else as
// shown but not ok.
func odsValue(start xml.StartElement, shown string) (value string, ok bool) {
	stored := func(local string) string { return attribute(start, nsOffice, local) }
	or := func(local string) string {
		if strings.TrimSpace(shown) == "" {
			return stored(local)
		}
		return shown
	}
	switch stored("value-type") {
	case "float":
		raw := stored("value")
		if strings.TrimSpace(shown) == "" {
			shown = raw // a program wrote the file and no person has seen it yet
		}
		if !isDoubtful(shown) {
			return shown, true
		}
		if shown == raw {
			digits, exact := wholeNumber(raw)
			if !exact {
				digits = shown
			}
			return digits, exact
		}
		return settle(shown, raw)
	case "percentage", "currency":
		return or("value"), false
	case "date":
		return or("date-value"), false
	case "time":
		return or("time-value"), false
	case "boolean":
		return or("boolean-value"), true
	}
	return or("string-value"), true
}

// readText reads a cell up to its end: its paragraphs are lines of text. Comments, drawings and whatever else
// may stand there is not part of it.
func (r *odsReader) readText() error {
	r.text = r.text[:0]
	paragraphs := 0
	return r.children(func(start xml.StartElement) error {
		if start.Name != (xml.Name{Space: nsText, Local: "p"}) {
			return r.skip()
		}
		if paragraphs++; paragraphs > 1 {
			r.text = append(r.text, '\n')
		}
		return r.paragraph()
	})
}

// paragraph appends a paragraph's text. Runs of blanks in it are one, none at its ends; blanks that are meant
// are elements (OpenDocument part 3, 6.1.2).
func (r *odsReader) paragraph() error {
	begin := len(r.text)
	blank := false // one is to come before the next letter
	for depth := 1; depth > 0; {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			depth--
		case xml.CharData:
			for _, c := range t {
				switch c {
				case ' ', '\t', '\r', '\n':
					blank = len(r.text) > begin
					continue
				}
				if blank {
					r.text = append(r.text, ' ')
					blank = false
				}
				r.text = append(r.text, c)
			}
		case xml.StartElement:
			inside := odsInline(t)
			if inside != "" && blank {
				r.text = append(r.text, ' ')
				blank = false
			}
			r.text = append(r.text, inside...)
			if t.Name.Space != nsText || t.Name.Local == "note" || t.Name.Local == "ruby-text" {
				if err := r.skip(); err != nil {
					return err
				}
				continue
			}
			depth++
		}
	}
	return nil
}

// odsInline is the text that an element stands for: blanks, a tab, a line break.
func odsInline(start xml.StartElement) string {
	if start.Name.Space != nsText {
		return ""
	}
	switch start.Name.Local {
	case "s":
		const most = 100 // they part words, and are not what a file grows by
		n, err := strconv.Atoi(attribute(start, nsText, "c"))
		if err != nil || n < 1 {
			n = 1
		}
		return strings.Repeat(" ", min(n, most))
	case "tab":
		return "\t"
	case "line-break":
		return "\n"
	}
	return ""
}

package sheet

import "strings"

// csvReader reads the records of a CSV text (RFC 4180, any one-byte separator, line ends LF, CRLF or CR).
//
// It is our own because encoding/csv leaves only two choices: refuse a quote inside an unquoted cell
// (Müller "Bau" GmbH), which is no fault, or, with LazyQuotes, run on silently over the lines below when
// a quoted cell is not closed properly, which loses rows.
type csvReader struct {
	text  string // what is still to be read
	comma byte
	line  int // number of the line that text begins in
}

// record reads one record; text must not be empty.
func (r *csvReader) record() ([]string, error) {
	var cells []string
	for {
		cell, err := r.cell()
		if err != nil {
			return nil, err
		}
		if cells = append(cells, cell); len(cells) > maxColumns {
			return nil, &Error{Reason: ReasonTooLarge}
		}
		switch {
		case r.text == "":
			return cells, nil
		case r.text[0] == r.comma:
			r.text = r.text[1:]
		default:
			r.text = strings.TrimPrefix(strings.TrimPrefix(r.text, "\r"), "\n")
			r.line++
			return cells, nil
		}
	}
}

// cell reads up to the next separator or line end.
func (r *csvReader) cell() (string, error) {
	if inner := r.skipBlanks(r.text); strings.HasPrefix(inner, `"`) {
		return r.quoted(inner[1:])
	}
	cell := r.text[:r.end()]
	r.text = r.text[len(cell):]
	return cell, nil
}

// quoted reads a cell whose opening quote is just before text.
func (r *csvReader) quoted(text string) (string, error) {
	start := r.line
	var cell strings.Builder
	for {
		inside, after, closed := strings.Cut(text, `"`)
		if !closed {
			return "", &Error{Reason: ReasonOpenQuote, Line: start}
		}
		inside = lineEnds.Replace(inside)
		r.line += strings.Count(inside, "\n")
		cell.WriteString(inside)
		if !strings.HasPrefix(after, `"`) {
			r.text = r.skipBlanks(after)
			break
		}
		cell.WriteByte('"')
		text = after[1:]
	}
	if r.end() > 0 {
		return "", &Error{Reason: ReasonOpenQuote, Line: start}
	}
	return cell.String(), nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// end is where the next separator, line end or the end of the text stands.
func (r *csvReader) end() int {
	for i := range len(r.text) {
		if c := r.text[i]; c == r.comma || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(r.text)
}

// skipBlanks passes over blanks around quotes.
func (r *csvReader) skipBlanks(text string) string {
	for text != "" && (text[0] == ' ' || text[0] == '\t') && text[0] != r.comma {
		text = text[1:]
	}
	return text
}

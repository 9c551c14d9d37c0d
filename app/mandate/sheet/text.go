package sheet

import (
	"strings"

	"kanzleicode/app/support/table"
)

// Separator is the sign between the cells of a text file: one ASCII character that is neither a quote, a
// blank nor a line end.
type Separator string

// The separators that are recognised. Of a first line "sep=|", as Excel writes it, any other is taken too.
const (
	Semicolon Separator = ";"
	Comma     Separator = ","
	Tab       Separator = "\t"
)

// Separators lists those that a person can choose from.
func Separators() []Separator { return []Separator{Semicolon, Comma, Tab, "|"} }

// sign is the separator's byte; false if it cannot part cells.
func (s Separator) sign() (byte, bool) {
	if len(s) != 1 {
		return 0, false
	}
	sign := s[0]
	return sign, sign == '\t' || sign > ' ' && sign < 0x7F && sign != '"'
}

// readText reads CSV with the separator that a person or a first line "sep=;" names, or else the one that
// gives the best table.
func readText(text string, choice Separator, w *watch) (Table, error) {
	separator, line := choice, 1
	if named, rest, ok := namedSeparator(text); ok {
		text, line = rest, 2
		if separator == "" {
			separator = named
		}
	}
	if separator == "" {
		separator = bestSeparator(text)
	}
	sign, ok := separator.sign()
	if !ok {
		return Table{}, &Error{Reason: ReasonWrongSeparator, Detail: string(choice)}
	}
	lines, err := readCSV(csvReader{text: text, comma: sign, line: line}, w)
	if err != nil {
		return Table{}, err
	}
	table := found(lines)
	table.Separator = separator
	return table, nil
}

// namedSeparator understands Excel's own first line "sep=;" and gives the text below it.
func namedSeparator(text string) (separator Separator, rest string, ok bool) {
	const mark = "sep="
	end := strings.IndexAny(text, "\r\n")
	if end != len(mark)+1 || !strings.EqualFold(text[:len(mark)], mark) {
		return "", "", false
	}
	separator, rest = Separator(text[len(mark):end]), text[end:]
	_, ok = separator.sign()
	return separator, strings.TrimPrefix(strings.TrimPrefix(rest, "\r"), "\n"), ok
}

// bestSeparator tries each on the first lines: headings that are understood count most, then how many
// lines have the same number of cells.
func bestSeparator(text string) Separator {
	best, bestScore := Semicolon, -1
	for _, separator := range []Separator{Semicolon, Tab, Comma} {
		lines := sample(text, separator[0])
		widths := map[int]int{}
		score := 0
		for _, line := range lines {
			if n := len(line.Cells); n > 1 {
				widths[n]++
				score = max(score, widths[n])
			}
		}
		if t := found(lines); t.Heading >= 0 {
			score += sampleLines * t.Columns.count()
		}
		if score > bestScore {
			best, bestScore = separator, score
		}
	}
	return best
}

const sampleLines = 50

// sample reads the first lines; what is wrong with them is told by the reading in earnest.
func sample(text string, comma byte) []Line {
	r := csvReader{text: text, comma: comma, line: 1}
	amount := budgetFor(MaxFile)
	var lines []Line
	for r.text != "" && len(lines) < sampleLines {
		line, err := r.filled(amount)
		if err != nil {
			break
		}
		if len(line.Cells) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// readCSV reads all lines.
func readCSV(r csvReader, w *watch) ([]Line, error) {
	all := int64(len(r.text))
	at := w.part(0, 1)
	amount := budgetFor(MaxFile)
	var lines []Line
	for r.text != "" {
		line, err := r.filled(amount)
		if err != nil {
			return nil, err
		}
		if err := at(all-int64(len(r.text)), all); err != nil {
			return nil, err
		}
		if len(line.Cells) > 0 {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// textFormula takes the text out of ="00123", which programs write so that Excel keeps its zeros.
func textFormula(cell string) string {
	inner, begins := strings.CutPrefix(cell, `="`)
	inner, ends := strings.CutSuffix(inner, `"`)
	if !begins || !ends || strings.Contains(inner, `"`) {
		return cell
	}
	return inner
}

// filled reads a record, without the blank cells at its end.
func (r *csvReader) filled(amount *budget) (Line, error) {
	line := Line{Number: r.line}
	cells, err := r.record()
	if err != nil {
		return line, err
	}
	if line.Cells, err = amount.take(cells); err != nil {
		return line, err
	}
	for i, cell := range line.Cells {
		line.Cells[i] = table.Unguard(cell)
		if line.Cells[i] == cell {
			line.Cells[i] = textFormula(cell)
		}
	}
	return line, nil
}

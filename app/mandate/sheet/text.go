package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kanzleicode/app/support/table"
)

// decodeText gives the text in UTF-8: by its byte order mark, by the zeros of UTF-16, else as UTF-8 if
// it is valid and as Windows-1252 if not. It is false for what is no text.
func decodeText(data []byte) (string, bool) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), isWide(data, 1):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(data, []byte("\xFE\xFF")), isWide(data, 0):
		from = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	if from == nil && !utf8.Valid(data) {
		from = charmap.Windows1252
	}
	if from != nil {
		decoded, err := from.NewDecoder().Bytes(data)
		if err != nil {
			return "", false
		}
		data = decoded
	}
	return string(data), bytes.IndexByte(data, 0) < 0
}

// isWide reports whether the first bytes look like UTF-16 without a mark: zeros stand at every second
// place, beginning with zero, and nowhere else.
func isWide(data []byte, zero int) bool {
	head := data[:min(len(data), 64)&^1]
	for i, b := range head {
		if (b == 0) != (i&1 == zero) {
			return false
		}
	}
	return len(head) > 0
}

// readText reads CSV with the separator that a first line "sep=;" names, or else the one that gives
// the best table.
func readText(text string) (Table, error) {
	first, rest, _ := strings.Cut(text, "\n")
	if comma, ok := namedSeparator(first); ok {
		lines, err := readCSV(rest, comma, 2, 0)
		return found(lines), err
	}
	lines, err := readCSV(text, bestSeparator(text), 1, 0)
	return found(lines), err
}

// namedSeparator understands Excel's own first line "sep=;".
func namedSeparator(line string) (byte, bool) {
	const mark = "sep="
	line = strings.TrimRight(line, "\r")
	if len(line) != len(mark)+1 || !strings.EqualFold(line[:len(mark)], mark) {
		return 0, false
	}
	comma := line[len(mark)]
	return comma, strings.IndexByte("\"\r ", comma) < 0 && comma < utf8.RuneSelf
}

// bestSeparator tries each on the first lines: headings that are understood count most, then how many
// lines have the same number of cells.
func bestSeparator(text string) byte {
	const sample = 50
	best, bestScore := byte(';'), -1
	for _, comma := range []byte(";\t,") {
		lines, _ := readCSV(text, comma, 1, sample) // what is wrong is told by the reading in earnest
		widths := map[int]int{}
		score := 0
		for _, line := range lines {
			if n := len(line.Cells); n > 1 {
				widths[n]++
				score = max(score, widths[n])
			}
		}
		if t := found(lines); t.Heading >= 0 {
			score += sample * t.Columns.count()
		}
		if score > bestScore {
			best, bestScore = comma, score
		}
	}
	return best
}

// readCSV reads at most limit lines (0: all); first is the number of the text's first line in the file.
// On an error it returns the lines before it.
func readCSV(text string, comma byte, first, limit int) ([]Line, error) {
	r := csvReader{text: text, comma: comma, line: first}
	var lines []Line
	var amount budget
	for r.text != "" && (limit == 0 || len(lines) < limit) {
		number := r.line
		cells, err := r.record()
		if err != nil {
			return lines, err
		}
		if cells, err = amount.take(cells); err != nil {
			return lines, err
		}
		for i, cell := range cells {
			cells[i] = table.Unguard(cell)
		}
		if len(cells) > 0 {
			lines = append(lines, Line{Number: number, Cells: cells})
		}
	}
	return lines, nil
}

// budget holds a file to the limits while it is read.
type budget struct {
	rows, cells, text int
}

// take gives the cells without the blank ones at the end, or an error if the file holds too much.
func (b *budget) take(cells []string) ([]string, error) {
	filled := 0
	for i, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			filled = i + 1
		}
		b.text += len(cell)
	}
	b.cells += len(cells)
	if filled > 0 {
		b.rows++
	}
	if b.rows > MaxRows || b.cells > MaxCells || b.text > MaxText {
		return nil, &Error{Reason: ReasonTooLarge}
	}
	return cells[:filled], nil
}

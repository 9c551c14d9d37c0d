package table

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// WriteCSV writes the table as "CSV für Excel": UTF-8 with byte order mark, semicolons, CRLF, quotes
// where needed, cells through [Guard]. Excel still drops leading zeros when such a file is opened by
// double click; WriteXLSX keeps them.
func WriteCSV(w io.Writer, s Sheet) error {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	if err := separated(&out, s, ';'); err != nil {
		return err
	}
	return hand(w, out.Bytes())
}

// WriteCSV1252 is WriteCSV in Windows-1252 and without byte order mark, for programs that know no Unicode. A
// character that does not exist there is a *CharacterError, and nothing is written. With replace it is written
// without its accents, or as "?" if it is no letter with accents.
func WriteCSV1252(w io.Writer, s Sheet, replace bool) error {
	narrow := Sheet{Name: s.Name, Created: s.Created}
	for i, row := range append([][]string{s.Heading}, s.Rows...) {
		cells := make([]string, len(row))
		for column, value := range row {
			text, bad := latin(value, replace)
			if bad != 0 {
				return &CharacterError{Row: i, Label: row[0], Char: bad}
			}
			cells[column] = text
		}
		narrow.Rows = append(narrow.Rows, cells)
	}
	narrow.Heading, narrow.Rows = narrow.Rows[0], narrow.Rows[1:]
	var out bytes.Buffer
	if err := separated(&out, narrow, ';'); err != nil {
		return err
	}
	encoded, err := charmap.Windows1252.NewEncoder().Bytes(out.Bytes())
	if err != nil {
		return fmt.Errorf("table: write csv: %w", err)
	}
	return hand(w, encoded)
}

// latin gives a value as Windows-1252 can have it; bad is the first character that it cannot, or 0.
func latin(value string, replace bool) (text string, bad rune) {
	value = norm.NFC.String(value) // "u" and a combining "¨" are one "ü"
	var out strings.Builder
	for _, r := range value {
		_, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case ok && r != utf8.RuneError:
			out.WriteRune(r)
		case !replace:
			return "", r
		default:
			base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
			if _, ok := charmap.Windows1252.EncodeRune(base); !ok || base == r {
				base = '?'
			}
			out.WriteRune(base)
		}
	}
	return out.String(), 0
}

// Text is the table for the clipboard: tabs between cells, CRLF after each row, cells through [Guard], quotes
// where a cell has tabs or line breaks, as Excel writes and reads it.
func Text(s Sheet) string {
	var out bytes.Buffer
	if err := separated(&out, s, '\t'); err != nil {
		return "" // cannot be: a buffer takes everything and a tab is a valid separator
	}
	return out.String()
}

func separated(w io.Writer, s Sheet, comma rune) error {
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = comma, true
	for _, row := range append([][]string{s.Heading}, s.Rows...) {
		guarded := make([]string, len(row))
		for i, value := range row {
			guarded[i] = Guard(value)
		}
		if err := c.Write(guarded); err != nil {
			return fmt.Errorf("table: write csv: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("table: write csv: %w", err)
	}
	return nil
}

// hand gives everything to w at once.
func hand(w io.Writer, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("table: write csv: %w", err)
	}
	return nil
}

// CharacterError is a character that a format does not have. Nothing was written.
type CharacterError struct {
	Row   int    // from 1; 0 is the heading, or the text beside the table
	Label string // the row's first cell
	Char  rune
}

// Error is the English text for logs; it does not quote the row.
func (e *CharacterError) Error() string {
	return fmt.Sprintf("table: row %d has the character %U", e.Row, e.Char)
}

// TextKey is the translation key of the sentence for people.
func (e *CharacterError) TextKey() string {
	if e.Row == 0 {
		return "problem.table.character_text"
	}
	return "problem.table.character"
}

// TextArgs are the named values of that sentence.
func (e *CharacterError) TextArgs() map[string]any {
	return map[string]any{"row": e.Row, "label": e.Label, "char": string(e.Char), "code": fmt.Sprintf("%U", e.Char)}
}

package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Shares of the work of reading an XLSX file, as measured: the library unpacks, we look whether the sheets are
// whole, the library reads the rows, and what is doubtful is read once more.
const (
	shareOpened  = 0.15
	shareChecked = 0.35
	shareRead    = 0.85
)

// readWorkbook reads an XLSX file.
func readWorkbook(data []byte, options Options, w *watch) (table Table, err error) {
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
		return Table{}, damaged(err)
	}
	defer book.Close() //nolint:errcheck // only read
	r := xlsxReader{book: book, amount: budgetFor(len(data)), watch: w}
	if err := r.checkWhole(); err != nil {
		return Table{}, damaged(err)
	}
	s := selection{choice: options.Sheet}
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible || !s.wants(name) {
			continue
		}
		lines, err := r.lines(name)
		if err != nil {
			return Table{}, damaged(err)
		}
		s.offer(name, lines)
	}
	return s.result()
}

// xlsxReader reads the sheets of one workbook.
type xlsxReader struct {
	book   *excelize.File
	amount *budget
	watch  *watch
	all    int64 // rows in all sheets
	done   int64 // of them read
}

// lines reads cells as the workbook shows them, and looks behind those that show a number in a form that may
// not be what was entered.
func (r *xlsxReader) lines(name string) ([]Line, error) {
	rows, err := r.book.Rows(name)
	if err != nil {
		return nil, nil //nolint:nilerr // a chart sheet has no rows
	}
	defer rows.Close() //nolint:errcheck // nothing but memory
	at := r.watch.part(shareChecked, shareRead)
	var lines []Line
	doubtful := false
	number := 0
	for rows.Next() {
		number++
		r.done++
		if err := at(r.done, r.all); err != nil {
			return nil, err
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if cells, err = r.amount.take(cells); err != nil {
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
		err = r.lookBehind(name, lines)
	}
	return lines, err
}

// lookBehind reads the sheet once more without number formats and settles the doubtful cells.
func (r *xlsxReader) lookBehind(name string, lines []Line) error {
	rows, err := r.book.Rows(name)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // nothing but memory
	at := r.watch.part(shareRead, 1)
	number, i := 0, 0
	for i < len(lines) && rows.Next() {
		number++
		if err := at(int64(i), int64(len(lines))); err != nil {
			return err
		}
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
				line.notText(c)
			}
		}
	}
	return rows.Error()
}

// notText marks a cell that shows something else than is stored.
func (l *Line) notText(column int) {
	if l.NotText == nil {
		l.NotText = make([]bool, len(l.Cells))
	}
	l.NotText[column] = true
}

// checkWhole notices XML that breaks off or holds a character that XML must not: the library's iterator
// ends there as if the sheet did, and rows would be lost in silence. It counts the rows on its way.
func (r *xlsxReader) checkWhole() error {
	sheets := map[string][]byte{}
	var all, done int64
	r.book.Pkg.Range(func(path, content any) bool {
		name, isName := path.(string)
		data, isData := content.([]byte)
		if isName && isData && strings.HasPrefix(strings.ToLower(name), "xl/worksheets/sheet") {
			sheets[name] = data
			all += int64(len(data))
		}
		return true
	})
	at := r.watch.part(shareOpened, shareChecked)
	for _, data := range sheets {
		if err := r.wellFormed(data, func(offset int64) error { return at(done+offset, all) }); err != nil {
			return err
		}
		done += int64(len(data))
	}
	return nil
}

func (r *xlsxReader) wellFormed(data []byte, at func(offset int64) error) error {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.CharsetReader = r.book.CharsetReader
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
			if last = end.Name.Local; last == "row" {
				r.all++
				if err := at(decoder.InputOffset()); err != nil {
					return err
				}
			}
		}
	}
}

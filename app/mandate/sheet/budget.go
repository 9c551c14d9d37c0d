package sheet

import (
	"archive/zip"
	"context"
	"strings"
)

// Limits of what is read. A list of 100,000 rows is well inside.
const (
	MaxFile  = 64 << 20  // bytes of the file
	MaxUnzip = 512 << 20 // bytes of a workbook unpacked
	MaxRows  = 250_000   // rows that hold something
	MaxCells = 5_000_000 // cells looked at, empty ones too
	MaxText  = 128 << 20 // bytes in all cells together
)

// Small files must not make large memory: what a workbook may unpack to, how many cells it may have, and how
// much text in them (which it may hold once for all of them), grows with its size on disk. Spreadsheet programs pack to a tenth, monotonous lists to a sixtieth.
const (
	unzipFloor    = 4 << 20
	unzipRatio    = 200
	cellsFloor    = 250_000
	cellsPerByte  = 4
	maxColumns    = 16_384 // Excel's own limit, and LibreOffice's
	maxRepetition = 10_000 // lines that an ODS file makes of rows it holds once ("number-rows-repeated")
)

// budget holds a file to the limits while it is read.
type budget struct {
	maxCells, maxText              int
	rows, cells, text, repetitions int
}

// budgetFor is the budget of a workbook of so many bytes.
func budgetFor(size int) *budget {
	return &budget{maxCells: min(MaxCells, cellsFloor+cellsPerByte*size), maxText: min(MaxText, unzipFloor+unzipRatio*size)}
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
	if b.rows > MaxRows || b.cells > b.maxCells || b.text > b.maxText {
		return nil, &Error{Reason: ReasonTooLarge}
	}
	return cells[:filled], nil
}

// checkParts looks at the sizes that an archive declares. The reader of the archive refuses a part that
// unpacks to more.
func checkParts(archive *zip.Reader, size int) error {
	limit := min(uint64(MaxUnzip), unzipFloor+unzipRatio*uint64(size))
	var sum uint64
	for _, part := range archive.File {
		if sum += part.UncompressedSize64; part.UncompressedSize64 > limit || sum > limit {
			return &Error{Reason: ReasonTooLarge}
		}
	}
	return nil
}

// watch tells of the progress of a reading and stops it when nobody waits for it any more.
type watch struct {
	ctx    context.Context //nolint:containedctx // lives as long as one call of Read
	report func(fraction float64)
	told   float64
}

// at says how far the work is, 0 to 1; the error is the context's. It is cheap enough for every row.
func (w *watch) at(fraction float64) error {
	const step = 0.01
	fraction = min(fraction, 1)
	if w.report != nil && (fraction >= w.told+step || fraction == 1 && w.told < 1) {
		w.told = fraction
		w.report(fraction)
	}
	return w.ctx.Err()
}

// part is the function for a part of the work, which begins and ends at a fraction of the whole.
func (w *watch) part(from, to float64) func(done, all int64) error {
	return func(done, all int64) error {
		return w.at(from + (to-from)*float64(done)/float64(max(all, 1)))
	}
}

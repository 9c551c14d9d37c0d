package page

// table writes rows under titles, which are repeated on each page.
func (p *pages) table(titles []string, rows [][]string) {
	widths := p.widths(titles, rows)
	p.titles(titles, widths)
	for _, row := range rows {
		p.row(row, widths, titles)
	}
}

// together is up to how many lines a row stays on one page.
const together = 12

func (p *pages) titles(titles []string, widths []float64) {
	p.room(6 * cellLine) // not alone at the end of a page
	p.SetFont(family, "B", cellSize)
	p.line(p.cells(titles, widths), widths, nil)
	p.rule(0.4)
	p.SetFont(family, "", cellSize)
}

// row writes one row; one that is higher than a page goes on on the next.
func (p *pages) row(row []string, widths []float64, titles []string) {
	p.SetFont(family, "", cellSize)
	again := func() { p.titles(titles, widths) }
	lines := p.cells(row, widths)
	height := 0
	for _, cell := range lines {
		height = max(height, len(cell))
	}
	if height <= together && p.room(float64(height)*cellLine+padding) {
		again()
	}
	p.line(lines, widths, again)
	p.rule(0.1)
}

// cells are the wrapped lines of each cell.
func (p *pages) cells(row []string, widths []float64) [][]string {
	lines := make([][]string, len(widths))
	for i := range widths {
		if i < len(row) {
			lines[i] = p.wrap(row[i], widths[i]-2*padding)
		}
	}
	return lines
}

// line writes the lines of cells beside each other; again is called on a new page.
func (p *pages) line(cells [][]string, widths []float64, again func()) {
	p.SetY(p.GetY() + padding/2)
	for n := 0; ; n++ {
		var some bool
		for _, cell := range cells {
			some = some || n < len(cell)
		}
		if !some {
			break
		}
		if again != nil && p.room(cellLine) {
			again()
		}
		x := margin
		for i, cell := range cells {
			if n < len(cell) && cell[n] != "" {
				p.SetX(x + padding)
				p.CellFormat(widths[i]-2*padding, cellLine, cell[n], "", 0, "L", false, 0, "")
			}
			x += widths[i]
		}
		p.SetY(p.GetY() + cellLine)
	}
	p.SetY(p.GetY() + padding/2)
}

func (p *pages) rule(width float64) {
	p.SetLineWidth(width)
	p.SetDrawColor(150, 150, 150)
	p.Line(margin, p.GetY(), pageWidth-margin, p.GetY())
}

// widths divides the page among the columns: each as wide as its widest cell, and if that is too much together,
// the wide ones give way to the narrow ones.
func (p *pages) widths(titles []string, rows [][]string) []float64 {
	widths := make([]float64, len(titles))
	widen := func(row []string) {
		for i := range min(len(row), len(widths)) {
			for _, line := range lines(row[i]) {
				widths[i] = max(widths[i], p.GetStringWidth(line)+2*padding)
			}
		}
	}
	p.SetFont(family, "B", cellSize)
	widen(titles)
	p.SetFont(family, "", cellSize)
	for _, row := range rows {
		widen(row)
	}
	const whole = pageWidth - 2*margin
	left, open := whole, len(widths)
	fits := make([]bool, len(widths))
	for again := true; again; {
		again = false
		for i, width := range widths {
			if !fits[i] && width <= left/float64(open) {
				fits[i], again = true, true
				left -= width
				open--
			}
		}
		if open == 0 {
			break
		}
	}
	for i := range widths {
		switch {
		case !fits[i]:
			widths[i] = left / float64(open)
		case open == 0:
			widths[i] += left / float64(len(widths)) // spread what is left
		}
	}
	return widths
}

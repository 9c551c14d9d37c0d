// Package page writes A4 pages of PDF: a letterhead, text, and tables that run over as many pages as they need.
// It knows nothing of what they mean.
//
// The font is the Go font (golang.org/x/image/font/gofont), for Latin, Greek and Cyrillic letters. A character
// that it does not have is an error; nothing is left out and nothing is cut off: what is too wide is wrapped.
package page

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Document is what stands on the pages. The same document gives the same bytes.
type Document struct {
	Letterhead []string // lines at the top; the first one is large
	Date       string   // in words
	Title      string
	Blocks     []Block
	Foot       string    // of every page; {page} and {pages} are replaced by their numbers
	Language   string    // of the text, as a tag ("de")
	Created    time.Time // stands in the file's properties
}

// Block is a part of a document: a heading, a text, a table, or several of them in this order.
type Block struct {
	Heading string
	Text    string // lines end in "\n"
	Titles  []string
	Rows    [][]string // cells; a cell may have line breaks
}

// The page: A4 upright, in millimetres; sizes of letters in points.
const (
	pageWidth, pageHeight = 210.0, 297.0
	margin, bottom        = 20.0, 275.0
	textSize, lineHeight  = 10.0, 5.0
	cellSize, cellLine    = 9.0, 4.2
	padding               = 1.2
	family                = "go"
)

// Write writes the document as PDF. A character that the font does not have is a *[table.CharacterError].
func Write(w io.Writer, d Document) error {
	if err := check(&d); err != nil {
		return err
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCreator("Kanzleicode", true)
	pdf.SetProducer("Kanzleicode", true)
	pdf.SetTitle(shown(d.Title), true)
	pdf.SetLang(d.Language)
	pdf.SetCreationDate(d.Created.UTC())
	pdf.SetModificationDate(d.Created.UTC())
	pdf.SetCatalogSort(true)
	pdf.AliasNbPages(allPages)
	pdf.AddUTF8FontFromBytes(family, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	p := &pages{Fpdf: pdf}
	pdf.SetFooterFunc(func() { p.foot(d.Foot) })
	pdf.AddPage()
	p.head(&d)
	for _, block := range d.Blocks {
		p.block(block)
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("page: write: %w", err)
	}
	return nil
}

// allPages stands for the number of pages until it is known. No text can hold it: control characters are
// taken out of all.
const allPages = "\x02"

type pages struct{ *fpdf.Fpdf }

func (p *pages) foot(text string) {
	p.SetFont(family, "", 8)
	p.SetXY(margin, pageHeight-14)
	p.CellFormat(pageWidth-2*margin, 4, strings.NewReplacer("{page}", fmt.Sprint(p.PageNo()), "{pages}", allPages).Replace(shown(text)), "", 0, "L", false, 0, "")
}

func (p *pages) head(d *Document) {
	for i, line := range d.Letterhead {
		if i == 0 {
			p.paragraph(line, "B", 14, 6.5)
			continue
		}
		p.paragraph(line, "", 9, 4.4)
	}
	p.Ln(8)
	if d.Date != "" {
		p.paragraph(d.Date, "", textSize, lineHeight)
		p.Ln(4)
	}
	p.paragraph(d.Title, "B", 12, 6)
	p.Ln(4)
}

func (p *pages) block(b Block) {
	if b.Heading != "" {
		p.room(3 * lineHeight) // not alone at the end of a page
		p.Ln(2)
		p.paragraph(b.Heading, "B", 11, 5.5)
		p.Ln(1)
	}
	if b.Text != "" {
		p.paragraph(b.Text, "", textSize, lineHeight)
		p.Ln(4)
	}
	if len(b.Rows) > 0 {
		p.table(b.Titles, b.Rows)
		p.Ln(4)
	}
}

// room begins a new page unless there is this much of the old one left.
func (p *pages) room(height float64) bool {
	if p.GetY()+height <= bottom {
		return false
	}
	p.AddPage()
	return true
}

func (p *pages) paragraph(text, style string, size, line float64) {
	p.SetFont(family, style, size)
	for _, l := range p.wrap(text, pageWidth-2*margin) {
		if p.room(line) {
			p.SetFont(family, style, size) // the foot of the page before has its own
		}
		p.SetX(margin)
		p.CellFormat(0, line, l, "", 1, "L", false, 0, "")
	}
}

// wrap breaks a text into lines of at most a width, at blanks or, where a word is wider, inside it.
func (p *pages) wrap(text string, width float64) []string {
	var wrapped []string
	for _, line := range lines(text) {
		if line == "" || p.GetStringWidth(line) <= width {
			wrapped = append(wrapped, line)
			continue
		}
		wrapped = append(wrapped, p.broken(line, width)...)
	}
	return wrapped
}

// broken breaks one line that is too wide.
func (p *pages) broken(line string, width float64) []string {
	var lines []string
	var current strings.Builder
	var used float64
	end := func() {
		lines = append(lines, strings.TrimRight(current.String(), " "))
		current.Reset()
		used = 0
	}
	for _, word := range strings.SplitAfter(line, " ") {
		size := p.GetStringWidth(word)
		if used > 0 && used+p.GetStringWidth(strings.TrimRight(word, " ")) > width {
			end()
		}
		if size <= width {
			current.WriteString(word)
			used += size
			continue
		}
		for _, r := range word {
			size := p.GetStringWidth(string(r))
			if used > 0 && used+size > width {
				end()
			}
			current.WriteRune(r)
			used += size
		}
	}
	end()
	return lines
}

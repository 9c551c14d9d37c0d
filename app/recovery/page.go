package recovery

import (
	"bytes"
	"fmt"
	"image/png"
	"io"

	"codeberg.org/go-pdf/fpdf"

	"kanzleicode/otp/qr"
)

// Texts are the words of the page, in whole sentences.
type Texts struct {
	Title   string
	Lead    string   // what this sheet is
	Vault   string   // names the vault and the day
	Key     string   // heading of the key
	KeyHint string   // how the key is typed
	Use     string   // heading of the steps
	Steps   []string // what to do when the vault does not open any more
	Keep    string   // heading of the warnings
	Rules   []string // where the sheet belongs, and where not
	Foot    string   // which sheet this is, small
}

// The page: A4 upright, in millimetres.
const (
	pageWidth, margin = 210.0, 20.0
	columns           = 5
	qrSize            = 52.0
)

// WritePDF writes the sheet as one page of PDF. It is to be printed and not to be kept as a file: what it says
// opens the vault.
func (s *Sheet) WritePDF(w io.Writer, t Texts) error {
	pdf := fpdf.New("P", "mm", "A4", "")
	latin := pdf.UnicodeTranslatorFromDescriptor("") // Windows-1252: German, English, typographic signs
	pdf.SetTitle(t.Title, true)
	pdf.SetCreator("Kanzleicode", true)
	pdf.SetCreationDate(s.Created)
	pdf.SetModificationDate(s.Created)
	pdf.SetCatalogSort(true)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(false, margin)
	pdf.AddPage()
	p := &page{pdf, latin}

	p.heading(t.Title, 22)
	p.text(t.Lead, 11)
	p.text(t.Vault, 11)
	p.heading(t.Key, 14)
	top := pdf.GetY()
	if err := p.code(s.Identity.Reveal(), pageWidth-margin-qrSize, top-4); err != nil {
		return err
	}
	p.groups(s.Identity.Groups(), pageWidth-2*margin-qrSize-8)
	p.narrow(t.KeyHint, 9, pageWidth-2*margin-qrSize-8)
	pdf.SetY(max(pdf.GetY(), top+qrSize))
	p.heading(t.Use, 14)
	p.list(t.Steps, func(i int) string { return fmt.Sprintf("%d.", i+1) })
	p.heading(t.Keep, 14)
	p.list(t.Rules, func(int) string { return "–" })
	pdf.SetY(297 - margin)
	p.text(t.Foot, 8)
	return pdf.Output(w)
}

type page struct {
	*fpdf.Fpdf
	latin func(string) string
}

func (p *page) heading(text string, size float64) {
	p.Ln(5)
	p.SetFont("Helvetica", "B", size)
	p.MultiCell(0, size*0.45, p.latin(text), "", "L", false)
	p.Ln(2)
}

func (p *page) text(text string, size float64) { p.narrow(text, size, 0) }

// narrow writes a paragraph of a width; 0 = to the right margin.
func (p *page) narrow(text string, size, width float64) {
	p.SetFont("Helvetica", "", size)
	p.MultiCell(width, size*0.47, p.latin(text), "", "L", false)
	p.Ln(1.5)
}

func (p *page) list(items []string, sign func(int) string) {
	p.SetFont("Helvetica", "", 11)
	for i, item := range items {
		p.CellFormat(8, 5.2, p.latin(sign(i)), "", 0, "L", false, 0, "")
		p.MultiCell(0, 5.2, p.latin(item), "", "L", false)
		p.Ln(1)
	}
}

// code draws the QR code of a text.
func (p *page) code(text string, x, y float64) error {
	picture, err := qr.Encode(text, 8)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return err
	}
	p.RegisterImageOptionsReader("key", fpdf.ImageOptions{ImageType: "PNG"}, &file)
	p.ImageOptions("key", x, y, qrSize, qrSize, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	return p.Error()
}

// groups prints the key in rows of numbered groups.
func (p *page) groups(groups []string, width float64) {
	cell := width / columns
	p.SetFont("Courier", "", 9)
	p.CellFormat(width, 5, prefix, "", 1, "L", false, 0, "")
	for row := 0; row < len(groups); row += columns {
		end := min(row+columns, len(groups))
		p.SetFont("Helvetica", "", 7)
		p.SetTextColor(110, 110, 110)
		for i := row; i < end; i++ {
			p.CellFormat(cell, 3.6, fmt.Sprint(i+1), "", 0, "L", false, 0, "")
		}
		p.Ln(3.6)
		p.SetTextColor(0, 0, 0)
		p.SetFont("Courier", "B", 15)
		for i := row; i < end; i++ {
			p.CellFormat(cell, 7, groups[i], "", 0, "L", false, 0, "")
		}
		p.Ln(9)
	}
	p.Ln(1)
}

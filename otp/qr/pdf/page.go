package pdf

import (
	"errors"
	"image"
	"math"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// Bounds for the longer side of a picture, in pixels: a page may be the size of a stamp, or 1 mm by 1 km.
const (
	leastSide = 1200
	mostSide  = 20_000
)

// Page is a page of an open document.
type Page struct {
	Number int // from 1

	document *document
}

// Picture draws the page, annotations included, on white. dpi is the resolution in dots per inch; pages
// that are tiny get more, and pages that would go beyond [MaxPixels] less. The picture is the caller's.
func (p *Page) Picture(dpi int) (image.Image, error) {
	var picture image.Image
	err := p.document.within(p.Number, func() error {
		var err error
		picture, err = p.draw(dpi)
		return err
	})
	return picture, err
}

func (p *Page) draw(dpi int) (*image.RGBA, error) {
	pdf := p.document.pdf
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: p.document.ref, Index: p.Number - 1}}
	size, err := pdf.GetPageSize(&requests.GetPageSize{Page: page})
	if err != nil {
		return nil, err
	}
	width, height, err := pixels(size.Width, size.Height, dpi)
	if err != nil {
		return nil, err
	}
	created, err := pdf.FPDFBitmap_CreateEx(&requests.FPDFBitmap_CreateEx{Width: width, Height: height, Format: enums.FPDF_BITMAP_FORMAT_BGRX, Pointer: uint64(0)})
	if err != nil {
		return nil, err
	}
	bitmap := created.Bitmap
	defer pdf.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: bitmap}) //nolint:errcheck // the instance goes soon
	if _, err := pdf.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: bitmap, Width: width, Height: height, Color: 0xffffffff}); err != nil {
		return nil, err
	}
	if _, err := pdf.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{
		Bitmap: bitmap, Page: page, SizeX: width, SizeY: height,
		Flags: enums.FPDF_RENDER_FLAG_ANNOT | enums.FPDF_RENDER_FLAG_REVERSE_BYTE_ORDER | enums.FPDF_RENDER_FLAG_RENDER_FORCEHALFTONE,
	}); err != nil {
		return nil, err
	}
	drawn, err := pdf.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: bitmap})
	if err != nil {
		return nil, err
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	if len(drawn.Buffer) != len(picture.Pix) {
		return nil, errors.New("bitmap of another size")
	}
	copy(picture.Pix, drawn.Buffer) // the buffer is PDFium's memory
	for i := 3; i < len(picture.Pix); i += 4 {
		picture.Pix[i] = 0xff // the format leaves it open
	}
	return picture, nil
}

// pixels is the size of the picture of a page, whose size is in points of 1/72 inch.
func pixels(width, height float64, dpi int) (int, int, error) {
	longer := max(width, height)
	if !(min(width, height) > 0) || math.IsInf(longer, 0) {
		return 0, 0, errors.New("page without a size")
	}
	scale := max(float64(dpi)/72, leastSide/longer)
	scale = min(scale, mostSide/longer, math.Sqrt(MaxPixels/width/height))
	side := func(length float64) int { return max(1, int(length*scale)) }
	return side(width), side(height), nil
}

package pdf

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"kanzleicode/otp/qr"
)

// Limits of a [Reader]. They hold for any document, hostile ones included.
const (
	MaxFileSize = qr.MaxFileSize   // bytes
	MaxPages    = 50               // a document with more is refused as a whole
	MaxPixels   = 16_000_000       // a picture; larger pages are drawn at a lower resolution
	MaxTime     = 60 * time.Second // opening and drawing one document, without what the caller does with it
	maxMemory   = 256 << 20        // bytes that PDFium can address
)

// Resolutions in dots per inch for [Page.Picture].
const (
	UsualDPI = 200 // a QR code of 15 mm and more on paper
	FineDPI  = 400 // smaller ones
)

// Is reports whether data is a PDF document, by its first bytes. White space and a byte order mark in front
// of the header are passed over as PDF programs do, and so is the preamble of a printer's language.
func Is(data []byte) bool {
	head := data[:min(len(data), 1024)]
	before, _, found := bytes.Cut(head, []byte("%PDF-"))
	if !found {
		return false
	}
	before = bytes.Trim(bytes.TrimPrefix(before, []byte("\xef\xbb\xbf")), "\x00\t\n\f\r ")
	return len(before) == 0 || bytes.HasPrefix(before, []byte("\x1b%-12345X"))
}

// Pages opens a document and goes through its pages from the first on. Either there is exactly one pair,
// with an error, or there is one [Page] each, which is good until the next step. Errors are *[Error], or the
// error of ctx; the context stops PDFium in the middle of its work, too. Leaving the loop releases all that
// the document took.
func (r *Reader) Pages(ctx context.Context, data []byte) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		d, err := r.open(ctx, data)
		if err != nil {
			yield(nil, err)
			return
		}
		defer d.close()
		for i := range d.pages {
			if !yield(&Page{Number: i + 1, document: d}, nil) {
				return
			}
		}
	}
}

// Payloads finds the QR codes on all pages: their texts, each once, in the order of the pages. If there is
// none at [UsualDPI], all pages are looked at again at [FineDPI].
//
// Without any code the error is an *[Error], or that of ctx; errors.Is(err, qr.ErrNone) says that all pages
// were read well. If single pages cannot be drawn, the first such error comes along with the payloads of the
// others.
func (r *Reader) Payloads(ctx context.Context, data []byte) ([]string, error) {
	d, err := r.open(ctx, data)
	if err != nil {
		return nil, err
	}
	defer d.close()
	for _, dpi := range []int{UsualDPI, FineDPI} {
		payloads, err := d.payloads(dpi)
		if len(payloads) > 0 || !errors.Is(err, qr.ErrNone) {
			return payloads, err
		}
	}
	return nil, &Error{Reason: ReasonNone, Actual: d.pages, Err: qr.ErrNone}
}

// payloads reads every page once. Without codes and other errors it gives qr.ErrNone.
func (d *document) payloads(dpi int) ([]string, error) {
	var payloads []string
	var broken error
	for i := range d.pages {
		page := Page{Number: i + 1, document: d}
		picture, err := page.Picture(dpi)
		var symbols []qr.Symbol
		if err == nil {
			symbols, err = d.codes.Decode(d.caller, picture)
		}
		if d.caller.Err() != nil {
			return nil, d.caller.Err()
		}
		for _, s := range symbols {
			if !slices.Contains(payloads, s.Payload) {
				payloads = append(payloads, s.Payload)
			}
		}
		if err != nil && !errors.Is(err, qr.ErrNone) && broken == nil {
			broken = err
		}
		if d.inside.Err() != nil {
			break // the time is up
		}
	}
	if len(payloads) == 0 && broken == nil {
		broken = qr.ErrNone
	}
	return payloads, broken
}

package qr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// Limits of [Load]. They are far above any screenshot or phone photo and keep a hostile file from
// filling the memory: nothing is unpacked before they are checked.
const (
	MaxFileSize = 64 << 20   // bytes
	MaxPixels   = 64_000_000 // width times height

	// maxUnpacked bounds what unpacking may take, in bytes. Only formats with more than 4 bytes a pixel
	// (16 bits a channel, progressive JPEG) meet it before MaxPixels.
	maxUnpacked = 256_000_000
)

// Load unpacks a picture file: PNG, JPEG, GIF, BMP, WebP or TIFF. The bytes decide, never a file name.
// The EXIF orientation of a JPEG is applied; of a GIF the first frame is taken, of a TIFF the first page.
// Every error is an *[Error].
func Load(data []byte) (image.Image, error) {
	switch {
	case len(data) == 0:
		return nil, &Error{Reason: ReasonEmpty}
	case len(data) > MaxFileSize:
		return nil, &Error{Reason: ReasonFileTooLarge, Limit: MaxFileSize >> 20, Actual: (len(data) + 1<<20 - 1) >> 20}
	}
	f := sniff(data)
	if f == nil {
		return nil, &Error{Reason: foreignReason(data)}
	}
	cfg, err := contained(data, f.config)
	if err != nil {
		return nil, &Error{Reason: undecodable(err), Format: f.name, Err: err}
	}
	if err := checkSize(f, cfg, data); err != nil {
		return nil, err
	}
	img, err := contained(data, f.decode)
	if err == nil && (img == nil || img.Bounds().Empty()) {
		err = errors.New("no pixels")
	}
	if err != nil {
		return nil, &Error{Reason: undecodable(err), Format: f.name, Err: err}
	}
	if f.name == "JPEG" {
		img = upright(img, orientation(data))
	}
	return img, nil
}

// checkSize refuses what would take too much memory, from the header alone.
func checkSize(f *format, cfg image.Config, data []byte) error {
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return &Error{Reason: ReasonDamaged, Format: f.name, Err: errors.New("no size")}
	}
	limit := min(MaxPixels, maxUnpacked/f.cost(cfg, data))
	if pixels := int64(cfg.Width) * int64(cfg.Height); pixels > int64(limit) {
		return &Error{
			Reason: ReasonTooManyPixels, Format: f.name, Width: cfg.Width, Height: cfg.Height,
			Limit: limit / 1_000_000, Actual: int((pixels + 999_999) / 1_000_000),
		}
	}
	// BMP is not compressed: a header that claims more than the file holds is refused before the pixels
	// are allocated. One bit is the least that a pixel can take.
	if f.name == "BMP" && cfg.Width*cfg.Height/8 > len(data) {
		return &Error{Reason: ReasonDamaged, Format: f.name, Err: io.ErrUnexpectedEOF}
	}
	return nil
}

// contained calls a picture library on data; a panic in it becomes an error.
func contained[T any](data []byte, read func(io.Reader) (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in the picture library: %v", p)
		}
	}()
	return read(bytes.NewReader(data))
}

// format is a picture format that is read.
type format struct {
	name   string
	magic  string // '?' stands for any byte
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var formats = []*format{
	{"PNG", "\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
	{"JPEG", "\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode},
	{"GIF", "GIF8?a", gif.DecodeConfig, gif.Decode},
	{"BMP", "BM????\x00\x00\x00\x00", bmp.DecodeConfig, bmp.Decode},
	{"WebP", "RIFF????WEBP", webp.DecodeConfig, webp.Decode},
	{"TIFF", "II*\x00", tiff.DecodeConfig, tiff.Decode},
	{"TIFF", "MM\x00*", tiff.DecodeConfig, tiff.Decode},
}

func sniff(data []byte) *format {
	for _, f := range formats {
		if hasMagic(data, f.magic) {
			return f
		}
	}
	return nil
}

func hasMagic(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != data[i] {
			return false
		}
	}
	return true
}

// undecodable tells a picture in a rare form from a broken one.
func undecodable(err error) Reason {
	var png png.UnsupportedError
	var jpeg jpeg.UnsupportedError
	var tiff tiff.UnsupportedError
	if errors.As(err, &png) || errors.As(err, &jpeg) || errors.As(err, &tiff) || errors.Is(err, bmp.ErrUnsupported) {
		return ReasonUnsupported
	}
	return ReasonDamaged
}

// cost is about how many bytes unpacking takes a pixel, working memory included.
func (f *format) cost(cfg image.Config, data []byte) int {
	if f.name == "JPEG" && progressive(data) {
		return 12 // all coefficients are kept until the last scan
	}
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4
}

// foreignReason names what a file is that is no picture.
func foreignReason(data []byte) Reason {
	for _, m := range []struct {
		magic  string
		reason Reason
	}{
		{"%PDF-", ReasonPDF},
		{"????ftyphei", ReasonHEIC}, {"????ftyphev", ReasonHEIC},
		{"????ftypmif1", ReasonHEIC}, {"????ftypmsf1", ReasonHEIC},
		{"PK\x03\x04", ReasonArchive}, {"PK\x05\x06", ReasonArchive}, {"7z\xbc\xaf\x27\x1c", ReasonArchive},
		{"Rar!", ReasonArchive}, {"\x1f\x8b", ReasonArchive},
	} {
		if hasMagic(data, m.magic) {
			return m.reason
		}
	}
	head := bytes.TrimPrefix(data[:min(len(data), 1024)], []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return ReasonText // UTF-16, as Windows writes it
	}
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' {
			return ReasonUnknownFormat
		}
	}
	head = bytes.ToLower(bytes.TrimSpace(head))
	for _, tag := range []string{"<!doctype html", "<html", "<svg", "<head", "<body", "<?xml"} {
		if bytes.HasPrefix(head, []byte(tag)) {
			return ReasonWebPage
		}
	}
	return ReasonText
}

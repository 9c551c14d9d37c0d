package clipboard

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// The parts of a device-independent bitmap that are of use (BITMAPINFOHEADER and its longer successors).
const (
	fileHeader = 14 // BITMAPFILEHEADER
	infoHeader = 40 // BITMAPINFOHEADER

	plain          = 0 // BI_RGB
	bitFields      = 3 // BI_BITFIELDS: masks say where the colours stand in a pixel
	alphaBitFields = 6 // BI_ALPHABITFIELDS
)

var errBitmap = &Error{Reason: ReasonNothingUsable, Err: errors.New("a bitmap of an unknown kind")}

// bitmap is a device-independent bitmap as the clipboard of Windows holds it: a header, masks or colours,
// pixels.
type bitmap struct {
	width, rows int // rows counts them, whichever comes first
	depth       int // bits per pixel
	masks       [4]uint32
	colours     []byte // the palette
	pixels      []byte
	stride      int // bytes per row
}

// bitmapFile makes a BMP file out of a device-independent bitmap (CF_DIB, CF_DIBV5). The file is of the
// plainest kind, since decoders differ in what else they read: palette as it is, else 24 bits. What is
// transparent is put on white.
func bitmapFile(dib []byte) ([]byte, error) {
	b, height, err := parseBitmap(dib)
	if err != nil {
		return nil, err
	}
	depth, stride := b.depth, b.stride
	if depth > 8 {
		depth, stride = 24, (b.width*3+3)&^3
	}
	start := fileHeader + infoHeader + len(b.colours)
	out := make([]byte, start+stride*b.rows)
	copy(out, "BM")
	binary.LittleEndian.PutUint32(out[2:], uint32(len(out)))
	binary.LittleEndian.PutUint32(out[10:], uint32(start))
	header := out[fileHeader:]
	binary.LittleEndian.PutUint32(header, infoHeader)
	binary.LittleEndian.PutUint32(header[4:], uint32(b.width))
	binary.LittleEndian.PutUint32(header[8:], uint32(height))
	binary.LittleEndian.PutUint16(header[12:], 1)
	binary.LittleEndian.PutUint16(header[14:], uint16(depth))
	binary.LittleEndian.PutUint32(header[32:], uint32(len(b.colours)/4))
	copy(header[infoHeader:], b.colours)
	if depth <= 8 || b.depth == 24 {
		copy(out[start:], b.pixels)
	} else {
		b.convert(out[start:], stride)
	}
	return out, nil
}

// parseBitmap takes a bitmap apart. The height is negative if the upper row comes first.
func parseBitmap(dib []byte) (b bitmap, height int, err error) {
	if len(dib) < infoHeader {
		return b, 0, errBitmap
	}
	long := binary.LittleEndian.Uint32
	size, used, compression := int64(long(dib)), int64(long(dib[32:])), long(dib[16:])
	b.width, height = int(int32(long(dib[4:]))), int(int32(long(dib[8:])))
	b.rows = max(height, -height)
	b.depth = int(binary.LittleEndian.Uint16(dib[14:]))
	if size < infoHeader || min(b.width, b.rows) <= 0 || max(b.width, b.rows) > MaxBytes {
		return b, 0, errBitmap
	}
	start := size
	switch {
	case compression == plain && b.depth <= 8:
		used, err = paletteSize(b.depth, used)
	case compression == plain:
		b.masks, err = usualMasks(b.depth)
	case compression == bitFields || compression == alphaBitFields:
		start, err = b.readMasks(dib, size, compression)
	default:
		err = errBitmap // compressed by lengths of runs: nobody copies such bitmaps any more
	}
	if err != nil {
		return b, 0, err
	}
	end := start + 4*used
	if end > int64(len(dib)) {
		return b, 0, errBitmap
	}
	if b.depth <= 8 {
		b.colours = dib[start:end]
	}
	stride := (int64(b.width)*int64(b.depth) + 31) / 32 * 4
	if stride*int64(b.rows) > int64(len(dib))-end {
		return b, 0, errBitmap
	}
	b.stride = int(stride)
	b.pixels = dib[end : end+stride*int64(b.rows)]
	return b, height, nil
}

// paletteSize is how many colours the palette has.
func paletteSize(depth int, used int64) (int64, error) {
	switch {
	case depth != 1 && depth != 4 && depth != 8, used > 1<<depth:
		return 0, errBitmap
	case used == 0:
		return 1 << depth, nil
	}
	return used, nil
}

// usualMasks say where the colours stand if nothing else is said.
func usualMasks(depth int) (masks [4]uint32, err error) {
	switch depth {
	case 16:
		return [4]uint32{0x7c00, 0x3e0, 0x1f}, nil
	case 32:
		return [4]uint32{0xff0000, 0xff00, 0xff}, nil
	case 24:
		return masks, nil
	}
	return masks, errBitmap
}

// readMasks reads the masks, which stand behind the shortest header and inside the longer ones, and
// returns where they and the header end.
func (b *bitmap) readMasks(dib []byte, size int64, compression uint32) (int64, error) {
	if b.depth != 16 && b.depth != 32 {
		return 0, errBitmap
	}
	start, count := size, 3
	if compression == alphaBitFields || size >= 56 {
		count = 4
	}
	if size == infoHeader {
		start += int64(4 * count)
	}
	if start > int64(len(dib)) || int64(infoHeader+4*count) > start {
		return 0, errBitmap
	}
	for i := range count {
		b.masks[i] = binary.LittleEndian.Uint32(dib[infoHeader+4*i:])
	}
	// Some programs repeat the masks behind a long header.
	if after := dib[start:]; size > infoHeader && len(after) >= 12 &&
		string(after[:12]) == string(dib[infoHeader:infoHeader+12]) &&
		int64(len(after)-12) >= (int64(b.width)*int64(b.depth)+31)/32*4*int64(b.rows) {
		start += 12
	}
	return start, nil
}

// convert writes the pixels of 16 or 32 bits as 24 bits: blue, green, red.
func (b *bitmap) convert(out []byte, stride int) {
	masks := b.masks
	if !b.seeThrough() {
		masks[3] = 0
	}
	for y := range b.rows {
		from, to := b.pixels[y*b.stride:], out[y*stride:]
		for x := range b.width {
			pixel := b.pixel(from, x)
			alpha := uint32(255)
			if masks[3] != 0 {
				alpha = part(pixel, masks[3])
			}
			for i := range 3 {
				to[3*x+2-i] = byte((part(pixel, masks[i])*alpha + 255*(255-alpha)) / 255)
			}
		}
	}
}

// seeThrough reports whether the transparency means something: most programs leave it 0 everywhere and
// mean a picture that is not transparent at all.
func (b *bitmap) seeThrough() bool {
	for y := range b.rows {
		for x := range b.width {
			if b.pixel(b.pixels[y*b.stride:], x)&b.masks[3] != 0 {
				return true
			}
		}
	}
	return false
}

func (b *bitmap) pixel(row []byte, x int) uint32 {
	if b.depth == 16 {
		return uint32(binary.LittleEndian.Uint16(row[2*x:]))
	}
	return binary.LittleEndian.Uint32(row[4*x:])
}

// part is the value under a mask, from 0 to 255.
func part(pixel, mask uint32) uint32 {
	if mask == 0 {
		return 0
	}
	shift := bits.TrailingZeros32(mask)
	return uint32(uint64((pixel&mask)>>shift) * 255 / uint64(mask>>shift))
}

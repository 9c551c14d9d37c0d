package qr

import (
	"encoding/binary"
	"image"
	"image/color"
	"iter"
)

// segments walks the marker segments of a JPEG up to the first scan: marker byte and content.
func segments(jpeg []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for p := 2; p+4 <= len(jpeg) && jpeg[p] == 0xff; {
			marker := jpeg[p+1]
			if marker == 0xff { // fill byte
				p++
				continue
			}
			n := int(binary.BigEndian.Uint16(jpeg[p+2:]))
			if n < 2 || p+2+n > len(jpeg) || marker == 0xda {
				return
			}
			if !yield(marker, jpeg[p+4:p+2+n]) {
				return
			}
			p += 2 + n
		}
	}
}

// progressive reports whether a JPEG is sent in several scans (SOF2).
func progressive(jpeg []byte) bool {
	for marker := range segments(jpeg) {
		if marker == 0xc2 {
			return true
		}
	}
	return false
}

// orientation reads the EXIF orientation of a JPEG (EXIF 2.3, tag 0x0112): 1 to 8, and 1 where there is
// none or it cannot be read.
func orientation(jpeg []byte) int {
	for marker, s := range segments(jpeg) {
		if marker == 0xe1 && len(s) > 14 && string(s[:6]) == "Exif\x00\x00" {
			return tiffOrientation(s[6:])
		}
	}
	return 1
}

func tiffOrientation(t []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	switch string(t[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	ifd := int64(order.Uint32(t[4:]))
	if ifd+2 > int64(len(t)) {
		return 1
	}
	entries := t[ifd+2:]
	for n := order.Uint16(t[ifd:]); n > 0 && len(entries) >= 12; n, entries = n-1, entries[12:] {
		if order.Uint16(entries) != 0x0112 {
			continue
		}
		if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
			return o
		}
	}
	return 1
}

// upright turns a picture as its EXIF orientation says.
func upright(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation >= 5 { // a quarter turn swaps the sides
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, w-1-x
			case 7:
				sx, sy = h-1-y, w-1-x
			case 8:
				sx, sy = h-1-y, x
			}
			out.SetRGBA(x, y, rgbaAt(img, b.Min.X+sx, b.Min.Y+sy))
		}
	}
	return out
}

// rgbaAt is img.At without an allocation for the usual kinds of pictures.
func rgbaAt(img image.Image, x, y int) color.RGBA {
	switch img := img.(type) {
	case *image.YCbCr:
		c := img.YCbCrAt(x, y)
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return color.RGBA{r, g, b, 255}
	case *image.RGBA:
		return img.RGBAAt(x, y)
	case *image.Gray:
		v := img.GrayAt(x, y).Y
		return color.RGBA{v, v, v, 255}
	}
	return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
}

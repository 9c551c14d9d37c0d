//go:build unix && !darwin

package screen

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"math/bits"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// stripBytes is about how much of the screen one request asks for: a whole monitor would have the server
// and us hold it several times over.
const stripBytes = 2 << 20

// xServer is a connection of our own to an X server.
type xServer struct {
	conn   *xgb.Conn
	root   xproto.Drawable
	bounds image.Rectangle
	pixels pixelFormat
}

// pixelFormat says how the server writes the pixels of its screen.
type pixelFormat struct {
	bytes            int // per pixel: 2 or 4
	pad              int // rows are filled up to a multiple of so many bytes
	order            binary.ByteOrder
	red, green, blue uint32
}

func captureX11(ctx context.Context, display string) ([]Shot, error) {
	ctx, cancel := context.WithTimeout(ctx, direct)
	defer cancel()
	s, err := openX11(ctx, display)
	if err != nil {
		return nil, over(ctx, err)
	}
	monitors := distinct(s.monitors())
	if len(monitors) == 0 {
		monitors = []image.Rectangle{s.bounds}
	}
	var shots []Shot
	for _, monitor := range monitors {
		img, err := s.picture(monitor)
		if err != nil {
			return nil, over(ctx, err)
		}
		shots = append(shots, Shot{Bounds: monitor, Image: img})
	}
	return shots, nil
}

// over is the reason for everything that fails after the time is over, since the connection ends with it.
func over(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// openX11 connects to a display such as ":0". The connection ends with ctx.
func openX11(ctx context.Context, display string) (*xServer, error) {
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, because(ReasonUnavailable, "connecting to the X server", err)
	}
	context.AfterFunc(ctx, conn.Close)
	setup := xproto.Setup(conn)
	if conn.DefaultScreen >= len(setup.Roots) {
		return nil, because(ReasonUnavailable, "screen", errors.New("the X server has no such screen"))
	}
	screen := setup.Roots[conn.DefaultScreen]
	s := &xServer{conn: conn, root: xproto.Drawable(screen.Root)}
	if s.pixels, err = formatOf(setup, screen); err != nil {
		return nil, err
	}
	// What the connection began with is old when a monitor was added since.
	size, err := xproto.GetGeometry(conn, s.root).Reply()
	if err != nil {
		return nil, because(ReasonUnavailable, "GetGeometry", err)
	}
	s.bounds = image.Rect(0, 0, int(size.Width), int(size.Height))
	return s, nil
}

func formatOf(setup *xproto.SetupInfo, screen xproto.ScreenInfo) (pixelFormat, error) {
	f := pixelFormat{order: binary.LittleEndian}
	if setup.ImageByteOrder == xproto.ImageOrderMSBFirst {
		f.order = binary.BigEndian
	}
	for _, format := range setup.PixmapFormats {
		if format.Depth == screen.RootDepth {
			f.bytes, f.pad = int(format.BitsPerPixel)/8, int(format.ScanlinePad)/8
		}
	}
	for _, depth := range screen.AllowedDepths {
		for _, visual := range depth.Visuals {
			if visual.VisualId == screen.RootVisual && visual.Class == xproto.VisualClassTrueColor {
				f.red, f.green, f.blue = visual.RedMask, visual.GreenMask, visual.BlueMask
			}
		}
	}
	if f.bytes != 2 && f.bytes != 4 || f.pad == 0 || f.red == 0 || f.green == 0 || f.blue == 0 {
		return f, because(ReasonUnavailable, "screen", errors.New("the X server shows colours from a palette"))
	}
	return f, nil
}

// picture takes the picture of a part of the screen, strip by strip.
func (s *xServer) picture(part image.Rectangle) (image.Image, error) {
	if part.Dx()*part.Dy() > MaxPixels {
		return nil, ErrTooLarge
	}
	stride := (part.Dx()*s.pixels.bytes + s.pixels.pad - 1) / s.pixels.pad * s.pixels.pad
	rows := max(1, stripBytes/stride)
	request := func(y int) xproto.GetImageCookie {
		return xproto.GetImage(s.conn, xproto.ImageFormatZPixmap, s.root, int16(part.Min.X), int16(part.Min.Y+y),
			uint16(part.Dx()), uint16(min(rows, part.Dy()-y)), 0xffffffff)
	}
	img := image.NewRGBA(image.Rectangle{Max: part.Size()})
	next := request(0)
	for y := 0; y < part.Dy(); y += rows {
		reply := next
		if y+rows < part.Dy() {
			next = request(y + rows) // the server reads on while we write
		}
		strip, err := reply.Reply()
		if err != nil {
			return nil, refused(err)
		}
		height := min(rows, part.Dy()-y)
		if len(strip.Data) < stride*height {
			return nil, because(ReasonFailed, "GetImage", io.ErrUnexpectedEOF)
		}
		for row := range height {
			s.pixels.convert(img.Pix[(y+row)*img.Stride:][:img.Stride], strip.Data[row*stride:])
		}
	}
	return img, nil
}

func refused(err error) error {
	var access xproto.AccessError
	if errors.As(err, &access) {
		return because(ReasonDenied, "GetImage", err)
	}
	return because(ReasonFailed, "GetImage", err)
}

// convert writes a row as red, green, blue and opaque.
func (f pixelFormat) convert(to, from []byte) {
	if f.bytes == 4 && f.order == binary.LittleEndian && f.red == 0xff0000 && f.green == 0xff00 && f.blue == 0xff {
		for len(to) >= 4 && len(from) >= 4 {
			to[0], to[1], to[2], to[3] = from[2], from[1], from[0], 255
			to, from = to[4:], from[4:]
		}
		return
	}
	for ; len(to) >= 4 && len(from) >= f.bytes; to, from = to[4:], from[f.bytes:] {
		pixel := uint32(0)
		if f.bytes == 2 {
			pixel = uint32(f.order.Uint16(from))
		} else {
			pixel = f.order.Uint32(from)
		}
		to[0], to[1], to[2], to[3] = level(pixel, f.red), level(pixel, f.green), level(pixel, f.blue), 255
	}
}

// level is the value under a mask, from 0 to 255.
func level(pixel, mask uint32) byte {
	shift := bits.TrailingZeros32(mask)
	return byte(uint64((pixel&mask)>>shift) * 255 / uint64(mask>>shift))
}

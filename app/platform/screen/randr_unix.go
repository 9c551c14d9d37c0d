//go:build unix && !darwin

package screen

import (
	"encoding/binary"
	"image"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The requests of RandR that we use. xgb has a package for them, but setting that up writes into a map
// that the other connections of this program read at the same time, without a lock.
const (
	randrQueryVersion = 0
	randrGetMonitors  = 42 // since RandR 1.5

	monitorBytes = 24
)

// monitors asks RandR where the monitors stand. Without an answer there are none.
func (s *xServer) monitors() []image.Rectangle {
	const name = "RANDR"
	extension, err := xproto.QueryExtension(s.conn, uint16(len(name)), name).Reply()
	if err != nil || !extension.Present {
		return nil
	}
	version, err := ask(s.conn, extension.MajorOpcode, randrQueryVersion, 1, 5)
	if err != nil || len(version) < 16 {
		return nil
	}
	major, minor := binary.LittleEndian.Uint32(version[8:]), binary.LittleEndian.Uint32(version[12:])
	if major != 1 || minor < 5 {
		return nil
	}
	const active = 1 // only those that are switched on
	answer, err := ask(s.conn, extension.MajorOpcode, randrGetMonitors, uint32(s.root), active)
	if err != nil || len(answer) < 32 {
		return nil
	}
	var monitors []image.Rectangle
	for answer = answer[32:]; len(answer) >= monitorBytes; {
		outputs := int(binary.LittleEndian.Uint16(answer[6:]))
		x, y := int(int16(binary.LittleEndian.Uint16(answer[8:]))), int(int16(binary.LittleEndian.Uint16(answer[10:])))
		width, height := int(binary.LittleEndian.Uint16(answer[12:])), int(binary.LittleEndian.Uint16(answer[14:]))
		monitors = append(monitors, image.Rect(x, y, x+width, y+height).Intersect(s.bounds))
		answer = answer[min(len(answer), monitorBytes+4*outputs):]
	}
	return monitors
}

// ask sends a request of an extension with two words and waits for the answer.
func ask(conn *xgb.Conn, extension, request byte, first, second uint32) ([]byte, error) {
	buf := make([]byte, 12)
	buf[0], buf[1] = extension, request
	binary.LittleEndian.PutUint16(buf[2:], uint16(len(buf)/4))
	binary.LittleEndian.PutUint32(buf[4:], first)
	binary.LittleEndian.PutUint32(buf[8:], second)
	cookie := conn.NewCookie(true, true)
	conn.NewRequest(buf, cookie)
	return cookie.Reply()
}

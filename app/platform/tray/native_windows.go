//go:build !nowindow

package tray

import "encoding/binary"

// native puts a PNG into an ICO file with one picture, which Windows takes in any size.
func native(picture []byte) []byte {
	header := make([]byte, 22)
	header[2], header[4] = 1, 1 // an icon, one picture; its width and height of 0 stand for 256
	header[10], header[12] = 1, 32
	binary.LittleEndian.PutUint32(header[14:], uint32(len(picture)))
	binary.LittleEndian.PutUint32(header[18:], uint32(len(header)))
	return append(header, picture...)
}

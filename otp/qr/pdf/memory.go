package pdf

import "github.com/tetratelabs/wazero/experimental"

// usualMemory is what PDFium needs for most documents, in bytes.
const usualMemory = 48 << 20

// memory is the memory of one instance of PDFium. It moves once at most: to grow bit by bit, as wazero does
// by itself, leaves a trail of copies that is several times as large. What is not yet used of it takes
// addresses only.
type memory struct{ bytes []byte }

func newMemory(_, _ uint64) experimental.LinearMemory { return &memory{} }

// Reallocate gives size bytes that begin as before and go on with zeros, or nil.
func (m *memory) Reallocate(size uint64) []byte {
	switch {
	case size > maxMemory:
		return nil
	case size > uint64(cap(m.bytes)):
		room := uint64(usualMemory)
		if size > room {
			room = maxMemory
		}
		grown := make([]byte, size, room)
		copy(grown, m.bytes)
		m.bytes = grown
	}
	m.bytes = m.bytes[:size]
	return m.bytes
}

// Free is the end of the instance.
func (m *memory) Free() { m.bytes = nil }

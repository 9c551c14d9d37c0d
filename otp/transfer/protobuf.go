package transfer

import "encoding/binary"

// message reads the wire form of a protocol buffer field by field: what protobuf.dev calls varints and
// length-prefixed fields, which is all that a migration payload has. Fields of other kinds are passed over.
type message []byte

// field is one field: number of a varint, or the bytes of a length-prefixed one.
type field struct {
	tag    uint64
	number uint64
	bytes  []byte
}

// next takes the next field off the front; false at the end. A message that is cut off is an error.
func (m *message) next() (field, bool, error) {
	if len(*m) == 0 {
		return field{}, false, nil
	}
	head, err := m.varint()
	if err != nil {
		return field{}, false, err
	}
	f := field{tag: head >> 3}
	switch head & 7 {
	case 0:
		f.number, err = m.varint()
	case 1:
		_, err = m.take(8)
	case 2:
		var size uint64
		if size, err = m.varint(); err == nil {
			f.bytes, err = m.take(size)
		}
	case 5:
		_, err = m.take(4)
	default:
		err = because(ReasonDamaged)
	}
	return f, true, err
}

func (m *message) varint() (uint64, error) {
	number, size := binary.Uvarint(*m)
	if size <= 0 {
		return 0, because(ReasonDamaged)
	}
	*m = (*m)[size:]
	return number, nil
}

func (m *message) take(size uint64) ([]byte, error) {
	if size > uint64(len(*m)) {
		return nil, because(ReasonDamaged)
	}
	taken := (*m)[:size]
	*m = (*m)[size:]
	return taken, nil
}

// number adds a varint field; zero is left out, as proto3 does.
func (m *message) number(tag, number uint64) {
	if number != 0 {
		*m = binary.AppendUvarint(*m, tag<<3)
		*m = binary.AppendUvarint(*m, number)
	}
}

// block adds a length-prefixed field.
func (m *message) block(tag uint64, content []byte) {
	*m = binary.AppendUvarint(*m, tag<<3|2)
	*m = binary.AppendUvarint(*m, uint64(len(content)))
	*m = append(*m, content...)
}

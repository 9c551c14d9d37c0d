package vault

import "encoding/binary"

// label begins every byte string that is hashed, signed or authenticated, so that one can never be taken
// for another.
const labelPrefix = "kanzleicode/1 "

// frame builds the canonical bytes of a structure: a label, then its fields in order. Numbers are
// big-endian; texts and byte strings stand behind their length as 32 bits. docs/vault.md, "Frames".
type frame []byte

func newFrame(label string) frame { return frame{}.text(labelPrefix + label) }

func (f frame) u8(v uint8) frame   { return append(f, v) }
func (f frame) u32(v uint32) frame { return binary.BigEndian.AppendUint32(f, v) }
func (f frame) u64(v uint64) frame { return binary.BigEndian.AppendUint64(f, v) }

func (f frame) bytes(v []byte) frame { return append(f.u32(uint32(len(v))), v...) }
func (f frame) text(v string) frame  { return append(f.u32(uint32(len(v))), v...) }

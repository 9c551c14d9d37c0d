package vault

import (
	"errors"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Argon2id holds the cost of a passphrase (RFC 9106, version 0x13).
type Argon2id struct {
	Time    uint32 `json:"t"`     // passes
	Memory  uint32 `json:"m_kib"` // KiB
	Threads uint8  `json:"p"`     // lanes
}

// Limits of the cost. Below the floor (the second recommendation of RFC 9106 §4) no slot is ever made or
// opened; above the ceiling a hostile file could exhaust the PC.
const (
	floorTime, ceilTime       = 3, 16
	floorMemory, ceilMemory   = 64 << 10, 1 << 20
	floorThreads, ceilThreads = 1, 16
)

// FloorArgon2id is the lowest cost that format 1 allows: 64 MiB, 3 passes, 4 lanes.
func FloorArgon2id() Argon2id {
	return Argon2id{Time: floorTime, Memory: floorMemory, Threads: 4}
}

// CalibrateArgon2id raises the memory from the floor until one derivation takes about 0.6 s on this PC,
// to at most 512 MiB. now is the clock; it is read before and after one derivation at the floor.
func CalibrateArgon2id(now func() time.Time) Argon2id {
	const target, most = 600 * time.Millisecond, 512 << 10
	cost := FloorArgon2id()
	begin := now()
	argon2.IDKey([]byte("calibrate"), make([]byte, 16), cost.Time, cost.Memory, cost.Threads, keyLength)
	took := max(now().Sub(begin), time.Millisecond)
	// The time grows in proportion to the memory; whole steps of 16 MiB keep the figure readable.
	memory := int64(cost.Memory) * int64(target) / int64(took)
	cost.Memory = uint32(min(max(memory, floorMemory), most)) &^ (16<<10 - 1)
	return cost
}

// key derives the key-encryption key. Passphrases are compared in Unicode NFC, since one keyboard gives
// "ü" as one character and another as two.
func (a Argon2id) key(passphrase, salt []byte) ([]byte, error) {
	if a.Time < floorTime || a.Time > ceilTime || a.Memory < floorMemory || a.Memory > ceilMemory ||
		a.Threads < floorThreads || a.Threads > ceilThreads || len(salt) < 16 || len(salt) > 64 {
		return nil, errors.New("vault: Argon2id parameters out of bounds")
	}
	normal := norm.NFC.Bytes(passphrase)
	if len(passphrase) > 0 && &normal[0] != &passphrase[0] {
		defer clear(normal)
	}
	return argon2.IDKey(normal, salt, a.Time, a.Memory, a.Threads, keyLength), nil
}

package transfer

import (
	"encoding/binary"

	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/poly1305" //nolint:staticcheck // secretstream is not the AEAD that replaces it
)

// Sizes of a secretstream message: its header, and what it has beside the text.
const (
	streamHeaderSize = chacha20.NonceSizeX
	streamOverhead   = 1 + poly1305.TagSize
)

// openSecretStream opens a message that is the first and only one of a libsodium stream
// crypto_secretstream_xchacha20poly1305, without additional data. Go's libraries have the ciphers, but not
// this framing: a tag byte is encrypted in a block of its own, and the padding in front of the lengths is
// that of libsodium, which counts otherwise than RFC 8439.
func openSecretStream(key, header, sealed []byte) ([]byte, error) {
	if len(header) != streamHeaderSize || len(sealed) < streamOverhead {
		return nil, because(ReasonDamaged)
	}
	subkey, err := chacha20.HChaCha20(key, header[:16])
	if err != nil {
		return nil, because(ReasonDamaged)
	}
	defer clear(subkey)
	// The counter of messages begins with 1; the rest of the header is the nonce.
	nonce := append([]byte{1, 0, 0, 0}, header[16:]...)
	stream, err := chacha20.NewUnauthenticatedCipher(subkey, nonce)
	if err != nil {
		return nil, because(ReasonDamaged)
	}

	var macKey [32]byte
	defer clear(macKey[:])
	stream.XORKeyStream(macKey[:], macKey[:])
	mac := poly1305.New(&macKey)

	// Block 1 is the tag byte, padded. Authenticated is its ciphertext with the padding encrypted.
	var block [64]byte
	block[0] = sealed[0]
	stream.SetCounter(1)
	stream.XORKeyStream(block[:], block[:])
	block[0] = sealed[0]
	text := sealed[1 : len(sealed)-poly1305.TagSize]
	_, _ = mac.Write(block[:])
	_, _ = mac.Write(text)
	_, _ = mac.Write(make([]byte, len(text)%16))
	var lengths [16]byte
	binary.LittleEndian.PutUint64(lengths[8:], uint64(len(block)+len(text)))
	_, _ = mac.Write(lengths[:])
	if !mac.Verify(sealed[len(sealed)-poly1305.TagSize:]) {
		return nil, because(ReasonPassphraseWrong)
	}

	plain := make([]byte, len(text))
	stream.SetCounter(2)
	stream.XORKeyStream(plain, text)
	return plain, nil
}

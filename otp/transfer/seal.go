package transfer

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"encoding/base64"
	"hash"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/scrypt"
)

// What deriving a key may cost. The numbers stand in the file, which may be made to keep the PC busy for
// hours: each limit is some times what the programs write.
const (
	maxMemory     = 1 << 30    // bytes
	maxIterations = 10_000_000 // of PBKDF2: about 3 s
	maxPasses     = 16         // of Argon2id over maxMemory, or more over less
	maxLanes      = 16         // of Argon2id
)

// keySize is the length in bytes of every derived key: AES-256, XChaCha20.
const keySize = 32

// pbkdf2Key derives a key by PBKDF2 (RFC 8018 §5.2).
func pbkdf2Key(h func() hash.Hash, passphrase, salt []byte, iterations int64) ([]byte, error) {
	switch {
	case iterations < 1:
		return nil, because(ReasonDamaged)
	case iterations > maxIterations:
		return nil, because(ReasonTooCostly)
	}
	key, err := pbkdf2.Key(h, string(passphrase), salt, int(iterations), keySize)
	if err != nil {
		return nil, because(ReasonDamaged)
	}
	return key, nil
}

// argon2Key derives a key by Argon2id (RFC 9106). memory is in KiB.
func argon2Key(passphrase, salt []byte, passes, memory, lanes int64) ([]byte, error) {
	switch {
	case passes < 1, memory < 1, lanes < 1:
		return nil, because(ReasonDamaged)
	case memory > maxMemory/1024, lanes > maxLanes, passes > maxPasses*(maxMemory/1024)/max(memory, 8*lanes):
		return nil, because(ReasonTooCostly)
	}
	return argon2.IDKey(passphrase, salt, uint32(passes), uint32(memory), uint8(lanes), keySize), nil
}

// scryptCost is what a key by scrypt (RFC 7914) costs, in bytes of memory times lanes; an error if a number
// cannot be or the memory is beyond maxMemory.
func scryptCost(n, r, p int64) (int64, error) {
	switch {
	case n < 2, n&(n-1) != 0, r < 1, p < 1:
		return 0, because(ReasonDamaged)
	case n > maxMemory, r > maxMemory, p > maxMemory, 128*n > maxMemory/r, 128*n*r > maxMemory/p:
		return 0, because(ReasonTooCostly)
	}
	return 128 * n * r * p, nil
}

// scryptKey derives a key by scrypt with parameters that scryptCost has passed.
func scryptKey(passphrase, salt []byte, n, r, p int64) ([]byte, error) {
	key, err := scrypt.Key(passphrase, salt, int(n), int(r), int(p), keySize)
	if err != nil {
		return nil, because(ReasonDamaged)
	}
	return key, nil
}

// Sizes of AES-GCM as every format here uses it.
const nonceSize, tagSize = 12, 16

// openGCM opens AES-256-GCM, tag behind the text. What does not open is ReasonPassphraseWrong: a wrong
// passphrase and a changed byte cannot be told apart.
func openGCM(key, nonce, sealed, additional []byte) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil || len(nonce) != nonceSize || len(sealed) < tagSize {
		return nil, because(ReasonDamaged)
	}
	plain, err := gcm.Open(nil, nonce, sealed, additional)
	if err != nil {
		return nil, because(ReasonPassphraseWrong)
	}
	return plain, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// openCBC opens AES-256-CBC with padding as of RFC 5652 §6.3.
func openCBC(key, iv, sealed []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) != aes.BlockSize || len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, because(ReasonDamaged)
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, sealed)
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > aes.BlockSize {
		return nil, because(ReasonPassphraseWrong)
	}
	for _, b := range plain[len(plain)-padding:] {
		if int(b) != padding {
			return nil, because(ReasonPassphraseWrong)
		}
	}
	return plain[:len(plain)-padding], nil
}

// needed says that there is no passphrase yet.
func needed(passphrase []byte) error {
	if len(passphrase) == 0 {
		return because(ReasonPassphraseNeeded)
	}
	return nil
}

// decodeBase64 takes Base64 in every dress: padded or not, for URLs or not, broken over lines.
func decodeBase64(text string) ([]byte, error) {
	plain := strings.NewReplacer("-", "+", "_", "/", " ", "", "\t", "", "\r", "", "\n", "", "=", "").Replace(text)
	raw, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil {
		return nil, because(ReasonDamaged)
	}
	return raw, nil
}

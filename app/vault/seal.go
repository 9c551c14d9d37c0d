package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
)

// keyLength is the length of every symmetric key of format 1: AES-256, HMAC-SHA-256, seeds.
const keyLength = 32

var errSealBroken = errors.New("sealed bytes do not open")

// deriveKey is HKDF-SHA-256 (RFC 5869) with an ID as salt, the vault's or a slot's, and a frame as info.
func deriveKey(secret []byte, salt ID, info frame) []byte {
	key, err := hkdf.Key(sha256.New, secret, salt[:], string(info), keyLength)
	if err != nil {
		// Only an output length beyond 255 hashes can fail, and ours is constant.
		panic("vault: hkdf: " + err.Error())
	}
	return key
}

// aead is AES-256-GCM whose Seal puts a random 96-bit nonce in front.
func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err == nil {
		var gcm cipher.AEAD
		if gcm, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return gcm
		}
	}
	// Only a wrong key length can fail, and ours is constant.
	panic("vault: aes-gcm: " + err.Error())
}

// seal encrypts plaintext under key: nonce (12 bytes), ciphertext, tag (16 bytes).
func seal(key []byte, plaintext []byte, additional frame) []byte {
	return aead(key).Seal(nil, nil, plaintext, additional)
}

// openSealed is the reverse of seal. Whatever is wrong, the error is the same: errSealBroken.
func openSealed(key []byte, sealed []byte, additional frame) ([]byte, error) {
	plaintext, err := aead(key).Open(nil, nil, sealed, additional)
	if err != nil {
		return nil, errSealBroken
	}
	return plaintext, nil
}

// domainKey is the key of one domain in one epoch, VK in docs/vault.md.
type domainKey struct {
	domain Domain
	epoch  uint32
	key    []byte
}

// commit is stored beside the epoch in clear text: it proves that an unwrapped key is the epoch's, and
// tells nothing about it.
func (k domainKey) commit(vault ID) [32]byte {
	return [32]byte(deriveKey(k.key, vault, newFrame("commit").u8(uint8(k.domain)).u32(k.epoch)))
}

// recordKey seals one record; a key of its own keeps every record far from GCM's limit of 2^32 messages.
func (k domainKey) recordKey(vault, record ID) []byte {
	return deriveKey(k.key, vault, newFrame("record key").bytes(record[:]))
}

// detailKey seals the details of one change.
func (k domainKey) detailKey(vault ID, rev uint64) []byte {
	return deriveKey(k.key, vault, newFrame("detail key").u64(rev))
}

// tag is the keyed hash that stands for a Unique text: it shows an engine that two are equal, no more.
func (k domainKey) tag(vault ID, kind Kind, unique string) []byte {
	if unique == "" {
		return nil
	}
	mac := hmac.New(sha256.New, deriveKey(k.key, vault, newFrame("tag key")))
	mac.Write(newFrame("tag").text(string(kind)).text(unique))
	return mac.Sum(nil)
}

// recordAAD binds a sealed record to its place: nothing of it can be exchanged with another's.
func recordAAD(vault ID, r *RecordRow) frame {
	return newFrame("record").bytes(vault[:]).bytes(r.ID[:]).text(string(r.Kind)).u8(uint8(r.Kind.Domain())).u32(r.Epoch).u64(r.Rev)
}

// digest is what the change log remembers of a stored record.
func (r *RecordRow) digest(vault ID) [32]byte {
	return sha256.Sum256(newFrame("record digest").bytes(recordAAD(vault, r)).bytes(r.Tag).bytes(r.Sealed))
}

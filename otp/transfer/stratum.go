package transfer

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1" //nolint:gosec // the key derivation of Authenticator Pro's old backups
	"encoding/json"
	"strconv"
)

// The files of Stratum, once Authenticator Pro. Nothing but salt and nonce follows the mark in front; the
// cost of the key derivation is fixed.
const (
	stratumMark   = "AUTHENTICATORPRO"
	stratumPasses = 3
	stratumMemory = 64 * 1024 // KiB
	stratumLanes  = 4
	stratumSalt   = 16

	stratumOldMark       = "AuthenticatorPro" // before 2023: PBKDF2-HMAC-SHA1, AES-CBC
	stratumOldIterations = 64_000
	stratumOldSalt       = 20
)

type stratumEntry struct {
	Type      int    `json:"Type"`
	Issuer    string `json:"Issuer"`
	Username  value  `json:"Username"`
	Secret    value  `json:"Secret"`
	Algorithm value  `json:"Algorithm"`
	Digits    value  `json:"Digits"`
	Period    value  `json:"Period"`
}

// The enumerations of a Stratum entry.
var (
	stratumTypes      = map[uint64]string{1: "hotp", 2: "totp", 3: "motp", 4: "steam", 5: "yandex"}
	stratumAlgorithms = map[string]string{"0": "SHA1", "1": "SHA256", "2": "SHA512"}
)

func isStratum(d *document) bool { return d.has("Authenticators") }

func readStratum(d *document, _ []byte) (Export, error) {
	var top members
	if err := readJSON(d.data, &top); err != nil {
		return Export{}, err
	}
	list, err := listIn(top, "Authenticators")
	if err != nil {
		return Export{}, err
	}
	return Export{Entries: entriesOf(list, func(one stratumEntry) (Entry, bool) { return one.entry(), true })}, nil
}

func (s stratumEntry) entry() Entry {
	f := fields{
		kind: "no. " + strconv.Itoa(s.Type), issuer: s.Issuer, account: s.Username.text,
		secret: s.Secret, algorithm: s.Algorithm, digits: s.Digits, period: s.Period,
	}
	if s.Type > 0 {
		f.kind = nameOf(stratumTypes, uint64(s.Type))
	}
	if name, known := stratumAlgorithms[s.Algorithm.text]; known && s.Algorithm.given {
		f.algorithm = given(name)
	} else if s.Algorithm.given {
		f.algorithm = given("no. " + s.Algorithm.text)
	}
	return f.entry()
}

func isStratumSealed(d *document) bool {
	return bytes.HasPrefix(d.data, []byte(stratumMark)) || bytes.HasPrefix(d.data, []byte(stratumOldMark))
}

func readStratumSealed(d *document, passphrase []byte) (Export, error) {
	open, rest := openStratum, d.data[len(stratumMark):]
	if bytes.HasPrefix(d.data, []byte(stratumOldMark)) {
		open = openOldStratum
	}
	plain, err := open(rest, passphrase)
	if err != nil {
		return Export{}, err
	}
	defer clear(plain)
	return readStratum(&document{data: plain}, nil)
}

// openStratum opens salt, nonce and AES-256-GCM.
func openStratum(file, passphrase []byte) ([]byte, error) {
	if len(file) < stratumSalt+nonceSize+tagSize {
		return nil, because(ReasonDamaged)
	}
	if err := needed(passphrase); err != nil {
		return nil, err
	}
	salt, file := file[:stratumSalt], file[stratumSalt:]
	key, err := argon2Key(passphrase, salt, stratumPasses, stratumMemory, stratumLanes)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return openGCM(key, file[:nonceSize], file[nonceSize:], nil)
}

// openOldStratum opens salt, IV and AES-256-CBC. Without authentication a wrong passphrase shows by what
// comes out being no JSON.
func openOldStratum(file, passphrase []byte) ([]byte, error) {
	if len(file) < stratumOldSalt+2*aes.BlockSize {
		return nil, because(ReasonDamaged)
	}
	if err := needed(passphrase); err != nil {
		return nil, err
	}
	salt, file := file[:stratumOldSalt], file[stratumOldSalt:]
	key, err := pbkdf2Key(sha1.New, passphrase, salt, stratumOldIterations)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	plain, err := openCBC(key, file[:aes.BlockSize], file[aes.BlockSize:])
	if err != nil {
		return nil, err
	}
	if !json.Valid(plain) {
		return nil, because(ReasonPassphraseWrong)
	}
	return plain, nil
}

package transfer

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the key derivation of andOTP's backups
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strings"
)

// andOTP's encrypted backups: iterations, salt, nonce, AES-256-GCM. Nothing marks them, but the iterations
// are a random number inside of narrow bounds.
const (
	andOTPCount = 4 // bytes of the iterations, big-endian
	andOTPSalt  = 12

	andOTPMinIterations, andOTPMaxIterations = 140_000, 160_000
)

type andOTPEntry struct {
	Type      string  `json:"type"`
	Issuer    *string `json:"issuer"` // old backups have "issuer - user" as the label
	Label     string  `json:"label"`
	Secret    value   `json:"secret"`
	Algorithm value   `json:"algorithm"`
	Digits    value   `json:"digits"`
	Period    value   `json:"period"`
}

func isAndOTP(d *document) bool {
	names := func(raw []byte) bool {
		for _, name := range []string{`"secret"`, `"label"`, `"type"`} {
			if !bytes.Contains(raw, []byte(name)) {
				return false
			}
		}
		return true
	}
	if d.broken {
		return bytes.HasPrefix(bytes.TrimSpace(d.data), []byte("[")) && names(d.data)
	}
	for _, raw := range d.list {
		if names(raw) {
			return true
		}
	}
	return false
}

func readAndOTP(d *document, _ []byte) (Export, error) {
	var list listed[json.RawMessage]
	if err := readJSON(d.data, &list); err != nil {
		return Export{}, err
	}
	return Export{Entries: entriesOf(list, func(one andOTPEntry) (Entry, bool) { return one.entry(), true })}, nil
}

func (a andOTPEntry) entry() Entry {
	f := fields{
		kind: a.Type, account: a.Label,
		secret: a.Secret, algorithm: a.Algorithm, digits: a.Digits, period: a.Period,
	}
	if a.Issuer != nil {
		f.issuer = *a.Issuer
	} else if issuer, account, found := strings.Cut(a.Label, " - "); found {
		f.issuer, f.account = issuer, account
	}
	return f.entry()
}

func isAndOTPSealed(d *document) bool {
	if len(d.data) < andOTPCount+andOTPSalt+nonceSize+tagSize {
		return false
	}
	iterations := binary.BigEndian.Uint32(d.data)
	return iterations >= andOTPMinIterations && iterations <= andOTPMaxIterations
}

func readAndOTPSealed(d *document, passphrase []byte) (Export, error) {
	if len(d.data) < nonceSize+tagSize {
		return Export{}, because(ReasonDamaged)
	}
	if err := needed(passphrase); err != nil {
		return Export{}, err
	}
	plain, err := openAndOTP(d.data, passphrase)
	if err != nil {
		return Export{}, err
	}
	defer clear(plain)
	return readAndOTP(&document{data: plain}, nil)
}

// openAndOTP opens a backup of either kind. Before version 0.6.3 the key was SHA-256 of the passphrase and
// the nonce stood in front.
func openAndOTP(file, passphrase []byte) ([]byte, error) {
	old := sha256.Sum256(passphrase)
	defer clear(old[:])
	plain, err := openGCM(old[:], file[:nonceSize], file[nonceSize:], nil)
	if err == nil || !isAndOTPSealed(&document{data: file}) {
		return plain, err
	}
	iterations := binary.BigEndian.Uint32(file)
	salt, rest := file[andOTPCount:andOTPCount+andOTPSalt], file[andOTPCount+andOTPSalt:]
	key, err := pbkdf2Key(sha1.New, passphrase, salt, int64(iterations))
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return openGCM(key, rest[:nonceSize], rest[nonceSize:], nil)
}

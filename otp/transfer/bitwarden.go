package transfer

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
)

// bitwardenFile is Bitwarden's JSON export: plain, or the same protected by a password of its own. A third
// kind is encrypted for the account that made it, item by item; nobody else can open that.
type bitwardenFile struct {
	Encrypted bool                    `json:"encrypted"`
	Protected bool                    `json:"passwordProtected"`
	Items     listed[json.RawMessage] `json:"items"`

	Salt        string `json:"salt"` // used as the text that it is
	KDF         int    `json:"kdfType"`
	Iterations  int64  `json:"kdfIterations"`
	Memory      int64  `json:"kdfMemory"` // MiB
	Parallelism int64  `json:"kdfParallelism"`
	Validation  string `json:"encKeyValidation_DO_NOT_EDIT"`
	Data        string `json:"data"`
}

// The values of kdfType.
const bitwardenPBKDF2, bitwardenArgon2 = 0, 1

type bitwardenItem struct {
	Name  string `json:"name"`
	Login *struct {
		User value `json:"username"`
		TOTP value `json:"totp"`
	} `json:"login"`
}

func isBitwarden(d *document) bool { return d.has("encrypted", "items") || d.has("encrypted", "data") }

func readBitwarden(d *document, passphrase []byte) (Export, error) {
	var file bitwardenFile
	if err := readJSON(d.data, &file); err != nil {
		return Export{}, err
	}
	switch {
	case file.Encrypted && file.Protected:
		plain, err := file.open(passphrase)
		if err != nil {
			return Export{}, err
		}
		defer clear(plain)
		return readBitwarden(&document{data: plain}, nil)
	case file.Encrypted:
		return Export{}, because(ReasonOwnAccountOnly)
	}
	return Export{Entries: entriesOf(file.Items, func(item bitwardenItem) (Entry, bool) {
		if item.Login == nil {
			return Entry{}, false
		}
		return bitwardenEntry(item.Name, item.Login.User.text, item.Login.TOTP.text)
	})}, nil
}

// bitwardenEntry reads what Bitwarden keeps as a code: a Key URI, steam://…, or a bare Base32 key, which
// stands for SHA-1, 6 digits and 30 s. ok is false where it keeps none.
func bitwardenEntry(item, user, totp string) (e Entry, ok bool) {
	switch totp = strings.TrimSpace(totp); {
	case totp == "":
		return Entry{}, false
	case strings.Contains(totp, ":"):
		return linkEntry(totp, item, user), true
	}
	return fields{kind: "totp", issuer: item, account: user, secret: given(totp)}.entry(), true
}

// open opens a password-protected export.
func (f bitwardenFile) open(passphrase []byte) ([]byte, error) {
	if err := needed(passphrase); err != nil {
		return nil, err
	}
	var master []byte
	var err error
	switch f.KDF {
	case bitwardenPBKDF2:
		master, err = pbkdf2Key(sha256.New, passphrase, []byte(f.Salt), f.Iterations)
	case bitwardenArgon2:
		salt := sha256.Sum256([]byte(f.Salt))
		if f.Memory > maxMemory>>20 {
			return nil, because(ReasonTooCostly)
		}
		master, err = argon2Key(passphrase, salt[:], f.Iterations, f.Memory*1024, f.Parallelism)
	default:
		err = because(ReasonDamaged)
	}
	if err != nil {
		return nil, err
	}
	defer clear(master)
	if _, err := openBitwardenString(master, f.Validation); err != nil {
		return nil, err
	}
	plain, err := openBitwardenString(master, f.Data)
	if errors.Is(err, &Error{Reason: ReasonPassphraseWrong}) {
		return nil, because(ReasonDamaged) // the validation has said that it is right
	}
	return plain, err
}

// openBitwardenString opens "2.iv|text|mac", each Base64: AES-256-CBC, then HMAC-SHA256 over iv and text. The
// two keys are expanded from the master key by HKDF (RFC 5869 §2.3).
func openBitwardenString(master []byte, text string) ([]byte, error) {
	body, ok := strings.CutPrefix(text, "2.")
	parts := strings.Split(body, "|")
	if !ok || len(parts) != 3 {
		return nil, because(ReasonDamaged)
	}
	raw := make([][]byte, 3)
	for i := range raw {
		var err error
		if raw[i], err = decodeBase64(parts[i]); err != nil {
			return nil, err
		}
	}
	encryption, encryptionErr := hkdf.Expand(sha256.New, master, "enc", keySize)
	authentication, authenticationErr := hkdf.Expand(sha256.New, master, "mac", keySize)
	if encryptionErr != nil || authenticationErr != nil {
		return nil, because(ReasonDamaged)
	}
	defer clear(encryption)
	defer clear(authentication)
	mac := hmac.New(sha256.New, authentication)
	mac.Write(raw[0])
	mac.Write(raw[1])
	if !hmac.Equal(mac.Sum(nil), raw[2]) {
		return nil, because(ReasonPassphraseWrong)
	}
	return openCBC(encryption, raw[0], raw[1])
}

func isBitwardenCSV(d *document) bool { return isTable(d, "name", "login_username", "login_totp") }

func readBitwardenCSV(d *document, _ []byte) (Export, error) {
	var export Export
	for row, err := range rowsOf(d) {
		if err != nil {
			return Export{}, err
		}
		if len(export.Entries) > MaxEntries {
			break
		}
		if e, ok := bitwardenEntry(row["name"], row["login_username"], row["login_totp"]); ok {
			export.Entries = append(export.Entries, e)
		}
	}
	return export, nil
}

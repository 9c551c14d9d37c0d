package transfer

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"kanzleicode/otp"
)

// The cost of scrypt in the files that Aegis writes (docs/vault.md of Aegis): 32 MiB.
const aegisN, aegisR, aegisP = 1 << 15, 8, 1

// WriteAegis writes keys as an encrypted Aegis export, which Aegis, Ente Auth, Proton Authenticator, GNOME
// Authenticator and others import with the passphrase. random gives salt, keys, nonces and identities.
// Keys that fail [otp.Key.Check] are left out and come back as refused. Errors: [ReasonPassphraseMissing]
// for an empty passphrase, or that of random.
func WriteAegis(keys []otp.Key, passphrase []byte, random io.Reader) (file []byte, refused []Refused, err error) {
	if len(passphrase) == 0 {
		return nil, nil, &Error{Reason: ReasonPassphraseMissing, Format: Aegis}
	}
	content := struct {
		Version int          `json:"version"`
		Entries []aegisEntry `json:"entries"`
		Groups  []string     `json:"groups"`
	}{aegisContentVersion, []aegisEntry{}, []string{}}
	for i, key := range keys {
		if err := key.Check(); err != nil {
			refused = append(refused, Refused{Index: i, Problem: err})
			continue
		}
		entry, err := newAegisEntry(key, random)
		if err != nil {
			return nil, nil, err
		}
		content.Entries = append(content.Entries, entry)
	}
	plain, err := json.Marshal(content)
	if err != nil {
		return nil, nil, fmt.Errorf("transfer: aegis: %w", err)
	}
	defer clear(plain)
	if file, err = sealAegis(plain, passphrase, random); err != nil {
		return nil, nil, fmt.Errorf("transfer: aegis: %w", err)
	}
	return file, refused, nil
}

func newAegisEntry(key otp.Key, random io.Reader) (aegisEntry, error) {
	id, err := newUUID(random)
	if err != nil {
		return aegisEntry{}, err
	}
	return aegisEntry{
		Type: "totp", UUID: id, Name: otp.CleanName(key.Account), Issuer: otp.CleanName(key.Issuer), Groups: []string{},
		Info: aegisInfo{
			Secret: given(key.Secret.Base32()), Algo: given(string(key.Algorithm)),
			Digits: given(strconv.Itoa(key.Digits)), Period: given(strconv.Itoa(int(key.Period / time.Second))),
		},
	}, nil
}

// MarshalJSON writes secret and algorithm as text, digits and period as numbers.
func (i aegisInfo) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Secret string      `json:"secret"`
		Algo   string      `json:"algo"`
		Digits json.Number `json:"digits"`
		Period json.Number `json:"period"`
	}{i.Secret.text, i.Algo.text, json.Number(i.Digits.text), json.Number(i.Period.text)})
}

func sealAegis(plain, passphrase []byte, random io.Reader) ([]byte, error) {
	salt, master := make([]byte, 32), make([]byte, keySize)
	defer clear(master)
	for _, b := range [][]byte{salt, master} {
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, err
		}
	}
	id, err := newUUID(random)
	if err != nil {
		return nil, err
	}
	key, err := scryptKey(passphrase, salt, aegisN, aegisR, aegisP)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	slot := aegisSlot{
		Type: aegisPassphraseSlot, UUID: id, N: aegisN, R: aegisR, P: aegisP, Salt: hex.EncodeToString(salt), Repaired: true,
	}
	wrapped, params, err := sealAegisGCM(key, master, random)
	if err != nil {
		return nil, err
	}
	slot.Key, slot.Params = hex.EncodeToString(wrapped), params
	sealed, params, err := sealAegisGCM(master, plain, random)
	if err != nil {
		return nil, err
	}
	db, err := json.Marshal(base64.StdEncoding.EncodeToString(sealed))
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(aegisFile{
		Version: aegisFileVersion, Header: aegisHeader{Slots: []aegisSlot{slot}, Params: &params}, DB: db,
	}, "", "    ")
}

// sealAegisGCM seals with a random nonce; Aegis keeps the tag apart.
func sealAegisGCM(key, plain []byte, random io.Reader) ([]byte, aegisParams, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, aegisParams{}, err
	}
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, aegisParams{}, err
	}
	sealed := gcm.Seal(nil, nonce, plain, nil)
	split := len(sealed) - tagSize
	return sealed[:split], aegisParams{Nonce: hex.EncodeToString(nonce), Tag: hex.EncodeToString(sealed[split:])}, nil
}

// newUUID is a random UUID (RFC 9562 §5.4).
func newUUID(random io.Reader) (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(random, id); err != nil {
		return "", err
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), nil
}

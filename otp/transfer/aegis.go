package transfer

import (
	"encoding/hex"
	"encoding/json"
	"errors"
)

// The newest versions of Aegis's file and of its content that are known (docs/vault.md of Aegis).
const (
	aegisFileVersion    = 1
	aegisContentVersion = 3
)

// aegisFile is an Aegis export. GNOME Authenticator and others write it too.
type aegisFile struct {
	Version int             `json:"version"`
	Header  aegisHeader     `json:"header"`
	DB      json.RawMessage `json:"db"` // the content, or Base64 of it sealed by the master key
}

type aegisHeader struct {
	Slots  listed[aegisSlot] `json:"slots"`  // null if not encrypted
	Params *aegisParams      `json:"params"` // of the content
}

type aegisParams struct {
	Nonce string `json:"nonce"` // hexadecimal, as are all bytes of the header
	Tag   string `json:"tag"`
}

// aegisSlot holds the master key, sealed by one credential.
type aegisSlot struct {
	Type   int         `json:"type"` // 1 passphrase; others need the phone
	UUID   string      `json:"uuid"`
	Key    string      `json:"key"`
	Params aegisParams `json:"key_params"`
	N      int64       `json:"n,omitempty"`
	R      int64       `json:"r,omitempty"`
	P      int64       `json:"p,omitempty"`
	Salt   string      `json:"salt,omitempty"`
	// Repaired says that the slot is free of the fault in Aegis's issue 95, as new ones are.
	Repaired bool `json:"repaired,omitempty"`
}

const aegisPassphraseSlot = 1

// aegisContent is what an Aegis export seals.
type aegisContent struct {
	Version int                     `json:"version"`
	Entries listed[json.RawMessage] `json:"entries"`
}

type aegisEntry struct {
	Type   string    `json:"type"`
	UUID   string    `json:"uuid"`
	Name   string    `json:"name"`
	Issuer string    `json:"issuer"`
	Note   string    `json:"note"`
	Icon   *string   `json:"icon"`
	Info   aegisInfo `json:"info"`
	Groups []string  `json:"groups"`
}

type aegisInfo struct {
	Secret value `json:"secret"`
	Algo   value `json:"algo"`
	Digits value `json:"digits"`
	Period value `json:"period"`
}

func isAegis(d *document) bool { return d.has("version", "header", "db") }

func readAegis(d *document, passphrase []byte) (Export, error) {
	var file aegisFile
	if err := readJSON(d.data, &file); err != nil {
		return Export{}, err
	}
	if file.Version > aegisFileVersion {
		return Export{}, newer(file.Version)
	}
	raw := []byte(file.DB)
	if len(file.Header.Slots) > 0 || file.Header.Params != nil {
		var err error
		if raw, err = file.open(passphrase); err != nil {
			return Export{}, err
		}
		defer clear(raw)
	}
	var content aegisContent
	if err := readJSON(raw, &content); err != nil {
		return Export{}, err
	}
	if content.Version > aegisContentVersion {
		return Export{}, newer(content.Version)
	}
	return Export{Entries: entriesOf(content.Entries, func(one aegisEntry) (Entry, bool) {
		return fields{
			kind: one.Type, issuer: one.Issuer, account: one.Name,
			secret: one.Info.Secret, algorithm: one.Info.Algo, digits: one.Info.Digits, period: one.Info.Period,
		}.entry(), true
	})}, nil
}

// open opens the content with the master key of the first slot that the passphrase opens.
func (f aegisFile) open(passphrase []byte) ([]byte, error) {
	var text string
	if f.Header.Params == nil || json.Unmarshal(f.DB, &text) != nil {
		return nil, because(ReasonDamaged)
	}
	sealed, err := decodeBase64(text)
	if err != nil {
		return nil, err
	}
	master, err := f.masterKey(passphrase)
	if err != nil {
		return nil, err
	}
	defer clear(master)
	content, err := f.Header.Params.open(master, sealed)
	if errors.Is(err, &Error{Reason: ReasonPassphraseWrong}) {
		// The passphrase was right, or there were no master key.
		return nil, because(ReasonDamaged)
	}
	return content, err
}

func (f aegisFile) masterKey(passphrase []byte) ([]byte, error) {
	outcome := because(ReasonNoPassphraseSlot)
	var spent int64
	for _, slot := range f.Header.Slots {
		if slot.Type != aegisPassphraseSlot {
			continue
		}
		if err := needed(passphrase); err != nil {
			return nil, err
		}
		cost, err := scryptCost(slot.N, slot.R, slot.P)
		if err != nil {
			return nil, err
		}
		// The limit holds for all slots together.
		if spent += cost; spent > maxMemory {
			return nil, because(ReasonTooCostly)
		}
		master, err := slot.open(passphrase)
		if err == nil {
			return master, nil
		}
		outcome = err
	}
	return nil, outcome
}

func (s aegisSlot) open(passphrase []byte) ([]byte, error) {
	salt, saltErr := hex.DecodeString(s.Salt)
	sealed, keyErr := hex.DecodeString(s.Key)
	if saltErr != nil || keyErr != nil || len(sealed) != keySize {
		return nil, because(ReasonDamaged)
	}
	key, err := scryptKey(passphrase, salt, s.N, s.R, s.P)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return s.Params.open(key, sealed)
}

func (p aegisParams) open(key, sealed []byte) ([]byte, error) {
	nonce, nonceErr := hex.DecodeString(p.Nonce)
	tag, tagErr := hex.DecodeString(p.Tag)
	if nonceErr != nil || tagErr != nil || len(tag) != tagSize {
		return nil, because(ReasonDamaged)
	}
	return openGCM(key, nonce, append(sealed[:len(sealed):len(sealed)], tag...), nil)
}

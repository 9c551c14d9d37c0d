package transfer

import (
	"bytes"
	"encoding/json"
)

// What is fixed in Proton Authenticator's export of version 1: the cost of Argon2id and the data that the
// content is bound to.
const (
	protonVersion = 1
	protonPasses  = 2
	protonMemory  = 19 * 1024 // KiB
	protonLanes   = 1
	protonBinding = "proton.authenticator.export.v1"
)

type protonEntry struct {
	Content struct {
		URI  string `json:"uri"`
		Name string `json:"name"` // the user
	} `json:"content"`
}

func isProton(d *document) bool {
	if d.has("version", "entries") {
		return bytes.Contains(d.data, []byte(`"content"`)) || string(bytes.TrimSpace(d.object["entries"])) == "[]"
	}
	return d.has("version", "salt", "content")
}

func readProton(d *document, passphrase []byte) (Export, error) {
	var file struct {
		Version int                     `json:"version"`
		Salt    string                  `json:"salt"`
		Content string                  `json:"content"`
		Entries listed[json.RawMessage] `json:"entries"`
	}
	if err := readJSON(d.data, &file); err != nil {
		return Export{}, err
	}
	if file.Version > protonVersion {
		return Export{}, newer(file.Version)
	}
	if file.Content != "" {
		plain, err := openProton(file.Salt, file.Content, passphrase)
		if err != nil {
			return Export{}, err
		}
		defer clear(plain)
		return readProton(&document{data: plain}, nil)
	}
	return Export{Entries: entriesOf(file.Entries, func(one protonEntry) (Entry, bool) {
		return linkEntry(one.Content.URI, "", one.Content.Name), true
	})}, nil
}

// openProton opens nonce and AES-256-GCM, in Base64.
func openProton(salt, content string, passphrase []byte) ([]byte, error) {
	saltBytes, saltErr := decodeBase64(salt)
	sealed, contentErr := decodeBase64(content)
	if saltErr != nil || contentErr != nil || len(saltBytes) == 0 || len(sealed) < nonceSize {
		return nil, because(ReasonDamaged)
	}
	if err := needed(passphrase); err != nil {
		return nil, err
	}
	key, err := argon2Key(passphrase, saltBytes, protonPasses, protonMemory, protonLanes)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return openGCM(key, sealed[:nonceSize], sealed[nonceSize:], []byte(protonBinding))
}

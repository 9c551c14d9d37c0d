package transfer

const enteVersion = 1

// enteFile is Ente Auth's encrypted export (encrypted_export.md of Ente): Argon2id as libsodium's
// crypto_pwhash calls it, one message of libsodium's secretstream, inside of it otpauth links.
type enteFile struct {
	Version int `json:"version"`
	KDF     struct {
		Memory int64  `json:"memLimit"` // bytes
		Passes int64  `json:"opsLimit"`
		Salt   string `json:"salt"`
	} `json:"kdfParams"`
	Data   string `json:"encryptedData"`
	Header string `json:"encryptionNonce"`
}

func isEnte(d *document) bool { return d.has("kdfParams", "encryptedData", "encryptionNonce") }

func readEnte(d *document, passphrase []byte) (Export, error) {
	var file enteFile
	if err := readJSON(d.data, &file); err != nil {
		return Export{}, err
	}
	if file.Version > enteVersion {
		return Export{}, newer(file.Version)
	}
	salt, saltErr := decodeBase64(file.KDF.Salt)
	sealed, dataErr := decodeBase64(file.Data)
	header, headerErr := decodeBase64(file.Header)
	if saltErr != nil || dataErr != nil || headerErr != nil || len(salt) == 0 {
		return Export{}, because(ReasonDamaged)
	}
	if err := needed(passphrase); err != nil {
		return Export{}, err
	}
	key, err := argon2Key(passphrase, salt, file.KDF.Passes, file.KDF.Memory/1024, 1)
	if err != nil {
		return Export{}, err
	}
	defer clear(key)
	plain, err := openSecretStream(key, header, sealed)
	if err != nil {
		return Export{}, err
	}
	defer clear(plain)
	return readLinks(&document{data: plain}, nil)
}

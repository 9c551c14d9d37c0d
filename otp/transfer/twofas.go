package transfer

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
)

// The newest schema of 2FAS that is known, and the cost of its key derivation, which is not in the file.
const (
	twoFASSchema     = 4
	twoFASIterations = 10_000
)

// twoFASService is one service of 2FAS. Schemas before 4 have no tokenType and may leave out digits, period
// and algorithm, which then are those of a Key URI.
type twoFASService struct {
	Name   string `json:"name"`
	Secret value  `json:"secret"`
	OTP    struct {
		Label     string `json:"label"`
		Account   string `json:"account"`
		Issuer    string `json:"issuer"`
		Digits    value  `json:"digits"`
		Period    value  `json:"period"`
		Algorithm value  `json:"algorithm"`
		TokenType value  `json:"tokenType"`
	} `json:"otp"`
}

func isTwoFAS(d *document) bool {
	return d.has("servicesEncrypted") || d.has("services", "schemaVersion")
}

func readTwoFAS(d *document, passphrase []byte) (Export, error) {
	var file struct {
		Schema    int                     `json:"schemaVersion"`
		Services  listed[json.RawMessage] `json:"services"`
		Encrypted string                  `json:"servicesEncrypted"`
	}
	if err := readJSON(d.data, &file); err != nil {
		return Export{}, err
	}
	if file.Schema > twoFASSchema {
		return Export{}, newer(file.Schema)
	}
	if file.Encrypted != "" {
		plain, err := openTwoFAS(file.Encrypted, passphrase)
		if err != nil {
			return Export{}, err
		}
		defer clear(plain)
		if err := readJSON(plain, &file.Services); err != nil {
			return Export{}, err
		}
	}
	return Export{Entries: entriesOf(file.Services, func(s twoFASService) (Entry, bool) { return s.entry(), true })}, nil
}

// openTwoFAS opens "text:salt:nonce", each Base64: AES-256-GCM with a key by PBKDF2-HMAC-SHA256.
func openTwoFAS(encrypted string, passphrase []byte) ([]byte, error) {
	parts := strings.Split(encrypted, ":")
	if len(parts) < 3 {
		return nil, because(ReasonDamaged)
	}
	raw := make([][]byte, 3)
	for i := range raw {
		var err error
		if raw[i], err = decodeBase64(parts[i]); err != nil {
			return nil, err
		}
	}
	if err := needed(passphrase); err != nil {
		return nil, err
	}
	key, err := pbkdf2Key(sha256.New, passphrase, raw[1], twoFASIterations)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return openGCM(key, raw[2], raw[0], nil)
}

func (s twoFASService) entry() Entry {
	f := fields{
		name: s.Name, kind: "totp", issuer: s.OTP.Issuer, account: s.OTP.Account,
		secret: s.Secret, algorithm: s.OTP.Algorithm, digits: s.OTP.Digits, period: s.OTP.Period,
	}
	if s.OTP.TokenType.given {
		f.kind = s.OTP.TokenType.text
	}
	if f.issuer == "" {
		f.issuer = s.Name
	}
	if f.account == "" {
		f.label = s.OTP.Label
	}
	if f.name != "" && f.account != "" {
		f.name = shownAs(f.name, f.account)
	}
	return f.entry()
}

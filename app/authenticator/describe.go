package authenticator

import (
	"kanzleicode/app/vault"
	"kanzleicode/otp"
	"kanzleicode/otp/transfer"
)

// Links are all accounts as otpauth links, one a line, with their secrets in clear text: for what is encrypted
// before it leaves, such as a backup.
func (s *Service) Links() []byte {
	s.mu.RLock()
	defer s.mu.RUnlock()
	keys := make([]otp.Key, len(s.accounts))
	for i := range s.accounts {
		keys[i] = s.accounts[i].key
	}
	text, _ := transfer.WriteLinks(keys) // refuses only what decode has refused before
	return text
}

// Unique is the Unique of a stored account, from its body: see [vault.Options].
func Unique(body []byte) (string, error) {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return "", err
	}
	return s.unique(), nil
}

// Label is what people call a stored account; "" if its body cannot be read.
func Label(body []byte) string {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return ""
	}
	return s.Name
}

package authenticator

import "kanzleicode/app/vault"

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

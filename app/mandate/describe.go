package mandate

import "kanzleicode/app/vault"

// Unique is the Unique of a stored Mandat, from its body: see [vault.Options].
func Unique(body []byte) (string, error) {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return "", err
	}
	return s.Key(), nil
}

// Label is what people call a stored Mandat; "" if its body cannot be read.
func Label(body []byte) string {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return ""
	}
	return s.Fields.Label()
}

package transfer

import (
	"strings"

	"kanzleicode/otp"
)

// freeOTPEntry is one token of FreeOTP+. The secret is an array of signed bytes, as Java has them.
type freeOTPEntry struct {
	Type      string  `json:"type"`
	Issuer    string  `json:"issuerExt"` // as the person named it
	IssuerInt string  `json:"issuerInt"` // as the link named it
	Label     string  `json:"label"`
	Secret    []int16 `json:"secret"`
	Algorithm value   `json:"algo"`
	Digits    value   `json:"digits"`
	Period    value   `json:"period"`
}

func isFreeOTP(d *document) bool { return d.has("tokens", "tokenOrder") }

func readFreeOTP(d *document, _ []byte) (Export, error) {
	var top members
	if err := readJSON(d.data, &top); err != nil {
		return Export{}, err
	}
	list, err := listIn(top, "tokens")
	if err != nil {
		return Export{}, err
	}
	return Export{Entries: entriesOf(list, func(one freeOTPEntry) (Entry, bool) { return one.entry(), true })}, nil
}

func (t freeOTPEntry) entry() Entry {
	f := fields{
		kind: t.Type, issuer: t.Issuer, account: t.Label,
		algorithm: t.Algorithm, digits: t.Digits, period: t.Period,
	}
	if strings.TrimSpace(f.issuer) == "" {
		f.issuer = t.IssuerInt
	}
	if t.Secret != nil {
		raw := make([]byte, len(t.Secret))
		defer clear(raw)
		for i, b := range t.Secret {
			if b < -128 || b > 255 {
				return unreadable(shownAs(f.issuer, f.account))
			}
			raw[i] = byte(b)
		}
		f.secret = given(otp.NewSecret(raw).Base32())
	}
	return f.entry()
}

package transfer

import (
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"kanzleicode/otp"
)

// Limits of one picture. Google Authenticator itself puts ten accounts into one; the bytes keep a picture
// with long names so coarse (version 25 at most) that a phone reads it from a screen.
const (
	maxKeysInPicture  = 10
	maxBytesInPicture = 700
)

// Refused is a key that could not be written.
type Refused struct {
	Index   int // in the keys given
	Problem error
}

// WriteGoogle writes keys as the links of one Google Authenticator export, each for one QR code that is
// scanned with "import accounts" (ten keys in a picture at most). Other programs read them too. export is a
// number that tells this export from others, best a random one; see [Part].
//
// Google Authenticator knows no period but 30 s and no length but 6 and 8 digits. Keys with others, and such
// as fail [otp.Key.Check], are left out and come back as refused, with an [*Error] of [ReasonNotForGoogle] or
// an *otp.Error. The links hold the secrets in clear text.
func WriteGoogle(keys []otp.Key, export int32) (links []string, refused []Refused) {
	var pictures []message
	count := 0
	for i, key := range keys {
		account, err := googleAccount(key)
		if err != nil {
			refused = append(refused, Refused{Index: i, Problem: about(Google, err)})
			continue
		}
		var one message
		one.block(1, account)
		last := len(pictures) - 1
		if last < 0 || count == maxKeysInPicture || len(pictures[last])+len(one) > maxBytesInPicture {
			pictures, count = append(pictures, nil), 0
			last++
		}
		pictures[last] = append(pictures[last], one...)
		count++
	}
	for i, picture := range pictures {
		picture.number(2, 1)
		picture.number(3, uint64(len(pictures)))
		picture.number(4, uint64(i))
		picture.number(5, uint64(uint32(export)))
		data := base64.StdEncoding.EncodeToString(picture)
		links = append(links, "otpauth-migration://offline?data="+url.QueryEscape(data))
	}
	return links, refused
}

// googleAccount writes OtpParameters; see googleEntry.
func googleAccount(key otp.Key) (message, error) {
	if err := key.Check(); err != nil {
		return nil, err
	}
	algorithm := map[otp.Algorithm]uint64{otp.SHA1: 1, otp.SHA256: 2, otp.SHA512: 3}[key.Algorithm]
	digits := map[int]uint64{6: 1, 8: 2}[key.Digits]
	if algorithm == 0 || digits == 0 || key.Period != 30*time.Second {
		return nil, because(ReasonNotForGoogle)
	}
	issuer, name := otp.CleanName(key.Issuer), otp.CleanName(key.Account)
	// Without an issuer a colon in the name would be taken for the end of one.
	if issuer != "" || strings.Contains(name, ":") {
		name = issuer + ":" + name
	}
	var account message
	secret := key.Secret.Bytes()
	defer clear(secret)
	account.block(1, secret)
	account.block(2, []byte(name))
	account.block(3, []byte(issuer))
	account.number(4, algorithm)
	account.number(5, digits)
	account.number(6, 2) // TOTP
	return account, nil
}

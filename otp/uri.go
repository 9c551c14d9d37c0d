package otp

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// MaxURILength is the length in bytes of the longest Key URI that is read. A QR code holds 2953 bytes.
const MaxURILength = 4096

// otherSchemes are the texts in QR codes that are mistaken for a Key URI, by the scheme they begin with.
var otherSchemes = map[string]Reason{
	"http":              ReasonWebLink,
	"https":             ReasonWebLink,
	"phonefactor":       ReasonMicrosoftPush,
	"otpauth-migration": ReasonMigration,
	"apple-otpauth":     ReasonApple,
	"motp":              ReasonMOTP,
	"steam":             ReasonSteam,
}

// ParseURI reads a Key URI, otpauth://totp/LABEL?secret=…, as services put it into QR codes. The form is
// that of the Google Authenticator wiki ("Key Uri Format"), read with the tolerance that real services
// need: any case of scheme, type and parameter names, white space around it, names that are not
// percent-encoded or not UTF-8, unknown parameters (never fetched, never followed).
//
// The label splits at its first colon into issuer and account; the issuer parameter wins over the label's.
// Both may be missing. What is unusual but harmless comes back as notes, in a fixed order, for a person to
// see before the key is stored.
//
// What could give a wrong code is refused with an [Error]: whatever is not SHA-1, SHA-256 or SHA-512,
// digits and period outside the limits of a [Key], parameters that contradict each other, counter-based
// keys, Steam Guard in every spelling. Steam as issuer counts as Steam Guard if the digits are 5 or not
// given. The error never holds the text or a part of the secret.
func ParseURI(text string) (Key, []Note, error) {
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if len(text) > MaxURILength {
		return Key{}, nil, &Error{Reason: ReasonTooLong}
	}
	label, query, err := splitURI(text)
	if err != nil {
		return Key{}, nil, err
	}
	parameters, err := readParameters(query)
	if err != nil {
		return Key{}, nil, err
	}
	key, err := parameters.key()
	if err != nil {
		return Key{}, nil, err
	}
	notes := key.adoptLabel(percentDecode(label))
	if _, given := parameters["digits"]; !given && isSteam(key.Issuer) {
		return Key{}, nil, &Error{Reason: ReasonSteam}
	}
	if err := key.Check(); err != nil {
		return Key{}, nil, err
	}
	// Percent-encoding makes names longer: what is read must also be writable.
	if len(key.URI()) > MaxURILength {
		return Key{}, nil, &Error{Reason: ReasonTooLong}
	}
	return key, notes, nil
}

// splitURI takes the label and the query out of the URI of a time-based key, both still encoded. Whatever
// else the text is has a reason of its own.
func splitURI(text string) (label, query string, err error) {
	scheme, rest, hasScheme := strings.Cut(text, ":")
	scheme = strings.ToLower(scheme)
	if reason, known := otherSchemes[scheme]; known && hasScheme {
		return "", "", &Error{Reason: reason}
	}
	if scheme != "otpauth" || !hasScheme {
		return "", "", &Error{Reason: ReasonNotOTPAuth}
	}
	rest, slashes := strings.CutPrefix(rest, "//")
	// A raw '#' is part of a name: a Key URI has no fragment. Splitting comes before decoding, so that
	// encoded '?', '&' and '=' stay inside the names.
	path, query, _ := strings.Cut(rest, "?")
	kind, label, _ := strings.Cut(path, "/")
	if !slashes || kind == "" {
		return "", "", &Error{Reason: ReasonMalformed}
	}
	switch strings.ToLower(kind) {
	case "totp":
	case "hotp":
		return "", "", &Error{Reason: ReasonHOTP}
	case "steam":
		return "", "", &Error{Reason: ReasonSteam}
	case "motp":
		return "", "", &Error{Reason: ReasonMOTP}
	default:
		return "", "", &Error{Reason: ReasonUnknownType, Detail: harmless(kind)}
	}
	return label, query, nil
}

// adoptLabel takes over what the decoded label names beside the issuer parameter.
func (k *Key) adoptLabel(label string) []Note {
	var prefix string
	prefix, k.Account = splitLabel(label, k.Issuer)
	var notes []Note
	switch {
	case k.Issuer == "" && prefix == "":
		notes = append(notes, Note{Kind: NoteIssuerMissing})
	case k.Issuer == "":
		k.Issuer = prefix
	case prefix != "" && !strings.EqualFold(prefix, k.Issuer):
		notes = append(notes, Note{Kind: NoteIssuerDiffers, Issuer: k.Issuer, Prefix: prefix})
	}
	if k.Account == "" {
		notes = append(notes, Note{Kind: NoteAccountMissing})
	}
	return notes
}

// URI writes the key as a Key URI with every parameter stated, for a QR code or a backup. It holds the
// secret in clear text. [ParseURI] reads the same key from it, with its names as [CleanName] gives them, if
// the key passes [Key.Check] and the URI is not longer than [MaxURILength].
func (k Key) URI() string {
	issuer, account := CleanName(k.Issuer), CleanName(k.Account)
	label := escape(account)
	// Without an issuer a colon in the account would be taken for the end of one.
	if issuer != "" || strings.Contains(account, ":") {
		label = escape(issuer) + ":" + label
	}
	uri := "otpauth://totp/" + label + "?secret=" + k.Secret.Base32()
	if issuer != "" {
		uri += "&issuer=" + escape(issuer)
	}
	return uri + fmt.Sprintf("&algorithm=%s&digits=%d&period=%d", k.Algorithm, k.Digits, k.Period/time.Second)
}

// CleanName makes one line of readable text of an issuer or account name from outside: tabs and line
// breaks become blanks, control characters and marks that turn the direction of writing are dropped,
// blanks at both ends too. Bytes that are not UTF-8 are read as Windows-1252.
func CleanName(name string) string {
	if !utf8.ValidString(name) {
		// The decoder knows every byte: those without a character become U+FFFD.
		name, _ = charmap.Windows1252.NewDecoder().String(name)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, name))
}

// splitLabel takes a decoded label apart into issuer prefix and account. Where the label begins with the
// issuer from the parameter, the prefix is that, so that an issuer may hold a colon itself.
func splitLabel(label, issuer string) (prefix, account string) {
	label = CleanName(label)
	if rest, ok := strings.CutPrefix(label, issuer+":"); ok && issuer != "" {
		return issuer, CleanName(rest)
	}
	prefix, account, found := strings.Cut(label, ":")
	if !found {
		return "", label
	}
	return CleanName(prefix), CleanName(account)
}

// parameters are the known parameters of a Key URI, decoded, by name in lower case.
type parameters map[string]string

// readParameters reads a query. Unknown parameters (image, codeDisplay, …) are left out.
func readParameters(query string) (parameters, error) {
	known := parameters{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		// A link copied out of a page's source has &amp; between its parameters.
		name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(percentDecode(name))), "amp;")
		switch name {
		case "secret", "issuer", "algorithm", "digits", "period", "encoder":
		default:
			continue
		}
		value = strings.TrimSpace(percentDecode(strings.ReplaceAll(value, "+", " ")))
		if before, again := known[name]; again && before != value {
			return nil, &Error{Reason: ReasonDuplicateParameter, Detail: name}
		}
		known[name] = value
	}
	return known, nil
}

// key makes a key of the parameters, still without an account. Absent ones get the values that the Key
// URI form gives them; present but empty ones, apart from the issuer, are refused.
func (p parameters) key() (Key, error) {
	key := Key{Issuer: CleanName(p["issuer"]), Algorithm: SHA1, Digits: DefaultDigits, Period: DefaultPeriod}
	if encoder := strings.ToLower(p["encoder"]); encoder == "steam" {
		return Key{}, &Error{Reason: ReasonSteam}
	} else if encoder != "" {
		return Key{}, &Error{Reason: ReasonUnknownAlgorithm, Detail: harmless(encoder)}
	}
	secret, given := p["secret"]
	if !given {
		return Key{}, &Error{Reason: ReasonSecretMissing}
	}
	var err error
	if key.Secret, err = ParseSecret(secret); err != nil {
		return Key{}, err
	}
	if name, given := p["algorithm"]; given {
		if key.Algorithm, err = ParseAlgorithm(name); err != nil {
			return Key{}, err
		}
	}
	if digits, given := p["digits"]; given {
		if key.Digits, err = strconv.Atoi(digits); err != nil || key.Digits < MinDigits || key.Digits > MaxDigits {
			return Key{}, &Error{Reason: ReasonDigits, Detail: harmless(digits)}
		}
	}
	if period, given := p["period"]; given {
		seconds, err := strconv.Atoi(period)
		if err != nil || seconds < int(MinPeriod/time.Second) || seconds > int(MaxPeriod/time.Second) {
			return Key{}, &Error{Reason: ReasonPeriod, Detail: harmless(period)}
		}
		key.Period = time.Duration(seconds) * time.Second
	}
	return key, nil
}

// percentDecode decodes %XX once. Other than in net/url a '%' without two hexadecimal digits stands for
// itself: services write names such as "50% Rabatt" unencoded.
func percentDecode(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if b, err := hex.DecodeString(text[i+1 : i+3]); err == nil {
				out.WriteByte(b[0])
				i += 2
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// escape percent-encodes everything but letters, digits and -_.~ so that no reader can take a name's
// characters for the URI's. A blank is %20, which means the same in path and query.
func escape(name string) string { return strings.ReplaceAll(url.QueryEscape(name), "+", "%20") }

package transfer

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"kanzleicode/otp"
)

// migrationScheme begins every link of a Google Authenticator export.
const migrationScheme = "otpauth-migration:"

// IsMigration reports whether a text from a QR code is a link of a Google Authenticator export, for
// [ReadPart].
func IsMigration(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) >= len(migrationScheme) && strings.EqualFold(text[:len(migrationScheme)], migrationScheme)
}

// Part is one picture of a Google Authenticator export. More than ten accounts come in several pictures.
type Part struct {
	Export  int32 // the same number in all pictures of one export
	Number  int   // of this picture, from 1
	Of      int   // how many pictures there are
	Entries []Entry
}

// maxParts is the largest number of pictures that is believed.
const maxParts = 1000

// ReadPart reads a link "otpauth-migration://offline?data=…": Base64 of a protocol buffer MigrationPayload
// {1 accounts, 2 version, 3 batch_size, 4 batch_index, 5 batch_id}. The Base64 may be for URLs or not,
// padded or not, percent-encoded or not. Errors: [ReasonUnknownFormat] if it is no such link,
// [ReasonTooLarge], [ReasonTooMany], [ReasonDamaged].
func ReadPart(link string) (Part, error) {
	part, err := readPart(link)
	if err != nil {
		return Part{}, about(Google, err)
	}
	return part, nil
}

func readPart(link string) (Part, error) {
	if !IsMigration(link) {
		return Part{}, because(ReasonUnknownFormat)
	}
	if len(link) > MaxSize {
		return Part{}, because(ReasonTooLarge)
	}
	_, query, _ := strings.Cut(strings.TrimSpace(link), "?")
	var raw []byte
	for pair := range strings.SplitSeq(query, "&") {
		name, data, _ := strings.Cut(pair, "=")
		if !strings.EqualFold(name, "data") {
			continue
		}
		// In a query + would be a blank; here it is Base64, whatever was encoded or not.
		if decoded, err := url.PathUnescape(data); err == nil {
			data = decoded
		}
		var err error
		if raw, err = decodeBase64(strings.ReplaceAll(data, " ", "+")); err != nil {
			return Part{}, err
		}
	}
	if len(raw) == 0 {
		return Part{}, because(ReasonDamaged)
	}
	return readPayload(raw)
}

func readPayload(raw message) (Part, error) {
	part := Part{Number: 1, Of: 1}
	var size, index uint64
	for {
		f, more, err := raw.next()
		if err != nil {
			return Part{}, err
		}
		if !more {
			break
		}
		switch f.tag {
		case 1:
			if part.Entries = append(part.Entries, googleEntry(f.bytes)); len(part.Entries) > MaxEntries {
				return Part{}, because(ReasonTooMany)
			}
		case 3:
			size = f.number
		case 4:
			index = f.number
		case 5:
			part.Export = int32(f.number)
		}
	}
	if size > maxParts || index >= max(size, 1) {
		return Part{}, because(ReasonDamaged)
	}
	part.Number, part.Of = int(index)+1, int(max(size, 1))
	return part, nil
}

// The enumerations of OtpParameters {1 secret, 2 name, 3 issuer, 4 algorithm, 5 digits, 6 type, 7 counter}.
// Zero means "not stated": SHA-1 and six digits, as the app takes it. There is no period: it is always 30 s.
var (
	googleAlgorithms = map[uint64]string{0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512", 4: "MD5"}
	googleDigits     = map[uint64]string{0: "6", 1: "6", 2: "8"}
	googleTypes      = map[uint64]string{1: "hotp", 2: "totp"}
)

func googleEntry(raw message) Entry {
	f := fields{period: given("30")}
	var algorithm, digits, kind uint64
	for {
		found, more, err := raw.next()
		if err != nil {
			return unreadable(f.label)
		}
		if !more {
			break
		}
		switch found.tag {
		case 1:
			f.secret = given(otp.NewSecret(found.bytes).Base32())
		case 2:
			f.label = string(found.bytes)
		case 3:
			f.issuer = string(found.bytes)
		case 4:
			algorithm = found.number
		case 5:
			digits = found.number
		case 6:
			kind = found.number
		}
	}
	f.algorithm, f.digits = given(nameOf(googleAlgorithms, algorithm)), given(nameOf(googleDigits, digits))
	f.kind = nameOf(googleTypes, kind)
	e := f.entry()
	if e.Problem == nil {
		// The label often repeats the issuer.
		e.Name = shownAs(e.Key.Issuer, e.Key.Account)
	}
	return e
}

// nameOf is the name of a number in an enumeration. Others show as "no. 7", which no later rule knows.
func nameOf(names map[uint64]string, number uint64) string {
	if name, known := names[number]; known {
		return name
	}
	return fmt.Sprintf("no. %d", number)
}

// isMigration recognises a text with a migration link in it.
func isMigration(d *document) bool { return slices.ContainsFunc(findLinks(d), IsMigration) }

// readMigration reads all migration links of a text.
func readMigration(d *document, _ []byte) (Export, error) {
	var batch Batch
	var export Export
	var count int
	for _, link := range findLinks(d) {
		if !IsMigration(link) {
			export.Entries = append(export.Entries, linkEntry(link, "", ""))
			continue
		}
		part, err := ReadPart(link)
		if err != nil {
			return Export{}, err
		}
		batch.Add(part)
		if count += len(part.Entries); count > MaxEntries {
			return Export{}, because(ReasonTooMany)
		}
	}
	export.Entries = append(batch.Entries(), export.Entries...)
	export.Problem = batch.Problem()
	return export, nil
}

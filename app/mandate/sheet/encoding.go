package sheet

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how the letters of a text file are stored. It is the tail of the translation key
// "sheet.encoding.<encoding>".
type Encoding string

// The encodings. The last one is never recognised, only chosen: its letters could always be others.
const (
	UTF8        Encoding = "utf-8"
	UTF8BOM     Encoding = "utf-8-bom" // with a byte order mark; to choose it is to choose UTF8
	UTF16       Encoding = "utf-16"    // either byte order, with a mark or without
	Windows1252 Encoding = "windows-1252"
	CodePage850 Encoding = "cp850" // of DOS programs, and of what still writes as they did
)

// Encodings lists those that a person can choose from.
func Encodings() []Encoding { return []Encoding{UTF8, UTF16, Windows1252, CodePage850} }

// TextKey is the translation key of its name.
func (e Encoding) TextKey() string { return "sheet.encoding." + string(e) }

var utf8Mark = []byte("\xEF\xBB\xBF")

// decodeText gives the text in UTF-8, and what it was. A choice is only ever refused, not replaced by
// another.
func decodeText(data []byte, choice Encoding) (string, Encoding, error) {
	found := choice
	if found == "" {
		found = recognise(data)
	}
	var from encoding.Encoding
	switch found {
	case UTF8, UTF8BOM:
		found = UTF8
		if bytes.HasPrefix(data, utf8Mark) {
			data, found = data[len(utf8Mark):], UTF8BOM
		}
	case UTF16:
		order := unicode.LittleEndian
		if isWide(data, 0) {
			order = unicode.BigEndian
		}
		from = unicode.UTF16(order, unicode.UseBOM)
	case Windows1252:
		from = charmap.Windows1252
	case CodePage850:
		from = charmap.CodePage850
	default:
		return "", "", wrongEncoding(choice)
	}
	if from != nil {
		decoded, err := from.NewDecoder().Bytes(data)
		if err != nil {
			return "", "", wrongEncoding(choice)
		}
		data = decoded
	}
	if choice != "" && !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return "", "", wrongEncoding(choice)
	}
	return string(data), found, nil
}

// wrongEncoding: nobody chose, so it is no text; or the choice was wrong.
func wrongEncoding(choice Encoding) error {
	if choice == "" {
		return &Error{Reason: ReasonNoTable}
	}
	return &Error{Reason: ReasonWrongEncoding, Detail: string(choice)}
}

// recognise goes by the byte order mark, then by the zeros of UTF-16; other text is UTF-8 if it is valid
// and Windows-1252 if not.
func recognise(data []byte) Encoding {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")),
		isWide(data, 0), isWide(data, 1):
		return UTF16
	case bytes.HasPrefix(data, utf8Mark), utf8.Valid(data):
		return UTF8
	}
	return Windows1252
}

// isWide reports whether the first bytes look like UTF-16 without a mark: zeros stand at every second
// place, beginning with zero, and nowhere else.
func isWide(data []byte, zero int) bool {
	head := data[:min(len(data), 64)&^1]
	for i, b := range head {
		if (b == 0) != (i&1 == zero) {
			return false
		}
	}
	return len(head) > 0
}

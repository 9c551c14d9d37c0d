package support

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	netmail "net/mail"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"golang.org/x/net/idna"
)

// xlsxType is the media type of an Excel workbook (IANA).
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// WriteMail writes the letter as a mail draft (RFC 5322 and 2045, CRLF): the rows in the text and attached as an
// Excel workbook. X-Unsent makes Outlook open it for sending; Thunderbird and Apple Mail take it as a message
// to edit as new. Without a To the person puts it in. There is no Message-ID: the program that sends makes it.
// The same letter gives the same bytes.
func (l *Letter) WriteMail(w io.Writer) error {
	var header mail.Header
	// go-message puts the last field first.
	for _, to := range []struct{ field, name, address string }{{"To", "", l.To}, {"From", firstOf(l.Sender.Contact, l.Sender.Name), l.From}} {
		if to.address != "" {
			header.SetAddressList(to.field, []*mail.Address{{Name: oneLine(to.name), Address: to.address}})
		}
	}
	header.SetSubject(l.Subject)
	header.SetDate(l.Date)
	header.Set("MIME-Version", "1.0")
	header.Set("X-Unsent", "1")
	if len(l.Table.Rows) == 0 {
		setText(&header.Header)
		return writeMail(w, &header, func(whole *message.Writer) error { return l.writeText(whole) })
	}
	header.SetContentType("multipart/mixed", map[string]string{"boundary": l.boundary()})
	return writeMail(w, &header, func(whole *message.Writer) error {
		var text, file message.Header
		setText(&text)
		// mime writes RFC 2231; the library's own SetFilename writes RFC 2047, which has no place in a parameter.
		name := l.FileName + ".xlsx"
		file.Set("Content-Type", xlsxType)
		file.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		file.Set("Content-Transfer-Encoding", "base64")
		return errors.Join(writePart(whole, text, l.writeText), writePart(whole, file, l.WriteXLSX))
	})
}

func setText(h *message.Header) {
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
}

func (l *Letter) writeText(w io.Writer) error {
	_, err := io.WriteString(w, crlf(l.Text))
	return err
}

// boundary parts the message: it must be the same for the same letter, and stand nowhere inside it. In
// quoted-printable and base64 "=_" followed by what it is cannot occur (RFC 2045 6.7, 6.8).
func (l *Letter) boundary() string {
	sum := sha256.Sum256([]byte(l.Subject + "\x00" + l.Text))
	return "=_" + hex.EncodeToString(sum[:16])
}

func writeMail(w io.Writer, header *mail.Header, body func(*message.Writer) error) error {
	var out bytes.Buffer // the library's encoders swallow the errors of what they write to
	whole, err := message.CreateWriter(&out, header.Header)
	if err == nil {
		err = errors.Join(body(whole), whole.Close())
	}
	if err == nil {
		_, err = out.WriteTo(w)
	}
	if err != nil {
		return fmt.Errorf("support: write mail: %w", err)
	}
	return nil
}

func writePart(whole *message.Writer, header message.Header, write func(io.Writer) error) error {
	part, err := whole.CreatePart(header)
	if err != nil {
		return err
	}
	return errors.Join(write(part), part.Close())
}

// MaxMailURL is how long a link may be, in bytes: Windows hands at most 2,083 on to the mail program
// (INTERNET_MAX_URL_LENGTH), and some programs take less.
const MaxMailURL = 2000

// MailURL is the letter as a mailto link (RFC 6068) that the mail program opens. It has no attachment. A letter
// that is too long for it is ReasonTooLong: [Letter.WriteMail] has room for any.
func (l *Letter) MailURL() (string, error) {
	link := "mailto:" + strings.ReplaceAll(escape(l.To), "%40", "@") + "?subject=" + escape(l.Subject) + "&body=" + escape(crlf(l.Text))
	if len(link) > MaxMailURL {
		return "", &Error{Reason: ReasonTooLong, Count: len(link), Limit: MaxMailURL}
	}
	return link, nil
}

// escape leaves only the unreserved characters of RFC 3986 as they are; a blank is %20, never "+".
func escape(text string) string {
	const digits = "0123456789ABCDEF"
	var out strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			out.WriteByte(c)
		default:
			out.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return out.String()
}

// CheckAddress refuses what is not one plain e-mail address (RFC 5322 addr-spec), without a name. A domain may
// have umlauts, the part before the "@" may not: few mail programs could send there. "" is none and no error.
// Errors are *Error.
func CheckAddress(text string) error {
	_, err := address(text)
	return err
}

// maxAddress is the longest address that mail can be sent to (RFC 5321 4.5.3.1.3), in bytes.
const maxAddress = 254

// address is an address as mail needs it: a domain with umlauts is written "xn--…" (RFC 5891).
func address(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	at := strings.LastIndexByte(text, '@')
	domain, err := idna.Lookup.ToASCII(text[at+1:])
	ascii := text[:at+1] + domain
	if err == nil {
		var parsed *netmail.Address
		if parsed, err = netmail.ParseAddress(ascii); err == nil && parsed.Address == ascii && plain.MatchString(ascii) && len(ascii) <= maxAddress {
			return ascii, nil
		}
	}
	return "", &Error{Reason: ReasonAddress, Detail: text}
}

// plain is what the grammar allows without the forms that no support has: quoted names, domains without a dot.
var plain = regexp.MustCompile(`^[!-?A-Z^-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

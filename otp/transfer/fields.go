package transfer

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"kanzleicode/otp"
)

// value is one value of an entry as the file has it: text, or a number or truth value in its own spelling.
// What is null or not there is not given; then the format's default holds.
type value struct {
	text  string
	given bool
}

func given(text string) value { return value{text: text, given: true} }

// UnmarshalJSON takes any JSON value but objects and arrays.
func (v *value) UnmarshalJSON(raw []byte) error {
	switch raw[0] {
	case 'n':
		*v = value{}
		return nil
	case '{', '[':
		return because(ReasonEntryUnreadable)
	case '"':
		v.given = true
		return json.Unmarshal(raw, &v.text)
	}
	*v = given(string(raw))
	return nil
}

// fields are an entry of a format that keeps its values apart. They become a Key URI, so that they are read
// by the same rules, with the same notes and refusals, as a QR code.
type fields struct {
	name            string // what the program calls it, if that is not issuer and account
	kind            string // totp or another type of a Key URI
	issuer, account string
	label           string // instead of account, where it may begin with "issuer:"
	secret          value  // Base32
	algorithm       value
	digits, period  value
}

// entry makes a key of the fields, or a problem.
func (f fields) entry() Entry {
	kind := strings.ToLower(strings.TrimSpace(f.kind))
	if kind == "" {
		kind = "-" // a type, but none that is known
	}
	label := escape(f.label)
	if f.label == "" {
		label = escape(f.issuer) + ":" + escape(f.account)
	}
	query := url.Values{}
	for name, v := range map[string]value{
		"secret": f.secret, "algorithm": f.algorithm, "digits": f.digits, "period": f.period,
		"issuer": {text: f.issuer, given: f.issuer != ""},
	} {
		if v.given {
			query.Set(name, v.text)
		}
	}
	e := parse("otpauth://" + escape(kind) + "/" + label + "?" + query.Encode())
	e.Name = shownAs(f.name)
	if e.Name == "" {
		e.Name = shownAs(f.issuer, f.account+f.label)
	}
	return e
}

// linkEntry reads a Key URI that stands in an entry. Where the link does not name the service or the user,
// what the program calls them is taken.
func linkEntry(link, service, user string) Entry {
	e := parse(link)
	service, user = otp.CleanName(service), otp.CleanName(user)
	if e.Problem == nil && e.Key.Issuer == "" && service != "" {
		// Without the name ParseURI could not tell that an entry named Steam has no digits.
		if strings.EqualFold(service, "Steam") {
			return Entry{Name: service, Problem: &otp.Error{Reason: otp.ReasonSteam}}
		}
		e.Key.Issuer = service
		e.drop(otp.NoteIssuerMissing)
	}
	if e.Problem == nil && e.Key.Account == "" && user != "" {
		e.Key.Account = user
		e.drop(otp.NoteAccountMissing)
	}
	if e.Problem == nil && len(e.Key.URI()) > otp.MaxURILength {
		e = Entry{Problem: &otp.Error{Reason: otp.ReasonTooLong}}
	}
	e.Name = shownAs(service, user)
	if e.Problem == nil {
		e.Name = shownAs(e.Key.Issuer, e.Key.Account)
	}
	return e
}

// parse is otp.ParseURI with its error as the problem.
func parse(link string) Entry {
	key, notes, err := otp.ParseURI(link)
	if err != nil {
		return Entry{Problem: err}
	}
	return Entry{Key: key, Notes: notes}
}

// drop takes a note away.
func (e *Entry) drop(kind otp.NoteKind) {
	e.Notes = slices.DeleteFunc(e.Notes, func(n otp.Note) bool { return n.Kind == kind })
}

// unreadable is an entry that is not of the form that its format gives it.
func unreadable(name string) Entry {
	return Entry{Name: shownAs(name), Problem: because(ReasonEntryUnreadable)}
}

// maxShown is the length in characters at which names in lists of entries are cut.
const maxShown = 100

// shownAs makes the name of an entry out of what names it: "service (user)", or the one that there is.
func shownAs(names ...string) string {
	var parts []string
	for _, name := range names {
		if runes := []rune(otp.CleanName(name)); len(runes) > maxShown {
			parts = append(parts, string(runes[:maxShown])+"…")
		} else if len(runes) > 0 {
			parts = append(parts, string(runes))
		}
	}
	if len(parts) == 2 {
		return parts[0] + " (" + parts[1] + ")"
	}
	return strings.Join(parts, " ")
}

// escape percent-encodes a part of a Key URI's path.
func escape(name string) string { return strings.ReplaceAll(url.QueryEscape(name), "+", "%20") }

// entriesOf reads a JSON array entry by entry. convert gets one entry; ok is false where there is nothing
// to import, such as a password without a code. It ends where there are too many.
func entriesOf[T any](list []json.RawMessage, convert func(T) (e Entry, ok bool)) []Entry {
	var entries []Entry
	for _, raw := range list {
		if len(entries) > MaxEntries {
			break
		}
		var one T
		if bytes.Equal(raw, []byte("null")) || json.Unmarshal(raw, &one) != nil {
			entries = append(entries, unreadable(""))
			continue
		}
		if e, ok := convert(one); ok {
			entries = append(entries, e)
		}
	}
	return entries
}

// listIn is the array under a name of a JSON object.
func listIn(object members, name string) (listed[json.RawMessage], error) {
	var list listed[json.RawMessage]
	err := readJSON(object[name], &list)
	return list, err
}

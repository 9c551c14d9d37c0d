package transfer

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"kanzleicode/otp"
)

func isKeePassCSV(d *document) bool { return isTable(d, "Group", "Title", "Username", "TOTP") }

// readKeePassCSV reads KeePassXC's CSV export.
func readKeePassCSV(d *document, _ []byte) (Export, error) {
	var export Export
	for row, err := range rowsOf(d) {
		if err != nil {
			return Export{}, err
		}
		if len(export.Entries) > MaxEntries {
			break
		}
		entry := keePassEntry{"Title": row["Title"], "UserName": row["Username"], "otp": row["TOTP"]}
		if e, ok := entry.read(); ok {
			export.Entries = append(export.Entries, e)
		}
	}
	return export, nil
}

// keePassEntry is one entry of a KeePass safe: its strings by name.
type keePassEntry map[string]string

// read finds the code of an entry wherever KeePass, KeePassXC and their plugins keep it; ok is false where
// there is none.
func (k keePassEntry) read() (e Entry, ok bool) {
	f := fields{name: shownAs(k["Title"], k["UserName"]), kind: "totp", issuer: k["Title"], account: k["UserName"]}
	switch text := strings.TrimSpace(k["otp"]); {
	case strings.Contains(text, "://"):
		return linkEntry(text, k["Title"], k["UserName"]), true
	case strings.Contains(text, "key="):
		f.keeOTP(text)
		return f.entry(), true
	case text != "":
		f.secret = given(text)
		return f.entry(), true
	}
	if seed := k["TOTP Seed"]; strings.TrimSpace(seed) != "" {
		f.secret = given(seed)
		f.traySettings(k["TOTP Settings"])
		return f.entry(), true
	}
	return k.timeOTP(f)
}

// keeOTP reads the plugin KeeOtp: key=…&size=6&step=30&otpHashMode=Sha1. What is left out is 6, 30, SHA-1.
func (f *fields) keeOTP(text string) {
	query, err := url.ParseQuery(text)
	if err != nil {
		f.secret = value{}
		return
	}
	take := func(name string) value { return value{text: query.Get(name), given: query.Has(name)} }
	f.secret, f.digits, f.period, f.algorithm = take("key"), take("size"), take("step"), take("otpHashMode")
	if kind := query.Get("type"); kind != "" {
		f.kind = kind
	}
}

// traySettings reads "TOTP Settings" of KeePassXC and the plugin KeeTrayTOTP: "30;6", "30;S" for Steam; a
// time server may follow. Without it the values are 30 and 6.
func (f *fields) traySettings(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	parts := strings.Split(text, ";")
	f.period = given(parts[0])
	if len(parts) > 1 {
		f.digits = given(parts[1])
		if strings.EqualFold(strings.TrimSpace(parts[1]), "S") {
			f.kind, f.digits = "steam", value{}
		}
	}
	if len(parts) > 2 && parts[2] != "" && !strings.Contains(parts[2], ".") {
		f.algorithm = given(parts[2])
	}
}

// timeOTP reads what KeePass 2.47 and later keep: TimeOtp-Secret in one of four spellings, -Length, -Period
// and -Algorithm, with 6, 30 and HMAC-SHA-1 where they are left out.
func (k keePassEntry) timeOTP(f fields) (Entry, bool) {
	for _, kind := range []string{"TimeOtp-", "HmacOtp-"} {
		secret, found, err := k.secret(kind + "Secret")
		if !found {
			continue
		}
		if err != nil {
			return unreadable(f.name), true
		}
		if kind == "HmacOtp-" {
			f.kind = "hotp"
		}
		take := func(name string) value { return value{text: k[kind+name], given: k[kind+name] != ""} }
		f.secret, f.digits, f.period, f.algorithm = secret, take("Length"), take("Period"), take("Algorithm")
		return f.entry(), true
	}
	return Entry{}, false
}

// secret is the secret under one of the four names that begin with name, as Base32.
func (k keePassEntry) secret(name string) (secret value, found bool, err error) {
	var raw []byte
	switch {
	case k[name+"-Base32"] != "":
		return given(k[name+"-Base32"]), true, nil
	case k[name] != "":
		raw = []byte(k[name])
	case k[name+"-Hex"] != "":
		raw, err = hex.DecodeString(strings.ReplaceAll(k[name+"-Hex"], " ", ""))
	case k[name+"-Base64"] != "":
		raw, err = base64.StdEncoding.DecodeString(k[name+"-Base64"])
	default:
		return value{}, false, nil
	}
	return given(otp.NewSecret(raw).Base32()), true, err
}

// maxDepth is how deep the elements of an XML export may nest.
const maxDepth = 200

// keePassReader walks through KeePass 2 XML: KeePassFile, Root, Group in Group, Entry, String, Key and Value.
type keePassReader struct {
	path    []string // names of the open elements
	bin     string   // the UUID of the group that is the waste bin
	inBin   int      // depth of the open group that it is; 0 if none
	text    strings.Builder
	key     string
	sealed  bool // the open value is encrypted, as in a KDBX file
	lost    bool // the entry's code is
	entry   keePassEntry
	entries []Entry
}

func isKeePassXML(d *document) bool {
	head := d.data[:min(len(d.data), 4096)]
	return bytes.Contains(head, []byte("<KeePassFile"))
}

// readKeePassXML reads an unencrypted XML export of KeePass 2 or KeePassXC. Old versions of entries
// (History) are not read.
func readKeePassXML(d *document, _ []byte) (Export, error) {
	if bytes.Count(d.data, []byte("=")) > maxSigns {
		return Export{}, because(ReasonTooMany)
	}
	decoder := xml.NewDecoder(bytes.NewReader(d.data))
	var r keePassReader
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && len(r.path) == 0 {
			return Export{Entries: r.entries}, nil
		}
		if err != nil || len(r.path) > maxDepth {
			return Export{}, because(ReasonDamaged)
		}
		if len(r.entries) > MaxEntries {
			return Export{}, because(ReasonTooMany)
		}
		switch token := token.(type) {
		case xml.StartElement:
			r.begin(token)
		case xml.EndElement:
			r.end()
		case xml.CharData:
			r.text.Write(token)
		}
	}
}

func (r *keePassReader) begin(element xml.StartElement) {
	r.path = append(r.path, element.Name.Local)
	r.text.Reset()
	switch {
	case r.in("History"):
	case element.Name.Local == "Entry":
		r.entry, r.lost = keePassEntry{}, false
	case element.Name.Local == "Value":
		r.sealed = false
		for _, a := range element.Attr {
			r.sealed = r.sealed || a.Name.Local == "Protected" && strings.EqualFold(a.Value, "true")
		}
	}
}

func (r *keePassReader) end() {
	name, parent := r.path[len(r.path)-1], ""
	if len(r.path) > 1 {
		parent = r.path[len(r.path)-2]
	}
	if !r.in("History") {
		r.take(name, parent)
	}
	if r.inBin == len(r.path) {
		r.inBin = 0
	}
	r.path = r.path[:len(r.path)-1]
	r.text.Reset()
}

// take keeps what a closing element says.
func (r *keePassReader) take(name, parent string) {
	switch {
	case name == "RecycleBinUUID":
		r.bin = strings.TrimSpace(r.text.String())
	case name == "UUID" && parent == "Group" && r.inBin == 0:
		if r.bin != "" && strings.TrimSpace(r.text.String()) == r.bin {
			r.inBin = len(r.path) - 1
		}
	case name == "Key" && parent == "String":
		r.key = r.text.String()
	case name == "Value" && parent == "String" && r.entry != nil:
		r.entry[r.key] = r.text.String()
		r.lost = r.lost || r.sealed && strings.Contains(strings.ToLower(r.key), "otp")
	case name == "Entry":
		r.finish()
	}
}

// finish reads the entry that has just closed. Without one there is nothing to read.
func (r *keePassReader) finish() {
	if e, ok := r.entry.read(); ok {
		if r.lost {
			e = unreadable(e.Name)
		}
		e.Trashed = r.inBin > 0
		r.entries = append(r.entries, e)
	}
	r.entry = nil
}

// in reports whether an element of this name is open.
func (r *keePassReader) in(name string) bool {
	return slices.Contains(r.path, name)
}

package transfer

import (
	"bytes"
	"encoding/json"
	"slices"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"kanzleicode/otp"
)

// MaxSize is the size in bytes of the largest export that is read. Exports of thousands of accounts stay
// far below it; Bitwarden's hold a whole password safe.
const MaxSize = 8 << 20

// MaxEntries is how many entries of one export are read: far more than a firm has, and few enough for a
// window to list.
const MaxEntries = 10_000

// Export is what stands in an export.
type Export struct {
	Format  Format
	Entries []Entry // in the order of the file
	// Problem is what is incomplete about the whole, such as pictures of a batch that are missing; nil
	// mostly. The entries can be used all the same.
	Problem error
}

// Entry is one account of an export: a key that passes [otp.Key.Check], or a Problem.
type Entry struct {
	Key   otp.Key    // the zero Key if there is a problem
	Notes []otp.Note // what a person should see before the key is stored
	// Name is what the program calls the entry, for a list of entries; it may be empty. It is never the
	// secret.
	Name    string
	Trashed bool  // the program keeps the entry in its waste bin
	Problem error // an *otp.Error or *Error, both with TextKey and TextArgs
}

// reader is one file type.
type reader struct {
	format     Format
	recognises func(*document) bool
	read       func(d *document, passphrase []byte) (Export, error)
}

// readers are the file types, the most certain to recognise first.
func readers() []reader {
	return []reader{
		{Stratum, isStratumSealed, readStratumSealed},
		{Aegis, isAegis, readAegis},
		{TwoFAS, isTwoFAS, readTwoFAS},
		{Ente, isEnte, readEnte},
		{Bitwarden, isBitwarden, readBitwarden},
		{Stratum, isStratum, readStratum},
		{FreeOTP, isFreeOTP, readFreeOTP},
		{Proton, isProton, readProton},
		{AndOTP, isAndOTP, readAndOTP},
		{KeePass, isKeePassXML, readKeePassXML},
		{Bitwarden, isBitwardenCSV, readBitwardenCSV},
		{KeePass, isKeePassCSV, readKeePassCSV},
		{Google, isMigration, readMigration},
		{WinAuth, isWinAuth, readWinAuth},
		{Links, isLinks, readLinks},
		{AndOTP, isAndOTPSealed, readAndOTPSealed},
	}
}

// Recognise says which format bytes are in; "" if none, or if there are more than [MaxSize].
func Recognise(data []byte) Format {
	if len(data) > MaxSize {
		return ""
	}
	d := open(data)
	for _, r := range readers() {
		if r.recognises(d) {
			return r.format
		}
	}
	return ""
}

// Read reads an export of any format. The passphrase is used only if the export is encrypted; nil asks
// whether it is. Deriving a key from it takes up to some seconds and 1 GiB of memory, so Read does not
// belong on the goroutine of a window.
//
// Every error is an [*Error]. [ReasonPassphraseNeeded] and [ReasonPassphraseWrong] mean: ask, and read
// again. An export without a single entry is [ReasonEmpty].
func Read(data, passphrase []byte) (Export, error) { return read("", data, passphrase) }

// ReadAs reads an export whose format a person has chosen. Only andOTP before version 0.6.3 needs it, whose
// encrypted files have nothing that they could be recognised by; of other formats it is [Read] with
// [ReasonUnknownFormat] if the bytes are in another format.
func ReadAs(format Format, data, passphrase []byte) (Export, error) {
	return read(format, data, passphrase)
}

func read(format Format, data, passphrase []byte) (Export, error) {
	if len(data) > MaxSize {
		return Export{}, &Error{Reason: ReasonTooLarge, Format: format}
	}
	d := open(data)
	all := readers()
	if format != "" {
		all = slices.DeleteFunc(all, func(r reader) bool { return r.format != format })
	}
	at := slices.IndexFunc(all, func(r reader) bool { return r.recognises(d) })
	switch {
	case at >= 0:
		return all[at].run(d, passphrase)
	case format == AndOTP && d.object == nil && d.list == nil && !d.broken:
		return reader{format: AndOTP, read: readAndOTPSealed}.run(d, passphrase)
	}
	return Export{}, &Error{Reason: ReasonUnknownFormat, Format: format}
}

// run reads and names the format in everything that comes back.
func (r reader) run(d *document, passphrase []byte) (Export, error) {
	export, err := r.read(d, passphrase)
	if err != nil {
		return Export{}, about(r.format, err)
	}
	switch {
	case len(export.Entries) == 0:
		return Export{}, &Error{Reason: ReasonEmpty, Format: r.format}
	case len(export.Entries) > MaxEntries:
		return Export{}, &Error{Reason: ReasonTooMany, Format: r.format}
	}
	export.Format = r.format
	export.Problem = about(r.format, export.Problem)
	for i := range export.Entries {
		export.Entries[i].Problem = about(r.format, export.Entries[i].Problem)
	}
	return export, nil
}

// document is an input, taken apart as far as its recognition needs.
type document struct {
	data   []byte                  // UTF-8 without a byte order mark if there was one, else as it came
	object members                 // the top of a JSON object
	list   listed[json.RawMessage] // the top of a JSON array
	broken bool                    // begins like JSON but is none
}

func open(data []byte) *document {
	d := &document{data: data}
	for _, mark := range []string{"\xef\xbb\xbf", "\xfe\xff", "\xff\xfe"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			if plain, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), data); err == nil {
				d.data = plain
			}
		}
	}
	switch text := bytes.TrimLeft(d.data, " \t\r\n"); {
	case bytes.HasPrefix(text, []byte("{")):
		d.broken = json.Unmarshal(text, &d.object) != nil
	case bytes.HasPrefix(text, []byte("[")):
		d.broken = json.Unmarshal(text, &d.list) != nil
	}
	return d
}

// has reports whether a JSON object has all of these members. Of a broken one nobody knows where its
// members stand: there it is enough that their names occur.
func (d *document) has(names ...string) bool {
	if d.object == nil && !d.broken {
		return false
	}
	for _, name := range names {
		_, found := d.object[name]
		if !found && !(d.broken && bytes.Contains(d.data, []byte(`"`+name+`"`))) {
			return false
		}
	}
	return true
}

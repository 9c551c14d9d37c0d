package transfer_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"kanzleicode/otp/transfer"
)

// TestHostile: what is refused before anything costs time or memory, and what is not known.
func TestHostile(t *testing.T) {
	t.Parallel()
	sixteen := strings.Repeat("ab", 16)
	slot := func(kind, n, r, p string) string {
		return `{"type":` + kind + `,"uuid":"a","key":"` + sixteen + sixteen + `","key_params":{"nonce":"0123456789abcdef01234567","tag":"` + sixteen + `"},"n":` + n + `,"r":` + r + `,"p":` + p + `,"salt":"ab"}`
	}
	aegis := func(slots ...string) string {
		return `{"version":1,"header":{"slots":[` + strings.Join(slots, ",") + `],"params":{"nonce":"0123456789abcdef01234567","tag":"` + sixteen + `"}},"db":"AAAA"}`
	}
	ente := func(memory, passes string) string {
		return `{"version":1,"kdfParams":{"memLimit":` + memory + `,"opsLimit":` + passes + `,"salt":"AAAAAAAAAAAAAAAAAAAAAA=="},"encryptedData":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA","encryptionNonce":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`
	}
	bitwarden := func(params string) string {
		return `{"encrypted":true,"passwordProtected":true,"salt":"a",` + params + `,"encKeyValidation_DO_NOT_EDIT":"2.AA==|AA==|AA==","data":"2.AA==|AA==|AA=="}`
	}
	for name, test := range map[string]struct{ data, want string }{
		"aegis, 2 GiB":                   {aegis(slot("1", "2097152", "8", "1")), "too_costly"},
		"aegis, many lanes":              {aegis(slot("1", "32768", "8", "1000000")), "too_costly"},
		"aegis, overflow":                {aegis(slot("1", "4611686018427387904", "4611686018427387904", "4")), "too_costly"},
		"aegis, overflow of r":           {aegis(slot("1", "2", "9223372036854775807", "1")), "too_costly"},
		"aegis, many slots":              {aegis(slot("1", "16384", "8", "1"), slot("1", "8388608", "1", "1"), slot("1", "32768", "8", "1")), "too_costly"},
		"aegis, n no power of two":       {aegis(slot("1", "1000", "8", "1")), "damaged"},
		"aegis, n 0":                     {aegis(slot("1", "0", "8", "1")), "damaged"},
		"aegis, n negative":              {aegis(slot("1", "-2", "8", "1")), "damaged"},
		"aegis, n too large for JSON":    {aegis(slot("1", "99999999999999999999", "8", "1")), "damaged"},
		"aegis, fingerprint only":        {aegis(slot("2", "0", "0", "0")), "no_passphrase_slot"},
		"aegis, no slots":                {aegis(), "no_passphrase_slot"},
		"aegis, newer file":              {`{"version":2,"header":{},"db":"AAAA"}`, "newer_version"},
		"aegis, newer content":           {`{"version":1,"header":{},"db":{"version":4,"entries":[]}}`, "newer_version"},
		"aegis, no accounts":             {`{"version":1,"header":{},"db":{"version":3,"entries":[]}}`, "empty"},
		"aegis, content of another kind": {`{"version":1,"header":{},"db":7}`, "damaged"},
		"ente, 2 GiB":                    {ente("2147483648", "2"), "too_costly"},
		"ente, passes":                   {ente("1073741824", "17"), "too_costly"},
		"ente, passes over little":       {ente("8192", "4000000"), "too_costly"},
		"ente, overflow":                 {ente("9223372036854775807", "9223372036854775807"), "too_costly"},
		"ente, no memory":                {ente("0", "2"), "damaged"},
		"ente, negative":                 {ente("67108864", "-1"), "damaged"},
		"ente, newer":                    {`{"version":2,"kdfParams":{},"encryptedData":"","encryptionNonce":""}`, "newer_version"},
		"ente, nothing in it":            {`{"version":1,"kdfParams":{},"encryptedData":"","encryptionNonce":""}`, "damaged"},
		"proton, newer":                  {`{"version":2,"entries":[]}`, "newer_version"},
		"proton, no accounts":            {`{"version":1,"entries":[]}`, "empty"},
		"proton, short":                  {`{"version":1,"salt":"AAAA","content":"AAAA"}`, "damaged"},
		"2fas, newer":                    {`{"schemaVersion":5,"services":[]}`, "newer_version"},
		"2fas, two parts":                {`{"schemaVersion":4,"services":[],"servicesEncrypted":"AA==:AA=="}`, "damaged"},
		"2fas, short nonce":              {`{"schemaVersion":4,"services":[],"servicesEncrypted":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA:AA==:AA=="}`, "damaged"},
		"bitwarden, iterations":          {bitwarden(`"kdfType":0,"kdfIterations":10000001`), "too_costly"},
		"bitwarden, no iterations":       {bitwarden(`"kdfType":0,"kdfIterations":0`), "damaged"},
		"bitwarden, memory":              {bitwarden(`"kdfType":1,"kdfIterations":3,"kdfMemory":9007199254740993,"kdfParallelism":4`), "too_costly"},
		"bitwarden, lanes":               {bitwarden(`"kdfType":1,"kdfIterations":3,"kdfMemory":64,"kdfParallelism":256`), "too_costly"},
		"bitwarden, no lanes":            {bitwarden(`"kdfType":1,"kdfIterations":3,"kdfMemory":64,"kdfParallelism":0`), "damaged"},
		"bitwarden, unknown derivation":  {bitwarden(`"kdfType":2,"kdfIterations":3`), "damaged"},
		"bitwarden, for one account":     {`{"encrypted":true,"encKeyValidation_DO_NOT_EDIT":"2.a|b|c","items":[{"name":"2.x"}]}`, "own_account_only"},
		"bitwarden, no codes":            {`{"encrypted":false,"items":[{"type":2,"name":"Notiz"}]}`, "empty"},
		"stratum, mark only":             {"AUTHENTICATORPRO", "damaged"},
		"stratum, old mark only":         {"AuthenticatorPro" + strings.Repeat("x", 40), "damaged"},
		"stratum, no list":               {`{"Authenticators":7}`, "damaged"},
		"keepass, nested":                {"<KeePassFile>" + strings.Repeat("<Group>", 100_000), "damaged"},
		"keepass, no end":                {"<KeePassFile><Root>", "damaged"},
		"keepass, entities":              {`<!DOCTYPE x [<!ENTITY a "aaaa">]><KeePassFile>&a;</KeePassFile>`, "damaged"},
		"keepass, no codes":              {"<KeePassFile><Root><Group/></Root></KeePassFile>", "empty"},
		"bitwarden csv, open quote":      {"name,login_username,login_totp\n\"x", "damaged"},
		"bitwarden csv, head only":       {"name,login_username,login_totp\n", "empty"},
		"json, nested":                   {strings.Repeat(`[`, 100_000), "unknown_format"},
		"json of something else":         {`{"a":1}`, "unknown_format"},
		"text":                           {"Guten Tag", "unknown_format"},
		"nothing":                        {"", "unknown_format"},
		"png":                            {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown_format"},
		"zeros":                          {strings.Repeat("\x00", 1000), "unknown_format"},
	} {
		start := time.Now()
		export, err := transfer.Read([]byte(test.data), []byte("x"))
		if reason(err) != test.want || export.Entries != nil {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		if passed := time.Since(start); passed > time.Minute { // a cost that is not refused would take hours
			t.Errorf("%s: took %v", name, passed)
		}
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("\n"), transfer.MaxSize+1)
	if _, err := transfer.Read(data, nil); reason(err) != "too_large" {
		t.Error(err)
	}
	if transfer.Recognise(data) != "" {
		t.Error("recognised")
	}
	copy(data, "otpauth://totp/A:b?secret="+secret+"\n")
	export, err := transfer.Read(data[:transfer.MaxSize], nil)
	check(t, export, err, transfer.Links, "A|b|SHA1|6|30s")
}

// TestTooMany: millions of tiny entries end early.
func TestTooMany(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ head, each, foot string }{
		"links":     {"", "otpauth://totp/A:b?secret=" + secret + "\n", ""},
		"one line":  {"", "otpauth://", ""},
		"aegis":     {`{"version":1,"header":{},"db":{"version":3,"entries":[`, `{},`, `0]}}`},
		"google":    {migration(strings.Repeat("\x0a\x00", transfer.MaxEntries-4)) + "\n", migration(account("A:b")) + "\n", ""},
		"bitwarden": {"name,login_username,login_totp\n", "a,b," + secret + "\n", ""},
		"keepass":   {"<KeePassFile>", "<Entry><String><Key>otp</Key><Value>" + secret + "</Value></String></Entry>", "</KeePassFile>"},
	} {
		if _, err := transfer.Read([]byte(test.head+strings.Repeat(test.each, transfer.MaxEntries+1)+test.foot), nil); reason(err) != "too_many" {
			t.Errorf("%s: %v", name, err)
		}
	}
	links := strings.Repeat("otpauth://totp/A:b?secret="+secret+"\n", transfer.MaxEntries)
	if export, err := transfer.Read([]byte(links), nil); err != nil || len(export.Entries) != transfer.MaxEntries {
		t.Errorf("%d entries, %v", len(export.Entries), err)
	}
}

func TestReadAs(t *testing.T) {
	t.Parallel()
	links := []byte("otpauth://totp/A:b?secret=" + secret)
	for _, format := range append(transfer.Formats(), "another") {
		_, err := transfer.ReadAs(format, links, nil)
		want := "unknown_format"
		switch format {
		case transfer.Links:
			want = ""
		case transfer.AndOTP: // may be one of its old files: there is no telling
			want = "passphrase_needed"
		}
		if reason(err) != want {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	_, err := transfer.Read([]byte(`{"schemaVersion":5,"services":[]}`), nil)
	var problem *transfer.Error
	if !errors.As(err, &problem) || !errors.Is(err, &transfer.Error{Reason: transfer.ReasonNewerVersion}) || errors.Is(err, &transfer.Error{Reason: transfer.ReasonDamaged}) {
		t.Fatal(err)
	}
	if problem.TextKey() != "problem.transfer.newer_version" || problem.TextArgs()["format"] != "2FAS" || problem.TextArgs()["detail"] != "5" || err.Error() != "transfer: 2fas: newer_version (5)" {
		t.Error(problem.TextKey(), problem.TextArgs(), err)
	}
	for _, format := range transfer.Formats() {
		if format.Program() == "" || format.TextKey() != "transfer.format."+string(format) {
			t.Errorf("%s has no name", format)
		}
	}
}

package transfer_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"kanzleicode/otp/transfer"
)

// S and L stand for the two secrets in the texts of this file.
func text(s string) []byte {
	return []byte(strings.NewReplacer("‹S›", secret, "‹L›", secret256).Replace(s))
}

// plain are unencrypted exports as the programs write them, with odd entries among them.
var plain = []struct {
	name   string
	format transfer.Format
	text   string
	want   []string
}{
	{"aegis", transfer.Aegis, `{"version":1,"header":{"slots":null,"params":null},"db":{"version":3,"entries":[
		{"type":"totp","uuid":"a","name":"kanzlei","issuer":"Amainvoice","note":"","icon":null,"info":{"secret":"‹S›","algo":"SHA1","digits":6,"period":30},"groups":[]},
		{"type":"totp","name":"müller","issuer":"Beispiel: AG","info":{"secret":"‹L›","algo":"SHA256","digits":8,"period":60}},
		{"type":"hotp","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"SHA1","digits":6,"counter":1}},
		{"type":"steam","name":"x","issuer":"Steam","info":{"secret":"‹S›","algo":"SHA1","digits":5,"period":30}},
		{"type":"motp","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"MD5","digits":6,"period":10,"pin":"1234"}},
		{"type":"yandex","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"SHA256","digits":8,"period":30,"pin":"1234"}},
		{"type":"totp","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"MD5","digits":6,"period":30}},
		{"type":"totp","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"","digits":6,"period":30}},
		{"type":"totp","name":"x","issuer":"Z","info":{"secret":"0000","algo":"SHA1","digits":6,"period":30}},
		{"type":"totp","name":"x","issuer":"Z","info":{"secret":"","algo":"SHA1","digits":6,"period":30}},
		{"type":"totp","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"SHA1","digits":60,"period":30}},
		{"type":"totp","name":"x","issuer":"Z","info":{"secret":"‹S›","algo":"SHA1","digits":6,"period":0}},
		{"type":"totp","name":"x","issuer":"Z","info":"oops"},
		{"type":"totp","name":"x","issuer":"Z"}, {}, 7, null,
		{"type":"totp","name":"","issuer":"","info":{"secret":"‹S›","algo":"SHA512","digits":6,"period":30}}],"groups":[]}}`,
		[]string{
			"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel: AG|müller|SHA256|8|1m0s", "!hotp", "!steam", "!motp", "!unknown_type", "!unknown_algorithm",
			"!unknown_algorithm", "!secret_not_base32", "!secret_empty", "!digits", "!period", "!entry_unreadable", "!secret_missing",
			"!unknown_type", "!entry_unreadable", "!entry_unreadable", "||SHA512|6|30s;issuer_missing;account_missing",
		}},
	{"aegis, old content", transfer.Aegis, `{"version":1,"header":{"slots":null,"params":null},"db":{"version":1,"entries":[
		{"type":"totp","uuid":"a","name":"kanzlei","issuer":"Amainvoice","group":"Büro","icon":null,"info":{"secret":"‹S›","algo":"SHA1","digits":6,"period":30}}]}}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s"}},
	{"2fas, schema 4", transfer.TwoFAS, `{"services":[
		{"name":"Amainvoice","secret":"‹S›","updatedAt":1,"otp":{"link":"otpauth://totp/x","label":"kanzlei","account":"kanzlei","issuer":"Amainvoice","digits":6,"period":30,"algorithm":"SHA1","tokenType":"TOTP","source":"Link"},"order":{"position":0}},
		{"name":"Mein Name","secret":"‹L›","otp":{"account":"müller","issuer":"Beispiel AG","digits":8,"period":60,"algorithm":"SHA256","tokenType":"TOTP"}},
		{"name":"Von Hand","secret":"‹S›","otp":{"account":"","tokenType":"TOTP"}},
		{"name":"Z","secret":"‹S›","otp":{"tokenType":"HOTP","counter":3}}, {"name":"Steam","secret":"‹S›","otp":{"tokenType":"STEAM"}},
		{"name":"Steam","secret":"‹S›","otp":{"tokenType":"TOTP"}}, {"name":"Z","secret":"‹S›","otp":{"algorithm":"SHA224"}}],"schemaVersion":4,"appOrigin":"android"}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "Von Hand||SHA1|6|30s;account_missing", "!hotp", "!steam", "!steam", "!unknown_algorithm"}},
	{"2fas, schema 2", transfer.TwoFAS, `{"services":[{"name":"Amainvoice","secret":"‹S›","type":"Unknown","otp":{"label":"Amainvoice:kanzlei","issuer":"Amainvoice"}}],"schemaVersion":2}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s"}},
	{"proton", transfer.Proton, `{"version":1,"entries":[
		{"id":"a","content":{"uri":"otpauth://totp/Amainvoice:kanzlei?secret=‹S›&issuer=Amainvoice&algorithm=SHA1&digits=6&period=30","entry_type":"Totp","name":"kanzlei"},"note":null},
		{"id":"b","content":{"uri":"otpauth://totp/?secret=‹S›&issuer=Amainvoice","entry_type":"Totp","name":"nur Name"},"note":"x"},
		{"id":"c","content":{"uri":"steam://‹S›","entry_type":"Steam","name":"Steam"}},{"id":"d","content":{}},{"id":"e"}]}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Amainvoice|nur Name|SHA1|6|30s", "!steam", "!not_otpauth", "!not_otpauth"}},
	{"bitwarden", transfer.Bitwarden, `{"encrypted":false,"folders":[],"items":[
		{"type":1,"name":"Amainvoice","login":{"username":"kanzlei","password":"x","totp":"gezd gnbv gy3t qojq gezd gnbv gy3t qojq"}},
		{"type":1,"name":"Eintrag","login":{"username":"u","totp":"otpauth://totp/Beispiel%20AG:m%C3%BCller?secret=‹L›&algorithm=SHA256&digits=8&period=60"}},
		{"type":1,"name":"Eintrag","login":{"username":"u","totp":"otpauth://totp/?secret=‹S›"}},
		{"type":1,"name":"Steam","login":{"username":"u","totp":"otpauth://totp/x?secret=‹S›"}},
		{"type":1,"name":"Spiele","login":{"username":"u","totp":"steam://‹S›"}},
		{"type":1,"name":"ohne","login":{"username":"u","totp":null}},{"type":1,"name":"ohne","login":{"totp":" "}},{"type":2,"name":"Notiz"},
		{"type":1,"name":"falsch","login":{"totp":"geheim 1"}},{"type":1,"name":3}]}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "Eintrag|u|SHA1|6|30s", "!steam", "!steam", "!secret_not_base32", "!entry_unreadable"}},
	{"bitwarden csv", transfer.Bitwarden, "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n" + //nolint:misspell // Bitwarden's column
		",,login,Amainvoice,\"zwei\nZeilen, Komma\",,0,,kanzlei,x,‹S›\n,,login,ohne,,,0,,u,x,\n,,note,kurz\n" +
		",1,login,Eintrag,,,0,,u,x,\"otpauth://totp/Beispiel%20AG:m%C3%BCller?secret=‹L›&algorithm=SHA256&digits=8&period=60\"\n",
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s"}},
	{"stratum", transfer.Stratum, `{"Authenticators":[
		{"Type":2,"Icon":null,"Issuer":"Amainvoice","Username":"kanzlei","Secret":"‹S›","Pin":null,"Algorithm":0,"Digits":6,"Period":30,"Counter":0,"Ranking":0},
		{"Type":2,"Issuer":"Beispiel AG","Username":"müller","Secret":"‹L›","Algorithm":1,"Digits":8,"Period":60},
		{"Type":2,"Issuer":"Beispiel AG","Username":null,"Secret":"‹S›","Algorithm":2,"Digits":8,"Period":60},
		{"Type":1,"Issuer":"Z","Secret":"‹S›","Algorithm":0,"Digits":6,"Period":30},{"Type":4,"Issuer":"Z","Secret":"‹S›","Digits":5},
		{"Type":3,"Issuer":"Z","Secret":"‹S›"},{"Type":9,"Issuer":"Z","Secret":"‹S›"},{"Type":-1,"Issuer":"Z","Secret":"‹S›"},{"Type":2,"Issuer":"Z","Secret":"‹S›","Algorithm":3}],"Categories":[]}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "Beispiel AG||SHA512|8|1m0s;account_missing", "!hotp", "!steam", "!motp", "!unknown_type", "!unknown_type", "!unknown_algorithm"}},
	{"andotp", transfer.AndOTP, `[{"secret":"‹S›======","issuer":"Amainvoice","label":"kanzlei","digits":6,"type":"TOTP","algorithm":"SHA1","thumbnail":"Default","last_used":0,"used_frequency":0,"period":30,"tags":[]},
		{"secret":"‹L›","issuer":"Beispiel AG","label":"müller","digits":8,"type":"TOTP","algorithm":"SHA256","period":60},
		{"secret":"‹S›","label":"Alt - kanzlei","digits":6,"type":"TOTP","algorithm":"SHA1","period":30},
		{"secret":"‹S›","label":"x","issuer":"Z","type":"HOTP","algorithm":"SHA1","counter":1},{"secret":"‹S›","label":"x","issuer":"","digits":5,"type":"STEAM"}]`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "Alt|kanzlei|SHA1|6|30s", "!hotp", "!steam"}},
	{"freeotp+", transfer.FreeOTP, `{"tokenOrder":["Amainvoice:kanzlei"],"tokens":[
		{"algo":"SHA1","counter":0,"digits":6,"issuerExt":"Amainvoice","issuerInt":"Amainvoice","label":"kanzlei","period":30,"secret":[49,50,51,52,53,54,55,56,57,48,49,50,51,52,53,54,55,56,57,48],"type":"TOTP"},
		{"algo":"SHA1","digits":6,"issuerExt":"","issuerInt":"Amainvoice","label":"kanzlei","secret":[49,50,51,52,53,54,55,56,57,48,49,50,51,52,53,54,55,56,57,48],"type":"TOTP"},
		{"algo":"SHA1","issuerExt":"Z","label":"x","secret":[49],"type":"HOTP"},{"algo":"SHA1","issuerExt":"Z","label":"x","secret":[300],"type":"TOTP"},
		{"issuerExt":"Z","label":"x","type":"TOTP"},{"issuerExt":"Z","label":"x","secret":[],"type":"TOTP"},{"issuerExt":"Z","label":"x","secret":"‹S›","type":"TOTP"}]}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Amainvoice|kanzlei|SHA1|6|30s", "!hotp", "!entry_unreadable", "!secret_missing", "!secret_empty", "!entry_unreadable"}},
	{"keepassxc csv", transfer.KeePass, "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n" +
		"\"Root\",\"Amainvoice\",\"kanzlei\",\"a \"\"b\"\"\",\"\",\"\",\"otpauth://totp/Amainvoice:kanzlei?secret=‹S›&period=30&digits=6&issuer=Amainvoice\",\"0\",\"\",\"\"\n" +
		"\"Root\",\"ohne\",\"u\",\"x\",\"\",\"\",\"\",\"0\",\"\",\"\"\n" +
		"\"Root\",\"Beispiel AG\",\"müller\",\"x\",\"\",\"\",\"key=‹L›&size=8&step=60&otpHashMode=SHA256\"\n" +
		"\"Root\",\"Steam\",\"u\",\"x\",\"\",\"\",\"otpauth://totp/Steam:u?secret=‹S›&period=30&digits=5&issuer=Steam&encoder=steam\"\n",
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "!steam"}},
	{"keepass xml", transfer.KeePass, `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<KeePassFile><Meta><Generator>KeePass</Generator><RecycleBinUUID>Qmlu</RecycleBinUUID></Meta><Root><Group><UUID>Um9vdA==</UUID><Name>Kanzlei</Name>
	<Entry><UUID>x</UUID><String><Key>Title</Key><Value>Amainvoice</Value></String><String><Key>UserName</Key><Value>kanzlei</Value></String>
		<String><Key>Password</Key><Value ProtectInMemory="True">x</Value></String><String><Key>otp</Key><Value ProtectInMemory="True">otpauth://totp/Amainvoice:kanzlei?secret=‹S›&amp;period=30&amp;digits=6&amp;issuer=Amainvoice</Value></String>
		<History><Entry><String><Key>Title</Key><Value>alt</Value></String><String><Key>otp</Key><Value>otpauth://totp/alt?secret=‹S›</Value></String></Entry></History></Entry>
	<Entry><String><Key>Title</Key><Value>Beispiel AG</Value></String><String><Key>UserName</Key><Value>müller</Value></String>
		<String><Key>TimeOtp-Secret-Base32</Key><Value>‹L›</Value></String><String><Key>TimeOtp-Length</Key><Value>8</Value></String><String><Key>TimeOtp-Period</Key><Value>60</Value></String><String><Key>TimeOtp-Algorithm</Key><Value>HMAC-SHA-256</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Text</Value></String><String><Key>TimeOtp-Secret</Key><Value>12345678901234567890</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Hex</Value></String><String><Key>TimeOtp-Secret-Hex</Key><Value>3132333435363738393031323334353637383930</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>B64</Value></String><String><Key>TimeOtp-Secret-Base64</Key><Value>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>B64 falsch</Value></String><String><Key>TimeOtp-Secret-Base64</Key><Value>!</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>HOTP</Value></String><String><Key>HmacOtp-Secret-Base32</Key><Value>‹S›</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Tray</Value></String><String><Key>TOTP Seed</Key><Value>‹S›</Value></String><String><Key>TOTP Settings</Key><Value>60;8</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Tray 2</Value></String><String><Key>TOTP Seed</Key><Value>‹S›</Value></String><String><Key>TOTP Settings</Key><Value>30;6;time.example.org</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Tray 3</Value></String><String><Key>TOTP Seed</Key><Value>‹S›</Value></String><String><Key>TOTP Settings</Key><Value>30;S</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Tray 4</Value></String><String><Key>TOTP Seed</Key><Value>‹S›</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>Tray 5</Value></String><String><Key>TOTP Seed</Key><Value>‹S›</Value></String><String><Key>TOTP Settings</Key><Value>30;6;SHA224</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>KeeOtp</Value></String><String><Key>otp</Key><Value>key=‹S›&amp;size=8&amp;step=60</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>KeeOtp HOTP</Value></String><String><Key>otp</Key><Value>key=‹S›&amp;type=Hotp&amp;counter=1</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>gesperrt</Value></String><String><Key>otp</Key><Value Protected="True">‹S›</Value></String></Entry>
	<Entry><String><Key>Title</Key><Value>ohne</Value></String></Entry>
	<Group><UUID>Qmlu</UUID><Name>Papierkorb</Name><Entry><String><Key>Title</Key><Value>weg</Value></String><String><Key>otp</Key><Value>‹S›</Value></String></Entry>
		<Group><UUID>T2Rlcg==</UUID><Entry><String><Key>Title</Key><Value>auch weg</Value></String><String><Key>otp</Key><Value>‹S›</Value></String></Entry></Group></Group>
	<Group><UUID>Tmljaw==</UUID><Entry><String><Key>Title</Key><Value>da</Value></String><String><Key>otp</Key><Value>‹S›</Value></String></Entry></Group>
</Group></Root></KeePassFile>`,
		[]string{
			"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "Text||SHA1|6|30s;account_missing", "Hex||SHA1|6|30s;account_missing", "B64||SHA1|6|30s;account_missing", "!entry_unreadable", "!hotp",
			"Tray||SHA1|8|1m0s;account_missing", "Tray 2||SHA1|6|30s;account_missing", "!steam", "Tray 4||SHA1|6|30s;account_missing", "!unknown_algorithm", "KeeOtp||SHA1|8|1m0s;account_missing", "!hotp", "!entry_unreadable",
			"weg||SHA1|6|30s;account_missing;trashed", "auch weg||SHA1|6|30s;account_missing;trashed", "da||SHA1|6|30s;account_missing",
		}},
	{"links by line", transfer.Links, "# meine Konten\r\notpauth://totp/Amainvoice:kanzlei?secret=‹S›&issuer=Amainvoice\r\n\r\nOTPAUTH://totp/Beispiel AG:müller?secret=‹L›&algorithm=SHA256&digits=8&period=60\r\n" +
		"otpauth://hotp/Z:x?secret=‹S›&counter=1\r\notpauth://steam/Steam:x?secret=‹S›\r\nsteam://‹S›\r\nmotp://x:y?secret=‹S›\r\nirgendein Text\r\notpauth://totp/x?secret=",
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "Beispiel AG|müller|SHA256|8|1m0s", "!hotp", "!steam", "!steam", "!motp", "!secret_empty"}},
	{"links with commas", transfer.Links, `otpauth://totp/Amainvoice:kanzlei?secret=‹S›&issuer=Amainvoice&codeDisplay=%7B%22pinned%22%3Afalse%2C%22trashed%22%3Atrue%7D, otpauth://totp/A,%20B:x?secret=‹S›&issuer=A, B,otpauth://totp/C:y?secret=‹S›`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s;trashed", "A, B|x|SHA1|6|30s", "C|y|SHA1|6|30s"}},
	{"links in json", transfer.Links, `{"any":["otpauth:\/\/totp\/Amainvoice:kanzlei?secret=‹S›\u0026issuer=Amainvoice", {"url":"otpauth://totp/B:m\u00fcller?secret=‹S›","n":1}], "x": "https://example.de"}`,
		[]string{"Amainvoice|kanzlei|SHA1|6|30s", "B|müller|SHA1|6|30s"}},
	{"winauth", transfer.WinAuth, "otpauth://totp/Amainvoice+Kanzlei?secret=‹S›&digits=6&icon=WinAuth\n" +
		"otpauth://totp/Beispiel AG:m%c3%bcller+2?secret=‹S›&digits=8&issuer=Beispiel+AG&icon=base64%3a" + strings.Repeat("MFRGG", 2000) + "\n" +
		"otpauth://hotp/Z?secret=‹S›&digits=6&counter=3&icon=WinAuth\notpauth://totp/Steam:x?secret=‹S›&digits=5&issuer=Steam&deviceid=a&data=%7b%7d&icon=Steam\n" +
		"otpauth://totp/Steam?secret=‹S›&digits=5&icon=Steam\n",
		[]string{"Amainvoice Kanzlei||SHA1|6|30s;account_missing", "Beispiel AG|müller 2|SHA1|8|30s", "!hotp", "!steam", "!steam"}},
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, test := range plain {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			data := text(test.text)
			if got := transfer.Recognise(data); got != test.format {
				t.Errorf("recognised as %q", got)
			}
			export, err := transfer.Read(data, nil)
			check(t, export, err, test.format, test.want...)
			again, err := transfer.ReadAs(test.format, append([]byte("\xef\xbb\xbf"), data...), []byte("not asked for"))
			check(t, again, err, test.format, test.want...)
			wide := []byte{0xff, 0xfe}
			for _, unit := range utf16.Encode([]rune(string(data))) {
				wide = binary.LittleEndian.AppendUint16(wide, unit)
			}
			again, err = transfer.Read(wide, nil)
			check(t, again, err, test.format, test.want...)
		})
	}
}

// TestPlainDamaged cuts every text off: what is left is read in part, or the format is named as damaged.
func TestPlainDamaged(t *testing.T) {
	t.Parallel()
	for _, test := range plain {
		data := text(test.text)
		for i := range 40 {
			cut := data[:len(data)*i/40]
			export, err := transfer.Read(cut, nil)
			if reason(err) == "?" || len(export.Entries) > len(test.want) {
				t.Errorf("%s cut at %d: %v", test.name, len(cut), err)
			}
		}
		if test.format == transfer.Links || test.format == transfer.WinAuth || strings.HasSuffix(test.name, "csv") {
			continue
		}
		cut := data[:len(data)-2]
		if _, err := transfer.Read(cut, nil); reason(err) != "damaged" || !strings.Contains(err.Error(), string(test.format)) {
			t.Errorf("%s without its end: %v", test.name, err)
		}
	}
}

// TestNames: entries that cannot be used are named as their program names them.
func TestNames(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`{"version":1,"header":{},"db":{"entries":[{"type":"hotp","name":"x","issuer":"Z","info":{"secret":"‹S›"}}]}}`:               "Z (x)",
		`{"services":[{"name":"Mein Name","secret":"‹S›","otp":{"account":"u","issuer":"Z","tokenType":"HOTP"}}],"schemaVersion":4}`: "Mein Name (u)",
		`{"encrypted":false,"items":[{"type":1,"name":"Eintrag","login":{"username":"u","totp":"steam://‹S›"}}]}`:                    "Eintrag (u)",
		"otpauth://hotp/Gro%C3%9F%3Ax?secret=‹S›":    "Groß (x)",
		"otpauth://hotp/‹S›":                         "",
		"otpauth://‹S›?a/b":                          "",
		"steam://‹S›\notpauth://totp/A:b?secret=‹S›": "",
	} {
		export, err := transfer.Read(text(source), nil)
		if err != nil {
			t.Errorf("%s: %v", source, err)
		} else if e := export.Entries[0]; e.Name != want || e.Problem == nil {
			t.Errorf("%s: named %q, want %q (%v)", source, e.Name, want, e.Problem)
		}
	}
}

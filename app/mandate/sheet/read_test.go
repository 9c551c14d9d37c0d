package sheet

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
)

// flat writes rows as "line:number|user|client|note", clerk and mail,
// a problem and warnings behind it in brackets.
func flat(rows []mandate.Row) string {
	var lines []string
	for _, row := range rows {
		line := strconv.Itoa(row.Line) + ":" + strings.Join([]string{row.Number, row.User, row.Client, row.Note}, "|")
		line = strings.TrimRight(line, "|")
		if row.Clerk != "" {
			line += "(" + row.Clerk + ")"
		}
		if row.Mail != "" {
			line += "(mail " + string(row.Mail) + ")"
		}
		for _, err := range append([]error{row.Problem}, row.Warnings...) {
			var e *Error
			var rule *mandate.Error
			if errors.As(err, &e) {
				line += "[" + string(e.Reason) + "]"
			} else if errors.As(err, &rule) {
				line += "[" + string(rule.Reason) + "]"
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// outcome reads bytes as a file: the rows, or "reason" or "reason@line".
func outcome(data []byte) string {
	table, err := Read(context.Background(), "liste", data, Options{})
	var rows []mandate.Row
	if err == nil {
		rows, err = table.Rows()
	}
	if err != nil {
		return reasonOf(err)
	}
	return flat(rows)
}

// reasonOf is "reason" or "reason@line", "" for no error.
func reasonOf(err error) string {
	var e *Error
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &e):
		return "untyped: " + err.Error()
	case e.Line > 0:
		return string(e.Reason) + "@" + strconv.Itoa(e.Line)
	}
	return string(e.Reason)
}

func utf16(t *testing.T, order unicode.Endianness, bom unicode.BOMPolicy, text string) string {
	t.Helper()
	encoded, err := unicode.UTF16(order, bom).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestReadText(t *testing.T) {
	t.Parallel()
	const list = "Kundennummer;Benutzername;Mandant;Bemerkung\r\n00123;jäger;Bäckerei Süß;„Straße“ – 5 €\r\n10012;mueller;;\r\n"
	const want = "2:00123|jäger|Bäckerei Süß|„Straße“ – 5 €\n3:10012|mueller"
	ansi, err := charmap.Windows1252.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"utf-8":                        {list, want},
		"utf-8 with mark":              {"\ufeff" + list, want},
		"windows-1252":                 {ansi, want},
		"utf-16 le with mark":          {utf16(t, unicode.LittleEndian, unicode.UseBOM, list), want},
		"utf-16 be with mark":          {utf16(t, unicode.BigEndian, unicode.UseBOM, list), want},
		"utf-16 le without mark":       {utf16(t, unicode.LittleEndian, unicode.IgnoreBOM, list), want},
		"utf-16 be without mark":       {utf16(t, unicode.BigEndian, unicode.IgnoreBOM, list), want},
		"line feeds only":              {strings.ReplaceAll(list, "\r\n", "\n"), want},
		"carriage returns only":        {strings.ReplaceAll(list, "\r\n", "\r"), want},
		"no line end at the end":       {strings.TrimSuffix(list, "\r\n"), want},
		"tabs":                         {strings.ReplaceAll(list, ";", "\t"), want},
		"commas":                       {strings.ReplaceAll(list, ";", ","), want},
		"sep line":                     {"sep=;\r\n" + strings.ReplaceAll(list, ";;", ";"), "3:00123|jäger|Bäckerei Süß|„Straße“ – 5 €\n4:10012|mueller"},
		"sep line that surprises":      {"SEP=|\nKd-Nr|User\n1|a;b,c\n", "3:1|a;b,c"},
		"sep tab":                      {"sep=\t\r\nKd-Nr\tUser\r\n1\ta\r\n", "3:1|a"},
		"columns in another order":     {"Notiz;User;Kd.-Nr.\nx;a;007\n", "2:007|a||x"},
		"english":                      {"Customer Number,User Name,Client,Note\n007,a,B,c\n", "2:007|a|B|c"},
		"headings with remarks":        {"Kunden-Nr. (Amainvoice);LOGIN:;Name\n007;a;B\n", "2:007|a|B"},
		"several numbers":              {"Mandantennr;Kundennummer;Lfd. Nr.;Benutzer\n500;007;1;a\n", "2:007|a"},
		"title lines above":            {"Mandatsliste 2026;;\nStand: 1.3.2026\n\nKundennummer;Benutzername\n007;a\n", "5:007|a"},
		"title with a known word":      {"Kundennummer;\nx\nKundennummer;Benutzername\n007;a\n", "4:007|a"},
		"quotes":                       {"Kundennummer;Benutzername;Mandant\n\"007\";\"a;b\";\"Müller \"\"Bau\"\" GmbH\"\n", `2:007|a;b|Müller "Bau" GmbH`},
		"line break in quotes":         {"Kundennummer;Benutzername;Notiz\n007;a;\"eins\r\nzwei\"\n008;b;\n", "2:007|a||eins\nzwei\n4:008|b"},
		"quotes in a plain cell":       {"Kundennummer;Benutzername;Mandant\n007;a;Müller \"Bau\" GmbH\n008;b;27\"\n", "2:007|a|Müller \"Bau\" GmbH\n3:008|b|27\""},
		"blanks around quotes":         {"Kundennummer; Benutzername\n\"007\" ; \"a\" \n", "2:007|a"},
		"quote that stays open":        {"Kundennummer;Benutzername;Mandant\n007;a;\"Müller\n008;b;\n", "open_quote@2"},
		"quote that opens once more":   {"Kundennummer;Benutzername;Mandant\n007;a;\"M\" Bau\n008;b;\"x\"\n", "open_quote@2"},
		"blank lines and short ones":   {"\n\nKundennummer;Benutzername;Mandant\n\n007;a\n;;\n008\n", "5:007|a\n7:008"},
		"longer line than heading":     {"Kundennummer;Benutzername\n007;a;b;c\n", "2:007|a"},
		"columns of no interest":       {"Kundennummer;Benutzername;Ort\n;;Bonn\n007;a;Bonn\n", "3:007|a"},
		"no heading":                   {"007;anna\n00815;bernd\n", "1:007|anna\n2:00815|bernd"},
		"no heading, unclear":          {"007;anna;Anna GmbH\n", "no_columns"},
		"no heading, two numbers":      {"007;4711\n008;4712\n", "no_columns"},
		"no number column":             {"Benutzername;Mandant\na;b\n", "no_number"},
		"no user column":               {"Kundennummer;Mandant\n1;b\n", "no_user"},
		"same column twice":            {"Kundennummer;Benutzername;Kundennummer\n1;a;2\n", "two_columns"},
		"heading only":                 {"Kundennummer;Benutzername\n", ""},
		"one column":                   {"Kundennummer\n1\n", "no_columns"},
		"empty":                        {"", "empty"},
		"mark only":                    {"\ufeff", "empty"},
		"blanks only":                  {" \r\n\t\n;;\n", "empty"},
		"formula of our own export":    {"Kundennummer;Benutzername\n'-5;'=1+1\n'7;''@x\n", "2:-5|=1+1\n3:7|'@x"},
		"web page":                     {"\r\n<!DOCTYPE html><HTML><table><tr><td>1</td></tr></table>", "html"},
		"web page named xls":           {"<table border=1><tr><td>Kundennummer</td></tr></table>", "html"},
		"xml of excel 2003":            {`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "old_excel"},
		"other xml":                    {`<?xml version="1.0"?><a/>`, "no_table"},
		"pdf":                          {"%PDF-1.7\n1 0 obj\n", "no_table"},
		"png":                          {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no_table"},
		"old excel":                    {string(oleMark) + strings.Repeat("\x00", 600) + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", "old_excel"},
		"password":                     {string(oleMark) + strings.Repeat("\x00", 600) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "encrypted"},
		"old word":                     {string(oleMark) + strings.Repeat("\x00", 600), "no_table"},
		"zip that is cut off":          {"PK\x03\x04\x14\x00", "damaged"},
		"bytes of an old code page":    {"Kundennummer;Benutzername\n1;m\x81ller\n", "2:1|m\ufffdller"},
		"number with a grouping blank": {"Kundennummer;Benutzername\n10\u00a0012;a\n", "2:10\u00a0012|a"},
	} {
		if got := outcome([]byte(c.text)); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "liste.xls")
	if err := os.WriteFile(path, []byte("Kundennummer;Benutzername\n007;a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := ReadFile(t.Context(), path, Options{})
	if err != nil || table.Name != "liste.xls" || len(table.Lines) != 2 || table.Heading != 0 {
		t.Errorf("got %+v, %v", table, err)
	}
	for path, want := range map[string]Reason{dir: ReasonDirectory, filepath.Join(dir, "nichts"): ReasonMissing} {
		if _, err := ReadFile(t.Context(), path, Options{}); !errors.Is(err, &Error{Reason: want}) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestCorrectedColumns(t *testing.T) {
	t.Parallel()
	table, err := Read(t.Context(), "x", []byte("Nr A;Nr B;Wer\n1;007;a\n"), Options{})
	if err != nil || table.Heading != -1 {
		t.Fatalf("got %+v, %v", table, err)
	}
	table.Heading, table.Columns = 0, Columns{Number: 1, User: 2, Client: -1, Clerk: -1, Mail: -1, Note: -1, Answer: -1}
	rows, err := table.Rows()
	if err != nil || flat(rows) != "2:007|a" {
		t.Errorf("got %s, %v", flat(rows), err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	if got := outcome(make([]byte, MaxFile+1)); got != "too_large" {
		t.Errorf("bytes: %s", got)
	}
	if got := outcome(bytes.Repeat([]byte("1;a\n"), MaxRows+1)); got != "too_large" {
		t.Errorf("rows: %s", got)
	}
	if got := outcome(bytes.Repeat([]byte(";"), maxColumns)); got != "too_large" {
		t.Errorf("columns: %s", got)
	}
	if got := outcome(bytes.Repeat(append(bytes.Repeat([]byte(";"), 999), '\n'), MaxCells/1000+1)); got != "too_large" {
		t.Errorf("cells: %s", got)
	}
}

func TestEveryReasonHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		for _, reason := range Reasons() {
			if key := (&Error{Reason: reason}).TextKey(); !texts.Has(key) {
				t.Errorf("%s: no text %s", tag, key)
			}
		}
	}
}

package support_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/app/language"
	"kanzleicode/app/support"
)

// The canaries must not leave the house; a client's name only if that was said.
const (
	clientCanary = "KanarienvogelMandantÄÖ"
	statusCanary = "KanarienvogelStatus"
)

func written(t testing.TB, l *support.Letter, format support.Format) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := l.Write(&out, format); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return out.Bytes()
}

// reader gives a program that reads what we wrote, or skips.
func reader(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatalf("%s is missing; make test installs it", name)
		}
		t.Skipf("%s is missing; make test installs it", name)
	}
	return path
}

func output(t *testing.T, in []byte, name string, args ...string) []byte {
	t.Helper()
	command := exec.CommandContext(t.Context(), reader(t, name), args...)
	command.Stdin = bytes.NewReader(in)
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, problems.String())
	}
	return out
}

// TestMailReadByPython gives drafts to the mail parser of Python: nothing is wrong with them, and all comes back.
func TestMailReadByPython(t *testing.T) {
	t.Parallel()
	const script = `
import sys, json, email, email.policy, base64
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default.clone(raise_on_defect=True))
body = m.get_body(("plain",))
print(json.dumps({"subject": m["subject"], "to": m["to"], "from": [[a.display_name, a.addr_spec] for a in m["from"].addresses], "date": m["date"].datetime.isoformat(),
  "unsent": m["x-unsent"], "id": m["message-id"], "charset": body.get_content_charset(), "cte": body["content-transfer-encoding"], "text": body.get_content(),
  "files": [[a.get_filename(), a.get_content_type(), base64.b64encode(a.get_content()).decode()] for a in m.iter_attachments()]}))`
	for _, kind := range support.Kinds() {
		l := mustCompose(t, sample(kind))
		l.FileName = "Änderung – „Liste“" // what a file may be called
		var got struct {
			Subject, To, Date, Unsent, Charset, CTE, Text string
			From                                          [][]string
			ID                                            *string
			Files                                         [][]string
		}
		raw := written(t, l, support.FormatMail)
		if err := json.Unmarshal(output(t, raw, "python3", "-c", script), &got); err != nil {
			t.Fatal(err)
		}
		if got.Subject != l.Subject || got.To != l.To || got.Unsent != "1" || got.ID != nil || got.Date != "2026-11-22T09:00:00+00:00" || got.Charset != "utf-8" ||
			got.CTE != "quoted-printable" || strings.ReplaceAll(got.Text, "\r\n", "\n") != l.Text {
			t.Errorf("%s: %+v", kind, got)
		}
		if len(got.From) != 1 || got.From[0][0] != sender.Contact || got.From[0][1] != "anna@xn--kanzlei-jger-ocb.de" {
			t.Errorf("%s: from %q", kind, got.From)
		}
		if kind == support.KindHelp {
			if len(got.Files) != 0 {
				t.Errorf("help has %d files", len(got.Files))
			}
			continue
		}
		file, err := base64.StdEncoding.DecodeString(got.Files[0][2])
		if err != nil || len(got.Files) != 1 || got.Files[0][0] != l.FileName+".xlsx" || !bytes.Equal(file, written(t, l, support.FormatXLSX)) {
			t.Errorf("%s: files %v", kind, got.Files[0][:2])
		}
		for i, line := range bytes.SplitAfter(raw, []byte("\n")) {
			if len(line) > 0 && !bytes.HasSuffix(line, []byte("\r\n")) && i < bytes.Count(raw, []byte("\n")) || len(line) > 1000 {
				t.Fatalf("%s: line %d is %q", kind, i+1, line)
			}
		}
	}
}

// TestMailWithoutAddresses: then the person puts them in.
func TestMailWithoutAddresses(t *testing.T) {
	t.Parallel()
	d := sample(support.KindReport)
	d.To, d.Sender.Email = "", ""
	message, err := netmail.ReadMessage(bytes.NewReader(written(t, mustCompose(t, d), support.FormatMail)))
	if err != nil || message.Header["To"] != nil || message.Header["From"] != nil {
		t.Errorf("%v, %v", message.Header, err)
	}
}

// cellsOf are the rows as a spreadsheet without our marks has them.
func cellsOf(l *support.Letter) [][]string {
	all := [][]string{l.Table.Titles}
	return append(all, l.Table.Rows...)
}

// TestXLSXReadByLibreOffice converts the workbook to CSV, formulas shown as such, and has Python read that.
func TestXLSXReadByLibreOffice(t *testing.T) {
	t.Parallel()
	office := reader(t, "soffice")
	dir := t.TempDir()
	d := sample(support.KindReport)
	d.WithClients = true
	l := mustCompose(t, d)
	path := filepath.Join(dir, "liste.xlsx")
	if err := os.WriteFile(path, written(t, l, support.FormatXLSX), 0o600); err != nil {
		t.Fatal(err)
	}
	// Filter options: ";" '"' UTF-8, from line 1, all as text quoted, not as shown but as stored, with formulas.
	command := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):59,34,76,1,,0,true,false,true", "--outdir", dir, path)
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "liste.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(cellsOf(l))
	if err != nil {
		t.Fatal(err)
	}
	if got := readByPython(t, raw, "utf-8"); got != string(want) {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// readByPython reads CSV and gives its rows as JSON.
func readByPython(t *testing.T, raw []byte, encoding string) string {
	t.Helper()
	const script = `
import sys, csv, io, json
text = sys.stdin.buffer.read().decode(sys.argv[1])
print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)), ensure_ascii=False, separators=(",", ":")), end="")`
	return string(output(t, raw, "python3", "-X", "utf8", "-c", script, encoding))
}

func TestCSVReadByPython(t *testing.T) {
	t.Parallel()
	l := mustCompose(t, sample(support.KindReport))
	guarded := strings.NewReplacer(`"-5"`, `"'-5"`, `"=HYPER`, `"'=HYPER`, `"+49"`, `"'+49"`, `"@sum"`, `"'@sum"`, `zwei\n`, `zwei\r\n`)
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(cellsOf(l)); err != nil {
		t.Fatal(err)
	}
	for format, encoding := range map[support.Format]string{support.FormatCSV: "utf-8-sig", support.FormatCSV1252: "cp1252"} {
		if got := readByPython(t, written(t, l, format), encoding); got != guarded.Replace(strings.TrimSpace(want.String())) {
			t.Errorf("%s: got\n%s, want\n%s", format, got, want.String())
		}
	}
}

// TestPDFReadByPdftotext: letterhead, text, all rows in order, titles and numbers on every page.
func TestPDFReadByPdftotext(t *testing.T) {
	t.Parallel()
	d := sample(support.KindReport)
	long := strings.Repeat("überlangesWort", 20)
	d.Rows = append(d.Rows, support.Row{Number: "00777", User: long})
	for n := range 300 {
		d.Rows = append(d.Rows, support.Row{Number: fmt.Sprintf("%06d", n), User: fmt.Sprintf("benützer.łß.%d", n)})
	}
	l := mustCompose(t, d)
	raw := written(t, l, support.FormatPDF)
	text := string(output(t, raw, "pdftotext", "-layout", "-enc", "UTF-8", "-", "-"))
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) < 6 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("Seite %d von %d", i+1, len(pages))) {
			t.Errorf("page %d has no number", i+1)
		}
		if i < len(pages)-1 && !strings.Contains(page, "Benutzername") {
			t.Errorf("page %d has no titles", i+1)
		}
	}
	for _, line := range append(l.Letterhead(), "22.11.2026", "zwei", "Zeilen", "=HYPERLINK(\"http://x\")", "1,23E+05", "Vielen Dank und freundliche Grüße") {
		if !strings.Contains(text, line) {
			t.Errorf("%q is missing", line)
		}
	}
	if !strings.Contains(strings.Join(strings.Fields(text), ""), long) {
		t.Error("the long name was cut")
	}
	at := 0
	for n := range 300 {
		row := strings.Index(text[at:], fmt.Sprintf("benützer.łß.%d\n", n))
		if row < 0 {
			t.Fatalf("row %d is missing or out of order", n)
		}
		at += row
	}
	d.Rows[3].User = "漢"
	if err := mustCompose(t, d).WritePDF(io.Discard); err == nil || !strings.Contains(language.New("de").Explain(err), "Zeile 4 (+49)") {
		t.Errorf("a character that the font has not: %v", err)
	}
}

// unpacked gives all bytes of a file, and what is packed in them: parts of mail, members of zip archives.
func unpacked(t *testing.T, raw []byte) []byte {
	t.Helper()
	all := bytes.Clone(raw)
	if archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw))); err == nil {
		for _, f := range archive.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, f.Name...), part...)
		}
	}
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return all
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, subject...)
	_, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return all
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return all
		}
		var body io.Reader = quotedprintable.NewReader(part)
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		content, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, unpacked(t, content)...)
	}
}

// TestCanaries looks for what must not leave the house in every byte of every way out.
func TestCanaries(t *testing.T) {
	t.Parallel()
	for _, kind := range support.Kinds() {
		for _, with := range []bool{false, true} {
			d := sample(kind)
			d.WithClients = with
			for i := range d.Rows {
				d.Rows[i].Status = statusCanary
			}
			l := mustCompose(t, d)
			forms := map[string][]byte{"text": []byte(l.Text + l.Subject), "clipboard": []byte(l.TableText())}
			for _, format := range support.Formats() {
				raw := written(t, l, format)
				forms[string(format)] = unpacked(t, raw)
				if format == support.FormatPDF {
					forms["pdf"] = append(forms["pdf"], output(t, raw, "pdftotext", "-enc", "UTF-8", "-", "-")...)
				}
				if format == support.FormatCSV1252 {
					forms[string(format)] = output(t, raw, "iconv", "-f", "cp1252", "-t", "utf-8")
				}
			}
			d.Rows = d.Rows[:1]
			if link, err := mustCompose(t, d).MailURL(); err == nil {
				forms["mailto"] = []byte(strings.NewReplacer("%C3%84", "Ä", "%C3%96", "Ö").Replace(link))
			}
			for form, raw := range forms {
				if bytes.Contains(raw, []byte(statusCanary)) {
					t.Errorf("%s as %s has the status", kind, form)
				}
				want := with && kind != support.KindHelp
				if got := bytes.Contains(raw, []byte(clientCanary)); got != want {
					t.Errorf("%s as %s: the client's name is there: %v, want %v", kind, form, got, want)
				}
			}
		}
	}
}

// BenchmarkFormats writes 5,000 rows in every format.
func BenchmarkFormats(b *testing.B) {
	d := sample(support.KindReport)
	d.Rows = nil
	for n := range 5000 {
		d.Rows = append(d.Rows, support.Row{Number: fmt.Sprintf("%08d", n), User: fmt.Sprintf("benützer.%d", n)})
	}
	l := mustCompose(b, d)
	for _, format := range support.Formats() {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				if err := l.Write(io.Discard, format); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package support_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/language"
	"kanzleicode/app/support"
	"kanzleicode/app/support/table"
)

var (
	date   = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	sender = support.Sender{
		Name: "Steuerkanzlei Jäger & Öz", CustomerNumber: "K-0042", Contact: "Anna Jäger", Email: "anna@kanzlei-jäger.de", Phone: "030 / 12345",
	}
)

func sample(kind support.Kind) support.Data {
	return support.Data{
		Kind: kind, To: "hilfe@example.de", Sender: sender, Reference: support.Account{Number: "00012", User: "müller"},
		Rows: []support.Row{
			{Number: "00123", User: "jäger", Status: "Neu", Client: clientCanary},
			{Number: "0000000000000001", User: "Straße 1; \"x\"", Client: clientCanary},
			{Number: "-5", User: "=HYPERLINK(\"http://x\")", Client: clientCanary},
			{Number: "+49", User: "@sum", Client: "=1+1"},
			{Number: "1,23E+05", User: "zwei\nZeilen", Client: ""},
		},
		Date: date, SentAt: date.AddDate(0, 0, -9), Question: "Welche Nummer?\nUnd wer?", Answer: "Die 00123.", Problem: "Der Code gilt nicht.",
	}
}

func mustCompose(t testing.TB, d support.Data) *support.Letter {
	t.Helper()
	l, err := support.Compose(language.New("de"), d)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestKinds composes every kind in both languages: no name in braces and no missing text is left, everything
// that support needs stands there, and what is not known leaves no half sentence.
func TestKinds(t *testing.T) {
	t.Parallel()
	sent := map[string]string{"de": "13.11.2026", "en": "13 November 2026"}
	for _, kind := range support.Kinds() {
		for _, tag := range []string{"de", "en"} {
			l, err := support.Compose(language.New(tag), sample(kind))
			if err != nil {
				t.Fatal(err)
			}
			whole := l.Subject + "\n" + l.Text + l.FileName
			if strings.ContainsAny(whole, "{}[]") || strings.Contains(l.Subject, "\n") || !strings.HasSuffix(l.Text, "\n") {
				t.Errorf("%s %s:\n%s", kind, tag, whole)
			}
			wanted := []string{sender.Name, sender.CustomerNumber, sender.Contact, sender.Email, sender.Phone, "00012", "müller"}
			if kind != support.KindHelp {
				wanted = append(wanted, "00123", "0000000000000001", "zwei Zeilen")
			}
			switch kind {
			case support.KindReminder:
				wanted = append(wanted, sent[tag])
			case support.KindAnswer:
				wanted = append(wanted, sent[tag], "Welche Nummer?\nUnd wer?", "Die 00123.")
			case support.KindHelp:
				wanted = append(wanted, "Der Code gilt nicht.")
			}
			for _, text := range wanted {
				if !strings.Contains(l.Text, text) {
					t.Errorf("%s %s: %q is missing in\n%s", kind, tag, text, l.Text)
				}
			}
			bare, err := support.Compose(language.New(tag), support.Data{Kind: kind, Date: date, Rows: []support.Row{{Number: "1", User: "u"}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(bare.Subject+"\n"+bare.Text, "\n") {
				if strings.HasSuffix(line, ":") || strings.HasSuffix(line, "–") || strings.Contains(line, "  \n") || strings.ContainsAny(line, "{}[]") {
					t.Errorf("%s %s: half a sentence: %q", kind, tag, line)
				}
			}
			if strings.Contains(bare.Text, "\n\n\n") || strings.HasPrefix(bare.Text, "\n") {
				t.Errorf("%s %s: holes in %q", kind, tag, bare.Text)
			}
		}
	}
}

func TestOwnTexts(t *testing.T) {
	t.Parallel()
	d := sample(support.KindReport)
	d.Template = support.Template{Subject: "{firm}\r\nBcc: x@y.de {count}", Text: "Hallo\r\n{phone} {email}\n{answer}\n\n\n{rows}\n{rows}\nEnde"}
	d.Sender.Name = "{rows} {count}" // a value is no template
	l := mustCompose(t, d)
	if want := "{rows} {count} Bcc: x@y.de 5"; l.Subject != want {
		t.Errorf("subject is %q, want %q", l.Subject, want)
	}
	before, rest, _ := strings.Cut(l.Text, "Kundennummer")
	if want := "Hallo\n030 / 12345 anna@kanzlei-jäger.de\nDie 00123.\n\n"; before != want || strings.Count(rest, "00123") != 1 || !strings.HasSuffix(rest, "\n\nEnde\n") {
		t.Errorf("text is %q", l.Text)
	}
	for _, text := range []string{"{mandant}", "{Firm}", "{}", "{rows }"} {
		d.Template = support.Template{Text: text}
		var problem *support.Error
		if _, err := support.Compose(language.New("de"), d); !errors.As(err, &problem) || problem.Reason != support.ReasonPlaceholder || problem.Detail != text {
			t.Errorf("%q: %v", text, err)
		}
	}
	d.Template = support.Template{Text: `{"json": 1} und {firm}`} // no name could look like that
	if l := mustCompose(t, d); !strings.Contains(l.Text, `{"json": 1} und {rows} {count}`) {
		t.Errorf("text is %q", l.Text)
	}
	for _, name := range support.Placeholders() {
		if err := (support.Template{Text: "{" + name + "}"}).Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for kind, want := range map[support.Kind]bool{support.KindReport: true, support.KindWithdraw: true, support.KindReminder: true, support.KindAnswer: false, support.KindHelp: false} {
		_, err := support.Compose(language.New("de"), support.Data{Kind: kind, Date: date})
		if errors.Is(err, &support.Error{Reason: support.ReasonNoRows}) != want || err != nil && !want {
			t.Errorf("%s without rows: %v", kind, err)
		}
	}
	for _, text := range []string{"hilfe", "a@b", "a b@c.de", "Anna <a@b.de>", "a@b.de, c@d.de", "a@b.de\r\nBcc: x@y.de", "ä@b.de", "a@b..de", "a@.de", "a@b.de.", `"a b"@c.de`, "a@[1.2.3.4]", "@b.de", "a@", "a@b.de?cc=x@y.de", strings.Repeat("a", 260) + "@b.de"} {
		if err := support.CheckAddress(text); !errors.Is(err, &support.Error{Reason: support.ReasonAddress}) {
			t.Errorf("%q: %v", text, err)
		}
		d := sample(support.KindReport)
		d.To = text
		if _, err := support.Compose(language.New("de"), d); err == nil {
			t.Errorf("a letter goes to %q", text)
		}
	}
	for _, text := range []string{"", "a@b.de", "vor.nach+x@mail.b-c.example", "a@jäger.de", "O'Neill@b.de", " a@b.de "} {
		if err := support.CheckAddress(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestMailURL(t *testing.T) {
	t.Parallel()
	d := sample(support.KindReport)
	d.Rows = d.Rows[:1]
	l := mustCompose(t, d)
	link, err := l.MailURL()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := url.Parse(link)
	if err != nil || parsed.Scheme != "mailto" || parsed.Opaque != "hilfe@example.de" || strings.Contains(link, "+") || !strings.Contains(link, "%0D%0A") {
		t.Fatalf("%q, %v", link, err)
	}
	query, err := url.ParseQuery(parsed.RawQuery)
	if err != nil || len(query) != 2 || query.Get("subject") != l.Subject || query.Get("body") != strings.ReplaceAll(l.Text, "\n", "\r\n") {
		t.Errorf("%v, %v", query, err)
	}
	var problem *support.Error
	for n := range 200 {
		d.Rows = append(d.Rows, support.Row{Number: fmt.Sprint(n), User: "benutzer"})
		link, err := mustCompose(t, d).MailURL()
		if err == nil && len(link) > support.MaxMailURL {
			t.Fatalf("%d characters", len(link))
		}
		if err != nil && (!errors.As(err, &problem) || problem.Reason != support.ReasonTooLong || link != "") {
			t.Fatal(err)
		}
	}
	if problem == nil || problem.Limit != support.MaxMailURL || problem.Count <= problem.Limit {
		t.Errorf("200 rows fit, or %+v", problem)
	}
}

func TestTableText(t *testing.T) {
	t.Parallel()
	want := "Kundennummer\tBenutzername\r\n00123\tjäger\r\n0000000000000001\t\"Straße 1; \"\"x\"\"\"\r\n'-5\t\"'=HYPERLINK(\"\"http://x\"\")\"\r\n'+49\t'@sum\r\n1,23E+05\t\"zwei\r\nZeilen\"\r\n"
	if got := mustCompose(t, sample(support.KindReport)).TableText(); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

func TestWindows1252(t *testing.T) {
	t.Parallel()
	d := sample(support.KindReport)
	d.Rows = []support.Row{{Number: "1", User: "u\u0308ber €"}, {Number: "2", User: "Şen Łuk 漢"}}
	l := mustCompose(t, d)
	var out strings.Builder
	var problem *table.CharacterError
	if err := l.WriteCSV1252(&out, false); !errors.As(err, &problem) || problem.Row != 2 || problem.Label != "2" || problem.Char != 'Ş' || out.Len() > 0 {
		t.Errorf("%+v, %q", problem, out.String())
	}
	if err := l.WriteCSV1252(&out, true); err != nil || out.String() != "Kundennummer;Benutzername\r\n1;\xfcber \x80\r\n2;Sen ?uk ?\r\n" {
		t.Errorf("%v, %q", err, out.String())
	}
}

// TestSameLetterSameBytes: a submission can be written again and compared.
func TestSameLetterSameBytes(t *testing.T) {
	t.Parallel()
	for _, format := range support.Formats() {
		first, second := written(t, mustCompose(t, sample(support.KindReport)), format), written(t, mustCompose(t, sample(support.KindReport)), format)
		if !slices.Equal(first, second) {
			t.Errorf("%s differs", format)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	if err := mustCompose(t, sample(support.KindHelp)).Write(&strings.Builder{}, "doc"); err == nil {
		t.Error("there is a format doc")
	}
}

func TestNamesOfOtherKindsAreNotOffered(t *testing.T) {
	t.Parallel()
	for kind, want := range map[support.Kind]map[string]bool{
		support.KindReport:   {"rows": true, "sent": false, "answer": false, "question": false, "problem": false, "firm": true},
		support.KindReminder: {"rows": true, "sent": true, "answer": false, "problem": false},
		support.KindAnswer:   {"rows": true, "sent": true, "answer": true, "question": true, "problem": false},
		support.KindHelp:     {"rows": false, "accounts": false, "answer": false, "problem": true, "firm": true},
	} {
		offered := support.PlaceholdersFor(kind)
		for name, wanted := range want {
			if slices.Contains(offered, name) != wanted {
				t.Errorf("%s: {%s} offered is %t", kind, name, !wanted)
			}
		}
		// What the built-in text needs is among them.
		built := support.Template{Text: language.New("de").Text("letter." + string(kind) + ".text")}
		for _, name := range support.Placeholders() {
			if strings.Contains(built.Text, "{"+name+"}") && !slices.Contains(offered, name) {
				t.Errorf("%s: the built-in text has {%s}, which is not offered", kind, name)
			}
		}
	}
}

package excerpt_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/excerpt"
	"kanzleicode/app/language"
	"kanzleicode/app/support"
)

func sample() excerpt.Data {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return excerpt.Data{
		Client: "Bäckerei Öz", Sender: support.Sender{Name: "Steuerkanzlei Jäger", Email: "anna@example.de"}, Date: at.AddDate(0, 8, 0), DeleteMonths: 37,
		Rows: []excerpt.Row{
			{Number: "00123", User: "öz", Client: "Bäckerei Öz", Clerk: "Anna Jäger", Status: "Bestätigt", Note: "ruft an\ndienstags", Created: at, Submitted: at.AddDate(0, 0, 1),
				Sent: []excerpt.Sent{{At: at.AddDate(0, 0, 1), Kind: support.KindReport}, {At: at.AddDate(0, 0, 9), Kind: support.KindReminder, WithClient: true}}},
			{Number: "00124", User: "öz.2", Status: "Neu", Created: at},
		},
	}
}

// TestText has every datum in the text, in both languages, and nothing half said.
func TestText(t *testing.T) {
	t.Parallel()
	for tag, sent := range map[string][2]string{"de": {"03.03.2026 (Meldung)", "11.03.2026 (Erinnerung, mit Ihrem Namen)"}, "en": {"3 March 2026 (Report)", "11 March 2026 (Reminder, with your name)"}} {
		e := excerpt.Compose(language.New(tag), sample())
		text := e.Text()
		for _, want := range []string{"Steuerkanzlei Jäger\n", "Bäckerei Öz", "00123", "00124", "öz.2", "Anna Jäger", "ruft an\n    dienstags", "37", sent[0], sent[1]} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", tag, want, text)
			}
		}
		if strings.ContainsAny(text, "{}[]") || strings.Contains(text, "0001") || strings.Count(text, "ruft an") != 1 {
			t.Errorf("%s:\n%s", tag, text)
		}
	}
	d := sample()
	d.DeleteMonths = 0
	if a, b := excerpt.Compose(language.New("de"), d).Text(), excerpt.Compose(language.New("de"), sample()).Text(); a == b || strings.Contains(a, "37") {
		t.Error("the period does not count")
	}
}

func TestPDF(t *testing.T) {
	t.Parallel()
	e := excerpt.Compose(language.New("de"), sample())
	var first, second bytes.Buffer
	if err := e.WritePDF(&first); err != nil {
		t.Fatal(err)
	}
	if err := e.WritePDF(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("the same excerpt gives other bytes, or %v", err)
	}
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("pdftotext is missing; make test installs it")
	}
	command := exec.CommandContext(t.Context(), program, "-layout", "-enc", "UTF-8", "-", "-")
	command.Stdin = &first
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(string(text)), " ")
	for _, line := range strings.Split(e.Text(), "\n") {
		for _, word := range strings.Fields(strings.ReplaceAll(line, ":", " ")) {
			if !strings.Contains(words, word) {
				t.Errorf("%q is missing", word)
			}
		}
	}
}

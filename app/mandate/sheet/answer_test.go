package sheet

import (
	"fmt"
	"strings"
	"testing"

	"kanzleicode/app/mandate"
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for verdict, texts := range map[mandate.Verdict][]string{
		mandate.VerdictConfirmed: {
			"ok", "OK", "Ok.", "o.k.", "ja", "JA!", "x", "X", "✓", "1", "WAHR", "true", "erledigt", "Erledigt.", "verknüpft",
			"Verknüpft", "ist verknüpft", "wurde erfolgreich verknüpft", "verknüpft am 12.03.2026", "erledigt, 3.11.2026 um 10:15 Uhr",
			"Bestätigt", "Confirmed", "done", "Linked", "linked on 2026-11-02", "ok, erledigt", "eingerichtet (12.3.)", "freigeschaltet",
		},
		mandate.VerdictQuery: {
			"nein", "fehlt", "nicht gefunden", "unbekannt", "falsch", "gesperrt", "0", "FALSCH", "#NV", "not found", "no",
			"nicht erledigt", "noch nicht verknüpft", "ok?", "verknüpft, aber Name geändert", "Benutzer existiert nicht",
			"Bitte prüfen", "siehe Mail", "ja/nein", "not linked", "12.03.2026", "Rückfrage", "??", "erledigt durch Kunde",
		},
		mandate.VerdictNone: {"neu", "Gemeldet", "offen", "in Bearbeitung", "noch offen", "-", "–", "New", "submitted", "pending"},
	} {
		for _, text := range texts {
			if got := verdictOf(text, false); got != verdict {
				t.Errorf("%q is %q, want %q", text, got, verdict)
			}
		}
	}
	if verdictOf("12.03.2026", true) != mandate.VerdictConfirmed {
		t.Error("a date under a heading that says so does not confirm")
	}
}

// answersOf writes answers as "line:number|user=verdict text".
func answersOf(t *testing.T, text string) string {
	t.Helper()
	table, err := Read(t.Context(), "antwort.csv", []byte(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	answers, err := table.Answers()
	if err != nil {
		return reasonOf(err)
	}
	var lines []string
	for _, a := range answers {
		line := fmt.Sprintf("%d:%s|%s=%s %s", a.Line, a.Number, a.User, a.Verdict, a.Text)
		if a.Problem != nil {
			line += "[" + reasonOf(a.Problem) + "]"
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no answer column":         {"Kundennummer;Benutzername\n007;a\n008;b\n", "2:007|a=confirmed\n3:008|b=confirmed"},
		"no headings":              {"007;anna\n008;bernd\n", "1:007|anna=confirmed\n2:008|bernd=confirmed"},
		"answer":                   {"Kundennummer;Benutzername;Antwort\n007;a;ok\n008;b;\n009;c;nicht gefunden\n", "2:007|a=confirmed ok\n3:008|b=\n4:009|c=query nicht gefunden"},
		"our own status untouched": {"Kundennummer;Benutzername;Status\n007;a;Neu\n008;b;Bestätigt\n", "2:007|a= Neu\n3:008|b=confirmed Bestätigt"},
		"status and answer":        {"Kundennummer;Benutzername;Status;Rückmeldung\n007;a;Neu;verknüpft\n008;b;Neu;\n", "2:007|a=confirmed verknüpft\n3:008|b="},
		"note only":                {"Kundennummer;Benutzername;Bemerkung\n007;a;erledigt\n008;b;\n009;c;Name?\n", "2:007|a=confirmed erledigt\n3:008|b=\n4:009|c=query Name?"},
		"answer and note": {"Kundennummer;Benutzername;Ergebnis;Bemerkung\n007;a;ok;Name war falsch\n008;b;ok;danke\n009;c;;gesperrt\n010;d;offen;fehlt\n011;e;fehlt;neu anlegen\n",
			"2:007|a=query ok – Name war falsch\n3:008|b=confirmed ok – danke\n4:009|c=query gesperrt\n5:010|d=query fehlt\n6:011|e=query fehlt – neu anlegen"},
		"date of doing":     {"Kundennummer;Benutzername;verknüpft am\n007;a;12.03.2026\n008;b;\n", "2:007|a=confirmed 12.03.2026\n3:008|b="},
		"date of what":      {"Kundennummer;Benutzername;Status\n007;a;12.03.2026\n", "2:007|a=query 12.03.2026"},
		"blanks and signs":  {"Kundennummer;Benutzername;Antwort\n 0 07 ;\u200ea ; OK! \n", "2:0 07|a=confirmed OK!"},
		"english":           {"Customer number,User name,Linked\n007,a,yes\n008,b,no\n", "2:007|a=confirmed yes\n3:008|b=query no"},
		"answer to nothing": {"Kundennummer;Benutzername;Antwort\n;;Rest folgt\n", "2:|=query Rest folgt"},
		"no user":           {"Kundennummer;Antwort\n007;ok\n", "no_columns"},
		"only two columns":  {"Kundennummer;Mandant;Antwort\n007;A;ok\n", "no_user"},
	} {
		if got := answersOf(t, c.text); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

// TestAnswersInWorkbook: a date that was a number is named.
func TestAnswersInWorkbook(t *testing.T) {
	t.Parallel()
	table, err := ReadFile(t.Context(), "testdata/dates.xlsx", Options{})
	if err != nil {
		t.Fatal(err)
	}
	answers, err := table.Answers()
	if err != nil || len(answers) != 2 || reasonOf(answers[0].Problem) != "not_text@2" || answers[1].Problem != nil {
		t.Errorf("got %+v, %v", answers, err)
	}
}

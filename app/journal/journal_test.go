package journal_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // Berlin also where the system has no time zones

	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/vault"
)

// log is a vault's log in memory.
type log []vault.Entry

func (l log) History(_ context.Context, after uint64) ([]vault.Entry, error) {
	return l[min(int(after), len(l)):], nil
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.Local)

// sample has a change of every kind.
func sample() log {
	entries := log{
		{Event: "vault.create"},
		{Event: "account.add", Params: map[string]string{"name": "Amainvoice – kanzlei"}, Items: []vault.EntryItem{{Kind: vault.KindAccount, Label: "Amainvoice – kanzlei", Fields: []vault.FieldChange{{Field: "name", New: "Amainvoice – kanzlei"}, {Field: "secret", Old: "•••", New: "•••"}}}}},
		{Event: "account.handover.qr", Params: map[string]string{"count": "1", "names": "Amainvoice – kanzlei"}},
		{Event: "mandate.edit", Params: map[string]string{"number": "00012", "user": "özdemir"}, Items: []vault.EntryItem{{Kind: vault.KindMandate, Label: "00012 · özdemir", Fields: []vault.FieldChange{
			{Field: "client", Old: "Bäckerei Öz", New: "Bäckerei Özdemir"}, {Field: "note", Old: "=1+1"}, {Field: "status", Old: "new", New: "confirmed"}}}}},
		{Event: "mandate.submit", Params: map[string]string{"count": "2"}, Items: []vault.EntryItem{
			{Kind: vault.KindSubmission}, {Kind: vault.KindMandate, Label: "1 · a", Fields: []vault.FieldChange{{Field: "status", Old: "new", New: "submitted"}}}, {Kind: vault.KindMandate, Label: "2 · b"}}},
		{Event: "backup.restore", Params: map[string]string{"taken": noon.Format(time.RFC3339)}},
		{Damaged: true, Items: []vault.EntryItem{{Kind: vault.KindMandate}}},
		{Event: "mandate.remove", Params: map[string]string{"count": "1"}, Damaged: true},
		{},
		{Event: "seat.teleport"},
	}
	for i := range entries {
		entries[i].Rev, entries[i].Seat, entries[i].OSUser = uint64(i+1), "KANZLEI-PC1", `FIRMA\maria`
		entries[i].At = noon.AddDate(0, 0, i-len(entries)+1).UTC()
	}
	entries[8].OSUser = ""
	return entries
}

func read(t *testing.T, tag string) (*journal.Service, []*journal.Entry) {
	t.Helper()
	s := journal.New(sample(), language.New(tag))
	entries, err := s.Read(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, entries
}

func TestEntriesInWords(t *testing.T) {
	t.Parallel()
	_, entries := read(t, "de")
	want := []struct{ what, who, summary string }{
		{"Änderung einer neueren Version von Kanzleicode (seat.teleport)", `FIRMA\maria`, ""},
		{"Was geändert wurde, ist an diesem PC nicht lesbar", "–", ""},
		{"Aus der Mandatsliste gelöscht: 1", `FIRMA\maria`, ""},
		{"Beschädigt: Was geändert wurde, ist nicht lesbar", `FIRMA\maria`, ""},
		{"Aus der Sicherung vom 22.11.2026 12:00:00 zurückgeholt", `FIRMA\maria`, ""},
		{"An den Support gemeldet: 2", `FIRMA\maria`, "2 Einträge"},
		{"Mandat 00012 · özdemir geändert", `FIRMA\maria`, "Mandant: Bäckerei Öz → Bäckerei Özdemir; Notiz: =1+1 → –; Status: Neu → Bestätigt"},
		{"Konten mit ihren Schlüsseln unverschlüsselt ausgegeben, als QR-Codes (1): Amainvoice – kanzlei", `FIRMA\maria`, ""},
		{"Konto „Amainvoice – kanzlei“ aufgenommen", `FIRMA\maria`, "Name: – → Amainvoice – kanzlei; Schlüssel: ••• → •••"},
		{"Tresor angelegt", `FIRMA\maria`, ""},
	}
	if len(entries) != len(want) {
		t.Fatalf("%d entries, want %d", len(entries), len(want))
	}
	for i, e := range entries {
		if e.What != want[i].what || e.Who != want[i].who || e.Summary != want[i].summary {
			t.Errorf("entry %d: %q by %q: %q", e.Logged.Rev, e.What, e.Who, e.Summary)
		}
	}
	if got := entries[0].Time(); got != "22.11.2026 12:00:00" {
		t.Errorf("time %q", got)
	}
	_, english := read(t, "en")
	if got := english[6].Summary; !strings.Contains(got, "Client: Bäckerei Öz → Bäckerei Özdemir") {
		t.Errorf("in English: %q", got)
	}
}

func TestReadAfterARevision(t *testing.T) {
	t.Parallel()
	entries, err := journal.New(sample(), language.New("de")).Read(t.Context(), 8)
	if err != nil || len(entries) != 2 || entries[0].Logged.Rev != 10 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := journal.New(sample(), language.New("de")).Read(ended, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	whole := sample()
	for _, c := range []struct {
		name   string
		before log
	}{
		{"first time", nil}, {"nothing new", whole}, {"three new ones", whole[:7]},
		{"another vault state was accepted", many(12)}, {"the same number, others", many(10)},
	} {
		known, err := journal.New(c.before, language.New("de")).Update(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := journal.New(whole, language.New("de")).Update(t.Context(), known)
		if err != nil || len(got) != len(whole) {
			t.Errorf("%s: %d entries, %v", c.name, len(got), err)
			continue
		}
		for i, e := range got {
			if e.Logged.Event != whole[len(whole)-1-i].Event {
				t.Errorf("%s: entry %d is %q", c.name, i, e.What)
			}
		}
	}
}

// TestUpdateForgetsToo: what a change of the vault made unreadable is not kept from before.
func TestUpdateForgetsToo(t *testing.T) {
	t.Parallel()
	before := sample()
	known, err := journal.New(before, language.New("de")).Update(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	after := append(sample(), vault.Entry{Rev: 11, At: noon, Event: "vault.rekey"})
	after[3] = vault.Entry{Rev: 4, At: after[3].At}
	now, err := journal.New(after, language.New("de")).Update(t.Context(), known)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := (journal.Filter{Search: "özdemir"}).Select(t.Context(), now); err != nil || len(found) > 0 || len(now) != 11 {
		t.Errorf("%d of %d entries still name it, %v", len(found), len(now), err)
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	_, entries := read(t, "de")
	for _, c := range []struct {
		name   string
		filter journal.Filter
		want   []uint64
	}{
		{"all", journal.Filter{}, []uint64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}},
		{"old value, any case", journal.Filter{Search: "bäckerei öz"}, []uint64{4}},
		{"words in any order", journal.Filter{Search: "  bestätigt   MANDAT "}, []uint64{4}},
		{"no word across two values", journal.Filter{Search: "özbäckerei"}, nil},
		{"user", journal.Filter{Search: "maria gelöscht"}, []uint64{8}},
		{"seat and day", journal.Filter{Search: "kanzlei-pc1 16.11.2026"}, []uint64{4}},
		{"accounts", journal.Filter{Area: journal.Accounts}, []uint64{3, 2}},
		{"clients, also unreadable ones", journal.Filter{Area: journal.Clients}, []uint64{8, 7, 5, 4}},
		{"security, with handovers and damage", journal.Filter{Area: journal.Security}, []uint64{10, 9, 7, 6, 3, 1}},
		{"today", journal.Filter{Since: journal.LastDays(noon, 1)}, []uint64{10}},
		{"seven days", journal.Filter{Since: journal.LastDays(noon, 7)}, []uint64{10, 9, 8, 7, 6, 5, 4}},
		{"together", journal.Filter{Since: journal.LastDays(noon, 7), Area: journal.Clients, Search: "gemeldet"}, []uint64{5}},
	} {
		found, err := c.filter.Select(t.Context(), entries)
		var revs []uint64
		for _, e := range found {
			revs = append(revs, e.Logged.Rev)
		}
		if err != nil || !slices.Equal(revs, c.want) {
			t.Errorf("%s: %v, want %v (%v)", c.name, revs, c.want, err)
		}
	}
}

// TestLastDaysBeginAtMidnight: also on the days on which the clock is changed.
func TestLastDaysBeginAtMidnight(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 10, 26, 0, 30, 0, 0, berlin) // the day after summer time ended
	if got, want := journal.LastDays(now, 2), time.Date(2026, 10, 25, 0, 0, 0, 0, berlin); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	s, entries := read(t, "de")
	var out bytes.Buffer
	if err := s.WriteCSV(&out, entries); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if !strings.HasPrefix(text, "\ufeffNr.;Zeitpunkt;PC;Benutzer;Bereich;Was;Eintrag;Feld;Vorher;Nachher\r\n") {
		t.Errorf("begins with %q", text[:80])
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	find := func(cells ...string) {
		t.Helper()
		for _, row := range rows {
			if slices.Equal(row, cells) {
				return
			}
		}
		t.Errorf("no line %q in\n%s", cells, text)
	}
	at := noon.AddDate(0, 0, -6).Format("02.01.2006 15:04:05")
	find("4", at, "KANZLEI-PC1", `FIRMA\maria`, "Mandate", "Mandat 00012 · özdemir geändert", "00012 · özdemir", "Mandant", "Bäckerei Öz", "Bäckerei Özdemir")
	find("4", at, "KANZLEI-PC1", `FIRMA\maria`, "Mandate", "Mandat 00012 · özdemir geändert", "00012 · özdemir", "Notiz", "'=1+1", "")
	find("8", noon.AddDate(0, 0, -2).Format("02.01.2006 15:04:05"), "KANZLEI-PC1", `FIRMA\maria`, "Mandate", "Aus der Mandatsliste gelöscht: 1 (ein Teil ist beschädigt und fehlt hier)", "", "", "", "")
	if len(rows) != 1+14 {
		t.Errorf("%d lines", len(rows))
	}
}

// many is a log of n changes that hold several records each.
func many(n int) log {
	entries := make(log, n)
	for i := range entries {
		entries[i] = vault.Entry{Rev: uint64(i + 1), At: noon.Add(-time.Duration(n-i) * time.Minute), Seat: "KANZLEI-PC1", OSUser: "maria",
			Event: "mandate.edit", Params: map[string]string{"number": fmt.Sprintf("%07d", i), "user": fmt.Sprintf("mandant.%d", i)}}
		for range 3 {
			entries[i].Items = append(entries[i].Items, vault.EntryItem{Kind: vault.KindMandate, Label: fmt.Sprintf("%07d · mandant.%d", i, i),
				Fields: []vault.FieldChange{{Field: "client", Old: fmt.Sprintf("Mandant %d", i), New: fmt.Sprintf("Mandant %d GmbH", i)}}})
		}
	}
	return entries
}

// BenchmarkRead puts 10,000 changes into words.
func BenchmarkRead(b *testing.B) {
	s := journal.New(many(10_000), language.New("de"))
	for b.Loop() {
		if _, err := s.Read(b.Context(), 0); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch looks for two words in 10,000 changes.
func BenchmarkSearch(b *testing.B) {
	entries, err := journal.New(many(10_000), language.New("de")).Read(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if found, err := (journal.Filter{Search: "maria 9999"}).Select(b.Context(), entries); err != nil || len(found) == 0 {
			b.Fatal(len(found), err)
		}
	}
}

// TestErasedSaysSo: what was deleted for the sake of data protection is told from damage and from nothing.
func TestErasedSaysSo(t *testing.T) {
	t.Parallel()
	s := journal.New(log{
		{Rev: 1, At: noon, Event: vault.EventErased, Items: []vault.EntryItem{{Kind: vault.KindMandate, Erased: true, Removed: true}}},
		{Rev: 2, At: noon, Event: "mandate.import", Params: map[string]string{"source": "a.xlsx", "new": "2", "changed": "0"}, Items: []vault.EntryItem{
			{Kind: vault.KindSubmission}, {Kind: vault.KindMandate, Erased: true}, {Kind: vault.KindMandate, Label: "3 · c"}}},
	}, language.New("de"))
	entries, err := s.Read(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	const erased = "Angaben endgültig gelöscht (Datenschutz)"
	if e := entries[1]; e.What != "Änderung, deren Angaben endgültig gelöscht wurden (Datenschutz)" || e.Summary != erased || !slices.Equal(e.Areas, []journal.Area{journal.Clients}) || len(e.Changes) != 1 || !e.Changes[0].Erased {
		t.Errorf("%+v", e)
	}
	if e := entries[0]; e.Summary != "2 Einträge" || len(e.Changes) != 2 || e.Changes[0].Label != erased || e.Changes[1].Erased {
		t.Errorf("%+v", e)
	}
	var table bytes.Buffer
	if err := s.WriteCSV(&table, entries); err != nil || strings.Count(table.String(), ";"+erased+";") != 2 {
		t.Errorf("%v: %s", err, &table)
	}
	if found, err := (journal.Filter{Search: "datenschutz"}).Select(t.Context(), entries); err != nil || len(found) != 2 {
		t.Errorf("%d found, %v", len(found), err)
	}
}

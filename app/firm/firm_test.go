package firm_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/firm"
	"kanzleicode/app/recovery"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

func newVault(t *testing.T) *vault.Vault {
	t.Helper()
	kdf := vault.FloorArgon2id()
	options := vault.Options{
		Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }, KDF: &kdf,
		Unique: map[vault.Kind]func([]byte) (string, error){vault.KindSetting: vault.SettingName},
	}
	place := sqlite.At(filepath.Join(t.TempDir(), "vault"))
	key := []byte("Kanzlei im Test")
	if _, err := vault.Create(t.Context(), place, vault.SlotKey{Passphrase: key}, options); err != nil {
		t.Fatal(err)
	}
	store, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Passphrase: key}, options)
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

func mustLoad(t *testing.T, s *firm.Service) firm.Data {
	t.Helper()
	d, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSaveAndLoad(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	s := firm.NewService(v, firm.Given{})
	if _, err := recovery.NewService(v).Make(t.Context()); err != nil { // another setting beside it
		t.Fatal(err)
	}
	d := mustLoad(t, s)
	if d.Rev != 0 || d.ReminderDays != 5 || d.DeleteMonths != 0 || len(d.Missing()) != 3 {
		t.Fatalf("at first it is %+v", d)
	}
	d.Name, d.SupportAddress, d.ReminderDays = " Kanzlei\tJäger\r\n", "hilfe@example.de", 0
	d.Reference = firm.Reference{Number: "00012", User: "müller", Account: v.NewID()}
	d = d.WithTemplate(support.KindReport, support.Template{Subject: "Von {firm}", Text: "a\r\nb\n\n"}).WithTemplate(support.KindHelp, support.Template{})
	saved, err := s.Save(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	got := mustLoad(t, s)
	if got.Name != "Kanzlei Jäger" || got.Rev != saved.Rev || got.ReminderDays != 0 || got.Reference != d.Reference ||
		len(got.Templates) != 1 || got.Templates[support.KindReport].Text != "a\nb" || got.Missing() != nil {
		t.Errorf("it comes back as %+v", got)
	}
	before, err := v.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Save(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	if after, err := v.Head(t.Context()); err != nil || after != before {
		t.Errorf("the same again made a change: %v, %v", after, err)
	}
	got.Phone = "030"
	if _, err := s.Save(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	log, err := v.History(t.Context(), before.Rev)
	if err != nil || len(log) != 1 || log[0].Event != firm.EventChange {
		t.Fatalf("%+v, %v", log, err)
	}
	if fields := log[0].Items[0].Fields; len(fields) != 1 || fields[0] != (vault.FieldChange{Field: "phone", New: "030"}) {
		t.Errorf("the history says %+v", fields)
	}
	if state, err := recovery.NewService(v).State(t.Context()); err != nil || len(state.Groups) != 2 {
		t.Errorf("the sheet was disturbed: %+v, %v", state, err)
	}
}

// TestConflicts lets two save what they read at the same time, the first time and later.
func TestConflicts(t *testing.T) {
	t.Parallel()
	s := firm.NewService(newVault(t), firm.Given{})
	for round := range 2 {
		one, two := mustLoad(t, s), mustLoad(t, s)
		one.Name, two.Name = strings.Repeat("a", round+1), "zwei"
		if _, err := s.Save(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		var conflict *vault.ConflictError
		if _, err := s.Save(t.Context(), two); !errors.As(err, &conflict) {
			t.Errorf("round %d: %v", round, err)
		}
		if got := mustLoad(t, s); got.Name != one.Name {
			t.Errorf("round %d: %q stands there", round, got.Name)
		}
	}
}

// TestNewerNamesStay: what a newer program stored is not lost when this one saves.
func TestNewerNamesStay(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	body := []byte(`{"setting":"firm","name":"Alt","tomorrow":[1,2],"reference":{"user":"x"}}`)
	if _, err := v.Apply(t.Context(), vault.Change{Event: firm.EventChange, Domain: vault.DomainList, Mutations: []vault.Mutation{
		{ID: v.NewID(), Kind: vault.KindSetting, Body: body, Unique: "firm"},
	}}); err != nil {
		t.Fatal(err)
	}
	s := firm.NewService(v, firm.Given{})
	d := mustLoad(t, s)
	if d.ReminderDays != firm.DefaultReminderDays || d.Reference.User != "x" {
		t.Errorf("%+v", d)
	}
	d.Name = "Neu"
	if _, err := s.Save(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	records, _, err := v.Load(t.Context(), vault.KindSetting)
	if err != nil || len(records) != 1 {
		t.Fatal(len(records), err)
	}
	var stored map[string]any
	if err := json.Unmarshal(records[0].Body, &stored); err != nil || stored["tomorrow"] == nil || stored["name"] != "Neu" {
		t.Errorf("%s, %v", records[0].Body, err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", firm.MaxLine+1)
	for name, c := range map[string]struct {
		change func(*firm.Data)
		want   error
	}{
		"nothing":        {func(*firm.Data) {}, nil},
		"longest name":   {func(d *firm.Data) { d.Name = long[2:] }, nil},
		"long name":      {func(d *firm.Data) { d.Name = long }, &firm.Error{Field: firm.FieldName, Reason: firm.ReasonTooLong}},
		"long user":      {func(d *firm.Data) { d.Reference.User = long }, &firm.Error{Field: firm.FieldReferenceUser, Reason: firm.ReasonTooLong}},
		"no address":     {func(d *firm.Data) { d.SupportAddress = "hilfe@" }, &firm.Error{Field: firm.FieldSupportAddress, Reason: firm.ReasonAddress}},
		"a name too":     {func(d *firm.Data) { d.Email = "Anna <a@b.de>" }, &firm.Error{Field: firm.FieldEmail, Reason: firm.ReasonAddress}},
		"domain umlaut":  {func(d *firm.Data) { d.Email = "a@jäger.de" }, nil},
		"too many days":  {func(d *firm.Data) { d.ReminderDays = 91 }, &firm.Error{Field: firm.FieldReminderDays, Reason: firm.ReasonRange}},
		"less than none": {func(d *firm.Data) { d.DeleteMonths = -1 }, &firm.Error{Field: firm.FieldDeleteMonths, Reason: firm.ReasonRange}},
		"unknown name": {func(d *firm.Data) { *d = d.WithTemplate(support.KindHelp, support.Template{Text: "{mandant}"}) },
			&support.Error{Reason: support.ReasonPlaceholder}},
		"rows in subject": {func(d *firm.Data) { *d = d.WithTemplate(support.KindHelp, support.Template{Subject: "{rows}"}) },
			&support.Error{Reason: support.ReasonSubject}},
		"long text": {func(d *firm.Data) {
			*d = d.WithTemplate(support.KindHelp, support.Template{Text: strings.Repeat("x", firm.MaxTemplate+1)})
		},
			&firm.Error{Field: firm.FieldText, Reason: firm.ReasonTooLong}},
	} {
		d := firm.Default()
		c.change(&d)
		if err := d.Clean().Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

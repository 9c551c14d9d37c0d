package onboarding_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// house is a real vault that can be closed and opened again.
type house struct {
	t       *testing.T
	place   vault.Place
	options vault.Options
}

var passphrase = []byte("Kanzlei im Test")

func newHouse(t *testing.T) *house {
	t.Helper()
	kdf := vault.FloorArgon2id()
	h := &house{t: t, place: sqlite.At(filepath.Join(t.TempDir(), "vault")), options: vault.Options{
		Now: func() time.Time { return today }, KDF: &kdf,
		Unique: map[vault.Kind]func([]byte) (string, error){vault.KindSetting: vault.SettingName},
	}}
	if _, err := vault.Create(t.Context(), h.place, vault.SlotKey{Passphrase: passphrase}, h.options); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) open() *vault.Vault {
	h.t.Helper()
	store, err := h.place.Open(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := vault.Open(h.t.Context(), store, vault.Unlock{Passphrase: passphrase}, h.options)
	if err != nil {
		h.t.Fatal(errors.Join(err, store.Close()))
	}
	h.t.Cleanup(func() { _ = v.Close() })
	return v
}

func mustLoad(t *testing.T, s *onboarding.Service) onboarding.Notes {
	t.Helper()
	notes, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// TestNotesOutliveTheProgram notes everything, and reads it in another process's vault, beside another setting.
func TestNotesOutliveTheProgram(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	s := onboarding.NewService(v)
	account := authenticator.Account{ID: v.NewID(), Name: "Amainvoice", Created: added.Add(123456789)}
	if n := mustLoad(t, s); n.Rev != 0 || n.Way != "" {
		t.Fatalf("at first it is %+v", n)
	}
	known := firm.Default()
	known.Name = "Kanzlei"
	if _, err := firm.NewService(v, firm.Given{}).Save(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	for _, note := range []func(context.Context) error{
		s.Begin,
		func(ctx context.Context) error { return s.Choose(ctx, onboarding.WayMail) },
		func(ctx context.Context) error { return s.Find(ctx, onboarding.FoundExisting) },
		func(ctx context.Context) error { return s.Prove(ctx, &account) },
		func(ctx context.Context) error { return s.NoteMailbox(ctx, " codes@kanzlei.example ", true) },
		s.NoteArrival,
	} {
		if err := note(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	before := mustLoad(t, s)
	other := onboarding.NewService(h.open())
	got := mustLoad(t, other)
	want := onboarding.Proof{Account: account.ID, Since: account.Created, At: today}
	if got.Way != onboarding.WayMail || got.Found != onboarding.FoundExisting || got.Proof != want || !got.Begun.Equal(today) ||
		got.Mailbox != "codes@kanzlei.example" || !got.Shared || !got.Arrived.Equal(today) || got.Rev != before.Rev {
		t.Errorf("it comes back as %+v", got)
	}
	// What stands there already is not noted again.
	for _, note := range []func(context.Context) error{
		func(ctx context.Context) error { return other.Choose(ctx, onboarding.WayMail) },
		func(ctx context.Context) error { return other.Prove(ctx, &account) },
		func(ctx context.Context) error { return other.NoteMailbox(ctx, "codes@kanzlei.example", true) },
		other.NoteArrival,
	} {
		if err := note(t.Context()); err != nil || mustLoad(t, other).Rev != before.Rev {
			t.Errorf("it was stored again, %v", err)
		}
	}
	if err := other.NoteMailbox(t.Context(), "neu@kanzlei.example", true); err != nil {
		t.Fatal(err)
	}
	if n := mustLoad(t, s); !n.Arrived.IsZero() || n.Mailbox != "neu@kanzlei.example" {
		t.Errorf("a code came to another mailbox: %+v", n)
	}
	if err := s.Cancel(t.Context()); err != nil || !mustLoad(t, s).Begun.IsZero() {
		t.Errorf("the renewal is not given up: %v", err)
	}
	if data, err := firm.NewService(v, firm.Given{}).Load(t.Context()); err != nil || data.Name != "Kanzlei" {
		t.Errorf("the firm was disturbed: %+v, %v", data, err)
	}
}

func TestMailboxIsAnAddress(t *testing.T) {
	t.Parallel()
	s := onboarding.NewService(newHouse(t).open())
	var wrong *onboarding.AddressError
	for _, address := range []string{"codes", "codes@", "Anna <a@b.de>", "a@b.de\nBcc: c@d.de", strings.Repeat("a", 255) + "@b.de"} {
		if err := s.NoteMailbox(t.Context(), address, true); !errors.As(err, &wrong) {
			t.Errorf("%.40q: %v", address, err)
		}
	}
	if n := mustLoad(t, s); n.Rev != 0 {
		t.Errorf("stored: %+v", n)
	}
	if err := s.NoteMailbox(t.Context(), "codes@jäger.de", false); err != nil {
		t.Error(err)
	}
}

// racing is a vault in which somebody else stores the notes between reading and writing.
type racing struct {
	vault.Records
	once func()
}

func (r *racing) Apply(ctx context.Context, change vault.Change) (uint64, error) {
	if once := r.once; once != nil {
		r.once = nil
		once()
	}
	return r.Records.Apply(ctx, change)
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	v := newHouse(t).open()
	for round, theirs := range []onboarding.Way{onboarding.WayMail, onboarding.WayCode} { // the first time and later
		r := &racing{Records: v, once: func() {
			if err := onboarding.NewService(v).Choose(t.Context(), theirs); err != nil {
				t.Error(err)
			}
		}}
		var conflict *vault.ConflictError
		if err := onboarding.NewService(r).Find(t.Context(), onboarding.FoundQR); !errors.As(err, &conflict) {
			t.Errorf("round %d: %v", round, err)
		}
		if n := mustLoad(t, onboarding.NewService(v)); n.Way != theirs || n.Found != "" {
			t.Errorf("round %d: %+v", round, n)
		}
	}
}

// TestNewerNamesStay: what a newer program stored is not lost when this one writes.
func TestNewerNamesStay(t *testing.T) {
	t.Parallel()
	v := newHouse(t).open()
	if _, err := v.Apply(t.Context(), vault.Change{Event: onboarding.EventBegin, Domain: vault.DomainList, Mutations: []vault.Mutation{
		{ID: v.NewID(), Kind: vault.KindSetting, Body: []byte(`{"setting":"onboarding","way":"mail","tomorrow":[1,2]}`), Unique: "onboarding"},
	}}); err != nil {
		t.Fatal(err)
	}
	s := onboarding.NewService(v)
	if err := s.Choose(t.Context(), onboarding.WayCode); err != nil {
		t.Fatal(err)
	}
	records, _, err := v.Load(t.Context(), vault.KindSetting)
	if err != nil || len(records) != 1 {
		t.Fatal(len(records), err)
	}
	var stored map[string]any
	if err := json.Unmarshal(records[0].Body, &stored); err != nil || stored["tomorrow"] == nil || stored["way"] != "code" {
		t.Errorf("%s, %v", records[0].Body, err)
	}
}

// TestHistoryTellsInPlainWords reads what the journal says of each note.
func TestHistoryTellsInPlainWords(t *testing.T) {
	t.Parallel()
	v := newHouse(t).open()
	s := onboarding.NewService(v)
	before, err := v.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	account := authenticator.Account{ID: v.NewID(), Name: "Kanzlei", Created: added}
	for _, note := range []func(context.Context) error{
		func(ctx context.Context) error { return s.Choose(ctx, onboarding.WayMail) },
		func(ctx context.Context) error { return s.NoteMailbox(ctx, "codes@kanzlei.example", true) },
		s.NoteArrival,
		func(ctx context.Context) error { return s.Choose(ctx, onboarding.WayCode) },
		func(ctx context.Context) error { return s.Find(ctx, onboarding.FoundUnreadable) },
		func(ctx context.Context) error { return s.Prove(ctx, &account) },
		s.Begin, s.Cancel,
	} {
		if err := note(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := journal.New(v, language.New("de")).Read(t.Context(), before.Rev)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range slices.Backward(entries) {
		said = append(said, strings.TrimRight(e.What+" | "+e.Summary, " |"))
		if !slices.Equal(e.Areas, []journal.Area{journal.Accounts, journal.Clients}) {
			t.Errorf("%s belongs to %v", e.What, e.Areas)
		}
	}
	want := []string{
		"Einrichtung: Die Codes kommen per E-Mail",
		"Einrichtung: Angaben zum zentralen Postfach geändert | Zentrales Postfach: – → codes@kanzlei.example; Alle können das Postfach lesen: nein → ja",
		"Einrichtung: Ein Code ist im zentralen Postfach angekommen (codes@kanzlei.example)",
		"Einrichtung: Die Codes kommen aus Kanzleicode",
		"Einrichtung: Der QR-Code lässt sich nicht einlesen",
		"Einrichtung: Die Anmeldung mit dem Code von „Kanzlei“ hat geklappt",
		"Einrichtung: Erneuerung der Zwei-Faktor-Anmeldung begonnen",
		"Einrichtung: Die Zwei-Faktor-Anmeldung wird doch nicht erneuert",
	}
	if !slices.Equal(said, want) {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
}

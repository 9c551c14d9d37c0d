package recovery_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
)

func TestIdentityIsReadAsTyped(t *testing.T) {
	t.Parallel()
	identity, err := recovery.New()
	if err != nil {
		t.Fatal(err)
	}
	whole, groups := identity.Reveal(), identity.Groups()
	if len(groups) != 15 || "AGE-SECRET-KEY-1"+strings.Join(groups, "") != whole {
		t.Fatalf("%d groups", len(groups))
	}
	for name, text := range map[string]string{
		"as scanned":              whole,
		"in groups":               "AGE-SECRET-KEY-1 " + strings.Join(groups, " "),
		"in lines, lower case":    strings.ToLower("age-secret-key-1\n" + strings.Join(groups[:5], " ") + "\r\n" + strings.Join(groups[5:], "-")),
		"without what never ends": strings.Join(groups, " – "),
		"with hard blanks":        strings.Join(groups, "\u00a0"),
	} {
		got, err := recovery.Parse(text)
		if err != nil || got.Reveal() != whole || got.Recipient() != identity.Recipient() {
			t.Errorf("%s: %v", name, err)
		}
	}
	wrong := strings.Map(func(r rune) rune {
		if r == rune(groups[3][0]) {
			return 'B' // never stands in a key
		}
		return r
	}, whole)
	for name, text := range map[string]string{"nothing": "", "a word": "Wiederherstellung", "a letter wrong": wrong, "cut off": whole[:len(whole)-1], "twice": whole + whole} {
		_, err := recovery.Parse(text)
		if !errors.Is(err, &recovery.Error{Reason: recovery.ReasonMistyped}) || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIdentityNeverPrints(t *testing.T) {
	t.Parallel()
	identity, err := recovery.New()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", identity, "sheet", &recovery.Sheet{Identity: identity})
	raw, err := json.Marshal(recovery.Sheet{Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q %x", identity, identity, identity, identity, identity, identity), fmt.Sprintf("%+v", recovery.Sheet{Identity: identity}), string(raw), log.String()} {
		if strings.Contains(strings.ToUpper(text), identity.Groups()[2]) || strings.Contains(text, fmt.Sprintf("%x", identity.Reveal())) {
			t.Errorf("the key stands in %q", text)
		}
	}
}

// firm is a vault with a clock that moves.
type firm struct {
	now time.Time
	v   *vault.Vault
}

const phrase = "Blatt im Test"

func newFirm(t *testing.T) (*firm, string, vault.Options) {
	t.Helper()
	f := &firm{now: time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)}
	kdf := vault.FloorArgon2id()
	opts := vault.Options{
		Now: func() time.Time { return f.now }, KDF: &kdf,
		Unique: map[vault.Kind]func([]byte) (string, error){vault.KindSetting: func([]byte) (string, error) { return "recovery", nil }},
	}
	dir := filepath.Join(t.TempDir(), "vault")
	if _, err := vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{Passphrase: []byte(phrase)}, opts); err != nil {
		t.Fatal(err)
	}
	f.v = open(t, dir, vault.Unlock{Passphrase: []byte(phrase)}, opts)
	return f, dir, opts
}

func open(t *testing.T, dir string, unlock vault.Unlock, opts vault.Options) *vault.Vault {
	t.Helper()
	store, err := sqlite.At(dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, unlock, opts)
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

func wantState(t *testing.T, s *recovery.Service, created, proven time.Time) recovery.State {
	t.Helper()
	state, err := s.State(t.Context())
	if err != nil || !state.Created.Equal(created) || !state.Proven.Equal(proven) {
		t.Errorf("%+v, %v; want a sheet of %v, proven %v", state, err, created, proven)
	}
	return state
}

func wantReason(t *testing.T, err error, want recovery.Reason) {
	t.Helper()
	if !errors.Is(err, &recovery.Error{Reason: want}) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestSheetIsProven(t *testing.T) {
	t.Parallel()
	f, dir, opts := newFirm(t)
	s := recovery.NewService(f.v)
	wantState(t, s, time.Time{}, time.Time{})
	wantReason(t, s.ProveGroups(t.Context(), []string{"A", "B"}), recovery.ReasonNone)
	sheet, err := s.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state := wantState(t, s, f.now, time.Time{})
	if len(state.Groups) != 2 || state.Groups[0] >= state.Groups[1] {
		t.Fatalf("groups %v", state.Groups)
	}
	all := sheet.Identity.Groups()
	first, second := all[state.Groups[0]-1], all[state.Groups[1]-1]
	for _, typed := range [][]string{nil, {first}, {second, first}, {first, "XXXX"}, {"", ""}} {
		wantReason(t, s.ProveGroups(t.Context(), typed), recovery.ReasonWrong)
	}
	wantState(t, s, f.now, time.Time{})
	made := f.now
	f.now = f.now.Add(time.Hour)
	if err := s.ProveGroups(t.Context(), []string{" " + strings.ToLower(first), second + " "}); err != nil {
		t.Fatal(err)
	}
	wantState(t, s, made, f.now)

	t.Log("a new sheet: the old one opens nothing and proves nothing")
	older := sheet
	f.now = f.now.Add(time.Hour)
	if sheet, err = s.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantState(t, s, f.now, time.Time{})
	wantReason(t, s.ProveKey(t.Context(), older.Identity.Reveal()), recovery.ReasonOther)
	wantReason(t, s.ProveKey(t.Context(), "zu kurz"), recovery.ReasonMistyped)
	if err := s.ProveKey(t.Context(), strings.Join(sheet.Identity.Groups(), " ")); err != nil {
		t.Fatal(err)
	}
	wantState(t, s, f.now, f.now)
	store, err := sqlite.At(dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(t.Context(), store, vault.Unlock{Recovery: older.Identity.Reveal()}, opts); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("the old sheet: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	t.Log("opened by the sheet itself, a new one is made beside it")
	byPaper := recovery.NewService(open(t, dir, vault.Unlock{Recovery: sheet.Identity.Reveal()}, opts))
	if _, err := byPaper.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	if report, err := f.v.Verify(t.Context()); err != nil || len(report.Faults) != 0 {
		t.Errorf("%q, %v", report.Faults, err)
	}
}

var texts = recovery.Texts{
	Title: "Wiederherstellungsblatt", Lead: "Dieses Blatt öffnet den Tresor der Kanzlei.", Vault: "Tresor 1a2b, gedruckt am 4. Mai 2026.",
	Key: "Der Schlüssel", KeyHint: "Groß oder klein, mit oder ohne Leerzeichen – beides geht.", Use: "So geht es",
	Steps: []string{"Kanzleicode öffnen.", "„Mit dem Wiederherstellungsblatt öffnen“ wählen."}, Keep: "Wohin damit", Rules: []string{"In den Tresor der Kanzlei.", "Nie fotografieren."},
	Foot: "Kanzleicode",
}

// TestPage: what another program reads from the page is the key, as text and as a QR code.
func TestPage(t *testing.T) {
	t.Parallel()
	identity, err := recovery.New()
	if err != nil {
		t.Fatal(err)
	}
	sheet := recovery.Sheet{Created: time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC), Identity: identity}
	var file, again bytes.Buffer
	if err := errors.Join(sheet.WritePDF(&file, texts), sheet.WritePDF(&again, texts)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Error("the same sheet gives two different files")
	}
	var reader pdf.Reader
	codes := 0
	for page, err := range reader.Pages(t.Context(), file.Bytes()) {
		if err != nil {
			t.Fatal(err)
		}
		picture, err := page.Picture(pdf.UsualDPI)
		if err != nil {
			t.Fatal(err)
		}
		found, err := qr.Decode(t.Context(), picture)
		if err != nil || len(found) != 1 || found[0].Payload != identity.Reveal() {
			t.Errorf("the QR code: %v", err)
		}
		codes++
	}
	if codes != 1 {
		t.Errorf("%d pages", codes)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("pdftotext is not installed")
	}
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-raw", "-", "-")
	cmd.Stdin = &file
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range append(identity.Groups(), texts.Title, texts.Lead, texts.KeyHint, texts.Steps[1], texts.Rules[1]) {
		if !strings.Contains(strings.ReplaceAll(string(out), "\n", " "), want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

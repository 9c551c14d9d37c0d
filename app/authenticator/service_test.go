package authenticator_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp"
)

var start = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// firm is a real vault with the seed in a variable instead of a keyring.
type firm struct {
	place vault.Place
	seed  vault.Seed
}

func newFirm(t *testing.T) *firm {
	t.Helper()
	f := &firm{place: sqlite.At(filepath.Join(t.TempDir(), "vault"))}
	_, err := vault.Create(t.Context(), f.place, vault.SlotKey{SaveSeed: func(_ context.Context, _ vault.ID, seed vault.Seed) (err error) {
		f.seed, err = vault.SeedFrom(seed.Bytes())
		return err
	}}, f.options())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *firm) options() vault.Options {
	return vault.Options{
		Now:    func() time.Time { return start },
		Unique: map[vault.Kind]func([]byte) (string, error){vault.KindAccount: authenticator.Unique},
	}
}

// open is another process on the same vault.
func (f *firm) open(t *testing.T) (*authenticator.Service, *vault.Vault) {
	t.Helper()
	store, err := f.place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Seed: func(context.Context, vault.ID) (vault.Seed, error) {
		return vault.SeedFrom(f.seed.Bytes())
	}}, f.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	s := authenticator.New(v)
	if err := s.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, v
}

const (
	secretA = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	secretB = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	uriA    = "otpauth://totp/Amainvoice:kanzlei%40example.de?issuer=Amainvoice&secret=" + secretA
)

func scan(t *testing.T, s *authenticator.Service, text string) authenticator.Candidate {
	t.Helper()
	found, err := s.Scan(t.Context(), authenticator.Content("", []byte(text)))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d candidates, %v", len(found), err)
	}
	return found[0]
}

func add(t *testing.T, s *authenticator.Service, text, name string) authenticator.Account {
	t.Helper()
	a, err := s.Add(t.Context(), scan(t, s, text), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantReason(t *testing.T, err error, reason authenticator.Reason) {
	t.Helper()
	if !errors.Is(err, &authenticator.Error{Reason: reason}) {
		t.Errorf("got %v, want %s", err, reason)
	}
}

func TestAddAndReadBack(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	s, _ := f.open(t)
	c := scan(t, s, uriA+"&algorithm=SHA256&digits=8&period=60")
	if c.State != authenticator.StateNew || c.Name != "Amainvoice – kanzlei@example.de" {
		t.Errorf("candidate %s, %q", c.State, c.Name)
	}
	if _, err := s.Add(t.Context(), c, ""); err != nil {
		t.Fatal(err)
	}
	other, _ := f.open(t)
	got := other.Accounts()
	if len(got) != 1 {
		t.Fatalf("%d accounts", len(got))
	}
	want := authenticator.Account{ID: got[0].ID, Name: c.Name, Issuer: "Amainvoice", User: "kanzlei@example.de", Algorithm: otp.SHA256, Digits: 8, Period: time.Minute, Created: start}
	if got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
	now := start.Add(17 * time.Second)
	code, err := c.Key.At(now)
	if err != nil {
		t.Fatal(err)
	}
	next, err := c.Key.After(code)
	if err != nil {
		t.Fatal(err)
	}
	if shown := other.Codes(now); len(shown) != 1 || shown[0].Code != code || shown[0].Next != next {
		t.Errorf("codes %+v, want %v then %v", shown, code, next)
	}
}

func TestSameSecretAgain(t *testing.T) {
	t.Parallel()
	s, v := newFirm(t).open(t)
	a := add(t, s, uriA, "Zentral")
	again := scan(t, s, "otpauth://totp/Ganz%20anders?secret="+strings.ToLower(secretA))
	if again.State != authenticator.StateKnown || again.Existing == nil || again.Existing.ID != a.ID {
		t.Fatalf("%s, %+v", again.State, again.Existing)
	}
	_, err := s.Add(t.Context(), again, "Doppelt")
	wantReason(t, err, authenticator.ReasonKnown)
	if entries, err := v.History(t.Context(), 0); err != nil || len(entries) != 2 {
		t.Errorf("%d changes, %v, want 2", len(entries), err)
	}
}

// TestSameSecretFromTwoProcesses: the vault itself refuses what the second process could not know.
func TestSameSecretFromTwoProcesses(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	a, _ := f.open(t)
	b, _ := f.open(t)
	candidate := scan(t, b, uriA)
	add(t, a, uriA, "zuerst")
	_, err := b.Add(t.Context(), candidate, "danach")
	wantReason(t, err, authenticator.ReasonKnown)
	if n := len(b.Accounts()); n != 1 {
		t.Errorf("%d accounts", n)
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	s, v := newFirm(t).open(t)
	a := add(t, s, uriA, "Zentral")
	renewed := scan(t, s, strings.Replace(uriA, secretA, secretB, 1))
	if renewed.State != authenticator.StateRenewal || renewed.Existing.ID != a.ID {
		t.Fatalf("%s, %+v", renewed.State, renewed.Existing)
	}
	unaware := renewed
	unaware.State = authenticator.StateNew
	_, err := s.Add(t.Context(), unaware, "")
	wantReason(t, err, authenticator.ReasonRenewal)
	after, err := s.Renew(t.Context(), a.ID, renewed)
	if err != nil || after.Name != "Zentral" || after.ID != a.ID || after.Renewed != start {
		t.Fatalf("%+v, %v", after, err)
	}
	want, err := renewed.Key.At(start)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Codes(start); len(got) != 1 || got[0].Code != want {
		t.Errorf("codes %+v, want %v", got, want)
	}
	if c := scan(t, s, uriA); c.State != authenticator.StateKnown || !c.Previous || c.Existing.ID != a.ID {
		t.Errorf("the old secret is %s, previous %t", c.State, c.Previous)
	}
	// The history says that the secret is another, and holds neither.
	entries, err := v.History(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	last := entries[len(entries)-1]
	if last.Event != authenticator.EventRenew || fmt.Sprint(last.Items[0].Fields) != "[{secret ••• •••}]" {
		t.Errorf("history %+v", last)
	}
	if text := fmt.Sprintf("%+v", entries); strings.Contains(text, secretA) || strings.Contains(text, secretB) {
		t.Error("a secret stands in the history")
	}
}

// TestBesideInsteadOfRenewal: a person may want both.
func TestBesideInsteadOfRenewal(t *testing.T) {
	t.Parallel()
	s, _ := newFirm(t).open(t)
	first := add(t, s, uriA, "")
	second := scan(t, s, strings.Replace(uriA, secretA, secretB, 1))
	if second.State != authenticator.StateRenewal || second.Name != first.Name+" 2" {
		t.Fatalf("%s, %q", second.State, second.Name)
	}
	if _, err := s.Add(t.Context(), second, ""); err != nil {
		t.Fatal(err)
	}
	if got := s.Accounts(); len(got) != 2 || got[0].ID != first.ID {
		t.Errorf("%+v", got)
	}
}

func TestRenameAndRemove(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	s, _ := f.open(t)
	a := add(t, s, uriA, "eins")
	b := add(t, s, "otpauth://totp/b?secret="+secretB, "Zwei")
	for name, reason := range map[string]authenticator.Reason{
		" zwei ": authenticator.ReasonNameTaken, "": authenticator.ReasonNameMissing, "\t": authenticator.ReasonNameMissing,
		strings.Repeat("ä", authenticator.MaxName+1): authenticator.ReasonNameTooLong,
	} {
		_, err := s.Rename(t.Context(), a.ID, name)
		wantReason(t, err, reason)
	}
	if got, err := s.Rename(t.Context(), a.ID, " EINS "); err != nil || got.Name != "EINS" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.Remove(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	wantReason(t, s.Remove(t.Context(), b.ID), authenticator.ReasonNotFound)
	_, err := s.Rename(t.Context(), b.ID, "drei")
	wantReason(t, err, authenticator.ReasonNotFound)
	other, _ := f.open(t)
	if got := other.Accounts(); len(got) != 1 || got[0].Name != "EINS" {
		t.Errorf("%+v", got)
	}
	add(t, s, "otpauth://totp/b?secret="+secretB, "Zwei") // what was removed can come again
}

func TestFind(t *testing.T) {
	t.Parallel()
	s, _ := newFirm(t).open(t)
	_, err := s.Find("")
	wantReason(t, err, authenticator.ReasonNoAccounts)
	add(t, s, uriA, "Kanzlei")
	if got, err := s.Find(""); err != nil || got.Name != "Kanzlei" {
		t.Errorf("the only account: %+v, %v", got, err)
	}
	add(t, s, "otpauth://totp/Bank:büro?issuer=Bank&secret="+secretB, "Kanzlei Nord")
	for text, want := range map[string]string{"kanzlei": "Kanzlei", "nord": "Kanzlei Nord", "BÜRO": "Kanzlei Nord", "example.de": "Kanzlei"} {
		if got, err := s.Find(text); err != nil || got.Name != want {
			t.Errorf("Find(%q) = %+v, %v, want %s", text, got, err, want)
		}
	}
	_, err = s.Find("anzle")
	wantReason(t, err, authenticator.ReasonAmbiguous)
	_, err = s.Find("")
	wantReason(t, err, authenticator.ReasonAmbiguous)
	_, err = s.Find("süd")
	wantReason(t, err, authenticator.ReasonNotFound)
}

// TestOddRecordIsSetAside: one record that cannot be an account keeps no other from being shown, and what a
// newer program stored beside the known names survives a change by this one.
func TestOddRecordIsSetAside(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	s, v := f.open(t)
	a := add(t, s, uriA, "gut")
	for _, content := range []string{`{"name":"x","secret":"","algorithm":"SHA1","digits":6,"period":30}`, `{"name":"x","secret":"` + secretB + `","algorithm":"MD5","digits":6,"period":30}`, `[]`} {
		if _, err := v.Apply(t.Context(), vault.Change{Event: "test", Domain: vault.DomainCode, Mutations: []vault.Mutation{{ID: v.NewID(), Kind: vault.KindAccount, Body: []byte(content)}}}); err != nil {
			t.Fatal(err)
		}
	}
	records, _, err := v.Load(t.Context(), vault.KindAccount)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if r.ID == a.ID {
			newer := strings.Replace(string(r.Body), `{`, `{"colour":"blue",`, 1)
			if _, err := v.Apply(t.Context(), vault.Change{Event: "test", Domain: vault.DomainCode, Mutations: []vault.Mutation{{ID: r.ID, Kind: r.Kind, Expect: r.Rev, Body: []byte(newer)}}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.Rename(t.Context(), a.ID, "besser"); err != nil {
		t.Fatal(err)
	}
	if n, odd := len(s.Accounts()), len(s.Damaged()); n != 1 || odd != 3 {
		t.Errorf("%d accounts, %d set aside", n, odd)
	}
	records, _, err = v.Load(t.Context(), vault.KindAccount)
	if err != nil {
		t.Fatal(err)
	}
	kept := false
	for _, r := range records {
		kept = kept || strings.Contains(string(r.Body), `"colour":"blue"`) && strings.Contains(string(r.Body), `"besser"`)
	}
	if !kept {
		t.Error("a newer program's field was lost")
	}
}

func TestNamesAreProposedOnce(t *testing.T) {
	t.Parallel()
	s, _ := newFirm(t).open(t)
	for i, want := range []string{"Kanzleicode", "Kanzleicode 2", "Kanzleicode 3"} {
		c := scan(t, s, "otpauth://totp/?secret="+strings.Repeat([]string{"MFRA", "MFRQ", "MFRG"}[i], 8))
		if c.Name != want {
			t.Errorf("proposed %q, want %q", c.Name, want)
		}
		if _, err := s.Add(t.Context(), c, ""); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkCodes50(b *testing.B) {
	s := authenticator.New(fakeRecords(50))
	if err := s.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(s.Codes(start)) != 50 {
			b.Fatal("codes are missing")
		}
	}
}

// fakeRecords gives n accounts to read, for the benchmark.
type fakeRecords int

func (n fakeRecords) Load(context.Context, ...vault.Kind) ([]vault.Record, []vault.Damaged, error) {
	records := make([]vault.Record, n)
	for i := range records {
		records[i] = vault.Record{ID: vault.ID{byte(i)}, Kind: vault.KindAccount,
			Body: fmt.Appendf(nil, `{"name":"%d","secret":"%s","algorithm":"SHA1","digits":6,"period":30}`, i, secretA)}
	}
	return records, nil, nil
}
func (fakeRecords) Apply(context.Context, vault.Change) (uint64, error) {
	return 0, errors.ErrUnsupported
}
func (fakeRecords) NewID() vault.ID                     { return vault.ID{} }
func (fakeRecords) Now() time.Time                      { return start }
func (fakeRecords) Watch(context.Context) <-chan uint64 { return nil }

package authenticator_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// renewed is a firm whose account "Zentral" was renewed from secretA to secretB.
func renewed(t *testing.T) (f *firm, s *authenticator.Service, v *vault.Vault, id vault.ID) {
	t.Helper()
	f = newFirm(t)
	s, v = f.open(t)
	id = add(t, s, uriA, "Zentral").ID
	if _, err := s.Renew(t.Context(), id, scan(t, s, uriNew())); err != nil {
		t.Fatal(err)
	}
	return f, s, v, id
}

// uriNew is the account of uriA with its new secret, and with other parameters.
func uriNew() string { return strings.Replace(uriA, secretA, secretB, 1) + "&digits=8" }

func codeOf(t *testing.T, uri string) otp.Code {
	t.Helper()
	key, _, err := otp.ParseURI(uri)
	if err != nil {
		t.Fatal(err)
	}
	code, err := key.At(start)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// holds reports whether a secret stands in any record of the vault.
func holds(t *testing.T, v *vault.Vault, secret string) bool {
	t.Helper()
	records, _, err := v.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(records, func(r vault.Record) bool { return strings.Contains(string(r.Body), secret) })
}

func wantCodes(t *testing.T, s *authenticator.Service, id vault.ID, now, before string) {
	t.Helper()
	if got := s.Codes(start); len(got) != 1 || got[0].Code != codeOf(t, now) {
		t.Errorf("codes %+v", got)
	}
	shown, err := s.Previous(id, start)
	switch {
	case before == "":
		wantReason(t, err, authenticator.ReasonNothingToSettle)
	case err != nil || shown.Code != codeOf(t, before) || shown.Next.ValidFrom != shown.Code.ValidUntil || shown.Account.ID != id:
		t.Errorf("previous %+v, %v", shown, err)
	}
	if got := s.Accounts()[0]; got.Unsettled != (before != "") || got.Name != "Zentral" {
		t.Errorf("%+v", got)
	}
}

func TestRenewalKeepsTheSecretOfBefore(t *testing.T) {
	t.Parallel()
	f, s, _, id := renewed(t)
	wantCodes(t, s, id, uriNew(), uriA)
	other, _ := f.open(t)
	wantCodes(t, other, id, uriNew(), uriA)

	for name, try := range map[string]func() error{
		"renew again": func() error {
			_, err := s.Renew(t.Context(), id, scan(t, s, strings.Replace(uriA, secretA, "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK", 1)))
			return err
		},
		"add the old one":   func() error { _, err := s.Add(t.Context(), scan(t, s, uriA), "Alt"); return err },
		"renew by that one": func() error { _, err := s.Renew(t.Context(), id, scan(t, s, uriA)); return err },
	} {
		want := authenticator.ReasonKnownPrevious
		if name == "renew again" {
			want = authenticator.ReasonUnsettled
		}
		if err := try(); !errors.Is(err, &authenticator.Error{Reason: want}) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := s.Rename(t.Context(), id, "Anders"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rename(t.Context(), id, "Zentral"); err != nil {
		t.Fatal(err)
	}
	wantCodes(t, s, id, uriNew(), uriA)
}

func TestSettle(t *testing.T) {
	t.Parallel()
	f, s, v, id := renewed(t)
	if !holds(t, v, secretA) {
		t.Fatal("the old secret is not there: the test looks in the wrong place")
	}
	account, err := s.Settle(t.Context(), id)
	if err != nil || account.Unsettled || account.Renewed.IsZero() {
		t.Fatalf("%+v, %v", account, err)
	}
	wantCodes(t, s, id, uriNew(), "")
	if holds(t, v, secretA) {
		t.Error("the old secret is still there")
	}
	other, _ := f.open(t)
	wantCodes(t, other, id, uriNew(), "")
	entries, err := v.History(t.Context(), 0)
	if err != nil || len(entries) < 2 || entries[len(entries)-2].Event != authenticator.EventSettle || entries[len(entries)-1].Event != "vault.rekey" {
		t.Fatalf("%+v, %v", entries, err)
	}
	if text := fmt.Sprintf("%+v", entries); strings.Contains(text, secretA) || strings.Contains(text, secretB) {
		t.Error("a secret stands in the history")
	}
	_, err = s.Settle(t.Context(), id)
	wantReason(t, err, authenticator.ReasonNothingToSettle)
	_, err = s.Revert(t.Context(), id)
	wantReason(t, err, authenticator.ReasonNothingToSettle)
	if c := scan(t, s, uriA); c.State != authenticator.StateRenewal || c.Previous {
		t.Errorf("the old secret is %s", c.State)
	}
}

// stuck is a vault that cannot make new keys.
type stuck struct{ vault.Records }

func (stuck) Rekey(context.Context) error { return errors.New("no") }

func TestSettleTellsThatSomethingIsLeft(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(vault.Records) vault.Records{
		"fails":  func(v vault.Records) vault.Records { return stuck{v} },
		"cannot": func(v vault.Records) vault.Records { return struct{ vault.Records }{v} },
	} {
		_, _, v, id := renewed(t)
		s := authenticator.New(of(v))
		account, err := s.Settle(t.Context(), id)
		wantReason(t, err, authenticator.ReasonNotDestroyed)
		if account.Unsettled || account.Name != "Zentral" {
			t.Errorf("%s: %+v", name, account)
		}
		wantCodes(t, s, id, uriNew(), "")
	}
}

func TestRevert(t *testing.T) {
	t.Parallel()
	_, s, v, id := renewed(t)
	account, err := s.Revert(t.Context(), id)
	if err != nil || account.Unsettled || !account.Renewed.IsZero() || account.Digits != 6 {
		t.Fatalf("%+v, %v", account, err)
	}
	wantCodes(t, s, id, uriA, "")
	if holds(t, v, secretB) {
		t.Error("the mistaken secret is still there")
	}
	entries, err := v.History(t.Context(), 0)
	if err != nil || entries[len(entries)-1].Event != authenticator.EventRevert {
		t.Fatalf("%+v, %v", entries, err)
	}
	if c := scan(t, s, uriNew()); c.State != authenticator.StateRenewal {
		t.Errorf("the other secret is %s", c.State)
	}
	if _, err := s.Renew(t.Context(), id, scan(t, s, uriNew())); err != nil {
		t.Error(err)
	}
}

package vault_test

import (
	"database/sql"
	"errors"
	"testing"

	"kanzleicode/app/vault"
)

// count reads one number from the closed database.
func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	db, err := sql.Open("sqlite", h.file())
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(h.t.Context(), query, args...).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestRekey(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 20)
	v, beside := h.open(), h.open()
	want := load(t, v)
	before, err := v.History(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Rekey(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantSame(t, load(t, v), want)
	wantClean(t, v)
	after, err := v.History(t.Context(), 0)
	if err != nil || len(after) != len(before)+1 || after[len(before)].Event != "vault.rekey" {
		t.Fatalf("history: %d entries, %v", len(after), err)
	}
	for i, e := range before {
		if got := after[i]; got.Event != e.Event || got.Damaged || len(got.Items) != len(e.Items) || len(e.Items) > 0 && got.Items[0].Label != e.Items[0].Label {
			t.Errorf("entry %d: %+v, want %+v", i, got, e)
		}
	}

	t.Log("another process sees the same, and writes with the new keys")
	wantSame(t, load(t, beside), want)
	apply(t, beside, mandate(beside, "afterwards"))
	wantClean(t, beside)

	t.Log("what was unique stays so")
	_, err = v.Apply(t.Context(), change("mandate.add", vault.DomainList, mandate(v, "00007")))
	var duplicate *vault.DuplicateError
	if !errors.As(err, &duplicate) {
		t.Errorf("the same number again: %v", err)
	}
	shut(t, v)
	shut(t, beside)
	if n := h.count("SELECT count(*) FROM record WHERE epoch <> 2"); n != 0 {
		t.Errorf("%d records are sealed with old keys", n)
	}
	if n := h.count("SELECT count(*) FROM item WHERE detail IS NOT NULL AND epoch <> 2"); n != 0 {
		t.Errorf("%d details are sealed with old keys", n)
	}
	if n := h.count("SELECT count(*) FROM wrap WHERE epoch <> 2"); n != 0 {
		t.Errorf("%d old keys are left", n)
	}
	mustOpen(t, h, h.unlock(), load(t, h.open()))
}

// TestRekeyBesideDamage: what does not open stays as it is, with the key that may open it once it is mended,
// but a slot that is revoked loses that too.
func TestRekeyBesideDamage(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 5)
	v := h.open()
	phrase, err := v.AddSlot(t.Context(), vault.SlotKey{Passphrase: []byte("Wird gleich entfernt")})
	if err != nil {
		t.Fatal(err)
	}
	want := load(t, v, vault.KindMandate)
	shut(t, v)
	h.sql("UPDATE record SET sealed = zeroblob(length(sealed)) WHERE kind = 'setting'")
	v = h.open()
	if err := v.RevokeSlot(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	wantSame(t, load(t, v, vault.KindMandate), want)
	if _, faults, err := v.Load(t.Context(), vault.KindSetting); err != nil || len(faults) != 1 {
		t.Errorf("%v, %v", faults, err)
	}
	if faults := verify(t, v).Faults; len(faults) != 1 {
		t.Errorf("%q", faults)
	}
	shut(t, v)
	if n := h.count("SELECT count(*) FROM wrap WHERE slot = ?", phrase[:]); n != 0 {
		t.Errorf("the revoked slot has %d keys left", n)
	}
	if n := h.count("SELECT count(*) FROM wrap WHERE epoch = 1"); n != 2 {
		t.Errorf("%d old keys are kept, want those of both domains", n)
	}
}

func TestRekeyNeedsToKnowWhatIsUnique(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 1)
	h.forgetful = true
	v := h.open()
	want := load(t, v)
	if err := v.Rekey(t.Context()); err == nil {
		t.Error("records lost what makes them unique")
	}
	wantSame(t, load(t, v), want)
	wantClean(t, v)
}

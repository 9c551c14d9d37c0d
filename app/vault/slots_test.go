package vault_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

func with(passphrase string) vault.Unlock { return vault.Unlock{Passphrase: []byte(passphrase)} }

// both offers the keyring and a passphrase.
func (h *house) both(passphrase string) vault.Unlock {
	return vault.Unlock{Seed: h.unlock().Seed, Passphrase: []byte(passphrase)}
}

// mustOpen opens the vault and compares what is in it.
func mustOpen(t *testing.T, h *house, unlock vault.Unlock, want []vault.Record) *vault.Vault {
	t.Helper()
	v, err := h.tryOpen(unlock)
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, load(t, v), want)
	wantClean(t, v)
	return v
}

// wantSame compares records without regard to the revision that wrote them.
func wantSame(t *testing.T, got, want []vault.Record) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b vault.Record) bool {
		return a.ID == b.ID && a.Kind == b.Kind && string(a.Body) == string(b.Body)
	}) {
		t.Errorf("%d records, want the %d of before", len(got), len(want))
	}
}

func types(t *testing.T, v *vault.Vault) string {
	t.Helper()
	slots, err := v.Slots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range slots {
		word := string(s.Type)
		if s.Current {
			word += "*"
		}
		all = append(all, word)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func lastEvent(t *testing.T, v *vault.Vault) string {
	t.Helper()
	entries, err := v.History(t.Context(), 0)
	if err != nil || len(entries) == 0 {
		t.Fatalf("history: %v", err)
	}
	for _, e := range entries {
		if e.Event == "" || e.Damaged {
			t.Errorf("change %d cannot be read any more", e.Rev)
		}
	}
	return entries[len(entries)-1].Event
}

func TestEmergencyPassphrase(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 3)
	v := h.open()
	first, err := v.AddSlot(t.Context(), vault.SlotKey{Passphrase: []byte("Im Notfall hilft das")})
	if err != nil {
		t.Fatal(err)
	}
	if got := types(t, v); got != "passphrase seat*" || lastEvent(t, v) != "slot.add_passphrase" {
		t.Errorf("slots %s, event %s", got, lastEvent(t, v))
	}
	apply(t, v, mandate(v, "later"))
	want := load(t, v)
	byPhrase := mustOpen(t, h, with("Im Notfall hilft das"), want)
	mustOpen(t, h, h.unlock(), want)

	t.Log("changed, the old one opens nothing and whoever is in by it is out")
	second, err := v.ReplaceSlot(t.Context(), vault.SlotKey{Passphrase: []byte("Ganz neu gewählt")}, first)
	if err != nil {
		t.Fatal(err)
	}
	if lastEvent(t, v) != "slot.replace_passphrase" {
		t.Error(lastEvent(t, v))
	}
	if _, _, err := byPhrase.Load(t.Context(), vault.KindAccount); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("by the old passphrase: %v", err)
	}
	_, err = h.tryOpen(with("Im Notfall hilft das"))
	wantReason(t, err, "passphrase_wrong")
	mustOpen(t, h, with("Ganz neu gewählt"), want)

	t.Log("removed")
	if err := v.RevokeSlot(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if got := types(t, v); got != "seat*" {
		t.Error(got)
	}
	_, err = h.tryOpen(with("Ganz neu gewählt"))
	wantReason(t, err, "no_way_in")
	mustOpen(t, h, h.unlock(), want)
	wantReason(t, v.RevokeSlot(t.Context(), second), "slot_gone")
}

func TestStartPassphrase(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 3)
	v := h.open()
	slots, err := v.Slots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key := vault.SlotKey{Seat: h.unlock().Seed, Passphrase: []byte("Beides wird gebraucht")}
	if _, err := v.ReplaceSlot(t.Context(), key, slots[0].ID); err != nil {
		t.Fatal(err)
	}
	t.Log("this process goes on, by the new slot")
	apply(t, v, mandate(v, "afterwards"))
	want := load(t, v)
	wantClean(t, v)
	if got := types(t, v); got != "seat+passphrase*" || v.SlotType() != vault.SlotSeatPassphrase {
		t.Error(got)
	}
	shut(t, v)
	for name, tt := range map[string]struct {
		unlock vault.Unlock
		reason string
	}{
		"the keyring alone":    {h.unlock(), "passphrase_needed"},
		"the passphrase alone": {with("Beides wird gebraucht"), "seat_needed"},
		"another passphrase":   {h.both("Etwas anderes"), "passphrase_wrong"},
	} {
		if _, err := h.tryOpen(tt.unlock); reason(err) != tt.reason || !errors.Is(err, vault.ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mustOpen(t, h, h.both("Beides wird gebraucht"), want)

	t.Log("another PC's keyring")
	other := h.copy(t)
	other.seeds = map[vault.ID][]byte{h.id: make([]byte, 32)}
	_, err = other.tryOpen(other.both("Beides wird gebraucht"))
	wantReason(t, err, "seed_wrong")
}

func TestRecoverySheet(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 3)
	v := h.open()
	want := load(t, v)
	sheet, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.AddSlot(t.Context(), vault.SlotKey{Recipient: sheet.Recipient().String()}); err != nil {
		t.Fatal(err)
	}
	slots, err := v.Slots(t.Context())
	if err != nil || slots[slices.IndexFunc(slots, func(s vault.SlotInfo) bool { return s.Type == vault.SlotRecovery })].Recipient != sheet.Recipient().String() {
		t.Errorf("%v, %v", slots, err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ identity, reason string }{
		"another sheet": {other.String(), "recovery_other"},
		"mistyped":      {strings.Replace(sheet.String(), "1", "2", 1), "recovery_unreadable"},
		"no identity":   {"Wiederherstellung", "recovery_unreadable"},
	} {
		_, err := h.tryOpen(vault.Unlock{Recovery: tt.identity})
		wantReason(t, err, tt.reason)
		if !errors.Is(err, vault.ErrLocked) || strings.Contains(fmt.Sprintf("%+v", err), tt.identity) {
			t.Errorf("%s: %v", name, err)
		}
	}

	t.Log("on a new PC: the sheet opens the vault, and a seat is made")
	shut(t, v)
	moved := h.copy(t)
	moved.seeds, moved.pins = map[vault.ID][]byte{}, &pins{saved: map[string][]byte{}}
	byPaper := mustOpen(t, moved, vault.Unlock{Recovery: sheet.String()}, want)
	if _, err := byPaper.AddSlot(t.Context(), moved.seat()); err != nil {
		t.Fatal(err)
	}
	shut(t, byPaper)
	again := mustOpen(t, moved, moved.unlock(), want)
	if got := types(t, again); got != "recovery seat seat*" {
		t.Error(got)
	}

	t.Log("the PC that is lost is shut out")
	slots, err = again.Slots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slots {
		if s.Type == vault.SlotSeat && !s.Current {
			if err := again.RevokeSlot(t.Context(), s.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	lost := moved.copy(t)
	lost.seeds = h.seeds
	shut(t, again)
	lost.put(moved.read())
	_, err = lost.tryOpen(lost.unlock())
	wantReason(t, err, "seed_wrong")
	mustOpen(t, moved, vault.Unlock{Recovery: sheet.String()}, want)
}

func TestLastWayStays(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 1)
	v := h.open()
	slots, err := v.Slots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantReason(t, v.RevokeSlot(t.Context(), slots[0].ID), "slot_last")
	sheet, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.ReplaceSlot(t.Context(), vault.SlotKey{Recipient: sheet.Recipient().String()}, slots[0].ID)
	wantReason(t, err, "slot_last")
	wantReason(t, v.RevokeSlot(t.Context(), vault.ID{7}), "slot_gone")
	_, err = v.AddSlot(t.Context(), vault.SlotKey{Recipient: "age1nobody"})
	wantReason(t, err, "recovery_recipient")
	_, err = v.AddSlot(t.Context(), vault.SlotKey{Passphrase: []byte{}})
	wantReason(t, err, "passphrase_empty")
	if got := types(t, v); got != "seat*" {
		t.Error(got)
	}
	wantClean(t, v)
}

// seat keeps a new seed in the house's keyring.
func (h *house) seat() vault.SlotKey {
	return vault.SlotKey{SaveSeed: func(_ context.Context, id vault.ID, seed vault.Seed) error {
		h.seeds[id] = seed.Bytes()
		return nil
	}}
}

// TestStartPassphraseEnds: the keyring's entry stays as it is, so that a change that is not stored leaves the
// way of before.
func TestStartPassphraseEnds(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 1)
	v := h.open()
	slots, err := v.Slots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	joint, err := v.ReplaceSlot(t.Context(), vault.SlotKey{Seat: h.unlock().Seed, Passphrase: []byte("Beides wird gebraucht")}, slots[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	before := string(h.seeds[h.id])
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.ReplaceSlot(ended, vault.SlotKey{Seat: h.unlock().Seed}, joint); err == nil {
		t.Fatal("stored without time to store it")
	}
	want := load(t, v)
	mustOpen(t, h, h.both("Beides wird gebraucht"), want)
	if _, err := v.ReplaceSlot(t.Context(), vault.SlotKey{Seat: h.unlock().Seed}, joint); err != nil {
		t.Fatal(err)
	}
	if got := types(t, v); got != "seat*" || string(h.seeds[h.id]) != before {
		t.Errorf("slots %s, the keyring was written: %v", got, string(h.seeds[h.id]) != before)
	}
	mustOpen(t, h, h.unlock(), want)
	_, err = vault.Create(t.Context(), sqlite.At(t.TempDir()), vault.SlotKey{Seat: h.unlock().Seed}, h.options())
	wantReason(t, err, "no_way_in")
}

package vault_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

var update = flag.Bool("update", false, "make those vaults below testdata that are not there; the others stay for ever")

const (
	goldenPassphrase = "Kanzlei-Testvault 1"
	goldenAtStart    = "Kanzlei-Testvault beim Start"
)

// golden is what a vault in testdata holds, and the keys to it.
type golden struct {
	Seed    []byte            `json:"seed,omitempty"`  // what a keyring held
	Sheet   string            `json:"sheet,omitempty"` // what was printed
	ID      vault.ID          `json:"id"`
	Records map[string]string `json:"records"` // ID -> kind and body
	History []vault.Entry     `json:"history"`
}

func contents(t *testing.T, v *vault.Vault) golden {
	t.Helper()
	g := golden{ID: v.ID(), Records: map[string]string{}}
	for _, r := range load(t, v) {
		g.Records[r.ID.String()] = string(r.Kind) + " " + string(r.Body)
	}
	var err error
	if g.History, err = v.History(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	return g
}

// TestGolden: vaults of format 1, made by the code of their day, open for ever by each of their ways, read the same,
// and can be written to.
func TestGolden(t *testing.T) {
	t.Parallel()
	for folder, build := range map[string]func(*testing.T, *house) golden{
		"testdata/golden-1": plainGolden, // one passphrase
		"testdata/golden-2": fullGolden,  // all types of slots, one revoked, new keys, a record forgotten
	} {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			if _, err := os.Stat(folder); *update && errors.Is(err, os.ErrNotExist) {
				makeGolden(t, folder, build)
			}
			checkGolden(t, folder)
		})
	}
}

func checkGolden(t *testing.T, folder string) {
	text, err := os.ReadFile(filepath.Join(folder, "contents.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want golden
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: t.TempDir(), seeds: map[vault.ID][]byte{want.ID: want.Seed}, pins: &pins{saved: map[string][]byte{}}}
	h.put(raw)
	ways := map[vault.SlotType]vault.Unlock{vault.SlotPassphrase: with(goldenPassphrase)}
	if want.Sheet != "" {
		ways[vault.SlotSeat] = h.unlock()
		ways[vault.SlotSeatPassphrase] = h.both(goldenAtStart)
		ways[vault.SlotRecovery] = vault.Unlock{Recovery: want.Sheet}
	}
	for slot, way := range ways {
		v, err := h.copy(t).tryOpen(way)
		if err != nil {
			t.Errorf("%s: %v", slot, err)
			continue
		}
		if got := contents(t, v); v.SlotType() != slot || got.ID != want.ID || !reflect.DeepEqual(got.Records, want.Records) || !reflect.DeepEqual(got.History, want.History) {
			t.Errorf("by %s, opened %s\ngot  %+v\nwant %+v", slot, v.SlotType(), got, want)
		}
		wantClean(t, v)
		apply(t, v, mandate(v, "10099"))
		wantClean(t, v)
		records := load(t, v)
		if err := v.Rekey(t.Context()); err != nil {
			t.Error(err)
		}
		wantSame(t, load(t, v), records)
		wantClean(t, v)
		shut(t, v)
	}
}

func makeGolden(t *testing.T, folder string, build func(*testing.T, *house) golden) {
	t.Helper()
	h := &house{t: t, dir: folder, seeds: map[vault.ID][]byte{}}
	text, err := json.MarshalIndent(build(t, h), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "contents.json"), append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

// goldenRecords stores, changes and removes some records, and returns a Mandat that was removed.
func goldenRecords(t *testing.T, v *vault.Vault) vault.ID {
	t.Helper()
	must := func(c vault.Change) uint64 {
		t.Helper()
		rev, err := v.Apply(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return rev
	}
	must(change("account.add", vault.DomainCode, account(v, "Amainvoice")))
	one, two, three := mandate(v, "00012"), mandate(v, "10013"), mandate(v, "10014")
	rev := must(change("mandate.import", vault.DomainList, one, two, three))
	one.Expect, one.Body = rev, []byte(`{"number":"00012","user":"müller"}`)
	one.Fields = []vault.FieldChange{{Field: "user", Old: "mueller", New: "müller"}}
	must(change("mandate.edit", vault.DomainList, one))
	three.Expect, three.Body = rev, nil
	must(change("mandate.remove", vault.DomainList, three))
	return three.ID
}

func plainGolden(t *testing.T, h *house) golden {
	if _, err := vault.Create(t.Context(), sqlite.At(h.dir), vault.SlotKey{Passphrase: []byte(goldenPassphrase)}, h.options()); err != nil {
		t.Fatal(err)
	}
	v, err := h.tryOpen(with(goldenPassphrase))
	if err != nil {
		t.Fatal(err)
	}
	goldenRecords(t, v)
	g := contents(t, v)
	shut(t, v)
	return g
}

func fullGolden(t *testing.T, h *house) golden {
	h.create()
	v := h.open()
	removed := goldenRecords(t, v)
	slot := func(key vault.SlotKey, revoke ...vault.ID) vault.ID {
		t.Helper()
		id, err := v.ReplaceSlot(t.Context(), key, revoke...)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	revoked := slot(vault.SlotKey{Passphrase: []byte("Gilt nicht lange")})
	slot(vault.SlotKey{Passphrase: []byte(goldenPassphrase)}, revoked)
	sheet := newSheet(t)
	slot(vault.SlotKey{Recipient: sheet.Recipient().String()})
	slot(vault.SlotKey{Passphrase: []byte(goldenAtStart), Seat: h.unlock().Seed})
	if err := errors.Join(v.Forget(t.Context(), removed), v.Rekey(t.Context())); err != nil {
		t.Fatal(err)
	}
	apply(t, v, mandate(v, "20001"))
	g := contents(t, v)
	g.Seed, g.Sheet = h.seeds[h.id], sheet.String()
	shut(t, v)
	return g
}

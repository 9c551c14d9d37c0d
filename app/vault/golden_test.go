package vault_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

var update = flag.Bool("update", false, "make testdata/golden-1 anew; only a vault of format 1 that nobody has yet may need it")

const (
	goldenFolder     = "testdata/golden-1"
	goldenPassphrase = "Kanzlei-Testvault 1"
)

// golden is what the vault in testdata holds.
type golden struct {
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

// TestGolden: a vault of format 1, made by the code of its day, opens for ever, reads the same, and can be
// written to.
func TestGolden(t *testing.T) {
	if *update {
		makeGolden(t)
	}
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(goldenFolder, "contents.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want golden
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(goldenFolder, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: t.TempDir(), pins: &pins{saved: map[string][]byte{}}}
	h.put(raw)
	v, err := h.tryOpen(vault.Unlock{Passphrase: []byte(goldenPassphrase)})
	if err != nil {
		t.Fatal(err)
	}
	if got := contents(t, v); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	wantClean(t, v)
	apply(t, v, mandate(v, "10099"))
	wantClean(t, v)
	shut(t, v)
}

func makeGolden(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(goldenFolder); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: goldenFolder}
	if _, err := vault.Create(t.Context(), sqlite.At(h.dir), vault.SlotKey{Passphrase: []byte(goldenPassphrase)}, h.options()); err != nil {
		t.Fatal(err)
	}
	v, err := h.tryOpen(vault.Unlock{Passphrase: []byte(goldenPassphrase)})
	if err != nil {
		t.Fatal(err)
	}
	must := func(c vault.Change) uint64 {
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
	text, err := json.MarshalIndent(contents(t, v), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	shut(t, v)
	if err := os.WriteFile(filepath.Join(goldenFolder, "contents.json"), append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

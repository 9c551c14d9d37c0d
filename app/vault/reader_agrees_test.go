package vault_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// readerResult is what the reader prints with --json.
type readerResult struct {
	Vault  string
	Rev    uint64
	Head   string
	Opened vault.ID `json:"opened_with"`
	Slots  []struct {
		ID      vault.ID
		Type    vault.SlotType
		Revoked uint64
	}
	Records []struct {
		ID   vault.ID
		Kind vault.Kind
		Rev  uint64
		Body any
	}
	History []vault.Entry
	Codes   []struct {
		ID         vault.ID
		Code, Next string
		From       time.Time `json:"valid_from"`
		Until      time.Time `json:"valid_until"`
	}
	Faults   []string
	Verified bool
}

// readerAgrees compares everything that the reader prints with what the Go code says.
func readerAgrees(t *testing.T, c readerCase) {
	exit, output := c.run(t, c.dir, "--json", "--show-secrets", "--codes") // while the vault is open: SQLite's log counts
	var got readerResult
	if err := json.Unmarshal([]byte(output), &got); err != nil || exit != 0 {
		t.Fatalf("exit %d, %v:\n%s", exit, err, output)
	}
	if got.Vault != c.vault.ID().String() || got.Rev != c.head.Rev || got.Head != fmt.Sprintf("%x", c.head.Hash) || !got.Verified || len(got.Faults) != 0 {
		t.Errorf("vault %s, head %d %s, verified %v %q", got.Vault, got.Rev, got.Head, got.Verified, got.Faults)
	}
	inForce, err := c.vault.Slots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	types := map[vault.ID]vault.SlotType{}
	for _, s := range inForce {
		types[s.ID] = s.Type
	}
	for _, s := range got.Slots {
		if s.Revoked == 0 && types[s.ID] != s.Type {
			t.Errorf("slot %s: %s, want %s", s.ID, s.Type, types[s.ID])
		}
		if s.Revoked == 0 {
			delete(types, s.ID)
		}
	}
	if len(types) > 0 {
		t.Errorf("slots %v are missing", types)
	}
	records, damaged, err := c.vault.Load(t.Context())
	if err != nil || len(damaged) != 0 || len(records) != 5 || len(got.Records) != len(records) {
		t.Fatalf("%d records, the reader has %d; %v, %v", len(records), len(got.Records), damaged, err)
	}
	keys := map[vault.ID]otp.Key{}
	for i, want := range records {
		var body any
		if err := json.Unmarshal(want.Body, &body); err != nil {
			t.Fatal(err)
		}
		if r := got.Records[i]; r.ID != want.ID || r.Kind != want.Kind || r.Rev != want.Rev || !reflect.DeepEqual(r.Body, body) {
			t.Errorf("record %d differs:\n%+v\n%+v", i, r, body)
		}
		if want.Kind == vault.KindAccount {
			keys[want.ID] = readerKey(t, want.Body)
		}
	}
	history, err := c.vault.History(t.Context(), 0)
	if err != nil || len(history) != int(c.head.Rev) {
		t.Fatalf("%d changes, %v", len(history), err)
	}
	var want []vault.Entry
	if raw, err := json.Marshal(history); err != nil || json.Unmarshal(raw, &want) != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.History, want) {
		t.Errorf("history differs:\n%+v\n%+v", got.History, want)
	}
	if len(got.Codes) != len(keys) || len(keys) != 3 {
		t.Errorf("%d codes of %d accounts", len(got.Codes), len(keys))
	}
	for _, code := range got.Codes {
		now, err := keys[code.ID].At(code.From)
		if err != nil {
			t.Fatal(err)
		}
		next, err := keys[code.ID].After(now)
		if err != nil || code.Code != now.Value || code.Next != next.Value || !code.From.Equal(now.ValidFrom) || !code.Until.Equal(now.ValidUntil) {
			t.Errorf("code %+v, want %+v then %s", code, now, next.Value)
		}
	}

	shut(t, c.vault)
	before := readerListing(t, c.dir)
	opened := map[vault.ID]bool{}
	for _, way := range c.ways {
		exit, output := c.runBy(t, way, c.dir)
		if exit != 0 || !strings.Contains(output, "•••") {
			t.Errorf("%s: exit %d:\n%s", way, exit, output)
		}
		for _, key := range keys {
			if strings.Contains(output, key.Secret.Base32()) {
				t.Errorf("%s: a secret was printed without --show-secrets", way)
			}
		}
		_, output = c.runBy(t, way, c.dir, "--json")
		var by readerResult
		if err := json.Unmarshal([]byte(output), &by); err != nil || by.Opened.IsZero() || opened[by.Opened] || len(by.Records) != len(records) {
			t.Errorf("%s: %v, opened by %s", way, err, by.Opened)
		}
		opened[by.Opened] = true
	}
	if after := readerListing(t, c.dir); after != before {
		t.Errorf("the folder was changed: %s, %s", before, after)
	}
	for name, key := range map[string][]string{
		"another passphrase": readerKeyFile(t, "--passphrase-file", "something else"),
		"no seed":            readerKeyFile(t, "--seed-file", "something else"),
		"another seed":       readerKeyFile(t, "--seed-file", readerSeed(make([]byte, 32))),
		"another sheet":      readerKeyFile(t, "--recovery-file", newSheet(t).String()),
		"a mistyped sheet":   readerKeyFile(t, "--recovery-file", strings.Replace(newSheet(t).String(), "1", "2", 1)),
	} {
		c.keys[byWrong] = key
		if exit, output := c.runBy(t, byWrong, c.dir); exit != vaultLocked {
			t.Errorf("%s: exit %d:\n%s", name, exit, output)
		}
	}
}

func readerKey(t *testing.T, body []byte) otp.Key {
	t.Helper()
	var b struct {
		Secret         string
		Algorithm      otp.Algorithm
		Digits, Period int
	}
	if err := json.Unmarshal(body, &b); err != nil {
		t.Fatal(err)
	}
	secret, err := otp.ParseSecret(b.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return otp.Key{Secret: secret, Algorithm: b.Algorithm, Digits: b.Digits, Period: time.Duration(b.Period) * time.Second}
}

// readerListing is the names and the contents' hashes of a folder.
func readerListing(t *testing.T, dir string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "*", "*"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	var listing strings.Builder
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&listing, "%s %x\n", filepath.Base(path), sha256.Sum256(content))
	}
	return listing.String()
}

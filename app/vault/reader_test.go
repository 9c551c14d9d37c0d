package vault_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp"
)

// The independent reader and the text that it follows.
const (
	readerProgram = "../../docs/vault_reader.py"
	readerText    = "../../docs/vault.md"
)

// TestReader has vaults of the Go code read by docs/vault_reader.py, which follows docs/vault.md and shares
// no code with this package.
func TestReader(t *testing.T) {
	t.Parallel()
	python := readerPython(t)
	for name, key := range map[string]string{"passphrase": "Grüße aus der Kanzlei", "seat": ""} {
		t.Run(name, func(t *testing.T) { t.Parallel(); readerAgrees(t, readerVault(t, python, key)) })
	}
	t.Run("refusals", func(t *testing.T) { t.Parallel(); readerRefuses(t, readerVault(t, python, "")) })
	t.Run("older state", func(t *testing.T) { t.Parallel(); readerSeesRollback(t, readerVault(t, python, "")) })
	t.Run("worked example", func(t *testing.T) { t.Parallel(); readerExample(t, python) })
}

// readerPython finds an interpreter that has what the reader needs.
func readerPython(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import cryptography, argon2, sys; assert sys.version_info >= (3, 11)").Run() == nil {
			return python
		}
	}
	const missing = "no python3 with cryptography and argon2; make test installs them"
	if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// readerPins remembers pins in memory.
type readerPins map[string][]byte

func (p readerPins) Load(vault string) ([]byte, error)   { return p[vault], nil }
func (p readerPins) Save(vault string, pin []byte) error { p[vault] = pin; return nil }

// readerCase is a vault with everything in it that format 1 has, and the way to it.
type readerCase struct {
	python, dir, keyOption, keyFile string
	vault                           *vault.Vault
	head                            vault.Head
	pins                            readerPins
}

// readerVault makes one with a passphrase slot or, if passphrase is empty, a seat slot. It stays open.
func readerVault(t *testing.T, python, passphrase string) readerCase {
	t.Helper()
	dir := t.TempDir()
	c := readerCase{python: python, dir: filepath.Join(dir, "Tresor #1 ?"), keyFile: filepath.Join(dir, "key"), pins: readerPins{}}
	cost, now := vault.FloorArgon2id(), time.Date(2026, 3, 1, 12, 0, 0, 7e6, time.UTC)
	opts := vault.Options{
		Now:  func() time.Time { now = now.Add(1234567 * time.Microsecond); return now },
		Host: "EMPFANG-1", OSUser: "jörg", Pins: c.pins, KDF: &cost,
	}
	var first vault.SlotKey
	var unlock vault.Unlock
	var content string
	if passphrase != "" {
		first.Passphrase, unlock.Passphrase = []byte(passphrase), []byte(passphrase)
		c.keyOption, content = "--passphrase-file", passphrase+"\n"
	} else {
		var kept []byte
		first.SaveSeed = func(_ context.Context, _ vault.ID, seed vault.Seed) error { kept = seed.Bytes(); return nil }
		unlock.Seed = func(context.Context, vault.ID) (vault.Seed, error) { return vault.SeedFrom(kept) }
		defer func() {
			sum := sha256.Sum256(kept)
			entry := "kc1:" + base64.RawURLEncoding.EncodeToString(append(bytes.Clone(kept), sum[:4]...))
			if err := os.WriteFile(c.keyFile, []byte(entry), 0o600); err != nil {
				t.Fatal(err)
			}
		}()
		c.keyOption = "--seed-file"
	}
	if err := os.WriteFile(c.keyFile, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	place := sqlite.At(c.dir)
	if _, err := vault.Create(t.Context(), place, first, opts); err != nil {
		t.Fatal(err)
	}
	store, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.vault, err = vault.Open(t.Context(), store, unlock, opts); err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() { _ = c.vault.Close() })
	readerFill(t, c.vault)
	meta, err := store.Meta(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.head = meta.Head
	return c
}

// readerFill stores, changes and removes records of all kinds that have bodies.
func readerFill(t *testing.T, v *vault.Vault) {
	t.Helper()
	apply := func(event string, domain vault.Domain, params map[string]string, mutations ...vault.Mutation) uint64 {
		t.Helper()
		rev, err := v.Apply(t.Context(), vault.Change{Event: event, Params: params, Domain: domain, Mutations: mutations})
		if err != nil {
			t.Fatal(err)
		}
		return rev
	}
	for i, algorithm := range []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512} {
		secret := otp.NewSecret(bytes.Repeat([]byte{byte(i + 1)}, 20+i)).Base32()
		name := fmt.Sprintf("Konto %d – ‚Ä‘", i)
		apply("account.add", vault.DomainCode, map[string]string{"name": name}, vault.Mutation{
			ID: v.NewID(), Kind: vault.KindAccount, Unique: secret, Label: name,
			Fields: []vault.FieldChange{{Field: "name", New: name}},
			Body: fmt.Appendf(nil, `{"name":%q,"secret":%q,"algorithm":%q,"digits":%d,"period":%d,"created":"2026-03-01T12:00:00Z"}`,
				name, secret, algorithm, 6+2*i, 30*(i+1)),
		})
	}
	kept, gone := v.NewID(), v.NewID()
	row := func(id vault.ID, expect uint64, client string) vault.Mutation {
		return vault.Mutation{
			ID: id, Kind: vault.KindMandate, Expect: expect, Unique: "00123\n" + id.String(), Label: "00123 · müller",
			Fields: []vault.FieldChange{{Field: "client", Old: "x", New: client}},
			Body:   fmt.Appendf(nil, `{"number":"00123","user":"müller","client":%q,"status":"new","created":"2026-03-01T12:00:00Z","later":[1,{"a":null}]}`, client),
		}
	}
	apply("nothing.but.words", vault.DomainCode, nil)
	rev := apply("mandate.import", vault.DomainList, map[string]string{"source": "Liste „neu“.xlsx"}, row(kept, 0, "Bäckerei"), row(gone, 0, "Weg"))
	apply("mandate.edit", vault.DomainList, nil, row(kept, rev, "Bäckerei & Söhne"))
	apply("mandate.submit", vault.DomainList, nil, vault.Mutation{
		ID: v.NewID(), Kind: vault.KindSubmission, Body: []byte(`{"time":"2026-03-01T12:00:00Z","rows":[],"sha256":""}`),
	})
	apply("mandate.remove", vault.DomainList, map[string]string{"count": "1"}, vault.Mutation{ID: gone, Kind: vault.KindMandate, Expect: rev, Label: "00123 · müller"})
}

// readerResult is what the reader prints with --json.
type readerResult struct {
	Vault   string
	Rev     uint64
	Head    string
	Slots   []struct{ ID, Type string }
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

// run reads the vault in dir and returns exit code and output.
func (c readerCase) run(t *testing.T, dir string, options ...string) (exit int, output string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), c.python, append([]string{"-B", readerProgram, dir, c.keyOption, c.keyFile}, options...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if strings.Contains(stderr.String(), "Traceback") {
		t.Errorf("the reader crashed:\n%s", stderr.String())
	}
	return cmd.ProcessState.ExitCode(), stdout.String() + stderr.String()
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
	if len(got.Slots) != 1 || got.Slots[0].Type != string(c.vault.SlotType()) {
		t.Errorf("slots: %v", got.Slots)
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

	if err := c.vault.Close(); err != nil {
		t.Fatal(err)
	}
	before := readerListing(t, c.dir)
	exit, output = c.run(t, c.dir)
	if exit != 0 || !strings.Contains(output, "•••") {
		t.Errorf("exit %d:\n%s", exit, output)
	}
	for _, key := range keys {
		if strings.Contains(output, key.Secret.Base32()) {
			t.Error("a secret was printed without --show-secrets")
		}
	}
	if after := readerListing(t, c.dir); after != before {
		t.Errorf("the folder was changed: %s, %s", before, after)
	}
	if err := os.WriteFile(c.keyFile, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if exit, output := c.run(t, c.dir); exit != vaultLocked {
		t.Errorf("wrong key: exit %d:\n%s", exit, output)
	}
}

// The reader's exit codes.
const (
	vaultFaulty = 1
	vaultLocked = 3
)

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

// readerSQL runs statements on a database with Python's own SQLite.
func readerSQL(t *testing.T, python, path, statements string) {
	t.Helper()
	const program = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(sys.argv[2])
db.close()`
	if output, err := exec.CommandContext(t.Context(), python, "-c", program, path, statements).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

// readerRefuses alters one thing at a time; flip(b) is b with one bit of its middle byte turned over.
func readerRefuses(t *testing.T, c readerCase) {
	if err := c.vault.Close(); err != nil {
		t.Fatal(err)
	}
	cases := map[string]int{
		"SELECT 1": 0,
		"UPDATE record SET sealed = flip(sealed) WHERE kind = 'account'":                                                        vaultFaulty,
		"UPDATE record SET tag = flip(tag) WHERE kind = 'mandate'":                                                              vaultFaulty,
		"UPDATE record SET tag = NULL":                                                                                          vaultFaulty,
		"UPDATE record SET kind = 'setting' WHERE kind = 'submission'":                                                          vaultFaulty,
		"UPDATE record SET kind = 'unknown' WHERE kind = 'submission'":                                                          vaultFaulty,
		"UPDATE record SET rev = rev + 1 WHERE kind = 'submission'":                                                             vaultFaulty,
		"DELETE FROM record WHERE kind = 'submission'":                                                                          vaultFaulty,
		"UPDATE item SET detail = flip(detail) WHERE rev = 2 AND idx = 1":                                                       vaultFaulty,
		"UPDATE item SET detail = reworded(rev) WHERE rev = 2 AND idx = 0":                                                      vaultFaulty, // by one who has the key
		"UPDATE item SET detail = NULL WHERE rev = 2 AND idx = 1":                                                               vaultFaulty,
		"UPDATE item SET detail_hash = flip(detail_hash) WHERE rev = 2 AND idx = 1":                                             vaultFaulty,
		"UPDATE item SET digest = flip(digest) WHERE rev = 3 AND idx = 1":                                                       vaultFaulty,
		"UPDATE item SET op = 3 WHERE rev = 3 AND idx = 1":                                                                      vaultFaulty,
		"UPDATE item SET idx = 2 WHERE rev = 3 AND idx = 1":                                                                     vaultFaulty,
		"UPDATE item SET idx = idx + 9 WHERE rev = 3; UPDATE item SET idx = 10 - idx WHERE rev = 3":                             vaultFaulty,
		"DELETE FROM item WHERE rev = 3 AND idx = 1":                                                                            vaultFaulty,
		"INSERT INTO item SELECT 99, idx, op, record, kind, digest, domain, epoch, detail_hash, detail FROM item WHERE rev = 2": vaultFaulty,
		"UPDATE change SET at = at + 1 WHERE rev = 4":                                                                           vaultFaulty,
		"UPDATE change SET sig = flip(sig) WHERE rev = 4":                                                                       vaultFaulty,
		"UPDATE change SET hash = flip(hash) WHERE rev = 4":                                                                     vaultFaulty,
		"UPDATE change SET prev = flip(prev) WHERE rev = 1":                                                                     vaultFaulty,
		"UPDATE change SET slot = flip(slot) WHERE rev = 4":                                                                     vaultFaulty,
		"DELETE FROM change WHERE rev = 5; DELETE FROM item WHERE rev = 5":                                                      vaultFaulty,
		// A consistent older log under newer records: the removed Mandat is not there.
		"DELETE FROM item WHERE rev >= (SELECT rev - 1 FROM vault); DELETE FROM change WHERE rev >= (SELECT rev - 1 FROM vault);" +
			"UPDATE vault SET rev = (SELECT max(rev) FROM change), head = (SELECT hash FROM change ORDER BY rev DESC LIMIT 1)": vaultFaulty,
		"UPDATE vault SET head = flip(head)":                                 vaultFaulty,
		"UPDATE vault SET rev = rev + 1":                                     vaultFaulty,
		"UPDATE vault SET created = created + 1":                             vaultFaulty,
		"UPDATE vault SET format = 2":                                        vaultFaulty,
		"PRAGMA user_version = 2":                                            vaultFaulty,
		"PRAGMA application_id = 1":                                          vaultFaulty,
		"DROP TABLE wrap":                                                    vaultFaulty,
		"DELETE FROM wrap":                                                   vaultFaulty,
		"UPDATE wrap SET wrap = flip(wrap) WHERE domain = 2":                 vaultFaulty,
		"UPDATE epoch SET commitment = flip(commitment) WHERE domain = 1":    vaultFaulty,
		"UPDATE epoch SET created = created + 1 WHERE domain = 1":            vaultFaulty,
		"INSERT INTO epoch SELECT domain, 2, created, commitment FROM epoch": vaultFaulty,
		"UPDATE slot SET params = CAST('{ }' AS BLOB)":                       vaultFaulty,
		"UPDATE slot SET created = -1":                                       vaultFaulty,
		"INSERT INTO slot SELECT flip(id), type, suite, enc_pub, sig_pub, params, created, revoked FROM slot": vaultFaulty,
		"UPDATE slot SET revoked = 3":             vaultLocked,
		"UPDATE slot SET sig_pub = flip(sig_pub)": vaultLocked,
		"UPDATE vault SET id = flip(id)":          vaultFaulty,
	}
	// One process for all: Python takes longer to start than to read a vault.
	const program = `import contextlib, io, json, shutil, sqlite3, sys, tempfile
sys.path.insert(0, sys.argv[1])
import vault_reader
folder, option, key, results = *sys.argv[2:5], {}
vault = vault_reader.Vault(folder)
with open(key) as file:
    vault.unlock(seed=vault_reader.parse_keyring_entry(file.read()))
vault.examine()

def reworded(rev):
    from vault_reader import AESGCM, blob, frame, u64, u8
    aad = frame("detail", blob(vault.id), u64(rev), u8(1), blob(bytes(16)))
    return bytes(12) + AESGCM(vault.key(1, 1, "detail key", u64(rev))).encrypt(bytes(12), bytes(16) + b'{"event":"forged"}', aad)

for statements in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as copy:
        shutil.copy(folder + "/vault.db", copy)
        db = sqlite3.connect(copy + "/vault.db")
        db.create_function("flip", 1, lambda b: b[:len(b)//2] + bytes([b[len(b)//2] ^ 1]) + b[len(b)//2+1:])
        db.create_function("reworded", 1, reworded)
        db.executescript(statements)
        db.close()
        sys.argv = ["vault_reader.py", copy, option, key]
        output = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            code = vault_reader.main()
        results[statements] = {"exit": code, "output": output.buffer.getvalue().decode()}
json.dump(results, sys.stdout)`
	statements, err := json.Marshal(slices.Collect(maps.Keys(cases)))
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), c.python, "-B", "-c", program, filepath.Dir(readerProgram), c.dir, c.keyOption, c.keyFile)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(statements), &stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var results map[string]struct {
		Exit   int
		Output string
	}
	if err := json.Unmarshal(output, &results); err != nil || len(results) != len(cases) {
		t.Fatalf("%d results, %v", len(results), err)
	}
	for statement, want := range cases {
		if got := results[statement]; got.Exit != want {
			t.Errorf("%s: exit %d, want %d:\n%s", statement, got.Exit, want, got.Output)
		}
	}
}

// readerSeesRollback: an older state that holds in itself is found with the pin, and only with it.
func readerSeesRollback(t *testing.T, c readerCase) {
	older := t.TempDir()
	readerSQL(t, c.python, filepath.Join(c.dir, sqlite.FileName), "VACUUM INTO '"+filepath.Join(older, sqlite.FileName)+"'")
	if _, err := c.vault.Apply(t.Context(), vault.Change{Event: "later", Domain: vault.DomainCode}); err != nil {
		t.Fatal(err)
	}
	pin := filepath.Join(t.TempDir(), "pin.json")
	if err := os.WriteFile(pin, c.pins[c.vault.ID().String()], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		dir     string
		options []string
		want    int
	}{
		"newest with pin":   {c.dir, []string{"--pin", pin}, 0},
		"older without pin": {older, nil, 0},
		"older with pin":    {older, []string{"--pin", pin}, vaultFaulty},
	} {
		if exit, output := c.run(t, test.dir, test.options...); exit != test.want {
			t.Errorf("%s: exit %d, want %d:\n%s", name, exit, test.want, output)
		}
	}
}

// readerExample builds the vault that docs/vault.md prints, from its own words, and opens it with both.
func readerExample(t *testing.T, python string) {
	raw, err := os.ReadFile(readerText)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(raw), "\r\n", "\n")
	blocks := regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(text, -1)
	passphrase := regexp.MustCompile("passphrase `(.*?)`").FindStringSubmatch(text)
	if len(blocks) != 2 || passphrase == nil {
		t.Fatalf("%d blocks of SQL, passphrase %q", len(blocks), passphrase)
	}
	schema, err := os.ReadFile("sqlite/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if bare := regexp.MustCompile(`(?m)^--.*\n`).ReplaceAllString(strings.ReplaceAll(string(schema), "\r\n", "\n"), ""); strings.TrimSpace(bare) != strings.TrimSpace(blocks[0][1]) {
		t.Error("the schema in docs/vault.md is not that of sqlite/schema.sql")
	}

	c := readerCase{python: python, dir: t.TempDir(), keyOption: "--passphrase-file", keyFile: filepath.Join(t.TempDir(), "key")}
	if err := os.WriteFile(c.keyFile, []byte(passphrase[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	readerSQL(t, python, filepath.Join(c.dir, sqlite.FileName), blocks[0][1]+blocks[1][1])
	if exit, output := c.run(t, c.dir); exit != 0 {
		t.Errorf("exit %d:\n%s", exit, output)
	}

	// The values that the text derives on the way.
	const program = `import sys; sys.path.insert(0, sys.argv[1])
from vault_reader import *
v = Vault(sys.argv[2]); v.unlock(sys.argv[3]); v.examine()
seed, r = v.seed_from_passphrase(v.slot, sys.argv[3]), v.tables["record"][0]
for b in (v.id, v.slot.id, seed, hkdf(seed, v.slot.id, frame("slot hpke key")), hkdf(seed, v.slot.id, frame("slot signing key")),
          v.slot.enc_pub, v.slot.sig_pub, *v.keys.values(), r.id, v.key(1, 1, "record key", blob(r.id)), v.key(1, 1, "tag key"), r.tag,
          v.key(1, 1, "detail key", u64(2)), *(c.hash for c in v.tables["change"]), v.tables["change"][0].prev):
    print(b.hex())`
	output, err := exec.CommandContext(t.Context(), python, "-B", "-c", program, filepath.Dir(readerProgram), c.dir, passphrase[1]).Output()
	values := strings.Fields(string(output))
	if err != nil || len(values) < 15 {
		t.Fatalf("%d values, %v", len(values), err)
	}
	for _, value := range values {
		if !strings.Contains(text, "| `"+value+"` |") {
			t.Errorf("docs/vault.md does not have the value %s", value)
		}
	}

	store, err := sqlite.At(c.dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Passphrase: []byte(passphrase[1])}, vault.Options{})
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	defer v.Close()
	if report, err := v.Verify(t.Context()); err != nil || len(report.Faults) != 0 || report.Changes != 2 || report.Records != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}

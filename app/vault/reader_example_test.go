package vault_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

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

	c := readerCase{python: python, dir: t.TempDir(), ways: []readerWay{byPassphrase}, keys: map[readerWay][]string{
		byPassphrase: readerKeyFile(t, "--passphrase-file", passphrase[1]),
	}}
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

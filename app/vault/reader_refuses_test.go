package vault_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

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
	cmd := exec.CommandContext(t.Context(), c.python, "-B", "-c", program, filepath.Dir(readerProgram), c.dir, c.keys[bySeat][0], c.keys[bySeat][1])
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

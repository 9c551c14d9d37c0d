package vault_test

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
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
	for name, ways := range map[string][]readerWay{
		"passphrase":          {byPassphrase},
		"seat":                {bySeat},
		"recovery":            {bySeat, byRecovery},
		"seat and passphrase": {bySeat, byBoth},
		"all of them":         {bySeat, byPassphrase, byRecovery, byBoth, afterRekey},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); readerAgrees(t, readerVault(t, python, ways...)) })
	}
	t.Run("refusals", func(t *testing.T) { t.Parallel(); readerRefuses(t, readerVault(t, python, bySeat)) })
	t.Run("older state", func(t *testing.T) { t.Parallel(); readerSeesRollback(t, readerVault(t, python, bySeat)) })
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

// The reader's exit codes.
const (
	vaultFaulty = 1
	vaultLocked = 3
)

// run reads the vault in dir by the first way and returns exit code and output.
func (c readerCase) run(t *testing.T, dir string, options ...string) (exit int, output string) {
	t.Helper()
	return c.runBy(t, c.ways[0], dir, options...)
}

// runBy is run by a certain way.
func (c readerCase) runBy(t *testing.T, way readerWay, dir string, options ...string) (exit int, output string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), c.python, slices.Concat([]string{"-B", readerProgram, dir}, c.keys[way], options)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if strings.Contains(stderr.String(), "Traceback") {
		t.Errorf("the reader crashed:\n%s", stderr.String())
	}
	return cmd.ProcessState.ExitCode(), stdout.String() + stderr.String()
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

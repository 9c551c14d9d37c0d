package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// TestKillCommand kills the command line at random moments of an import. What it acknowledged by ending
// well must be there; what it did not must be there whole or not at all; and the vault must hold.
// KANZLEICODE_KILLS sets how often.
func TestKillCommand(t *testing.T) {
	t.Parallel()
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("KANZLEICODE_KILLS")); err == nil {
		kills = n
	}
	const rows = 400
	dir := t.TempDir()
	folder, passphrase := filepath.Join(dir, "vault"), filepath.Join(dir, "passphrase")
	if err := os.WriteFile(passphrase, []byte("Kill 9"), 0o600); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(9, 9)) //nolint:gosec // moments to kill at
	want := 0
	var yardstick time.Duration // how long an undisturbed import takes
	for i := range kills {
		table := filepath.Join(dir, "liste.csv")
		var lines strings.Builder
		lines.WriteString("Kundennummer;Benutzername\n")
		for n := range rows {
			fmt.Fprintf(&lines, "%02d%04d;u%d\n", i, n, n)
		}
		if err := os.WriteFile(table, []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := command(t, "--vault", folder, "--passphrase-file", passphrase, "mandates", "import", table)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The first run ends by itself: there is a vault and a yardstick for the moments.
		begin := time.Now()
		killed := false
		if i > 0 {
			time.Sleep(time.Duration(random.Int64N(int64(yardstick))))
			killed = cmd.Process.Kill() == nil
		}
		err := cmd.Wait()
		if i == 0 {
			yardstick = max(time.Since(begin), 50*time.Millisecond)
		}
		if err != nil && !killed {
			t.Fatalf("run %d: %v", i, err)
		}
		if err == nil {
			want += rows
		}
		want = checkAfterKill(t, folder, "Kill 9", want, rows)
	}
	t.Logf("%d of %d imports are in the list", want/rows, kills)
}

// command is the program, started as the test binary under its name, see TestMain.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Args[0] = "kanzleicode"
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME=", "XDG_DATA_HOME=")
	return cmd
}

// checkAfterKill opens the vault, examines all of it and counts the rows: want, or one whole import more.
func checkAfterKill(t *testing.T, folder, passphrase string, want, step int) int {
	t.Helper()
	ctx := context.Background()
	opened, err := newSystem().unlock(ctx, folder, ways{passphrase: []byte(passphrase)}, false)
	if errors.Is(err, vault.ErrNotFound) && want == 0 {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	report, err := opened.vault.Verify(ctx)
	if err != nil || len(report.Faults) > 0 {
		t.Fatalf("faults %q, %v", report.Faults, err)
	}
	var list []mandate.Mandate
	list, damaged, err := opened.mandates.List(ctx)
	if err = errors.Join(err, opened.vault.Close()); err != nil || len(damaged) > 0 {
		t.Fatalf("%d damaged, %v", len(damaged), err)
	}
	if len(list) != want && len(list) != want+step {
		t.Fatalf("%d rows, want %d or %d", len(list), want, want+step)
	}
	return len(list)
}

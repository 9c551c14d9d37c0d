package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

const (
	keptName         = "kanzleicode-before-format-1-2026-11-23.db"
	goldenPassphrase = "Kanzlei-Testvault 1"
)

// lift leads the tests' format 0 to format 1: a column has another name there.
func lift(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "ALTER TABLE record RENAME COLUMN box TO sealed")
	return err
}

func today() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) }

// older is a real vault, made by the code of its day, brought into the tests' format 0.
func older(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "vault")
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "golden-1", sqlite.FileName))
	if err == nil {
		err = errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, sqlite.FileName), raw, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
	behind(t, dir, "ALTER TABLE record RENAME COLUMN sealed TO box", "UPDATE vault SET format = 0", "PRAGMA user_version = 0")
	return dir
}

// behind changes a vault behind the program's back.
func behind(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// wantGolden opens the vault with its passphrase, examines all of it, and compares what it holds.
func wantGolden(t *testing.T, place sqlite.Folder) {
	t.Helper()
	store, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Passphrase: []byte(goldenPassphrase)}, vault.Options{})
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	report, err := v.Verify(t.Context())
	if err != nil || len(report.Faults) > 0 || v.Refusal() != nil {
		t.Errorf("faults %q, %v, %v", report.Faults, v.Refusal(), err)
	}
	records, damaged, err := v.Load(t.Context(), vault.KindAccount, vault.KindMandate, vault.KindSetting)
	if err = errors.Join(err, v.Close()); err != nil || len(damaged) > 0 {
		t.Fatal(damaged, err)
	}
	var want struct{ Records map[string]string }
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "golden-1", "contents.json"))
	if err == nil {
		err = json.Unmarshal(raw, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if got := string(r.Kind) + " " + string(r.Body); got != want.Records[r.ID.String()] {
			t.Errorf("%s is %s", r.ID, got)
		}
	}
	if len(records) == 0 || len(records) > len(want.Records) {
		t.Errorf("%d records of %d", len(records), len(want.Records))
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// TestUpgradeKeepsACopyAndEverything: the older vault is kept beside the new one, opens as it was, and is private.
func TestUpgradeKeepsACopyAndEverything(t *testing.T) {
	t.Parallel()
	dir := older(t)
	place := sqlite.At(dir).WithUpgrade(lift, today)
	wantGolden(t, place)
	if got := names(t, dir); len(got) != 2 || got[0] != keptName {
		t.Fatalf("in the folder are %q", got)
	}
	info, err := os.Stat(filepath.Join(dir, keptName))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v, %v", info.Mode(), err)
	}
	wantGolden(t, place) // nothing more to do
	wantGolden(t, sqlite.At(dir))
	if got := names(t, dir); len(got) != 2 {
		t.Errorf("in the folder are %q", got)
	}
	back := filepath.Join(t.TempDir(), "back")
	raw, err := os.ReadFile(filepath.Join(dir, keptName))
	if err == nil {
		err = errors.Join(os.Mkdir(back, 0o700), os.WriteFile(filepath.Join(back, sqlite.FileName), raw, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.At(back).Open(t.Context()); reason(t, err) != "too_old" {
		t.Errorf("the copy is not of the older format: %v", err)
	}
	wantGolden(t, sqlite.At(back).WithUpgrade(lift, today))
}

// TestFailedUpgradeChangesNothing: whatever goes wrong on the way, the vault is byte by byte as it was, and opens later.
func TestFailedUpgradeChangesNothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, dir string)
		step    func(context.Context, *sql.Tx) error
		want    string
	}{
		"a step that fails": {nil, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DROP TABLE item")
			return errors.Join(err, errors.New("no"))
		}, "upgrade_failed"},
		"a step that is wrong": {nil, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "ALTER TABLE nothing RENAME TO something")
			return err
		}, "upgrade_failed"},
		"no step":                  {nil, nil, "too_old"},
		"every name of the copies": {takeAllNames, lift, "upgrade_failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := older(t)
			if tt.prepare != nil {
				tt.prepare(t, dir)
			}
			before, there := content(t, dir), names(t, dir)
			place := sqlite.At(dir)
			if tt.step != nil {
				place = place.WithUpgrade(tt.step, today)
			}
			if _, err := place.Open(t.Context()); reason(t, err) != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if !bytes.Equal(content(t, dir), before) || len(names(t, dir)) != len(there) {
				t.Errorf("it was changed; in the folder are %q", names(t, dir))
			}
			wantGolden(t, sqlite.At(dir).WithUpgrade(lift, func() time.Time { return today().AddDate(0, 0, 1) }))
		})
	}
}

func content(t *testing.T, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func takeAllNames(t *testing.T, dir string) {
	t.Helper()
	for n := range 101 {
		name := keptName
		if n > 0 {
			name = keptName[:len(keptName)-3] + "-" + itoa(n) + ".db"
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func itoa(n int) string { raw, _ := json.Marshal(n); return string(raw) }

// TestUpgradeByMany: of several that open the vault at the same time one leads it over, and there is one copy.
func TestUpgradeByMany(t *testing.T) {
	t.Parallel()
	dir := older(t)
	var all sync.WaitGroup
	errs := make(chan error, 4)
	for range cap(errs) {
		all.Go(func() {
			store, err := sqlite.At(dir).WithUpgrade(lift, today).Open(t.Context())
			if err == nil {
				err = store.Close()
			}
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	wantGolden(t, sqlite.At(dir))
	if got := names(t, dir); len(got) != 2 {
		t.Errorf("in the folder are %q", got)
	}
}

// TestUpgradeKilled kills a process in the middle of the change: the vault is as it was, the copy is whole, and the next
// start does it all again.
func TestUpgradeKilled(t *testing.T) {
	if dir := os.Getenv("UPGRADE_KILLED"); dir != "" {
		_, err := sqlite.At(dir).WithUpgrade(func(ctx context.Context, tx *sql.Tx) error {
			if err := lift(ctx, tx); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM item"); err != nil {
				return err
			}
			if _, err := os.Stdout.WriteString("middle\n"); err != nil {
				return err
			}
			select {} // until it is killed
		}, today).Open(t.Context())
		t.Fatal(err)
	}
	t.Parallel()
	dir := older(t)
	if err := os.WriteFile(filepath.Join(dir, sqlite.FileName+".creating-HALF"), []byte("half a copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestUpgradeKilled$") //nolint:gosec // this test itself
	cmd.Env = append(os.Environ(), "UPGRADE_KILLED="+dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 7)
	for read := 0; read < len(line); {
		n, err := out.Read(line[read:])
		if read += n; err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	var format, items int
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName))
	if err == nil {
		err = db.QueryRowContext(t.Context(), "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM item)").Scan(&format, &items)
		err = errors.Join(err, db.Close())
	}
	if err != nil || format != 0 || items == 0 {
		t.Fatalf("after the kill it is format %d with %d items, %v", format, items, err)
	}
	wantGolden(t, sqlite.At(dir).WithUpgrade(lift, today))
	if got := names(t, dir); len(got) != 3 { // the copy of the killed one, the other one, the vault
		t.Errorf("in the folder are %q", got)
	}
}

// TestANewerProgramCameMeanwhile: who has the vault open while a newer program leads it over writes nothing more.
func TestANewerProgramCameMeanwhile(t *testing.T) {
	t.Parallel()
	dir := older(t)
	wantGolden(t, sqlite.At(dir).WithUpgrade(lift, today))
	store, err := sqlite.At(dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Passphrase: []byte(goldenPassphrase)}, vault.Options{})
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	defer v.Close() //nolint:errcheck // nothing was written
	behind(t, dir, "UPDATE vault SET format = 2", "PRAGMA user_version = 2")
	_, err = v.Apply(t.Context(), vault.Change{Event: "mandate.add", Domain: vault.DomainList, Mutations: []vault.Mutation{
		{ID: v.NewID(), Kind: vault.KindMandate, Body: []byte(`{}`), Unique: "1"},
	}})
	if reason(t, err) != "newer" {
		t.Errorf("it writes: %v", err)
	}
	if _, err := sqlite.At(dir).Open(t.Context()); reason(t, err) != "newer" {
		t.Errorf("it opens: %v", err)
	}
}

// TestWhatIsForgottenLeavesTheCopyToo: new keys and forgetting take copies of before away, for they hold what was.
func TestWhatIsForgottenLeavesTheCopyToo(t *testing.T) {
	t.Parallel()
	dir := older(t)
	place := sqlite.At(dir).WithUpgrade(lift, today)
	store, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(store.Scrub(t.Context()), store.Close()); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("in the folder are %q", got)
	}
}

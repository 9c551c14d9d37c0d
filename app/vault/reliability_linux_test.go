package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
)

// fullDisk is a small disk of its own with a vault on it, and what fills it.
type fullDisk struct {
	*house
	ballast string
}

// leave fills the disk up to some bytes.
func (d *fullDisk) leave(free int) {
	d.t.Helper()
	file, err := os.Create(d.ballast)
	if err != nil {
		d.t.Fatal(err)
	}
	defer file.Close()
	for written := 0; ; {
		n, err := file.Write(make([]byte, 4096))
		if written += n; err != nil || n < 4096 {
			if err := file.Truncate(int64(max(0, written-free))); err != nil {
				d.t.Fatal(err)
			}
			return
		}
	}
}

func (d *fullDisk) free() {
	d.t.Helper()
	if err := os.Remove(d.ballast); err != nil {
		d.t.Fatal(err)
	}
}

// kindOfWrite is one way in which something is stored. It returns what went wrong.
type kindOfWrite struct {
	name string
	do   func(t *testing.T, d *fullDisk, v *vault.Vault, n int) error
}

func kindsOfWrite() []kindOfWrite {
	commit := func(t *testing.T, v *vault.Vault, m ...vault.Mutation) error {
		_, err := v.Apply(t.Context(), change("x", vault.DomainList, m...))
		return err
	}
	return []kindOfWrite{
		{"add", func(t *testing.T, _ *fullDisk, v *vault.Vault, _ int) error {
			return commit(t, v, mandate(v, v.NewID().String()))
		}},
		{"import", func(t *testing.T, _ *fullDisk, v *vault.Vault, n int) error {
			batch := manyMandates(v, 100, n)
			for i := range batch {
				batch[i].Unique = batch[i].ID.String()
				batch[i].Body = []byte(`{"number":"` + batch[i].Unique + `"}`)
			}
			return commit(t, v, batch...)
		}},
		{"edit", func(t *testing.T, _ *fullDisk, v *vault.Vault, n int) error {
			r := load(t, v, vault.KindMandate)[0]
			return commit(t, v, vault.Mutation{ID: r.ID, Kind: r.Kind, Expect: r.Rev, Unique: "edited", Body: []byte(fmt.Sprintf(`{"number":"edited","note":"%d %s"}`, n, strings.Repeat("x", 9000)))})
		}},
		{"remove", func(t *testing.T, _ *fullDisk, v *vault.Vault, _ int) error {
			records := load(t, v, vault.KindMandate)
			r := records[len(records)-1]
			return commit(t, v, vault.Mutation{ID: r.ID, Kind: r.Kind, Expect: r.Rev})
		}},
		{"slot", func(t *testing.T, _ *fullDisk, v *vault.Vault, _ int) error {
			sheet, err := age.GenerateX25519Identity()
			if err != nil {
				t.Fatal(err)
			}
			_, err = v.AddSlot(t.Context(), vault.SlotKey{Recipient: sheet.Recipient().String()})
			return err
		}},
		{"new keys", func(t *testing.T, _ *fullDisk, v *vault.Vault, _ int) error {
			return withoutScrub(v.Rekey(t.Context()))
		}},
		{"forget", func(t *testing.T, _ *fullDisk, v *vault.Vault, _ int) error {
			entries, err := v.History(t.Context(), 0)
			if err != nil {
				return err
			}
			for _, e := range entries {
				for _, item := range e.Items {
					if item.Removed && !item.Erased {
						return withoutScrub(v.Forget(t.Context(), item.ID))
					}
				}
			}
			return errors.New("nothing is left to forget")
		}},
		{"new vault", func(t *testing.T, d *fullDisk, _ *vault.Vault, n int) error {
			dir := filepath.Join(filepath.Dir(d.dir), fmt.Sprint("another-", n))
			defer os.RemoveAll(dir)
			_, err := vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{SaveSeed: func(context.Context, vault.ID, vault.Seed) error { return nil }}, d.options())
			if err != nil {
				if _, again := sqlite.At(dir).Open(t.Context()); again == nil {
					t.Error("a vault was made, and it was said that it was not")
				}
			}
			return err
		}},
		{"backup", func(t *testing.T, d *fullDisk, v *vault.Vault, n int) error {
			key, err := v.BackupIdentity()
			if err != nil {
				t.Fatal(err)
			}
			s, err := backup.Take(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(filepath.Dir(d.dir), "backup.tar.age")
			before, _ := os.ReadFile(path) // none at the first time
			err = backup.SaveAs(t.Context(), path, s, nil, key, key.Recipient())
			after, _ := os.ReadFile(path)
			if err != nil && !bytes.Equal(before, after) {
				t.Errorf("the former backup was lost at try %d", n)
			}
			if err == nil {
				if got, err := backup.Read(bytes.NewReader(after), key); err != nil || !got.Same(s) {
					t.Errorf("a backup was said to be stored: %v", err)
				}
				err = os.Remove(path)
			}
			return err
		}},
		{"state file", func(t *testing.T, d *fullDisk, _ *vault.Vault, n int) error {
			state := statefile.In(filepath.Join(filepath.Dir(d.dir), "state"), ".json")
			before, err := state.Load("pin")
			if err != nil {
				t.Fatal(err)
			}
			now := bytes.Repeat([]byte{byte('a' + n%26)}, 5000)
			failed := state.Save("pin", now)
			if failed != nil {
				now = before
			}
			if after, err := state.Load("pin"); err != nil || !bytes.Equal(after, now) {
				t.Errorf("%d bytes, %v, want %d", len(after), err, len(now))
			}
			return failed
		}},
	}
}

// withoutScrub passes over the one error that comes after the change was stored: the files could not be
// rewritten, which needs as much room again.
func withoutScrub(err error) error {
	if reason(err) == "not_scrubbed" {
		return nil
	}
	return err
}

// TestReliabilityDiskFull: the disk is full, or nearly, when each kind of write comes. What failed was said to
// have failed, for want of room and at once; nothing else changed; and after room was made the same works.
func TestReliabilityDiskFull(t *testing.T) {
	t.Parallel()
	limit, size := 5*time.Second, "3m" // the machine of make test may be busy
	if os.Getenv("KANZLEICODE_NIGHTLY") == "1" {
		limit, size = time.Second, "32m" // SQLite's log, which grows up to 4 MiB, must fit after so many writes
	}
	for _, kind := range kindsOfWrite() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			d := &fullDisk{house: smallDisk(t, size)}
			d.ballast = filepath.Join(filepath.Dir(d.dir), "ballast")
			v := d.open()
			apply(t, v, manyMandates(v, 190, 0)...)
			var gone []vault.Mutation // to be forgotten
			for _, r := range load(t, v, vault.KindMandate)[:90] {
				gone = append(gone, vault.Mutation{ID: r.ID, Kind: r.Kind, Expect: r.Rev})
			}
			apply(t, v, gone...)
			failed, stored := 0, 0
			var slowest time.Duration
			for n := range nightly(4, 40) {
				d.leave(n * n * nightly(60_000, 400))
				before := load(t, v)
				begin := time.Now()
				err := kind.do(t, d, v, n)
				if took := time.Since(begin); err != nil {
					slowest = max(slowest, took)
					failed++
					wantFull(t, err)
					wantSame(t, load(t, v), before)
				} else {
					stored++
				}
				d.free()
				if err := kind.do(t, d, v, n); err != nil {
					t.Fatalf("after room was made: %v", err)
				}
				if n%10 == 0 {
					wantClean(t, v)
				}
			}
			wantClean(t, v)
			after := load(t, v)
			shut(t, v)
			v = d.open()
			wantSame(t, load(t, v), after)
			wantClean(t, v)
			shut(t, v)
			t.Logf("%s: failed %d times, stored %d times, told within %v", kind.name, failed, stored, slowest.Round(time.Millisecond))
			if failed == 0 || slowest > limit {
				t.Errorf("failed %d times, told within %v", failed, slowest)
			}
		})
	}
}

// wantFull fails unless the error says that the disk is full, whoever says it.
func wantFull(t *testing.T, err error) {
	t.Helper()
	var ours *backup.Error
	if reason(err) != "disk_full" && !errors.As(err, &ours) && !strings.Contains(err.Error(), "no space left") {
		t.Errorf("%v", err)
	}
}

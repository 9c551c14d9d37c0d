package vault_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"kanzleicode/app/vault"
)

// TestRekeyBesideOthers: while one handle makes new keys again and again, others read, write and examine the vault.
// None of them ever sees a record missing or damaged, or a change without its words, and no change is lost.
func TestRekeyBesideOthers(t *testing.T) {
	t.Parallel()
	h, _ := furnished(t, 10)
	rekeyer := h.open()
	want := load(t, rekeyer)
	write, end := beside(t, h.open(), h.open(), h.open(), want)
	for range 3 {
		write(4)
		rekeySettled(t, rekeyer)
	}
	written := end()
	if got := load(t, rekeyer); len(got) != len(want)+written || written == 0 {
		t.Errorf("%d records, want %d and the %d that were written", len(got), len(want), written)
	}
	wantClean(t, rekeyer)
	shut(t, rekeyer)
}

// rekeySettled makes new keys, however often others were quicker.
func rekeySettled(t *testing.T, v *vault.Vault) {
	t.Helper()
	for {
		err := v.Rekey(t.Context())
		if !errors.Is(err, vault.ErrStale) {
			if err != nil && reason(err) != "not_scrubbed" { // the others read without a pause
				t.Error(err)
			}
			return
		}
	}
}

// beside lets three handles work until end is called, which says how many records were written. write lets some be
// written: without a pause nobody else could make new keys. want is what is there at least.
func beside(t *testing.T, reader, writer, examiner *vault.Vault, want []vault.Record) (write func(n int), end func() int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	loop := func(work func() error) {
		working.Go(func() {
			for ctx.Err() == nil {
				if err := work(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	loop(func() error {
		records, faults, err := reader.Load(t.Context())
		if err != nil || len(faults) > 0 || len(records) < len(want) {
			return fmt.Errorf("%d records, %v, %w", len(records), faults, err)
		}
		entries, err := reader.History(t.Context(), 0)
		for _, e := range entries {
			if e.Damaged || e.Event == "" {
				return fmt.Errorf("change %d has lost its words", e.Rev)
			}
		}
		return err
	})
	written, permitted := 0, make(chan bool, 100)
	loop(func() error {
		select {
		case <-permitted:
		case <-ctx.Done():
			return nil
		}
		_, err := writer.Apply(t.Context(), change("mandate.add", vault.DomainList, mandate(writer, fmt.Sprintf("beside-%d", written))))
		if err == nil {
			written++
		}
		return err
	})
	loop(func() error {
		report, err := examiner.Verify(t.Context())
		if reason(err) == "busy" {
			return nil // others wrote every time
		}
		if err == nil && len(report.Faults) > 0 {
			err = fmt.Errorf("%q", report.Faults)
		}
		return err
	})
	write = func(n int) {
		for range n {
			permitted <- true
		}
	}
	return write, func() int {
		stop()
		working.Wait()
		for _, v := range []*vault.Vault{reader, writer, examiner} {
			shut(t, v)
		}
		return written
	}
}

const (
	rekeyerFolder = "KANZLEICODE_TEST_REKEYER"
	rekeyerTimes  = 3
)

// TestRekeyer is no test: TestRekeyBesideProcess runs it as a process of its own.
func TestRekeyer(t *testing.T) {
	folder := os.Getenv(rekeyerFolder)
	if folder == "" {
		t.Skip("it is run by TestRekeyBesideProcess")
	}
	v := reopenKilled(t, folder)
	for range rekeyerTimes {
		rekeySettled(t, v)
		apply(t, v, mandate(v, v.NewID().String()))
		fmt.Println("new keys")
	}
	shut(t, v)
}

// TestRekeyBesideProcess: the same, the new keys coming from another process.
func TestRekeyBesideProcess(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := &house{t: t, dir: filepath.Join(folder, "vault"), seeds: map[vault.ID][]byte{}, pins: &pins{saved: map[string][]byte{}}}
	h.create()
	if err := os.WriteFile(filepath.Join(folder, "seed"), fmt.Appendf(nil, "%s %s", h.id, hex.EncodeToString(h.seeds[h.id])), 0o600); err != nil {
		t.Fatal(err)
	}
	v := h.open()
	apply(t, v, manyMandates(v, 10, 1)...)
	want := load(t, v)
	write, end := beside(t, h.open(), h.open(), h.open(), want)
	write(2)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRekeyer$")
	cmd.Env = append(os.Environ(), rekeyerFolder+"="+folder)
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if lines.Text() == "new keys" {
			write(3)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	written := end()
	if got := load(t, v); len(got) != len(want)+written+rekeyerTimes || written == 0 {
		t.Errorf("%d records, want %d, the %d that were written here and %d", len(got), len(want), written, rekeyerTimes)
	}
	wantClean(t, v)
	shut(t, v)
	if n := h.count("SELECT count(*) FROM wrap WHERE epoch <= ?", rekeyerTimes); n != 0 {
		t.Errorf("%d old keys are left", n)
	}
}

package vault_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kanzleicode/app/vault"
)

// smallDisk is a house on a file system of its own, of the given size.
func smallDisk(t *testing.T, size string) *house {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("a small disk cannot be mounted (root can): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	h := &house{t: t, dir: filepath.Join(dir, "vault"), seeds: map[vault.ID][]byte{}, pins: &pins{saved: map[string][]byte{}}}
	h.create()
	return h
}

// TestDiskFull: the disk fills up during every size of write. It is said at once, nothing is damaged, and
// the next write after something was deleted works.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	h := smallDisk(t, "2m")
	ballast := filepath.Join(filepath.Dir(h.dir), "ballast")
	if err := os.WriteFile(ballast, make([]byte, 700_000), 0o600); err != nil {
		t.Fatal(err)
	}
	v := h.open()
	stored, failed := 0, 0
	for n := 0; failed < 4; n++ {
		m := mandate(v, fmt.Sprint(n))
		m.Body = []byte(strings.Repeat("x", 1<<(n%17)))
		begin := time.Now()
		_, err := v.Apply(t.Context(), change("mandate.add", vault.DomainList, m))
		if err == nil {
			stored++
			continue
		}
		failed++
		wantReason(t, err, "disk_full")
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("it took %v to say so", took)
		}
		if n := len(load(t, v, vault.KindMandate)); n != stored {
			t.Fatalf("%d mandates, %d were acknowledged", n, stored)
		}
	}
	// A start on the full disk.
	if other, err := h.tryOpen(h.unlock()); err != nil {
		t.Errorf("a second program: %v", err)
	} else if n := len(load(t, other, vault.KindMandate)); n != stored {
		t.Errorf("a second program sees %d mandates", n)
	} else {
		shut(t, other)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	apply(t, v, mandate(v, "after"))
	wantClean(t, v)
	shut(t, v)
	v = h.open()
	if n := len(load(t, v, vault.KindMandate)); n != stored+1 {
		t.Errorf("%d mandates, want %d", n, stored+1)
	}
	shut(t, v)
}

// TestOpenOnFullDisk: with not a byte free, the vault still opens and reads.
func TestOpenOnFullDisk(t *testing.T) {
	t.Parallel()
	h := smallDisk(t, "1m")
	v := h.open()
	apply(t, v, mandate(v, "1"))
	shut(t, v)
	ballast := filepath.Join(filepath.Dir(h.dir), "ballast")
	_ = os.WriteFile(ballast, make([]byte, 1<<20), 0o600) // as much as fits
	v, err := h.tryOpen(h.unlock())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(load(t, v, vault.KindMandate)); n != 1 {
		t.Errorf("%d mandates", n)
	}
	_, err = v.Apply(t.Context(), change("x", vault.DomainList, mandate(v, "2")))
	wantReason(t, err, "disk_full")
	shut(t, v)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	v = h.open()
	apply(t, v, mandate(v, "2"))
	wantClean(t, v)
	shut(t, v)
}

func TestReadOnlyMedium(t *testing.T) {
	t.Parallel()
	h := smallDisk(t, "4m")
	v := h.open()
	apply(t, v, account(v, "Amainvoice"))
	shut(t, v)
	disk := filepath.Dir(h.dir)
	remount := func(flags uintptr) {
		if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	remount(syscall.MS_RDONLY)
	v = h.open()
	if n := len(load(t, v, vault.KindAccount)); n != 1 {
		t.Errorf("%d accounts", n)
	}
	_, err := v.Apply(t.Context(), change("x", vault.DomainList, mandate(v, "1")))
	wantReason(t, err, "read_only")
	wantClean(t, v)
	shut(t, v)
	remount(0)
	v = h.open()
	apply(t, v, mandate(v, "1"))
	shut(t, v)
}

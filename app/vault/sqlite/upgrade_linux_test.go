package sqlite_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"kanzleicode/app/vault/sqlite"
)

// TestUpgradeOnAFullDisk: there is no room for the copy, so nothing begins; with room it goes on.
func TestUpgradeOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=2m"); err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("a small disk cannot be mounted (root can): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	dir, ballast := filepath.Join(disk, "vault"), filepath.Join(disk, "ballast")
	before := content(t, older(t))
	if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, sqlite.FileName), before, 0o600)); err != nil {
		t.Fatal(err)
	}
	// 64 kB stay free: enough for SQLite's companions of the vault, not for a copy of it.
	if err := os.WriteFile(ballast, make([]byte, 2<<20-len(before)-64<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	place := sqlite.At(dir).WithUpgrade(lift, today)
	if _, err := place.Open(t.Context()); reason(t, err) != "upgrade_disk_full" {
		t.Errorf("%v, want upgrade_disk_full", err)
	}
	if got := names(t, dir); !bytes.Equal(content(t, dir), before) || len(got) != 1 {
		t.Errorf("it was changed; in the folder are %q", got)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	wantGolden(t, place)
}

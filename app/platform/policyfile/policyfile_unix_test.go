//go:build unix

package policyfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"kanzleicode/app/platform/policyfile"
)

func TestRead(t *testing.T) {
	t.Parallel()
	me := uint32(os.Getuid())
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, path string)
		owner   uint32
		want    string
		problem bool
		unsafe  bool
	}{
		"none":             {func(*testing.T, string) {}, me, "", false, false},
		"ours":             {func(t *testing.T, path string) { write(t, path, 0o644) }, me, "{}", false, false},
		"for us alone":     {func(t *testing.T, path string) { write(t, path, 0o600) }, me, "{}", false, false},
		"others write":     {func(t *testing.T, path string) { write(t, path, 0o646) }, me, "", true, true},
		"a group writes":   {func(t *testing.T, path string) { write(t, path, 0o664) }, me, "", true, true},
		"a folder of all":  {func(t *testing.T, path string) { write(t, path, 0o644); chmod(t, filepath.Dir(path), 0o777) }, me, "", true, true},
		"a folder instead": {func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o755)) }, me, "", true, false},
		"a pipe":           {func(t *testing.T, path string) { must(t, syscall.Mkfifo(path, 0o644)) }, me, "", true, false},
		"a link":           {func(t *testing.T, path string) { must(t, os.Symlink("/etc/passwd", path)) }, me, "", true, false},
		"somebody else's": {func(t *testing.T, path string) {
			if me != 0 {
				t.Skip("only root can give a file away")
			}
			write(t, path, 0o644)
			must(t, os.Chown(path, 12345, 0))
		}, 0, "", true, true},
		"somebody else's folder": {func(t *testing.T, path string) {
			if me != 0 {
				t.Skip("only root can give a folder away")
			}
			write(t, path, 0o644)
			must(t, os.Chown(filepath.Dir(path), 12345, 0))
		}, 0, "", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "policy.json")
			tt.prepare(t, path)
			found, err := policyfile.At(path, tt.owner).Read(100)
			problem, is := errors.AsType[*policyfile.Error](err)
			if is != tt.problem || is && problem.Insecure != tt.unsafe || string(found.Data) != tt.want {
				t.Errorf("%q, %v", found.Data, err)
			}
		})
	}
}

// TestABoundIsKept: one byte more than the limit is read, so that a longer file can be told.
func TestABoundIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "policy.json")
	must(t, os.WriteFile(path, make([]byte, 200), 0o600))
	if found, err := policyfile.At(path, uint32(os.Getuid())).Read(100); err != nil || len(found.Data) != 101 {
		t.Errorf("%d bytes, %v", len(found.Data), err)
	}
}

func write(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	must(t, os.WriteFile(path, []byte("{}"), 0o600))
	chmod(t, path, mode)
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	must(t, os.Chmod(path, mode))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package files

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(t.Context(), path, 100); string(got) != "content" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := Read(t.Context(), path, 4); string(got) != "cont" || err != nil {
		t.Errorf("limited: %q, %v", got, err)
	}
	if _, err := Read(t.Context(), path+"x", 4); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if got, err := ReadFrom(t.Context(), strings.NewReader("x"), 4); string(got) != "x" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSilentSource: a pipe that nobody writes to keeps nobody from leaving.
func TestSilentSource(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	defer w.Close() //nolint:errcheck // ends the abandoned reader
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ReadFrom(ctx, r, 10); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

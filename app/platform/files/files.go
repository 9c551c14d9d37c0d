// Package files reads what may keep its reader waiting: a terminal, a pipe, a network drive.
package files

import (
	"context"
	"io"
	"os"
)

// Read reads the file at path, at most limit bytes of it. When ctx ends it returns at once with the
// context's error, even if the file has not answered: Ctrl+C must work at a pipe that nobody writes to.
func Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	return wait(ctx, func() ([]byte, error) {
		file, err := os.Open(path) //nolint:gosec // the user names it
		if err != nil {
			return nil, err
		}
		defer file.Close() //nolint:errcheck // opened for reading
		return io.ReadAll(io.LimitReader(file, limit))
	})
}

// ReadFrom is Read for something that is open already, such as the standard input.
func ReadFrom(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	return wait(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(r, limit)) })
}

// wait leaves the reading behind if ctx ends first: there is no way to interrupt it.
func wait(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		return r.data, r.err
	}
}

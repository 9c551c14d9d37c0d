package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// reading is what a program made of one picture.
type reading struct {
	Payloads []string // each once
	MS       float64  // wall time of the whole process
	Memory   int64    // the most that it held, in bytes; 0 = the system does not tell
	Refused  bool     // it does not know the format
	Crash    bool
}

// run starts the program on a picture and waits for its end.
func (p *program) run(ctx context.Context, file string, limit time.Duration) (reading, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var output, problems bytes.Buffer
	args := slices.Concat(p.Command[1:], []string{file})
	cmd := exec.CommandContext(ctx, p.Command[0], args...) //nolint:gosec // the programs that are to be measured
	cmd.Stdout, cmd.Stderr = &output, &problems
	begin := time.Now()
	err := cmd.Run()
	r := reading{MS: float64(time.Since(begin).Microseconds()) / 1000}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return r, fmt.Errorf("%s: %w", p.Name, err)
	}
	r.Memory = peak(cmd.ProcessState)
	said := problems.Bytes()
	if ctx.Err() != nil || cmd.ProcessState.ExitCode() < 0 || bytes.Contains(said, []byte("panic:")) || bytes.Contains(said, []byte("fatal error:")) {
		r.Crash = true
		return r, nil
	}
	if r.Payloads, err = p.Read(output.String()); err != nil {
		return r, fmt.Errorf("%s %s: %w", p.Name, file, err)
	}
	slices.Sort(r.Payloads)
	r.Payloads = slices.Compact(r.Payloads)
	r.Refused = p.Refuses(output.String(), problems.String())
	return r, nil
}

// measure runs all programs over a set, one process at a time: the times of two that share the cores would
// say little. On every picture the programs follow each other, so that what else the machine does at the moment
// meets all of them.
func measure(ctx context.Context, s *set, programs []*program, limit time.Duration, progress func(done int)) ([][]reading, error) {
	readings := make([][]reading, len(programs))
	for i, picture := range s.Pictures {
		if _, err := os.ReadFile(picture.File); err != nil { // it is in the system's cache then, for the first as for the last
			return nil, err
		}
		for n, p := range programs {
			r, err := p.run(ctx, picture.File, limit)
			if err != nil {
				return nil, err
			}
			readings[n] = append(readings[n], r)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		progress(i + 1)
	}
	return readings, nil
}

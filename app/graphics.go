package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"kanzleicode/app/platform/graphics"
)

// runProbe has a program with the window try whether one can be opened, and returns the version of OpenGL that it
// got.
func runProbe(ctx context.Context, program string) (version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, graphics.ProbeTime)
	defer cancel()
	probe := exec.CommandContext(ctx, program, probeArgument) //nolint:gosec // our own program
	var problems bytes.Buffer
	probe.Stderr = &problems
	probe.WaitDelay = time.Second // what the probe has started may hold its output open for ever, as Wine's desktop does
	out, err := probe.Output()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // it has ended well, and said what it had to say
	}
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("it did not answer: %w", ctx.Err())
	case err != nil:
		return "", fmt.Errorf("%s (%w)", strings.TrimSpace(problems.String()), err)
	}
	return strings.TrimSpace(string(out)), nil
}

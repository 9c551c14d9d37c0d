package awake

import (
	"context"
	"os"
	"os/exec"
	"strconv"
)

// hold starts caffeinate, which keeps the display (-d) and the system (-i) awake until it is ended or until this
// process (-w) is.
func hold(ctx context.Context, _ string) (keep func(), err error) {
	caffeinate := exec.CommandContext(ctx, "/usr/bin/caffeinate", "-d", "-i", "-w", strconv.Itoa(os.Getpid())) //nolint:gosec // a number
	if err := caffeinate.Start(); err != nil {
		return nil, err
	}
	return func() {
		_ = caffeinate.Wait() // killed, as it should be
		<-ctx.Done()
	}, nil
}

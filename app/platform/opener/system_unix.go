//go:build unix

package opener

import (
	"context"
	"os/exec"
	"runtime"
	"time"
)

// patience is how long the desktop's opener is waited for. Some of them stay as long as the program that they
// have started; then all is well.
const patience = 4 * time.Second

func open(ctx context.Context, path string) error {
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "/usr/bin/open"
	}
	opener := exec.Command(name, path) //nolint:gosec,noctx // it outlives this call, and neither an absolute path nor a mailto link is an option
	if err := opener.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- opener.Wait() }()
	patient := time.NewTimer(patience)
	defer patient.Stop()
	select {
	case err := <-ended:
		return err
	case <-patient.C:
	case <-ctx.Done():
	}
	return nil
}

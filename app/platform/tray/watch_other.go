//go:build !unix || darwin

package tray

import "context"

// watch: Windows and macOS show icons always.
func watch(ctx context.Context, tell func(bool)) {
	tell(true)
	<-ctx.Done()
}

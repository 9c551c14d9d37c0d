//go:build windows || darwin

package session

import "context"

// delay: macOS does not tell of sleep yet, and Windows lets the message about it be handled before it sleeps.
func delay(ctx context.Context, wanted <-chan bool) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-wanted:
		}
	}
}

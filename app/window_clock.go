//go:build !nowindow

package app

import (
	"context"

	"kanzleicode/app/clock"
)

// seatClock is this PC's clock for the window: who consents to a correction is who sits here, and the opened vault's
// history says so.
type seatClock struct {
	*clock.Service
	history clock.History
	by      string
}

// Correct is a person's consent.
func (c seatClock) Correct(ctx context.Context) error {
	return c.Service.Correct(ctx, c.history, c.by)
}

// Clear takes it back.
func (c seatClock) Clear(ctx context.Context) error { return c.Service.Clear(ctx, c.history) }

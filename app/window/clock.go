package window

import (
	"context"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/clock"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/clockwork"
	"kanzleicode/app/window/display"
)

// Clock is this PC's clock. Shift and Tick answer at once; Run asks time servers until ctx ends.
type Clock interface {
	clockwork.Service
	Shift() time.Duration // what is to be added to this PC's time for codes; 0 unless a person has consented
	Tick() clock.Event
	Run(ctx context.Context)
}

// onTime has the codes of the right time. Everything that tells their time stays as this PC's clock shows it, so that
// it goes with the clock in its corner: when they begin and end, and what the history says.
type onTime struct {
	AccountService
	clock Clock
}

// Codes are the codes of this PC's time now, computed with the right one.
func (o onTime) Codes(now time.Time) []authenticator.Shown {
	shift := o.clock.Shift()
	all := o.AccountService.Codes(now.Add(shift))
	for i := range all {
		all[i] = retimed(all[i], -shift)
	}
	return all
}

// Previous is the same for the secret that an account had before its renewal.
func (o onTime) Previous(id vault.ID, now time.Time) (authenticator.Shown, error) {
	shift := o.clock.Shift()
	shown, err := o.AccountService.Previous(id, now.Add(shift))
	return retimed(shown, -shift), err
}

func retimed(shown authenticator.Shown, by time.Duration) authenticator.Shown {
	shown.Code.ValidFrom, shown.Code.ValidUntil = shown.Code.ValidFrom.Add(by), shown.Code.ValidUntil.Add(by)
	shown.Next.ValidFrom, shown.Next.ValidUntil = shown.Next.ValidFrom.Add(by), shown.Next.ValidUntil.Add(by)
	return shown
}

// codeTime is the time that codes are computed with: they turn at its full seconds.
func (w *Window) codeTime() time.Time { return w.services.Now().Add(w.services.Clock.Shift()) }

// clockSign is what the Anzeige says of the clock.
func (w *Window) clockSign() display.Clock {
	text, wrong := w.clockwork.Sign()
	return display.Clock{Shift: w.services.Clock.Shift(), Text: text, Wrong: wrong}
}

// clockDoubted reports whether codes may be refused because of this PC's clock.
func (w *Window) clockDoubted() bool {
	_, wrong := w.clockwork.Sign()
	return wrong
}

package otp

import (
	"fmt"
	"time"

	pqotp "github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// Code is one one-time code and the time in which a service accepts it as current.
type Code struct {
	Value      string    // the digits, without a gap, leading zeros kept
	ValidFrom  time.Time // first instant of its time step, UTC
	ValidUntil time.Time // first instant of the next step, UTC
}

// Grouped is the value with a gap for reading: 123 456, 1234 5678, 12 345 (from the right in threes, or
// in fours for 8 digits). What goes to the clipboard is Value.
func (c Code) Grouped() string {
	size := 3
	if len(c.Value)%4 == 0 {
		size = 4
	}
	out := c.Value
	for i := len(c.Value) - size; i > 0; i -= size {
		out = out[:i] + " " + out[i:]
	}
	return out
}

// SecondsLeft is how many seconds of the code's time are left at now, rounded up, so that it counts
// 30 … 1 and is never 0 while the code is current. Outside its time it is 0.
func (c Code) SecondsLeft(now time.Time) int {
	if now.Before(c.ValidFrom) || !now.Before(c.ValidUntil) {
		return 0
	}
	return int((c.ValidUntil.Sub(now) + time.Second - 1) / time.Second)
}

// At computes the code of the time step that t lies in (RFC 6238 §4.2, T0 = 0). The only errors are
// those of [Key.Check]. Times before 1970 get the first step's code, which is not current then.
func (k Key) At(t time.Time) (Code, error) {
	if err := k.Check(); err != nil {
		return Code{}, err
	}
	period := int64(k.Period / time.Second)
	step := max(t.Unix(), 0) / period
	value, err := hotp.GenerateCodeCustom(k.Secret.Base32(), uint64(step), hotp.ValidateOpts{
		Digits:    pqotp.Digits(k.Digits),
		Algorithm: algorithms[k.Algorithm],
	})
	if err != nil {
		return Code{}, fmt.Errorf("otp: compute code: %w", err)
	}
	return Code{
		Value:      value,
		ValidFrom:  time.Unix(step*period, 0).UTC(),
		ValidUntil: time.Unix((step+1)*period, 0).UTC(),
	}, nil
}

// After computes the code that follows c, the one to take when c is about to end.
func (k Key) After(c Code) (Code, error) { return k.At(c.ValidUntil) }

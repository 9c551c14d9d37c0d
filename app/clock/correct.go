package clock

import (
	"context"
	"strconv"
	"time"

	"kanzleicode/app/vault"
)

// unconfirmed is how long a correction goes on without a measurement that agrees with it.
const unconfirmed = 7 * 24 * time.Hour

// applies reports whether the correction makes codes right at this moment, as far as anybody knows.
func (c *Correction) applies(now Reading) bool {
	return c != nil && c.holds(now) && now.Wall.Sub(c.At) <= unconfirmed
}

// Now is the time to compute codes with: this PC's, corrected if a person has consented to that and the clock is still
// the one that was measured.
func (s *Service) Now() time.Time {
	now := s.read()
	return now.Wall.Add(s.shift(now))
}

// Shift is what is added to this PC's time for that; 0 without a correction that is in force.
func (s *Service) Shift() time.Duration { return s.shift(s.read()) }

func (s *Service) shift(now Reading) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.kept.Correction; c.applies(now) {
		return c.Offset
	}
	return 0
}

// History is the opened vault, which writes down who consented; *vault.Vault is one.
type History interface {
	Apply(ctx context.Context, change vault.Change) (uint64, error)
}

// The events of the history.
const (
	eventCorrect = "clock.correct" // Params: "seconds" to add, with sign, and "server" that said so
	eventClear   = "clock.clear"
)

// Events lists every event, for the tests that hold the translations complete.
func Events() []string { return []string{eventCorrect, eventClear} }

// Correct is a person's consent that codes are computed with the measured time from now on; by is that person's
// account of the operating system. It is written into the history first. The errors are ReasonUnmeasured without a
// measurement that still holds, ReasonRight if nothing is to be corrected, ReasonStore, and what the history says.
func (s *Service) Correct(ctx context.Context, history History, by string) error {
	now := s.read()
	s.Reread()
	s.mu.Lock()
	m := s.kept.Measured
	s.mu.Unlock()
	switch {
	case m == nil || !m.fresh(now):
		return &Error{Reason: ReasonUnmeasured}
	case m.Offset.Abs() <= Tolerance:
		return &Error{Reason: ReasonRight}
	}
	seconds := strconv.FormatInt(int64(m.Offset.Round(time.Second)/time.Second), 10)
	if m.Offset > 0 {
		seconds = "+" + seconds
	}
	_, err := history.Apply(ctx, vault.Change{
		Event: eventCorrect, Domain: vault.DomainCode,
		Params: map[string]string{"seconds": seconds, "server": m.Servers[0]},
	})
	if err != nil {
		return err
	}
	return s.change(func(k *kept) {
		k.Correction = &Correction{Measurement: *m, By: by, Since: now.Wall.UTC()}
		k.Ended = ""
	})
}

// Clear takes the consent back, and notes that. Without a correction it only forgets why the last one ended.
func (s *Service) Clear(ctx context.Context, history History) error {
	had := false
	err := s.change(func(k *kept) {
		had = k.Correction != nil
		k.Correction, k.Ended = nil, ""
	})
	if err == nil && had {
		_, err = history.Apply(ctx, vault.Change{Event: eventClear, Domain: vault.DomainCode})
	}
	return err
}

// Seen forgets why the last correction ended, and that the clock was set: a person has read it.
func (s *Service) Seen() error {
	s.mu.Lock()
	s.set = 0
	told := s.kept.Ended == ""
	s.mu.Unlock()
	if told {
		return nil
	}
	return s.change(func(k *kept) { k.Ended = "" })
}

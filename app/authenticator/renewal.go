package authenticator

import (
	"context"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// previous is the secret that an account had before it was renewed: it stays beside the new one until the service's
// support has confirmed, since only then it is sure which of the two counts there.
type previous struct {
	key     otp.Key
	renewed time.Time // Renewed of that time
}

// Rekeyer is a vault that can seal everything with new keys and forget the old ones: [vault.Vault.Rekey].
type Rekeyer interface {
	Rekey(ctx context.Context) error
}

// Renew gives an account a candidate's secret: the service has issued a new one. The name stays, and so does the
// secret of before, until Settle or Revert; as long as it is there, another renewal is ReasonUnsettled. The caller
// has asked a person.
func (s *Service) Renew(ctx context.Context, id vault.ID, c Candidate) (Account, error) {
	if err := s.Load(ctx); err != nil {
		return Account{}, err
	}
	s.judge(&c)
	switch {
	case c.State == StateKnown:
		return Account{}, known(&c)
	case c.State == StateUnusable:
		return Account{}, c.Problem
	}
	before, err := s.get(id)
	if err != nil {
		return Account{}, err
	}
	if before.previous != nil {
		return Account{}, &Error{Reason: ReasonUnsettled, Name: before.Name}
	}
	after := before
	after.key = c.Key
	after.Renewed = s.records.Now().UTC()
	after.previous = &previous{key: before.key, renewed: before.Renewed}
	return s.store(ctx, after, vault.Change{Event: EventRenew, Params: map[string]string{"name": before.Name}}, after.differences(before))
}

// known is the error for a candidate that stands there already.
func known(c *Candidate) error {
	if c.Previous {
		return &Error{Reason: ReasonKnownPrevious, Name: c.Existing.Name}
	}
	return &Error{Reason: ReasonKnown, Name: c.Existing.Name}
}

// Settle ends a renewal that the service's support has confirmed: the secret of before is destroyed. All records are
// sealed with new keys after it, so that nothing is left that could open an older copy of it. ReasonNotDestroyed
// says that the account holds it no more, but that this second step failed.
func (s *Service) Settle(ctx context.Context, id vault.ID) (Account, error) {
	before, err := s.unsettled(ctx, id)
	if err != nil {
		return Account{}, err
	}
	after := before
	after.previous = nil
	account, err := s.store(ctx, after, vault.Change{Event: EventSettle, Params: map[string]string{"name": before.Name}}, nil)
	if err != nil {
		return Account{}, err
	}
	if keys, ok := s.records.(Rekeyer); ok {
		if err := keys.Rekey(ctx); err != nil {
			return account, &Error{Reason: ReasonNotDestroyed, Name: account.Name, Err: err}
		}
		return account, s.Load(ctx)
	}
	return account, &Error{Reason: ReasonNotDestroyed, Name: account.Name}
}

// Revert takes a renewal back, which was a mistake: the account has the secret of before again, and the new one is
// gone.
func (s *Service) Revert(ctx context.Context, id vault.ID) (Account, error) {
	before, err := s.unsettled(ctx, id)
	if err != nil {
		return Account{}, err
	}
	after := before
	after.key, after.Renewed, after.previous = before.previous.key, before.previous.renewed, nil
	return s.store(ctx, after, vault.Change{Event: EventRevert, Params: map[string]string{"name": before.Name}}, after.differences(before))
}

// unsettled reads an account anew whose secret of before is still there.
func (s *Service) unsettled(ctx context.Context, id vault.ID) (stored, error) {
	if err := s.Load(ctx); err != nil {
		return stored{}, err
	}
	before, err := s.get(id)
	if err == nil && before.previous == nil {
		err = &Error{Reason: ReasonNothingToSettle, Name: before.Name}
	}
	return before, err
}

// Previous computes the codes of the secret that an account had before its renewal, as long as it is kept: the
// service may not have changed over yet.
func (s *Service) Previous(id vault.ID, now time.Time) (Shown, error) {
	a, err := s.get(id)
	if err != nil {
		return Shown{}, err
	}
	if a.previous == nil {
		return Shown{}, &Error{Reason: ReasonNothingToSettle, Name: a.Name}
	}
	return show(a.Account, a.previous.key, now)
}

// show computes the codes of a key.
func show(account Account, key otp.Key, now time.Time) (Shown, error) {
	code, err := key.At(now)
	if err != nil {
		return Shown{}, err
	}
	next, err := key.After(code)
	return Shown{Account: account, Code: code, Next: next}, err
}

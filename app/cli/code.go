package cli

import (
	"context"
	"time"

	"kanzleicode/app/authenticator"
)

// codeJSON is one object of code --json; times are UTC.
type codeJSON struct {
	Name        string    `json:"name"`
	Code        string    `json:"code"`
	Next        string    `json:"next"`
	ValidFrom   time.Time `json:"valid_from"`
	ValidUntil  time.Time `json:"valid_until"`
	SecondsLeft int       `json:"seconds_left"`
}

// runCode prints the code of one account, or of all if there are several and none is named.
func runCode(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 1, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		choose, one, err := chooser(s.Accounts, args)
		if isSet(ctx, "previous") {
			choose, one, err = previousOf(s.Accounts, args)
		}
		if err != nil {
			return err
		}
		read := p.codeClock()
		for {
			now := read()
			shown, err := choose(now)
			if err != nil {
				return err
			}
			if err := p.printCodes(ctx, shown, one, now); err != nil || p.out.err != nil || !isSet(ctx, "watch") {
				return err
			}
			// Until the first of the codes ends; the clock is read again then, so sleep and clock jumps heal.
			if err := wait(ctx, nextChange(shown, now).Sub(now)); err != nil {
				return nil // Ctrl+C is how watching ends
			}
			if err := s.Accounts.Load(ctx); err != nil {
				return err
			}
		}
	})
}

// chosen computes the codes that were asked for.
type chosen func(now time.Time) ([]authenticator.Shown, error)

// chooser picks what was asked for out of all codes; one tells whether a single account is meant.
func chooser(accounts *authenticator.Service, args []string) (choose chosen, one bool, err error) {
	text := firstOf(args...)
	if text == "" && len(accounts.Accounts()) > 1 {
		return func(now time.Time) ([]authenticator.Shown, error) { return accounts.Codes(now), nil }, false, nil
	}
	account, err := accounts.Find(text)
	if err != nil {
		return nil, true, err
	}
	return func(now time.Time) ([]authenticator.Shown, error) {
		for _, s := range accounts.Codes(now) {
			if s.Account.ID == account.ID {
				return []authenticator.Shown{s}, nil
			}
		}
		return nil, nil
	}, true, nil
}

// previousOf gives the codes of the key that an account had before its renewal.
func previousOf(accounts *authenticator.Service, args []string) (choose chosen, one bool, err error) {
	account, err := accounts.Find(firstOf(args...))
	if err != nil {
		return nil, true, err
	}
	return func(now time.Time) ([]authenticator.Shown, error) {
		shown, err := accounts.Previous(account.ID, now)
		return []authenticator.Shown{shown}, err
	}, true, nil
}

func (p *Program) printCodes(ctx context.Context, shown []authenticator.Shown, one bool, now time.Time) error {
	if len(shown) == 0 { // removed while it was watched
		return &authenticator.Error{Reason: authenticator.ReasonNoAccounts}
	}
	if isSet(ctx, "json") {
		list := make([]codeJSON, len(shown))
		for i, s := range shown {
			list[i] = codeJSON{s.Account.Name, s.Code.Value, s.Next.Value, s.Code.ValidFrom, s.Code.ValidUntil, s.Code.SecondsLeft(now)}
		}
		if one {
			return p.printJSON(list[0])
		}
		return p.printJSON(list)
	}
	for _, s := range shown {
		code := s.Code
		if isSet(ctx, "next") {
			code = s.Next
		}
		if one {
			p.put(code.Value)
		} else {
			p.put(code.Value + "\t" + s.Account.Name)
		}
	}
	return nil
}

// nextChange is when the first of the codes ends, at most a minute away so that new accounts show up.
func nextChange(shown []authenticator.Shown, now time.Time) time.Time {
	first := now.Add(time.Minute)
	for _, s := range shown {
		if s.Code.ValidUntil.Before(first) {
			first = s.Code.ValidUntil
		}
	}
	return first
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(max(d, 10*time.Millisecond))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

package cli

import (
	"context"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
)

// accountJSON is one element of accounts --json and accounts export --json.
type accountJSON struct {
	ID        vault.ID   `json:"id"`
	Name      string     `json:"name"`
	Issuer    string     `json:"issuer"`
	User      string     `json:"user"`
	Algorithm string     `json:"algorithm"`
	Digits    int        `json:"digits"`
	Period    int        `json:"period"` // seconds
	Created   time.Time  `json:"created"`
	Renewed   *time.Time `json:"renewed"`
	Unsettled bool       `json:"unsettled"` // the key of before the renewal is kept too
}

func runAccounts(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		accounts := s.Accounts.Accounts()
		if isSet(ctx, "json") {
			return p.printAccounts(accounts)
		}
		if len(accounts) == 0 {
			return &authenticator.Error{Reason: authenticator.ReasonNoAccounts}
		}
		for _, a := range accounts {
			p.say("cli.accounts.line", "name", a.Name, "issuer", firstOf(a.Issuer, "–"), "account", firstOf(a.User, "–"),
				"algorithm", a.Algorithm, "digits", a.Digits, "seconds", int(a.Period/time.Second))
		}
		return nil
	})
}

// runSettle destroys the key of before a renewal: the service's support has confirmed the new one.
func runSettle(ctx context.Context, p *Program, args []string) error {
	return p.endRenewal(ctx, args, "cli.accounts.settled", (*authenticator.Service).Settle)
}

// runRevert gives an account the key of before its renewal back.
func runRevert(ctx context.Context, p *Program, args []string) error {
	return p.endRenewal(ctx, args, "cli.accounts.reverted", (*authenticator.Service).Revert)
}

func (p *Program) endRenewal(ctx context.Context, args []string, said string, end func(*authenticator.Service, context.Context, vault.ID) (authenticator.Account, error)) error {
	if err := p.arguments(args, 1, 1, "account"); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		account, err := s.Accounts.Find(args[0])
		if err != nil {
			return err
		}
		if account, err = end(s.Accounts, ctx, account.ID); err != nil {
			return err
		}
		p.say(said, "name", account.Name)
		return nil
	})
}

// moment is null in JSON for a time that has not come; seconds are exact enough for scripts.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC().Truncate(time.Second)
	return &utc
}

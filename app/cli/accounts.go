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

// moment is null in JSON for a time that has not come; seconds are exact enough for scripts.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC().Truncate(time.Second)
	return &utc
}

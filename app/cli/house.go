package cli

import (
	"context"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
)

// house is what the commands of the list need to know of the firm.
type house struct {
	firm.Data
	// since is when the central code was last renewed: what was reported before is for an earlier one. Zero if it
	// never was, or if the central account is not known.
	since time.Time
}

// house reads what is known of the firm.
func (p *Program) house(ctx context.Context, s *Services) (house, error) {
	data, err := s.Firm.Load(ctx)
	h := house{Data: data}
	if account := central(s.Accounts.Accounts(), data.Reference); account != nil {
		h.since = account.Renewed
		if h.Reference.User == "" {
			h.Reference.User = account.User
		}
	}
	return h, err
}

// central is the account whose code all Mandate share: the one that the firm's data name, else the only one there is.
func central(accounts []authenticator.Account, reference firm.Reference) *authenticator.Account {
	for i := range accounts {
		if accounts[i].ID == reference.Account || len(accounts) == 1 {
			return &accounts[i]
		}
	}
	return nil
}

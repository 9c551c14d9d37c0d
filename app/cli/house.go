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
	// since is when the central code of now came into use: what was reported before is for an earlier one. Zero if the
	// central account is not known.
	since time.Time
}

// house reads what is known of the firm.
func (p *Program) house(ctx context.Context, s *Services) (house, error) {
	data, err := s.Firm.Load(ctx)
	h := house{Data: data}
	if account := authenticator.Central(s.Accounts.Accounts(), data.Reference.Account); account != nil {
		h.since = account.Since()
		if h.Reference.User == "" {
			h.Reference.User = account.User
		}
	}
	return h, err
}

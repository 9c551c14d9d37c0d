package authenticator

import (
	"context"
	"slices"
	"strings"

	"kanzleicode/otp"
	"kanzleicode/otp/qr"
)

// ScanPicture finds every QR code in a picture file's bytes and says what each is to the firm. A picture
// that cannot be read, or in which there is no code, is a *qr.Error.
func (s *Service) ScanPicture(ctx context.Context, data []byte) ([]Candidate, error) {
	picture, err := qr.Load(data)
	if err != nil {
		return nil, err
	}
	symbols, err := qr.Decode(ctx, picture)
	if err != nil {
		return nil, err
	}
	candidates := make([]Candidate, len(symbols))
	for i, symbol := range symbols {
		candidates[i] = s.candidate(symbol.Payload)
	}
	return candidates, nil
}

// ScanText reads otpauth links, one a line; blank lines do not count. A text without any line is an
// *otp.Error.
func (s *Service) ScanText(_ context.Context, text string) ([]Candidate, error) {
	var candidates []Candidate
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			candidates = append(candidates, s.candidate(line))
		}
	}
	if len(candidates) == 0 {
		return nil, &otp.Error{Reason: otp.ReasonNotOTPAuth}
	}
	return candidates, nil
}

func (s *Service) candidate(payload string) Candidate {
	key, notes, err := otp.ParseURI(payload)
	if err != nil {
		return Candidate{State: StateUnusable, Problem: err}
	}
	c := Candidate{Key: key, Notes: notes}
	s.judge(&c)
	return c
}

// Judge says anew what candidates are to the firm, as it stands now: after an account was added, or for
// candidates that another service found.
func (s *Service) Judge(candidates []Candidate) []Candidate {
	judged := slices.Clone(candidates)
	for i := range judged {
		s.judge(&judged[i])
	}
	return judged
}

// judge sets what a candidate with a key is to the firm as it stands now.
func (s *Service) judge(c *Candidate) {
	if c.Problem == nil {
		c.Problem = c.Key.Check()
	}
	if c.Problem != nil {
		c.State = StateUnusable
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	c.State, c.Existing = StateNew, nil
	taken := map[string]bool{}
	for i := range s.accounts {
		a := &s.accounts[i]
		taken[fold(a.Name)] = true
		switch {
		case a.key.SameSecret(c.Key):
			existing := a.Account
			c.State, c.Existing = StateKnown, &existing
			return
		case a.key.Account != "" && fold(a.key.Issuer) == fold(c.Key.Issuer) && fold(a.key.Account) == fold(c.Key.Account):
			existing := a.Account
			c.State, c.Existing = StateRenewal, &existing
		}
	}
	if c.Name == "" {
		c.Name = proposal(c.Key, func(name string) bool { return taken[fold(name)] })
	}
}

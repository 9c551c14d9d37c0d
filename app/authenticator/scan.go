package authenticator

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"

	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/transfer"
)

// ScanFile looks into a file's bytes, whatever they are: a picture with QR codes, or the export of another
// authenticator, which may want a passphrase (nil = none; the *transfer.Error says so).
func (s *Service) ScanFile(ctx context.Context, data, passphrase []byte) ([]Candidate, error) {
	if transfer.Recognise(data) == "" {
		return s.ScanPictures(ctx, data)
	}
	export, err := transfer.Read(data, passphrase)
	if err != nil {
		return nil, err
	}
	return s.collect(export.Entries, export.Problem), nil
}

// ScanPictures finds every QR code in picture files' bytes and says what each is to the firm. Pictures that
// are parts of one Google Authenticator export are put together. A picture that cannot be read, or in which
// there is no code, is a *qr.Error.
func (s *Service) ScanPictures(ctx context.Context, files ...[]byte) ([]Candidate, error) {
	pictures := make([]image.Image, len(files))
	for i, data := range files {
		var err error
		if pictures[i], err = qr.Load(data); err != nil {
			return nil, err
		}
	}
	return s.scan(ctx, pictures, true)
}

// ScanScreens finds every QR code on the monitors; one without any is fine as long as another has one.
func (s *Service) ScanScreens(ctx context.Context, monitors ...image.Image) ([]Candidate, error) {
	return s.scan(ctx, monitors, false)
}

// scan reads pictures one after the other. With each, every one of them must hold a code.
func (s *Service) scan(ctx context.Context, pictures []image.Image, each bool) ([]Candidate, error) {
	var payloads []string
	for _, picture := range pictures {
		symbols, err := qr.Decode(ctx, picture)
		if err != nil && (each || !errors.Is(err, qr.ErrNone)) {
			return nil, err
		}
		for _, symbol := range symbols {
			payloads = append(payloads, symbol.Payload)
		}
	}
	if len(payloads) == 0 {
		return nil, qr.ErrNone
	}
	return s.payloads(payloads), nil
}

// ScanText reads links, one a line; blank lines do not count. A text without any line is an *otp.Error.
func (s *Service) ScanText(_ context.Context, text string) ([]Candidate, error) {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil, &otp.Error{Reason: otp.ReasonNotOTPAuth}
	}
	return s.payloads(lines), nil
}

// payloads says what the texts of QR codes or links are. The accounts of Google exports stand behind the
// others.
func (s *Service) payloads(texts []string) []Candidate {
	var candidates []Candidate
	var batch transfer.Batch
	for _, text := range texts {
		if !transfer.IsMigration(text) {
			candidates = append(candidates, s.candidate(text))
			continue
		}
		part, err := transfer.ReadPart(text)
		if err != nil {
			candidates = append(candidates, Candidate{State: StateUnusable, Problem: err})
			continue
		}
		batch.Add(part)
	}
	return append(candidates, s.collect(batch.Entries(), batch.Problem())...)
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

// collect makes candidates of an export's entries; what the other program keeps in its waste bin stays
// there. problem is what is incomplete about the whole.
func (s *Service) collect(entries []transfer.Entry, problem error) []Candidate {
	var candidates []Candidate
	for _, e := range entries {
		if e.Trashed {
			continue
		}
		c := Candidate{Key: e.Key, Notes: e.Notes, Problem: e.Problem}
		s.judge(&c)
		candidates = append(candidates, c)
	}
	if problem != nil {
		candidates = append(candidates, Candidate{State: StateUnusable, Problem: problem})
	}
	return candidates
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
	c.Name = proposal(c.Key, func(name string) bool { return taken[fold(name)] })
}

package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/otp/transfer"
)

// isLink reports whether a source is an otpauth link rather than a file's name.
func isLink(source string) bool {
	scheme, _, found := strings.Cut(strings.ToLower(strings.TrimSpace(source)), ":")
	return found && strings.Contains(scheme, "otpauth")
}

// runImport adds the accounts of a picture or a link. Nothing is opened or made before the source has
// shown a usable key.
func runImport(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "source"); err != nil {
		return err
	}
	found, err := p.candidates(ctx, args)
	if err != nil {
		return err
	}
	if err := usable(found); err != nil {
		return err
	}
	name, named := option(ctx, "name")
	return p.with(ctx, true, func(s *Services) error {
		judged := s.Accounts.Judge(found)
		if news := count(judged, authenticator.StateNew); named && news > 1 {
			return errUsage{p.texts.Text("cli.usage.name_for_several", "n", news)}
		}
		return p.addAll(ctx, s, judged, name)
	})
}

// candidates reads the sources without opening a vault. Several pictures are read together, since they may
// be parts of one export.
func (p *Program) candidates(ctx context.Context, sources []string) ([]authenticator.Candidate, error) {
	empty := authenticator.New(nil)
	passphrase, err := p.exportPassphrase(ctx)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	var found []authenticator.Candidate
	var pictures [][]byte
	for _, source := range sources {
		if isLink(source) {
			p.warn("cli.import.shell_history")
			more, err := empty.ScanText(ctx, source)
			if err != nil {
				return nil, err
			}
			found = append(found, more...)
			continue
		}
		data, err := p.readSource(ctx, source)
		if err != nil {
			return nil, err
		}
		switch {
		case isLink(string(data[:min(len(data), 64)])):
			more, err := empty.ScanText(ctx, string(data))
			if err != nil {
				return nil, err
			}
			found = append(found, more...)
		case transfer.Recognise(data) != "":
			more, err := empty.ScanFile(ctx, data, passphrase)
			if err != nil {
				return nil, err
			}
			found = append(found, more...)
		default:
			pictures = append(pictures, data)
		}
	}
	if len(pictures) == 0 {
		return found, nil
	}
	more, err := empty.ScanPictures(ctx, pictures...)
	return append(found, more...), err
}

// exportPassphrase reads what opens an encrypted export, from the file that --export-passphrase-file names.
func (p *Program) exportPassphrase(ctx context.Context) ([]byte, error) {
	name, given := option(ctx, "export-passphrase-file")
	if !given {
		return nil, nil
	}
	data, err := p.readSource(ctx, name)
	return bytes.TrimRight(data, "\r\n"), err
}

// usable is the first problem if no candidate is usable.
func usable(found []authenticator.Candidate) error {
	for _, c := range found {
		if c.State != authenticator.StateUnusable {
			return nil
		}
	}
	return found[0].Problem
}

func count(found []authenticator.Candidate, state authenticator.State) int {
	n := 0
	for _, c := range found {
		if c.State == state {
			n++
		}
	}
	return n
}

// addAll stores every usable candidate and says of each what became of it. The others in the picture, such
// as a link to an app shop, are named.
func (p *Program) addAll(ctx context.Context, s *Services, found []authenticator.Candidate, name string) error {
	failed := false
	for _, c := range found {
		for _, note := range c.Notes {
			p.complain(p.texts.Named(note.TextKey(), note.TextArgs()))
		}
		switch {
		case c.State == authenticator.StateUnusable:
			p.complain(p.texts.Explain(c.Problem))
		case c.State == authenticator.StateKnown:
			p.say("cli.import.known", "name", c.Existing.Name)
		case c.State == authenticator.StateRenewal && !isSet(ctx, "renew"):
			p.warn("cli.import.renewal", "name", c.Existing.Name)
			failed = true
		case c.State == authenticator.StateRenewal:
			account, err := s.Accounts.Renew(ctx, c.Existing.ID, c)
			if err != nil {
				return err
			}
			p.say("cli.import.renewed", "name", account.Name)
		default:
			account, err := s.Accounts.Add(ctx, c, name)
			if errors.Is(err, &authenticator.Error{Reason: authenticator.ReasonKnown}) {
				// The same key twice in one picture, or another process was quicker.
				p.complain(p.texts.Explain(err))
				continue
			}
			if err != nil {
				return err
			}
			p.say("cli.import.added", "name", account.Name)
		}
	}
	if failed {
		return errReported
	}
	return nil
}

// accountJSON is one element of accounts --json.
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
			list := make([]accountJSON, len(accounts))
			for i, a := range accounts {
				list[i] = accountJSON{a.ID, a.Name, a.Issuer, a.User, string(a.Algorithm), a.Digits, int(a.Period / time.Second), a.Created.UTC().Truncate(time.Second), moment(a.Renewed)}
			}
			return p.printJSON(list)
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

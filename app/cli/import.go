package cli

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
)

// runImport adds the accounts of files, links or a typed key. Nothing is opened or made before the sources
// have shown a usable key.
func runImport(ctx context.Context, p *Program, args []string) error {
	find := p.scanSources
	if _, typed := option(ctx, "key-file"); typed {
		find = p.typedKey
	}
	found, err := find(ctx, args)
	if err != nil {
		return err
	}
	several := len(args) > 1
	if !slices.ContainsFunc(found, usable) {
		return p.complainAll(found, several)
	}
	name, named := option(ctx, "name")
	return p.with(ctx, true, func(s *Services) error {
		judged := s.Accounts.Judge(found)
		if news := count(judged, authenticator.StateNew); named && news > 1 {
			return errUsage{p.texts.Text("cli.usage.name_for_several", "n", news)}
		}
		return p.addAll(ctx, s, judged, name, several)
	})
}

// isLink reports whether a source is an otpauth link rather than a file's name.
func isLink(source string) bool {
	scheme, _, found := strings.Cut(strings.ToLower(strings.TrimSpace(source)), ":")
	return found && strings.Contains(scheme, "otpauth")
}

// scanSources looks into files and links without opening a vault.
func (p *Program) scanSources(ctx context.Context, args []string) ([]authenticator.Candidate, error) {
	if err := p.arguments(args, 1, -1, "source"); err != nil {
		return nil, err
	}
	for _, name := range []string{"issuer", "account", "algorithm", "digits", "period"} {
		if flagsOf(ctx).Changed(name) {
			return nil, errUsage{p.texts.Text("cli.usage.only_with_key", "option", dashed(name))}
		}
	}
	passphrase, err := p.exportPassphrase(ctx)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	sources := make([]authenticator.Source, len(args))
	for i, arg := range args {
		if isLink(arg) {
			p.warn("cli.import.shell_history")
			sources[i] = authenticator.Content("", []byte(arg))
			continue
		}
		sources[i] = authenticator.Source{Name: arg, Passphrase: passphrase, Read: func(ctx context.Context) ([]byte, error) {
			return p.readSource(ctx, arg)
		}}
	}
	found, err := authenticator.New(nil).Scan(ctx, sources...)
	if passphrase == nil && slices.ContainsFunc(found, authenticator.Candidate.Locked) {
		p.warn("cli.import.export_passphrase")
	}
	return found, err
}

// maxKeyFile bounds a file with a typed key; a longer one is some other file.
const maxKeyFile = 4096

// typedKey reads a key that a person typed into a file, with what the options say about it.
func (p *Program) typedKey(ctx context.Context, args []string) ([]authenticator.Candidate, error) {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return nil, err
	}
	file, _ := option(ctx, "key-file")
	data, err := p.readAtMost(ctx, file, maxKeyFile+1)
	if err != nil {
		return nil, err
	}
	defer clear(data)
	if len(data) > maxKeyFile {
		return nil, &fileError{name: file, reason: "not_a_key", err: errors.New("too long")}
	}
	issuer, _ := option(ctx, "issuer")
	user, _ := option(ctx, "account")
	name, _ := option(ctx, "algorithm")
	if name == "" {
		name, _ = flagsOf(ctx).GetString("algorithm") // the default
	}
	algorithm, err := otp.ParseAlgorithm(name)
	if err != nil {
		return nil, err
	}
	candidate, _, err := authenticator.Typed{
		Issuer: issuer, User: user, Secret: string(data), Algorithm: algorithm,
		Digits: number(ctx, "digits"), Period: time.Duration(number(ctx, "period")) * time.Second,
	}.Candidate()
	return []authenticator.Candidate{candidate}, err
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

func usable(c authenticator.Candidate) bool { return c.State != authenticator.StateUnusable }

func count(found []authenticator.Candidate, state authenticator.State) int {
	n := 0
	for _, c := range found {
		if c.State == state {
			n++
		}
	}
	return n
}

// complainAll is the error if no candidate is usable: the one problem, or all of them, told already.
func (p *Program) complainAll(found []authenticator.Candidate, several bool) error {
	if len(found) == 1 {
		return found[0].Problem
	}
	result := errNothing
	for _, c := range found {
		p.complainOf(c, several)
		if !errors.Is(c.Problem, qr.ErrNone) {
			result = errReported
		}
	}
	return result
}

// complainOf says why a candidate is not usable, and which one it is: by the other program's name for it,
// or with several sources by its file.
func (p *Program) complainOf(c authenticator.Candidate, several bool) {
	text := p.texts.Explain(c.Problem)
	about := c.Name
	if about == "" && several {
		about = c.From()
	}
	if about != "" {
		text = p.texts.Text("cli.about_file", "file", about, "text", text)
	}
	p.complain(text)
}

// addAll stores every usable candidate and says of each what became of it. The others, such as a link to an
// app shop in the same picture, are named. It fails if a renewal was left open or a source gave nothing.
func (p *Program) addAll(ctx context.Context, s *Services, found []authenticator.Candidate, name string, several bool) error {
	failed := lost(found)
	for _, c := range found {
		for _, note := range c.Notes {
			p.complain(p.texts.Named(note.TextKey(), note.TextArgs()))
		}
		switch {
		case c.State == authenticator.StateUnusable:
			p.complainOf(c, several)
		case c.State == authenticator.StateKnown && c.Previous:
			p.say("cli.import.known_previous", "name", c.Existing.Name)
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
				p.complain(p.texts.Explain(err)) // another process was quicker
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

// lost reports whether a source gave nothing that can be used.
func lost(found []authenticator.Candidate) bool {
	gave := map[*authenticator.Source]bool{}
	for _, c := range found {
		if c.Source != nil {
			gave[c.Source] = gave[c.Source] || usable(c)
		}
	}
	for _, something := range gave {
		if !something {
			return true
		}
	}
	return false
}

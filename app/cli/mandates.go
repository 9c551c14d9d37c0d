package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// mandateCommands are the verbs behind "mandates".
var mandateCommands = map[string]command{
	"list":   {runList, func(f *pflag.FlagSet) { whichFlags(f); f.String("status", "", "") }},
	"add":    {runAdd, fieldFlags},
	"edit":   {runEdit, fieldFlags},
	"remove": {runRemove, func(f *pflag.FlagSet) { f.Bool("json", false, "") }},
	"import": {runImportList, func(f *pflag.FlagSet) {
		f.Bool("json", false, "")
		f.Bool("preview", false, "")
		f.Bool("skip-faulty", false, "")
	}},
	"export": {runExport, func(f *pflag.FlagSet) {
		whichFlags(f)
		f.Bool("internal", false, "")
		f.Bool("force", false, "")
		f.String("format", "", "")
	}},
	"submit":  {runSubmit, whichFlags},
	"confirm": {runConfirm, whichFlags},
}

func fieldFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	for _, name := range []string{"number", "user", "client", "note"} {
		f.String(name, "", "")
	}
}

func whichFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.Bool("new", false, "")
	f.Bool("all", false, "")
}

// mandateJSON is one element of mandates list --json.
type mandateJSON struct {
	ID        vault.ID       `json:"id"`
	Number    string         `json:"number"`
	User      string         `json:"user"`
	Client    string         `json:"client"`
	Status    mandate.Status `json:"status"`
	Note      string         `json:"note"`
	Created   time.Time      `json:"created"`
	Submitted *time.Time     `json:"submitted"`
	Confirmed *time.Time     `json:"confirmed"`
}

// list reads the whole list; rows that cannot be read are named.
func (p *Program) list(ctx context.Context, s *Services) ([]mandate.Mandate, error) {
	list, damaged, err := s.Mandates.List(ctx)
	for _, d := range damaged {
		p.warn("cli.damaged_mandate", "id", d.ID)
	}
	return list, err
}

// printList prints rows, as a JSON array or one a line.
func (p *Program) printList(ctx context.Context, list []mandate.Mandate) error {
	if isSet(ctx, "json") {
		out := make([]mandateJSON, len(list))
		for i, m := range list {
			out[i] = mandateJSON{m.ID, m.Number, m.User, m.Client, m.Status, m.Note, m.Created.UTC().Truncate(time.Second), moment(m.Submitted), moment(m.Confirmed)}
		}
		return p.printJSON(out)
	}
	for _, m := range list {
		p.say("cli.mandates.line", "number", m.Number, "user", m.User, "client", firstOf(m.Client, "–"), "status", p.status(m.Status))
	}
	return nil
}

func (p *Program) status(s mandate.Status) string { return p.texts.Text("mandate.status." + string(s)) }

func runList(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	if err := p.oneChoice(ctx, nil); err != nil {
		return err
	}
	wanted, filtered := option(ctx, "status")
	if isSet(ctx, "new") && !filtered {
		wanted, filtered = string(mandate.StatusNew), true
	}
	if filtered && !slices.Contains(mandate.Statuses(), mandate.Status(wanted)) {
		return errUsage{p.texts.Text("cli.usage.value_invalid", "option", "--status", "value", wanted)}
	}
	return p.with(ctx, false, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		if filtered {
			list = withStatus(list, mandate.Status(wanted))
		}
		if len(list) == 0 && !isSet(ctx, "json") {
			p.say("cli.mandates.none")
		}
		return p.printList(ctx, list)
	})
}

func withStatus(list []mandate.Mandate, status mandate.Status) []mandate.Mandate {
	var some []mandate.Mandate
	for _, m := range list {
		if m.Status == status {
			some = append(some, m)
		}
	}
	return some
}

// overwrite puts the fields that were given as options over those that are there.
func overwrite(ctx context.Context, fields mandate.Fields) mandate.Fields {
	for name, field := range map[string]*string{"number": &fields.Number, "user": &fields.User, "client": &fields.Client, "note": &fields.Note} {
		if value, given := option(ctx, name); given {
			*field = value
		}
	}
	return fields
}

func runAdd(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	for _, name := range []string{"number", "user"} {
		if _, given := option(ctx, name); !given {
			return errUsage{p.texts.Text("cli.usage.missing.field", "option", dashed(name))}
		}
	}
	fields := overwrite(ctx, mandate.Fields{})
	if err := fields.Clean().Check(); err != nil {
		return err // before a vault is made
	}
	return p.with(ctx, true, func(s *Services) error {
		m, err := s.Mandates.Add(ctx, fields)
		if err != nil {
			return err
		}
		return p.printList(ctx, []mandate.Mandate{m})
	})
}

// find gives the rows that references name: an ID, NUMBER/USER, or a number or user that only one row has.
func (p *Program) find(list []mandate.Mandate, references []string) ([]mandate.Mandate, error) {
	var found []mandate.Mandate
	for _, reference := range references {
		var hits []mandate.Mandate
		number, user, both := strings.Cut(reference, "/")
		for _, m := range list {
			switch {
			case m.ID.String() == strings.ToLower(reference),
				both && m.Key() == mandate.Fields{Number: number, User: user}.Key():
				hits = []mandate.Mandate{m}
			case m.Number == reference, strings.EqualFold(m.User, reference):
				hits = append(hits, m)
			}
		}
		switch len(hits) {
		case 1:
			if !slices.ContainsFunc(found, func(m mandate.Mandate) bool { return m.ID == hits[0].ID }) {
				found = append(found, hits[0])
			}
		case 0:
			p.warn("cli.mandates.not_found", "reference", reference)
			return nil, errNothing
		default:
			return nil, errUsage{p.texts.Text("cli.usage.several_mandates", "reference", reference, "n", len(hits))}
		}
	}
	return found, nil
}

// named reads the list and gives the rows that references name.
func (p *Program) named(ctx context.Context, s *Services, references []string) ([]mandate.Mandate, error) {
	list, err := p.list(ctx, s)
	if err != nil {
		return nil, err
	}
	return p.find(list, references)
}

func ids(list []mandate.Mandate) []vault.ID {
	some := make([]vault.ID, len(list))
	for i, m := range list {
		some[i] = m.ID
	}
	return some
}

func runEdit(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "mandate"); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		found, err := p.named(ctx, s, args)
		if err != nil {
			return err
		}
		m, err := s.Mandates.Edit(ctx, found[0].ID, found[0].Rev, overwrite(ctx, found[0].Fields))
		if err != nil {
			return err
		}
		return p.printList(ctx, []mandate.Mandate{m})
	})
}

func runRemove(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "mandate"); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		found, err := p.named(ctx, s, args)
		if err != nil {
			return err
		}
		if err := s.Mandates.Remove(ctx, ids(found)...); err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printList(ctx, found)
		}
		p.put(p.texts.Count("cli.mandates.removed", len(found)))
		return nil
	})
}

// chosen are the rows that --new, --all or references name; normally what --new or --all means if neither
// is given is otherwise.
func (p *Program) chosen(ctx context.Context, list []mandate.Mandate, references []string, status mandate.Status, otherwise string) ([]mandate.Mandate, error) {
	switch {
	case len(references) > 0:
		return p.find(list, references)
	case isSet(ctx, "all"), !isSet(ctx, "new") && otherwise == "all":
		return list, nil
	}
	return withStatus(list, status), nil
}

// oneChoice refuses --new, --all and references together, before anything is opened.
func (p *Program) oneChoice(ctx context.Context, references []string) error {
	onlyNew, all := isSet(ctx, "new"), isSet(ctx, "all")
	if onlyNew && all || len(references) > 0 && (onlyNew || all) {
		return errUsage{p.texts.Text("cli.usage.which")}
	}
	return nil
}

// runSubmit marks rows as submitted: the new ones, unless --all or references say otherwise.
func runSubmit(ctx context.Context, p *Program, args []string) error {
	if err := p.oneChoice(ctx, args); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		sent, err := p.chosen(ctx, list, args, mandate.StatusNew, "new")
		if err != nil {
			return err
		}
		submission, err := s.Mandates.Submit(ctx, mandate.Sending{Rows: sent})
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printUpdated(ctx, s, sent)
		}
		p.put(p.texts.Count("cli.mandates.submitted", len(submission.Rows)))
		return nil
	})
}

// runConfirm notes that support has confirmed rows: all that were submitted, unless references name some.
func runConfirm(ctx context.Context, p *Program, args []string) error {
	if err := p.oneChoice(ctx, args); err != nil {
		return err
	}
	if isSet(ctx, "new") {
		return errUsage{p.texts.Text("cli.usage.confirm_new")}
	}
	return p.with(ctx, false, func(s *Services) error {
		// Without a reference both --all and nothing mean every row that was submitted.
		found, err := p.named(ctx, s, args)
		if err != nil {
			return err
		}
		confirmed, err := s.Mandates.Confirm(ctx, ids(found)...)
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printList(ctx, confirmed)
		}
		p.put(p.texts.Count("cli.mandates.confirmed", len(confirmed)))
		return nil
	})
}

// printUpdated prints rows as they stand now.
func (p *Program) printUpdated(ctx context.Context, s *Services, rows []mandate.Mandate) error {
	list, err := p.list(ctx, s)
	if err != nil {
		return err
	}
	wanted := map[vault.ID]bool{}
	for _, m := range rows {
		wanted[m.ID] = true
	}
	var updated []mandate.Mandate
	for _, m := range list {
		if wanted[m.ID] {
			updated = append(updated, m)
		}
	}
	return p.printList(ctx, updated)
}

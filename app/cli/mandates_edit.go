package cli

import (
	"context"
	"slices"

	"github.com/spf13/pflag"

	"kanzleicode/app/mandate"
)

func amendFlags(f *pflag.FlagSet) {
	jsonFlag(f)
	for _, name := range []string{"client", "clerk", "mail"} {
		f.String(name, "", "")
	}
}

func fieldFlags(f *pflag.FlagSet) {
	amendFlags(f)
	for _, name := range []string{"number", "user", "note"} {
		f.String(name, "", "")
	}
}

// overwrite puts the fields that were given as options over those that are there.
func (p *Program) overwrite(ctx context.Context, fields mandate.Fields) (mandate.Fields, error) {
	for name, field := range map[string]*string{
		"number": &fields.Number, "user": &fields.User, "client": &fields.Client, "clerk": &fields.Clerk, "note": &fields.Note,
	} {
		if value, given := option(ctx, name); given {
			*field = value
		}
	}
	mail, given, err := p.mail(ctx)
	if given {
		fields.Mail = mail
	}
	return fields, err
}

// mail is what --mail says.
func (p *Program) mail(ctx context.Context) (mail mandate.Mail, given bool, err error) {
	value, given := option(ctx, "mail")
	switch mail = mandate.Mail(value); {
	case !given, mail == mandate.MailYes, mail == mandate.MailNo:
	case value == mailUnknown:
		mail = mandate.MailUnknown
	default:
		err = p.invalid("--mail", value)
	}
	return mail, given, err
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
	fields, err := p.overwrite(ctx, mandate.Fields{})
	if err != nil {
		return err
	}
	if err := fields.Clean().Check(); err != nil {
		return err // before a vault is made
	}
	return p.with(ctx, true, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		m, err := s.Mandates.Add(ctx, fields)
		if err != nil {
			return err
		}
		p.warnOfNear(list, &m)
		return p.printList(ctx, s, []mandate.Mandate{m})
	})
}

// warnOfNear says that a row looks like another of the list. It is stored all the same: a person decides.
func (p *Program) warnOfNear(list []mandate.Mandate, m *mandate.Mandate) {
	others := slices.DeleteFunc(list, func(other mandate.Mandate) bool { return other.ID == m.ID })
	if other := mandate.Near(others, m.Fields); other != nil {
		p.complain(p.texts.Explain(&mandate.Error{Reason: mandate.ReasonNearListed, Number: m.Number, User: m.User, Known: other.Label()}))
	}
}

// runEdit changes one row. With --rev it does so only if nobody has changed the row since it was listed.
func runEdit(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "mandate"); err != nil {
		return err
	}
	if _, _, err := p.mail(ctx); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		found, err := p.find(list, args)
		if err != nil {
			return err
		}
		before := found[0]
		fields, err := p.overwrite(ctx, before.Fields)
		if err != nil {
			return err
		}
		rev := before.Rev
		if flagsOf(ctx).Changed("rev") {
			if rev, err = flagsOf(ctx).GetUint64("rev"); err != nil {
				return err
			}
		}
		m, err := s.Mandates.Edit(ctx, before.ID, rev, fields)
		if err != nil {
			return err
		}
		if m.Key() != before.Key() {
			p.warnOfNear(list, &m)
		}
		return p.printList(ctx, s, []mandate.Mandate{m})
	})
}

// runAmend sets client, clerk or mail of several rows in one change.
func runAmend(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "mandate"); err != nil {
		return err
	}
	var amendment mandate.Amendment
	if client, given := option(ctx, "client"); given {
		amendment.Client = &client
	}
	if clerk, given := option(ctx, "clerk"); given {
		amendment.Clerk = &clerk
	}
	mail, given, err := p.mail(ctx)
	if given {
		amendment.Mail = &mail
	}
	if err == nil && amendment == (mandate.Amendment{}) {
		err = errUsage{p.texts.Text("cli.usage.amend")}
	}
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		found, err := p.named(ctx, s, args)
		if err != nil {
			return err
		}
		amended, err := s.Mandates.Amend(ctx, amendment, ids(found)...)
		if err != nil {
			return err
		}
		return p.printChanged(ctx, s, "cli.mandates.amended", amended)
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
		return p.printChanged(ctx, s, "cli.mandates.removed", found)
	})
}

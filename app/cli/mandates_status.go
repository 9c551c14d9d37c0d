package cli

import (
	"context"

	"kanzleicode/app/journal"
	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// update carries out one step of the rules on the rows that references name.
func (p *Program) update(ctx context.Context, references []string, key string, step func(*Services, []vault.ID) ([]mandate.Mandate, error)) error {
	return p.with(ctx, false, func(s *Services) error {
		found, err := p.named(ctx, s, references)
		if err != nil {
			return err
		}
		updated, err := step(s, ids(found))
		if err != nil {
			return err
		}
		return p.printChanged(ctx, s, key, updated)
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
	if isSet(ctx, "outdated") {
		return errUsage{p.texts.Text("cli.usage.confirm_outdated")}
	}
	// Without a reference both --all and nothing mean every row that was submitted.
	return p.update(ctx, args, "cli.mandates.confirmed", func(s *Services, rows []vault.ID) ([]mandate.Mandate, error) {
		return s.Mandates.Confirm(ctx, rows...)
	})
}

// runAsk notes a question of support about rows.
func runAsk(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "mandate"); err != nil {
		return err
	}
	question, given := option(ctx, "question")
	if !given {
		return errUsage{p.texts.Text("cli.usage.question")}
	}
	return p.update(ctx, args, "cli.mandates.asked", func(s *Services, rows []vault.ID) ([]mandate.Mandate, error) {
		return s.Mandates.Ask(ctx, question, rows...)
	})
}

func runEnd(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "mandate"); err != nil {
		return err
	}
	return p.update(ctx, args, "cli.mandates.ended", func(s *Services, rows []vault.ID) ([]mandate.Mandate, error) {
		return s.Mandates.End(ctx, rows...)
	})
}

func runReopen(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "mandate"); err != nil {
		return err
	}
	return p.update(ctx, args, "cli.mandates.reopened", func(s *Services, rows []vault.ID) ([]mandate.Mandate, error) {
		return s.Mandates.Reopen(ctx, rows...)
	})
}

// runRelink notes that support's links have moved along to the renewed code.
func runRelink(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		house, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		relinked, err := s.Mandates.Relink(ctx, house.since)
		if err != nil {
			return err
		}
		return p.printChanged(ctx, s, "cli.mandates.relinked", relinked)
	})
}

// runUndo takes a change of the list back: the last one, unless --change names one by its number in the history.
func runUndo(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		rev, err := flagsOf(ctx).GetUint64("change")
		if err != nil {
			return err
		}
		if !flagsOf(ctx).Changed("change") {
			last, err := s.Mandates.LastChange(ctx, 0)
			if err != nil {
				return err
			}
			if last == nil {
				p.warn("cli.mandates.nothing_to_undo")
				return errNothing
			}
			rev = last.Rev
		}
		undone, err := s.Mandates.Undo(ctx, rev)
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printJSON(undone)
		}
		return p.sayUndone(ctx, s, rev)
	})
}

// sayUndone says in the words of the history what was taken back.
func (p *Program) sayUndone(ctx context.Context, s *Services, rev uint64) error {
	entries, err := journal.New(s.Vault, p.texts).Read(ctx, rev-1)
	if err != nil || len(entries) == 0 {
		return err
	}
	undone := entries[len(entries)-1]
	p.say("cli.mandates.undone", "rev", rev, "time", undone.Time(), "what", undone.What)
	return nil
}

package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"kanzleicode/app/mandate"
)

// runErase deletes ended rows for good, after a person has seen which.
func runErase(ctx context.Context, p *Program, args []string) error {
	if err := p.eraseUsage(ctx, args); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		if isSet(ctx, "finish") {
			err := s.Mandates.Erase(ctx)
			if err == nil {
				p.say("cli.mandates.erase_finished")
			}
			return err
		}
		rows, err := p.toErase(ctx, s, args)
		if err != nil {
			return err
		}
		if !isSet(ctx, "yes") && !p.agreed(rows) {
			p.warn("cli.mandates.nothing_erased")
			return errReported
		}
		if err := s.Mandates.Erase(ctx, ids(rows)...); err != nil {
			var ruled *mandate.Error
			if !errors.As(err, &ruled) {
				p.warn("cli.mandates.erase_unfinished")
			}
			return err
		}
		return p.printChanged(ctx, s, "cli.mandates.erased", rows)
	})
}

// eraseUsage checks the command line of erase as a whole.
func (p *Program) eraseUsage(ctx context.Context, args []string) error {
	expired, finish := isSet(ctx, "expired"), isSet(ctx, "finish")
	switch {
	case number(ctx, "months") < 0:
		return p.invalid("--months", flagsOf(ctx).Lookup("months").Value.String())
	case flagsOf(ctx).Changed("months") && !expired, expired && finish, (expired || finish) == (len(args) > 0):
		return errUsage{p.texts.Text("cli.usage.erase")}
	case !isSet(ctx, "yes") && !finish && !isTerminal(p.In):
		return errUsage{p.texts.Text("cli.usage.erase_yes")}
	}
	return nil
}

// toErase are the rows that references or the rule for deleting name.
func (p *Program) toErase(ctx context.Context, s *Services, references []string) ([]mandate.Mandate, error) {
	if len(references) > 0 {
		rows, err := p.named(ctx, s, references)
		if i := slices.IndexFunc(rows, func(m mandate.Mandate) bool { return m.Status != mandate.StatusEnded }); i >= 0 {
			return nil, &mandate.Error{Reason: mandate.ReasonNotEnded, Number: rows[i].Number, User: rows[i].User}
		}
		return rows, err
	}
	h, err := p.house(ctx, s)
	if err != nil {
		return nil, err
	}
	months := number(ctx, "months")
	if months == 0 {
		months = h.DeleteMonths
	}
	if months == 0 {
		return nil, errUsage{p.texts.Text("cli.usage.erase_months")}
	}
	list, err := p.list(ctx, s)
	if err != nil {
		return nil, err
	}
	rows := mandate.Expired(list, p.Now(), months)
	if len(rows) == 0 {
		p.warn("cli.mandates.none_expired", "months", months)
		return nil, errNothing
	}
	return rows, nil
}

// agreed shows rows on the terminal and asks whether they are to be deleted.
func (p *Program) agreed(rows []mandate.Mandate) bool {
	for i := range rows {
		p.complain("    " + rows[i].Label() + "  " + rows[i].Client)
	}
	_, _ = io.WriteString(p.Err, p.texts.Count("cli.mandates.erase_ask", len(rows))+" ")
	line, _ := bufio.NewReader(p.In).ReadString('\n') // at its end, whatever was typed counts
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == p.texts.Text("cli.yes") || answer == "yes"
}

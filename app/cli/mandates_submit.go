package cli

import (
	"context"

	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
)

// runSubmit tells support of rows: the new ones, unless options or references say otherwise. With --out it writes
// the letter and stores nothing unless --sent is given; without, it notes what was sent by other means.
func runSubmit(ctx context.Context, p *Program, args []string) error {
	o, err := p.submitOutlet(ctx, args)
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		h, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		rows, err := p.toSubmit(ctx, s, h, args)
		if err != nil {
			return err
		}
		sending := mandate.Sending{Rows: rows, Code: h.since, Way: o.way(), Clients: isSet(ctx, "with-clients")}
		kind := support.KindReport
		if isSet(ctx, "withdraw") {
			sending.Kind, kind = mandate.KindWithdraw, support.KindWithdraw
		}
		if o.path != "" {
			data := h.Letter(kind)
			data.All = isSet(ctx, "all") || isSet(ctx, "outdated")
			letter, err := p.compose(ctx, data, rows)
			if err != nil {
				return err
			}
			if err := p.deliverLetter(ctx, letter, o); err != nil {
				return err
			}
			sending.Recipient = letter.To
			if !isSet(ctx, "sent") {
				return p.printWritten(ctx, s, o, rows)
			}
		}
		return p.markSent(ctx, s, o, sending)
	})
}

// submitOutlet checks the command line of submit as a whole.
func (p *Program) submitOutlet(ctx context.Context, args []string) (outlet, error) {
	if err := p.oneChoice(ctx, args); err != nil {
		return outlet{}, err
	}
	if isSet(ctx, "withdraw") && len(args) == 0 {
		return outlet{}, errUsage{p.texts.Text("cli.usage.withdraw")}
	}
	o, err := p.outlet(ctx)
	if err == nil && o.path == "-" && isSet(ctx, "json") {
		err = errUsage{p.texts.Text("cli.usage.json_and_output")}
	}
	return o, err
}

// toSubmit are the rows that the command line names. What cannot be submitted is refused before anything is written.
func (p *Program) toSubmit(ctx context.Context, s *Services, h house, references []string) ([]mandate.Mandate, error) {
	list, err := p.list(ctx, s)
	if err != nil {
		return nil, err
	}
	var rows []mandate.Mandate
	switch {
	case len(references) > 0:
		rows, err = p.find(list, references)
	case isSet(ctx, "all"):
		rows = keep(list, func(m *mandate.Mandate) bool { return m.Status != mandate.StatusEnded })
	case isSet(ctx, "outdated"):
		rows = keep(list, func(m *mandate.Mandate) bool { return m.Outdated(h.since) })
	default:
		rows = withStatus(list, mandate.StatusNew)
	}
	if err == nil && len(rows) == 0 {
		err = &mandate.Error{Reason: mandate.ReasonNothing}
	}
	withdraw := isSet(ctx, "withdraw")
	for i := range rows {
		switch m := &rows[i]; {
		case withdraw && m.Status == mandate.StatusNew:
			return nil, &mandate.Error{Reason: mandate.ReasonNotSubmitted, Number: m.Number, User: m.User}
		case !withdraw && m.Status == mandate.StatusEnded:
			return nil, &mandate.Error{Reason: mandate.ReasonEnded, Number: m.Number, User: m.User}
		}
	}
	return rows, err
}

// printWritten says that the letter was written and that nothing is noted as sent.
func (p *Program) printWritten(ctx context.Context, s *Services, o outlet, rows []mandate.Mandate) error {
	if isSet(ctx, "json") {
		return p.printList(ctx, s, rows)
	}
	p.sayWritten(o, len(rows))
	p.tell(o, p.texts.Text("cli.letter.not_sent"))
	return nil
}

// sayWritten says which file holds so many rows.
func (p *Program) sayWritten(o outlet, n int) {
	if o.path != "" && o.path != "-" {
		p.put(p.texts.Count("cli.mandates.exported", n, "file", o.path))
	}
}

// markSent stores what was sent as a submission.
func (p *Program) markSent(ctx context.Context, s *Services, o outlet, sending mandate.Sending) error {
	submission, err := s.Mandates.Submit(ctx, sending)
	if err != nil {
		if o.path != "" {
			p.warn("cli.letter.written_only", "file", o.path)
		}
		return err
	}
	if isSet(ctx, "json") {
		rows, err := p.now(ctx, s, sending.Rows)
		if err != nil {
			return err
		}
		return p.printList(ctx, s, rows)
	}
	p.sayWritten(o, len(submission.Rows))
	key := "cli.mandates.submitted"
	if sending.Kind == mandate.KindWithdraw {
		key = "cli.mandates.withdrawn"
	}
	p.tell(o, p.texts.Count(key, len(submission.Rows), "id", short(submission.ID)))
	return nil
}

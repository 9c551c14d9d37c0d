package cli

import (
	"context"

	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
)

// runRemind writes the letter that reminds support of what it has not answered, and notes it. With --out nothing is
// noted unless --sent is given.
func runRemind(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "submission"); err != nil {
		return err
	}
	o, err := p.outlet(ctx)
	if err != nil {
		return err
	}
	if o.path == "-" && isSet(ctx, "json") {
		return errUsage{p.texts.Text("cli.usage.json_and_output")}
	}
	return p.with(ctx, false, func(s *Services) error {
		submission, err := p.submission(ctx, s, args[0])
		if err != nil {
			return err
		}
		if len(submission.Open) == 0 {
			p.warn("cli.submissions.nothing_open", "day", p.day(submission.Time))
			return errNothing
		}
		if err := p.reminder(ctx, s, submission, o); err != nil {
			return err
		}
		if o.path != "" && !isSet(ctx, "sent") {
			p.tell(o, p.texts.Text("cli.letter.not_sent"))
		} else {
			reminded, err := s.Mandates.Remind(ctx, submission.ID)
			if err != nil {
				return err
			}
			submission.Submission = reminded
			if !isSet(ctx, "json") {
				p.tell(o, p.texts.Text("cli.submissions.reminded", "day", p.day(submission.Time)))
			}
		}
		if !isSet(ctx, "json") {
			return nil
		}
		h, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		return p.printJSON(p.newSubmissionJSON(submission, h.ReminderDays))
	})
}

// reminder writes the letter, if it is to be written.
func (p *Program) reminder(ctx context.Context, s *Services, submission *mandate.Progress, o outlet) error {
	if o.path == "" {
		return nil
	}
	h, err := p.house(ctx, s)
	if err != nil {
		return err
	}
	kind := support.KindReminder
	if submission.Kind == mandate.KindWithdraw {
		kind = support.KindWithdraw // the words of a reminder are about links that are to be made
	}
	data := h.Letter(kind)
	data.SentAt = submission.Time
	letter, err := p.compose(ctx, data, submission.Open)
	if err != nil {
		return err
	}
	if err := p.deliverLetter(ctx, letter, o); err != nil {
		return err
	}
	if !isSet(ctx, "json") {
		p.sayWritten(o, len(submission.Open))
	}
	return nil
}

package cli

import (
	"context"
	"slices"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// sentJSON is submissions show --json.
type sentJSON struct {
	submissionJSON
	Matches *bool         `json:"matches"`
	Rows    []sentRowJSON `json:"rows"`
}

type sentRowJSON struct {
	ID     vault.ID `json:"id"`
	Number string   `json:"number"`
	User   string   `json:"user"`
	State  string   `json:"state"`
}

// The states of a sent row.
const (
	rowWaiting   = "waiting"
	rowQuestion  = "question"
	rowConfirmed = "confirmed"
	rowOvertaken = "overtaken"
)

// runSubmission shows the rows of a submission exactly as they were sent.
func runSubmission(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "submission"); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		h, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		submission, err := p.submission(ctx, s, args[0])
		if err != nil {
			return err
		}
		out := sentJSON{submissionJSON: p.newSubmissionJSON(submission, h.ReminderDays), Rows: sentRows(submission)}
		if submission.Erased == 0 { // what is gone cannot be computed again
			matches := mandate.HashRows(submission.Rows) == submission.Hash
			out.Matches = &matches
		}
		if isSet(ctx, "json") {
			return p.printJSON(out)
		}
		p.printSent(&out)
		return nil
	})
}

// sentRows are the rows of a submission with what has become of each.
func sentRows(s *mandate.Progress) []sentRowJSON {
	state := map[vault.ID]string{}
	for name, rows := range map[string][]mandate.Mandate{rowWaiting: s.Open, rowQuestion: s.Questions, rowConfirmed: s.Done} {
		for i := range rows {
			state[rows[i].ID] = name
		}
	}
	sent := make([]sentRowJSON, len(s.Rows))
	for i, row := range s.Rows {
		sent[i] = sentRowJSON{row.ID, row.Number, row.User, firstOf(state[row.ID], rowOvertaken)}
	}
	return sent
}

func (p *Program) printSent(s *sentJSON) {
	p.printSubmission(&s.submissionJSON)
	for i, row := range s.Rows {
		p.say("cli.submissions.row", "n", i+1, "number", row.Number, "user", row.User, "state", p.texts.Text("cli.submissions.row_state."+row.State))
	}
	if s.Erased > 0 {
		p.put(p.texts.Count("cli.submissions.erased", s.Erased))
	}
	for _, at := range s.Reminded {
		p.say("cli.submissions.reminded_at", "day", p.day(at))
	}
	if s.Recipient != "" {
		p.say("cli.submissions.recipient", "to", s.Recipient)
	}
	key := "cli.submissions.sha256"
	if s.Matches != nil && *s.Matches {
		key = "cli.submissions.sha256_matches"
	}
	p.say(key, "sha256", s.SHA256)
}

// runConfirmSubmission notes that support has confirmed the rows of a submission: all, or those that references name.
func runConfirmSubmission(ctx context.Context, p *Program, args []string) error {
	return p.ofSubmission(ctx, args, "cli.mandates.confirmed", func(s *Services, submission *mandate.Progress, references []string) ([]mandate.Mandate, error) {
		rows := slices.Concat(submission.Open, submission.Questions)
		if len(references) > 0 {
			rows = slices.Concat(rows, submission.Done)
		}
		return p.step(ctx, rows, references, s.Mandates.Confirm)
	})
}

// runReopenSubmission takes back what was noted of the rows of a submission: they wait for support again.
func runReopenSubmission(ctx context.Context, p *Program, args []string) error {
	return p.ofSubmission(ctx, args, "cli.mandates.reopened", func(s *Services, submission *mandate.Progress, references []string) ([]mandate.Mandate, error) {
		if submission.Kind == mandate.KindWithdraw {
			p.warn("cli.submissions.withdraw_stays") // the rows would be new again: that is for each to decide
			return nil, errReported
		}
		return p.step(ctx, slices.Concat(submission.Done, submission.Questions), references, s.Mandates.Reopen)
	})
}

// ofSubmission does something with the submission that the first argument names, and the references behind it.
func (p *Program) ofSubmission(
	ctx context.Context, args []string, key string,
	do func(s *Services, submission *mandate.Progress, references []string) ([]mandate.Mandate, error),
) error {
	if err := p.arguments(args, 1, -1, "submission"); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		submission, err := p.submission(ctx, s, args[0])
		if err != nil {
			return err
		}
		changed, err := do(s, submission, args[1:])
		if err != nil {
			return err
		}
		return p.printChanged(ctx, s, key, changed)
	})
}

// step carries out a step of the rules on rows, or on those of them that references name.
func (p *Program) step(
	ctx context.Context, rows []mandate.Mandate, references []string,
	rule func(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error),
) ([]mandate.Mandate, error) {
	if len(references) > 0 {
		found, err := p.find(rows, references)
		if err != nil {
			return nil, err
		}
		rows = found
	}
	if len(rows) == 0 {
		return nil, &mandate.Error{Reason: mandate.ReasonNothing}
	}
	return rule(ctx, ids(rows)...)
}

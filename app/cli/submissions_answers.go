package cli

import (
	"context"
	"path/filepath"

	"kanzleicode/app/mandate"
)

// answerJSON is one element of submissions answers --preview --json.
type answerJSON struct {
	Line    int             `json:"line"`
	Number  string          `json:"number"`
	User    string          `json:"user"`
	Verdict string          `json:"verdict"` // "confirmed", "query" or "none"
	Text    string          `json:"text"`
	Outcome mandate.Outcome `json:"outcome"`
}

// runAnswers takes over the list that support sent back, in one change. A line that cannot be read stops all of it,
// unless --skip-faulty says otherwise.
func runAnswers(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "file"); err != nil {
		return err
	}
	answers, err := p.readAnswers(ctx, args[0])
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		plan := mandate.PlanAnswers(list, answers)
		p.printAnswers(plan)
		if isSet(ctx, "preview") {
			return p.answersJSON(ctx, plan)
		}
		taken, err := s.Mandates.TakeAnswers(ctx, plan, filepath.Base(args[0]))
		if err != nil {
			return err
		}
		if err := p.printChanged(ctx, s, "cli.submissions.answers_taken", taken); err != nil || isSet(ctx, "json") {
			return err
		}
		p.say("cli.mandates.import_undo", "rev", taken[0].Rev)
		return nil
	})
}

// readAnswers reads support's list.
func (p *Program) readAnswers(ctx context.Context, file string) ([]mandate.Answer, error) {
	table, err := p.openTable(ctx, file)
	if err != nil {
		return nil, err
	}
	read, err := table.Answers()
	if err != nil {
		return nil, err
	}
	if len(read) == 0 {
		p.warn("cli.mandates.no_rows", "file", file)
		return nil, errNothing
	}
	var answers []mandate.Answer
	var faulty []mandate.Item
	for _, a := range read {
		if a.Problem != nil {
			p.warn("cli.mandates.plan_line", "line", a.Line, "text", p.texts.Explain(a.Problem))
			faulty = append(faulty, mandate.Item{Row: mandate.Row{Line: a.Line}})
			continue
		}
		answers = append(answers, a.Answer)
	}
	if len(faulty) > 0 && !isSet(ctx, "preview") && !isSet(ctx, "skip-faulty") {
		return nil, &mandate.FaultyError{Items: faulty}
	}
	return answers, nil
}

// printAnswers says on the error output what the answers would do, and names those that a person should look at.
func (p *Program) printAnswers(plan []mandate.Answered) {
	n := map[mandate.Outcome]int{}
	for i := range plan {
		n[plan[i].Outcome]++
	}
	p.warn("cli.submissions.answers_plan", "confirm", n[mandate.OutcomeConfirm], "ask", n[mandate.OutcomeAsk], "same", n[mandate.OutcomeSame],
		"unsent", n[mandate.OutcomeUnsent], "unknown", n[mandate.OutcomeUnknown], "again", n[mandate.OutcomeAgain])
	for i := range plan {
		switch a := &plan[i]; a.Outcome {
		case mandate.OutcomeConfirm, mandate.OutcomeSame:
		default:
			key := "cli.submissions.answers_line"
			if a.Text == "" {
				key = "cli.submissions.answers_line_plain"
			}
			p.warn(key, "line", a.Line, "number", a.Number, "user", a.User,
				"outcome", p.texts.Text("mandate.outcome."+string(a.Outcome)), "text", a.Text)
		}
	}
}

func (p *Program) answersJSON(ctx context.Context, plan []mandate.Answered) error {
	if !isSet(ctx, "json") {
		return nil
	}
	out := make([]answerJSON, len(plan))
	for i, a := range plan {
		out[i] = answerJSON{a.Line, a.Number, a.User, firstOf(string(a.Verdict), "none"), a.Text, a.Outcome}
	}
	return p.printJSON(out)
}

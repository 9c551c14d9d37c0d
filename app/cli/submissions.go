package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// submissionCommands are the verbs behind "submissions".
var submissionCommands = map[string]command{
	"list": {runSubmissions, func(f *pflag.FlagSet) {
		jsonFlag(f)
		f.Bool("open", false, "")
		f.Bool("closed", false, "")
	}},
	"show":    {runSubmission, jsonFlag},
	"confirm": {runConfirmSubmission, jsonFlag},
	"reopen":  {runReopenSubmission, jsonFlag},
	"answers": {runAnswers, func(f *pflag.FlagSet) {
		jsonFlag(f)
		f.Bool("preview", false, "")
		f.Bool("skip-faulty", false, "")
	}},
	"remind": {runRemind, func(f *pflag.FlagSet) { jsonFlag(f); letterFlags(f) }},
}

// submissionJSON is one element of submissions list --json.
type submissionJSON struct {
	ID          vault.ID    `json:"id"`
	Kind        string      `json:"kind"`  // "report" or "withdraw"
	State       string      `json:"state"` // "open" or "closed"
	Sent        time.Time   `json:"sent"`
	Count       int         `json:"count"`
	Waiting     int         `json:"waiting"`
	Questions   int         `json:"questions"`
	Confirmed   int         `json:"confirmed"`
	Overtaken   int         `json:"overtaken"`
	Erased      int         `json:"erased"`
	WorkingDays int         `json:"working_days"`
	Due         bool        `json:"due"`
	Reminded    []time.Time `json:"reminded"`
	Way         mandate.Way `json:"way"`
	Recipient   string      `json:"recipient"`
	Code        *time.Time  `json:"code"`
	SHA256      string      `json:"sha256"`
}

func (p *Program) newSubmissionJSON(s *mandate.Progress, days int) submissionJSON {
	out := submissionJSON{
		ID: s.ID, Kind: "report", State: "closed", Sent: s.Time.UTC().Truncate(time.Second), Count: len(s.Rows) + s.Erased,
		Waiting: len(s.Open), Questions: len(s.Questions), Confirmed: len(s.Done), Overtaken: s.Overtaken, Erased: s.Erased,
		WorkingDays: mandate.WorkingDays(s.Since(), p.Now()), Due: s.Due(p.Now(), days), Reminded: []time.Time{},
		Way: s.Way, Recipient: s.Recipient, Code: moment(s.Code), SHA256: s.Hash,
	}
	if s.Kind != mandate.KindReport {
		out.Kind = string(s.Kind)
	}
	if s.IsOpen() {
		out.State = "open"
	}
	for _, at := range s.Reminded {
		out.Reminded = append(out.Reminded, at.UTC().Truncate(time.Second))
	}
	return out
}

// short is as much of an ID as people type.
func short(id vault.ID) string {
	const enough = 8
	return id.String()[:enough]
}

// submissions reads them, the latest first; those that cannot be read are named.
func (p *Program) submissions(ctx context.Context, s *Services) ([]mandate.Submission, error) {
	all, damaged, err := s.Mandates.Submissions(ctx)
	for _, d := range damaged {
		p.warn("cli.damaged_submission", "id", d.ID)
	}
	return all, err
}

// progress gives all submissions with how far they have come, the latest first.
func (p *Program) progress(ctx context.Context, s *Services) ([]mandate.Progress, error) {
	list, err := p.list(ctx, s)
	if err != nil {
		return nil, err
	}
	submissions, err := p.submissions(ctx, s)
	return mandate.Follow(list, submissions), err
}

// submission is the one whose ID begins so.
func (p *Program) submission(ctx context.Context, s *Services, id string) (*mandate.Progress, error) {
	all, err := p.progress(ctx, s)
	if err != nil {
		return nil, err
	}
	var hit *mandate.Progress
	n := 0
	for i := range all {
		if id != "" && strings.HasPrefix(all[i].ID.String(), strings.ToLower(id)) {
			hit = &all[i]
			n++
		}
	}
	switch n {
	case 0:
		p.warn("cli.submissions.not_found", "id", id)
		return nil, errNothing
	case 1:
		return hit, nil
	}
	return nil, errUsage{p.texts.Text("cli.usage.several_submissions", "id", id, "n", n)}
}

// runSubmissions lists what was sent to support.
func runSubmissions(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	onlyOpen, onlyClosed := isSet(ctx, "open"), isSet(ctx, "closed")
	if onlyOpen && onlyClosed {
		return errUsage{p.texts.Text("cli.usage.open_or_closed")}
	}
	return p.with(ctx, false, func(s *Services) error {
		h, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		all, err := p.progress(ctx, s)
		if err != nil {
			return err
		}
		out := []submissionJSON{}
		for i := range all {
			if open := all[i].IsOpen(); open && onlyClosed || !open && onlyOpen {
				continue
			}
			out = append(out, p.newSubmissionJSON(&all[i], h.ReminderDays))
		}
		if isSet(ctx, "json") {
			return p.printJSON(out)
		}
		if len(out) == 0 {
			p.say("cli.submissions.none")
		}
		for i := range out {
			p.printSubmission(&out[i])
		}
		return nil
	})
}

// printSubmission prints one line of the list.
func (p *Program) printSubmission(s *submissionJSON) {
	p.say("cli.submissions.line", "id", short(s.ID), "day", p.day(s.Sent), "kind", p.texts.Text("cli.submissions.kind."+s.Kind),
		"count", s.Count, "confirmed", s.Confirmed, "waiting", s.Waiting, "questions", s.Questions,
		"state", p.texts.Count("cli.submissions.state."+s.State, s.WorkingDays))
}

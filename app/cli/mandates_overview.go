package cli

import (
	"context"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// overviewJSON is mandates overview --json.
type overviewJSON struct {
	Active    int                    `json:"active"`
	Count     map[mandate.Status]int `json:"count"`
	Outdated  int                    `json:"outdated"`
	Withdrawn int                    `json:"withdrawals_waiting"`
	Waiting   *time.Time             `json:"waiting_since"`
	Due       []vault.ID             `json:"due"`
	Next      mandate.Step           `json:"next"`
}

// runOverview says how the firm stands and what to do next.
func runOverview(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		h, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		submissions, err := p.submissions(ctx, s)
		if err != nil {
			return err
		}
		o := mandate.Look(list, mandate.Follow(list, submissions), h.since, p.Now(), h.ReminderDays)
		if isSet(ctx, "json") {
			return p.printJSON(newOverviewJSON(&o))
		}
		p.printOverview(&o)
		return nil
	})
}

func newOverviewJSON(o *mandate.Overview) overviewJSON {
	out := overviewJSON{
		Active: o.Active, Count: map[mandate.Status]int{}, Outdated: o.Outdated, Withdrawn: o.Withdraw, Waiting: moment(o.Waiting),
		Due: []vault.ID{}, Next: o.Next,
	}
	for _, status := range mandate.Statuses() {
		out.Count[status] = o.Count[status]
	}
	for i := range o.Due {
		out.Due = append(out.Due, o.Due[i].ID)
	}
	return out
}

func (p *Program) printOverview(o *mandate.Overview) {
	for _, status := range mandate.Statuses() {
		if n := o.Count[status]; n > 0 {
			p.say("cli.overview.count", "n", n, "status", p.status(status))
		}
	}
	if !o.Waiting.IsZero() {
		p.say("cli.overview.waiting", "day", p.day(o.Waiting))
	}
	if o.Outdated > 0 {
		p.put(p.texts.Count("cli.overview.outdated", o.Outdated))
	}
	if o.Withdraw > 0 {
		p.put(p.texts.Count("cli.overview.withdraw", o.Withdraw))
	}
	for i := range o.Due {
		p.say("cli.overview.due", "day", p.day(o.Due[i].Time), "id", short(o.Due[i].ID))
	}
	p.say("cli.overview.next." + string(o.Next))
}

func (p *Program) day(at time.Time) string { return at.Local().Format(p.texts.Text("date.day")) }

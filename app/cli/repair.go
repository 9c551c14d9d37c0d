package cli

import (
	"context"
	"time"

	"kanzleicode/app/archive"
	"kanzleicode/app/repair"
	"kanzleicode/app/vault"
)

// repairJSON is the part of vault verify --repair --json that reportJSON has not.
type repairJSON struct {
	Items   []repairItemJSON `json:"items"`
	Stray   int              `json:"stray"`   // rows that the log knows nothing of: taken away
	Engine  int              `json:"engine"`  // faults of the file's own structures: written anew
	Beyond  int              `json:"beyond"`  // faults that only a restored backup heals
	Applied bool             `json:"applied"` // false: nothing was changed
	Copy    string           `json:"copy,omitempty"`
	Remain  []string         `json:"remain"` // faults that are still there, in English
}

type repairItemJSON struct {
	ID      vault.ID      `json:"id"`
	Kind    vault.Kind    `json:"kind"`
	Label   string        `json:"label,omitempty"`
	Source  repair.Source `json:"source"`
	StateOf *time.Time    `json:"state_of,omitempty"`
	Renewed bool          `json:"renewed,omitempty"`
	Fit     bool          `json:"fit"` // is brought back, or would be
}

// runRepair says what can be brought back of damaged records, and does it with --apply.
func (p *Program) runRepair(ctx context.Context, s *Services) error {
	keeper := archive.New(p.firm(s), s.Settings, p.Now)
	service := repair.New(s.Vault, keeper)
	var from repair.From
	if path, given := option(ctx, "from"); given {
		var err error
		if from.Opened, err = p.readBackup(ctx, keeper, path); err != nil {
			return err
		}
	}
	plan, err := service.Plan(ctx, from)
	if err != nil {
		return err
	}
	older, asJSON := isSet(ctx, "older"), isSet(ctx, "json")
	if !asJSON {
		p.printReport(plan.Report)
		p.printRepair(plan, older)
	}
	done := repair.Done{Plan: plan, After: plan.Report}
	applied := isSet(ctx, "apply") && plan.Useful(older)
	if applied {
		done, err = service.Apply(ctx, plan, from, older)
		if done.Copy != "" && !asJSON {
			p.say("cli.repair.copy", "file", done.Copy)
		}
		if err != nil {
			return err
		}
	}
	if asJSON {
		err = p.repairAsJSON(&done, older, applied)
	} else {
		p.printRepaired(&done, older, applied)
	}
	if err == nil && len(done.After.Faults) > 0 {
		err = errReported
	}
	return err
}

// printRepair says what a repair would do.
func (p *Program) printRepair(plan *repair.Plan, older bool) {
	for _, u := range plan.Unread {
		if u.Path == "" {
			p.complain(p.texts.Explain(u.Err))
			continue
		}
		p.warn("cli.repair.unread", "file", u.Path, "reason", p.texts.Explain(u.Err))
	}
	switch {
	case len(plan.Report.Faults) == 0:
		return
	case !plan.Report.Sound():
		p.warn("cli.repair.beyond")
		return
	}
	if n := plan.Report.Engine; n > 0 {
		p.put(p.texts.Count("repair.engine", n))
	}
	waiting := false
	for i := range plan.Items {
		item := &plan.Items[i]
		p.put("  " + item.Sentence(p.texts))
		waiting = waiting || item.Source == repair.SourceOlder && !older
	}
	if n := len(plan.Report.Stray); n > 0 {
		p.put(p.texts.Count("repair.stray", n))
	}
	if waiting {
		p.say("cli.repair.older")
	}
}

// printRepaired says what was done.
func (p *Program) printRepaired(done *repair.Done, older, applied bool) {
	switch {
	case !applied && len(done.After.Faults) == 0:
		p.say("cli.repair.nothing")
		return
	case !applied && done.Plan.Useful(older):
		p.say("cli.repair.not_applied")
		return
	case applied:
		p.put(p.texts.Count("cli.repair.done", len(done.Outcome(older))))
	}
	if len(done.After.Faults) == 0 {
		p.say("cli.repair.whole")
		return
	}
	p.complain(p.texts.Count("cli.repair.remain", len(done.After.Faults)))
}

func (p *Program) repairAsJSON(done *repair.Done, older, applied bool) error {
	report := done.Plan.Report
	out := repairJSON{
		Items: []repairItemJSON{}, Stray: len(report.Stray), Engine: report.Engine, Beyond: report.Deep, Applied: applied,
		Copy: done.Copy, Remain: append([]string{}, done.After.Faults...),
	}
	for i := range done.Plan.Items {
		item := &done.Plan.Items[i]
		out.Items = append(out.Items, repairItemJSON{
			item.ID, item.Kind, item.Label, item.Source, moment(item.Taken), item.Renewed, item.Fit(older),
		})
	}
	return p.printJSON(out)
}

// checkRepair refuses options that mean nothing without the one that they belong to.
func (p *Program) checkRepair(ctx context.Context) error {
	if isSet(ctx, "repair") {
		return nil
	}
	for _, name := range []string{"apply", "older", "from", "key-file", "backup-passphrase-file"} {
		if flagsOf(ctx).Changed(name) {
			return errUsage{p.texts.Text("cli.usage.repair_only", "option", dashed(name))}
		}
	}
	return nil
}

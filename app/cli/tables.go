package cli

import (
	"context"
	"errors"
	"path/filepath"

	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/vault"
)

// runImportList reads a table and stores its new and changed rows in one change. Faulty rows are named
// with their lines; then nothing is stored, unless --skip-faulty says so.
func runImportList(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "file"); err != nil {
		return err
	}
	rows, err := p.readTable(ctx, args[0])
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		p.warn("cli.mandates.no_rows", "file", args[0])
		return errNothing
	}
	if isSet(ctx, "preview") {
		return p.previewList(ctx, rows)
	}
	// What is faulty by itself is so whatever stands in the list: nothing needs to be opened or made for it.
	if alone := mandate.NewPlan(nil, rows); alone.Count(mandate.StateFaulty) > 0 && !isSet(ctx, "skip-faulty") {
		p.printDoubts(alone)
		return &mandate.FaultyError{Items: alone.Of(mandate.StateFaulty)}
	}
	return p.with(ctx, true, func(s *Services) error {
		plan, err := s.Mandates.Plan(ctx, rows)
		if err != nil {
			return err
		}
		p.printPlan(plan)
		if isSet(ctx, "skip-faulty") {
			plan = plan.SkipFaulty()
		}
		stored, err := s.Mandates.Import(ctx, plan, filepath.Base(args[0]))
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printList(ctx, s, stored)
		}
		p.put(p.texts.Count("cli.mandates.imported", len(stored)))
		if len(stored) > 0 {
			p.say("cli.mandates.import_undo", "rev", stored[0].Rev)
		}
		return nil
	})
}

// previewList says what an import would do. Without a vault all rows would be new.
func (p *Program) previewList(ctx context.Context, rows []mandate.Row) error {
	show := func(plan mandate.Plan) error {
		p.printPlan(plan)
		if isSet(ctx, "skip-faulty") {
			plan = plan.SkipFaulty()
		}
		return p.planJSON(ctx, plan)
	}
	err := p.with(ctx, false, func(s *Services) error {
		plan, err := s.Mandates.Plan(ctx, rows)
		if err != nil {
			return err
		}
		return show(plan)
	})
	if errors.Is(err, vault.ErrNotFound) {
		p.complain(p.texts.Explain(err))
		return show(mandate.NewPlan(nil, rows))
	}
	return err
}

func (p *Program) readTable(ctx context.Context, file string) ([]mandate.Row, error) {
	table, err := p.openTable(ctx, file)
	if err != nil {
		return nil, err
	}
	return table.Rows()
}

// openTable reads a file, or with "-" the input, as a table.
func (p *Program) openTable(ctx context.Context, file string) (sheet.Table, error) {
	data, err := p.readAtMost(ctx, file, sheet.MaxFile+1)
	if err != nil {
		return sheet.Table{}, err
	}
	return sheet.Read(ctx, filepath.Base(file), data, sheet.Options{})
}

// printPlan says on the error output how many rows are what.
func (p *Program) printPlan(plan mandate.Plan) {
	p.warn("cli.mandates.plan", "new", plan.Count(mandate.StateNew), "known", plan.Count(mandate.StateKnown),
		"changed", plan.Count(mandate.StateChanged), "faulty", plan.Count(mandate.StateFaulty))
	p.printDoubts(plan)
}

// printDoubts names the faulty rows and those with warnings.
func (p *Program) printDoubts(plan mandate.Plan) {
	for _, item := range plan.Of(mandate.StateFaulty) {
		p.warn("cli.mandates.plan_line", "line", item.Line, "text", p.texts.Explain(item.Problem))
	}
	for _, item := range plan.Warned() {
		for _, warning := range item.Warnings {
			p.warn("cli.mandates.plan_line", "line", item.Line, "text", p.texts.Explain(warning))
		}
	}
}

// planJSON is the answer of import --preview --json: one object a row.
func (p *Program) planJSON(ctx context.Context, plan mandate.Plan) error {
	if !isSet(ctx, "json") {
		return nil
	}
	type itemJSON struct {
		Line     int           `json:"line"`
		State    mandate.State `json:"state"`
		Number   string        `json:"number"`
		User     string        `json:"user"`
		Client   string        `json:"client"`
		Note     string        `json:"note"`
		Problem  string        `json:"problem,omitempty"`
		Clerk    string        `json:"clerk"`
		Mail     string        `json:"mail"`
		Warnings []string      `json:"warnings"`
	}
	list := make([]itemJSON, len(plan.Items))
	for i, item := range plan.Items {
		list[i] = itemJSON{
			Line: item.Line, State: item.State, Number: item.Number, User: item.User, Client: item.Client, Note: item.Note,
			Clerk: item.Clerk, Mail: firstOf(string(item.Mail), mailUnknown), Warnings: []string{},
		}
		for _, warning := range item.Warnings {
			list[i].Warnings = append(list[i].Warnings, p.texts.Explain(warning))
		}
		if item.Problem != nil {
			list[i].Problem = p.texts.Explain(item.Problem)
		}
	}
	return p.printJSON(list)
}

package mandate

import (
	"context"
	"strconv"

	"kanzleicode/app/vault"
)

// Plan compares rows with the list as it is now. Nothing is stored.
func (r *Register) Plan(ctx context.Context, rows []Row) (Plan, error) {
	list, _, err := r.List(ctx)
	if err != nil {
		return Plan{}, err
	}
	return NewPlan(list, rows), nil
}

// Import stores the new and changed rows of a plan in one change; source names where they came from,
// such as a file name without its folder, for the history. A plan with faulty rows is a *FaultyError and
// stores nothing; so does one whose list has changed since (ReasonChanged, ReasonDuplicate): plan again
// then. A plan with nothing new or changed is fine and stores nothing. It returns the rows that it
// stored, in the order of the file.
func (r *Register) Import(ctx context.Context, plan Plan, source string) ([]Mandate, error) {
	if faulty := plan.Of(StateFaulty); len(faulty) > 0 {
		return nil, &FaultyError{Items: faulty}
	}
	existing := map[vault.ID]stored{}
	if plan.Count(StateChanged) > 0 {
		rows, _, err := r.load(ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			existing[row.ID] = row
		}
	}
	now := r.records.Now()
	var c change
	var imported []Mandate
	for _, item := range plan.Items {
		var before Mandate
		var row stored
		switch item.State {
		case StateNew:
			row.Mandate = Mandate{ID: r.records.NewID(), Fields: item.Fields, Status: StatusNew, Created: now}
		case StateChanged:
			row = existing[item.Existing.ID]
			if row.Rev != item.Existing.Rev {
				return nil, changed(*item.Existing)
			}
			before = row.Mandate
			row.Fields = item.Fields
		default:
			continue
		}
		c.put(before, row)
		imported = append(imported, row.Mandate)
	}
	if len(imported) == 0 {
		return nil, nil
	}
	rev, err := r.apply(ctx, EventImport, map[string]string{
		"source":  source,
		"new":     strconv.Itoa(plan.Count(StateNew)),
		"changed": strconv.Itoa(plan.Count(StateChanged)),
	}, c)
	if err != nil {
		return nil, err
	}
	return at(rev, imported), nil
}

package mandate

import (
	"context"
	"slices"
	"time"

	"kanzleicode/app/vault"
)

// Expired gives the rows that were ended so many months ago or longer: those that a firm's rule for deleting
// speaks of. 0 months is never.
func Expired(list []Mandate, now time.Time, months int) []Mandate {
	if months <= 0 {
		return nil
	}
	limit := now.AddDate(0, -months, 0)
	return slices.DeleteFunc(slices.Clone(list), func(m Mandate) bool {
		return m.Status != StatusEnded || m.Ended.IsZero() || m.Ended.After(limit)
	})
}

// Erase deletes ended rows for good: out of the list, out of the submissions that hold them, and out of the
// history, which keeps only that something was there. Then everything is sealed with new keys, so that nobody can
// read what is left of them on the disk. Rows that are not ended are ReasonNotEnded and nothing is deleted.
//
// The first of these steps is one change. If a later one fails, its error comes back, and [Register.Erase] of no
// rows at all finishes what is left. Backups made before still hold the rows until they expire.
func (r *Register) Erase(ctx context.Context, ids ...vault.ID) error {
	if len(ids) > 0 {
		if err := r.takeOut(ctx, ids); err != nil {
			return err
		}
	}
	left, err := r.removed(ctx)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		if err := r.records.Forget(ctx, left...); err != nil {
			return err
		}
	}
	return r.records.Rekey(ctx)
}

// takeOut removes rows from the list and from the submissions.
func (r *Register) takeOut(ctx context.Context, ids []vault.ID) error {
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return err
	}
	var c change
	gone := map[vault.ID]bool{}
	for _, row := range rows {
		if row.Status != StatusEnded {
			return &Error{Reason: ReasonNotEnded, Number: row.Number, User: row.User}
		}
		gone[row.ID] = true
		c.remove(row.Mandate)
	}
	submissions, _, err := r.loadSubmissions(ctx)
	if err != nil {
		return err
	}
	for i := range submissions {
		s := &submissions[i]
		before := len(s.Rows)
		s.Rows = slices.DeleteFunc(slices.Clone(s.Rows), func(row SubmittedRow) bool { return gone[row.ID] })
		if n := before - len(s.Rows); n > 0 {
			s.Erased += n
			c.putSubmission(s)
		}
	}
	_, err = r.apply(ctx, EventErase, counted(len(rows)), c)
	return err
}

// removed gives the rows that [Register.Erase] took out and whose words still stand in the history.
func (r *Register) removed(ctx context.Context) ([]vault.ID, error) {
	entries, err := r.records.History(ctx, 0)
	if err != nil {
		return nil, err
	}
	var ids []vault.ID
	for i := range entries {
		if entries[i].Event != EventErase {
			continue
		}
		for _, item := range entries[i].Items {
			if item.Kind == vault.KindMandate && item.Removed && !item.Erased {
				ids = append(ids, item.ID)
			}
		}
	}
	return ids, nil
}

package mandate

import (
	"context"
	"slices"
	"time"

	"kanzleicode/app/vault"
)

// Undoable reports whether [Register.Undo] can take back a change of the history, as far as the entry itself says.
func Undoable(e *vault.Entry) bool {
	switch e.Event {
	case EventRemind, EventErase:
		return false
	}
	if e.Damaged || len(e.Items) == 0 || !slices.Contains(Events(), e.Event) {
		return false
	}
	return !slices.ContainsFunc(e.Items, func(i vault.EntryItem) bool {
		return i.Erased || i.Kind != vault.KindMandate && i.Kind != vault.KindSubmission || i.Kind == vault.KindSubmission && i.Removed
	})
}

// LastChange is the newest change of the history after a revision that touched the list and can be taken back;
// nil if there is none.
func (r *Register) LastChange(ctx context.Context, after uint64) (*vault.Entry, error) {
	entries, err := r.records.History(ctx, after)
	if err != nil {
		return nil, err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if slices.Contains(Events(), entries[i].Event) {
			if !Undoable(&entries[i]) {
				return nil, nil
			}
			return &entries[i], nil
		}
	}
	return nil, nil
}

// Undo takes back the change of the list that made a revision, in one change: rows that it added go, rows that it
// removed come back, and all others are as they were before it. It reads what was before from the history, so it
// also works days later and after a restart. If one of its rows was changed again since, the error is
// ReasonUndoLate and nothing is stored. It returns the change that was taken back. Taking back an undo brings the
// first change again, unless that was a submission.
func (r *Register) Undo(ctx context.Context, rev uint64) (vault.Entry, error) {
	if rev == 0 {
		return vault.Entry{}, &Error{Reason: ReasonNotUndoable}
	}
	entries, err := r.records.History(ctx, rev-1)
	if err != nil {
		return vault.Entry{}, err
	}
	if len(entries) == 0 || entries[0].Rev != rev || !Undoable(&entries[0]) {
		return vault.Entry{}, &Error{Reason: ReasonNotUndoable}
	}
	entry := entries[0]
	u := undoing{entry: &entry, rows: map[vault.ID]stored{}, submissions: map[vault.ID]Submission{}}
	if err := u.load(ctx, r); err != nil {
		return vault.Entry{}, err
	}
	for i := range entry.Items {
		if err := u.take(&entry.Items[i]); err != nil {
			return vault.Entry{}, err
		}
	}
	_, err = r.apply(ctx, EventUndo, map[string]string{"at": entry.At.UTC().Format(time.RFC3339)}, u.change)
	return entry, err
}

// undoing collects what takes a change back.
type undoing struct {
	entry       *vault.Entry
	rows        map[vault.ID]stored
	submissions map[vault.ID]Submission
	change
}

func (u *undoing) load(ctx context.Context, r *Register) error {
	rows, _, err := r.load(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		u.rows[row.ID] = row
	}
	submissions, _, err := r.Submissions(ctx)
	for _, s := range submissions {
		u.submissions[s.ID] = s
	}
	return err
}

func (u *undoing) take(item *vault.EntryItem) error {
	if item.Kind == vault.KindSubmission {
		return u.takeSubmission(item)
	}
	row, there := u.rows[item.ID]
	switch {
	case item.Removed && there, !item.Removed && !there, there && row.Rev != u.entry.Rev:
		return &Error{Reason: ReasonUndoLate, Number: row.Number, User: row.User}
	case item.Removed:
		return u.bringBack(item)
	case value(item.Fields, "number").Old == "" && value(item.Fields, "number").New != "":
		u.remove(row.Mandate) // it came into being
		return nil
	}
	before := row.Mandate
	if err := put(&row.Mandate, item.Fields); err != nil {
		return err
	}
	u.put(before, row)
	return nil
}

// bringBack makes a removed row again.
func (u *undoing) bringBack(item *vault.EntryItem) error {
	row := stored{Mandate: Mandate{ID: item.ID}}
	if err := put(&row.Mandate, item.Fields); err != nil {
		return err
	}
	if row.Created.IsZero() { // a version of this program that did not log it
		row.Created = u.entry.At
	}
	if row.Check() != nil {
		return &Error{Reason: ReasonNotUndoable}
	}
	u.put(Mandate{}, row)
	return nil
}

// takeSubmission takes a submission away that came into being.
func (u *undoing) takeSubmission(item *vault.EntryItem) error {
	s, there := u.submissions[item.ID]
	switch {
	case value(item.Fields, fieldSent).New == "":
		return &Error{Reason: ReasonNotUndoable}
	case !there || s.Rev != u.entry.Rev:
		return &Error{Reason: ReasonUndoLate}
	}
	u.add(vault.Mutation{ID: s.ID, Kind: vault.KindSubmission, Expect: s.Rev}, Fields{})
	return nil
}

// put sets the fields of a row to what they were before.
func put(m *Mandate, changes []vault.FieldChange) error {
	for i := range fields {
		f := &fields[i]
		n := slices.IndexFunc(changes, func(c vault.FieldChange) bool { return c.Field == f.name })
		if n < 0 {
			continue
		}
		if err := f.set(m, changes[n].Old); err != nil {
			return err
		}
	}
	return nil
}

// value is the line of a field; the zero line if it did not change.
func value(changes []vault.FieldChange, name string) vault.FieldChange {
	n := slices.IndexFunc(changes, func(c vault.FieldChange) bool { return c.Field == name })
	if n < 0 {
		return vault.FieldChange{}
	}
	return changes[n]
}

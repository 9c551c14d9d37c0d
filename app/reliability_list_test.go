package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// listWrites are the writes of the Mandate list that come after its rows, in the order of their lives. A submission
// is its rows and its record in one; deleting is a change, the forgetting of words and new keys.
func listWrites() []write {
	submit := func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
		some, err := having(ctx, s, mandate.StatusNew)
		change := turning(some, mandate.StatusSubmitted)
		if len(some) > 0 {
			change["submission "+hashOf(some)] = "there"
		}
		return change, unlessNone(some, func() error { return second(s.mandates.Submit(ctx, mandate.Sending{Rows: some})) }), err
	}
	return []write{
		{"submit", submit},
		{"undo", undoLast},
		{"submit again", submit},
		{"answers", takeAnswers},
		{"confirm", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			some, err := having(ctx, s, mandate.StatusSubmitted)
			return turning(some, mandate.StatusConfirmed), unlessNone(some, func() error { return second(s.mandates.Confirm(ctx, idsOf(some)...)) }), err
		}},
		{"end", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			some, err := having(ctx, s, mandate.StatusConfirmed)
			some = some[:min(len(some), 5)]
			return turning(some, mandate.StatusEnded), unlessNone(some, func() error { return second(s.mandates.End(ctx, idsOf(some)...)) }), err
		}},
		{"erase", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			some, err := having(ctx, s, mandate.StatusEnded)
			some = some[:min(len(some), 3)]
			change := effect{}
			for _, m := range some {
				change["mandate "+m.Number] = ""
			}
			return change, unlessNone(some, func() error { return stored(s.mandates.Erase(ctx, idsOf(some)...)) }), err
		}},
	}
}

// takeAnswers stores support's answers to what was submitted: every second row is confirmed, of the others it asks.
func takeAnswers(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
	some, err := having(ctx, s, mandate.StatusSubmitted)
	some = some[:min(len(some), 8)]
	change, answers := effect{}, []mandate.Answer(nil)
	for i, m := range some {
		answer, now := mandate.Answer{Line: i + 1, Number: m.Number, User: m.User, Verdict: mandate.VerdictConfirmed}, mandate.StatusConfirmed
		if i%2 == 1 {
			answer.Verdict, answer.Text, now = mandate.VerdictQuery, "Wer ist das?", mandate.StatusQuery
		}
		answers = append(answers, answer)
		change["mandate "+m.Number] = m.User + " " + string(now)
	}
	plan := mandate.PlanAnswers(some, answers)
	return change, unlessNone(some, func() error { return second(s.mandates.TakeAnswers(ctx, plan, "antwort.csv")) }), err
}

// undoLast takes the last change of the list back, whatever it was: what it will have changed is put together from
// what the history says.
func undoLast(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
	last, err := s.mandates.LastChange(ctx, 0)
	if err != nil || last == nil {
		return effect{}, func() error { return nil }, err
	}
	list, _, err := s.mandates.List(ctx)
	submissions, _, sentErr := s.mandates.Submissions(ctx)
	change := effect{}
	for _, item := range last.Items {
		if item.Kind == vault.KindSubmission {
			i := slices.IndexFunc(submissions, func(sent mandate.Submission) bool { return sent.ID == item.ID })
			if i < 0 {
				return nil, nil, errors.New("the submission of the last change is not there")
			}
			change["submission "+submissions[i].Hash] = ""
			continue
		}
		before := mandate.Mandate{}
		if i := slices.IndexFunc(list, func(m mandate.Mandate) bool { return m.ID == item.ID }); i >= 0 {
			before = list[i]
			change["mandate "+before.Number] = ""
		}
		for _, field := range item.Fields {
			switch field.Field {
			case "number":
				before.Number = field.Old
			case "user":
				before.User = field.Old
			case "status":
				before.Status = mandate.Status(field.Old)
			}
		}
		if before.Number != "" {
			change["mandate "+before.Number] = before.User + " " + string(before.Status)
		}
	}
	return change, func() error { return second(s.mandates.Undo(ctx, last.Rev)) }, errors.Join(err, sentErr)
}

// having gives the rows of a status.
func having(ctx context.Context, s *session, status mandate.Status) ([]mandate.Mandate, error) {
	list, _, err := s.mandates.List(ctx)
	return slices.DeleteFunc(list, func(m mandate.Mandate) bool { return m.Status != status }), err
}

// turning is the effect of rows that get a status.
func turning(some []mandate.Mandate, status mandate.Status) effect {
	change := effect{}
	for _, m := range some {
		change["mandate "+m.Number] = m.User + " " + string(status)
	}
	return change
}

// unlessNone does nothing where there are no rows to do it with.
func unlessNone(some []mandate.Mandate, do func() error) func() error {
	if len(some) == 0 {
		return func() error { return nil }
	}
	return do
}

func hashOf(some []mandate.Mandate) string {
	rows := make([]mandate.SubmittedRow, len(some))
	for i, m := range some {
		rows[i] = mandate.SubmittedRow{ID: m.ID, Number: m.Number, User: m.User}
	}
	return mandate.HashRows(rows)
}

// TestReliabilityWrites: every kind of write does what it says that it will, and none of those of the list is idle,
// or the tests that kill in the middle of them would show nothing.
func TestReliabilityWrites(t *testing.T) {
	t.Parallel()
	f := newFirm(t, t.TempDir())
	s := f.mustOpen(t)
	if _, err := s.mandates.Add(t.Context(), mandate.Fields{Number: "0", User: "u"}); err != nil {
		t.Fatal(err)
	}
	state, err := f.look(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	all, busy := writes(), map[string]bool{}
	for n := range 2 * len(all) {
		w := all[n%len(all)]
		change, do, err := w.prepare(t.Context(), f, s, n)
		if err == nil {
			err = do()
		}
		if err != nil {
			t.Fatalf("%s: %v", w.name, err)
		}
		now, err := f.look(t.Context(), s)
		if state = state.with(change); err != nil || !maps.Equal(state, now) {
			t.Fatalf("%s: %v\nnow  %v\nwant %v", w.name, err, now, state)
		}
		busy[w.name] = busy[w.name] || len(change) > 0
	}
	for _, w := range listWrites() {
		if !busy[w.name] {
			t.Errorf("%s has done nothing", w.name)
		}
	}
}

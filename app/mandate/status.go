package mandate

import (
	"context"
	"slices"
	"time"

	"kanzleicode/app/vault"
)

// Confirm notes that support has confirmed rows: the given ones, or all that wait for it if none is given. Of an
// ended row it is the withdrawal that is confirmed. Rows that are confirmed already stay as they are; one that was
// never submitted is ReasonNotSubmitted and nothing is stored. It returns the rows that it changed; ReasonNothing
// if there were none.
func (r *Register) Confirm(ctx context.Context, ids ...vault.ID) ([]Mandate, error) {
	rows, err := r.waiting(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := r.records.Now()
	return r.update(ctx, EventConfirm, rows, func(m *Mandate) error { return m.confirm(now) })
}

// waiting finds the rows of ids, or without any those that wait for support.
func (r *Register) waiting(ctx context.Context, ids []vault.ID) ([]stored, error) {
	if len(ids) > 0 {
		return r.find(ctx, ids...)
	}
	all, _, err := r.load(ctx)
	return slices.DeleteFunc(all, func(s stored) bool { return s.Status != StatusSubmitted && s.Status != StatusQuery }), err
}

func (m *Mandate) confirm(now time.Time) error {
	switch m.Status {
	case StatusSubmitted, StatusQuery:
		m.Status, m.Confirmed, m.Question = StatusConfirmed, now, ""
	case StatusEnded:
		if m.Withdrawn.IsZero() {
			m.Withdrawn = now
		}
	case StatusConfirmed:
	default:
		return &Error{Reason: ReasonNotSubmitted, Number: m.Number, User: m.User}
	}
	return nil
}

// Ask notes that support has a question about rows that were submitted, such as "not found". The question is
// cleaned like a note; without one it is ReasonQuestionMissing.
func (r *Register) Ask(ctx context.Context, question string, ids ...vault.ID) ([]Mandate, error) {
	question, err := checkQuestion(question)
	if err != nil {
		return nil, err
	}
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return nil, err
	}
	return r.update(ctx, EventAsk, rows, func(m *Mandate) error { return m.ask(question) })
}

func checkQuestion(question string) (string, error) {
	question = Fields{Note: question}.Clean().Note
	if question == "" {
		return "", &Error{Reason: ReasonQuestionMissing}
	}
	return question, Fields{Number: "0", User: "0", Note: question}.Check()
}

func (m *Mandate) ask(question string) error {
	switch m.Status {
	case StatusSubmitted, StatusQuery, StatusConfirmed:
		m.Status, m.Confirmed, m.Question = StatusQuery, time.Time{}, question
		return nil
	}
	return &Error{Reason: ReasonNotSubmitted, Number: m.Number, User: m.User}
}

// Reopen takes back what was noted of rows: those that were confirmed or asked about wait for support again, and
// those that were ended are what they were before, or new if support was told of their end.
func (r *Register) Reopen(ctx context.Context, ids ...vault.ID) ([]Mandate, error) {
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return nil, err
	}
	submissions, _, err := r.Submissions(ctx)
	if err != nil {
		return nil, err
	}
	latest := latestOf(submissions)
	return r.update(ctx, EventReopen, rows, func(m *Mandate) error {
		s := latest[m.ID]
		m.reopen(s != nil && s.Kind == KindWithdraw)
		return nil
	})
}

func (m *Mandate) reopen(withdrawn bool) {
	switch {
	case m.Status == StatusQuery, m.Status == StatusConfirmed:
		m.Status, m.Confirmed, m.Question = StatusSubmitted, time.Time{}, ""
	case m.Status != StatusEnded:
	case withdrawn:
		*m = Mandate{ID: m.ID, Fields: m.Fields, Status: StatusNew, Created: m.Created, Rev: m.Rev}
	default:
		m.Ended, m.Withdrawn = time.Time{}, time.Time{}
		switch {
		case m.Question != "":
			m.Status = StatusQuery
		case !m.Confirmed.IsZero():
			m.Status = StatusConfirmed
		case !m.Submitted.IsZero():
			m.Status = StatusSubmitted
		default:
			m.Status = StatusNew
		}
	}
}

// End notes that the firm no longer looks after rows. Support need not be told; [Register.Submit] with
// KindWithdraw ends rows and keeps what support was told.
func (r *Register) End(ctx context.Context, ids ...vault.ID) ([]Mandate, error) {
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return nil, err
	}
	now := r.records.Now()
	return r.update(ctx, EventEnd, rows, func(m *Mandate) error {
		if m.Status != StatusEnded {
			m.Status, m.Ended = StatusEnded, now
		}
		return nil
	})
}

// Relink notes of all rows that were reported for an earlier central code that support's link has moved along to
// the one that is in use since a moment. It returns the rows; ReasonNothing if there are none.
func (r *Register) Relink(ctx context.Context, since time.Time) ([]Mandate, error) {
	rows, _, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(s stored) bool { return !s.Outdated(since) })
	return r.update(ctx, EventRelink, rows, func(m *Mandate) error {
		m.Code = since
		return nil
	})
}

// Amendment is what one step sets for several rows; nil leaves a field as it is.
type Amendment struct {
	Client *string
	Clerk  *string
	Mail   *Mail
}

// Amend sets fields of several rows at a time. Rows that say so already stay as they are; ReasonNothing if all do.
func (r *Register) Amend(ctx context.Context, amendment Amendment, ids ...vault.ID) ([]Mandate, error) {
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return nil, err
	}
	return r.update(ctx, EventAmend, rows, func(m *Mandate) error {
		if amendment.Client != nil {
			m.Client = *amendment.Client
		}
		if amendment.Clerk != nil {
			m.Clerk = *amendment.Clerk
		}
		if amendment.Mail != nil {
			m.Mail = *amendment.Mail
		}
		m.Fields = m.Clean()
		return m.Check()
	})
}

// update has every row changed by a rule and stores those that became another, in one change.
func (r *Register) update(ctx context.Context, event string, rows []stored, rule func(*Mandate) error) ([]Mandate, error) {
	var c change
	var updated []Mandate
	for _, row := range rows {
		before := row.Mandate
		if err := rule(&row.Mandate); err != nil {
			return nil, err
		}
		if row.Mandate != before {
			c.put(before, row)
			updated = append(updated, row.Mandate)
		}
	}
	if len(updated) == 0 {
		return nil, &Error{Reason: ReasonNothing}
	}
	rev, err := r.apply(ctx, event, counted(len(updated)), c)
	if err != nil {
		return nil, err
	}
	return at(rev, updated), nil
}

// at stamps rows with the revision that they were stored at.
func at(rev uint64, rows []Mandate) []Mandate {
	for i := range rows {
		rows[i].Rev = rev
	}
	return rows
}

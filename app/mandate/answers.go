package mandate

import (
	"context"
	"slices"
	"strconv"

	"kanzleicode/app/vault"
)

// Verdict is what support says of a row.
type Verdict string

// The verdicts.
const (
	VerdictNone      Verdict = ""          // nothing yet
	VerdictConfirmed Verdict = "confirmed" // it is linked
	VerdictQuery     Verdict = "query"     // something is wrong: Answer.Text
)

// Answer is one line of the list that support sent back.
type Answer struct {
	Line    int // in the file, 1 = first
	Number  string
	User    string
	Verdict Verdict
	Text    string // what support wrote
}

// Outcome says what an answer would do to the list. It is the tail of the translation key "mandate.outcome.<o>".
type Outcome string

// The outcomes.
const (
	OutcomeConfirm Outcome = "confirm" // the row waits, and is confirmed
	OutcomeAsk     Outcome = "ask"     // the row waits, and support has a question
	OutcomeSame    Outcome = "same"    // that is known already, or support said nothing
	OutcomeUnsent  Outcome = "unsent"  // the row is in the list but was not submitted, or is ended
	OutcomeUnknown Outcome = "unknown" // no such row in the list
	OutcomeAgain   Outcome = "again"   // a line before speaks of the row too
)

// Outcomes lists every outcome, for the tests that hold the translations complete.
func Outcomes() []Outcome {
	return []Outcome{OutcomeConfirm, OutcomeAsk, OutcomeSame, OutcomeUnsent, OutcomeUnknown, OutcomeAgain}
}

// Answered is one answer beside the row that it speaks of.
type Answered struct {
	Answer
	Outcome Outcome
	Mandate *Mandate // nil for OutcomeUnknown
}

// PlanAnswers compares support's answers with the list. Nothing is stored.
func PlanAnswers(list []Mandate, answers []Answer) []Answered {
	byKey := make(map[string]*Mandate, len(list))
	for i := range list {
		byKey[list[i].Key()] = &list[i]
	}
	met := map[string]bool{}
	all := make([]Answered, len(answers))
	for i, answer := range answers {
		fields := Fields{Number: answer.Number, User: answer.User, Note: answer.Text}.Clean()
		answer.Number, answer.User, answer.Text = fields.Number, fields.User, fields.Note
		key := fields.Key()
		all[i] = Answered{Answer: answer, Mandate: byKey[key], Outcome: OutcomeAgain}
		if !met[key] {
			all[i].Outcome = all[i].outcome()
		}
		met[key] = true
	}
	return all
}

func (a *Answered) outcome() Outcome {
	switch {
	case a.Mandate == nil:
		return OutcomeUnknown
	case a.Verdict == VerdictNone || a.isKnown():
		return OutcomeSame
	case a.Mandate.Status == StatusNew, a.Mandate.Status == StatusEnded && a.Verdict == VerdictQuery:
		return OutcomeUnsent
	case a.Verdict == VerdictConfirmed:
		return OutcomeConfirm
	}
	return OutcomeAsk
}

// isKnown reports whether the row says already what the answer says.
func (a *Answered) isKnown() bool {
	m := a.Mandate
	if a.Verdict == VerdictQuery {
		return m.Status == StatusQuery && m.Question == a.question()
	}
	return m.Status == StatusConfirmed || m.Status == StatusEnded && !m.Withdrawn.IsZero()
}

// question is the text of an answer, as a row keeps it.
func (a *Answered) question() string {
	text := []rune(a.Text)
	return string(text[:min(len(text), MaxNote)])
}

// TakeAnswers stores what a plan of answers says, in one change; source names where they came from, such as a file
// name without its folder. If a row was changed since the plan was made it is ReasonChanged and nothing is stored;
// ReasonNothing if there is nothing to do.
func (r *Register) TakeAnswers(ctx context.Context, plan []Answered, source string) ([]Mandate, error) {
	plan = slices.DeleteFunc(slices.Clone(plan), func(a Answered) bool {
		return a.Outcome != OutcomeConfirm && a.Outcome != OutcomeAsk
	})
	ids := make([]vault.ID, len(plan))
	for i := range plan {
		ids[i] = plan[i].Mandate.ID
	}
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return nil, err
	}
	now := r.records.Now()
	var c change
	var taken []Mandate
	asked := 0
	for i, row := range rows {
		before := row.Mandate
		if before.Rev != plan[i].Mandate.Rev {
			return nil, changed(before)
		}
		if plan[i].Outcome == OutcomeConfirm {
			err = row.confirm(now)
		} else {
			asked++
			err = row.ask(plan[i].question())
		}
		if err != nil {
			return nil, err
		}
		c.put(before, row)
		taken = append(taken, row.Mandate)
	}
	rev, err := r.apply(ctx, EventAnswers, map[string]string{
		"source": source, "confirmed": strconv.Itoa(len(taken) - asked), "asked": strconv.Itoa(asked),
	}, c)
	if err != nil {
		return nil, err
	}
	return at(rev, taken), nil
}

package submissions

import (
	"cmp"
	"slices"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// entry is a submission as the page shows it.
type entry struct {
	*mandate.Progress
	days int  // working days since support last heard of it
	due  bool // support should be reminded
}

func newEntry(p *mandate.Progress, now time.Time, reminder int) *entry {
	return &entry{p, mandate.WorkingDays(p.Since(), now), p.Due(now, reminder)}
}

// state is how a sent row stands now. It is the tail of the translation key "window.submissions.state.<state>".
type state string

// The states, those first that a person has something to do with.
const (
	stateAsked   state = "asked"   // support has a question
	stateOpen    state = "open"    // support has not answered
	stateDone    state = "done"    // support has confirmed it
	stateLater   state = "later"   // it was sent again later
	stateEnded   state = "ended"   // the firm looks after it no more
	stateChanged state = "changed" // it is no longer what was sent: it became another account, or was taken back
	stateGone    state = "gone"    // it is not in the list any more
)

var states = []state{stateAsked, stateOpen, stateDone, stateLater, stateEnded, stateChanged, stateGone}

// row is one sent row beside the Mandat of now.
type row struct {
	mandate.SubmittedRow
	now   *mandate.Mandate // nil if it is gone
	state state
}

// rows are those of a submission as they were sent, with their states of now.
func rows(e *entry, list []mandate.Mandate) []*row {
	now := make(map[vault.ID]*mandate.Mandate, len(list))
	for i := range list {
		now[list[i].ID] = &list[i]
	}
	known := make(map[vault.ID]state, len(e.Rows))
	for s, part := range map[state][]mandate.Mandate{stateAsked: e.Questions, stateOpen: e.Open, stateDone: e.Done} {
		for i := range part {
			known[part[i].ID] = s
		}
	}
	all := make([]*row, len(e.Rows))
	for i, sent := range e.Rows {
		r := &row{SubmittedRow: sent, now: now[sent.ID], state: known[sent.ID]}
		switch {
		case r.state != "":
		case r.now == nil:
			r.state = stateGone
		case r.now.Status == mandate.StatusEnded:
			r.state = stateEnded
		case r.now.Status == mandate.StatusNew:
			r.state = stateChanged
		default:
			r.state = stateLater
		}
		all[i] = r
	}
	slices.SortStableFunc(all, func(a, b *row) int {
		return cmp.Compare(slices.Index(states, a.state), slices.Index(states, b.state))
	})
	return all
}

// What can be done with a row.

func (r *row) open() bool        { return r.state == stateOpen }
func (r *row) confirmable() bool { return r.state == stateOpen || r.state == stateAsked }
func (r *row) reopenable() bool  { return r.state == stateAsked || r.state == stateDone }
func (r *row) answerable() bool  { return r.state == stateAsked }

// askable: a withdrawal has no questions.
func (r *row) askable() bool {
	return r.now != nil && r.now.Status != mandate.StatusEnded && (r.confirmable() || r.state == stateDone)
}

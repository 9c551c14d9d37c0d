package mandate

import "time"

// Step is the next sensible thing to do with the list. It is the tail of translation keys.
type Step string

// The steps, the most urgent first.
const (
	StepImport   Step = "import"   // the list is empty: bring it in
	StepResubmit Step = "resubmit" // the central code was renewed: rows are linked to an earlier one
	StepQuestion Step = "question" // support has asked something
	StepReport   Step = "report"   // rows were not reported yet
	StepRemind   Step = "remind"   // support has been silent for long
	StepWait     Step = "wait"     // support is to answer
	StepDone     Step = "done"     // everybody can log in everywhere
)

// Steps lists every step, for the tests that hold the translations complete.
func Steps() []Step {
	return []Step{StepImport, StepResubmit, StepQuestion, StepReport, StepRemind, StepWait, StepDone}
}

// Overview is how the firm stands.
type Overview struct {
	Count    map[Status]int
	Outdated int        // rows that were reported for an earlier central code; they count in Count too
	Active   int        // rows that are not ended
	Waiting  time.Time  // since when the oldest open submission waits; zero = none does
	Due      []Progress // submissions that support should be reminded of
	Withdraw int        // rows whose withdrawal support has not confirmed
	Next     Step
}

// Look puts the overview together. since is when the central code of now came into use (zero if unknown), days is
// after how many working days support is reminded (0 = never).
func Look(list []Mandate, follow []Progress, since, now time.Time, days int) Overview {
	o := Overview{Count: map[Status]int{}}
	for i := range list {
		m := &list[i]
		o.Count[m.Status]++
		if m.Status != StatusEnded {
			o.Active++
		}
		if m.Outdated(since) {
			o.Outdated++
		}
	}
	for i := range follow {
		p := &follow[i]
		if p.Kind == KindWithdraw {
			o.Withdraw += len(p.Open)
		}
		if len(p.Open) > 0 && (o.Waiting.IsZero() || p.Time.Before(o.Waiting)) {
			o.Waiting = p.Time
		}
		if p.Due(now, days) {
			o.Due = append(o.Due, *p)
		}
	}
	o.Next = o.next()
	return o
}

func (o *Overview) next() Step {
	switch {
	case o.Active == 0 && o.Withdraw == 0:
		return StepImport
	case o.Outdated > 0:
		return StepResubmit
	case o.Count[StatusQuery] > 0:
		return StepQuestion
	case o.Count[StatusNew] > 0:
		return StepReport
	case len(o.Due) > 0:
		return StepRemind
	case o.Count[StatusSubmitted]+o.Withdraw > 0:
		return StepWait
	}
	return StepDone
}

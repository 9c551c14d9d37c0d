package clock

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

// Tolerance is how far this PC's clock may be off without a word: services accept the codes beside the present one, and
// a measurement over a slow line is not better.
const Tolerance = 2 * time.Second

const (
	patience  = 2 * time.Second // with one server
	longest   = 6 * time.Second // for a whole check
	agreement = time.Second     // how far servers that agree may be from each other
)

// Measurement is what a check found and others may rely on.
type Measurement struct {
	Offset  time.Duration `json:"offset_ns"` // to add to this PC's time to have the right one; positive = the PC is slow
	At      time.Time     `json:"at"`        // by this PC's clock
	Servers []string      `json:"servers"`   // that say so
	Started time.Time     `json:"started"`   // of the PC, by its clock at that moment: see [Reading.Started]
}

// holds reports whether the clock is still the one that was measured.
func (m *Measurement) holds(now Reading) bool { return !stepped(m.Started, now.Started()) }

// Result is what became of a check.
type Result struct {
	Measurement *Measurement  // nil if there is none
	Err         error         // why there is none, an *Error
	Doubtful    time.Duration // with ReasonAlone: the offset that nobody confirms
	Answers     []Answer      // of everybody who was asked, in no order
}

// checker asks several servers and decides whom to believe.
type checker struct {
	ask            func(ctx context.Context, server string) Answer
	read           Source
	each, together time.Duration
}

func newChecker(read Source) checker {
	dial := (&net.Dialer{}).DialContext
	return checker{
		ask:  func(ctx context.Context, server string) Answer { return ask(ctx, dial, read, server) },
		read: read, each: patience, together: longest,
	}
}

// check asks the first server, and all others at once if that one is silent or finds this PC's clock off: a small
// offset is believed of one server, a large one only of several who agree.
func (c checker) check(ctx context.Context, servers []string) Result {
	ctx, cancel := context.WithTimeout(ctx, c.together)
	defer cancel()
	if len(servers) == 0 {
		return Result{Err: &Error{Reason: ReasonOff}}
	}
	answers := c.askAll(ctx, servers[:1])
	if answers[0].Err != nil || answers[0].Offset.Abs() > Tolerance {
		answers = append(answers, c.askAll(ctx, servers[1:])...)
	}
	return c.decide(answers)
}

// askAll asks servers at the same time.
func (c checker) askAll(ctx context.Context, servers []string) []Answer {
	ctx, cancel := context.WithTimeout(ctx, c.each)
	defer cancel()
	answers := make([]Answer, len(servers))
	var all sync.WaitGroup
	for i, server := range servers {
		all.Go(func() { answers[i] = c.ask(ctx, server) })
	}
	all.Wait()
	return answers
}

// decide believes the greater part of those who answered.
func (c checker) decide(answers []Answer) Result {
	result := Result{Answers: answers}
	good := slices.DeleteFunc(slices.Clone(answers), func(a Answer) bool { return a.Err != nil })
	if len(good) == 0 {
		result.Err = worst(answers)
		return result
	}
	// Two names of one machine are one voice.
	slices.SortStableFunc(good, func(a, b Answer) int { return cmp.Compare(a.Address, b.Address) })
	good = slices.CompactFunc(good, func(a, b Answer) bool { return a.Address == b.Address })
	group := largest(good)
	switch median := group[len(group)/2].Offset; {
	case 2*len(group) <= len(good):
		result.Err = &Error{Reason: ReasonDisagree, Servers: names(good)}
	case len(group) == 1 && median.Abs() > Tolerance:
		result.Err, result.Doubtful = &Error{Reason: ReasonAlone, Servers: names(good)}, median
	default:
		now := c.read()
		result.Measurement = &Measurement{Offset: median, At: now.Wall.UTC(), Servers: names(group), Started: now.Started().UTC()}
	}
	return result
}

// largest gives the most answers that agree with each other, the smallest offset first.
func largest(good []Answer) []Answer {
	sorted := slices.SortedStableFunc(slices.Values(good), func(a, b Answer) int { return cmp.Compare(a.Offset, b.Offset) })
	var group []Answer
	for from := range sorted {
		to := from
		for to < len(sorted) && sorted[to].Offset-sorted[from].Offset <= agreement {
			to++
		}
		if to-from > len(group) {
			group = sorted[from:to]
		}
	}
	return group
}

// worst picks the failure that says most: a server that was reached tells more than one that was not.
func worst(answers []Answer) error {
	rank := []Reason{ReasonMoved, ReasonRefused, ReasonUnsynchronised, ReasonNotTime, ReasonNoAnswer, ReasonUnknownName, ReasonNoNetwork}
	var problems []*Error
	for _, a := range answers {
		var e *Error
		if errors.As(a.Err, &e) {
			problems = append(problems, e)
		}
	}
	first := slices.MinFunc(problems, func(a, b *Error) int { return slices.Index(rank, a.Reason) - slices.Index(rank, b.Reason) })
	whole := &Error{Reason: first.Reason, Err: first.Err}
	for _, p := range problems {
		if p.Reason == first.Reason {
			whole.Servers = append(whole.Servers, p.Servers...)
		}
	}
	return whole
}

func names(answers []Answer) []string {
	list := make([]string, len(answers))
	for i, a := range answers {
		list[i] = a.Server
	}
	slices.Sort(list)
	return list
}

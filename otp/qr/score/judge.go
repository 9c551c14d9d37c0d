package main

import (
	"slices"
	"strings"
)

// verdict is what a reading of a picture is worth.
type verdict struct {
	Import bool
	Strict bool
	Wrong  bool
	Crash  bool
}

// judge compares what was read with what is in the picture.
func (p *picture) judge(r reading) verdict {
	v := verdict{Crash: r.Crash}
	switch {
	case p.Unknown:
		v.Import = len(r.Payloads) > 0
		v.Strict = v.Import
	case p.Whole != "":
		v.Wrong = slices.ContainsFunc(r.Payloads, func(got string) bool { return !strings.Contains(p.Whole, got) })
		v.Import = len(r.Payloads) > 0 && !v.Wrong
		v.Strict = v.Import
	default:
		v.Wrong = !within(r.Payloads, p.Expected)
		v.Import = within(p.Wanted, r.Payloads) && !v.Wrong
		v.Strict = within(p.Expected, r.Payloads) && !v.Wrong
	}
	v.Import = v.Import && !v.Crash
	v.Strict = v.Strict && !v.Crash
	return v
}

// within reports whether all of some texts are among others.
func within(some, others []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(others, s) })
}

// tally counts verdicts.
type tally struct{ All, Import, Strict int }

func (t *tally) add(v verdict) {
	t.All++
	if v.Import {
		t.Import++
	}
	if v.Strict {
		t.Strict++
	}
}

// score is what one program made of one set.
type score struct {
	Families  map[string]*tally
	Positives tally
	Negatives tally
	Wrong     int
	Crashes   int
	Refused   int // pictures with a code in a format that the program does not know

	All      []float64 // milliseconds of every picture
	Readable []float64 // of those with a code that were imported
	Memory   int64     // the most that any process held, in bytes
	Slowest  string    // the picture that took longest
	Missed   []picture // those that were not imported
}

// rate judges the readings of a set's pictures, in their order.
func (s *set) rate(readings []reading) *score {
	total := &score{Families: map[string]*tally{}}
	worst := 0.0
	for i, r := range readings {
		p := s.Pictures[i]
		v := p.judge(r)
		family := total.Families[p.Family]
		if family == nil {
			family = &tally{}
			total.Families[p.Family] = family
		}
		family.add(v)
		if p.Family == negative {
			total.Negatives.add(v)
		} else {
			total.Positives.add(v)
			if r.Refused {
				total.Refused++
			}
			if v.Import {
				total.Readable = append(total.Readable, r.MS)
			}
		}
		if v.Wrong {
			total.Wrong++
		}
		if v.Crash {
			total.Crashes++
		}
		if !v.Import {
			total.Missed = append(total.Missed, p)
		}
		total.All = append(total.All, r.MS)
		total.Memory = max(total.Memory, r.Memory)
		if r.MS > worst {
			worst, total.Slowest = r.MS, p.Name
		}
	}
	slices.Sort(total.All)
	slices.Sort(total.Readable)
	return total
}

// order is how the families follow each other in the set.
func (s *set) order() []string {
	var families []string
	for _, p := range s.Pictures {
		if !slices.Contains(families, p.Family) {
			families = append(families, p.Family)
		}
	}
	return families
}

// median of sorted values.
func median(sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// p95 is the value that 95 of 100 sorted values do not exceed, as score.py counts it.
func p95(sorted []float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[95*(len(sorted)-1)/100]
}

func worst(sorted []float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)-1]
}

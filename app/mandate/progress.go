package mandate

import (
	"time"

	"kanzleicode/app/vault"
)

// Progress is how far a submission has come. It is put together from the rows as they are now: a row belongs to
// the latest submission that holds it.
type Progress struct {
	Submission
	Open      []Mandate // rows that support has not answered
	Questions []Mandate // rows that support has asked about
	Done      []Mandate // rows that support has confirmed
	// Overtaken is how many rows no longer wait here: they were sent again later, became another account, were
	// ended or removed.
	Overtaken int
}

// IsOpen reports whether rows still wait.
func (p *Progress) IsOpen() bool { return len(p.Open)+len(p.Questions) > 0 }

// Since is when support last heard of the submission.
func (p *Progress) Since() time.Time {
	if n := len(p.Reminded); n > 0 {
		return p.Reminded[n-1]
	}
	return p.Time
}

// Due reports whether support should be reminded: something is open and support has not heard of it for so many
// working days. 0 days is never.
func (p *Progress) Due(now time.Time, days int) bool {
	return days > 0 && len(p.Open) > 0 && WorkingDays(p.Since(), now) >= days
}

// Follow says of every submission how far it has come, in the order given.
func Follow(list []Mandate, submissions []Submission) []Progress {
	rows := make(map[vault.ID]*Mandate, len(list))
	for i := range list {
		rows[list[i].ID] = &list[i]
	}
	latest := latestOf(submissions)
	all := make([]Progress, len(submissions))
	for i := range submissions {
		p := &all[i]
		p.Submission = submissions[i]
		for _, sent := range p.Rows {
			m := rows[sent.ID]
			if m == nil || latest[sent.ID] != &submissions[i] {
				p.Overtaken++
				continue
			}
			p.sort(m)
		}
	}
	return all
}

// sort puts a row where it belongs.
func (p *Progress) sort(m *Mandate) {
	withdrawn := p.Kind == KindWithdraw
	switch {
	case withdrawn && m.Status == StatusEnded && m.Withdrawn.IsZero(), !withdrawn && m.Status == StatusSubmitted:
		p.Open = append(p.Open, *m)
	case withdrawn && m.Status == StatusEnded, !withdrawn && m.Status == StatusConfirmed:
		p.Done = append(p.Done, *m)
	case !withdrawn && m.Status == StatusQuery:
		p.Questions = append(p.Questions, *m)
	default:
		p.Overtaken++
	}
}

// latestOf gives for every Mandat the latest submission that holds it.
func latestOf(submissions []Submission) map[vault.ID]*Submission {
	latest := map[vault.ID]*Submission{}
	for i := range submissions {
		s := &submissions[i]
		for _, row := range s.Rows {
			if known := latest[row.ID]; known == nil || s.Time.After(known.Time) {
				latest[row.ID] = s
			}
		}
	}
	return latest
}

// WorkingDays is how many working days (Monday to Friday; public holidays differ between the states and are not
// known) have passed from one moment to another, in the local calendar: from Friday to Monday it is one.
func WorkingDays(from, to time.Time) int {
	from, to = day(from), day(to)
	if !from.Before(to) {
		return 0
	}
	const week = 7
	days := int(to.Sub(from).Hours()+12) / 24 // an hour more or less when clocks change
	n := days / week * 5
	for d := range days % week {
		switch from.AddDate(0, 0, d+1).Weekday() {
		case time.Saturday, time.Sunday:
		default:
			n++
		}
	}
	return n
}

// day is the beginning of a moment's day.
func day(t time.Time) time.Time {
	year, month, date := t.Local().Date()
	return time.Date(year, month, date, 0, 0, 0, 0, time.Local)
}

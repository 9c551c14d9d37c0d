package mandate

import (
	"strings"
	"testing"
	"time"
)

// walk is a list of one row, driven through its life.
func walk(t *testing.T) (*fakeRecords, *Register, func() Mandate) {
	t.Helper()
	fake := newFake()
	r := NewRegister(fake)
	mustAdd(t, r, Fields{Number: "1", User: "a"})
	return fake, r, func() Mandate { return mustList(t, r)[0] }
}

func TestQuestionAndReopening(t *testing.T) {
	t.Parallel()
	fake, r, row := walk(t)
	ctx := t.Context()
	_, err := r.Ask(ctx, "fehlt", row().ID)
	wantReason(t, err, ReasonNotSubmitted)
	if _, err := r.Submit(ctx, Sending{Rows: []Mandate{row()}}); err != nil {
		t.Fatal(err)
	}
	_, err = r.Ask(ctx, " \n", row().ID)
	wantReason(t, err, ReasonQuestionMissing)
	_, err = r.Ask(ctx, strings.Repeat("x", MaxNote+1), row().ID)
	wantReason(t, err, ReasonNoteTooLong)
	if _, err := r.Ask(ctx, "Kundennummer  unbekannt", row().ID); err != nil {
		t.Fatal(err)
	}
	if m := row(); m.Status != StatusQuery || m.Question != "Kundennummer unbekannt" {
		t.Errorf("asked: %+v", m)
	}
	if _, err := r.Confirm(ctx); err != nil { // a question that was settled by telephone
		t.Fatal(err)
	}
	if m := row(); m.Status != StatusConfirmed || m.Question != "" || !m.Confirmed.Equal(fake.now) {
		t.Errorf("confirmed: %+v", m)
	}
	if _, err := r.Reopen(ctx, row().ID); err != nil {
		t.Fatal(err)
	}
	if m := row(); m.Status != StatusSubmitted || !m.Confirmed.IsZero() {
		t.Errorf("open again: %+v", m)
	}
	_, err = r.Reopen(ctx, row().ID)
	wantReason(t, err, ReasonNothing)
}

// TestEndAndReopen: what was ended comes back as what it was, unless support was told.
func TestEndAndReopen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, tt := range map[string]struct {
		before func(r *Register, m Mandate) error
		want   Status
	}{
		"new":       {func(*Register, Mandate) error { return nil }, StatusNew},
		"submitted": {func(r *Register, m Mandate) error { _, err := r.Submit(ctx, Sending{Rows: []Mandate{m}}); return err }, StatusSubmitted},
		"query": {func(r *Register, m Mandate) error {
			if _, err := r.Submit(ctx, Sending{Rows: []Mandate{m}}); err != nil {
				return err
			}
			_, err := r.Ask(ctx, "?", m.ID)
			return err
		}, StatusQuery},
		"confirmed": {func(r *Register, m Mandate) error {
			if _, err := r.Submit(ctx, Sending{Rows: []Mandate{m}}); err != nil {
				return err
			}
			_, err := r.Confirm(ctx, m.ID)
			return err
		}, StatusConfirmed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, r, row := walk(t)
			if err := tt.before(r, row()); err != nil {
				t.Fatal(err)
			}
			before := row()
			if _, err := r.End(ctx, before.ID); err != nil {
				t.Fatal(err)
			}
			if m := row(); m.Status != StatusEnded || !m.Ended.Equal(fake.now) {
				t.Fatalf("ended: %+v", m)
			}
			_, err := r.Submit(ctx, Sending{Rows: []Mandate{row()}})
			wantReason(t, err, ReasonEnded)
			if _, err := r.Reopen(ctx, before.ID); err != nil {
				t.Fatal(err)
			}
			got := row()
			if got.Rev = before.Rev; got != before || got.Status != tt.want {
				t.Errorf("is %+v, was %+v", got, before)
			}
		})
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	fake, r, row := walk(t)
	ctx := t.Context()
	_, err := r.Submit(ctx, Sending{Kind: KindWithdraw, Rows: []Mandate{row()}})
	wantReason(t, err, ReasonNotSubmitted)
	if _, err := r.Submit(ctx, Sending{Rows: []Mandate{row()}}); err != nil {
		t.Fatal(err)
	}
	fake.now = fake.now.Add(time.Hour)
	sent, err := r.Submit(ctx, Sending{Kind: KindWithdraw, Rows: []Mandate{row()}, Way: WayMail, Recipient: "support@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if fake.last().Event != EventWithdraw || row().Status != StatusEnded {
		t.Errorf("%s, %+v", fake.last().Event, row())
	}
	stored, _, err := r.Submissions(ctx)
	if err != nil || len(stored) != 2 || stored[0].Kind != KindWithdraw || stored[0].Recipient != sent.Recipient {
		t.Fatalf("%+v, %v", stored, err)
	}
	follow := Follow(mustList(t, r), stored)
	if len(follow[0].Open) != 1 || follow[1].IsOpen() || follow[1].Overtaken != 1 {
		t.Errorf("follow: %+v", follow)
	}
	if _, err := r.Confirm(ctx, row().ID); err != nil {
		t.Fatal(err)
	}
	if m := row(); m.Status != StatusEnded || !m.Withdrawn.Equal(fake.now) {
		t.Errorf("withdrawn: %+v", m)
	}
	if follow = Follow(mustList(t, r), stored); follow[0].IsOpen() || len(follow[0].Done) != 1 {
		t.Errorf("follow: %+v", follow[0])
	}
	if _, err := r.Reopen(ctx, row().ID); err != nil { // support has cut the link: everything from the start
		t.Fatal(err)
	}
	if m := row(); m.Status != StatusNew || !m.Submitted.IsZero() || !m.Withdrawn.IsZero() || !m.Code.IsZero() {
		t.Errorf("opened again: %+v", m)
	}
}

func TestRenewedCode(t *testing.T) {
	t.Parallel()
	fake, r, row := walk(t)
	ctx := t.Context()
	first := fake.now.Add(-time.Hour)
	if row().Outdated(first) {
		t.Error("what was never reported is outdated")
	}
	if _, err := r.Submit(ctx, Sending{Rows: []Mandate{row()}, Code: first}); err != nil {
		t.Fatal(err)
	}
	renewed := fake.now.Add(time.Hour)
	for since, want := range map[time.Time]bool{{}: false, first: false, renewed: true} {
		if got := row().Outdated(since); got != want {
			t.Errorf("for the code since %v: %v", since, got)
		}
	}
	moved, err := r.Relink(ctx, renewed)
	if err != nil || len(moved) != 1 || row().Outdated(renewed) {
		t.Errorf("%+v, %v", moved, err)
	}
	_, err = r.Relink(ctx, renewed)
	wantReason(t, err, ReasonNothing)
	old := Mandate{Status: StatusConfirmed, Submitted: first} // stored by a version that noted no code
	if !old.Outdated(renewed) || old.Outdated(first) {
		t.Error("the day of the report does not count")
	}
}

func TestAmend(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	added := mustAdd(t, r, Fields{Number: "1", User: "a", Clerk: "Süß"}, Fields{Number: "2", User: "b"})
	clerk, yes := " Süß ", MailYes
	for want := range 2 {
		changed, err := r.Amend(t.Context(), Amendment{Clerk: &clerk}, added[want].ID)
		switch {
		case want == 0:
			wantReason(t, err, ReasonNothing)
		case err != nil || len(changed) != 1:
			t.Errorf("%+v, %v", changed, err)
		}
	}
	if changed, err := r.Amend(t.Context(), Amendment{Mail: &yes}, added[0].ID, added[1].ID); err != nil || len(changed) != 2 {
		t.Errorf("%+v, %v", changed, err)
	}
	long := strings.Repeat("x", MaxClerk+1)
	_, err := r.Amend(t.Context(), Amendment{Clerk: &long}, added[0].ID)
	wantReason(t, err, ReasonClerkTooLong)
	for _, m := range mustList(t, r) {
		if m.Clerk != "Süß" || m.Mail != MailYes {
			t.Errorf("%+v", m)
		}
	}
}

func TestReminder(t *testing.T) {
	t.Parallel()
	fake, r, row := walk(t)
	sent, err := r.Submit(t.Context(), Sending{Rows: []Mandate{row()}})
	if err != nil {
		t.Fatal(err)
	}
	due := func(after time.Duration) bool {
		submissions, _, err := r.Submissions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return Follow(mustList(t, r), submissions)[0].Due(fake.now.Add(after), 5)
	}
	const day = 24 * time.Hour
	if due(4*day) || !due(7*day) { // sent on a Monday
		t.Error("the first reminder comes at another time")
	}
	fake.now = fake.now.Add(7 * day)
	if _, err := r.Remind(t.Context(), sent.ID); err != nil {
		t.Fatal(err)
	}
	if due(4*day) || !due(7*day) {
		t.Error("the second reminder comes at another time")
	}
	_, err = r.Remind(t.Context(), row().ID)
	wantReason(t, err, ReasonNotFound)
	if _, err := r.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due(30 * day) {
		t.Error("reminded of what is confirmed")
	}
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	at := func(date string) time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", date, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		from, to string
		want     int
	}{
		{"2026-11-20 17:00", "2026-11-20 18:00", 0}, // the same Friday
		{"2026-11-20 17:00", "2026-11-22 18:00", 0}, // Sunday
		{"2026-11-20 17:00", "2026-11-23 08:00", 1}, // Monday
		{"2026-11-16 08:00", "2026-11-20 23:00", 4},
		{"2026-11-16 23:59", "2026-11-23 00:00", 5},
		{"2026-03-27 12:00", "2026-04-06 12:00", 6}, // clocks change in between
		{"2026-10-24 12:00", "2026-10-26 12:00", 1}, // and back
		{"2026-11-21 12:00", "2027-11-21 12:00", 260},
		{"2026-11-21 12:00", "2026-11-20 12:00", 0}, // a clock that was wrong
	} {
		if got := WorkingDays(at(tt.from), at(tt.to)); got != tt.want {
			t.Errorf("%s to %s: %d, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	long := now.AddDate(0, -1, 0)
	row := func(n byte, s Status) Mandate {
		return Mandate{ID: [16]byte{n}, Status: s, Submitted: long, Code: long}
	}
	sent := func(rows ...Mandate) []Submission {
		s := Submission{Time: long}
		for _, m := range rows {
			s.Rows = append(s.Rows, SubmittedRow{ID: m.ID})
		}
		return []Submission{s}
	}
	for name, tt := range map[string]struct {
		list  []Mandate
		since time.Time
		days  int
		want  Step
	}{
		"empty":           {nil, long, 5, StepImport},
		"all ended":       {[]Mandate{row(1, StatusEnded)}, long, 5, StepImport},
		"new":             {[]Mandate{row(1, StatusNew), row(2, StatusConfirmed)}, long, 5, StepReport},
		"question":        {[]Mandate{row(1, StatusNew), row(2, StatusQuery)}, long, 5, StepQuestion},
		"renewed":         {[]Mandate{row(1, StatusNew), row(2, StatusConfirmed)}, now, 5, StepResubmit},
		"silence":         {[]Mandate{row(1, StatusSubmitted)}, long, 5, StepRemind},
		"silence is gold": {[]Mandate{row(1, StatusSubmitted)}, long, 0, StepWait},
		"done":            {[]Mandate{row(1, StatusConfirmed)}, long, 5, StepDone},
	} {
		o := Look(tt.list, Follow(tt.list, sent(tt.list...)), tt.since, now, tt.days)
		if o.Next != tt.want {
			t.Errorf("%s: %s, want %s", name, o.Next, tt.want)
		}
		if waits := name == "silence"; waits && (!o.Waiting.Equal(long) || len(o.Due) != 1) {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

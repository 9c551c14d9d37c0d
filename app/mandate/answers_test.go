package mandate

import "testing"

func TestAnswers(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	rows := mustAdd(t, r, Fields{Number: "00123", User: "Jäger"}, Fields{Number: "2", User: "b"}, Fields{Number: "3", User: "c"},
		Fields{Number: "4", User: "d"}, Fields{Number: "5", User: "e"})
	if _, err := r.Submit(t.Context(), Sending{Rows: rows[:4]}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Confirm(t.Context(), rows[2].ID); err != nil {
		t.Fatal(err)
	}
	answers := []Answer{
		{Number: "00123 ", User: "JÄGER", Verdict: VerdictConfirmed},
		{Number: "2", User: "b", Verdict: VerdictQuery, Text: " gesperrt "},
		{Number: "3", User: "c", Verdict: VerdictConfirmed},
		{Number: "4", User: "d"},
		{Number: "5", User: "e", Verdict: VerdictConfirmed},
		{Number: "123", User: "Jäger", Verdict: VerdictConfirmed}, // the zeros count
		{Number: "2", User: "B", Verdict: VerdictConfirmed},
	}
	plan := PlanAnswers(mustList(t, r), answers)
	want := []Outcome{OutcomeConfirm, OutcomeAsk, OutcomeSame, OutcomeSame, OutcomeUnsent, OutcomeUnknown, OutcomeAgain}
	for i, a := range plan {
		if a.Outcome != want[i] {
			t.Errorf("%s %s: %s, want %s", a.Number, a.User, a.Outcome, want[i])
		}
	}
	changes := len(fake.changes)
	taken, err := r.TakeAnswers(t.Context(), plan, "antwort.xlsx")
	if err != nil || len(taken) != 2 || len(fake.changes) != changes+1 {
		t.Fatalf("%+v, %v", taken, err)
	}
	if got := fake.last(); got.Event != EventAnswers || got.Params["confirmed"] != "1" || got.Params["asked"] != "1" {
		t.Errorf("%+v", got)
	}
	wantStatus(t, mustList(t, r), "00123", StatusConfirmed)
	wantStatus(t, mustList(t, r), "2", StatusQuery)
	wantStatus(t, mustList(t, r), "4", StatusSubmitted)
	_, err = r.TakeAnswers(t.Context(), plan, "antwort.xlsx") // of a list that is no longer so
	wantReason(t, err, ReasonChanged)
	_, err = r.TakeAnswers(t.Context(), PlanAnswers(mustList(t, r), answers), "antwort.xlsx")
	wantReason(t, err, ReasonNothing)
}

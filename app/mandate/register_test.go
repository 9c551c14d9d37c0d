package mandate

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"kanzleicode/app/vault"
)

func TestAddListRemove(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	added := mustAdd(t, r,
		Fields{Number: "10012", User: "mueller"},
		Fields{Number: " 00123 ", User: "Jäger ", Client: "Bäckerei Süß", Note: "eins\r\nzwei"},
		Fields{Number: "10012", User: "Abt"},
	)
	if got := fake.changes[1]; got.Event != EventAdd || got.Domain != vault.DomainList ||
		got.Mutations[0].Label != "00123 · Jäger" || got.Params["number"] != "00123" {
		t.Errorf("change is %+v", got)
	}
	list := mustList(t, r)
	want := []Mandate{added[1], added[2], added[0]}
	if !reflect.DeepEqual(list, want) {
		t.Fatalf("list is\n%+v, want\n%+v", list, want)
	}
	if m := list[0]; m.Number != "00123" || m.Note != "eins\nzwei" || m.Status != StatusNew || m.Rev != 2 ||
		!m.Created.Equal(fake.now) || !m.Submitted.IsZero() {
		t.Errorf("first row is %+v", m)
	}
	if err := r.Remove(t.Context(), added[0].ID, added[2].ID, added[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := fake.last(); got.Event != EventRemove || got.Params["count"] != "2" || len(got.Mutations) != 2 {
		t.Errorf("change is %+v", got)
	}
	if list := mustList(t, r); len(list) != 1 || list[0].ID != added[1].ID {
		t.Errorf("list is %+v", list)
	}
	wantReason(t, r.Remove(t.Context(), added[1].ID, added[0].ID), ReasonNotFound)
	wantReason(t, r.Remove(t.Context()), ReasonNothing)
	if len(mustList(t, r)) != 1 {
		t.Error("a refused removal removed something")
	}
}

func TestAddRefusesWhatStandsThere(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	mustAdd(t, r, Fields{Number: "10012", User: "Mueller"})
	_, err := r.Add(t.Context(), Fields{Number: "10 012", User: "MUELLER"})
	wantReason(t, err, ReasonDuplicate)
	var duplicate *vault.DuplicateError
	if !errors.As(err, &duplicate) {
		t.Error("the vault's error is gone")
	}
	if _, err := r.Add(t.Context(), Fields{User: "x"}); !errors.Is(err, &Error{Reason: ReasonNumberMissing}) {
		t.Errorf("got %v", err)
	}
	if len(fake.changes) != 1 {
		t.Error("something was stored")
	}
	mustAdd(t, r, Fields{Number: "010012", User: "Mueller"})
}

func TestEdit(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	added := mustAdd(t, r, Fields{Number: "1", User: "a", Client: "Alt"}, Fields{Number: "2", User: "b"})
	m := added[0]
	if _, err := r.Submit(t.Context(), Sending{Rows: added[:1]}); err != nil {
		t.Fatal(err)
	}
	_, err := r.Edit(t.Context(), m.ID, m.Rev, Fields{Number: "1", User: "a"})
	wantReason(t, err, ReasonChanged)

	m = mustList(t, r)[0]
	m, err = r.Edit(t.Context(), m.ID, m.Rev, Fields{Number: "1", User: "A", Client: "Neu"})
	if err != nil || m.Status != StatusSubmitted || m.User != "A" {
		t.Fatalf("another spelling: %+v, %v", m, err)
	}
	want := []vault.FieldChange{{Field: "user", Old: "a", New: "A"}, {Field: "client", Old: "Alt", New: "Neu"}}
	if got := fake.last(); got.Event != EventEdit || !reflect.DeepEqual(got.Mutations[0].Fields, want) {
		t.Errorf("change is %+v", got)
	}
	if got, err := r.Edit(t.Context(), m.ID, m.Rev, m.Fields); err != nil || got != m || fake.rev != m.Rev {
		t.Errorf("no change: %+v, %v, revision %d", got, err, fake.rev)
	}
	_, err = r.Edit(t.Context(), m.ID, m.Rev, Fields{Number: "2", User: "B"})
	wantReason(t, err, ReasonDuplicate)
	m, err = r.Edit(t.Context(), m.ID, m.Rev, Fields{Number: "3", User: "A"})
	if err != nil || m.Status != StatusNew || !m.Submitted.IsZero() {
		t.Errorf("another account: %+v, %v", m, err)
	}
	if list := mustList(t, r); list[1] != m {
		t.Errorf("stored %+v, returned %+v", list[1], m)
	}
	_, err = r.Edit(t.Context(), fake.NewID(), 1, m.Fields)
	wantReason(t, err, ReasonNotFound)
}

func TestEditKeepsWhatNewerProgramsStored(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	m := mustAdd(t, r, Fields{Number: "1", User: "a", Note: "weg"})[0]
	record := fake.records[m.ID]
	record.Body = []byte(`{"number":"1","user":"a","note":"weg","status":"vorgemerkt","created":"2026-01-01T00:00:00Z",` +
		`"deputy":"Süß","route":{"stored":true,"n":12345678901234567890}}`)
	fake.records[m.ID] = record
	if _, err := r.Edit(t.Context(), m.ID, m.Rev, Fields{Number: "1", User: "a", Client: "C"}); err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(fake.records[m.ID].Body, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"deputy": `"Süß"`, "route": `{"stored":true,"n":12345678901234567890}`, "status": `"vorgemerkt"`,
		"client": `"C"`, "created": `"2026-01-01T00:00:00Z"`,
	} {
		if string(got[name]) != want {
			t.Errorf("%s is %s, want %s", name, got[name], want)
		}
	}
	if _, ok := got["note"]; ok {
		t.Error("the note was taken away but is still stored")
	}
}

func TestBodyIsAsDocumented(t *testing.T) {
	t.Parallel()
	fake := newFake()
	m := mustAdd(t, NewRegister(fake), Fields{Number: "00123", User: "Jäger"})[0]
	want := `{"number":"00123","user":"Jäger","status":"new","created":"2026-03-02T09:30:00Z"}`
	if got := string(fake.records[m.ID].Body); got != want {
		t.Errorf("body is %s, want %s", got, want)
	}
}

func TestListSetsDamagedAside(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	added := mustAdd(t, r, Fields{Number: "1", User: "a"}, Fields{Number: "2", User: "b"})
	record := fake.records[added[0].ID]
	record.Body = []byte(`["geheim"]`)
	fake.records[added[0].ID] = record
	list, damaged, err := r.List(t.Context())
	if err != nil || len(list) != 1 || len(damaged) != 1 || damaged[0].ID != added[0].ID ||
		!errors.Is(damaged[0].Err, vault.ErrDamaged) {
		t.Errorf("got %v, %v, %v", list, damaged, err)
	}
}

func TestSubmitAndConfirm(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	added := mustAdd(t, r,
		Fields{Number: "00123", User: "Jäger", Client: "Canary"}, Fields{Number: "2", User: "b"}, Fields{Number: "3", User: "c"})
	submission, err := r.Submit(t.Context(), Sending{Rows: added[:2]})
	if err != nil {
		t.Fatal(err)
	}
	if got := fake.last(); got.Event != EventSubmit || len(got.Mutations) != 3 || got.Params["count"] != "2" {
		t.Errorf("change is %+v", got)
	}
	want := Submission{ID: submission.ID, Time: fake.now, Rows: []SubmittedRow{
		{ID: added[0].ID, Number: "00123", User: "Jäger"}, {ID: added[1].ID, Number: "2", User: "b"},
	}, Hash: submissionHash, Rev: submission.Rev}
	if !reflect.DeepEqual(submission, want) {
		t.Errorf("submission is %+v", submission)
	}
	// printf '00123\tJäger\n2\tb\n' | sha256sum
	if got := HashRows(want.Rows); got != submissionHash {
		t.Errorf("hash is %s", got)
	}
	list := mustList(t, r)
	wantStatus(t, list, "2", StatusSubmitted)
	wantStatus(t, list, "3", StatusNew)

	_, err = r.Confirm(t.Context(), added[0].ID, added[2].ID)
	wantReason(t, err, ReasonNotSubmitted)
	wantStatus(t, mustList(t, r), "00123", StatusSubmitted)

	fake.now = fake.now.Add(time.Hour)
	confirmed, err := r.Confirm(t.Context(), added[0].ID)
	if err != nil || len(confirmed) != 1 || !confirmed[0].Confirmed.Equal(fake.now) || confirmed[0].Rev != fake.rev {
		t.Fatalf("got %+v, %v", confirmed, err)
	}
	if confirmed, err = r.Confirm(t.Context()); err != nil || len(confirmed) != 1 || confirmed[0].Number != "2" {
		t.Fatalf("the rest: %+v, %v", confirmed, err)
	}
	_, err = r.Confirm(t.Context())
	wantReason(t, err, ReasonNothing)

	// After a renewal everything goes out again.
	if _, err := r.Submit(t.Context(), Sending{Rows: mustList(t, r)}); err != nil {
		t.Fatal(err)
	}
	for _, m := range mustList(t, r) {
		if m.Status != StatusSubmitted || !m.Confirmed.IsZero() || !m.Submitted.Equal(fake.now) {
			t.Errorf("row is %+v", m)
		}
	}
	submissions, damaged, err := r.Submissions(t.Context())
	if err != nil || len(damaged) > 0 || len(submissions) != 2 || !reflect.DeepEqual(submissions[1], submission) {
		t.Errorf("submissions are %+v, %v, %v", submissions, damaged, err)
	}
}

const submissionHash = "5fe170398ce2d24014b75fbd2ba96de59321c3bc87278aa0a6a995002835a188"

func wantStatus(t *testing.T, list []Mandate, number string, want Status) {
	t.Helper()
	i := slices.IndexFunc(list, func(m Mandate) bool { return m.Number == number })
	if i < 0 || list[i].Status != want {
		t.Errorf("%s in %+v is not %s", number, list, want)
	}
}

func TestSubmitOnlyWhatWasSeen(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	sent := mustAdd(t, r, Fields{Number: "1", User: "a"}, Fields{Number: "2", User: "b"})
	if _, err := r.Edit(t.Context(), sent[1].ID, sent[1].Rev, Fields{Number: "2", User: "other"}); err != nil {
		t.Fatal(err)
	}
	_, err := r.Submit(t.Context(), Sending{Rows: sent})
	wantReason(t, err, ReasonChanged)
	_, err = r.Submit(t.Context(), Sending{Rows: nil})
	wantReason(t, err, ReasonNothing)
	wantStatus(t, mustList(t, r), "1", StatusNew)
}

func TestSubmissionThatWasTamperedWith(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	submission, err := r.Submit(t.Context(), Sending{Rows: mustAdd(t, r, Fields{Number: "1", User: "a"})})
	if err != nil {
		t.Fatal(err)
	}
	record := fake.records[submission.ID]
	record.Body = []byte(`{"time":"2026-01-01T00:00:00Z","rows":[],"sha256":"00"}`)
	fake.records[submission.ID] = record
	if got, damaged, err := r.Submissions(t.Context()); err != nil || len(got) != 0 || len(damaged) != 1 {
		t.Errorf("got %v, %v, %v", got, damaged, err)
	}
}

func TestVaultErrorsComeThrough(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	fake.fail = vault.ErrLocked
	if _, err := r.Add(t.Context(), Fields{Number: "1", User: "a"}); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("got %v", err)
	}
}

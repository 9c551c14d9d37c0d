package mandate

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/vault"
)

// fakeRecords is a vault in memory that keeps the contract of vault.Records: Expect, Unique, all or nothing.
type fakeRecords struct {
	mu      sync.Mutex
	rev     uint64
	ids     uint64
	now     time.Time
	records map[vault.ID]vault.Record
	unique  map[vault.ID]string
	changes []vault.Change
	fail    error // returned by the next Apply

	forgotten map[vault.ID]bool
	forget    error // returned by Forget
	rekeys    int
}

func newFake() *fakeRecords {
	return &fakeRecords{
		now:     time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC),
		records: map[vault.ID]vault.Record{}, unique: map[vault.ID]string{},
		forgotten: map[vault.ID]bool{},
	}
}

func (f *fakeRecords) Load(ctx context.Context, kinds ...vault.Kind) ([]vault.Record, []vault.Damaged, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var records []vault.Record
	for _, r := range f.records {
		if slices.Contains(kinds, r.Kind) {
			records = append(records, r)
		}
	}
	slices.SortFunc(records, func(a, b vault.Record) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return records, nil, ctx.Err()
}

func (f *fakeRecords) Apply(ctx context.Context, change vault.Change) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := errors.Join(ctx.Err(), f.fail); err != nil {
		return 0, err
	}
	taken := map[string]vault.ID{}
	for id, unique := range f.unique {
		taken[string(f.records[id].Kind)+unique] = id
	}
	for _, m := range change.Mutations {
		if f.records[m.ID].Rev != m.Expect {
			return 0, &vault.ConflictError{ID: m.ID, Kind: m.Kind}
		}
		if unique := f.unique[m.ID]; unique != "" {
			delete(taken, string(m.Kind)+unique)
		}
	}
	for _, m := range change.Mutations {
		if m.Body == nil || m.Unique == "" {
			continue
		}
		if other, ok := taken[string(m.Kind)+m.Unique]; ok {
			return 0, &vault.DuplicateError{ID: m.ID, Kind: m.Kind, Existing: other}
		}
		taken[string(m.Kind)+m.Unique] = m.ID
	}
	f.rev++
	for _, m := range change.Mutations {
		delete(f.records, m.ID)
		delete(f.unique, m.ID)
		if m.Body != nil {
			f.records[m.ID] = vault.Record{ID: m.ID, Kind: m.Kind, Rev: f.rev, Body: m.Body}
			f.unique[m.ID] = m.Unique
		}
	}
	f.changes = append(f.changes, change)
	return f.rev, nil
}

func (f *fakeRecords) NewID() vault.ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ids++
	var id vault.ID
	binary.BigEndian.PutUint64(id[8:], f.ids)
	return id
}

func (f *fakeRecords) Now() time.Time { return f.now }

// History is what was applied, as a vault tells it.
func (f *fakeRecords) History(_ context.Context, after uint64) ([]vault.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var entries []vault.Entry
	for i, change := range f.changes {
		entry := vault.Entry{Rev: uint64(i) + 1, At: f.now, Event: change.Event, Params: change.Params}
		for _, m := range change.Mutations {
			entry.Items = append(entry.Items, vault.EntryItem{
				ID: m.ID, Kind: m.Kind, Removed: m.Body == nil, Label: m.Label, Fields: m.Fields, Erased: f.forgotten[m.ID],
			})
		}
		if entry.Rev > after {
			entries = append(entries, entry)
		}
	}
	return entries, nil
}

func (f *fakeRecords) Forget(_ context.Context, records ...vault.ID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range records {
		f.forgotten[id] = true
	}
	return f.forget
}

func (f *fakeRecords) Rekey(context.Context) error {
	f.rekeys++
	return nil
}

func (f *fakeRecords) Watch(context.Context) <-chan uint64 { return nil }

// last is the change that was stored last.
func (f *fakeRecords) last() vault.Change { return f.changes[len(f.changes)-1] }

// mustAdd puts rows of number and user into a fresh list.
func mustAdd(t *testing.T, r *Register, rows ...Fields) []Mandate {
	t.Helper()
	var added []Mandate
	for _, fields := range rows {
		m, err := r.Add(t.Context(), fields)
		if err != nil {
			t.Fatal(err)
		}
		added = append(added, m)
	}
	return added
}

func mustList(t *testing.T, r *Register) []Mandate {
	t.Helper()
	list, damaged, err := r.List(t.Context())
	if err != nil || len(damaged) > 0 {
		t.Fatalf("List: %v, damaged %v", err, damaged)
	}
	return list
}

// wantReason fails unless err is an *Error with reason.
func wantReason(t *testing.T, err error, reason Reason) {
	t.Helper()
	if !errors.Is(err, &Error{Reason: reason}) {
		t.Fatalf("error is %v, want reason %s", err, reason)
	}
}

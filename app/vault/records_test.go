package vault_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/vault"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	want := map[vault.ID]string{}
	for i, kind := range []vault.Kind{vault.KindAccount, vault.KindSeat, vault.KindMandate, vault.KindSubmission, vault.KindSetting} {
		m := vault.Mutation{ID: v.NewID(), Kind: kind, Body: []byte(fmt.Sprintf(`{"n":%d,"ü":"ß"}`, i))}
		if kind == vault.KindSetting {
			m.Body = []byte{}
		}
		want[m.ID] = string(kind) + string(m.Body)
		apply(t, v, m)
	}
	shut(t, v)
	v = h.open()
	got := map[vault.ID]string{}
	for _, r := range load(t, v) {
		got[r.ID] = string(r.Kind) + string(r.Body)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if r := load(t, v, vault.KindSeat); len(r) != 1 || r[0].Kind != vault.KindSeat || r[0].Rev != 3 {
		t.Errorf("seats: %+v", r)
	}
	wantClean(t, v)
}

func TestConflictAndDuplicate(t *testing.T) {
	t.Parallel()
	v := newHouse(t).open()
	m := mandate(v, "10012")
	rev := apply(t, v, m)
	again := m
	_, err := v.Apply(t.Context(), change("mandate.edit", vault.DomainList, again))
	var conflict *vault.ConflictError
	if !errors.As(err, &conflict) || conflict.ID != m.ID {
		t.Errorf("a record that is there already: %v", err)
	}
	same := mandate(v, "10012")
	_, err = v.Apply(t.Context(), change("mandate.add", vault.DomainList, mandate(v, "10013"), same))
	var duplicate *vault.DuplicateError
	if !errors.As(err, &duplicate) || duplicate.ID != same.ID || duplicate.Existing != m.ID {
		t.Errorf("a number that is there already: %v", err)
	}
	if n := len(load(t, v, vault.KindMandate)); n != 1 {
		t.Errorf("%d mandates: half of the change was stored", n)
	}
	other := vault.Mutation{ID: v.NewID(), Kind: vault.KindSetting, Body: []byte("{}"), Unique: "10012"}
	apply(t, v, other) // unique among its kind only
	m.Expect, m.Body = rev, nil
	apply(t, v, m, same)
	if r := load(t, v, vault.KindMandate); len(r) != 1 || r[0].ID != same.ID {
		t.Errorf("%+v", r)
	}
	for name, bad := range map[string][]vault.Mutation{
		"twice":        {same, same},
		"no id":        {{Kind: vault.KindMandate, Body: []byte("{}")}},
		"unknown kind": {{ID: v.NewID(), Kind: "x", Body: []byte("{}")}},
		"too large":    {{ID: v.NewID(), Kind: vault.KindMandate, Body: make([]byte, vault.MaxBody+1)}},
	} {
		if _, err := v.Apply(t.Context(), change("x", vault.DomainList, bad...)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	wantClean(t, v)
}

func TestHistory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	m := mandate(v, "00012")
	rev := apply(t, v, m)
	m.Expect, m.Fields = rev, []vault.FieldChange{{Field: "user", Old: "mueller", New: "müller"}}
	if _, err := v.Apply(t.Context(), change("mandate.edit", vault.DomainList, m)); err != nil {
		t.Fatal(err)
	}
	m.Expect, m.Body, m.Fields = rev+1, nil, nil
	if _, err := v.Apply(t.Context(), change("mandate.remove", vault.DomainList, m)); err != nil {
		t.Fatal(err)
	}
	entries, err := v.History(t.Context(), 0)
	if err != nil || len(entries) != 4 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	events := []string{"vault.create", "mandate.import", "mandate.edit", "mandate.remove"}
	for i, e := range entries {
		if e.Event != events[i] || e.Rev != uint64(i+1) || !e.At.Equal(began) || e.Seat != "PC-Empfang" || e.OSUser != "h.müller" || e.Damaged {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	edit := entries[2]
	wantItem := vault.EntryItem{ID: m.ID, Kind: vault.KindMandate, Label: "00012 · mueller", Fields: []vault.FieldChange{{Field: "user", Old: "mueller", New: "müller"}}}
	if len(edit.Items) != 1 || !reflect.DeepEqual(edit.Items[0], wantItem) || edit.Params["count"] != "1" {
		t.Errorf("edit: %+v", edit)
	}
	if gone := entries[3].Items[0]; !gone.Removed || gone.Label == "" {
		t.Errorf("removal: %+v", gone)
	}
	if tail, err := v.History(t.Context(), 3); err != nil || len(tail) != 1 || tail[0].Rev != 4 {
		t.Errorf("tail: %+v, %v", tail, err)
	}
	shut(t, v)
	h.sql("UPDATE item SET detail = NULL WHERE rev = 3 AND idx = 1", "UPDATE item SET detail = zeroblob(40) WHERE rev = 2 AND idx = 0")
	v = h.open()
	entries, err = v.History(t.Context(), 0)
	if err != nil || len(entries) != 4 || !entries[1].Damaged || !entries[2].Damaged || entries[3].Damaged || entries[2].Event != "mandate.edit" {
		t.Errorf("damaged details: %+v, %v", entries, err)
	}
	if report := verify(t, v); len(report.Faults) != 2 {
		t.Errorf("%q", report.Faults)
	}
}

func TestTwoVaultsOneFolder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.open(), h.open()
	m := mandate(a, "10012")
	rev := apply(t, a, m)
	if r := load(t, b, vault.KindMandate); len(r) != 1 || r[0].ID != m.ID {
		t.Fatalf("b sees %+v", r)
	}
	m.Expect, m.Body = rev, []byte(`{"by":"b"}`)
	apply(t, b, m)
	m.Body = []byte(`{"by":"a"}`)
	_, err := a.Apply(t.Context(), change("mandate.edit", vault.DomainList, m))
	var conflict *vault.ConflictError
	if !errors.As(err, &conflict) {
		t.Errorf("the loser was told %v", err)
	}
	if r := load(t, a, vault.KindMandate); string(r[0].Body) != `{"by":"b"}` {
		t.Errorf("a reads %s", r[0].Body)
	}
	// Writers that do not know of each other: nothing is lost, everything is sealed again as needed.
	const each = 12
	var wg sync.WaitGroup
	for w, v := range []*vault.Vault{a, b, a, b} {
		wg.Go(func() {
			for n := range each {
				if _, err := v.Apply(t.Context(), change("mandate.add", vault.DomainList, mandate(v, fmt.Sprintf("%d-%d", w, n)))); err != nil {
					t.Error(err)
				}
				if _, _, err := v.Load(t.Context(), vault.KindMandate); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, v := range []*vault.Vault{a, b} {
		if n := len(load(t, v, vault.KindMandate)); n != 4*each+1 || v.Refusal() != nil {
			t.Errorf("%d mandates, %v", n, v.Refusal())
		}
		wantClean(t, v)
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.open(), h.open()
	revs := b.Watch(t.Context())
	want := apply(t, a, mandate(a, "1"))
	select {
	case rev := <-revs:
		if rev != want {
			t.Errorf("revision %d, want %d", rev, want)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the other's change was not seen")
	}
	shut(t, b)
	select {
	case _, open := <-revs:
		if open {
			t.Error("a revision after Close")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("Watch outlives Close")
	}
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	v := newHouse(t).open()
	apply(t, v, mandate(v, "1"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := v.Apply(ctx, change("x", vault.DomainList, mandate(v, "2")))
	_, _, loadErr := v.Load(ctx, vault.KindMandate)
	_, verifyErr := v.Verify(ctx)
	_, historyErr := v.History(ctx, 0)
	for _, err := range []error{err, loadErr, verifyErr, historyErr} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want context.Canceled", err)
		}
	}
	if v.Refusal() != nil || len(load(t, v, vault.KindMandate)) != 1 {
		t.Error("the vault did not stay as it was:", v.Refusal())
	}
	apply(t, v, mandate(v, strings.Repeat("9", 9)))
}

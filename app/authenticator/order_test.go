package authenticator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
)

// office is a vault with accounts of these names.
func office(t *testing.T, names ...string) (*firm, *authenticator.Service, *vault.Vault, map[string]vault.ID) {
	t.Helper()
	f := newFirm(t)
	s, v := f.open(t)
	ids := map[string]vault.ID{}
	for i, name := range names {
		secret := strings.ReplaceAll(secretA, "J", string(rune('A'+i)))
		ids[name] = add(t, s, "otpauth://totp/Dienst:"+name+"?secret="+secret, name).ID
	}
	return f, s, v, ids
}

// line is the order, pinned ones with a "!".
func line(s *authenticator.Service) string {
	var all []string
	for _, a := range s.Accounts() {
		if a.Pinned {
			a.Name += "!"
		}
		all = append(all, a.Name)
	}
	return strings.Join(all, " ")
}

func wantLine(t *testing.T, s *authenticator.Service, want string) {
	t.Helper()
	if got := line(s); got != want {
		t.Errorf("order %q, want %q", got, want)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	f, s, _, ids := office(t, "d", "B", "a", "c")
	ctx := t.Context()
	wantLine(t, s, "a B c d")
	move := func(name string, places int) func() error {
		return func() error { return s.Move(ctx, ids[name], places) }
	}
	pin := func(name string, on bool) func() error { return func() error { return s.Pin(ctx, ids[name], on) } }
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{move("c", -1), "a c B d"},
		{move("a", authenticator.ToBack), "c B d a"},
		{move("a", 5), "c B d a"},
		{move("d", authenticator.ToFront), "d c B a"},
		{pin("B", true), "B! d c a"},
		{pin("B", true), "B! d c a"},
		{move("d", authenticator.ToFront), "B! d c a"}, // before those that are pinned nothing comes
		{pin("a", true), "B! a! d c"},
		{move("a", -1), "a! B! d c"},
		{move("c", -1), "a! B! c d"},
		{pin("B", false), "a! B c d"},
		{func() error { return s.Remove(ctx, ids["c"]) }, "a! B d"},
		{func() error { _, err := s.Rename(ctx, ids["d"], "z"); return err }, "a! B z"},
		{func() error { add(t, s, "otpauth://totp/neu?secret="+secretB, "Anton"); return nil }, "a! B z Anton"},
		{move("B", 1), "a! z B Anton"},
		{func() error { return s.Remove(ctx, ids["a"]) }, "z B Anton"},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.want, err)
		}
		wantLine(t, s, step.want)
	}
	other, v := f.open(t)
	wantLine(t, other, "z B Anton")
	for i, shown := range other.Codes(start) {
		if want := other.Accounts()[i].ID; shown.Account.ID != want {
			t.Errorf("code %d is of another account", i)
		}
	}
	wantReason(t, other.Move(ctx, ids["a"], 1), authenticator.ReasonNotFound)

	entries, err := v.History(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range entries {
		switch e.Event {
		case authenticator.EventMove:
			told = append(told, e.Params["name"]+" "+e.Params["place"])
		case authenticator.EventPin, authenticator.EventUnpin:
			told = append(told, e.Event+" "+e.Params["name"])
		default:
			continue
		}
		if len(e.Items) != 1 || e.Items[0].Kind != vault.KindSetting || e.Items[0].Label != "" {
			t.Errorf("%s: items %+v", e.Event, e.Items)
		}
	}
	want := "c 2, a 4, d 1, account.pin B, account.pin a, a 1, c 1, account.unpin B, B 2"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("history %s, want %s", got, want)
	}
}

func TestCentralAccountComesFirst(t *testing.T) {
	t.Parallel()
	f, _, v, ids := office(t, "a", "b", "c")
	s := authenticator.New(v)
	named := ids["c"]
	s.CentralBy(func(context.Context) (vault.ID, error) { return named, nil })
	check := func(want string) {
		t.Helper()
		if err := s.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantLine(t, s, want)
	}
	check("c a b")
	named = ids["b"]
	check("b a c")
	if err := s.Move(t.Context(), ids["b"], 1); err != nil { // by hand counts more
		t.Fatal(err)
	}
	check("a b c")
	if err := s.Pin(t.Context(), ids["c"], true); err != nil {
		t.Fatal(err)
	}
	check("c! a b")
	other, _ := f.open(t)
	wantLine(t, other, "c! a b")
}

// TestSeatsOrderAtOnce: what two seats do at the same moment counts both, also the first time.
func TestSeatsOrderAtOnce(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	f, first, _, ids := office(t, names...)
	second, _ := f.open(t)
	var work sync.WaitGroup
	problems := make(chan error, len(names))
	for i, seat := range []*authenticator.Service{first, second} {
		work.Go(func() {
			for _, name := range names[i*4 : i*4+4] {
				if err := seat.Pin(t.Context(), ids[name], true); err != nil {
					problems <- fmt.Errorf("%s: %w", name, err)
				}
			}
		})
	}
	work.Wait()
	close(problems)
	for err := range problems {
		t.Error(err)
	}
	if err := first.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantLine(t, first, "a! b! c! d! e! f! g! h!")
}

// TestOrderKeepsWhatANewerProgramStored, and does not stumble over what it cannot read.
func TestOrderKeepsWhatANewerProgramStored(t *testing.T) {
	t.Parallel()
	_, s, v, ids := office(t, "a", "b")
	record := func() vault.Record {
		records, _, err := v.Load(t.Context(), vault.KindSetting)
		if err != nil || len(records) != 1 {
			t.Fatalf("%d settings, %v", len(records), err)
		}
		return records[0]
	}
	put := func(m vault.Mutation) {
		t.Helper()
		m.Kind, m.Unique = vault.KindSetting, "accounts"
		if _, err := v.Apply(t.Context(), vault.Change{Event: "test", Domain: vault.DomainList, Mutations: []vault.Mutation{m}}); err != nil {
			t.Fatal(err)
		}
	}
	put(vault.Mutation{ID: v.NewID(), Body: []byte(`{"setting":"accounts","grouped":true}`)})
	if err := s.Move(t.Context(), ids["b"], -1); err != nil {
		t.Fatal(err)
	}
	wantLine(t, s, "b a")
	var body map[string]any
	if err := json.Unmarshal(record().Body, &body); err != nil || body["grouped"] != true {
		t.Errorf("body %v, %v", body, err)
	}
	put(vault.Mutation{ID: record().ID, Expect: record().Rev, Body: []byte(`{"setting":"accounts","order":[7]}`)})
	if err := s.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantLine(t, s, "a b")
}

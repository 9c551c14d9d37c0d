package mandate_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// firm is a Mandate list in a real vault, with a clock that moves on with every look at it.
type firm struct {
	*mandate.Register
	vault *vault.Vault
	dir   string
}

func newFirm(t *testing.T) firm {
	t.Helper()
	now := time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)
	opts := vault.Options{
		Now: func() time.Time {
			now = now.Add(time.Second)
			return now
		},
		Unique: map[vault.Kind]func([]byte) (string, error){vault.KindMandate: mandate.Unique},
	}
	dir := filepath.Join(t.TempDir(), "vault")
	var seed vault.Seed
	if _, err := vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{SaveSeed: func(_ context.Context, _ vault.ID, s vault.Seed) (err error) {
		seed, err = vault.SeedFrom(s.Bytes())
		return err
	}}, opts); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.At(dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Seed: func(context.Context, vault.ID) (vault.Seed, error) { return seed, nil }}, opts)
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return firm{mandate.NewRegister(v), v, dir}
}

func (f firm) rows(t *testing.T) []mandate.Mandate {
	t.Helper()
	list, damaged, err := f.List(t.Context())
	if err != nil || len(damaged) > 0 {
		t.Fatalf("%v, %v", damaged, err)
	}
	return list
}

// plain is the list without revisions, which go on when a change is taken back.
func (f firm) plain(t *testing.T) []mandate.Mandate {
	t.Helper()
	list := f.rows(t)
	for i := range list {
		list[i].Rev = 0
	}
	return list
}

func (f firm) submissions(t *testing.T) []mandate.Submission {
	t.Helper()
	all, damaged, err := f.Submissions(t.Context())
	if err != nil || len(damaged) > 0 {
		t.Fatalf("%v, %v", damaged, err)
	}
	return all
}

func (f firm) last(t *testing.T) *vault.Entry {
	t.Helper()
	entry, err := f.LastChange(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return entry
}

func (f firm) ids(t *testing.T) []vault.ID {
	t.Helper()
	var ids []vault.ID
	for _, m := range f.rows(t) {
		ids = append(ids, m.ID)
	}
	return ids
}

// TestUndo takes every kind of change back, then takes that back too.
func TestUndo(t *testing.T) {
	t.Parallel()
	type step struct {
		do   func(ctx context.Context, f firm) error
		once bool // what is taken back cannot be brought again
	}
	second := func(_ any, err error) error { return err }
	clerk := "Frau Süß"
	f := newFirm(t)
	for _, fields := range []mandate.Fields{
		{Number: "00012", User: "a", Client: "Bäckerei", Clerk: "Jäger", Mail: mandate.MailYes, Note: "eins\nzwei"},
		{Number: "13", User: "b"}, {Number: "14", User: "c"},
	} {
		if _, err := f.Add(t.Context(), fields); err != nil {
			t.Fatal(err)
		}
	}
	for name, s := range map[string]step{
		"add": {do: func(ctx context.Context, f firm) error {
			return second(f.Add(ctx, mandate.Fields{Number: "99", User: "z"}))
		}},
		"edit": {do: func(ctx context.Context, f firm) error {
			m := f.rows(t)[0]
			return second(f.Edit(ctx, m.ID, m.Rev, mandate.Fields{Number: "77", User: "neu"}))
		}},
		"amend": {do: func(ctx context.Context, f firm) error {
			return second(f.Amend(ctx, mandate.Amendment{Clerk: &clerk}, f.ids(t)...))
		}},
		"remove": {do: func(ctx context.Context, f firm) error { return f.Remove(ctx, f.ids(t)...) }},
		"end":    {do: func(ctx context.Context, f firm) error { return second(f.End(ctx, f.ids(t)[1])) }},
		"import": {do: func(ctx context.Context, f firm) error {
			plan, err := f.Plan(ctx, []mandate.Row{
				{Line: 1, Fields: mandate.Fields{Number: "13", User: "b", Client: "Autohaus"}}, {Line: 2, Fields: mandate.Fields{Number: "20", User: "n"}},
			})
			if err != nil {
				return err
			}
			return second(f.Import(ctx, plan, "liste.csv"))
		}},
		"submit": {do: func(ctx context.Context, f firm) error {
			return second(f.Submit(ctx, mandate.Sending{Rows: f.rows(t), Code: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)}))
		}, once: true},
	} {
		t.Run(name, func(t *testing.T) { // one after the other: they share the list
			before, sent := f.plain(t), f.submissions(t)
			if err := s.do(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			after := f.plain(t)
			if slices.Equal(before, after) {
				t.Fatal("nothing was changed")
			}
			undone, err := f.Undo(t.Context(), f.last(t).Rev)
			if err != nil || undone.Event != "mandate."+name {
				t.Fatalf("%+v, %v", undone.Event, err)
			}
			if got := f.plain(t); !slices.Equal(got, before) || len(f.submissions(t)) != len(sent) {
				t.Errorf("is\n%+v, was\n%+v", got, before)
			}
			if s.once {
				if f.last(t) != nil {
					t.Error("offers to bring a submission again that is gone")
				}
				return
			}
			if _, err := f.Undo(t.Context(), f.last(t).Rev); err != nil {
				t.Fatal(err)
			}
			if got := f.plain(t); !slices.Equal(got, after) {
				t.Errorf("taken back twice it is\n%+v, was\n%+v", got, after)
			}
			if _, err := f.Undo(t.Context(), f.last(t).Rev); err != nil {
				t.Fatal(err)
			}
		})
	}
	if report, err := f.vault.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestUndoTooLate: what was changed again since stays as it is, all of it.
func TestUndoTooLate(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	plan, err := f.Plan(t.Context(), []mandate.Row{{Fields: mandate.Fields{Number: "1", User: "a"}}, {Fields: mandate.Fields{Number: "2", User: "b"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Import(t.Context(), plan, "x"); err != nil {
		t.Fatal(err)
	}
	imported := f.last(t).Rev
	if _, err := f.End(t.Context(), f.ids(t)[1]); err != nil {
		t.Fatal(err)
	}
	before := f.rows(t)
	for rev, want := range map[uint64]mandate.Reason{
		imported: mandate.ReasonUndoLate, 0: mandate.ReasonNotUndoable, 1: mandate.ReasonNotUndoable, 1000: mandate.ReasonNotUndoable,
	} {
		if _, err := f.Undo(t.Context(), rev); !errors.Is(err, &mandate.Error{Reason: want}) {
			t.Errorf("change %d: %v, want %s", rev, err, want)
		}
	}
	if got := f.rows(t); !slices.Equal(got, before) {
		t.Errorf("%+v", got)
	}
	if err := f.Remove(t.Context(), f.ids(t)[0]); err != nil {
		t.Fatal(err)
	}
	removed := f.last(t).Rev
	if _, err := f.Add(t.Context(), before[0].Fields); err != nil { // the same account again
		t.Fatal(err)
	}
	if _, err := f.Undo(t.Context(), removed); !errors.Is(err, &mandate.Error{Reason: mandate.ReasonDuplicate}) {
		t.Errorf("brought back beside itself: %v", err)
	}
}

// TestErase: nothing of a Mandat is left, in the list, the submissions, the history and the files.
func TestErase(t *testing.T) {
	t.Parallel()
	const canary = "Kanarienvogel"
	f := newFirm(t)
	gone, err := f.Add(t.Context(), mandate.Fields{Number: canary + "1", User: canary + "2", Client: canary + "3", Clerk: canary + "4", Note: canary})
	if err != nil {
		t.Fatal(err)
	}
	stays, err := f.Add(t.Context(), mandate.Fields{Number: "2", User: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Submit(t.Context(), mandate.Sending{Rows: f.rows(t)}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Ask(t.Context(), canary, gone.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.Erase(t.Context(), gone.ID); !errors.Is(err, &mandate.Error{Reason: mandate.ReasonNotEnded}) {
		t.Fatalf("deleted what was not ended: %v", err)
	}
	if _, err := f.End(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	if due := mandate.Expired(f.rows(t), f.vault.Now().AddDate(0, 2, 0), 2); len(due) != 1 || due[0].ID != gone.ID {
		t.Errorf("due: %+v", due)
	}
	if due := mandate.Expired(f.rows(t), f.vault.Now().AddDate(0, 1, 0), 2); len(due) != 0 {
		t.Errorf("due too early: %+v", due)
	}
	if err := f.Erase(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	if list := f.rows(t); len(list) != 1 || list[0].ID != stays.ID {
		t.Errorf("%+v", list)
	}
	sent := f.submissions(t)
	if len(sent) != 1 || len(sent[0].Rows) != 1 || sent[0].Erased != 1 {
		t.Errorf("%+v", sent)
	}
	entries, err := f.vault.History(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, param := range e.Params {
			if bytes.Contains([]byte(param), []byte(canary)) {
				t.Errorf("change %d still says %q", e.Rev, param)
			}
		}
		for _, item := range e.Items {
			if item.ID == gone.ID && (!item.Erased || item.Label != "" || len(item.Fields) > 0) {
				t.Errorf("change %d: %+v", e.Rev, item)
			}
		}
	}
	if err := f.Erase(t.Context()); err != nil { // finishing what was finished
		t.Error(err)
	}
	if report, err := f.vault.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
	err = filepath.WalkDir(f.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(canary)) {
			t.Errorf("%s holds it", d.Name())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

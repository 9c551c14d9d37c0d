package vault_test

import (
	"context"
	"errors"
	"testing"

	"kanzleicode/app/vault"
)

var colour = vault.Setting{Name: "colour", Knows: []string{"setting", "colour"}}

func paint(ctx context.Context, v *vault.Vault, before vault.Record, body string) (vault.Record, error) {
	return colour.Store(ctx, v, before, []byte(body), vault.Change{Event: "firm.change", Domain: vault.DomainList}, nil)
}

// A setting is one record, whoever stores it first, and keeps what a newer program has put into it.
func TestSetting(t *testing.T) {
	t.Parallel()
	v := newHouse(t).open()
	apply(t, v, vault.Mutation{ID: v.NewID(), Kind: vault.KindSetting, Unique: "sound", Body: []byte(`{"setting":"sound"}`)})
	apply(t, v, vault.Mutation{ID: v.NewID(), Kind: vault.KindSetting, Unique: "odd", Body: []byte(`no JSON`)})
	none, err := colour.Load(t.Context(), v)
	if err != nil || !none.ID.IsZero() {
		t.Fatalf("before it was stored: %+v, %v", none, err)
	}
	first, err := paint(t.Context(), v, none, `{"setting":"colour","colour":"red","newer":[1]}`)
	if err != nil {
		t.Fatal(err)
	}
	var conflict *vault.ConflictError
	if _, err := paint(t.Context(), v, none, `{"setting":"colour","colour":"blue"}`); !errors.As(err, &conflict) || conflict.ID != first.ID {
		t.Errorf("stored for the first time twice: %v", err)
	}
	second, err := paint(t.Context(), v, first, `{"setting":"colour","colour":"green"}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := paint(t.Context(), v, first, `{"setting":"colour","colour":"blue"}`); !errors.As(err, &conflict) {
		t.Errorf("on top of what is old: %v", err)
	}
	now, err := colour.Load(t.Context(), v)
	if err != nil || now.ID != first.ID || now.Rev != second.Rev || string(now.Body) != `{"colour":"green","newer":[1],"setting":"colour"}` {
		t.Errorf("stands there: %s, revision %d after %d, %v", now.Body, now.Rev, second.Rev, err)
	}
}

// A setting that is there and cannot be opened is not made a second time.
func TestSettingDamaged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	if _, err := paint(t.Context(), v, vault.Record{}, `{"setting":"colour"}`); err != nil {
		t.Fatal(err)
	}
	shut(t, v)
	h.sql("UPDATE record SET sealed = zeroblob(60)")
	v = h.open()
	none, err := colour.Load(t.Context(), v)
	if err != nil || !none.ID.IsZero() {
		t.Fatalf("damaged: %+v, %v", none, err)
	}
	var problem *vault.Error
	if _, err := paint(t.Context(), v, none, `{"setting":"colour"}`); !errors.As(err, &problem) || problem.Reason != "damaged_record" || !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("stored over a damaged one: %v", err)
	}
}

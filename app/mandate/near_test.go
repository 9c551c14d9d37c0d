package mandate

import (
	"errors"
	"testing"
)

func TestNear(t *testing.T) {
	t.Parallel()
	list := []Mandate{{Fields: Fields{Number: "10012", User: "Müller"}}, {Fields: Fields{Number: "10013", User: "kern1"}}}
	for fields, want := range map[Fields]bool{
		{Number: "10012", User: "Mueller"}:  true,
		{Number: "1OO12", User: "müller"}:   true, // letters O
		{Number: "10012", User: "müllеr"}:   true, // a Cyrillic е
		{Number: "10012", User: "m.üller"}:  true,
		{Number: "100-12", User: "müller"}:  true,
		{Number: "10013", User: "kem1"}:     true, // rn
		{Number: "10013", User: "kernl"}:    true,
		{Number: "10012", User: "MÜLLER "}:  false, // the same
		{Number: "10012", User: "möller"}:   false,
		{Number: "10021", User: "müller"}:   false,
		{Number: "10013", User: "müller"}:   false,
		{Number: "10012", User: "müller2"}:  false,
		{Number: "010012", User: "mueller"}: true,
	} {
		if got := Near(list, fields) != nil; got != want {
			t.Errorf("%s: %v", fields.Label(), got)
		}
	}
}

// BenchmarkPlan compares 100,000 new rows with an empty list.
func BenchmarkPlan(b *testing.B) {
	list := many(100_000)
	rows := make([]Row, len(list))
	for i := range list {
		rows[i] = Row{Line: i + 2, Fields: list[i].Fields}
	}
	for b.Loop() {
		NewPlan(nil, rows)
	}
}

func TestPlanWarnsOfLookAlikes(t *testing.T) {
	t.Parallel()
	list := []Mandate{{Fields: Fields{Number: "10012", User: "Müller"}}}
	plan := NewPlan(list, []Row{
		{Line: 2, Fields: Fields{Number: "10012", User: "mueller"}},
		{Line: 3, Fields: Fields{Number: "77", User: "anna"}},
		{Line: 4, Fields: Fields{Number: "77", User: "аnna"}}, // a Cyrillic а
		{Line: 5, Fields: Fields{Number: "010012", User: "müller"}},
	})
	want := map[int]Reason{2: ReasonNearListed, 4: ReasonNearLine, 5: ReasonNearLine}
	for _, item := range plan.Items {
		reason, warned := want[item.Line]
		if item.State != StateNew || (len(item.Warnings) == 1) != warned || warned && !errors.Is(item.Warnings[0], &Error{Reason: reason}) {
			t.Errorf("line %d: %s, %v", item.Line, item.State, item.Warnings)
		}
	}
}

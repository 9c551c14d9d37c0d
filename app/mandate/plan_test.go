package mandate

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"kanzleicode/app/language"
	"kanzleicode/app/vault"
)

func row(line int, number, user string, more ...string) Row {
	r := Row{Line: line, Fields: Fields{Number: number, User: user}}
	if len(more) > 0 {
		r.Client = more[0]
	}
	if len(more) > 1 {
		r.Note = more[1]
	}
	return r
}

func TestPlan(t *testing.T) {
	t.Parallel()
	r := NewRegister(newFake())
	mustAdd(t, r,
		Fields{Number: "10012", User: "Mueller", Client: "Alt", Note: "bleibt"},
		Fields{Number: "00123", User: "jaeger"})
	brought := errors.New("brought along")
	rows := []Row{
		row(2, "10013", " neu "),
		row(3, "10012", "MUELLER"),
		row(4, "00123", "Jaeger", "Bäckerei Süß"),
		row(5, "", "x"),
		row(6, "10014", ""),
		row(7, "1,23E+05", "x"),
		row(8, "1.23457e+11", "x"),
		row(9, "10013", "NEU"),
		row(10, "31.12.2024", "x"),
		row(11, "#NV", "x"),
		row(12, "10015", "#REF!"),
		{Line: 13, Fields: Fields{Number: "10016", User: "x"}, Problem: brought},
		row(14, "123", "schmidt"),
		row(15, "123", "schmidt"),
		row(16, "12E3", "x"),
		row(17, "31.12.1", "x"),
	}
	plan, err := r.Plan(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		line  int
		state State
		why   string
	}
	var got []outcome
	for _, item := range plan.Items {
		o := outcome{item.Line, item.State, ""}
		for _, err := range append(slices.Clone(item.Warnings), item.Problem) {
			var e *Error
			if errors.As(err, &e) {
				o.why += string(e.Reason)
			} else if err != nil {
				o.why += err.Error()
			}
		}
		got = append(got, o)
	}
	want := []outcome{
		{2, StateNew, ""},
		{3, StateKnown, ""},
		{4, StateChanged, ""},
		{5, StateFaulty, "number_missing"},
		{6, StateFaulty, "user_missing"},
		{7, StateFaulty, "number_scientific"},
		{8, StateFaulty, "number_scientific"},
		{9, StateFaulty, "duplicate_line"},
		{10, StateFaulty, "number_date"},
		{11, StateFaulty, "number_cell_error"},
		{12, StateFaulty, "user_cell_error"},
		{13, StateFaulty, "brought along"},
		{14, StateNew, "zeros_differ"},
		{15, StateFaulty, "duplicate_line"},
		{16, StateNew, ""},
		{17, StateNew, ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
	var duplicate, zeros *Error
	if errors.As(plan.Items[7].Problem, &duplicate); duplicate.Line != 2 {
		t.Errorf("the first line is %d, want 2", duplicate.Line)
	}
	if errors.As(plan.Items[12].Warnings[0], &zeros); zeros.Known != "00123" {
		t.Errorf("known as %q", zeros.Known)
	}
	if plan.Count(StateNew) != 4 || len(plan.Of(StateFaulty)) != 10 || len(plan.Warned()) != 1 {
		t.Errorf("counts are wrong: %d, %d, %d", plan.Count(StateNew), len(plan.Of(StateFaulty)), len(plan.Warned()))
	}
	if changed := plan.Items[2]; changed.Fields != (Fields{Number: "00123", User: "jaeger", Client: "Bäckerei Süß"}) ||
		!reflect.DeepEqual(changed.Changes, []vault.FieldChange{{Field: "client", New: "Bäckerei Süß"}}) {
		t.Errorf("changed row is %+v", changed)
	}
	if skipped := plan.SkipFaulty(); len(skipped.Items) != 6 || len(plan.Items) != len(rows) {
		t.Errorf("left %d of %d", len(skipped.Items), len(plan.Items))
	}
}

func TestPlanSuspectsLostZeros(t *testing.T) {
	t.Parallel()
	warned := func(numbers ...string) (lines []int) {
		var rows []Row
		for i, number := range numbers {
			rows = append(rows, row(i+1, number, "a"))
		}
		for _, item := range NewPlan(nil, rows).Warned() {
			lines = append(lines, item.Line)
		}
		return lines
	}
	if got := warned("10012", "10013", "123", "20001", "20002"); !reflect.DeepEqual(got, []int{3}) {
		t.Errorf("one short number: %v", got)
	}
	if got := warned("1", "22", "333", "4444", "55555"); got != nil {
		t.Errorf("all lengths: %v", got)
	}
	if got := warned("00123", "123"); !reflect.DeepEqual(got, []int{2}) {
		t.Errorf("both spellings: %v", got)
	}
	if got := warned("K-1", "K-22", "10012", "10013", "10014"); got != nil {
		t.Errorf("letters: %v", got)
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	mustAdd(t, r, Fields{Number: "1", User: "a", Note: "bleibt"}, Fields{Number: "2", User: "b"})
	rows := []Row{row(2, "1", "A", "Neu GmbH"), row(3, "2", "b"), row(4, "", "x"), row(5, "003", "c")}
	plan, err := r.Plan(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Import(t.Context(), plan, "liste.xlsx")
	var faulty *FaultyError
	if !errors.As(err, &faulty) || len(faulty.Items) != 1 || faulty.Items[0].Line != 4 || fake.rev != 2 {
		t.Fatalf("faulty rows: %v, revision %d", err, fake.rev)
	}
	imported, err := r.Import(t.Context(), plan.SkipFaulty(), "liste.xlsx")
	if err != nil || len(imported) != 2 || fake.rev != 3 {
		t.Fatalf("got %+v, %v, revision %d", imported, err, fake.rev)
	}
	want := map[string]string{"source": "liste.xlsx", "new": "1", "changed": "1"}
	if got := fake.last(); got.Event != EventImport || !reflect.DeepEqual(got.Params, want) || len(got.Mutations) != 2 {
		t.Errorf("change is %+v", got)
	}
	list := mustList(t, r)
	if list[0].Fields != (Fields{Number: "1", User: "a", Client: "Neu GmbH", Note: "bleibt"}) || list[2].Number != "003" ||
		list[0] != imported[0] || list[2] != imported[1] {
		t.Errorf("list is %+v", list)
	}
	// The same file again has nothing to do and leaves no trace.
	plan, err = r.Plan(t.Context(), slices.Delete(slices.Clone(rows), 2, 3))
	if err != nil || plan.Count(StateKnown) != 3 {
		t.Fatalf("again: %+v, %v", plan, err)
	}
	if imported, err := r.Import(t.Context(), plan, "liste.xlsx"); err != nil || imported != nil || fake.rev != 3 {
		t.Errorf("again: %v, %v, revision %d", imported, err, fake.rev)
	}
}

func TestImportOfAStalePlan(t *testing.T) {
	t.Parallel()
	fake := newFake()
	r := NewRegister(fake)
	added := mustAdd(t, r, Fields{Number: "1", User: "a"})
	fresh, err := r.Plan(t.Context(), []Row{row(2, "5", "e"), row(3, "6", "f")})
	if err != nil {
		t.Fatal(err)
	}
	change, err := r.Plan(t.Context(), []Row{row(2, "7", "g"), row(3, "1", "a", "Neu")})
	if err != nil {
		t.Fatal(err)
	}
	mustAdd(t, r, Fields{Number: "6", User: "F"})
	_, err = r.Import(t.Context(), fresh, "x")
	wantReason(t, err, ReasonDuplicate)
	if err := r.Remove(t.Context(), added[0].ID); err != nil {
		t.Fatal(err)
	}
	_, err = r.Import(t.Context(), change, "x")
	wantReason(t, err, ReasonChanged)
	if list := mustList(t, r); len(list) != 1 {
		t.Errorf("list is %+v", list)
	}
}

func TestEveryReasonAndEventHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		var keys []string
		for _, reason := range Reasons() {
			keys = append(keys, (&Error{Reason: reason}).TextKey())
		}
		for _, event := range Events() {
			keys = append(keys, "history."+event)
		}
		for _, status := range Statuses() {
			keys = append(keys, "mandate.status."+string(status))
		}
		for _, state := range []State{StateNew, StateKnown, StateChanged, StateFaulty} {
			keys = append(keys, "mandate.state."+string(state))
		}
		for _, field := range []string{"number", "user", "client", "clerk", "mail", "note", "status", "question"} {
			keys = append(keys, "mandate.field."+field)
		}
		for _, key := range append(keys, (&FaultyError{}).TextKey()) {
			if !texts.Has(key) {
				t.Errorf("%s: no text %s", tag, key)
			}
		}
	}
}

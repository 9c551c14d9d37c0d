package repair_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"kanzleicode/app/mandate"
	"kanzleicode/app/repair"
	"kanzleicode/app/vault"
)

// nightly is the size of a figure: large in the nightly run, small in every other.
func nightly(large, small int) int {
	if os.Getenv("KANZLEICODE_NIGHTLY") == "1" {
		return large
	}
	return small
}

// TestReliabilityRepair damages records in every way at random and heals them: without any backup, and with one that
// is some changes old. What comes back unasked must be byte for byte what was there.
func TestReliabilityRepair(t *testing.T) {
	t.Parallel()
	rounds, size := nightly(50, 2), nightly(200, 24)
	for _, backed := range []bool{false, true} {
		found, healed, damaged := map[repair.Source]int{}, 0, 0
		for round := range rounds {
			f := newFirm(t)
			random := rand.New(rand.NewPCG(uint64(round), 4)) //nolint:gosec // the same damage every time
			stock(t, f, size)
			if backed {
				f.save(t)
			}
			live(t, f, random, size)
			before := f.bodies(t)
			for id := range before {
				if random.IntN(2) == 0 {
					f.damage(t, random, id)
					damaged++
				}
			}
			p := f.plan(t)
			done := f.apply(t, p, false)
			after := f.bodies(t)
			for _, item := range p.Items {
				found[item.Source]++
				switch {
				case !item.Fit(false):
					if after[item.ID] != "" {
						t.Errorf("%s came back unasked", item.Source)
					}
				case after[item.ID] != before[item.ID]:
					t.Errorf("%s: %q, want %q", item.Source, mask(after[item.ID]), mask(before[item.ID]))
				default:
					healed++
				}
				delete(before, item.ID)
			}
			for id, body := range before {
				if after[id] != body {
					t.Errorf("record %s, which was not damaged, is another", id)
				}
			}
			if remain := len(done.After.Faults); remain != left(p) || len(done.After.Stray) > 0 {
				t.Errorf("%d faults remain, want %d: %v", remain, left(p), done.After.Faults)
			}
		}
		t.Logf("backup %v: %d damaged, %d healed byte for byte, 0 wrong; by source %v", backed, damaged, healed, found)
		if healed == 0 || damaged != healed+found[repair.SourceNone]+found[repair.SourceOlder] {
			t.Errorf("%d damaged, %d healed, %v", damaged, healed, found)
		}
	}
}

// left is how many items a plan leaves damaged.
func left(p *repair.Plan) int { return len(p.Items) - p.Fitting(false) }

// stock fills a vault: one account to ten Mandate.
func stock(t *testing.T, f *firm, size int) {
	t.Helper()
	var rows []mandate.Row
	for n := range size {
		rows = append(rows, mandate.Row{Line: n + 1, Fields: mandate.Fields{Number: fmt.Sprintf("%05d", n), User: "u", Client: "Müller", Note: fmt.Sprint(n)}})
	}
	plan := must[mandate.Plan](t)(f.list.Plan(t.Context(), rows))
	must[[]mandate.Mandate](t)(f.list.Import(t.Context(), plan, "liste.xlsx"))
	for n := range size / 10 {
		f.account(t, fmt.Sprint("Konto ", n), fmt.Sprintf("GEZDGNBVGY3TQOJQGEZDGNBVGY3T%c%c%c%c", 'A'+n/26, 'A'+n%26, 'Q', 'A'))
	}
}

// live changes some of it, as a firm's days do.
func live(t *testing.T, f *firm, random *rand.Rand, size int) {
	t.Helper()
	for n, m := range must2(t, f.list) {
		switch random.IntN(8) {
		case 0:
			must[mandate.Mandate](t)(f.list.Edit(t.Context(), m.ID, m.Rev, mandate.Fields{Number: m.Number, User: fmt.Sprint("v", n), Note: "geändert"}))
		case 1:
			must[mandate.Submission](t)(f.list.Submit(t.Context(), mandate.Sending{Kind: mandate.KindReport, Rows: []mandate.Mandate{m}}))
		}
	}
	for n := range size / 10 {
		f.mandate(t, fmt.Sprint("neu", n))
	}
	if random.IntN(2) == 0 {
		if err := f.vault.Rekey(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// damage does something to a record's row.
func (f *firm) damage(t *testing.T, random *rand.Rand, id vault.ID) {
	t.Helper()
	var sealed []byte
	var rev int
	f.row(t, id, &sealed, &rev)
	switch random.IntN(7) {
	case 0:
		f.sql(t, "DELETE FROM record WHERE id = ?", id[:])
	case 1:
		sealed[random.IntN(len(sealed))] ^= 1 << random.IntN(8)
		f.sql(t, "UPDATE record SET sealed = ? WHERE id = ?", sealed, id[:])
	case 2:
		f.sql(t, "UPDATE record SET sealed = ? WHERE id = ?", sealed[:random.IntN(len(sealed))], id[:])
	case 3:
		f.sql(t, "UPDATE record SET tag = randomblob(32) WHERE id = ?", id[:])
	case 4:
		f.sql(t, "UPDATE record SET rev = ?, epoch = 77 WHERE id = ?", random.IntN(1<<20), id[:])
	case 5:
		f.sql(t, "UPDATE record SET kind = 'mandatt' WHERE id = ?", id[:])
	default:
		f.wreck(t, id)
	}
}

package vault_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestLongHistoryTampered edits, deletes, reorders and inserts at random places of a long history. Every time,
// Verify finds it. KANZLEICODE_CHANGES says how long it is, KANZLEICODE_TAMPERS how often it is tampered with.
func TestLongHistoryTampered(t *testing.T) {
	t.Parallel()
	changes, tampers := times(t, "KANZLEICODE_CHANGES", 300), times(t, "KANZLEICODE_TAMPERS", 100)
	h := newHouse(t)
	v := h.open()
	for n := range changes {
		apply(t, v, mandate(v, fmt.Sprint(n)))
	}
	shut(t, v)
	wantClean(t, h.open())
	random := rand.New(rand.NewPCG(4, 9)) //nolint:gosec // places to tamper with, the same ones every time
	var slowest time.Duration
	missed := 0
	for n := range tampers {
		kinds := tamperings(random, changes+1)
		names := slices.Sorted(maps.Keys(kinds))
		name := names[n%len(names)]
		c := h.copy(t)
		c.sql(kinds[name]...)
		v, err := c.tryOpen(c.unlock())
		if err != nil {
			continue // seen at once
		}
		began := time.Now()
		if report := verify(t, v); len(report.Faults) == 0 {
			t.Errorf("%s: not found: %s", name, kinds[name])
			missed++
		}
		slowest = max(slowest, time.Since(began))
		shut(t, v)
	}
	t.Logf("%d changes, %d times tampered with, %d missed, slowest check %s", changes, tampers, missed, slowest.Round(time.Millisecond))
}

// tamperings are statements that tamper with a log of changes up to a revision.
func tamperings(random *rand.Rand, last int) map[string][]string {
	one := 1 + random.IntN(last)
	two := 1 + (one+random.IntN(last-1))%last // another
	shifted := one                            // once there is room at two
	if one >= two {
		shifted++
	}
	idx := random.IntN(2)
	all := map[string][]string{
		"change deleted":              {fmt.Sprintf("DELETE FROM change WHERE rev = %d", one)},
		"change and items deleted":    {fmt.Sprintf("DELETE FROM change WHERE rev = %d", one), fmt.Sprintf("DELETE FROM item WHERE rev = %d", one)},
		"items deleted":               {fmt.Sprintf("DELETE FROM item WHERE rev = %d", one)},
		"item deleted":                {fmt.Sprintf("DELETE FROM item WHERE rev = %d AND idx = %d", one, idx)},
		"detail deleted":              {fmt.Sprintf("UPDATE item SET detail = NULL WHERE rev = %d AND idx = %d", one, idx)},
		"detail of another epoch":     {fmt.Sprintf("UPDATE item SET epoch = epoch + %d WHERE rev = %d AND idx = %d", 1+random.IntN(9), one, idx)},
		"item of another operation":   {fmt.Sprintf("UPDATE item SET op = op + %d WHERE rev = %d AND idx = %d", 1+random.IntN(9), one, idx)},
		"item of another kind":        {fmt.Sprintf("UPDATE item SET kind = 'seat' WHERE rev = %d AND idx = %d", one, idx)},
		"item without detail":         {fmt.Sprintf("UPDATE item SET domain = 0, detail = NULL WHERE rev = %d AND idx = %d", one, idx)},
		"another time":                {fmt.Sprintf("UPDATE change SET at = at + %d WHERE rev = %d", 1+random.IntN(99), one)},
		"changes reordered":           exchange(one, two, "change", "item"),
		"changes without their items": exchange(one, two, "change"),
		"items of another change":     exchange(one, two, "item"),
		"items reordered": {
			fmt.Sprintf("UPDATE item SET idx = 1000 + idx WHERE rev = %d", one),
			fmt.Sprintf("UPDATE item SET idx = (SELECT max(idx) FROM item WHERE rev = %[1]d) - idx WHERE rev = %[1]d AND idx >= 1000", one),
		},
		"item inserted":           {fmt.Sprintf("INSERT INTO item SELECT rev, 99, op, record, kind, digest, domain, epoch, detail_hash, detail FROM item WHERE rev = %d AND idx = %d", one, idx)},
		"item of no change":       {fmt.Sprintf("INSERT INTO item SELECT %d, idx, op, record, kind, digest, domain, epoch, detail_hash, detail FROM item WHERE rev = %d AND idx = %d", last+2+random.IntN(9), one, idx)},
		"change appended":         insert(one, last+1),
		"change appended as head": append(insert(one, last+1), "UPDATE vault SET rev = rev + 1, head = (SELECT hash FROM change ORDER BY rev DESC LIMIT 1)"),
		"change inserted": append([]string{
			fmt.Sprintf("UPDATE change SET rev = -rev - 1 WHERE rev >= %d", two), "UPDATE change SET rev = -rev WHERE rev < 0",
			fmt.Sprintf("UPDATE item SET rev = -rev - 1 WHERE rev >= %d", two), "UPDATE item SET rev = -rev WHERE rev < 0",
			"UPDATE vault SET rev = rev + 1",
		}, insert(shifted, two)...),
		"tail cut": {
			fmt.Sprintf("DELETE FROM change WHERE rev >= %d", max(one, 2)), fmt.Sprintf("DELETE FROM item WHERE rev >= %d", max(one, 2)),
			"UPDATE vault SET rev = (SELECT max(rev) FROM change), head = (SELECT hash FROM change ORDER BY rev DESC LIMIT 1)",
		},
	}
	for table, columns := range map[string][]string{"change": {"slot", "prev", "hash", "sig"}, "item": {"record", "digest", "detail_hash", "detail"}} {
		for _, column := range columns {
			where := fmt.Sprintf("rev = %d", one)
			if table == "item" {
				where += fmt.Sprintf(" AND idx = %d", idx)
			}
			at := random.IntN(16) // byte to change: every one of these columns has as many
			all[table+"'s "+column] = []string{fmt.Sprintf(`UPDATE %[1]s SET %[2]s = unhex(substr(hex(%[2]s), 1, %[3]d)
				|| iif(substr(hex(%[2]s), %[4]d, 2) = '5A', 'A5', '5A') || substr(hex(%[2]s), %[5]d)) WHERE %[6]s`,
				table, column, 2*at, 2*at+1, 2*at+3, where)}
		}
	}
	return all
}

// exchange lets two changes take each other's place in some tables.
func exchange(one, two int, tables ...string) []string {
	var all []string
	for _, table := range tables {
		for _, step := range [][2]int{{one, 1 << 40}, {two, one}, {1 << 40, two}} {
			all = append(all, fmt.Sprintf("UPDATE %s SET rev = %d WHERE rev = %d", table, step[1], step[0]))
		}
	}
	return all
}

// insert puts a copy of a change, with its items, at a revision that is free.
func insert(from, to int) []string {
	return []string{
		fmt.Sprintf("INSERT INTO change SELECT %d, at, slot, prev, hash, sig FROM change WHERE rev = %d", to, from),
		fmt.Sprintf("INSERT INTO item SELECT %d, idx, op, record, kind, digest, domain, epoch, detail_hash, detail FROM item WHERE rev = %d", to, from),
	}
}

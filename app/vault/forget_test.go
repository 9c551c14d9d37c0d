package vault_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/vault"
)

// past is a vault with a Mandat and an account that were there once, and everything that may tell of them.
type past struct {
	*house
	v, beside       *vault.Vault
	mandat, account vault.ID
	canaries        []string
	remains         map[string][]byte // sealed bytes that held them
}

func newPast(t *testing.T) *past {
	t.Helper()
	h, _ := furnished(t, 5)
	p := &past{house: h, v: h.open(), beside: h.open(), remains: map[string][]byte{}}
	p.canaries = []string{"98765", "Kanarienvogel-user", "Kanarienvogel-client", "KANARIEN234567ABCDEFGHIJ", "Kanarienvogel-account"}
	v := p.v
	must := func(event string, params map[string]string, m ...vault.Mutation) uint64 {
		t.Helper()
		rev, err := v.Apply(t.Context(), vault.Change{Event: event, Params: params, Domain: m[0].Kind.Domain(), Mutations: m})
		if err != nil {
			t.Fatal(err)
		}
		return rev
	}
	gone := mandate(v, "98765")
	gone.Body = []byte(`{"number":"98765","user":"Kanarienvogel-user","client":"Kanarienvogel-client"}`)
	gone.Label = "98765 · Kanarienvogel-user"
	gone.Fields = []vault.FieldChange{{Field: "client", Old: "KANARIENVOGEL-client & Co", New: "Kanarienvogel-client"}}
	p.mandat = gone.ID
	rev := must("mandate.import", map[string]string{"source": "Mandat 98765.xlsx"}, gone, mandate(v, "11111"))
	gone.Expect = rev
	rev = must("mandate.edit", map[string]string{"number": "98765", "user": "Kanarienvogel-user"}, gone, mandate(v, "22222"))
	key := account(v, "Kanarienvogel-account")
	key.Body = []byte(`{"name":"Kanarienvogel-account","secret":"KANARIEN234567ABCDEFGHIJ"}`)
	p.account = key.ID
	key.Expect = must("account.add", map[string]string{"name": "Kanarienvogel-account"}, key)
	p.keep("SELECT sealed FROM record WHERE hex(id) = upper(?)", p.mandat)
	p.keep("SELECT sealed FROM record WHERE hex(id) = upper(?)", p.account)
	must("mandate.remove", map[string]string{"count": "1"}, vault.Mutation{ID: gone.ID, Kind: gone.Kind, Expect: rev, Label: gone.Label})
	must("account.remove", map[string]string{"name": "Kanarienvogel-account"}, vault.Mutation{ID: key.ID, Kind: key.Kind, Expect: key.Expect, Label: "Kanarienvogel-account"})
	must("mandate.add", map[string]string{"number": "33333", "user": "mueller"}, mandate(v, "33333"))
	for _, id := range []vault.ID{p.mandat, p.account} {
		p.keep("SELECT detail FROM item WHERE hex(record) = upper(?)", id)
	}
	return p
}

// keep notes sealed bytes, which are to be gone later.
func (p *past) keep(query string, id vault.ID) {
	p.t.Helper()
	db, err := sql.Open("sqlite", p.file())
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(p.t.Context(), query, id.String())
	if err != nil {
		p.t.Fatal(err)
	}
	defer rows.Close()
	n := len(p.remains)
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			p.t.Fatal(err)
		}
		p.remains[fmt.Sprintf("%s, row %d", query, len(p.remains))] = sealed
	}
	if err := rows.Err(); err != nil || len(p.remains) == n {
		p.t.Fatal("nothing found", err)
	}
}

// hits counts what is left of the canaries: in clear, sealed, and in what the vault can open.
func (p *past) hits() (plain, sealed, readable int) {
	p.t.Helper()
	paths, err := filepath.Glob(filepath.Join(p.dir, "*"))
	if err != nil || len(paths) < 3 {
		p.t.Fatalf("%q, %v: want the database and its companions", paths, err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, c := range p.canaries {
			plain += bytes.Count(raw, []byte(c))
		}
		for _, r := range p.remains { // a part is enough to find it by
			if bytes.Contains(raw, r[:24]) || bytes.Contains(raw, r[len(r)-24:]) {
				sealed++
			}
		}
	}
	history, err := p.v.History(p.t.Context(), 0)
	if err != nil {
		p.t.Fatal(err)
	}
	text, err := json.Marshal(history)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range load(p.t, p.v) {
		text = append(text, r.Body...)
	}
	for _, c := range p.canaries {
		readable += strings.Count(strings.ToLower(string(text)), strings.ToLower(c))
	}
	return plain, sealed, readable
}

func TestForget(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	want := load(t, p.v)
	before, err := p.v.History(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if plain, sealed, readable := p.hits(); plain != 0 || sealed < 5 || readable < 10 {
		t.Fatalf("before: %d, %d, %d hits: the test looks in the wrong place", plain, sealed, readable)
	}
	if err := p.v.Forget(t.Context(), p.mandat, p.account); err != nil {
		t.Fatal(err)
	}
	if plain, sealed, readable := p.hits(); plain+sealed+readable != 0 {
		t.Errorf("%d, %d, %d hits after it was forgotten", plain, sealed, readable)
	}
	wantSame(t, load(t, p.v), want)
	wantClean(t, p.v)
	wantClean(t, p.beside)

	t.Log("the history has gaps where they were, and only there")
	after, err := p.beside.History(t.Context(), 0)
	if err != nil || len(after) != len(before)+1 || after[len(before)].Event != "vault.forget" {
		t.Fatalf("%d entries, %v", len(after), err)
	}
	var erased []string
	for i, was := range before {
		now := after[i]
		if now.Damaged {
			t.Errorf("change %d counts as damaged", now.Rev)
		}
		if now.Event == vault.EventErased {
			erased = append(erased, was.Event)
		} else if now.Event != was.Event || fmt.Sprint(now.Params) != fmt.Sprint(was.Params) {
			t.Errorf("change %d: %s, want %s", now.Rev, now.Event, was.Event)
		}
		for n, item := range now.Items {
			gone := item.ID == p.mandat || item.ID == p.account
			if item.Erased != gone || (item.Label == "") != (gone || was.Items[n].Label == "") {
				t.Errorf("change %d: %+v", now.Rev, item)
			}
		}
	}
	if got := strings.Join(erased, " "); got != "mandate.import mandate.edit account.add account.remove" {
		t.Errorf("events that are gone: %s", got)
	}

	t.Log("again, there is nothing to do")
	head, err := p.v.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.v.Forget(t.Context(), p.account); err != nil {
		t.Error(err)
	}
	if now, err := p.v.Head(t.Context()); err != nil || now != head {
		t.Errorf("another change was written: %v", err)
	}

	t.Log("new keys: what somebody kept of the old file cannot be opened with what is there now")
	if err := p.v.Rekey(t.Context()); err != nil {
		t.Fatal(err)
	}
	apply(t, p.beside, mandate(p.beside, "44444"))
	if plain, sealed, readable := p.hits(); plain+sealed+readable != 0 {
		t.Errorf("%d, %d, %d hits after new keys", plain, sealed, readable)
	}
	wantClean(t, p.beside)
	shut(t, p.v)
	shut(t, p.beside)
	if n := p.count("SELECT count(*) FROM wrap WHERE epoch = 1"); n != 0 {
		t.Errorf("%d old keys are left", n)
	}
	wantClean(t, p.open())
}

func TestForgetRefuses(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	there := load(t, p.v, vault.KindMandate)[0].ID
	head, err := p.v.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantReason(t, p.v.Forget(t.Context(), there), "forget_present")
	wantReason(t, p.v.Forget(t.Context(), p.mandat, there), "forget_present")
	wantReason(t, p.v.Forget(t.Context(), vault.ID{42}), "forget_unknown")
	wantReason(t, p.v.Forget(t.Context(), p.mandat, vault.ID{}), "forget_unknown")
	if now, err := p.v.Head(t.Context()); err != nil || now != head {
		t.Errorf("a change was written: %v", err)
	}
	if _, _, readable := p.hits(); readable == 0 {
		t.Error("something was forgotten")
	}
}

// TestErasedOnlyWhatTheLogSays: a detail that is missing without a word of the log is damage, and so is one that is
// back.
func TestErasedOnlyWhatTheLogSays(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	entries, err := p.v.History(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string][]byte{} // by place
	db, err := sql.Open("sqlite", p.file())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT rev, idx, detail FROM item WHERE record = ?", p.mandat[:])
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var rev, idx int
		var detail []byte
		if err := rows.Scan(&rev, &idx, &detail); err != nil {
			t.Fatal(err)
		}
		kept[fmt.Sprintf("rev = %d AND idx = %d", rev, idx)] = detail
	}
	if err := errors.Join(rows.Err(), rows.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	if err := p.v.Forget(t.Context(), p.mandat); err != nil {
		t.Fatal(err)
	}
	shut(t, p.v)
	shut(t, p.beside)
	last := entries[len(entries)-1].Rev // says nothing of the Mandat
	imported := entries[slices.IndexFunc(entries, func(e vault.Entry) bool { return len(e.Items) == 2 })].Rev
	cases := map[string]string{
		"another record's":             fmt.Sprintf("UPDATE item SET detail = NULL WHERE rev = %d AND idx = 1", last),
		"another change's event":       fmt.Sprintf("UPDATE item SET detail = NULL WHERE rev = %d AND idx = 0", last),
		"another record's beside it":   fmt.Sprintf("UPDATE item SET detail = NULL WHERE rev = %d AND record <> X'%s' AND idx > 0", imported, p.mandat),
		"the event of the forgetting":  fmt.Sprintf("UPDATE item SET detail = NULL WHERE rev = %d AND idx = 0", last+1),
		"the log's word of it":         fmt.Sprintf("DELETE FROM item WHERE rev = %d AND idx = 1", last+1),
		"the log's word, for another":  fmt.Sprintf("UPDATE item SET record = X'%s' WHERE rev = %d AND idx = 1", p.account, last+1),
		"the word taken for a removal": fmt.Sprintf("UPDATE item SET op = 3 WHERE rev = %d AND idx = 1", last+1),
	}
	for place, detail := range kept {
		cases["back again, "+place] = fmt.Sprintf("UPDATE item SET detail = X'%x' WHERE %s", detail, place)
	}
	for name, statement := range cases {
		t.Run(name, func(t *testing.T) {
			h := p.copy(t)
			h.sql(statement)
			if report := verify(t, h.open()); len(report.Faults) == 0 {
				t.Error("not found")
			}
		})
	}
	wantClean(t, p.open())
}

// TestForgetLeavesNoOldCopies: SQLite moves rows inside its file and may leave the old place as it was.
func TestForgetLeavesNoOldCopies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	all := manyMandates(v, 300, 1)
	rev := apply(t, v, all...)
	for round := range 6 { // rows that grow and shrink make it move others
		for i := range all {
			all[i].Expect, all[i].Body = rev, fmt.Appendf(nil, `{"number":"%d","note":%q}`, i, strings.Repeat("y", (i*37+round*211)%700))
		}
		rev = apply(t, v, all...)
	}
	shut(t, v)
	db, err := sql.Open("sqlite", h.file())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT sealed FROM record")
	if err != nil {
		t.Fatal(err)
	}
	var sealed [][]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		sealed = append(sealed, b)
	}
	if err := errors.Join(rows.Err(), rows.Close(), db.Close()); err != nil || len(sealed) != len(all) {
		t.Fatal(len(sealed), err)
	}
	v = h.open()
	var gone []vault.ID
	for i := 0; i < len(all); i += 2 {
		all[i].Expect, all[i].Body = rev, nil
		apply(t, v, all[i])
		gone = append(gone, all[i].ID)
	}
	if err := v.Forget(t.Context(), gone...); err != nil {
		t.Fatal(err)
	}
	wantClean(t, v)
	shut(t, v)
	raw, left := h.read(), 0
	for _, s := range sealed {
		if bytes.Contains(raw, s[:24]) || bytes.Contains(raw, s[len(s)-24:]) {
			left++
		}
	}
	if want := len(all) - len(gone); left != want {
		t.Errorf("%d sealed records stand in the file, want the %d that are there", left, want)
	}
}

package repair_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/archive"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/recovery"
	"kanzleicode/app/repair"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp"
)

// firm is a vault on disk with a sheet and a folder of backups.
type firm struct {
	now      time.Time
	dir      string
	vault    *vault.Vault
	list     *mandate.Register
	accounts *authenticator.Service
	keeper   *archive.Service
	service  *repair.Service
}

func newFirm(t testing.TB) *firm {
	t.Helper()
	f := &firm{now: time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC), dir: filepath.Join(t.TempDir(), "vault")}
	opts := vault.Options{
		Now: func() time.Time { return f.now },
		Unique: map[vault.Kind]func([]byte) (string, error){
			vault.KindAccount: authenticator.Unique, vault.KindMandate: mandate.Unique, vault.KindSetting: vault.SettingName,
		},
	}
	var seed vault.Seed
	if _, err := vault.Create(t.Context(), sqlite.At(f.dir), vault.SlotKey{SaveSeed: func(_ context.Context, _ vault.ID, s vault.Seed) (err error) {
		seed, err = vault.SeedFrom(s.Bytes())
		return err
	}}, opts); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.At(f.dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.vault, err = vault.Open(t.Context(), store, vault.Unlock{Seed: func(context.Context, vault.ID) (vault.Seed, error) { return seed, nil }}, opts)
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() {
		if err := f.vault.Close(); err != nil {
			t.Error(err)
		}
	})
	f.list, f.accounts = mandate.NewRegister(f.vault), authenticator.New(f.vault)
	f.keeper = archive.New(&export.Firm{Texts: language.New("de"), Vault: f.vault, Accounts: f.accounts, Mandates: f.list},
		statefile.In(t.TempDir(), ".backup.json"), func() time.Time { return f.now })
	f.service = repair.New(f.vault, f.keeper)
	if _, err := recovery.NewService(f.vault).Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.keeper.Choose(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	return f
}

func must[T any](t testing.TB) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (f *firm) mandate(t testing.TB, number string) mandate.Mandate {
	t.Helper()
	return must[mandate.Mandate](t)(f.list.Add(t.Context(), mandate.Fields{Number: number, User: "u" + number, Client: "Müller " + number, Note: "alt"}))
}

func (f *firm) key(t testing.TB, secret string) authenticator.Candidate {
	t.Helper()
	c, _, err := authenticator.Typed{Issuer: "Dienst", User: secret[26:], Secret: secret, Algorithm: otp.SHA1, Digits: 6, Period: 30 * time.Second}.Candidate()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (f *firm) account(t testing.TB, name, secret string) vault.ID {
	t.Helper()
	return must[authenticator.Account](t)(f.accounts.Add(t.Context(), f.key(t, secret), name)).ID
}

func (f *firm) save(t testing.TB) archive.Made {
	t.Helper()
	f.now = f.now.Add(time.Hour)
	return must[archive.Made](t)(f.keeper.Save(t.Context()))
}

// sql changes the file behind the vault's back.
func (f *firm) sql(t testing.TB, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(f.dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a test's own connection
	result, err := db.ExecContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s: %d rows, %v", query, n, err)
	}
}

func (f *firm) wreck(t testing.TB, ids ...vault.ID) {
	t.Helper()
	for _, id := range ids {
		f.sql(t, "UPDATE record SET sealed = randomblob(length(sealed)) WHERE id = ?", id[:])
	}
}

// bodies are what stands in the vault, by ID.
func (f *firm) bodies(t testing.TB) map[vault.ID]string {
	t.Helper()
	records, _, err := f.vault.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[vault.ID]string{}
	for _, r := range records {
		bodies[r.ID] = string(r.Body)
	}
	return bodies
}

func (f *firm) plan(t testing.TB) *repair.Plan {
	t.Helper()
	return must[*repair.Plan](t)(f.service.Plan(t.Context(), repair.From{}))
}

func (f *firm) apply(t testing.TB, p *repair.Plan, older bool) repair.Done {
	t.Helper()
	return must[repair.Done](t)(f.service.Apply(t.Context(), p, repair.From{}, older))
}

func sources(p *repair.Plan) map[vault.ID]repair.Source {
	found := map[vault.ID]repair.Source{}
	for _, i := range p.Items {
		found[i.ID] = i.Source
	}
	return found
}

const (
	secretA = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	secretB = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"
	secretC = "NBSWY3DPEHPK3PXPNBSWY3DPEHPK3PXP"
	secretD = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
	secretE = "ONSWG4TFORZWKY3SMV2HGZLDOJSXI43F"
	secretF = "PFXXK4TTMVRXEZLUPFXXK4TTMVRXEZLU"
)

// TestSources: every kind of damage, every source, and what is there afterwards.
func TestSources(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	ctx := t.Context()
	same, renamed, renewed := f.account(t, "gleich", secretA), f.account(t, "umbenannt", secretB), f.account(t, "erneuert", secretC)
	settled := f.account(t, "bestätigt", secretD)
	must[authenticator.Account](t)(f.accounts.Renew(ctx, settled, f.key(t, secretE)))
	untouched, edited, sent := f.mandate(t, "1"), f.mandate(t, "2"), f.mandate(t, "3")
	flipped, gone, moved, older, tag := f.mandate(t, "4"), f.mandate(t, "5"), f.mandate(t, "6"), f.mandate(t, "7"), f.mandate(t, "8")
	made := f.save(t)
	added := f.mandate(t, "9")
	fresh := f.account(t, "neu", secretF)
	must[authenticator.Account](t)(f.accounts.Rename(ctx, renamed, "anders"))
	must[authenticator.Account](t)(f.accounts.Settle(ctx, settled)) // seals everything anew
	must[authenticator.Account](t)(f.accounts.Renew(ctx, renewed, f.key(t, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQMFR")))
	for _, m := range must2(t, f.list) {
		switch m.ID {
		case edited.ID, added.ID:
			must[mandate.Mandate](t)(f.list.Edit(ctx, m.ID, m.Rev, mandate.Fields{Number: m.Number + "0", User: m.User, Note: "neu"}))
		case sent.ID:
			must[mandate.Submission](t)(f.list.Submit(ctx, mandate.Sending{Kind: mandate.KindReport, Rows: []mandate.Mandate{m}}))
			must[[]mandate.Mandate](t)(f.list.Confirm(ctx, m.ID))
		}
	}
	var sealed []byte
	var rev int
	f.row(t, older.ID, &sealed, &rev)
	for _, m := range must2(t, f.list) {
		if m.ID == older.ID {
			must[mandate.Mandate](t)(f.list.Edit(ctx, m.ID, m.Rev, mandate.Fields{Number: m.Number, User: m.User, Client: "Schulze"}))
		}
	}
	before := f.bodies(t)

	f.wreck(t, same, renamed, renewed, settled, fresh, untouched.ID, edited.ID, sent.ID, added.ID)
	f.sql(t, "UPDATE record SET sealed = ?, rev = ? WHERE id = ?", sealed, rev, older.ID[:])
	f.row(t, flipped.ID, &sealed, &rev)
	sealed[len(sealed)/2] ^= 16
	f.sql(t, "UPDATE record SET sealed = ? WHERE id = ?", sealed, flipped.ID[:])
	f.sql(t, "DELETE FROM record WHERE id = ?", gone.ID[:])
	f.sql(t, "UPDATE record SET id = randomblob(16) WHERE id = ?", moved.ID[:])
	f.sql(t, "UPDATE record SET tag = randomblob(32) WHERE id = ?", tag.ID[:])

	p := f.plan(t)
	want := map[vault.ID]repair.Source{
		same: repair.SourceBackup, renamed: repair.SourceBackupLog, renewed: repair.SourceOlder, settled: repair.SourceBackupLog, fresh: repair.SourceNone,
		untouched.ID: repair.SourceBackup, edited.ID: repair.SourceBackupLog, sent.ID: repair.SourceBackupLog, added.ID: repair.SourceLog,
		flipped.ID: repair.SourceSelf, gone.ID: repair.SourceBackup, moved.ID: repair.SourceSelf, older.ID: repair.SourceBackupLog, tag.ID: repair.SourceSelf,
	}
	if got := sources(p); !maps.Equal(got, want) {
		t.Errorf("sources %v,\nwant %v", got, want)
	}
	for _, i := range p.Items {
		if i.Renewed != (i.ID == renewed) || i.ID == renewed && !i.Taken.Equal(made.Taken) {
			t.Errorf("%+v", i)
		}
		if text := i.Sentence(language.New("de")); strings.Contains(text, "repair.") || !strings.Contains(text, i.Label) {
			t.Errorf("%q", text)
		}
	}
	if len(p.Report.Stray) != 1 || len(p.Unread) > 0 {
		t.Errorf("%+v, %v", p.Report.Stray, p.Unread)
	}

	done := f.apply(t, p, false)
	if len(done.After.Lost) != 2 || len(done.After.Faults) != 2 {
		t.Errorf("after it: %v", done.After.Faults)
	}
	after := f.bodies(t)
	for id, source := range want {
		if source != repair.SourceNone && source != repair.SourceOlder && after[id] != before[id] {
			t.Errorf("%s: %q,\nwant %q", source, mask(after[id]), mask(before[id]))
		}
	}
	if after[renewed] != "" || after[fresh] != "" {
		t.Error("an older secret came back although nobody asked for it")
	}
	done = f.apply(t, f.plan(t), true)
	if len(done.After.Faults) != 1 || !strings.Contains(f.bodies(t)[renewed], secretC) {
		t.Errorf("the older secret was asked for: %v", done.After.Faults)
	}
	f.wantHistory(t)
	f.wantCopy(t, done.Copy)

	t.Log("new keys leave no copy that the old ones open")
	if err := f.vault.Rekey(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(done.Copy); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	t.Log("what was repaired can be repaired again, from the repair's own words")
	f.wreck(t, added.ID, untouched.ID, renamed)
	got := sources(f.plan(t))
	if got[added.ID] != repair.SourceLog || got[untouched.ID] != repair.SourceBackup || got[renamed] != repair.SourceBackupLog {
		t.Errorf("%v", got)
	}
}

func must2(t testing.TB, list *mandate.Register) []mandate.Mandate {
	t.Helper()
	all, _, err := list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// mask keeps secrets out of a test's output.
func mask(body string) string {
	if strings.Contains(body, "secret") {
		return fmt.Sprintf("%d bytes", len(body))
	}
	return body
}

func (f *firm) row(t testing.TB, id vault.ID, sealed *[]byte, rev *int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(f.dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a test's own connection
	if err := db.QueryRowContext(t.Context(), "SELECT sealed, rev FROM record WHERE id = ?", id[:]).Scan(sealed, rev); err != nil {
		t.Fatal(err)
	}
}

// wantHistory: what was done stands in the history, in words, and no secret does.
func (f *firm) wantHistory(t *testing.T) {
	t.Helper()
	entries := must[[]*journal.Entry](t)(journal.New(f.vault, language.New("de")).Read(t.Context(), 0))
	e := entries[0]
	if !strings.Contains(e.What, "repariert: 1, davon in einem älteren Stand: 1") || !slices.Equal(e.Areas, []journal.Area{journal.Security}) {
		t.Errorf("%q, %v", e.What, e.Areas)
	}
	if !strings.Contains(e.Summary, "Wiederhergestellt aus: – → einem älteren Stand") {
		t.Errorf("%q", e.Summary)
	}
	if text := fmt.Sprintf("%+v %+v", e, entries[1]); strings.Contains(text, secretC) || strings.Contains(text, secretA) {
		t.Error("a secret stands in the history")
	}
}

// wantCopy: the vault as it was lies beside it, for nobody else.
func (f *firm) wantCopy(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || filepath.Dir(path) != f.dir || info.Size() == 0 {
		t.Fatalf("%q: %v", path, err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a test's own connection
	var rows int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM record").Scan(&rows); err != nil || rows == 0 {
		t.Errorf("%d rows in the copy, %v", rows, err)
	}
}

// TestNothingToRepair: a whole vault is left alone.
func TestNothingToRepair(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.mandate(t, "1")
	p := f.plan(t)
	head := must[vault.Head](t)(f.vault.Head(t.Context()))
	if done := f.apply(t, p, true); p.Useful(true) || done.Copy != "" {
		t.Errorf("%+v", done)
	}
	if now := must[vault.Head](t)(f.vault.Head(t.Context())); now != head {
		t.Error("something was written")
	}
}

// TestOnlyTheLost: the vault itself lets nothing but damaged records be replaced in this way.
func TestOnlyTheLost(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	lost, whole := f.mandate(t, "1"), f.mandate(t, "2")
	f.wreck(t, lost.ID)
	p := f.plan(t)
	write := func(report vault.Report, id vault.ID) error {
		_, err := f.vault.Repair(t.Context(), report, vault.Change{Event: repair.Event, Domain: vault.DomainCode,
			Mutations: []vault.Mutation{{ID: id, Kind: vault.KindMandate, Body: []byte("{}")}}})
		return err
	}
	if err := write(p.Report, whole.ID); err == nil {
		t.Error("a whole record was replaced")
	}
	forged := p.Report
	forged.Lost = append(slices.Clone(forged.Lost), vault.Lost{ID: whole.ID, Kind: vault.KindMandate})
	var conflict *vault.ConflictError
	if err := write(forged, whole.ID); !errors.As(err, &conflict) {
		t.Errorf("a whole record that was said to be lost: %v", err)
	}
	f.mandate(t, "3")
	if _, err := f.service.Apply(t.Context(), p, repair.From{}, false); !errors.Is(err, vault.ErrStale) {
		t.Errorf("a plan of before another change: %v", err)
	}
	if done := f.apply(t, f.plan(t), false); len(done.After.Faults) > 0 {
		t.Errorf("%v", done.After.Faults)
	}
}

// TestTwin: who has entered a lost Mandat again has it once.
func TestTwin(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	lost := f.mandate(t, "1")
	f.sql(t, "DELETE FROM record WHERE id = ?", lost.ID[:])
	f.mandate(t, "1")
	p := f.plan(t)
	if got := sources(p); got[lost.ID] != repair.SourceTwin {
		t.Errorf("%v", got)
	}
	if done := f.apply(t, p, false); len(done.After.Faults) > 0 || len(must2(t, f.list)) != 1 {
		t.Errorf("%v", done.After.Faults)
	}
}

// TestBackupsThatDoNotCount: of another vault, or of another way that a copy of this one went.
func TestBackupsThatDoNotCount(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	id := f.account(t, "eins", secretA)
	made := f.save(t)
	f.wreck(t, id)
	opened := must[*archive.Opened](t)(f.keeper.Open(t.Context(), made.Path, archive.Key{}))
	plan := func() *repair.Plan {
		return must[*repair.Plan](t)(f.service.Plan(t.Context(), repair.From{Opened: opened}))
	}
	if got := sources(plan()); got[id] != repair.SourceBackup {
		t.Fatalf("%v", got)
	}
	for name, spoil := range map[string]func(*backup.Snapshot){
		"other vault": func(s *backup.Snapshot) { s.Vault[0] ^= 1 },
		"other past":  func(s *backup.Snapshot) { s.Head.Hash[0] ^= 1 },
		"the future":  func(s *backup.Snapshot) { s.Head.Rev += 100 },
	} {
		snapshot := *opened.Snapshot
		kept := opened.Snapshot
		spoil(&snapshot)
		opened.Snapshot = &snapshot
		p := plan()
		if got := sources(p); got[id] != repair.SourceNone || len(p.Unread) != 1 {
			t.Errorf("%s: %v, %v", name, got, p.Unread)
		}
		opened.Snapshot = kept
	}
}

// TestOlderBackups: while a record is damaged the daily backups go on without it; the one before has it.
func TestOlderBackups(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	id := f.account(t, "eins", secretA)
	f.save(t)
	f.wreck(t, id)
	for range 3 {
		if made := f.save(t); made.Damaged != 1 {
			t.Fatalf("%+v", made)
		}
	}
	before := must[[]archive.Stored](t)(f.keeper.List(t.Context()))
	if err := os.WriteFile(before[1].Path, []byte("age-encryption.org/v1\nrubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := f.plan(t)
	if got := sources(p); got[id] != repair.SourceBackup || len(p.Unread) != 1 || p.Unread[0].Path != before[1].Path {
		t.Errorf("%v, %v", got, p.Unread)
	}
}

// TestBeyondRecords: where the log is damaged nothing is written.
func TestBeyondRecords(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	m := f.mandate(t, "1")
	f.wreck(t, m.ID)
	f.sql(t, "UPDATE change SET sig = randomblob(64) WHERE rev = 2")
	p := f.plan(t)
	if p.Report.Sound() || p.Useful(true) {
		t.Errorf("%v", p.Report.Faults)
	}
	if done := f.apply(t, p, true); done.Copy != "" || len(done.After.Lost) != 1 {
		t.Errorf("%+v", done)
	}
}

// TestDamagedWords: a history that cannot be read brings nothing back.
func TestDamagedWords(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	m := f.mandate(t, "1")
	f.wreck(t, m.ID)
	f.sql(t, "UPDATE item SET detail = randomblob(length(detail)) WHERE record = ?", m.ID[:])
	p := f.plan(t)
	if got := sources(p); got[m.ID] != repair.SourceNone || !p.Report.Sound() {
		t.Errorf("%v, %v", got, p.Report.Faults)
	}
}

// TestEngine: a file whose own structures are damaged is written anew, and then the records are healed.
func TestEngine(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	m := f.mandate(t, "1")
	before := f.bodies(t)
	path := filepath.Join(f.dir, sqlite.FileName)
	var tag []byte
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRowContext(t.Context(), "SELECT tag FROM record WHERE id = ?", m.ID[:]).Scan(&tag); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	// Closing the file before the test ends would drop SQLite's locks on it in this process.
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	raw, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(raw), string(tag))
	if _, err := file.WriteAt([]byte{tag[0] ^ 1}, int64(at)); err != nil {
		t.Fatal(err)
	}
	p := f.plan(t)
	if p.Report.Engine == 0 {
		t.Error("SQLite found nothing")
	}
	done := f.apply(t, p, false)
	if len(done.After.Faults) > 0 || !maps.Equal(f.bodies(t), before) {
		t.Errorf("%v", done.After.Faults)
	}
}

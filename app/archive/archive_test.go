package archive_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kanzleicode/app/archive"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
)

// firm is a firm with a vault, a clock that moves and a drive for its backups.
type firm struct {
	now    time.Time
	vault  *vault.Vault
	list   *mandate.Register
	sheet  *recovery.Sheet
	keeper *archive.Service
	state  string
	drive  string
}

func newFirm(t *testing.T) *firm {
	t.Helper()
	f := &firm{now: time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC), drive: t.TempDir(), state: t.TempDir()}
	opts := vault.Options{
		Now: func() time.Time { return f.now },
		Unique: map[vault.Kind]func([]byte) (string, error){
			vault.KindAccount: authenticator.Unique, vault.KindMandate: mandate.Unique, vault.KindSetting: vault.SettingName,
		},
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
	f.vault, err = vault.Open(t.Context(), store, vault.Unlock{Seed: func(context.Context, vault.ID) (vault.Seed, error) { return seed, nil }}, opts)
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() {
		if err := f.vault.Close(); err != nil {
			t.Error(err)
		}
	})
	f.list = mandate.NewRegister(f.vault)
	f.keeper = archive.New(&export.Firm{Texts: language.New("de"), Vault: f.vault, Accounts: authenticator.New(f.vault), Mandates: f.list},
		statefile.In(f.state, ".backup.json"), func() time.Time { return f.now })
	return f
}

// print makes the firm's recovery sheet, without which nothing is backed up.
func (f *firm) print(t *testing.T) {
	t.Helper()
	var err error
	if f.sheet, err = recovery.NewService(f.vault).Make(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f *firm) add(t *testing.T, number, client string) {
	t.Helper()
	if _, err := f.list.Add(t.Context(), mandate.Fields{Number: number, User: "u", Client: client}); err != nil {
		t.Fatal(err)
	}
}

func (f *firm) wantState(t *testing.T, last time.Time, late bool, problem backup.Reason) archive.State {
	t.Helper()
	state, err := f.keeper.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !state.Last.Equal(last) || state.Late != late || reason(state.Problem) != problem {
		t.Errorf("%+v; want the last at %v, late %v, problem %q", state, last, late, problem)
	}
	return state
}

func reason(err error) backup.Reason {
	var problem *backup.Error
	if errors.As(err, &problem) {
		return problem.Reason
	}
	return ""
}

func (f *firm) files(t *testing.T) []archive.Stored {
	t.Helper()
	list, err := f.keeper.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFolder(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	if state := f.wantState(t, time.Time{}, false, ""); state.Folder != "" {
		t.Errorf("folder %q before one was chosen", state.Folder)
	}
	if _, err := f.keeper.Save(t.Context()); reason(err) != backup.ReasonFolder {
		t.Errorf("saved nowhere: %v", err)
	}
	if err := f.keeper.Choose(t.Context(), filepath.Join(f.drive, "nirgends")); reason(err) != backup.ReasonFolder {
		t.Errorf("chose a folder that is not there: %v", err)
	}
	for range 2 { // the second time the folder inside
		if err := f.keeper.Choose(t.Context(), f.drive); err != nil {
			t.Fatal(err)
		}
		if state := f.wantState(t, time.Time{}, false, ""); filepath.Dir(state.Folder) != f.drive {
			t.Errorf("folder %q", state.Folder)
		}
	}
	state := f.wantState(t, time.Time{}, false, "")
	if err := f.keeper.Choose(t.Context(), state.Folder); err != nil || f.wantState(t, time.Time{}, false, "").Folder != state.Folder {
		t.Errorf("a folder inside of the folder: %v", err)
	}
	if _, err := f.keeper.Save(t.Context()); reason(err) != backup.ReasonNoKey {
		t.Errorf("saved for nobody: %v", err)
	}
	f.wantState(t, time.Time{}, false, backup.ReasonNoKey)
	f.print(t)
	made, err := f.keeper.Save(t.Context())
	if err != nil || made.Records != 1 || filepath.Dir(made.Path) != state.Folder {
		t.Fatalf("%+v, %v", made, err)
	}
	f.wantState(t, f.now, false, "")

	t.Log("a drive that is gone is not made anew")
	if err := os.Rename(state.Folder, f.drive+"/weg"); err != nil {
		t.Fatal(err)
	}
	f.wantState(t, time.Time{}, true, backup.ReasonFolder)
	if _, err := f.keeper.Save(t.Context()); reason(err) != backup.ReasonFolder {
		t.Errorf("saved into a folder that is gone: %v", err)
	}
	if _, err := os.Stat(state.Folder); err == nil {
		t.Error("the folder was made")
	}
	if err := os.Rename(f.drive+"/weg", state.Folder); err != nil {
		t.Fatal(err)
	}
	f.now = f.now.Add(time.Hour)
	if _, err := f.keeper.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(f.files(t)[0].Path); err != nil { // the last one is deleted: the one before counts
		t.Fatal(err)
	}
	f.wantState(t, made.Taken, false, "")
}

// TestDaily: a day goes by in beats of an hour, with a drive that is missing for a while.
func TestDaily(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFirm(t)
		f.print(t)
		beat, said := make(chan time.Time), 0
		go f.keeper.Daily(t.Context(), beat, func() { said++ })
		hours := func(n int) {
			for range n {
				beat <- f.now
				synctest.Wait()
				f.now = f.now.Add(time.Hour)
			}
		}
		want := func(attempts, files int, last time.Time, late bool, problem backup.Reason) {
			t.Helper()
			f.wantState(t, last, late, problem)
			if said != attempts {
				t.Errorf("%d attempts, want %d", said, attempts)
			}
			if problem == "" && len(f.files(t)) != files {
				t.Errorf("%d files, want %d", len(f.files(t)), files)
			}
		}
		hours(2)
		want(0, 0, time.Time{}, false, "") // no folder was chosen
		if err := f.keeper.Choose(t.Context(), f.drive); err != nil {
			t.Fatal(err)
		}
		first := f.now
		hours(25) // the last of them a day later to the second
		want(1, 1, first, false, "")
		folder := filepath.Dir(f.files(t)[0].Path)
		if err := os.Rename(folder, folder+".weg"); err != nil {
			t.Fatal(err)
		}
		hours(3)
		want(4, 0, time.Time{}, true, backup.ReasonFolder) // repeated at each beat
		if err := os.Rename(folder+".weg", folder); err != nil {
			t.Fatal(err)
		}
		second := f.now
		hours(2)
		want(5, 2, second, false, "")
		close(beat)
	})
}

// TestLate: people are told after two days, and when a clock was wrong backups go on.
func TestLate(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.print(t)
	if err := f.keeper.Choose(t.Context(), f.drive); err != nil {
		t.Fatal(err)
	}
	chosen := f.now
	for _, tt := range []struct {
		after time.Duration
		late  bool
	}{{47 * time.Hour, false}, {49 * time.Hour, true}} {
		f.now = chosen.Add(tt.after)
		f.wantState(t, time.Time{}, tt.late, "")
	}
	made, err := f.keeper.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		after time.Duration
		late  bool
	}{{0, false}, {48 * time.Hour, false}, {49 * time.Hour, true}, {-30 * time.Minute, false}, {-100 * time.Hour, true}} {
		f.now = made.Taken.Add(tt.after)
		f.wantState(t, made.Taken, tt.late, "")
	}
	beat, said := make(chan time.Time, 1), 0
	beat <- f.now
	close(beat)
	f.keeper.Daily(t.Context(), beat, func() { said++ })
	if said != 1 || len(f.files(t)) != 2 {
		t.Errorf("%d attempts and %d files after the clock was set back", said, len(f.files(t)))
	}
}

func TestKeptByCountAndAge(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.print(t)
	if err := f.keeper.Choose(t.Context(), f.drive); err != nil {
		t.Fatal(err)
	}
	state, err := f.keeper.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for day := range 40 {
		name := filepath.Join(state.Folder, backup.NameAt(f.now.AddDate(0, 0, -day-1)))
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.keeper.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(f.files(t)); got != 31 { // today's, and one for each of the 30 days before
		t.Errorf("%d backups stay", got)
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.print(t)
	f.add(t, "00012", "Bäckerei Müller")
	f.add(t, "00013", "Autohaus")
	if err := f.keeper.Choose(t.Context(), f.drive); err != nil {
		t.Fatal(err)
	}
	made, err := f.keeper.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := f.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.now = f.now.Add(time.Hour)
	if err := f.list.Remove(t.Context(), list[0].ID); err != nil {
		t.Fatal(err)
	}
	list[1].Client = "Fahrradhaus"
	if _, err := f.list.Edit(t.Context(), list[1].ID, list[1].Rev, list[1].Fields); err != nil {
		t.Fatal(err)
	}
	f.add(t, "00014", "Neu")

	opened, err := f.keeper.Open(t.Context(), made.Path, archive.Key{})
	if err != nil || opened.Foreign || !opened.Snapshot.Taken.Equal(made.Taken) {
		t.Fatalf("%+v, %v", opened, err)
	}
	plan, err := f.keeper.Plan(t.Context(), opened)
	if err != nil || len(plan.Missing) != 1 || len(plan.Different) != 1 || plan.Equal != 1 || len(plan.Newer) != 1 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if !strings.Contains(plan.Different[0].Label, "00013") {
		t.Errorf("different: %q", plan.Different[0].Label)
	}
	done, err := f.keeper.Restore(t.Context(), plan, true)
	if err != nil || done.Records != 2 || filepath.Dir(done.Safety) != filepath.Dir(made.Path) {
		t.Fatalf("%+v, %v", done, err)
	}
	after, _, err := f.list.List(t.Context())
	if err != nil || len(after) != 3 {
		t.Errorf("%v, %v", after, err)
	}
	if _, err := f.keeper.Open(t.Context(), done.Safety, archive.Key{Sheet: f.sheet.Identity}); err != nil {
		t.Errorf("the backup of the state before: %v", err)
	}
	if len(f.files(t)) != 1 {
		t.Error("the backup of the state before counts as a daily one")
	}
	opened, err = f.keeper.Open(t.Context(), made.Path, archive.TypedKey(strings.Join(f.sheet.Identity.Groups(), " ")))
	if err != nil {
		t.Fatal(err)
	}
	if plan, err = f.keeper.Plan(t.Context(), opened); err != nil {
		t.Fatal(err)
	}
	if _, err := f.keeper.Restore(t.Context(), plan, true); reason(err) != backup.ReasonNothing {
		t.Errorf("restored nothing: %v", err)
	}
}

// TestWhoOpens: after the way into the vault was changed, this PC opens no older backup; the sheet does.
func TestWhoOpens(t *testing.T) {
	t.Parallel()
	f, other := newFirm(t), newFirm(t)
	f.print(t)
	if err := f.keeper.Choose(t.Context(), f.drive); err != nil {
		t.Fatal(err)
	}
	made, err := f.keeper.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		keeper *archive.Service
		key    archive.Key
		opens  bool
	}{
		"this PC":           {f.keeper, archive.Key{}, true},
		"another PC":        {other.keeper, archive.Key{}, false},
		"the sheet there":   {other.keeper, archive.TypedKey(f.sheet.Identity.Reveal()), true},
		"another's phrase":  {other.keeper, archive.TypedKey("irgend ein Satz"), false},
		"nothing was typed": {other.keeper, archive.TypedKey(""), false},
	} {
		opened, err := tt.keeper.Open(t.Context(), made.Path, tt.key)
		if (err == nil) != tt.opens || err != nil && !archive.NeedsKey(err) {
			t.Errorf("%s: %v", name, err)
		}
		if opened != nil && opened.Foreign != (tt.keeper == other.keeper) {
			t.Errorf("%s: foreign %v", name, opened.Foreign)
		}
	}
	if _, err := f.keeper.Open(t.Context(), filepath.Join(f.drive, "weg"), archive.Key{}); !errors.Is(err, os.ErrNotExist) || archive.NeedsKey(err) {
		t.Errorf("no file: %v", err)
	}
}

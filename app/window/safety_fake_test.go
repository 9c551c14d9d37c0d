package window

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/access"
	"kanzleicode/app/archive"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/recovery"
	"kanzleicode/app/repair"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/safety"
)

// standing is how a firm stands, without a vault behind it. Zero, it is safe in every respect.
type standing struct {
	noSheet, unproven bool
	mode              access.Mode
	noFolder          bool
	backups           archive.State
	list              int // backups in the folder
}

func (s standing) services() safety.Services {
	if s.mode == "" {
		s.mode = access.ModeKeyring
	}
	if s.backups == (archive.State{}) && !s.noFolder {
		s.backups.Last = start.Add(-3 * time.Hour)
	}
	if !s.noFolder {
		s.backups.Folder = filepath.FromSlash("/media/kanzlei/USB-Stick/Kanzleicode-1a2b3c4d")
	}
	return safety.Services{Sheets: stillSheets(s), Access: stillAccess(s), Backups: stillBackups(s)}
}

type (
	stillSheets  standing
	stillAccess  standing
	stillBackups standing
)

func (s stillSheets) State(context.Context) (recovery.State, error) {
	state := recovery.State{Created: start.AddDate(0, 0, -20), Proven: start.AddDate(0, 0, -19), Groups: []int{5, 11}}
	switch {
	case s.noSheet:
		return recovery.State{}, nil
	case s.unproven:
		state.Proven = time.Time{}
	}
	return state, nil
}

func (stillSheets) Make(context.Context) (*recovery.Sheet, error) {
	identity, err := recovery.New()
	return &recovery.Sheet{Vault: vault.ID{0x1a, 0x2b, 0x3c, 0x4d}, Created: start, Identity: identity}, err
}

func (stillSheets) ProveGroups(context.Context, []string) error {
	return &recovery.Error{Reason: recovery.ReasonWrong}
}

func (stillSheets) ProveKey(context.Context, string) error {
	return &recovery.Error{Reason: recovery.ReasonMistyped}
}

func (s stillAccess) Mode(context.Context) (access.Mode, error) { return s.mode, nil }
func (stillAccess) SetEmergency(_ context.Context, phrase []byte) error {
	return vault.CheckPassphrase(phrase)
}
func (stillAccess) SetStart(_ context.Context, phrase []byte) error {
	return vault.CheckPassphrase(phrase)
}
func (stillAccess) Adopt(context.Context, []byte) error { return nil }
func (stillAccess) Remove(context.Context) error        { return nil }

func (s stillBackups) State(context.Context) (archive.State, error) { return s.backups, nil }

func (s stillBackups) List(context.Context) ([]archive.Stored, error) {
	var list []archive.Stored
	for i := range s.list {
		taken := start.Add(-time.Duration(3+24*i) * time.Hour)
		list = append(list, archive.Stored{Path: filepath.Join(s.backups.Folder, backup.NameAt(taken)), Taken: taken, Size: 48213})
	}
	return list, nil
}

var errStill = errors.New("nothing stands behind this")

func (stillBackups) Choose(context.Context, string) error       { return errStill }
func (stillBackups) Save(context.Context) (archive.Made, error) { return archive.Made{}, errStill }
func (stillBackups) Plan(context.Context, *archive.Opened) (*archive.Plan, error) {
	return nil, errStill
}
func (stillBackups) Open(context.Context, string, archive.Key) (*archive.Opened, error) {
	return nil, &backup.Error{Reason: backup.ReasonWrongKey}
}
func (stillBackups) Restore(context.Context, *archive.Plan, bool) (archive.Restored, error) {
	return archive.Restored{}, errStill
}

// office is a real vault with its services, on a PC with a keyring in memory.
type office struct {
	now     func() time.Time
	dir     string
	keyring map[vault.ID]vault.Seed
	vault   *vault.Vault
	sheets  *recovery.Service
	ways    *access.Service
	list    *mandate.Register
	keeper  *archive.Service
	drive   string
	opened  []string // files that were opened in another program
	openErr error
}

func (o *office) options() vault.Options {
	kdf := vault.FloorArgon2id()
	return vault.Options{Now: o.now, KDF: &kdf, Unique: map[vault.Kind]func([]byte) (string, error){
		vault.KindAccount: authenticator.Unique, vault.KindMandate: mandate.Unique, vault.KindSetting: vault.SettingName,
	}}
}

func (o *office) seat() access.Seat {
	return access.Seat{
		Save: func(_ context.Context, id vault.ID, seed vault.Seed) error {
			kept, err := vault.SeedFrom(seed.Bytes())
			o.keyring[id] = kept
			return err
		},
		Seed: func(_ context.Context, id vault.ID) (vault.Seed, error) {
			kept, ok := o.keyring[id]
			if !ok {
				return kept, errors.New("no entry")
			}
			return vault.SeedFrom(kept.Bytes())
		},
	}
}

func (o *office) unlock(t testing.TB, by vault.Unlock) error {
	t.Helper()
	store, err := sqlite.At(o.dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	by.Seed = o.seat().Seed
	v, err := vault.Open(t.Context(), store, by, o.options())
	if err != nil {
		return errors.Join(err, store.Close())
	}
	t.Cleanup(func() { _ = v.Close() })
	o.vault, o.sheets, o.ways, o.list = v, recovery.NewService(v), access.New(v, o.seat()), mandate.NewRegister(v)
	o.keeper = archive.New(&export.Firm{Texts: language.New("de"), Vault: v, Accounts: authenticator.New(v), Mandates: o.list}, statefile.In(filepath.Join(o.dir, "..", "state"), ".backup.json"), o.now)
	return nil
}

// newOffice makes the vault.
func newOffice(t testing.TB, now func() time.Time) *office {
	t.Helper()
	o := &office{now: now, dir: filepath.Join(t.TempDir(), "vault"), keyring: map[vault.ID]vault.Seed{}, drive: t.TempDir()}
	if _, err := vault.Create(t.Context(), sqlite.At(o.dir), vault.SlotKey{SaveSeed: o.seat().Save}, o.options()); err != nil {
		t.Fatal(err)
	}
	if err := o.unlock(t, vault.Unlock{}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) services() safety.Services {
	return safety.Services{Sheets: o.sheets, Access: o.ways, Backups: o.keeper, Repair: repair.New(o.vault, o.keeper), Open: func(_ context.Context, path string) error {
		o.opened = append(o.opened, path)
		return o.openErr
	}}
}

// enter opens a window over an office, with an account and the safety page in sight.
func enter(t testing.TB, prepare func(*office)) (*room, *office) {
	t.Helper()
	var o *office
	r := open(t, "de", false, func(r *room) {
		one(r)
		o = newOffice(t, func() time.Time { return r.now })
		if prepare != nil {
			prepare(o)
		}
		r.safe = o.services()
	})
	r.native.Resize(fyne.NewSize(1366, 768))
	r.Show(safetyPage)
	return r, o
}

// startWindows are the windows before the main one, by name.
func startWindows(t testing.TB, app fyne.App, texts *language.Catalog) map[string]fyne.Window {
	t.Helper()
	fresh := Start{Unlock: func(context.Context, []byte) error { return nil }, Done: func(bool) {}}
	locked := fresh
	locked.Recover = func(context.Context, recovery.Identity) error { return nil }
	locked.Adopt = func(context.Context, []byte) error { return nil }
	phrase := func() fyne.Window { return newPassphrase(app, texts, askKeys, locked, page.NewInlineWorker) }
	room := func(w fyne.Window) *room { return &room{Window: &Window{native: w, services: Services{Texts: texts}}} }
	sheet, wrong, adopt := phrase(), phrase(), phrase()
	room(sheet).press(t, "window.recover.offer")
	room(wrong).press(t, "window.recover.offer")
	test.Type(room(wrong).fields()[0], "AGE-SECRET-KEY-1 ABCD")
	room(wrong).press(t, "window.recover.open")
	room(adopt).press(t, "window.recover.offer")
	identity, err := recovery.New()
	if err != nil {
		t.Fatal(err)
	}
	room(adopt).fields()[0].SetText(identity.Reveal())
	room(adopt).press(t, "window.recover.open")
	room(adopt).choose(t, adoptPassphrase)
	return map[string]fyne.Window{
		"problem":        newProblem(app, texts, &vault.Error{Reason: "newer", Args: map[string]any{"found": 2, "known": 1}}, Start{}, page.NewInlineWorker),
		"problem-sheet":  newProblem(app, texts, &vault.Error{Reason: "seed_wrong"}, locked, page.NewInlineWorker),
		"passphrase":     phrase(),
		"new-passphrase": newPassphrase(app, texts, chooseKeys, fresh, page.NewInlineWorker),
		"recover":        sheet, "recover-wrong": wrong, "recover-adopt": adopt,
	}
}

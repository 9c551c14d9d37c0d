package window

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/preferences"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/safety"
	"kanzleicode/app/window/settings"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/theme"
	"kanzleicode/otp"
)

// firm is the firm's accounts in memory, with real codes.
type firm struct {
	accounts  []authenticator.Account
	keys      map[vault.ID]otp.Key
	found     []authenticator.Candidate // what the next scan gives; nil = what is really there
	scanned   []string                  // what was scanned: text or name of each source, and "2 monitors"
	err       error                     // what the next call gives
	during    func()                    // happens while the next scan is under way
	asked     int                       // calls of Codes
	handed    []string                  // events of what was handed over
	previous  map[vault.ID]otp.Key      // of before a renewal
	forbidden []authenticator.Form      // in which no account leaves
}

func (f *firm) add(name string, key otp.Key) authenticator.Account {
	if f.keys == nil {
		f.keys = map[vault.ID]otp.Key{}
	}
	a := authenticator.Account{
		ID: vault.ID{byte(len(f.accounts) + 1)}, Name: name, Issuer: key.Issuer, User: key.Account,
		Algorithm: key.Algorithm, Digits: key.Digits, Period: key.Period, Created: time.Date(2026, 3, 12, 9, 41, 0, 0, time.UTC),
	}
	f.accounts = append(f.accounts, a)
	f.keys[a.ID] = key
	return a
}

func (f *firm) failure() error { err := f.err; f.err = nil; return err }

// Scan gives what was found, or what the real service finds.
func (f *firm) Scan(ctx context.Context, sources ...authenticator.Source) ([]authenticator.Candidate, error) {
	monitors := 0
	for _, source := range sources {
		if source.Picture != nil {
			monitors++
			continue
		}
		name := source.Name
		if data, err := source.Read(ctx); name == "" && err == nil {
			name = string(data)
		}
		f.scanned = append(f.scanned, name)
	}
	if monitors > 0 {
		f.scanned = append(f.scanned, fmt.Sprintf("%d monitors", monitors))
	}
	if f.during != nil {
		f.during()
	}
	if err := f.failure(); err != nil || f.found != nil {
		return f.found, err
	}
	return authenticator.New(nil).Scan(ctx, sources...)
}

func (f *firm) Judge(candidates []authenticator.Candidate) []authenticator.Candidate {
	return authenticator.New(nil).Judge(candidates)
}

func (f *firm) Add(_ context.Context, c authenticator.Candidate, name string) (authenticator.Account, error) {
	if err := f.failure(); err != nil {
		return authenticator.Account{}, err
	}
	return f.add(name, c.Key), nil
}

func (f *firm) Renew(_ context.Context, id vault.ID, c authenticator.Candidate) (authenticator.Account, error) {
	if err := f.failure(); err != nil {
		return authenticator.Account{}, err
	}
	return f.renew(id, c.Key, start), nil
}

// renew gives an account another key and keeps the one of before.
func (f *firm) renew(id vault.ID, key otp.Key, at time.Time) authenticator.Account {
	if f.previous == nil {
		f.previous = map[vault.ID]otp.Key{}
	}
	f.previous[id], f.keys[id] = f.keys[id], key
	a := &f.accounts[f.index(id)]
	a.Renewed, a.Unsettled = at, true
	return *a
}

func (f *firm) Previous(id vault.ID, now time.Time) (authenticator.Shown, error) {
	key, kept := f.previous[id]
	if !kept {
		return authenticator.Shown{}, &authenticator.Error{Reason: authenticator.ReasonNothingToSettle}
	}
	code, err := key.At(now)
	return authenticator.Shown{Account: f.accounts[f.index(id)], Code: code}, err
}

func (f *firm) Settle(_ context.Context, id vault.ID) (authenticator.Account, error) {
	if err := f.failure(); err != nil {
		return authenticator.Account{}, err
	}
	delete(f.previous, id)
	f.accounts[f.index(id)].Unsettled = false
	return f.accounts[f.index(id)], nil
}

func (f *firm) Revert(ctx context.Context, id vault.ID) (authenticator.Account, error) {
	if f.err == nil {
		f.keys[id] = f.previous[id]
	}
	return f.Settle(ctx, id)
}

func (f *firm) Rename(_ context.Context, id vault.ID, name string) (authenticator.Account, error) {
	f.accounts[f.index(id)].Name = name
	return f.accounts[f.index(id)], f.failure()
}

func (f *firm) Move(_ context.Context, id vault.ID, places int) error {
	at := f.index(id)
	to := max(0, min(len(f.accounts)-1, at+places))
	account := f.accounts[at]
	f.accounts = slices.Insert(slices.Delete(f.accounts, at, at+1), to, account)
	return f.failure()
}

func (f *firm) Pin(_ context.Context, id vault.ID, on bool) error {
	f.accounts[f.index(id)].Pinned = on
	slices.SortStableFunc(f.accounts, func(a, b authenticator.Account) int {
		switch {
		case a.Pinned == b.Pinned:
			return 0
		case a.Pinned:
			return -1
		}
		return 1
	})
	return f.failure()
}

func (f *firm) Remove(_ context.Context, id vault.ID) error {
	f.accounts = slices.Delete(f.accounts, f.index(id), f.index(id)+1)
	return f.failure()
}

func (f *firm) Accounts(context.Context) ([]authenticator.Account, error) {
	return slices.Clone(f.accounts), f.failure()
}

func (f *firm) Codes(now time.Time) []authenticator.Shown {
	f.asked++
	var all []authenticator.Shown
	for _, a := range f.accounts {
		code, err := f.keys[a.ID].At(now)
		next, err2 := f.keys[a.ID].After(code)
		if err == nil && err2 == nil {
			all = append(all, authenticator.Shown{Account: a, Code: code, Next: next})
		}
	}
	return all
}

func (f *firm) index(id vault.ID) int {
	return slices.IndexFunc(f.accounts, func(a authenticator.Account) bool { return a.ID == id })
}

// records is a vault in memory: mandate.Register on it is the real one.
type records struct {
	all map[vault.ID]vault.Record
	rev uint64
	now func() time.Time
	log changes

	broken error // what every change gives; nil = they are stored
}

func (r *records) Load(_ context.Context, kinds ...vault.Kind) ([]vault.Record, []vault.Damaged, error) {
	var list []vault.Record
	for _, record := range r.all {
		if slices.Contains(kinds, record.Kind) {
			list = append(list, record)
		}
	}
	return list, nil, nil
}

func (r *records) Apply(_ context.Context, change vault.Change) (uint64, error) {
	if r.broken != nil {
		return 0, r.broken
	}
	r.rev++
	entry := vault.Entry{Rev: r.rev, At: r.now(), Event: change.Event, Params: change.Params}
	for _, m := range change.Mutations {
		if r.all[m.ID].Rev != m.Expect {
			return 0, &vault.ConflictError{ID: m.ID, Kind: m.Kind}
		}
		entry.Items = append(entry.Items, vault.EntryItem{ID: m.ID, Kind: m.Kind, Removed: m.Body == nil, Label: m.Label, Fields: m.Fields})
		if m.Body == nil {
			delete(r.all, m.ID)
			continue
		}
		r.all[m.ID] = vault.Record{ID: m.ID, Kind: m.Kind, Rev: r.rev, Body: m.Body}
	}
	r.log = append(r.log, entry)
	return r.rev, nil
}

func (r *records) NewID() vault.ID {
	r.rev++
	return vault.ID{byte(r.rev >> 16), byte(r.rev >> 8), byte(r.rev), 1}
}

func (r *records) History(_ context.Context, after uint64) ([]vault.Entry, error) {
	return slices.DeleteFunc(slices.Clone(r.log), func(e vault.Entry) bool { return e.Rev <= after }), nil
}

func (r *records) Forget(context.Context, ...vault.ID) error { return nil }
func (r *records) Rekey(context.Context) error               { return nil }

func (r *records) Now() time.Time                      { return r.now() }
func (r *records) Watch(context.Context) <-chan uint64 { return nil }

// changes is the vault's log in memory.
type changes []vault.Entry

func (c *changes) History(_ context.Context, after uint64) ([]vault.Entry, error) {
	return slices.Clone((*c)[min(int(after), len(*c)):]), nil
}

// tables writes lines of "number;user".
type tables struct{ form mandates.Form }

func (t *tables) Write(w io.Writer, form mandates.Form, list []mandate.Mandate) error {
	t.form = form
	for _, m := range list {
		if _, err := fmt.Fprintf(w, "%s;%s\n", m.Number, m.User); err != nil {
			return err
		}
	}
	return nil
}

func (*tables) WriteExcerpt(_ context.Context, w io.Writer, client string, rows []mandate.Mandate) error {
	_, err := fmt.Fprintf(w, "%s: %d\n", client, len(rows))
	return err
}

// room is a window with everything around it that a test wants to reach.
type room struct {
	*Window
	app    fyne.App
	now    time.Time
	firm   *firm
	list   *mandate.Register
	notes  *onboarding.Service
	real   AccountService // instead of firm; nil = firm
	stored *records
	tables *tables
	log    changes
	kept   drawer                       // where the PIN is
	unused func() (time.Duration, bool) // for how long nobody used the PC; nil = not known
	idle   time.Duration
	safe   safety.Services
	memory page.Memory // nil = this PC remembers nothing
	wishes *preferences.Store
	about  settings.About
	start  settings.Start // how the program starts with the PC
	hint   string
	laid   bool  // the firm's IT has laid that down
	broken error // what the next change of that gives
	tray   Tray
	pc     *pcClock
	timers []func() // what waits for the clipboard's time

	desktop setup.Desktop
	secret  func(context.Context, string) error
	awake   func(context.Context, string) error
	mail    outgoing
}

var start = time.Date(2026, 11, 22, 9, 41, 0, 0, time.UTC)

// open builds the window in the test driver. All work is done where it is asked for.
func open(t testing.TB, tag string, dark bool, prepare func(*room)) *room {
	t.Helper()
	r := &room{app: test.NewTempApp(t), now: start, firm: &firm{}, tables: &tables{}, safe: standing{}.services(), about: settings.About{Version: "1.2.3", Folder: "/home/kanzlei/.local/share/kanzleicode"}}
	r.app.Settings().SetTheme(look(dark))
	now := func() time.Time { return r.now }
	stored := &records{all: map[vault.ID]vault.Record{}, now: now}
	r.stored = stored
	r.list, r.mail.firm, r.notes = mandate.NewRegister(stored), practice(stored), onboarding.NewService(stored)
	r.pc = newPCClock(t, r)
	r.wishes = preferences.Open(statefile.In(filepath.Join(t.TempDir(), "state"), ".preferences.json"), preferences.Given{})
	if prepare != nil {
		prepare(r)
	}
	accounts := r.real
	if accounts == nil {
		accounts = r.firm
	}
	r.Window = build(r.app, Services{
		Texts: language.New(tag), Now: now, Clock: r.pc, Accounts: accounts, Mandates: r.list, Sheets: r.tables, Desktop: r.desktop, Awake: r.awake, Secret: r.secret, Support: r.mail.services(),
		Preferences: r.wishes, About: r.about, Autostart: r.autostart(), Tray: r.tray, Notes: r.notes, Documents: os.DirFS("../.."),
		History: journal.New(&r.log, language.New(tag)), Safety: r.safe, Lock: r.lockServices(), Memory: r.memory,
	}, page.NewInlineWorker)
	r.clip.after = func(_ time.Duration, f func()) { r.timers = append(r.timers, f) }
	r.native.Show()
	t.Cleanup(r.stop)
	return r
}

// autostart is the system's, in memory.
func (r *room) autostart() settings.Autostart {
	if r.start == "" && r.hint == "" {
		r.start = settings.NoStart
	}
	return settings.Autostart{
		Locked: r.laid,
		State:  func(context.Context) (settings.Start, string) { return r.start, r.hint },
		Set: func(_ context.Context, start settings.Start) error {
			if r.broken == nil {
				r.start, r.hint = start, ""
			}
			return r.broken
		},
	}
}

// pass lets a second go by.
func (r *room) pass(seconds int) {
	r.now = r.now.Add(time.Duration(seconds) * time.Second)
	r.tick()
}

// look is the theme fixed to light or dark.
func look(dark bool) *theme.Theme {
	if dark {
		return theme.Only(base.VariantDark)
	}
	return theme.Only(base.VariantLight)
}

func sampleKey(issuer, user string, seed byte) otp.Key {
	secret := make([]byte, 20)
	for i := range secret {
		secret[i] = seed*7 + byte(i)*13
	}
	return otp.Key{Issuer: issuer, Account: user, Secret: otp.NewSecret(secret), Algorithm: otp.SHA1, Digits: 6, Period: 30 * time.Second}
}

// one puts the firm's one account in.
func one(r *room) {
	r.firm.add("Amainvoice – kanzlei", sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 1))
}

// forty puts many accounts in, some with long names and unusual codes.
func forty(r *room) {
	for i := range 40 {
		key := sampleKey("Amainvoice", fmt.Sprintf("kanzlei-%d", i), byte(i+1))
		name := fmt.Sprintf("Zugang %d", i+1)
		switch i % 7 {
		case 2:
			name = "Steuerberatungsgesellschaft Großmann, Österreicher & Partner mbB – Zweigstelle"
		case 3:
			key.Digits = 8
		case 5:
			key.Period, key.Algorithm = 60*time.Second, otp.SHA256
		}
		r.firm.add(name, key)
	}
}

// fill fills the list: n rows, a third each new, submitted and confirmed.
func (r *room) fill(t testing.TB, n int) {
	t.Helper()
	clients := []string{"Bäckerei Müller GmbH", "Autohaus Groß & Söhne", "Dr. med. Ines Öztürk", "Café Lebenslust", "Schreinerei Weiß", "Zimmerei und Holzbau Obermaier-Hinterhuber GmbH & Co. KG"}
	rows := make([]mandate.Row, n)
	for i := range rows {
		rows[i] = mandate.Row{Line: i + 1, Fields: mandate.Fields{Number: fmt.Sprintf("%07d", 12040+i*37), User: fmt.Sprintf("mandant.%d", i+1), Client: clients[i%len(clients)]}}
		if i%5 == 1 {
			rows[i].Note = "Rückruf nach dem Jahresabschluss"
		}
	}
	plan, err := r.list.Plan(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	list, err := r.list.Import(t.Context(), plan, "muster.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if n < 4 {
		return
	}
	sending := mandate.Sending{Rows: list[n/4:], Way: mandate.WayMail, Recipient: "hilfe@dienst.example"}
	if len(r.firm.accounts) == 1 {
		sending.Code = r.firm.accounts[0].Since()
	}
	if _, err := r.list.Submit(t.Context(), sending); err != nil {
		t.Fatal(err)
	}
	ids := make([]vault.ID, 0, n)
	for _, m := range list[n*7/12:] {
		ids = append(ids, m.ID)
	}
	if _, err := r.list.Confirm(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
}

// writeFile makes a file and gives its address as a drop does.
func writeFile(t testing.TB, name, content string) fyne.URI {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return storage.NewFileURI(path)
}

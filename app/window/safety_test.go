package window

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/access"
	"kanzleicode/app/archive"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/guard"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/safety"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
)

// safetyScenes are the states of the safety page and its questions.
func safetyScenes() []scene {
	stands := func(s standing) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) { one(r); r.safe = s.services() }
	}
	show := func(_ testing.TB, r *room) { r.Show(safetyPage) }
	then := func(f func(*room)) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) { r.Show(safetyPage); f(r) }
	}
	atWork := func(f func(testing.TB, *room, *office)) scene {
		var o *office
		return scene{prepare: func(t testing.TB, r *room) {
			one(r)
			o = newOffice(t, func() time.Time { return r.now })
			r.safe = o.services()
		}, act: func(t testing.TB, r *room) { r.Show(safetyPage); f(t, r, o) }}
	}
	named := func(name string, s scene) scene { s.name = name; return s }
	broken := archive.State{Last: start.AddDate(0, 0, -4), Late: true, Problem: &backup.Error{Reason: backup.ReasonFolder, Name: "/media/kanzlei/USB-Stick/Kanzleicode-1a2b3c4d"}}
	return []scene{
		named("safety-damaged", atWork(func(t testing.TB, r *room, o *office) { o.wreck(t); r.safety.Load() })),
		named("safety-repair", atWork(func(t testing.TB, r *room, o *office) { o.wreck(t); r.safety.AskRepair() })),
		named("safety-repaired", atWork(func(t testing.TB, r *room, o *office) {
			o.wreck(t)
			r.safety.AskRepair()
			r.press(t, "window.safety.repair.yes")
		})),
		{"safety-new", stands(standing{noSheet: true, noFolder: true}), show},
		{"safety-unproven", stands(standing{unproven: true, noFolder: true, mode: access.ModeSheet}), show},
		{"safety-next", stands(standing{unproven: true, list: 8}), show},
		{"safety-lock", stands(standing{list: 1}), func(t testing.TB, r *room) { r.native.Resize(fyne.NewSize(1120, 900)); show(t, r) }},
		{"safety-good", stands(standing{list: 8, mode: access.ModeEmergency}), show},
		{"safety-broken", stands(standing{list: 2, backups: broken, mode: access.ModeStart}), show},
		{"safety-passphrase", stands(standing{unproven: true, mode: access.ModePassphrase}), show},
		{"safety-remind-sheet", stands(standing{noSheet: true, noFolder: true}), nil},
		{"safety-remind-proof", stands(standing{unproven: true}), nil},
		{"safety-remind-backup", func(t testing.TB, r *room) { stands(standing{backups: broken})(t, r); r.fill(t, 12) }, func(_ testing.TB, r *room) { r.Show(mandatesPage) }},
		{"safety-make", stands(standing{unproven: true}), then(func(r *room) { r.safety.AskMake() })},
		{"safety-prove", stands(standing{unproven: true}), then(func(r *room) { r.safety.AskProof() })},
		{"safety-prove-wrong", stands(standing{unproven: true}), func(t testing.TB, r *room) {
			r.safety.AskProof()
			test.Type(r.fields()[0], "QZRY")
			test.Type(r.fields()[1], "2222")
			r.press(t, "window.safety.prove.yes")
		}},
		{"safety-prove-key", stands(standing{unproven: true}), func(t testing.TB, r *room) { r.safety.AskProof(); r.press(t, "window.safety.prove.type") }},
		{"safety-emergency", stands(standing{}), then(func(r *room) { r.safety.AskEmergency() })},
		{"safety-start", stands(standing{unproven: true}), func(t testing.TB, r *room) {
			r.Show(safetyPage)
			r.safety.AskStart()
			test.Type(r.fields()[0], "kurz")
			r.press(t, "window.safety.access.set")
		}},
		{"safety-remove", stands(standing{mode: access.ModeStart}), then(func(r *room) { r.safety.AskRemove() })},
		{"safety-adopt", stands(standing{mode: access.ModeSheet}), then(func(r *room) { r.safety.AskAdopt() })},
		{"safety-check", stands(standing{list: 8}), then(func(r *room) { r.safety.AskCheck() })},
		{"safety-key", stands(standing{list: 8}), then(func(r *room) { r.safety.OpenBackup("x", nil) })},
		named("safety-print", atWork(func(t testing.TB, r *room, _ *office) { r.makeSheet(t) })),
		named("safety-show", atWork(func(t testing.TB, r *room, _ *office) {
			r.makeSheet(t)
			r.press(t, "window.safety.sheet.show")
			r.press(t, "window.safety.show.yes")
		})),
		named("safety-plan", atWork(func(t testing.TB, r *room, o *office) { r.changedSince(t, o); r.restorePlan(t) })),
		named("safety-restored", atWork(func(t testing.TB, r *room, o *office) {
			r.changedSince(t, o)
			r.restorePlan(t)
			r.press(t, "window.safety.restore.yes")
		})),
	}
}

// makeSheet makes a sheet with its PDF in a folder, as after the file dialog.
func (r *room) makeSheet(t testing.TB) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "blatt.pdf")
	file, err := storage.Writer(storage.NewFileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	r.safety.MakeSheet(file)
	return path
}

// changedSince backs up two clients, and then removes one, changes the other and adds a third.
func (r *room) changedSince(t testing.TB, o *office) {
	t.Helper()
	if _, err := o.sheets.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all []mandate.Mandate
	for _, fields := range []mandate.Fields{{Number: "00012", User: "anna", Client: "Bäckerei Müller"}, {Number: "00013", User: "bert", Client: "Autohaus"}} {
		m, err := o.list.Add(t.Context(), fields)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	r.safety.UseFolder(o.drive)
	if err := o.list.Remove(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.list.Edit(t.Context(), all[1].ID, all[1].Rev, mandate.Fields{Number: "00013", User: "bert", Client: "Fahrradhaus"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.list.Add(t.Context(), mandate.Fields{Number: "00014", User: "cora"}); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(time.Minute)
}

// restorePlan chooses the newest backup.
func (r *room) restorePlan(t testing.TB) {
	t.Helper()
	r.press(t, "window.safety.backup.restore")
	r.press(t, "window.safety.backup.next")
}

func TestSheetIsMadePrintedAndProven(t *testing.T) {
	r, o := enter(t, nil)
	r.sees(t, "Noch ist nicht alles abgesichert", "Es gibt noch keines.", "Zuerst braucht es das Wiederherstellungsblatt")
	r.press(t, "window.safety.sheet.make")
	r.sees(t, "Das Blatt ist eine Seite zum Ausdrucken")
	r.seesNot(t, "öffnet danach nichts mehr")
	r.key(fyne.KeyEscape)

	path := r.makeSheet(t)
	r.sees(t, "Jetzt drucken", "Wer die Datei hat, hat alle Codes.")
	if !slices.Equal(o.opened, []string{path}) {
		t.Errorf("opened %q", o.opened)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var reader pdf.Reader
	payloads, err := reader.Payloads(t.Context(), data)
	if err != nil || len(payloads) != 1 || reader.Close() != nil {
		t.Fatalf("%d codes, %v", len(payloads), err)
	}
	identity, err := recovery.Parse(payloads[0])
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}

	t.Log("it can be seen in the window, after a question, for two minutes")
	r.press(t, "window.safety.sheet.show")
	r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // Enter alone means no
	r.seesNot(t, identity.Groups()[4])
	r.press(t, "window.safety.sheet.show")
	r.press(t, "window.safety.show.yes")
	r.sees(t, identity.Groups()[4], identity.Groups()[14], "Schließt sich in 2:00")
	if got := r.seen(t); len(got) != 1 || got[0] != identity.Reveal() {
		t.Error("the code on the window is not the key")
	}
	r.pass(119)
	r.sees(t, "Schließt sich in 0:01")
	r.pass(1)
	r.seesNot(t, identity.Groups()[4])

	t.Log("the file is deleted, and the proof asked for")
	r.press(t, "window.safety.sheet.delete")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
	state, err := o.sheets.State(t.Context())
	if err != nil || len(state.Groups) != 2 || !state.Proven.IsZero() {
		t.Fatalf("%+v, %v", state, err)
	}
	r.sees(t, "Ist das Blatt da?", fmt.Sprint("Gruppe ", state.Groups[0]))
	if !r.button(t, "window.safety.prove.yes").Disabled() {
		t.Error("nothing typed is proof")
	}
	groups := identity.Groups()
	test.Type(r.fields()[0], "aaaa")
	test.Type(r.fields()[1], groups[state.Groups[1]-1])
	r.fields()[1].OnSubmitted("")
	r.sees(t, "Eine der beiden Gruppen ist nicht die vom Blatt")
	r.fields()[0].SetText(strings.ToLower(groups[state.Groups[0]-1]))
	r.press(t, "window.safety.prove.yes")
	r.sees(t, "Stimmt. Das Blatt ist da und lesbar.", "Nachgewiesen am 22.11.2026")
	if r.dialogOpen() {
		t.Error("the question is still there")
	}
}

// TestSheetIsProvenByItsKey: typed whole, or by a picture of the sheet.
func TestSheetIsProvenByItsKey(t *testing.T) {
	r, o := enter(t, nil)
	sheet, err := o.sheets.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	picture := filepath.Join(t.TempDir(), "scan.png")
	code, err := qr.Encode(sheet.Identity.Reveal(), 5)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(picture)
	if err == nil {
		err = errors.Join(png.Encode(file, code), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, err := safety.ReadSheet(t.Context(), storage.NewFileURI(picture)); err != nil || got.Reveal() != sheet.Identity.Reveal() {
		t.Errorf("the picture: %v", err)
	}
	if _, err := safety.ReadSheet(t.Context(), writeFile(t, "blatt.txt", strings.Join(sheet.Identity.Groups(), "  "))); err != nil {
		t.Errorf("the text: %v", err)
	}
	if _, err := safety.ReadSheet(t.Context(), writeFile(t, "leer.png", "")); err == nil {
		t.Error("an empty file is a sheet")
	}
	r.safety.AskProof()
	r.press(t, "window.safety.prove.type")
	r.fields()[0].SetText("AGE-SECRET-KEY-1 zu kurz")
	r.press(t, "window.safety.prove.yes")
	r.sees(t, "Das ist kein Schlüssel eines Wiederherstellungsblatts")
	r.fields()[0].SetText(strings.ToLower(strings.Join(sheet.Identity.Groups(), " ")))
	r.press(t, "window.safety.prove.yes")
	if state, err := o.sheets.State(t.Context()); err != nil || state.Proven.IsZero() {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestSheetThatCannotBeOpenedOrWritten(t *testing.T) {
	r, o := enter(t, func(o *office) { o.openErr = errors.New("no program") })
	path := r.makeSheet(t)
	r.sees(t, "auf diesem PC öffnet sie kein Programm von selbst")
	r.press(t, "window.safety.later")
	r.sees(t, "„blatt.pdf“ liegt noch da.")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	before, err := o.sheets.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Log("where nothing can be written, no sheet takes the place of the one that somebody has")
	dir := filepath.Join(t.TempDir(), "weg")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := storage.Writer(storage.NewFileURI(filepath.Join(dir, "blatt.pdf")))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(time.Hour)
	r.safety.MakeSheet(file)
	if after, err := o.sheets.State(t.Context()); err != nil || !after.Created.Equal(before.Created) {
		t.Errorf("%+v, %v", after, err)
	}
	r.sees(t, "„blatt.pdf“")
	if r.dialogOpen() {
		t.Error("a dialog about a sheet that is not there")
	}
}

// TestSheetGoesWhenTheWindowIsLocked: what was on the screen does not come back with it.
func TestSheetGoesWhenTheWindowIsLocked(t *testing.T) {
	r, _ := enter(t, nil)
	r.makeSheet(t)
	r.press(t, "window.safety.sheet.show")
	r.press(t, "window.safety.show.yes")
	if len(r.seen(t)) != 1 {
		t.Fatal("the key is not on the screen")
	}
	r.cover(widget.NewLabel(""))
	if len(r.seen(t)) != 0 {
		t.Error("the key can be seen while the window is locked")
	}
	r.uncover()
	if len(r.seen(t)) != 0 {
		t.Error("the key came back")
	}
	r.sees(t, "Jetzt drucken")
}

func TestReminder(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.safe = standing{unproven: true}.services() })
	r.sees(t, "noch nicht nachgewiesen")
	r.Show(mandatesPage)
	r.seesNot(t, "noch nicht nachgewiesen")
	r.Show(codePage)
	r.press(t, "window.safety.later")
	r.seesNot(t, "noch nicht nachgewiesen")
	r.pass(3600)
	r.seesNot(t, "noch nicht nachgewiesen")

	r = open(t, "de", false, func(r *room) { one(r); r.safe = standing{unproven: true}.services() })
	r.press(t, "window.safety.remind.prove")
	r.sees(t, "Gruppe 5", "Gruppe 11")

	r = open(t, "de", false, func(r *room) { r.safe = standing{noSheet: true}.services() })
	r.seesNot(t, "noch kein Wiederherstellungsblatt") // there is nothing to lose yet
	r.firm.add("x", sampleKey("x", "y", 3))
	r.changed()
	r.press(t, "window.safety.remind.make")
	r.sees(t, "Das Blatt ist eine Seite zum Ausdrucken")

	late := standing{backups: archive.State{Last: start.Add(-49 * time.Hour), Late: true}}
	r = open(t, "de", false, func(r *room) { r.safe = late.services() })
	for _, index := range []int{codePage, mandatesPage, historyPage} {
		r.Show(index)
		r.sees(t, "Die letzte gute Sicherung ist vom")
	}
	r.press(t, "window.safety.remind.look")
	r.seesNot(t, "Die letzte gute Sicherung ist vom")
	r.sees(t, "Das ist länger als zwei Tage her.")
}

// TestReminderComesByItself: what is late becomes so while nobody does anything.
func TestReminderComesByItself(t *testing.T) {
	r, o := enter(t, func(o *office) {
		if _, err := o.sheets.Make(context.Background()); err != nil {
			panic(err)
		}
	})
	r.safety.UseFolder(o.drive)
	r.Show(mandatesPage)
	r.seesNot(t, "Die letzte gute Sicherung ist vom")
	r.pass(50 * 3600)
	r.sees(t, "Die letzte gute Sicherung ist vom")
}

const firstPhrase, secondPhrase = "Sommer Regen 7", "Winter Schnee 8"

func TestPassphrases(t *testing.T) {
	r, o := enter(t, nil)
	mode := func(want access.Mode) {
		t.Helper()
		if got, err := o.ways.Mode(t.Context()); err != nil || got != want {
			t.Errorf("mode %q, %v; want %q", got, err, want)
		}
	}
	set := func(key, first, again string) {
		t.Helper()
		r.press(t, key)
		test.Type(r.fields()[0], first)
		test.Type(r.fields()[1], again)
		r.press(t, "window.safety.access.set")
	}
	set("window.safety.access.set_emergency", "elf Zeichen", "elf Zeichen")
	r.sees(t, "mindestens 12 Zeichen")
	mode(access.ModeKeyring)
	r.key(fyne.KeyEscape)
	set("window.safety.access.set_emergency", firstPhrase, secondPhrase)
	r.sees(t, "Die beiden Eingaben sind verschieden.")
	if f := r.fields(); f[0].Text != firstPhrase || f[1].Text != "" {
		t.Errorf("the fields hold %d and %d letters", len(f[0].Text), len(f[1].Text))
	}
	mode(access.ModeKeyring)
	test.Type(r.fields()[1], firstPhrase)
	r.fields()[1].OnSubmitted("")
	mode(access.ModeEmergency)
	r.sees(t, "Die Passphrase ist festgelegt.", "im Notfall auch eine Passphrase")
	set("window.safety.access.set_start", secondPhrase, secondPhrase)
	mode(access.ModeStart)
	r.sees(t, "Bei jedem Start braucht es den Schlüsselbund und die Start-Passphrase.")
	r.press(t, "window.safety.access.remove")
	r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // Enter alone means no
	mode(access.ModeStart)
	r.press(t, "window.safety.access.remove")
	r.press(t, "window.safety.access.remove_yes")
	mode(access.ModeKeyring)
	r.sees(t, "Der Schlüsselbund dieses PCs öffnet den Tresor jetzt allein.")
}

// wreck damages a Mandat that the history brings back, an account that a backup has with its former secret, and one
// that nothing has.
func (o *office) wreck(t testing.TB) {
	t.Helper()
	accounts := authenticator.New(o.vault)
	key := func(user string, n byte) authenticator.Candidate {
		return authenticator.Candidate{Key: sampleKey("Amainvoice", user, n), Name: user, State: authenticator.StateNew}
	}
	renewed, err := accounts.Add(t.Context(), key("kanzlei@steuer-mueller.de", 1), "")
	if err == nil {
		_, err = o.sheets.Make(t.Context())
	}
	if err == nil {
		err = o.keeper.Choose(t.Context(), o.drive)
	}
	if err == nil {
		_, err = o.keeper.Save(t.Context())
	}
	if err == nil {
		_, err = accounts.Renew(t.Context(), renewed.ID, key("kanzlei@steuer-mueller.de", 2))
	}
	if err == nil {
		_, err = accounts.Add(t.Context(), key("neu@steuer-mueller.de", 3), "")
	}
	if err == nil {
		_, err = o.list.Add(t.Context(), mandate.Fields{Number: "00012", User: "anna", Client: "Bäckerei Müller & Söhne"})
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(o.dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "UPDATE record SET sealed = randomblob(length(sealed)) WHERE kind IN ('account', 'mandate')")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestRepair: damage is announced, the plan is shown, and what is exact comes back; an older key only if it is asked for.
func TestRepair(t *testing.T) {
	r, o := enter(t, nil)
	o.wreck(t)
	r.safety.Load()
	r.sees(t, "3 Einträge im Tresor sind beschädigt")
	r.press(t, "window.safety.repair.look")
	r.sees(t, "00012 · anna: wie zuletzt, Feld für Feld aus dem Verlauf", "nur mit dem alten Schlüssel", "neu@steuer-mueller.de: nirgends gefunden")
	r.press(t, "window.close")
	r.press(t, "window.safety.repair.look")
	r.press(t, "window.safety.repair.yes")
	r.sees(t, "1 Eintrag wurde repariert.", "Es bleibt etwas beschädigt", "vault.db.repair-")
	r.press(t, "window.close")
	if list, damaged, err := o.list.List(t.Context()); err != nil || len(list) != 1 || len(damaged) > 0 {
		t.Errorf("%v, %v, %v", list, damaged, err)
	}
	r.sees(t, "2 Einträge im Tresor sind beschädigt")
	r.press(t, "window.safety.repair.look")
	r.sees(t, "Es gibt nur ältere Stände.")
	r.press(t, "window.safety.repair.yes")
	r.press(t, "window.close")
	r.sees(t, "1 Eintrag im Tresor ist beschädigt")
}

func TestBackupAndRestore(t *testing.T) {
	r, o := enter(t, nil)
	r.sees(t, "Es wird noch nichts gesichert.")
	r.safety.UseFolder(o.drive) // without a sheet nobody could open it elsewhere
	r.sees(t, "Es gibt noch kein Wiederherstellungsblatt: Diese Sicherung könnte nur dieser PC öffnen")
	r.changedSince(t, o)
	r.sees(t, "Gesichert, zurückgelesen und verglichen", "Zuletzt gesichert am 22.11.2026", "Sicherung vom 22.11.2026")

	r.press(t, "window.safety.backup.check")
	r.press(t, "window.safety.backup.next")
	r.sees(t, "ist in Ordnung: 3 Einträge")

	r.restorePlan(t)
	r.sees(t, "Das würde sich ändern", "1 Eintrag fehlt im Tresor", "1 Eintrag ist anders", "1 Eintrag gibt es nur im Tresor", "Fehlt: 00012 · anna", "Anders: 00013 · bert")
	r.key(fyne.KeyReturn) // Enter alone restores nothing
	r.press(t, "window.cancel")
	if list, _, err := o.list.List(t.Context()); err != nil || len(list) != 2 {
		t.Fatalf("%d clients after looking only, %v", len(list), err)
	}
	r.restorePlan(t)
	r.press(t, "window.safety.restore.yes")
	r.sees(t, "1 Eintrag wurde zurückgeholt.", "Der Stand davor liegt hier:")
	r.press(t, "window.close")
	list, _, err := o.list.List(t.Context())
	if err != nil || len(list) != 3 {
		t.Fatalf("%d clients, %v", len(list), err)
	}
	for _, m := range list {
		if m.Number == "00013" && m.Client != "Fahrradhaus" {
			t.Errorf("replaced without being asked: %q", m.Client)
		}
	}
	r.now = r.now.Add(time.Minute)
	r.restorePlan(t)
	r.sees(t, "Was anders ist, wird durch den Stand der Sicherung ersetzt.")
	r.press(t, "window.safety.restore.yes")
	if list, _, err = o.list.List(t.Context()); err != nil || len(list) != 3 {
		t.Fatalf("%d clients, %v", len(list), err)
	}
	for _, m := range list {
		if m.Number == "00013" && m.Client != "Autohaus" {
			t.Errorf("not replaced: %q", m.Client)
		}
	}
	r.press(t, "window.close")
	r.restorePlan(t)
	r.sees(t, "Es gibt nichts zurückzuholen.")
	r.press(t, "window.close")
	if safe, err := filepath.Glob(filepath.Join(o.drive, "*", "*vor-dem-Zurueckholen*")); err != nil || len(safe) != 2 {
		t.Errorf("%d backups of the states before, %v", len(safe), err)
	}
}

// TestOlderBackupAsksForTheSheet: after the way into the vault was changed, this PC's key is another one.
func TestOlderBackupAsksForTheSheet(t *testing.T) {
	r, o := enter(t, nil)
	sheet, err := o.sheets.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.safety.UseFolder(o.drive)
	if err := o.ways.SetStart(t.Context(), []byte(firstPhrase)); err != nil {
		t.Fatal(err)
	}
	r.press(t, "window.safety.backup.check")
	r.press(t, "window.safety.backup.next")
	r.sees(t, "Schlüssel für diese Sicherung")
	test.Type(r.fields()[0], "falsch")
	r.press(t, "window.safety.key.open")
	r.sees(t, "lässt sich mit dem angegebenen Schlüssel nicht öffnen")
	r.fields()[0].SetText(sheet.Identity.Reveal())
	r.press(t, "window.safety.key.open")
	r.sees(t, "ist in Ordnung")
}

// TestLockedStart opens a vault whose keyring entry is gone with the sheet, and sets the PC up again.
func TestLockedStart(t *testing.T) {
	for name, tt := range map[string]struct {
		problem bool // begins in the window that says why
		way     int
		want    vault.Unlock
	}{
		"keyring":                {false, adoptKeyring, vault.Unlock{}},
		"passphrase":             {false, adoptPassphrase, vault.Unlock{Passphrase: []byte(firstPhrase)}},
		"later":                  {true, adoptLater, vault.Unlock{}},
		"keyring, after a fault": {true, adoptKeyring, vault.Unlock{}},
	} {
		t.Run(name, func(t *testing.T) {
			app := test.NewTempApp(t)
			app.Settings().SetTheme(look(false))
			o := newOffice(t, time.Now)
			sheet, err := o.sheets.Make(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			clear(o.keyring)
			var done []bool
			begin := Start{
				Unlock: func(_ context.Context, p []byte) error { return o.unlock(t, vault.Unlock{Passphrase: p}) },
				Recover: func(_ context.Context, key recovery.Identity) error {
					return o.unlock(t, vault.Unlock{Recovery: key.Reveal()})
				},
				Adopt: func(ctx context.Context, p []byte) error { return o.ways.Adopt(ctx, p) },
				Done:  func(ok bool) { done = append(done, ok) },
			}
			texts := language.New("de")
			w := newPassphrase(app, texts, askKeys, begin, page.NewInlineWorker)
			if tt.problem {
				w = newProblem(app, texts, &vault.Error{Reason: "seed_wrong"}, begin, page.NewInlineWorker)
			}
			r := &room{Window: &Window{native: w, services: Services{Texts: texts}}}
			r.press(t, "window.recover.offer")
			r.press(t, "window.recover.back")
			r.press(t, "window.recover.offer")
			other, err := recovery.New()
			if err != nil {
				t.Fatal(err)
			}
			for _, wrong := range []struct{ typed, told string }{{"ABCD", "Das ist kein Schlüssel"}, {other.Reveal(), "gehört nicht zu diesem Tresor"}} {
				r.fields()[0].SetText(wrong.typed)
				r.press(t, "window.recover.open")
				r.sees(t, wrong.told)
			}
			r.fields()[0].SetText(strings.ToLower(strings.Join(sheet.Identity.Groups(), " ")))
			r.fields()[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			r.sees(t, "Der Tresor ist offen", "Damit Sie beim nächsten Start das Blatt nicht wieder brauchen")
			r.choose(t, tt.way)
			if tt.way == adoptPassphrase {
				r.press(t, "window.safety.adopt.next")
				r.sees(t, "mindestens 12 Zeichen")
				r.typeTwice(t, firstPhrase)
			}
			r.press(t, "window.safety.adopt.next")
			if !slices.Equal(done, []bool{true}) {
				t.Fatalf("answers %v in: %s", done, r.texts())
			}
			if err := o.unlock(t, tt.want); (err == nil) != (tt.way != adoptLater) {
				t.Errorf("the next start: %v", err)
			}
		})
	}
}

// typeTwice fills the two fields of a small window.
func (r *room) typeTwice(t testing.TB, text string) {
	t.Helper()
	n := 0
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if e, ok := o.(*widget.Entry); ok {
			e.SetText(text)
			n++
		}
	})
	if n != 2 {
		t.Fatalf("%d fields", n)
	}
}

func TestProblemWithoutAWayOut(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look(false))
	texts := language.New("de")
	answers := 0
	w := newProblem(app, texts, &vault.Error{Reason: "newer"}, Start{Done: func(bool) { answers++ }}, page.NewInlineWorker)
	r := &room{Window: &Window{native: w, services: Services{Texts: texts}}}
	r.seesNot(t, "Wiederherstellungsblatt öffnen")
	w.Close()
	if answers != 1 {
		t.Errorf("%d answers", answers)
	}
}

func TestWhatIsTypedInSecretCanBeShown(t *testing.T) {
	r := open(t, "de", false, withPIN(t, guard.Settings{}))
	r.enterPIN(t, doorPIN)
	for name, ask := range map[string]func(){"passphrase": r.safety.AskStart, "PIN": r.lock.OpenSettings} {
		ask()
		for i, field := range r.fields() {
			if !field.Password || field.ActionItem == nil {
				t.Errorf("%s: field %d has no sign that shows what is typed", name, i)
			}
		}
		r.key(fyne.KeyEscape)
	}
}

package window

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/authenticator"
	data "kanzleicode/app/firm"
	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/app/window/setup"
)

// named notes the user name whose second factor is set up.
func (r *room) named(t testing.TB) {
	t.Helper()
	known, err := r.mail.firm.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known.Reference = data.Reference{Number: "0100200", User: "kanzlei.mueller"}
	if _, err := r.mail.firm.Save(t.Context(), known); err != nil {
		t.Fatal(err)
	}
}

// proven is named, with an account whose code has worked.
func (r *room) proven(t testing.TB) {
	t.Helper()
	r.named(t)
	one(r)
	noted(t, r.notes.Prove(t.Context(), &r.firm.accounts[0]))
}

func noted(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// confirmAll notes support's confirmation for all rows.
func (r *room) confirmAll(t testing.TB) {
	t.Helper()
	var fresh []mandate.Mandate
	var ids []vault.ID
	for _, m := range r.rows(t) {
		ids = append(ids, m.ID)
		if m.Status == mandate.StatusNew {
			fresh = append(fresh, m)
		}
	}
	if len(fresh) > 0 {
		if _, err := r.list.Submit(t.Context(), mandate.Sending{Rows: fresh}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.list.Confirm(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
}

// byMail has codes come to a mailbox; n rows, of which stored have its address.
func (r *room) byMail(t testing.TB, n, stored int) {
	t.Helper()
	noted(t, r.notes.Choose(t.Context(), onboarding.WayMail))
	noted(t, r.notes.NoteMailbox(t.Context(), "codes@steuer-mueller.example", true))
	r.fill(t, n)
	yes, rows := mandate.MailYes, r.rows(t)
	for _, m := range rows[:stored] {
		if _, err := r.list.Amend(t.Context(), mandate.Amendment{Mail: &yes}, m.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// guideScenes are the states of the page Einrichtung.
func guideScenes() []scene {
	here := func(_ testing.TB, r *room) { r.Show(guidePage) }
	press := func(keys ...string) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			r.Show(guidePage)
			for _, key := range keys {
				r.press(t, key)
			}
		}
	}
	found := func(found onboarding.Found) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			r.onScreen(desktopPicture())
			r.named(t)
			noted(t, r.notes.Find(t.Context(), found))
		}
	}
	return []scene{
		{"guide-start", nil, here},
		{"guide-qr", func(t testing.TB, r *room) { r.onScreen(desktopPicture()); r.named(t) }, here},
		{"guide-existing", found(onboarding.FoundExisting), here},
		{"guide-unreadable", found(onboarding.FoundUnreadable), here},
		{"guide-central", func(t testing.TB, r *room) { r.named(t); forty(r); r.firm.accounts = r.firm.accounts[:3] }, here},
		{"guide-proof", func(t testing.TB, r *room) { r.named(t); one(r) }, here},
		{"guide-failed", func(t testing.TB, r *room) { r.named(t); one(r) }, press("window.guide.proof.no")},
		{"guide-list", func(t testing.TB, r *room) { r.proven(t) }, here},
		{"guide-report", func(t testing.TB, r *room) { r.proven(t); r.fill(t, 12) }, here},
		{"guide-confirm", func(t testing.TB, r *room) { r.proven(t); r.fill(t, 12); r.submitAll(t) }, here},
		{"guide-done", func(t testing.TB, r *room) { r.proven(t); r.fill(t, 12); r.confirmAll(t) }, here},
		{"guide-older", func(t testing.TB, r *room) { one(r); r.fill(t, 12); r.confirmAll(t) }, here},
		{"guide-renewal", func(t testing.TB, r *room) {
			r.proven(t)
			r.fill(t, 12)
			r.confirmAll(t)
			noted(t, r.notes.Begin(t.Context()))
		}, here},
		{"guide-renew", func(t testing.TB, r *room) { r.proven(t); r.fill(t, 12); r.confirmAll(t) }, press("window.guide.again.begin")},
		{"guide-renewed", func(t testing.TB, r *room) {
			oneRenewed(r)
			r.named(t)
			r.fill(t, 12)
			r.confirmAll(t)
			noted(t, r.notes.Prove(t.Context(), &r.firm.accounts[0]))
		}, here},
		{"guide-mail", func(t testing.TB, r *room) { noted(t, r.notes.Choose(t.Context(), onboarding.WayMail)) }, here},
		{"guide-mail-stored", func(t testing.TB, r *room) { r.byMail(t, 12, 5) }, here},
		{"guide-mail-open", func(t testing.TB, r *room) { r.byMail(t, 12, 5) }, func(t testing.TB, r *room) {
			r.Show(guidePage)
			r.pressText(t, r.services.Texts.Count("window.guide.stored.show", 7))
		}},
		{"guide-mail-arrival", func(t testing.TB, r *room) { r.byMail(t, 12, 12) }, press("window.guide.arrival.no")},
		{"guide-mail-done", func(t testing.TB, r *room) { r.byMail(t, 12, 12); noted(t, r.notes.NoteArrival(t.Context())) }, here},
		{"guide-help", func(t testing.TB, r *room) { r.mail.settle(t) }, press("window.guide.help")},
		{"guide-help-letter", func(t testing.TB, r *room) { r.mail.settle(t) }, press("window.guide.help", "window.letter.details.next")},
	}
}

// submitAll reports every row that is not ended.
func (r *room) submitAll(t testing.TB) {
	t.Helper()
	var fresh []mandate.Mandate
	for _, m := range r.rows(t) {
		if m.Status == mandate.StatusNew {
			fresh = append(fresh, m)
		}
	}
	if _, err := r.list.Submit(t.Context(), mandate.Sending{Rows: fresh}); err != nil {
		t.Fatal(err)
	}
}

// atGuide opens the window with the page in sight.
func atGuide(t testing.TB, prepare func(*room)) *room {
	t.Helper()
	r := open(t, "de", false, prepare)
	r.native.Resize(fyne.NewSize(1366, 768))
	r.Show(guidePage)
	return r
}

// notesNow are the notes as they stand.
func (r *room) notesNow(t testing.TB) onboarding.Notes {
	t.Helper()
	notes, err := r.notes.Load(t.Context())
	noted(t, err)
	return notes
}

func (r *room) reference(t testing.TB) data.Reference {
	t.Helper()
	known, err := r.mail.firm.Load(t.Context())
	noted(t, err)
	return known.Reference
}

// TestGuideLeadsFromNothingToEverybody goes the whole way of the code, from the first screen on.
func TestGuideLeadsFromNothingToEverybody(t *testing.T) {
	r := open(t, "de", false, nil)
	r.native.Resize(fyne.NewSize(1366, 768))
	r.press(t, "window.setup.guide")
	r.sees(t, "In drei Schritten zu einem Code", "Zum Passwort gehört bei jeder Anmeldung ein Code", "Einen Benutzernamen wählen", "Jetzt dran", "Noch offen")
	if !r.button(t, "window.guide.user.save").Disabled() {
		t.Error("a user name that is not there can be stored")
	}
	fields := r.fields()
	test.Type(fields[0], "0012345")
	known, err := r.mail.firm.Load(t.Context()) // somebody else stores something that is shown here
	noted(t, err)
	known.Reference.Number = "99"
	_, err = r.mail.firm.Save(t.Context(), known)
	noted(t, err)
	r.changed()
	if fields = r.fields(); fields[0].Text != "0012345" {
		t.Fatalf("what was typed is gone: %q", fields[0].Text)
	}
	test.Type(fields[1], "kanzlei.muster")
	fields[1].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := r.reference(t); got.Number != "0012345" || got.User != "kanzlei.muster" {
		t.Fatalf("the letters' reference account is %+v", got)
	}
	r.sees(t, "Sie sind bei Schritt 1 von 3.", "Kundennummer 0012345, Benutzername kanzlei.muster.", "Was sehen Sie bei Amainvoice?", "Erledigt")
	if focused := r.native.Canvas().Focused(); focused != r.button(t, "window.setup.choose") {
		t.Errorf("the keyboard is at %v", focused)
	}
	r.chip(t, "2FA gibt es dort schon")
	r.sees(t, "Erneuern Sie sie in der Benutzerverwaltung von Amainvoice")
	r.chip(t, "Der QR-Code lässt sich nicht einlesen")
	r.sees(t, "Tippen Sie ihn ab")
	if got := r.notesNow(t).Found; got != onboarding.FoundUnreadable {
		t.Errorf("found is %q", got)
	}
	r.chip(t, "Der QR-Code wird angezeigt")

	r.importer.Text(sampleLink, nil)
	r.press(t, "window.import.accept")
	code := r.firm.Codes(r.now)[0].Code
	if focused := r.native.Canvas().Focused(); focused != r.pressable(t, "Code kopieren") {
		t.Errorf("the keyboard is at %v", focused)
	}
	r.changed() // somebody else stored something that is not shown here
	if focused := r.native.Canvas().Focused(); focused != r.pressable(t, "Code kopieren") {
		t.Errorf("the keyboard was lost to %v", focused)
	}
	r.sees(t, "Melden Sie sich bei Amainvoice als kanzlei.muster an", code.Grouped(), "noch 30 Sekunden gültig", "Hat die Anmeldung geklappt?")
	test.Tap(r.pressable(t, "Code kopieren"))
	if got := r.app.Clipboard().Content(); got != code.Value {
		t.Errorf("the clipboard holds %q", got)
	}
	r.pass(30)
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
	r.seesNot(t, code.Grouped())
	r.press(t, "window.guide.proof.no")
	r.sees(t, "Woran es liegen kann", "Code abgelaufen oder schon benutzt", "Geht sie falsch, ist jeder Code falsch.", "Anderer Benutzername", "Älterer QR-Code")
	r.press(t, "window.guide.failed.user_do")
	r.sees(t, "der auf Dauer bleibt")
	if focused := r.native.Canvas().Focused(); focused != r.button(t, "window.guide.close") {
		t.Errorf("the keyboard is at %v", focused)
	}
	r.press(t, "window.guide.failed.qr_do")
	r.sees(t, "Was sehen Sie bei Amainvoice?")
	r.press(t, "window.guide.proof.yes")
	if !r.notesNow(t).Proof.At.Equal(r.now) {
		t.Errorf("the proof is %+v", r.notesNow(t).Proof)
	}
	r.sees(t, "Sie sind bei Schritt 2 von 3.", "Die Anmeldung hat am 22.11.2026 geklappt.", "Lesen Sie Ihre Liste aus Excel ein")
	r.seesNot(t, "Woran es liegen kann")

	r.mail.settle(t)
	r.fill(t, 3)
	r.changed()
	r.sees(t, "3 Mandate sind in der Liste.", "0 von 3 gemeldet.")
	r.pressText(t, "3 neue Mandate melden …")
	r.sees(t, "Genau das geht an den Support: 3 Mandate.")
	r.press(t, "window.letter.way.open")
	r.press(t, "window.letter.sent.yes")
	r.sees(t, "Sie sind bei Schritt 3 von 3.", "3 von 3 gemeldet.", "0 von 3 bestätigt.")
	r.press(t, "window.guide.confirm.to")
	r.pressText(t, "Alle bestätigen (3)")
	r.Show(guidePage)
	r.sees(t, "Fertig: Jetzt kann sich jeder in der Kanzlei mit dem einen Code anmelden.", "Bei jedem neuen Mandat:", "3 von 3 bestätigt.")
	r.press(t, "window.guide.finish.to_code")
	if r.current != codePage {
		t.Errorf("page %d is in sight", r.current)
	}
	if _, err := r.list.Add(t.Context(), mandate.Fields{Number: "99", User: "neu"}); err != nil {
		t.Fatal(err)
	}
	r.Show(guidePage)
	r.sees(t, "Sie sind bei Schritt 2 von 3.", "3 von 4 gemeldet.", "1 neues Mandat melden …")
}

// TestGuideLeadsByMail goes the other way, and back to the first one.
func TestGuideLeadsByMail(t *testing.T) {
	r := atGuide(t, nil)
	r.chip(t, "Per E-Mail")
	r.sees(t, "Amainvoice schickt den Code bei jeder Anmeldung an ein Postfach", "Schritt 1: Ein Postfach für alle")
	field := r.fields()[0]
	test.Type(field, "codes")
	r.press(t, "window.guide.mailbox.save")
	r.sees(t, "„codes“ ist keine vollständige E-Mail-Adresse.")
	if field = r.fields()[0]; field.Text != "codes" {
		t.Errorf("what was typed is gone: %q", field.Text)
	}
	field.SetText("codes@kanzlei.example")
	r.press(t, "window.guide.mailbox.save")
	r.sees(t, "Noch können es nicht alle lesen.", "Jetzt dran")
	tapLabelOf(t, r, "Alle, die sich anmelden, können dieses Postfach lesen")
	r.press(t, "window.guide.mailbox.save")
	r.sees(t, "codes@kanzlei.example, für alle lesbar.", "Sie sind bei Schritt 2 von 3.", "Lesen Sie Ihre Liste aus Excel ein")
	r.fill(t, 3)
	r.changed()
	r.sees(t, "Bei 0 von 3 hinterlegt.")
	yes, rows := mandate.MailYes, r.rows(t)
	if _, err := r.list.Amend(t.Context(), mandate.Amendment{Mail: &yes}, rows[0].ID); err != nil {
		t.Fatal(err)
	}
	r.changed()
	r.pressText(t, "Die 2 offenen zeigen")
	r.sees(t, "2 ohne zentrale E-Mail", rows[1].Number, rows[2].Number)
	r.seesNot(t, rows[0].Number)
	test.Tap(r.pressable(t, "3 Mandate"))
	r.sees(t, rows[0].Number)
	r.Show(guidePage)
	r.pressText(t, "Alle 2 als hinterlegt vermerken …")
	r.sees(t, "Ist die Adresse überall hinterlegt?")
	r.press(t, "window.guide.stored.yes")
	r.sees(t, "Bei 2 Mandaten ist die Adresse als hinterlegt vermerkt.", "Bei 3 von 3 hinterlegt.", "Ist der Code angekommen?")
	r.pressText(t, "Rückgängig")
	r.sees(t, "Bei 1 von 3 hinterlegt.")
	r.pressText(t, "Alle 2 als hinterlegt vermerken …")
	r.press(t, "window.guide.stored.yes")
	r.press(t, "window.guide.arrival.no")
	r.sees(t, "Sehen Sie im Ordner für unerwünschte E-Mails nach", "Zeichen für Zeichen")
	r.press(t, "window.guide.arrival.yes")
	r.sees(t, "Fertig: Die Codes kommen im zentralen Postfach an", "Am 22.11.2026 ist ein Code angekommen.")
	r.chip(t, "Aus Kanzleicode (empfohlen)")
	r.sees(t, "Einen Benutzernamen wählen")
	if n := r.notesNow(t); n.Way != onboarding.WayCode || n.Mailbox != "codes@kanzlei.example" {
		t.Errorf("noted is %+v", n)
	}
}

// TestGuideSeesWhatAnOlderVaultHolds: nothing is asked for that is there, and looking stores nothing.
func TestGuideSeesWhatAnOlderVaultHolds(t *testing.T) {
	r := atGuide(t, func(r *room) { one(r); r.fill(t, 12); r.confirmAll(t) })
	r.sees(t, "Alles ist eingerichtet.", "Fertig: Jetzt kann sich jeder", "Der Support hat Mandate mit diesem Code verknüpft.", "12 von 12 bestätigt.")
	r.seesNot(t, "Jetzt dran")
	if n := r.notesNow(t); n.Rev != 0 {
		t.Errorf("noted is %+v", n)
	}
	all := []string{"Die Anmeldung ausprobieren", "Den QR-Code einlesen", "Hier ist noch keiner vermerkt"}
	r.press(t, "window.guide.open") // the last one: step 3
	r.seesNot(t, all[0])
	r.guide.Unfold("login")
	r.sees(t, all...)
}

// TestGuideRenews begins anew, gives it up, and does it.
func TestGuideRenews(t *testing.T) {
	r := atGuide(t, func(r *room) {
		r.proven(t)
		r.firm.accounts[0].Created = start.Add(-time.Hour)
		r.fill(t, 4)
		noted(t, r.notes.Prove(t.Context(), &r.firm.accounts[0]))
		r.confirmAll(t)
	})
	r.sees(t, "Fertig:")
	r.press(t, "window.guide.again.begin")
	r.press(t, "window.cancel")
	if !r.notesNow(t).Begun.IsZero() {
		t.Error("it began without a yes")
	}
	r.press(t, "window.guide.again.begin")
	r.press(t, "window.guide.again.yes")
	r.sees(t, "Die 2FA wird erneuert.", "Erneuern Sie sie in der Benutzerverwaltung", "Sie sind bei Schritt 1 von 3.")
	r.press(t, "window.guide.again.cancel")
	r.sees(t, "Fertig:")
	r.press(t, "window.guide.again.begin")
	r.press(t, "window.guide.again.yes")
	r.pass(60)
	r.firm.renew(r.firm.accounts[0].ID, sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 77), r.now)
	r.changed()
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped(), "Hat die Anmeldung geklappt?")
	r.press(t, "window.guide.proof.yes")
	r.sees(t, "Der Code wurde erneuert. 4 Mandate sind noch mit dem Code davor verknüpft.", "0 von 4 gemeldet.")
	r.press(t, "window.guide.report.resend")
	r.sees(t, "Der zentrale Code wurde erneuert")
	if rows := r.rows(t); len(rows) != 4 || len(r.firm.previous) != 1 {
		t.Error("something was deleted")
	}
}

// TestGuideBringsTheKeyboardIntoSight goes through everything on the page with Tab: what has the focus can be seen.
func TestGuideBringsTheKeyboardIntoSight(t *testing.T) {
	r := atGuide(t, func(r *room) { r.named(t); one(r) })
	r.native.Resize(fyne.NewSize(900, 600))
	r.press(t, "window.guide.proof.no")
	driver, seen := fyne.CurrentApp().Driver(), map[fyne.Focusable]bool{}
	for r.native.Canvas().FocusNext(); !seen[r.native.Canvas().Focused()]; r.native.Canvas().FocusNext() {
		focused := r.native.Canvas().Focused()
		seen[focused] = true
		object := focused.(fyne.CanvasObject)
		at := driver.AbsolutePositionForObject(object)
		if at.Y < 0 || at.Y+object.Size().Height > 600 {
			t.Errorf("%T is at %v, out of sight", object, at)
		}
	}
	if !seen[r.button(t, "window.guide.help")] || !seen[r.button(t, "window.guide.failed.qr_do")] || len(seen) < 15 {
		t.Errorf("the keyboard reached %d things", len(seen))
	}
}

// TestGuideSaysHowTheClockStands where a login did not work, first of all if it is wrong.
func TestGuideSaysHowTheClockStands(t *testing.T) {
	r := atGuide(t, func(r *room) { r.named(t); one(r) })
	r.press(t, "window.guide.proof.no")
	r.sees(t, "Die Uhr dieses PCs wird nicht geprüft")
	if !r.button(t, "window.clock.check").Disabled() {
		t.Error("servers can be asked although that is switched off")
	}
	r.servers(t, 2, r.truthful())
	r.changed()
	r.sees(t, "Ob die Uhr dieses PCs richtig geht, ist nicht bekannt.")
	r.set(-time.Hour)
	r.press(t, "window.clock.check")
	text := strings.ReplaceAll(r.texts(), "\n", " ")
	clock, expired := strings.Index(text, "Geht sie falsch, ist jeder Code falsch."), strings.Index(text, "Code abgelaufen oder schon benutzt")
	if clock < 0 || expired < clock {
		t.Errorf("the clock stands at %d, the code that ran out at %d", clock, expired)
	}
	r.press(t, "window.clock.how_button")
	r.sees(t, "Die Uhr dieses PCs stellen")
}

func TestGuideAsksWhichAccountIsTheCentralOne(t *testing.T) {
	r := atGuide(t, func(r *room) { r.named(t); forty(r); r.firm.accounts = r.firm.accounts[:3] })
	r.chip(t, "Zugang 2")
	r.press(t, "window.guide.central.save")
	if got := r.reference(t); got.Account != r.firm.accounts[1].ID || got.User != "kanzlei.mueller" {
		t.Errorf("the central account is %+v", got)
	}
	r.sees(t, "Der Schlüssel ist hier, als Konto „Zugang 2“.", r.firm.Codes(r.now)[1].Code.Grouped())
}

// TestGuideWritesToSupport writes a letter about no Mandat, and notes nothing.
func TestGuideWritesToSupport(t *testing.T) {
	r := atGuide(t, func(r *room) { r.mail.settle(t); r.fill(t, 3) })
	r.press(t, "window.guide.help")
	field := r.fields()[0]
	if !strings.Contains(field.Text, "Der QR-Code wird angezeigt") {
		t.Errorf("it begins with %q", field.Text)
	}
	field.SetText(" ")
	if !r.button(t, "window.letter.details.next").Disabled() {
		t.Error("a letter about nothing can be written")
	}
	field.SetText("Es kommt kein QR-Code.")
	r.press(t, "window.letter.details.next")
	r.sees(t, "hilfe@dienst.example", "Es kommt kein QR-Code.", "PDF …")
	r.seesNot(t, "Liste kopieren")
	r.press(t, "window.letter.way.open")
	r.sees(t, "Die E-Mail ist in Ihrem E-Mail-Programm geöffnet.")
	r.seesNot(t, "Wurde das Schreiben gesendet?")
	if draft := r.mail.draft.String(); !strings.Contains(draft, "Es kommt kein QR-Code.") || strings.Contains(draft, "mandant.1") {
		t.Errorf("the draft is\n%s", draft)
	}
	if sent := r.sent(t); len(sent) != 0 {
		t.Errorf("noted as sent: %d", len(sent))
	}
}

// TestGuideTakesWhatIsPasted: on this page a picture, a link and a key mean the same as on the page Code, and what
// comes of them stays in sight here.
func TestGuideTakesWhatIsPasted(t *testing.T) {
	for name, text := range map[string]string{"a link": sampleLink, "a key": "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp"} {
		t.Run(name, func(t *testing.T) {
			r := atGuide(t, func(r *room) { r.named(t); copied(setup.Copied{Text: text}, nil)(r) })
			r.shortcut(&fyne.ShortcutPaste{})
			if name == "a key" {
				test.Type(r.fields()[0], "Amainvoice")
				test.Type(r.fields()[1], "kanzlei")
				r.press(t, "window.key.accept")
			}
			r.press(t, "window.import.accept")
			if r.current != guidePage {
				t.Fatalf("page %d is in sight", r.current)
			}
			r.sees(t, "Hat die Anmeldung geklappt?")
		})
	}
}

// TestGuideTellsOfFailures: nothing is stored, and the page stays as it was.
func TestGuideTellsOfFailures(t *testing.T) {
	r := atGuide(t, func(r *room) { r.named(t); one(r) })
	r.firm.err = errors.New("the vault is gone")
	r.changed()
	r.sees(t, "the vault is gone", "Hat die Anmeldung geklappt?")
	r.stored.broken = errors.New("the disk is full")
	r.press(t, "window.guide.proof.yes")
	r.sees(t, "the disk is full", "Hat die Anmeldung geklappt?")
	r.stored.broken = nil
	r.press(t, "window.guide.proof.yes")
	r.seesNot(t, "the disk is full")
	r.sees(t, "Die Anmeldung hat am")
}

// realAccounts fits the service to what the window asks for, as package app does.
type realAccounts struct{ *authenticator.Service }

func (a realAccounts) Accounts(context.Context) ([]authenticator.Account, error) {
	return a.Service.Accounts(), nil
}

// TestGuideOutlivesTheProgram leaves in the middle, on a real vault, and goes on after a restart.
func TestGuideOutlivesTheProgram(t *testing.T) {
	kdf, passphrase := vault.FloorArgon2id(), []byte("Kanzlei im Test")
	options := vault.Options{Now: func() time.Time { return start }, KDF: &kdf, Unique: map[vault.Kind]func([]byte) (string, error){
		vault.KindAccount: authenticator.Unique, vault.KindMandate: mandate.Unique, vault.KindSetting: vault.SettingName,
	}}
	place := sqlite.At(filepath.Join(t.TempDir(), "vault"))
	_, err := vault.Create(t.Context(), place, vault.SlotKey{Passphrase: passphrase}, options)
	noted(t, err)
	begin := func(t *testing.T) (*room, *vault.Vault) {
		store, err := place.Open(t.Context())
		noted(t, err)
		v, err := vault.Open(t.Context(), store, vault.Unlock{Passphrase: passphrase}, options)
		noted(t, err)
		t.Cleanup(func() { noted(t, v.Close()) })
		accounts := authenticator.New(v)
		noted(t, accounts.Load(t.Context()))
		return atGuide(t, func(r *room) {
			r.real, r.list, r.mail.firm, r.notes = realAccounts{accounts}, mandate.NewRegister(v), practice(v), onboarding.NewService(v)
		}), v
	}
	t.Run("the first day", func(t *testing.T) {
		r, _ := begin(t)
		test.Type(r.fields()[0], "0012345")
		test.Type(r.fields()[1], "kanzlei.muster")
		r.press(t, "window.guide.user.save")
		r.chip(t, "2FA gibt es dort schon")
	})
	t.Run("the second day", func(t *testing.T) {
		r, _ := begin(t)
		r.sees(t, "Kundennummer 0012345, Benutzername kanzlei.muster.", "Erneuern Sie sie in der Benutzerverwaltung")
		r.importer.Text(sampleLink, nil)
		r.press(t, "window.import.accept")
		r.press(t, "window.guide.proof.yes")
		r.sees(t, "Lesen Sie Ihre Liste aus Excel ein")
	})
	t.Run("the third day", func(t *testing.T) {
		r, v := begin(t)
		r.sees(t, "Sie sind bei Schritt 2 von 3.", "Die Anmeldung hat am 22.11.2026 geklappt.", "Lesen Sie Ihre Liste aus Excel ein")
		entries, err := journal.New(v, language.New("de")).Read(t.Context(), 0)
		noted(t, err)
		said := ""
		for _, e := range entries {
			said += e.What + "\n"
		}
		for _, want := range []string{"Einrichtung: Die Zwei-Faktor-Anmeldung gab es bei Amainvoice schon", "Einrichtung: Die Anmeldung mit dem Code von „", "Angaben zur Kanzlei geändert"} {
			if !strings.Contains(said, want) {
				t.Errorf("the history does not say %q:\n%s", want, said)
			}
		}
	})
}

package window

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	data "kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// outgoing is the firm's data, and the mail program that drafts and links are handed to.
type outgoing struct {
	firm   *data.Service
	name   string // of the last draft
	draft  bytes.Buffer
	link   string
	broken error
}

func (o *outgoing) services() Support {
	return Support{
		Firm: o.firm,
		OpenDraft: func(_ context.Context, name string, write func(io.Writer) error) error {
			o.name = name
			o.draft.Reset()
			return errors.Join(o.broken, write(&o.draft))
		},
		OpenMail: func(_ context.Context, link string) error { o.link = link; return o.broken },
		Answers:  readAnswers,
	}
}

// practice keeps the firm's data in a vault.
func practice(records vault.Records) *data.Service { return data.NewService(records, data.Given{}) }

// readAnswers reads a table as the program does; a number that a spreadsheet cut is a faulty line.
func readAnswers(ctx context.Context, name string, raw []byte) ([]sheet.Answer, error) {
	table, err := sheet.Read(ctx, name, raw, sheet.Options{})
	if err != nil {
		return nil, err
	}
	answers, err := table.Answers()
	for i := range answers {
		if number := answers[i].Number; number == "1,23E+05" {
			answers[i].Problem = &mandate.Error{Reason: mandate.ReasonNumberScientific, Number: number}
		}
	}
	return answers, err
}

// settle stores what letters say of the firm.
func (o *outgoing) settle(t testing.TB) {
	t.Helper()
	known, err := o.firm.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known.Name, known.CustomerNumber, known.Contact, known.SupportAddress = "Kanzlei Müller & Partner", "0100200", "Jana Weiß", "hilfe@dienst.example"
	known.Reference = data.Reference{Number: "0100200", User: "kanzlei.mueller"}
	if _, err := o.firm.Save(t.Context(), known); err != nil {
		t.Fatal(err)
	}
}

// posted opens the window with n rows, the firm's data, and the page of submissions in sight.
func posted(t *testing.T, n int) *room {
	t.Helper()
	r := open(t, "de", false, func(r *room) { one(r); r.fill(t, n); r.mail.settle(t) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.now = r.now.Add(time.Minute)
	r.Show(submissionsPage)
	return r
}

func (r *room) rows(t testing.TB) []mandate.Mandate {
	t.Helper()
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (r *room) sent(t testing.TB) []mandate.Submission {
	t.Helper()
	all, _, err := r.list.Submissions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (r *room) count(t testing.TB, status mandate.Status) (n int) {
	t.Helper()
	for _, m := range r.rows(t) {
		if m.Status == status {
			n++
		}
	}
	return n
}

// tapLabelOf presses a box by its text.
func tapLabelOf(t *testing.T, r *room, text string) {
	t.Helper()
	var found *widgets.Check
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if c, ok := o.(*widgets.Check); ok {
			found = c
		}
	})
	if found == nil {
		t.Fatalf("there is no box for %q", text)
	}
	r.sees(t, text)
	found.SetChecked(!found.Checked)
}

func TestNewMandatesAreReported(t *testing.T) {
	r := posted(t, 12) // three of them are new
	before := len(r.sent(t))
	r.desk.New()
	r.sees(t, "Mandate melden", "3 Mandate", "Liste: 3 Konten", "Anhang: Kanzleicode-Meldung-2026-11-22.xlsx", "Nur Kundennummer und Benutzername",
		"[Hier steht die Liste mit 3 Konten]", "0012040 · mandant.1", "Kundennummer 0100200, Benutzername kanzlei.mueller")
	if got := r.fields()[0].Text; got != "hilfe@dienst.example" {
		t.Errorf("it goes to %q", got)
	}
	r.fields()[1].SetText("Neue Konten")
	r.fields()[2].SetText(strings.Replace(r.fields()[2].Text, "Guten Tag,", "Liebe Frau Beispiel,", 1))
	r.press(t, "window.letter.way.open")
	mail := r.mail.draft.String()
	for _, want := range []string{"To: <hilfe@dienst.example>", "Subject: Neue Konten", "Liebe Frau Beispiel", "0012040", "X-Unsent: 1", ".xlsx"} {
		if !strings.Contains(mail, want) {
			t.Errorf("%q does not stand in the draft", want)
		}
	}
	if strings.Contains(mail, "Bäckerei") || strings.Contains(mail, "B=C3=A4ckerei") {
		t.Error("a client's name left the house")
	}
	r.press(t, "window.letter.sent.no")
	tapLabelOf(t, r, "Mit den Namen der Mandanten")
	r.sees(t, "Kundennummer, Benutzername und Mandant", "0012040 · mandant.1 · Bäckerei Müller GmbH")
	if got := r.fields()[1].Text; got != "Neue Konten" {
		t.Errorf("the subject became %q", got)
	}
	tapLabelOf(t, r, "Mit den Namen der Mandanten")
	r.seesNot(t, "mandant.1 · Bäckerei Müller GmbH")
	r.press(t, "window.letter.way.open")
	r.sees(t, "Wurde das Schreiben gesendet?")
	r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // "not yet" has the focus
	if len(r.sent(t)) != before {
		t.Fatal("marked as sent without a word")
	}
	r.sees(t, "Mandate melden") // another way may be taken
	r.press(t, "window.letter.way.open")
	r.press(t, "window.letter.sent.yes")
	sent := r.sent(t)
	if len(sent) != before+1 || len(sent[0].Rows) != 3 || sent[0].Way != mandate.WayMail || sent[0].Recipient != "hilfe@dienst.example" {
		t.Fatalf("%d submissions, the latest %+v", len(sent), sent[0])
	}
	if n := r.count(t, mandate.StatusNew); n != 0 {
		t.Errorf("%d are still new", n)
	}
	r.sees(t, "3 Mandate sind als gemeldet markiert.")
	r.press(t, "window.undo")
	if len(r.sent(t)) != before || r.count(t, mandate.StatusNew) != 3 {
		t.Error("not undone")
	}
	r.sees(t, "Die Änderung wurde rückgängig gemacht.")
}

func TestOtherWaysOut(t *testing.T) {
	r := posted(t, 12)
	r.desk.New()
	r.press(t, "window.letter.way.mailto")
	if !strings.HasPrefix(r.mail.link, "mailto:hilfe@dienst.example?subject=Zentraler%202FA-Code") || !strings.Contains(r.mail.link, "0012040") {
		t.Errorf("link %q", r.mail.link)
	}
	r.press(t, "window.letter.sent.no")
	r.press(t, "window.letter.way.copy")
	if got := r.app.Clipboard().Content(); !strings.HasPrefix(got, "Kundennummer\tBenutzername\r\n0012040\tmandant.1\r\n") {
		t.Errorf("the clipboard holds %q", got)
	}
	r.press(t, "window.letter.sent.yes")
	if s := r.sent(t)[0]; s.Way != mandate.WayText || len(s.Rows) != 3 {
		t.Errorf("%+v", s)
	}
}

func TestAWayOutThatFails(t *testing.T) {
	r := posted(t, 12)
	r.desk.New()
	r.mail.broken = &mandate.Error{Reason: mandate.ReasonNothing}
	r.press(t, "window.letter.way.open")
	r.sees(t, r.services.Texts.Explain(r.mail.broken), "Mandate melden")
	r.mail.broken = nil
	r.fields()[0].SetText("keine Adresse")
	r.press(t, "window.letter.way.open")
	r.sees(t, "„keine Adresse“ ist keine E-Mail-Adresse.")
	r.fields()[0].SetText("")
	r.press(t, "window.letter.way.open")
	r.sees(t, "Wurde das Schreiben gesendet?")
	if strings.Contains(r.mail.draft.String(), "\nTo:") {
		t.Error("an address was made up")
	}
}

func TestALinkHasRoomForFew(t *testing.T) {
	r := posted(t, 300)
	r.desk.New()
	r.press(t, "window.letter.way.mailto")
	r.sees(t, "zu lang für einen E-Mail-Link")
	if r.mail.link != "" {
		t.Error("a part of the list left")
	}
}

func TestWhatIsMissingIsAskedForOnce(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); r.fill(t, 3) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.desk.New()
	r.sees(t, "Angaben für Schreiben an den Support")
	fields := r.fields()
	r.now = r.now.Add(time.Minute)
	for i, text := range []string{"niemand", "Kanzlei Weiß", "0100", "Jana Weiß", "0123", "jana@weiss.example", "0100", "weiss"} {
		fields[i].SetText(text)
	}
	r.press(t, "window.letter.details.next")
	r.sees(t, "Angaben für Schreiben an den Support") // "niemand" is no address
	fields[0].SetText(" hilfe@dienst.example ")
	r.press(t, "window.letter.details.next")
	r.sees(t, "Mandate melden", "Kundennummer 0100, Benutzername weiss", "Kundennummer der Kanzlei: 0100")
	r.press(t, "window.cancel")
	r.desk.New()
	r.sees(t, "Mandate melden")
	if got := r.fields()[0].Text; got != "hilfe@dienst.example" {
		t.Errorf("it goes to %q", got)
	}
	known, err := r.mail.firm.Load(t.Context())
	if err != nil || known.Name != "Kanzlei Weiß" || known.Email != "jana@weiss.example" || known.Reference.User != "weiss" {
		t.Errorf("%+v, %v", known, err)
	}
}

func TestRowsThatChangedMeanwhile(t *testing.T) {
	r := posted(t, 12)
	before := len(r.sent(t))
	r.desk.New()
	r.press(t, "window.letter.way.open")
	m := r.rows(t)[0]
	if _, err := r.list.Edit(t.Context(), m.ID, m.Rev, mandate.Fields{Number: m.Number, User: "anders"}); err != nil {
		t.Fatal(err)
	}
	r.press(t, "window.letter.sent.yes")
	r.sees(t, "Die Liste hat sich geändert", "Es wurde nichts als gesendet markiert")
	if len(r.sent(t)) != before {
		t.Fatal("it was marked all the same")
	}
	r.press(t, "window.letter.changed.again")
	r.sees(t, "Mandate melden", m.Number+" · anders")
}

func TestWithdrawalLeavesOutWhatWasNeverReported(t *testing.T) {
	r := posted(t, 12)
	r.desk.Write(mandate.KindWithdraw, r.rows(t))
	r.sees(t, "Mandate abmelden", "3 ausgewählte Mandate sind nicht dabei: Sie waren nie gemeldet.", "Liste: 9 Konten")
	r.press(t, "window.letter.way.copy")
	r.press(t, "window.letter.sent.yes")
	if s := r.sent(t)[0]; s.Kind != mandate.KindWithdraw || len(s.Rows) != 9 || r.count(t, mandate.StatusEnded) != 9 {
		t.Errorf("%+v", s)
	}
	r.sees(t, "Abmeldung 22.11.2026")
	r.desk.Write(mandate.KindReport, r.rows(t))
	r.sees(t, "9 ausgewählte Mandate sind nicht dabei: Sie sind beendet.")
}

func TestNothingToReport(t *testing.T) {
	r := open(t, "de", false, one)
	r.Show(submissionsPage)
	r.sees(t, "Noch keine Meldungen")
	r.press(t, "window.submissions.new")
	r.sees(t, "Es gibt gerade keine Mandate, die gemeldet werden können.")
}

func TestSubmissionsAreConfirmed(t *testing.T) {
	r := posted(t, 12) // four submitted, five confirmed, of one submission
	r.sees(t, "Meldung 22.11.2026", "9 Mandate", "4 offen · 5 bestätigt", "heute gemeldet", "Meldung vom", "Alle bestätigen (4)", "bestätigt 22.11.2026")
	r.submissions.Press(0)
	r.submissions.Press(5)
	r.sees(t, "2 Zeilen ausgewählt", "Bestätigen (1)")
	r.pressText(t, "Bestätigen (1)")
	r.sees(t, "Ein Mandat ist bestätigt.", "3 offen · 6 bestätigt")
	r.press(t, "window.undo")
	r.sees(t, "4 offen · 5 bestätigt")
	r.pressText(t, "Alle bestätigen (4)")
	r.sees(t, "4 Mandate sind bestätigt.", "0 offen · 9 bestätigt", "abgeschlossen")
	r.seesNot(t, "Wieder öffnen") // nothing is checked
	r.submissions.Press(0)
	r.press(t, "window.submissions.reopen")
	r.sees(t, "1 offen · 8 bestätigt", "Ein Mandat ist wieder offen.")
}

func TestQuestionsOfSupport(t *testing.T) {
	r := posted(t, 12)
	r.submissions.Press(0)
	r.submissions.Press(1)
	r.press(t, "window.submissions.ask")
	r.sees(t, "Was möchte der Support zu diesen 2 Mandaten wissen?")
	r.press(t, "window.save")
	r.sees(t, "Schreiben Sie dazu, was der Support wissen möchte.")
	r.fields()[0].SetText("Benutzername nicht gefunden")
	r.press(t, "window.save")
	r.sees(t, "2 offen · 2 in Rückfrage · 5 bestätigt", "Rückfrage: Benutzern", "Die Rückfrage ist bei 2 Mandaten vermerkt.")
	r.sees(t, "Alle bestätigen (2)") // but not those that support asks about, unless they are checked
	r.press(t, "window.submissions.answer")
	r.sees(t, "Der Support fragt: Benutzername nicht gefunden")
	r.fields()[0].SetText("Er wird klein geschrieben.")
	r.press(t, "window.letter.details.next")
	r.sees(t, "Liste: 2 Konten", "Ihre Frage: Benutzername nicht gefunden", "Er wird klein geschrieben.")
	r.press(t, "window.letter.way.open")
	r.press(t, "window.letter.sent.yes")
	r.sees(t, "2 Mandate warten wieder auf den Support.", "4 offen · 5 bestätigt")
}

func TestReminderOfASubmission(t *testing.T) {
	r := posted(t, 12)
	r.now = r.now.AddDate(0, 0, 9) // seven working days later
	r.tick()
	r.sees(t, "seit 7 Arbeitstagen offen", "Meldung vom 22.11.2026: 4 von 9 seit 7 Arbeitstagen offen.")
	r.press(t, "window.submissions.remind")
	r.sees(t, "Support erinnern", "Liste: 4 Konten", "22.11.2026")
	r.press(t, "window.letter.way.open")
	if mail := r.mail.draft.String(); !strings.Contains(mail, "Erinnerung") {
		t.Errorf("the draft is %s", mail)
	}
	r.press(t, "window.letter.sent.yes")
	r.sees(t, "Die Erinnerung ist vermerkt.", "erinnert am 01.12.2026")
	r.seesNot(t, "Eine kurze Erinnerung hilft oft.")
	if s := r.sent(t)[0]; len(s.Reminded) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestAnswerList(t *testing.T) {
	r := posted(t, 12)
	open, known := r.sent(t)[0].Rows, r.rows(t)
	list := fmt.Sprintf("Kundennummer;Benutzername;Antwort\n%s;%s;erledigt\n%s;%s;Wer ist das?\n0099999;fremd;erledigt\n%s;%s;erledigt\n1,23E+05;kaputt;erledigt\n", open[0].Number, open[0].User, open[1].Number, open[1].User, known[0].Number, known[0].User)
	before := r.count(t, mandate.StatusConfirmed)
	r.dropped([]fyne.URI{writeFile(t, "antwort.csv", list)})
	r.sees(t, "Antworten des Supports", "antwort.csv", "Zeile 3: "+open[1].Number, "Rückfrage: Wer ist das?", "Zeile 4: 0099999 · fremd – nicht in der Liste", "nicht gemeldet", "Zeile 6: Statt der Kundennummer steht dort „1,23E+05“")
	r.press(t, "window.cancel")
	if r.count(t, mandate.StatusConfirmed) != before {
		t.Fatal("stored before consent")
	}
	r.app.Clipboard().SetContent(list)
	r.shortcut(&fyne.ShortcutPaste{})
	r.press(t, "window.submissions.plan.accept")
	r.sees(t, "2 Antworten des Supports sind übernommen.", "1 in Rückfrage")
	if r.count(t, mandate.StatusConfirmed) != before+1 || r.count(t, mandate.StatusQuery) != 1 {
		t.Error("the answers did not arrive")
	}
	r.press(t, "window.undo")
	if r.count(t, mandate.StatusConfirmed) != before || r.count(t, mandate.StatusQuery) != 0 {
		t.Error("not undone")
	}
}

func TestRenewalOfTheCentralCode(t *testing.T) {
	r := posted(t, 12)
	r.firm.renew(r.firm.accounts[0].ID, sampleKey("Amainvoice", "kanzlei", 9), r.now.AddDate(0, 0, 3))
	r.now = r.now.AddDate(0, 0, 3)
	r.changed()
	r.sees(t, "9 Mandate sind noch mit dem Code davor gemeldet.", "Alle neu melden (9)")
	r.press(t, "window.submissions.renewed.keep")
	r.sees(t, "Hat der Support zugesagt, dass alle 9 Mandate")
	r.press(t, "window.submissions.relink.yes")
	r.sees(t, "9 Mandate gelten auch mit dem neuen Code.")
	r.seesNot(t, "Alle neu melden")
	r.press(t, "window.undo")
	r.pressText(t, "Alle neu melden (9)")
	r.sees(t, "Mandate melden", "Liste: 9 Konten")
	r.press(t, "window.letter.way.open")
	r.press(t, "window.letter.sent.yes")
	r.seesNot(t, "Alle neu melden")
	r.sees(t, "9 offen · 0 bestätigt", "9 überholt")
	if s := r.sent(t)[0]; !s.Code.Equal(r.firm.accounts[0].Renewed) {
		t.Errorf("for the code of %v", s.Code)
	}
}

// TestRevertedRenewal: what was linked to the code of before is right again when that code comes back.
func TestRevertedRenewal(t *testing.T) {
	r := posted(t, 12)
	r.firm.accounts[0].Created = r.now.AddDate(-1, 0, 0)
	r.firm.renew(r.firm.accounts[0].ID, sampleKey("Amainvoice", "kanzlei", 9), r.now.Add(time.Hour))
	r.now = r.now.Add(2 * time.Hour)
	r.changed()
	r.sees(t, "Alle neu melden (9)")
	r.submissions.AskRenewal()
	r.sees(t, "Der zentrale Code wurde erneuert")
	r.press(t, "window.cancel")
	r.firm.accounts[0].Renewed = time.Time{} // as authenticator.Revert does
	r.changed()
	r.seesNot(t, "Alle neu melden")
}

func TestProof(t *testing.T) {
	r := posted(t, 12)
	r.press(t, "window.submissions.proof")
	hash := r.sent(t)[0].Hash
	r.sees(t, hash[:8]+" "+hash[8:16], "Prüfsumme (SHA-256)")
	r.press(t, "window.close")
}

func TestSavedLetters(t *testing.T) {
	r := posted(t, 12)
	for _, format := range support.Formats() {
		r.desk.New()
		r.press(t, "window.letter.save."+string(format))
		if _, ours := r.native.Canvas().Overlays().Top().(fyne.Widget); !ours {
			t.Errorf("%s: no dialog", format)
		}
		for overlays := r.native.Canvas().Overlays(); overlays.Top() != nil; {
			overlays.Remove(overlays.Top())
		}
	}
}

// submissionScenes are what the page and the letters can look like.
func submissionScenes() []scene {
	with := func(n int) func(testing.TB, *room) {
		return func(t testing.TB, r *room) { one(r); r.fill(t, n); r.mail.settle(t) }
	}
	on := func(act func(testing.TB, *room)) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			r.Show(submissionsPage)
			if act != nil {
				act(t, r)
			}
		}
	}
	asked := func(t testing.TB, r *room) {
		for _, i := range []int{0, 1} {
			r.submissions.Press(i)
		}
		r.press(t, "window.submissions.ask")
		test.Type(r.fields()[0], "Dieser Benutzername ist bei uns nicht bekannt. Bitte prüfen Sie die Schreibweise.")
		r.press(t, "window.save")
	}
	return []scene{
		{"submissions-empty", func(_ testing.TB, r *room) { one(r) }, on(nil)},
		{"submissions-typical", with(30), on(func(t testing.TB, r *room) {
			asked(t, r)
			r.desk.New()
			r.press(t, "window.letter.way.open")
			r.press(t, "window.letter.sent.yes")
			r.now = r.now.AddDate(0, 0, 3)
			r.host.Tell(page.Notice{})
			r.submissions.Load()
		})},
		{"submissions-due", with(12), on(func(_ testing.TB, r *room) { r.now = r.now.AddDate(0, 0, 12); r.submissions.Load() })},
		{"submissions-selected", with(12), on(func(_ testing.TB, r *room) { r.submissions.Press(0); r.submissions.Press(2) })},
		{"submissions-renewed", with(12), on(func(_ testing.TB, r *room) {
			r.firm.renew(r.firm.accounts[0].ID, sampleKey("Amainvoice", "kanzlei", 9), r.now.AddDate(0, 0, 3))
			r.now = r.now.AddDate(0, 0, 3)
			r.submissions.Load()
		})},
		{"submissions-renewal-asked", with(12), on(func(_ testing.TB, r *room) {
			r.firm.renew(r.firm.accounts[0].ID, sampleKey("Amainvoice", "kanzlei", 9), r.now.AddDate(0, 0, 3))
			r.submissions.AskRenewal()
		})},
		{"submissions-overfull", with(5000), on(func(t testing.TB, r *room) {
			list := r.rows(t)
			for i := range 59 {
				r.now = r.now.AddDate(0, 0, 1)
				var some []vault.ID
				rows := list[i*80 : i*80+20+i]
				s, err := r.list.Submit(t.Context(), mandate.Sending{Rows: rows, Way: mandate.WayMail, Recipient: "zwei-faktor-anmeldung@ein-langer-name-des-dienstes.example"})
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range s.Rows[:len(s.Rows)-i/3] {
					some = append(some, row.ID)
				}
				if i%3 > 0 {
					if _, err := r.list.Confirm(t.Context(), some...); err != nil {
						t.Fatal(err)
					}
				}
			}
			r.submissions.Load()
		})},
		{"submissions-ask", with(12), on(func(t testing.TB, r *room) { r.submissions.Press(0); r.press(t, "window.submissions.ask") })},
		{"submissions-proof", with(12), on(func(t testing.TB, r *room) { r.press(t, "window.submissions.proof") })},
		{"submissions-answers", with(12), on(func(t testing.TB, r *room) {
			rows := r.sent(t)[0].Rows
			r.submissions.Text(fmt.Sprintf("Kundennummer;Benutzername;Antwort\n%s;%s;erledigt\n%s;%s;Benutzername unbekannt, bitte prüfen\n0099999;fremd;erledigt\n%s;%s;verknüpft",
				rows[0].Number, rows[0].User, rows[1].Number, rows[1].User, rows[2].Number, rows[2].User))
		})},
		{"letter-report", with(12), func(_ testing.TB, r *room) { r.desk.New() }},
		{"letter-report-many", with(5000), func(_ testing.TB, r *room) { r.desk.All() }},
		{"letter-withdraw", with(12), func(t testing.TB, r *room) { r.desk.Write(mandate.KindWithdraw, r.rows(t)) }},
		{"letter-wrong", with(12), func(t testing.TB, r *room) {
			r.desk.New()
			r.fields()[0].SetText("keine Adresse")
			r.press(t, "window.letter.way.open")
		}},
		{"letter-reminder", with(12), on(func(t testing.TB, r *room) { r.press(t, "window.submissions.remind") })},
		{"letter-details", func(t testing.TB, r *room) { one(r); r.fill(t, 3) }, func(_ testing.TB, r *room) { r.desk.New() }},
		{"letter-sent", with(12), func(t testing.TB, r *room) { r.desk.New(); r.press(t, "window.letter.way.open") }},
		{"letter-answer", with(12), on(func(t testing.TB, r *room) { asked(t, r); r.press(t, "window.submissions.answer") })},
	}
}

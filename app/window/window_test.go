package window

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/language"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp"
)

// sampleLink stands for any otpauth link: the fake service does not read it.
const sampleLink = "otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXP&issuer=Amainvoice"

func TestFirstLinkBecomesACode(t *testing.T) {
	r := open(t, "de", false, nil)
	r.sees(t, "Willkommen bei Kanzleicode", "Datei auswählen …", "Schlüssel von Hand eingeben …", "Der Code erscheint")

	key := sampleKey("Amainvoice", "kanzlei", 4)
	r.firm.found = []authenticator.Candidate{{Key: key, State: authenticator.StateNew}}
	r.app.Clipboard().SetContent(sampleLink)
	r.shortcut(&fyne.ShortcutPaste{})
	if len(r.firm.scanned) != 1 || r.firm.scanned[0] != sampleLink {
		t.Fatalf("scanned %q", r.firm.scanned)
	}
	r.sees(t, "Gefunden", "Amainvoice", "kanzlei", "Amainvoice – kanzlei")
	r.seesNot(t, "JBSWY3DPEHPK3PXP")
	r.seesNot(t, key.Secret.Base32())

	r.fields()[0].SetText("  Kanzlei  ")
	r.press(t, "window.import.accept")
	code, err := key.At(r.now)
	if err != nil {
		t.Fatal(err)
	}
	next, err := key.After(code)
	if err != nil {
		t.Fatal(err)
	}
	r.sees(t, "Kanzlei", code.Grouped(), next.Grouped(), "noch 30 Sekunden gültig", "aus der Zwischenablage gelöscht")
	if got := r.app.Clipboard().Content(); got != "" {
		t.Errorf("the link is still on the clipboard")
	}
}

func TestNameIsNeeded(t *testing.T) {
	r := open(t, "de", false, nil)
	r.firm.found = []authenticator.Candidate{{Key: sampleKey("", "", 4), State: authenticator.StateNew}}
	r.importer.Text(sampleLink, nil)
	if !r.button(t, "window.import.accept").Disabled() {
		t.Error("an account without a name can be added")
	}
	test.Type(r.fields()[0], "Kanzlei")
	r.press(t, "window.import.accept")
	r.sees(t, "Kanzlei")
}

func TestImportShowsWhatItCannotUse(t *testing.T) {
	r := open(t, "de", false, one)
	r.firm.found = []authenticator.Candidate{
		{Key: sampleKey("Amainvoice", "kanzlei", 1), State: authenticator.StateKnown, Existing: &r.firm.accounts[0]},
		{State: authenticator.StateUnusable, Problem: &otp.Error{Reason: otp.ReasonHOTP}},
	}
	r.importer.Text(sampleLink, nil)
	r.sees(t, "Nichts hinzuzufügen", "Schon vorhanden als „Amainvoice – kanzlei“.")
	r.press(t, "window.close")
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("the dialog is still open")
	}
}

func TestRenewal(t *testing.T) {
	for _, beside := range []bool{false, true} {
		r := open(t, "de", false, one)
		fresh := sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 77)
		r.firm.found = []authenticator.Candidate{{Key: fresh, State: authenticator.StateRenewal, Existing: &r.firm.accounts[0]}}
		r.importer.Text(sampleLink, nil)
		r.sees(t, "bis der Support bestätigt hat, und Sie können zu ihm zurück")
		if beside {
			r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
				if radio, ok := o.(*widgets.Choice); ok {
					radio.Select(1)
				}
			})
		}
		r.press(t, "window.import.accept")
		code, err := fresh.At(r.now)
		if err != nil {
			t.Fatal(err)
		}
		r.sees(t, code.Grouped())
		if want := map[bool]int{false: 1, true: 2}[beside]; len(r.firm.accounts) != want {
			t.Errorf("beside %v: %d accounts, want %d", beside, len(r.firm.accounts), want)
		}
	}
}

func TestFailedImportKeepsTheDialog(t *testing.T) {
	r := open(t, "de", false, nil)
	r.firm.found = []authenticator.Candidate{{Key: sampleKey("Amainvoice", "k", 4), State: authenticator.StateNew}}
	r.importer.Text(sampleLink, nil)
	r.firm.err = &otp.Error{Reason: otp.ReasonSecretEmpty}
	r.press(t, "window.import.accept")
	r.sees(t, "Gefunden", r.services.Texts.Explain(&otp.Error{Reason: otp.ReasonSecretEmpty}))
	r.press(t, "window.import.accept")
	if len(r.firm.accounts) != 1 {
		t.Errorf("%d accounts after the second try", len(r.firm.accounts))
	}
}

func TestCopying(t *testing.T) {
	ways := map[string]func(*testing.T, *room){
		"button": func(t *testing.T, r *room) { r.press(t, "window.code.copy") },
		"digits": func(t *testing.T, r *room) { test.Tap(r.pressable(t, "Code kopieren")) },
		"ctrl+c": func(_ *testing.T, r *room) { r.shortcut(&fyne.ShortcutCopy{}) },
		"enter":  func(_ *testing.T, r *room) { r.key(fyne.KeyReturn) },
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			r := open(t, "de", false, one)
			way(t, r)
			want := r.firm.Codes(r.now)[0]
			if got := r.app.Clipboard().Content(); got != want.Code.Value {
				t.Errorf("the clipboard holds %q, want %q", got, want.Code.Value)
			}
			r.sees(t, "Benutzt um "+r.now.Local().Format("15:04:05"))
			r.pass(30) // another code: the mark means nothing any more
			r.seesNot(t, "Benutzt um")
		})
	}
}

func TestCopyingTheNextCode(t *testing.T) {
	r := open(t, "de", false, one)
	r.pass(26)
	r.press(t, "window.code.copy_next")
	want := r.firm.Codes(r.now)[0].Next
	if got := r.app.Clipboard().Content(); got != want.Value {
		t.Errorf("the clipboard holds %q, want %q", got, want.Value)
	}
	r.sees(t, "Nächster Code kopiert", "er gilt ab "+want.ValidFrom.Local().Format("15:04:05"))
	r.pass(5) // now it is the current one
	r.sees(t, "Benutzt um")
}

func TestLastSecondsShowByMoreThanColour(t *testing.T) {
	r := open(t, "de", false, one)
	r.pass(24)
	r.sees(t, "noch 6 Sekunden gültig")
	if r.button(t, "window.code.copy").Importance != widget.HighImportance {
		t.Error("the current code is not the main thing to copy")
	}
	r.pass(1)
	r.sees(t, "läuft in 5 Sekunden ab", "Nehmen Sie besser gleich den nächsten Code.")
	if r.button(t, "window.code.copy_next").Importance != widget.HighImportance {
		t.Error("the next code is not the main thing to copy")
	}
	r.pass(4)
	r.sees(t, "läuft in 1 Sekunde ab")
	r.pass(1)
	r.sees(t, "noch 30 Sekunden gültig")
	if r.button(t, "window.code.copy").Importance != widget.HighImportance {
		t.Error("the current code is not the main thing to copy again")
	}
}

func TestClipboardIsClearedOnlyWhileItIsOurs(t *testing.T) {
	r := open(t, "de", false, one)
	r.code.CopyShown()
	r.pass(10)
	r.code.CopyShown()
	r.timers[0]() // the first copy's time: the second one started it anew
	if r.app.Clipboard().Content() == "" {
		t.Error("cleared too early")
	}
	r.timers[1]()
	if got := r.app.Clipboard().Content(); got != "" {
		t.Errorf("%q is still there", got)
	}
	r.code.CopyShown()
	r.app.Clipboard().SetContent("etwas anderes")
	r.timers[2]()
	if got := r.app.Clipboard().Content(); got != "etwas anderes" {
		t.Errorf("somebody else's text became %q", got)
	}
}

func TestManyAccounts(t *testing.T) {
	r := open(t, "de", false, forty)
	r.native.Resize(fyne.NewSize(1366, 768))
	third := r.firm.Codes(r.now)[2]
	test.Tap(r.pressable(t, "Code von "+third.Account.Name+" kopieren"))
	// Several accounts have that name; the last one of them is found.
	if got := r.app.Clipboard().Content(); len(got) != 6 {
		t.Errorf("the clipboard holds %q", got)
	}
	r.app.Clipboard().SetContent("other")
	if r.code.CopyShown(); r.app.Clipboard().Content() != "other" {
		t.Error("Ctrl+C copied one of many codes")
	}
	first := r.pressable(t, "Code von Zugang 1 kopieren")
	first.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if got, want := r.app.Clipboard().Content(), r.firm.Codes(r.now)[0].Code.Value; got != want {
		t.Errorf("the clipboard holds %q, want %q", got, want)
	}
}

func TestHiddenWindowDoesNothing(t *testing.T) {
	r := open(t, "de", false, one)
	r.Hide()
	r.firm.asked = 0
	before := r.texts()
	r.pass(31)
	r.changed()
	if r.firm.asked != 0 || r.texts() != before {
		t.Errorf("codes were computed %d times while hidden", r.firm.asked)
	}
	r.Unhide()
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
}

func TestOnlyThePageInSightTicks(t *testing.T) {
	r := open(t, "de", false, one)
	r.Show(mandatesPage)
	r.firm.asked = 0
	r.pass(1)
	if r.firm.asked != 0 {
		t.Error("codes were computed for a page that nobody sees")
	}
	r.pass(40)
	r.shortcut(&desktop.CustomShortcut{KeyName: fyne.Key1, Modifier: fyne.KeyModifierShortcutDefault})
	r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
}

func TestClockJumpsHeal(t *testing.T) {
	r := open(t, "de", false, one)
	for _, jump := range []int{3600, -7200, 86400 * 30} {
		r.pass(jump)
		r.sees(t, r.firm.Codes(r.now)[0].Code.Grouped())
	}
}

func TestTickComesRightAfterTheFullSecond(t *testing.T) {
	t.Parallel()
	for _, fraction := range []time.Duration{0, 1, time.Millisecond, 400 * time.Millisecond, time.Second - 1} {
		now := start.Add(fraction)
		at := now.Add(untilTick(now))
		if past := at.Sub(at.Truncate(time.Second)); past != tickDelay {
			t.Errorf("from %v past the second the tick comes %v past one", fraction, past)
		}
		if wait := untilTick(now); wait <= 0 || wait > time.Second+tickDelay {
			t.Errorf("from %v past the second the wait is %v", fraction, wait)
		}
	}
}

func TestTickEndsWithTheWindow(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	ticks := 0
	almost := func() time.Time { return start.Add(time.Second - time.Millisecond) } // always a moment before the second
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick(ctx, almost, func() {
			if ticks++; ticks == 2 {
				stop()
			}
		})
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("the tick goes on")
	}
	if ticks != 2 {
		t.Errorf("%d ticks", ticks)
	}
}

func TestRenameAndRemove(t *testing.T) {
	r := open(t, "de", false, one)
	r.code.AskRename(0)
	r.fields()[0].SetText("")
	if !r.button(t, "window.save").Disabled() {
		t.Error("an empty name can be saved")
	}
	r.fields()[0].SetText("Kanzlei Müller")
	r.press(t, "window.save")
	r.sees(t, "Kanzlei Müller")
	r.code.AskRemove(0)
	r.sees(t, "„Kanzlei Müller“ und sein Schlüssel werden gelöscht.")
	r.press(t, "window.cancel")
	if len(r.firm.accounts) != 1 {
		t.Fatal("removed without consent")
	}
	r.code.AskRemove(0)
	r.press(t, "window.code.remove_confirm")
	r.sees(t, "Willkommen bei Kanzleicode", "„Kanzlei Müller“ wurde entfernt.")
}

func TestEscapeClosesADialog(t *testing.T) {
	r := open(t, "de", false, one)
	r.code.AskRemove(0)
	r.key(fyne.KeyEscape)
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("the question is still there")
	}
	r.code.AskRename(0)
	r.fields()[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("the form is still there")
	}
}

func TestPasteBelongsToAFieldFirst(t *testing.T) {
	r := open(t, "de", false, one)
	r.app.Clipboard().SetContent(sampleLink)
	r.code.AskRename(0)
	r.shortcut(&fyne.ShortcutPaste{})
	if len(r.firm.scanned) != 0 {
		t.Error("a paste into a dialog started an import")
	}
}

func TestNotices(t *testing.T) {
	r := open(t, "de", false, one)
	r.host.Good("window.code.removed", "name", "X")
	r.sees(t, "„X“ wurde entfernt.")
	r.pass(9)
	r.seesNot(t, "„X“ wurde entfernt.")
	r.host.Fail(&vault.ConflictError{})
	r.pass(3600)
	r.sees(t, strings.Fields(r.services.Texts.Explain(&vault.ConflictError{}))[0])
}

func TestPassphraseWindow(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look(false))
	var tried []string
	var answers []bool
	wrong := errors.New("wrong passphrase")
	w := newPassphrase(app, language.New("de"), askKeys, Start{Unlock: func(_ context.Context, passphrase []byte) error {
		tried = append(tried, string(passphrase))
		if string(passphrase) != "richtig" {
			return wrong
		}
		return nil
	}, Done: func(unlocked bool) { answers = append(answers, unlocked) }}, page.NewInlineWorker)
	r := &room{Window: &Window{native: w, services: Services{Texts: language.New("de")}}}
	var entry *widget.Entry
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if e, ok := o.(*widget.Entry); ok {
			entry = e
		}
	})
	r.press(t, "window.passphrase.open") // empty: nothing happens
	test.Type(entry, "falsch")
	entry.OnSubmitted(entry.Text)
	r.sees(t, "wrong passphrase")
	if entry.Text != "" || len(answers) != 0 {
		t.Errorf("after a wrong passphrase the field holds %q and there were %d answers", entry.Text, len(answers))
	}
	test.Type(entry, "richtig")
	r.press(t, "window.passphrase.open")
	if strings.Join(tried, " ") != "falsch richtig" || len(answers) != 1 || !answers[0] {
		t.Errorf("tried %q, answers %v", tried, answers)
	}
}

func TestChoosePassphraseWindow(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look(false))
	texts := language.New("de")
	var chosen []string
	created := 0
	w := newPassphrase(app, texts, chooseKeys, Start{Unlock: func(_ context.Context, passphrase []byte) error {
		chosen = append(chosen, string(passphrase))
		return nil
	}, Done: func(ok bool) {
		if ok {
			created++
		}
	}}, page.NewInlineWorker)
	r := &room{Window: &Window{native: w, services: Services{Texts: texts}}}
	var entries []*widget.Entry
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if e, ok := o.(*widget.Entry); ok {
			entries = append(entries, e)
		}
	})
	if len(entries) != 2 {
		t.Fatalf("%d fields", len(entries))
	}
	enter := func(first, again string) {
		entries[0].SetText(first)
		entries[1].SetText(again)
		entries[1].OnSubmitted(again)
	}
	enter("kurz", "kurz")
	r.sees(t, texts.Text("window.new_passphrase.too_short", "n", vault.MinPassphrase))
	enter("Sommer Regen Lampe", "Sommer Regen Lamp")
	r.sees(t, texts.Text("window.new_passphrase.differ"))
	if len(chosen) != 0 || entries[0].Text != "Sommer Regen Lampe" || entries[1].Text != "" {
		t.Errorf("chosen %q, fields hold %q and %q", chosen, entries[0].Text, entries[1].Text)
	}
	enter("Sommer Regen Lampe", "Sommer Regen Lampe")
	if len(chosen) != 1 || chosen[0] != "Sommer Regen Lampe" || created != 1 {
		t.Errorf("chosen %q, created %d times", chosen, created)
	}
}

func TestPassphraseWindowGivenUp(t *testing.T) {
	app := test.NewTempApp(t)
	answered := 0
	w := newPassphrase(app, language.New("en"), askKeys, Start{Unlock: func(context.Context, []byte) error { return nil }, Done: func(unlocked bool) {
		answered++
		if unlocked {
			t.Error("unlocked without a passphrase")
		}
	}}, page.NewInlineWorker)
	w.Close()
	if answered != 1 {
		t.Errorf("%d answers", answered)
	}
}

func TestDroppedFiles(t *testing.T) {
	r := open(t, "de", false, one)
	r.dropped(nil)
	table := writeFile(t, "liste.CSV", "Kundennummer;Benutzername;Mandant\n0012345;m.mueller;Müller\n")
	r.dropped([]fyne.URI{table})
	r.sees(t, "Liste einlesen", "liste.CSV")
	r.press(t, "window.mandates.plan.accept")
	list, _, err := r.list.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Number != "0012345" {
		t.Fatalf("the list holds %v, %v", list, err)
	}
	picture := writeFile(t, "bild.png", "not read by the fake")
	r.firm.found = []authenticator.Candidate{{Key: sampleKey("Amainvoice", "x", 9), State: authenticator.StateNew}}
	r.dropped([]fyne.URI{picture})
	r.sees(t, "Gefunden")
	r.press(t, "window.import.accept")
	r.sees(t, "Bitte löschen Sie jetzt das Bild")
	r.dropped([]fyne.URI{writeFile(t, "weg", "")})
}

func TestEnterInDialogs(t *testing.T) {
	t.Run("import of a list", func(t *testing.T) {
		r := open(t, "de", false, one)
		r.Show(mandatesPage)
		r.mandates.Text("Kundennummer;Benutzername;Mandant\n0012345;m.mueller;Müller")
		r.key(fyne.KeyReturn)
		if list, _, err := r.list.List(t.Context()); err != nil || len(list) != 1 {
			t.Errorf("the list holds %v, %v", list, err)
		}
	})
	t.Run("nothing to import", func(t *testing.T) {
		r := open(t, "de", false, one)
		r.firm.found = []authenticator.Candidate{{State: authenticator.StateUnusable, Problem: &otp.Error{Reason: otp.ReasonHOTP}}}
		r.importer.Text(sampleLink, nil)
		r.key(fyne.KeyReturn) // on to another way
		r.seesNot(t, "Nichts hinzuzufügen")
		r.sees(t, "Ein Bild, ein PDF oder der Export")
	})
	t.Run("removing an account", func(t *testing.T) {
		r := open(t, "de", false, one)
		r.code.AskRemove(0)
		r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if len(r.firm.accounts) != 1 || r.native.Canvas().Overlays().Top() != nil {
			t.Error("Enter did not mean cancel")
		}
	})
}

// A surface of that size under the mouse is drawn anew each second: without a graphics card that costs as
// much as everything else in the window.
func TestMouseOnTheDigitsCostsNothing(t *testing.T) {
	r := open(t, "de", false, one)
	before := test.RenderToMarkup(r.native.Canvas())
	r.pressable(t, "Code kopieren").MouseIn(nil)
	if test.RenderToMarkup(r.native.Canvas()) != before {
		t.Error("the mouse on the digits draws something")
	}
}

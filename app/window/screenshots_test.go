package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/transfer"
)

// scene is one state of the window worth looking at.
type scene struct {
	name    string
	prepare func(t testing.TB, r *room) // before the window is built
	act     func(t testing.TB, r *room) // after
}

// scenes are what a user can meet. They are drawn for the eye (TestScreenshots) and walked through for
// texts that do not fit (TestTextsFit).
func scenes() []scene {
	withOne := func(_ testing.TB, r *room) { one(r) }
	twelve := func(t testing.TB, r *room) { one(r); r.fill(t, 12) }
	mandatesOf := func(check int) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) {
			r.Show(mandatesPage)
			for i := range check {
				r.mandates.Press(i)
			}
		}
	}
	found := func(candidates func(*room) []authenticator.Candidate) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) { r.firm.found = candidates(r); r.importer.Text("otpauth://", nil) }
	}
	return slices.Concat(handoverScenes(), historyScenes(), safetyScenes(), lockScenes(), renewalScenes(), submissionScenes(), settingsScenes(), policyScenes(), guideScenes(), displayScenes(), cardScenes(), smallScenes(), clockScenes(), helpScenes(), foundScenes(), []scene{
		{"code-empty", nil, nil},
		{"code-one", withOne, nil},
		{"code-one-copied", withOne, func(_ testing.TB, r *room) { r.code.CopyShown(); r.pass(7) }},
		{"code-one-late", withOne, func(_ testing.TB, r *room) { r.pass(26) }},
		{"code-one-menu", withOne, func(_ testing.TB, r *room) { r.code.OpenMenu(0) }},
		{"code-remove", withOne, func(_ testing.TB, r *room) { r.code.AskRemove(0) }},
		{"code-rename", withOne, func(_ testing.TB, r *room) { r.code.AskRename(0) }},
		{"code-two", func(_ testing.TB, r *room) { forty(r); r.firm.accounts = r.firm.accounts[2:4] }, nil},
		{"code-three", func(_ testing.TB, r *room) { forty(r); r.firm.accounts = r.firm.accounts[:3] }, nil},
		{"code-forty", func(_ testing.TB, r *room) { forty(r) }, func(_ testing.TB, r *room) { r.pass(3) }},
		{"code-forty-late", func(_ testing.TB, r *room) { forty(r) }, func(_ testing.TB, r *room) { r.pass(27) }},
		{"code-failed", withOne, func(_ testing.TB, r *room) { r.host.Fail(&otp.Error{Reason: otp.ReasonMicrosoftPush}) }},
		{"import-new", nil, found(func(*room) []authenticator.Candidate {
			return []authenticator.Candidate{{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 3), State: authenticator.StateNew}}
		})},
		{"import-several", withOne, found(func(r *room) []authenticator.Candidate {
			unusual := sampleKey("Beispielbank", "mueller", 9)
			unusual.Algorithm, unusual.Digits, unusual.Period = otp.SHA512, 8, 60*time.Second
			return []authenticator.Candidate{
				{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 3), State: authenticator.StateRenewal, Existing: &r.firm.accounts[0]},
				{Key: unusual, State: authenticator.StateNew},
				{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 1), State: authenticator.StateKnown, Existing: &r.firm.accounts[0]},
				{State: authenticator.StateUnusable, Problem: &otp.Error{Reason: otp.ReasonHOTP}},
			}
		})},
		{"import-unusable", nil, found(func(*room) []authenticator.Candidate {
			return []authenticator.Candidate{{State: authenticator.StateUnusable, Problem: &otp.Error{Reason: otp.ReasonWebLink}}}
		})},
		{"import-offer", func(_ testing.TB, r *room) { one(r); r.onScreen(desktopPicture()) }, func(t testing.TB, r *room) { r.press(t, "window.code.add") }},
		{"import-welcome", func(_ testing.TB, r *room) { r.onScreen(desktopPicture()) }, nil},
		{"import-forty", withOne, found(fortyCandidates)},
		{"import-files", withOne, found(func(*room) []authenticator.Candidate {
			return []authenticator.Candidate{
				{Key: sampleKey("Amainvoice", "zweitkanzlei@steuer-mueller.de", 3), State: authenticator.StateNew,
					Notes: []otp.Note{{Kind: otp.NoteIssuerDiffers, Issuer: "Amainvoice", Prefix: "Beispielbank"}, {Kind: otp.NoteRepaired, Count: 2}}},
				{Source: &authenticator.Source{Name: "Bildschirmfoto vom 22. November 2026 um 09.41.17 (bearbeitet, Kopie).png"}, State: authenticator.StateUnusable, Problem: qr.ErrNone},
				{Source: &authenticator.Source{Name: "export.json"}, State: authenticator.StateUnusable, Problem: &transfer.Error{Reason: transfer.ReasonNoPassphraseSlot, Format: transfer.Aegis}},
				{Name: "Steam – mueller", State: authenticator.StateUnusable, Problem: &otp.Error{Reason: otp.ReasonSteam}},
				{State: authenticator.StateUnusable, Problem: &transfer.Error{Reason: transfer.ReasonPicturesMissing, Format: transfer.Google, Detail: "2, 3", Of: 4}},
			}
		})},
		{"import-key", withOne, func(_ testing.TB, r *room) { r.importer.Key() }},
		{"import-key-repaired", withOne, func(t testing.TB, r *room) {
			r.importer.Text("jbsw-y3dp-ehpk-3pxp-m0m8-1bsw-y3dp-ehpk", nil)
			test.Type(r.fields()[0], "Telefonanlage")
			r.press(t, "window.key.more")
		}},
		{"import-key-wrong", withOne, func(_ testing.TB, r *room) {
			r.importer.Key()
			test.Type(r.fields()[0], "Steuerberatungsgesellschaft Großmann, Österreicher & Partner mbB")
			test.Type(r.fields()[2], "jbsw y3dp 9hpk")
		}},
		{"import-locked", withOne, func(t testing.TB, r *room) { r.importer.Files(exportFile(t)) }},
		{"import-locked-wrong", withOne, func(t testing.TB, r *room) {
			r.importer.Files(exportFile(t))
			test.Type(r.fields()[0], "falsch")
			r.press(t, "window.import.unlock")
		}},
		{"screen-nothing", func(_ testing.TB, r *room) { one(r); r.onScreen(desktopPicture()) }, func(_ testing.TB, r *room) { r.importer.SearchScreen() }},
		{"screen-other", func(_ testing.TB, r *room) { one(r); r.onScreen(desktopPicture("https://example.de")) }, func(_ testing.TB, r *room) { r.importer.SearchScreen() }},
		{"screen-region", func(_ testing.TB, r *room) { one(r); r.onScreen(desktopPicture(), desktopPicture()) }, func(t testing.TB, r *room) {
			r.importer.SearchScreen()
			r.press(t, "window.region.choose")
		}},
		{"mandates-empty", nil, mandatesOf(0)},
		{"mandates-typical", twelve, mandatesOf(0)},
		{"mandates-selected", twelve, mandatesOf(3)},
		{"mandates-overfull", func(t testing.TB, r *room) { one(r); r.fill(t, 10000) }, mandatesOf(1)},
		{"mandates-add", twelve, func(_ testing.TB, r *room) { r.Show(mandatesPage); r.mandates.Add() }},
		{"mandates-import", twelve, func(_ testing.TB, r *room) {
			r.Show(mandatesPage)
			r.mandates.Text("Kundennummer;Benutzername;Mandant\n0099001;neu.eins;Neue GmbH\n0099002;neu.zwei;Zwei GmbH\n1,23E+05;kaputt\n0099001;neu.eins\n;ohne.nummer\n12040;nullen.fehlen")
		}},
		{"mandates-import-columns", twelve, func(_ testing.TB, r *room) {
			r.Show(mandatesPage)
			r.mandates.Text("Mandantenliste der Kanzlei\nKonto;Zugang;Name des Mandanten;Sachbearbeiter\n0099001;neu.eins;Neue GmbH;Frau Süß\n0099002;neu.zwei;Zwei GmbH;Herr Jäger")
		}},
		{"mandates-import-many", twelve, func(t testing.TB, r *room) {
			r.Show(mandatesPage)
			r.mandates.Text(importOf(t, r, 400))
		}},
		{"mandates-mixed", mixed, mandatesOf(2)},
		{"mandates-edit", mixed, func(_ testing.TB, r *room) { mandatesOf(1)(nil, r); r.mandates.Open(4) }},
		{"mandates-menu", mixed, func(t testing.TB, r *room) { mandatesOf(2)(nil, r); r.press(t, "window.mandates.more") }},
		{"mandates-end", twelve, func(t testing.TB, r *room) { mandatesOf(2)(nil, r); r.press(t, "window.mandates.end") }},
		{"mandates-ask", twelve, func(_ testing.TB, r *room) { mandatesOf(0)(nil, r); r.mandates.Press(5); r.mandates.Ask() }},
		{"mandates-undo", twelve, func(t testing.TB, r *room) {
			mandatesOf(2)(nil, r)
			r.press(t, "window.mandates.end")
			r.press(t, "window.mandates.end_yes")
		}},
		{"mandates-export", twelve, func(_ testing.TB, r *room) { r.Show(mandatesPage); r.mandates.Export() }},
		{"mandates-submit", twelve, func(_ testing.TB, r *room) { mandatesOf(2)(nil, r); r.mandates.MarkSubmitted() }},
		{"mandates-open", twelve, func(_ testing.TB, r *room) { r.Show(mandatesPage); r.mandates.Import() }},
	})
}

// importOf is a table with two clients that changed, one that is known, and n new ones.
func importOf(t testing.TB, r *room, n int) string {
	t.Helper()
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("Kundennummer;Benutzername;Mandant\n")
	fmt.Fprintf(&text, "%s;%s;%s\n", list[0].Number, list[0].User, list[0].Client)
	fmt.Fprintf(&text, "%s;%s;%s\n", list[1].Number, list[1].User, "Autohaus Groß & Söhne Nachfolger KG")
	fmt.Fprintf(&text, "%s;%s;%s\n", list[2].Number, list[2].User, "Praxisgemeinschaft Öztürk")
	for i := range n {
		fmt.Fprintf(&text, "%07d;neu.%d;Mandant %d GmbH\n", 9900000+i, i+1, i+1)
	}
	return text.String()
}

// mixed is a list with everything that a list can have.
func mixed(t testing.TB, r *room) {
	t.Helper()
	one(r)
	r.fill(t, 40)
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := func(from, to int) (ids []vault.ID) {
		for _, m := range list[from:to] {
			ids = append(ids, m.ID)
		}
		return ids
	}
	clerks, yes := []string{"Frau Süß", "Herr Jäger"}, mandate.MailYes
	for i, clerk := range clerks {
		if _, err := r.list.Amend(t.Context(), mandate.Amendment{Clerk: &clerk}, ids(i*20, i*20+20)...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.list.Amend(t.Context(), mandate.Amendment{Mail: &yes}, ids(20, 40)...); err != nil {
		t.Fatal(err)
	}
	if _, err := r.list.Ask(t.Context(), "Kundennummer nicht gefunden, bitte prüfen", ids(13, 15)...); err != nil {
		t.Fatal(err)
	}
	if _, err := r.list.End(t.Context(), ids(11, 13)...); err != nil {
		t.Fatal(err)
	}
}

func stageScene(t testing.TB, s scene, tag string, dark bool, size fyne.Size) *room {
	t.Helper()
	r := open(t, tag, dark, func(r *room) {
		if s.prepare != nil {
			s.prepare(t, r)
		}
	})
	r.native.Resize(size)
	if s.act != nil {
		s.act(t, r)
		if r.display.Window() != nil {
			r.front().Resize(size)
		}
	}
	return r
}

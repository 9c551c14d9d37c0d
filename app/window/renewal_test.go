package window

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/widgets"
)

// march is when accounts were renewed in these tests.
var march = time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)

// oneRenewed puts one account in whose secret of before is still kept.
func oneRenewed(r *room) {
	one(r)
	r.firm.renew(r.firm.accounts[0].ID, sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 77), march)
}

// someRenewed puts several accounts in, of which the second one was renewed.
func someRenewed(r *room) {
	forty(r)
	r.firm.accounts = r.firm.accounts[:4]
	r.firm.renew(r.firm.accounts[1].ID, sampleKey("Amainvoice", "kanzlei-1", 77), march)
}

func renewalScenes() []scene {
	compare := func(index int) func(testing.TB, *room) {
		return func(t testing.TB, r *room) { r.menuItem(t, index, "window.code.previous_show") }
	}
	return []scene{
		{"renewal-one", func(_ testing.TB, r *room) { oneRenewed(r) }, nil},
		{"renewal-one-compared", func(_ testing.TB, r *room) { oneRenewed(r) }, compare(0)},
		{"renewal-settle", func(_ testing.TB, r *room) { oneRenewed(r) }, func(t testing.TB, r *room) { r.press(t, "window.code.settle") }},
		{"renewal-revert", func(_ testing.TB, r *room) { oneRenewed(r) }, func(t testing.TB, r *room) { r.press(t, "window.code.revert") }},
		{"renewal-some", func(_ testing.TB, r *room) { someRenewed(r) }, nil},
		{"renewal-some-compared", func(_ testing.TB, r *room) { someRenewed(r) }, compare(1)},
		{"renewal-menu", func(_ testing.TB, r *room) { someRenewed(r) }, func(_ testing.TB, r *room) { r.code.OpenMenu(1) }},
		{"renewal-forty", func(_ testing.TB, r *room) {
			forty(r)
			for _, a := range r.firm.accounts {
				r.firm.renew(a.ID, sampleKey("Amainvoice", "neu", 77), march)
			}
		}, compare(2)},
		{"import-renewal", func(_ testing.TB, r *room) { one(r) }, func(_ testing.TB, r *room) {
			r.firm.found = []authenticator.Candidate{{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 3), State: authenticator.StateRenewal, Existing: &r.firm.accounts[0]}}
			r.importer.Text(sampleLink, nil)
		}},
		{"import-renewal-unsettled", func(_ testing.TB, r *room) { oneRenewed(r) }, func(_ testing.TB, r *room) {
			r.firm.found = []authenticator.Candidate{
				{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 3), State: authenticator.StateRenewal, Existing: &r.firm.accounts[0]},
				{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 1), State: authenticator.StateKnown, Existing: &r.firm.accounts[0], Previous: true},
			}
			r.importer.Text(sampleLink, nil)
		}},
	}
}

// previousCode is the code of the secret before the renewal, as it is drawn.
func (r *room) previousCode(t testing.TB, id vault.ID) string {
	t.Helper()
	shown, err := r.firm.Previous(id, r.now)
	if err != nil {
		t.Fatal(err)
	}
	return shown.Code.Grouped()
}

func TestRenewedAccountSaysSo(t *testing.T) {
	r := open(t, "de", false, oneRenewed)
	id := r.firm.accounts[0].ID
	r.sees(t, "Dieser Code ist seit dem 12.03.2026 neu. Der bisherige wird aufbewahrt, bis der Support die Umstellung bestätigt hat.")
	old := r.previousCode(t, id)
	r.seesNot(t, old)
	r.press(t, "window.code.previous_show")
	r.sees(t, "Bisheriger Code", old, r.firm.Codes(r.now)[0].Code.Grouped())
	r.pass(30)
	later := r.previousCode(t, id)
	if later == old {
		t.Fatal("the sample's code does not change")
	}
	r.sees(t, later)
	r.seesNot(t, old)
	r.changed() // the page is built anew: what was asked for stays
	r.sees(t, later)
	test.Tap(r.pressable(t, "Bisherigen Code von Amainvoice – kanzlei kopieren"))
	if got := r.app.Clipboard().Content(); got != strings.ReplaceAll(later, " ", "") {
		t.Errorf("the clipboard holds %q, want %q", got, later)
	}
	r.press(t, "window.code.previous_hide")
	r.seesNot(t, later)
}

func TestRenewalIsSettled(t *testing.T) {
	r := open(t, "de", false, oneRenewed)
	id := r.firm.accounts[0].ID
	r.press(t, "window.code.previous_show")
	r.press(t, "window.code.settle")
	r.sees(t, "Hat der Support bestätigt?", "endgültig vernichtet")
	r.key(fyne.KeyReturn) // destroys nothing: the focus is on the other button
	if _, kept := r.firm.previous[id]; !kept || !r.firm.accounts[0].Unsettled {
		t.Fatal("Enter alone destroyed it")
	}
	r.press(t, "window.cancel")
	r.firm.err = &authenticator.Error{Reason: authenticator.ReasonChanged}
	r.press(t, "window.code.settle")
	r.press(t, "window.code.settle_confirm")
	r.sees(t, r.services.Texts.Explain(&authenticator.Error{Reason: authenticator.ReasonChanged}), "Dieser Code ist seit dem")
	fresh := r.firm.Codes(r.now)[0].Code.Grouped()
	r.press(t, "window.code.settle")
	r.press(t, "window.code.settle_confirm")
	if _, kept := r.firm.previous[id]; kept {
		t.Error("the secret of before is still there")
	}
	r.sees(t, "ist vernichtet", fresh)
	r.seesNot(t, "Dieser Code ist seit dem")
	r.seesNot(t, "Bisheriger Code")
}

func TestRenewalIsRevertedFromACard(t *testing.T) {
	r := open(t, "de", false, someRenewed)
	account := r.firm.accounts[1]
	old := r.previousCode(t, account.ID)
	r.sees(t, "Neu, nicht bestätigt")
	r.seesNot(t, old)
	r.menuItem(t, 1, "window.code.previous_show")
	r.sees(t, "Bisheriger Code: "+old, r.firm.Codes(r.now)[1].Code.Grouped())
	r.menuItem(t, 1, "window.code.previous_hide")
	r.seesNot(t, "Bisheriger Code")
	r.menuItem(t, 1, "window.code.revert_menu")
	r.sees(t, "Zurück zum bisherigen Code?", "„"+account.Name+"“ zeigt dann wieder den bisherigen Code.")
	r.press(t, "window.cancel")
	if got := r.firm.Codes(r.now)[1].Code.Grouped(); got == old {
		t.Fatal("it was taken back without a yes")
	}
	r.menuItem(t, 1, "window.code.revert_menu")
	r.press(t, "window.code.revert_confirm")
	r.sees(t, old, "„"+account.Name+"“ zeigt wieder den bisherigen Code.")
	r.seesNot(t, "nicht bestätigt")
	// An account that was not renewed offers nothing of this.
	r.code.OpenMenu(0)
	r.seesNot(t, "Support hat bestätigt")
}

func TestUnsettledAccountIsNotRenewedAgain(t *testing.T) {
	r := open(t, "de", false, oneRenewed)
	r.firm.found = []authenticator.Candidate{
		{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 3), State: authenticator.StateRenewal, Existing: &r.firm.accounts[0]},
		{Key: sampleKey("Amainvoice", "kanzlei@steuer-mueller.de", 1), State: authenticator.StateKnown, Existing: &r.firm.accounts[0], Previous: true},
	}
	r.importer.Text(sampleLink, nil)
	r.sees(t, "Nichts hinzuzufügen", "aber die letzte Erneuerung ist noch nicht abgeschlossen", "Das ist der bisherige Schlüssel von")
}

// TestTheNoticeOfARenewalIsNotCut: the scroll around it leaves room for its border.
func TestTheNoticeOfARenewalIsNotCut(t *testing.T) {
	r := open(t, "de", false, oneRenewed)
	driver := fyne.CurrentApp().Driver()
	var scroll *container.Scroll
	var notice *widgets.Panel
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		switch o := o.(type) {
		case *container.Scroll:
			scroll = o
		case *widgets.Panel:
			if scroll != nil && notice == nil {
				notice = o
			}
		}
	})
	if notice == nil {
		t.Fatal("there is no notice")
	}
	left := driver.AbsolutePositionForObject(notice).X - driver.AbsolutePositionForObject(scroll).X
	if right := scroll.Size().Width - left - notice.Size().Width; left < 1 || right < 1 {
		t.Errorf("the notice has %v to the left and %v to the right", left, right)
	}
}

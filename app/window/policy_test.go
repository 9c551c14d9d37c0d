package window

import (
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/clock"
	data "kanzleicode/app/firm"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/preferences"
	"kanzleicode/app/window/settings"
)

// laidDown is a room in which the firm's IT has laid down whatever can be locked in the window.
func laidDown(t testing.TB) func(*room) {
	return func(r *room) {
		one(r)
		r.laid, r.start = true, settings.StartWindow
		r.wishes = preferences.Open(statefile.In(filepath.Join(t.TempDir(), "state"), ".preferences.json"),
			preferences.Given{Language: "de", LanguageLocked: true, Tray: preferences.TrayIcon, TrayLocked: true})
		r.pc.Service = clock.New(clock.Options{
			Files: statefile.In(filepath.Join(t.TempDir(), "state"), ".json"), Given: clock.Given{Settings: clock.Settings{Off: true}, Set: true, Locked: true},
			Read: func() clock.Reading { return clock.Reading{Wall: r.now, Up: 1} },
		})
		given := data.Given{Set: []data.Field{data.FieldSupportAddress, data.FieldName}, Locked: []data.Field{data.FieldSupportAddress}}
		given.Values.SupportAddress, given.Values.Name = "support@example.de", "Kanzlei Jäger"
		r.mail.firm = data.NewService(r.stored, given)
		r.firm.forbidden = []authenticator.Form{authenticator.FormQR, authenticator.FormGoogle, authenticator.FormLinks}
	}
}

func policyScenes() []scene {
	return []scene{
		{"policy-settings", func(t testing.TB, r *room) { laidDown(t)(r) }, func(_ testing.TB, r *room) {
			r.native.Resize(fyne.NewSize(1120, 2700))
			r.Show(settingsPage)
		}},
		{"policy-firm", func(t testing.TB, r *room) { laidDown(t)(r) }, func(_ testing.TB, r *room) { r.Show(settingsPage); r.desk.EditFirm() }},
		{"policy-handover", func(t testing.TB, r *room) { laidDown(t)(r) }, func(_ testing.TB, r *room) { r.handover.Offer(r.firm.accounts[0]) }},
	}
}

// said counts how often a text is drawn.
func (r *room) said(text string) int {
	n := 0
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if t, ok := o.(*canvas.Text); ok && t.Text == text {
			n++
		}
	})
	return n
}

func TestWhatTheITHasLockedCannotBeChosen(t *testing.T) {
	r := atSettings(t, laidDown(t))
	r.native.Resize(fyne.NewSize(1120, 2700))
	if n := r.said("Von der IT festgelegt."); n != 4 {
		t.Errorf("it is said %d times, want once each of language, clock, autostart and icon", n)
	}
	r.chip(t, "English")
	r.chip(t, r.services.Texts.Text("window.settings.tray.off"))
	if now := r.wishes.Now(); now.Language != "de" || now.Tray != preferences.TrayIcon {
		t.Errorf("now %+v", now)
	}
	r.chip(t, r.services.Texts.Text("window.settings.autostart.off"))
	if r.start != settings.StartWindow {
		t.Errorf("it starts by %q", r.start)
	}
	r.chip(t, r.services.Texts.Text("window.clock.servers.ptb"))
	if asked := r.pc.State().Settings.Asked(); asked != nil {
		t.Errorf("asked are %v", asked)
	}
	r.chip(t, "Dunkel") // what is not locked is a person's own
	if now := r.wishes.Now(); now.Appearance != preferences.Dark {
		t.Errorf("now %+v", now)
	}
}

func TestALockedFieldOfTheFirmIsGreyAndAPresetOneIsNot(t *testing.T) {
	r := atSettings(t, laidDown(t))
	r.desk.EditFirm()
	if n := r.said("Von der IT festgelegt."); n != 1 {
		t.Errorf("it is said of %d fields of the dialog that they are locked, want 1", n)
	}
	for i, locked := range []bool{false, false, true, false} { // name, number, address of support, contact
		if field := r.fields()[i]; field.Disabled() != locked {
			t.Errorf("field %d (%q): locked is %t", i, field.Text, field.Disabled())
		}
	}
	if name, address := r.fields()[0].Text, r.fields()[2].Text; name != "Kanzlei Jäger" || address != "support@example.de" {
		t.Errorf("there stand %q and %q", name, address)
	}
	r.fields()[0].SetText("Kanzlei Jäger & Partner")
	r.press(t, "window.save")
	if d, err := r.mail.firm.Load(t.Context()); err != nil || d.Name != "Kanzlei Jäger & Partner" || d.SupportAddress != "support@example.de" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAccountsLeaveOnlyAsTheITAllows(t *testing.T) {
	r := open(t, "de", false, laidDown(t))
	r.code.OpenMenu(0)
	r.seesNot(t, r.services.Texts.Text("window.code.to_phone"))
	r.sees(t, r.services.Texts.Text("window.code.hand_over"))
	r.tapItem(t, "window.code.hand_over")
	r.sees(t, r.services.Texts.Text("window.handover.form.aegis"), "Von der IT festgelegt.")
	for _, form := range []authenticator.Form{authenticator.FormQR, authenticator.FormGoogle, authenticator.FormLinks} {
		r.seesNot(t, r.services.Texts.Text("window.handover.form."+string(form)))
	}

	none := open(t, "de", false, func(r *room) { laidDown(t)(r); r.firm.forbidden = authenticator.Forms() })
	none.code.OpenMenu(0)
	none.seesNot(t, none.services.Texts.Text("window.code.hand_over"))
	none.sees(t, none.services.Texts.Text("window.code.rename"))
}

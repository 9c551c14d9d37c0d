package window

import (
	"context"
	"errors"
	"fmt"

	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/language"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/handover"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/transfer"
)

// noting is a vault in memory that notes what is handed over, or cannot be written.
type noting struct {
	*records
	firm *firm
}

func (n noting) Apply(ctx context.Context, change vault.Change) (uint64, error) {
	if len(change.Mutations) > 0 {
		for i := range change.Mutations { // the service clears what it has written
			change.Mutations[i].Body = slices.Clone(change.Mutations[i].Body)
		}
		return n.records.Apply(ctx, change)
	}
	if err := n.firm.failure(); err != nil {
		return 0, err
	}
	n.firm.handed = append(n.firm.handed, change.Event+": "+change.Params["names"])
	return n.records.Apply(ctx, change)
}

// Forms are all, but for what a test forbids.
func (f *firm) Forms() []authenticator.Form {
	s := authenticator.New(nil)
	s.Forbid(f.forbidden...)
	return s.Forms()
}

// Pack packs with the real service, over the firm's accounts.
func (f *firm) Pack(ctx context.Context, order authenticator.Order) (*authenticator.Parcel, error) {
	s := authenticator.New(noting{records: &records{all: map[vault.ID]vault.Record{}, now: func() time.Time { return start }}, firm: f})
	for i, wanted := range order.Accounts {
		a := f.accounts[f.index(wanted)]
		added, err := s.Add(ctx, authenticator.Candidate{Key: f.keys[wanted], State: authenticator.StateRenewal}, a.Name)
		if errors.Is(err, &authenticator.Error{Reason: authenticator.ReasonNameTaken}) {
			added, err = s.Add(ctx, authenticator.Candidate{Key: f.keys[wanted], State: authenticator.StateRenewal}, fmt.Sprintf("%s %d", a.Name, i))
		}
		if err != nil {
			return nil, err
		}
		order.Accounts[i] = added.ID
	}
	return s.Pack(ctx, order)
}

// menuItem taps an entry of the menu of the account at a place.
func (r *room) menuItem(t testing.TB, index int, key string) {
	t.Helper()
	r.code.OpenMenu(index)
	r.tapItem(t, key)
}

// tapItem taps an entry of the menu that is open.
func (r *room) tapItem(t testing.TB, key string) {
	t.Helper()
	want := r.services.Texts.Text(key)
	var found fyne.Tappable
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		item, tappable := o.(fyne.Tappable)
		if w, ok := o.(fyne.Widget); ok && tappable {
			for _, child := range test.WidgetRenderer(w).Objects() {
				if text, ok := child.(*canvas.Text); ok && text.Text == want {
					found = item
				}
			}
		}
	})
	if found == nil {
		t.Fatalf("the menu has no %q", want)
	}
	found.Tapped(&fyne.PointEvent{})
	for _, overlay := range r.native.Canvas().Overlays().List() {
		if popup, ok := overlay.(*widget.PopUpMenu); ok {
			popup.Hide()
		}
	}
}

// choose selects a form by its place.
func (r *room) choose(t testing.TB, index int) {
	t.Helper()
	var found *widgets.Choice
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if c, ok := o.(*widgets.Choice); ok {
			found = c
		}
	})
	if found == nil {
		t.Fatal("there is no choice")
	}
	found.Select(index)
}

// seen decodes every QR code on the window as it is drawn.
func (r *room) seen(t testing.TB) []string {
	t.Helper()
	symbols, err := qr.Decode(t.Context(), r.native.Canvas().Capture())
	if err != nil && !errors.Is(err, qr.ErrNone) {
		t.Fatal(err)
	}
	var payloads []string
	for _, s := range symbols {
		payloads = append(payloads, s.Payload)
	}
	return payloads
}

func (r *room) dialogOpen() bool { return r.native.Canvas().Overlays().Top() != nil }

// The forms in the order of the dialog.
const (
	asFile = iota
	asQR
	asGoogle
	asLinks
)

func TestAccountGoesToAPhone(t *testing.T) {
	r := open(t, "de", false, one)
	r.native.Resize(fyne.NewSize(1366, 768))
	r.menuItem(t, 0, "window.code.to_phone")
	r.sees(t, "QR-Code zeigen?", "Wer dieses Bild sieht oder fotografiert, kann alle Codes erzeugen.")
	if len(r.seen(t)) != 0 || len(r.firm.handed) != 0 {
		t.Fatal("the secret is shown before the question was answered")
	}
	r.native.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // Enter alone means no
	if r.dialogOpen() || len(r.firm.handed) != 0 {
		t.Fatal("Enter alone showed the secret")
	}
	r.menuItem(t, 0, "window.code.to_phone")
	r.press(t, "window.handover.confirm_yes.qr")
	if len(r.firm.handed) != 1 || r.firm.handed[0] != "account.handover.qr: Amainvoice – kanzlei" {
		t.Errorf("history %q", r.firm.handed)
	}
	r.sees(t, "Amainvoice – kanzlei", "Wer dieses Bild sieht oder fotografiert", "Schließt sich in 2:00")
	codes := r.seen(t)
	if len(codes) != 1 {
		t.Fatalf("%d codes on the screen", len(codes))
	}
	key, _, err := otp.ParseURI(codes[0])
	if want := r.firm.keys[r.firm.accounts[0].ID]; err != nil || !key.SameSecret(want) || key.Issuer != want.Issuer || key.Account != want.Account {
		t.Errorf("the phone reads %v, %v", key, err)
	}
	r.key(fyne.KeyEscape)
	if r.dialogOpen() || len(r.seen(t)) != 0 {
		t.Error("Escape leaves the secret on the screen")
	}
}

func TestPictureGoesByItself(t *testing.T) {
	ways := map[string]struct {
		pass   func(*room)
		closed bool
	}{
		"just before":    {func(r *room) { r.pass(119) }, false},
		"two minutes":    {func(r *room) { r.pass(60); r.pass(60) }, true},
		"after sleep":    {func(r *room) { r.pass(3600) }, true},
		"clock set back": {func(r *room) { r.pass(-1) }, true},
		"hidden":         {func(r *room) { r.Hide(); r.pass(120) }, true},
		"other page":     {func(r *room) { r.Show(mandatesPage); r.pass(120) }, true},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			r := open(t, "de", false, one)
			r.menuItem(t, 0, "window.code.to_phone")
			r.press(t, "window.handover.confirm_yes.qr")
			way.pass(r)
			if r.dialogOpen() == way.closed {
				t.Errorf("closed: %v, want %v", !r.dialogOpen(), way.closed)
			}
			if !way.closed {
				r.sees(t, "Schließt sich in 0:01")
				return
			}
			if len(r.seen(t)) != 0 {
				t.Error("the secret is still to be seen")
			}
			r.sees(t, "nach zwei Minuten")
		})
	}
}

// twentyFive are enough for three pictures; one of them does not fit into any.
func twentyFive(r *room) {
	for i := range 25 {
		key := sampleKey("Amainvoice", fmt.Sprintf("kanzlei-%d", i), byte(i+1))
		if i == 3 {
			key.Period = time.Minute
		}
		r.firm.add(fmt.Sprintf("Zugang %02d", i+1), key)
	}
}

func TestBatchForGoogle(t *testing.T) {
	r := open(t, "de", true, twentyFive)
	r.native.Resize(fyne.NewSize(1366, 768))
	r.menuItem(t, 0, "window.code.hand_over")
	r.sees(t, "Welche Konten?", "1 von 25 ausgewählt", "Verschlüsselte Datei (empfohlen)", "Nur wer die Passphrase kennt")
	r.press(t, "window.handover.all")
	r.choose(t, asGoogle)
	r.sees(t, "25 von 25 ausgewählt", "Bis zu zehn Konten in einem Bild")
	r.press(t, "window.handover.next")
	r.sees(t, "„Zugang 04“ ist nicht dabei: Google Authenticator kann")
	r.press(t, "window.handover.confirm_yes.google-qr")
	if len(r.firm.handed) != 1 || strings.Contains(r.firm.handed[0], "Zugang 04") || !strings.Contains(r.firm.handed[0], "Zugang 25") {
		t.Errorf("history %q", r.firm.handed)
	}
	var batch transfer.Batch
	for i := range 3 {
		r.sees(t, fmt.Sprintf("%d von 3", i+1))
		codes := r.seen(t)
		if len(codes) != 1 {
			t.Fatalf("picture %d: %d codes", i+1, len(codes))
		}
		part, err := transfer.ReadPart(codes[0])
		if err != nil {
			t.Fatal(err)
		}
		if !batch.Add(part) {
			t.Errorf("picture %d is there twice", i+1)
		}
		for _, e := range part.Entries {
			n := 0
			if _, err := fmt.Sscanf(e.Key.Account, "kanzlei-%d", &n); err != nil {
				t.Fatal(err)
			}
			r.sees(t, fmt.Sprintf("Zugang %02d", n+1))
		}
		if r.button(t, "window.handover.back").Disabled() != (i == 0) {
			t.Error("back is there for the first picture, or not for another")
		}
		r.pass(100) // every picture has its own two minutes
		if i < 2 {
			r.key(fyne.KeyReturn)
		}
	}
	if err := batch.Problem(); err != nil || len(batch.Entries()) != 24 {
		t.Errorf("%d accounts, %v", len(batch.Entries()), err)
	}
	r.press(t, "window.handover.back")
	r.sees(t, "2 von 3")
	r.press(t, "window.handover.next")
	r.press(t, "window.handover.done")
	if r.dialogOpen() || len(r.seen(t)) != 0 || len(r.firm.handed) != 1 {
		t.Error("it does not end with the last picture")
	}
}

func TestNothingFits(t *testing.T) {
	r := open(t, "de", false, func(r *room) {
		key := sampleKey("Bank", "x", 9)
		key.Digits = 7
		r.firm.add("Bank", key)
	})
	r.menuItem(t, 0, "window.code.hand_over")
	r.choose(t, asGoogle)
	r.press(t, "window.handover.next")
	r.sees(t, "In dieser Form nicht möglich", "„Bank“ ist nicht dabei")
	r.key(fyne.KeyReturn) // back to another form, for the same account
	r.sees(t, r.services.Texts.Text("window.handover.how"), "Bank")
	r.key(fyne.KeyEscape)
	if r.dialogOpen() || len(r.firm.handed) != 0 {
		t.Errorf("history %q", r.firm.handed)
	}
}

func TestNoAccountChosen(t *testing.T) {
	r := open(t, "de", false, twentyFive)
	r.menuItem(t, 0, "window.code.hand_over")
	r.press(t, "window.handover.all") // all
	r.press(t, "window.handover.all") // none
	r.sees(t, "0 von 25 ausgewählt")
	if !r.button(t, "window.handover.next").Disabled() {
		t.Error("one can go on without an account")
	}
}

// chosenFile is what the file dialog gives for a name that was chosen.
func chosenFile(t testing.TB, path string) fyne.URIWriteCloser {
	t.Helper()
	file, err := storage.Writer(storage.NewFileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// saveAs answers Fyne's file dialog as it stands.
func (r *room) saveAs(t testing.TB) {
	t.Helper()
	var save *widget.Button
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if b, ok := o.(*widget.Button); ok && b.Text == r.services.Texts.Text("fyne.Save") {
			save = b
		}
	})
	if save == nil {
		t.Fatal("there is no file dialog")
	}
	test.Tap(save)
}

// home makes a folder the one that file dialogs begin with.
func home(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	t.Setenv("USERPROFILE", folder)
	return folder
}

func TestEncryptedFile(t *testing.T) {
	folder := home(t)
	r := open(t, "de", false, twentyFive)
	r.native.Resize(fyne.NewSize(1366, 768))
	r.menuItem(t, 0, "window.code.hand_over")
	r.press(t, "window.handover.next")
	enter := func(first, again string) {
		t.Helper()
		fields := r.fields()
		if len(fields) != 2 || !fields[0].Password || !fields[1].Password {
			t.Fatalf("%d fields, or they show what is typed", len(fields))
		}
		test.Type(fields[0], first)
		fields[0].OnSubmitted(first)
		if r.native.Canvas().Focused() != fields[1] {
			t.Error("Enter does not lead to the second field")
		}
		test.Type(fields[1], again)
		fields[1].OnSubmitted(again)
	}
	enter("kurz", "kurz")
	r.sees(t, "mindestens 12 Zeichen")
	for _, f := range r.fields() {
		f.SetText("")
	}
	enter("Sommer Regen Lampe", "Sommer Regen Lamp")
	r.sees(t, "Die beiden Eingaben sind verschieden.")
	test.Type(r.fields()[1], "Sommer Regen Lampe")
	r.press(t, "window.handover.choose")
	r.sees(t, "Konten speichern") // Fyne's dialog
	if len(r.firm.handed) != 0 {
		t.Fatal("handed over before there is a file")
	}
	r.saveAs(t)
	path := filepath.Join(folder, "kanzleicode-konten-2026-11-22.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	export, err := transfer.Read(raw, []byte("Sommer Regen Lampe"))
	if err != nil || len(export.Entries) != 1 || !export.Entries[0].Key.SameSecret(r.firm.keys[r.firm.accounts[0].ID]) {
		t.Errorf("%v, %v", export, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	r.sees(t, "1 Konto steht jetzt verschlüsselt in „kanzleicode-konten-2026-11-22.json“.")
	if len(r.firm.handed) != 1 || r.firm.handed[0] != "account.handover.aegis: Zugang 01" {
		t.Errorf("history %q", r.firm.handed)
	}
}

func TestLinksAreAskedAbout(t *testing.T) {
	folder := home(t)
	r := open(t, "en", false, one)
	r.menuItem(t, 0, "window.code.hand_over")
	r.choose(t, asLinks)
	r.sees(t, "Whoever has the file can make all codes.")
	r.key(fyne.KeyReturn)
	r.sees(t, "Save unencrypted?", "even years later")
	r.key(fyne.KeyReturn) // Enter does not press a dangerous button
	r.sees(t, "Save unencrypted?")
	r.press(t, "window.handover.confirm_yes.links")
	r.sees(t, "Save accounts")
	r.saveAs(t)
	text, err := os.ReadFile(filepath.Join(folder, "kanzleicode-accounts-2026-11-22.txt"))
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := otp.ParseURI(string(text))
	if err != nil || !key.SameSecret(r.firm.keys[r.firm.accounts[0].ID]) || len(r.firm.handed) != 1 {
		t.Errorf("%v, %v, history %q", key, err, r.firm.handed)
	}
	r.sees(t, "1 account is now unencrypted")
}

// TestFailedFile: no file, no history, or at least no half file; and what was wrong is said.
func TestFailedFile(t *testing.T) {
	pack := func(t *testing.T, r *room) *authenticator.Parcel {
		p, err := r.firm.Pack(t.Context(), authenticator.Order{Form: authenticator.FormLinks, Accounts: []vault.ID{r.firm.accounts[0].ID}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	left := func(t *testing.T, folder string) []fs.DirEntry {
		entries, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return entries
	}
	t.Run("the history cannot be written", func(t *testing.T) {
		r := open(t, "de", false, one)
		parcel, folder := pack(t, r), t.TempDir()
		r.firm.err = &vault.Error{Reason: "disk_full"}
		r.handover.Write(chosenFile(t, filepath.Join(folder, "konten.txt")), parcel)
		if files := left(t, folder); len(files) != 0 || len(r.firm.handed) != 0 {
			t.Errorf("%v is there, history %q", files, r.firm.handed)
		}
		r.sees(t, strings.Fields(r.services.Texts.Explain(&vault.Error{Reason: "disk_full"}))[0])
	})
	t.Run("the folder is gone", func(t *testing.T) {
		r := open(t, "de", false, one)
		parcel, folder := pack(t, r), filepath.Join(t.TempDir(), "stick")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		file := chosenFile(t, filepath.Join(folder, "konten.txt"))
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		r.handover.Write(file, parcel)
		if len(r.firm.handed) != 0 {
			t.Errorf("history %q", r.firm.handed)
		}
		r.sees(t, "„konten.txt“ lässt sich nicht lesen oder schreiben")
	})
	t.Run("showing a picture", func(t *testing.T) {
		r := open(t, "de", false, one)
		r.menuItem(t, 0, "window.code.to_phone")
		r.firm.err = &vault.Error{Reason: "disk_full"}
		r.press(t, "window.handover.confirm_yes.qr")
		if r.dialogOpen() || len(r.seen(t)) != 0 {
			t.Error("a secret is shown that does not stand in the history")
		}
	})
}

// TestPictureIsReadableInEveryLook: what a phone sees, in light and dark, small and large windows.
func TestPictureIsReadableInEveryLook(t *testing.T) {
	for _, look := range []appearance{
		{"1366x768-de-light", "de", fyne.NewSize(1366, 768), 1, false},
		{"1366x768-en-dark", "en", fyne.NewSize(1366, 768), 1, true},
		{"900x600-de-light", "de", fyne.NewSize(900, 600), 1, false},
		{"3840x2160-de-dark", "de", fyne.NewSize(1920, 1080), 2, true},
	} {
		t.Run(look.name, func(t *testing.T) {
			for _, s := range handoverScenes() {
				if s.name != "handover-qr" && s.name != "handover-google" {
					continue
				}
				r := look.stage(t, s)
				if codes := r.seen(t); len(codes) != 1 {
					t.Errorf("%s: %d codes can be read", s.name, len(codes))
				}
			}
		})
	}
}

// TestDeskIsCleared: a desk can be cleared from outside, as when the window is locked.
func TestDeskIsCleared(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look(false))
	f := &firm{}
	a := f.add("Zentrale", sampleKey("Amainvoice", "x", 1))
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(900, 600))
	host := &page.Host{Texts: language.New("de"), Now: func() time.Time { return start }, Window: w, Worker: page.NewInlineWorker(t.Context()), Tell: func(page.Notice) {}}
	desk := handover.New(host, f)
	desk.Close()
	desk.ToPhone(a)
	r := &room{Window: &Window{native: w, services: Services{Texts: host.Texts}}}
	r.press(t, "window.handover.confirm_yes.qr")
	if _, err := qr.Decode(t.Context(), w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
	desk.Close()
	if _, err := qr.Decode(t.Context(), w.Canvas().Capture()); !errors.Is(err, qr.ErrNone) || w.Canvas().Overlays().Top() != nil {
		t.Errorf("still there: %v", err)
	}
}

// handoverScenes are the states of handing over that are drawn and walked through.
func handoverScenes() []scene {
	withOne := func(_ testing.TB, r *room) { one(r) }
	many := func(_ testing.TB, r *room) { twentyFive(r) }
	offer := func(form int, all bool) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			r.handover.Offer(r.firm.accounts[0])
			if all {
				r.press(t, "window.handover.all")
			}
			r.choose(t, form)
		}
	}
	on := func(form int, all bool, keys ...string) func(testing.TB, *room) {
		return func(t testing.TB, r *room) {
			offer(form, all)(t, r)
			for _, key := range append([]string{"window.handover.next"}, keys...) {
				r.press(t, key)
			}
		}
	}
	return []scene{
		{"handover-offer-one", withOne, offer(asFile, false)},
		{"handover-offer-many", many, offer(asGoogle, true)},
		{"handover-offer-links", many, offer(asLinks, false)},
		{"handover-passphrase", withOne, func(t testing.TB, r *room) {
			on(asFile, false)(t, r)
			r.fields()[0].SetText("kurz")
			r.press(t, "window.handover.choose")
		}},
		{"handover-confirm-qr", withOne, on(asQR, false)},
		{"handover-confirm-google", many, on(asGoogle, true)},
		{"handover-confirm-links", withOne, on(asLinks, false)},
		{"handover-qr", withOne, on(asQR, false, "window.handover.confirm_yes.qr")},
		{"handover-google", many, on(asGoogle, true, "window.handover.confirm_yes.google-qr")},
		{"handover-nothing", func(_ testing.TB, r *room) {
			key := sampleKey("Bank", "x", 9)
			key.Digits = 7
			r.firm.add("Bank", key)
		}, on(asGoogle, false)},
		{"handover-timeout", withOne, func(t testing.TB, r *room) {
			on(asQR, false, "window.handover.confirm_yes.qr")(t, r)
			r.pass(120)
		}},
	}
}

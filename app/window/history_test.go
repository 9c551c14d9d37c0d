package window

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/journal"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/widgets"
)

// happened adds changes to the log, a day after one another and the last of them just now.
func (r *room) happened(entries ...vault.Entry) {
	for i := range entries {
		e := &entries[i]
		e.Rev = uint64(len(r.log) + 1)
		e.At = r.now.AddDate(0, 0, i-len(entries)+1)
		if e.Seat == "" {
			e.Seat = "KANZLEI-PC1"
		}
		if e.OSUser == "" {
			e.OSUser = "maria"
		}
		r.log = append(r.log, *e)
	}
}

// aWeek is what happens in a firm.
func aWeek(r *room) {
	one(r)
	status := func(label, old, now string) vault.EntryItem {
		return vault.EntryItem{Kind: vault.KindMandate, Label: label, Fields: []vault.FieldChange{{Field: "status", Old: old, New: now}}}
	}
	r.happened(
		vault.Entry{Event: "vault.create"},
		vault.Entry{Event: "account.add", Params: map[string]string{"name": "Amainvoice – kanzlei"}, Items: []vault.EntryItem{{Kind: vault.KindAccount, Label: "Amainvoice – kanzlei", Fields: []vault.FieldChange{
			{Field: "name", New: "Amainvoice – kanzlei"}, {Field: "issuer", New: "Amainvoice"}, {Field: "user", New: "kanzlei@steuer-mueller.de"}, {Field: "parameters", New: "SHA1, 6, 30 s"}}}}},
		vault.Entry{Event: "recovery.proven"},
		vault.Entry{Event: "mandate.import", Params: map[string]string{"source": "Mandanten 2026.xlsx", "new": "2", "changed": "1"}, Items: []vault.EntryItem{
			{Kind: vault.KindMandate, Label: "0012040 · mandant.1", Fields: []vault.FieldChange{{Field: "number", New: "0012040"}, {Field: "user", New: "mandant.1"}}},
			{Kind: vault.KindMandate, Label: "0012077 · mandant.2", Fields: []vault.FieldChange{{Field: "number", New: "0012077"}, {Field: "user", New: "mandant.2"}}},
			{Kind: vault.KindMandate, Label: "0012114 · mandant.3", Fields: []vault.FieldChange{{Field: "client", Old: "Autohaus Groß", New: "Autohaus Groß & Söhne Nachfolger KG"}}}}},
		vault.Entry{Event: "account.handover.qr", Params: map[string]string{"count": "1", "names": "Amainvoice – kanzlei"}, OSUser: `KANZLEI\jonas.obermaier`, Seat: "EMPFANG"},
		vault.Entry{Event: "mandate.submit", Params: map[string]string{"count": "2"}, Items: []vault.EntryItem{{Kind: vault.KindSubmission}, status("0012040 · mandant.1", "new", "submitted"), status("0012077 · mandant.2", "new", "submitted")}},
		vault.Entry{Damaged: true, Items: []vault.EntryItem{{Kind: vault.KindMandate}}},
		vault.Entry{Event: "mandate.edit", Params: map[string]string{"number": "0012040", "user": "mandant.1"}, OSUser: "jonas", Items: []vault.EntryItem{{Kind: vault.KindMandate, Label: "0012040 · mandant.1", Fields: []vault.FieldChange{
			{Field: "client", Old: "Bäckerei Müller GmbH", New: "Bäckerei Müller & Töchter GmbH"}, {Field: "note", Old: "=Rückruf"}}}}},
	)
}

func manyChanges(n int) func(testing.TB, *room) {
	return func(_ testing.TB, r *room) {
		one(r)
		entries := make([]vault.Entry, n)
		for i := range entries {
			number, user := fmt.Sprintf("%07d", 12040+i), fmt.Sprintf("mandant.%d", i)
			entries[i] = vault.Entry{Event: "mandate.edit", Params: map[string]string{"number": number, "user": user}, Items: []vault.EntryItem{{Kind: vault.KindMandate, Label: number + " · " + user,
				Fields: []vault.FieldChange{{Field: "client", Old: fmt.Sprintf("Mandant %d", i), New: fmt.Sprintf("Mandant %d GmbH", i)}}}}}
		}
		r.happened(entries...)
	}
}

// recorded opens the history page.
func recorded(t *testing.T) *room {
	t.Helper()
	r := open(t, "de", false, aWeek)
	r.native.Resize(fyne.NewSize(1366, 768))
	test.Tap(r.pressable(t, "Verlauf"))
	return r
}

func (r *room) searchHistory(t *testing.T, text string) {
	t.Helper()
	r.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault})
	entry, ok := r.native.Canvas().Focused().(*widgets.Field)
	if !ok {
		t.Fatal("the search field has not got the focus")
	}
	entry.SetText("")
	test.Type(entry, text)
}

// tapFirst taps what is found first by what screen readers say of it.
func (r *room) tapFirst(t testing.TB, label string) {
	t.Helper()
	var found *widgets.Pressable
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if p, ok := o.(*widgets.Pressable); ok && found == nil && p.AccessibilityLabel() == label {
			found = p
		}
	})
	if found == nil {
		t.Fatalf("there is nothing to press for %q", label)
	}
	found.Tapped(nil)
}

// TestHistoryTellsOfWhatWasErased: in the list, in the opened change, and never as damage.
func TestHistoryTellsOfWhatWasErased(t *testing.T) {
	r := open(t, "de", false, func(r *room) {
		one(r)
		r.happened(vault.Entry{Event: vault.EventErased, Items: []vault.EntryItem{{Kind: vault.KindMandate, Erased: true, Removed: true}}})
	})
	r.Show(historyPage)
	r.sees(t, "Änderung, deren Angaben endgültig gelöscht wurden (Datenschutz)")
	r.history.Open(r.history.Shown()[0])
	r.sees(t, "Angaben endgültig gelöscht (Datenschutz)", "Änderung 1")
	r.seesNot(t, "beschädigt")
}

func TestHistoryIsSearchedAndFiltered(t *testing.T) {
	r := recorded(t)
	r.sees(t, "8 Änderungen", "Mandat 0012040 · mandant.1 geändert", "jonas", "KANZLEI-PC1", "3 Einträge", "Beschädigt: Was geändert wurde, ist nicht lesbar",
		r.now.Local().Format("02.01.2006"), r.now.Local().Format("15:04:05"), "Mandant: Bäckerei Müller GmbH → Bäckerei Müller & Töchter GmbH; Notiz: =Rückruf → –")
	all := r.texts()
	if strings.Index(all, "Mandat 0012040 · mandant.1 geändert") > strings.Index(all, "Tresor angelegt") {
		t.Error("the newest does not come first")
	}
	r.searchHistory(t, "töchter JONAS")
	r.sees(t, "1 von 8 Änderungen", "Mandat 0012040 · mandant.1 geändert")
	r.seesNot(t, "Tresor angelegt")
	r.searchHistory(t, "gibt es nicht")
	r.sees(t, "Keine Änderung passt zu Ihrer Suche.")
	if !r.button(t, "window.history.export").Disabled() {
		t.Error("nothing can be exported")
	}
	r.searchHistory(t, "")
	r.tapFirst(t, "Sicherheit") // the chip; the navigation comes after the page
	r.sees(t, "4 von 8 Änderungen", "Tresor angelegt", "unverschlüsselt ausgegeben", "Beschädigt:")
	r.seesNot(t, "aufgenommen")
	tapLabel(t, r, "Konten")
	r.sees(t, "2 von 8 Änderungen", "Konto „Amainvoice – kanzlei“ aufgenommen")
	tapLabel(t, r, "Alles")
	tapLabel(t, r, "Heute")
	r.sees(t, "1 von 8 Änderungen")
	tapLabel(t, r, "7 Tage")
	r.sees(t, "7 von 8 Änderungen")
	r.seesNot(t, "Tresor angelegt")
	// After midnight seven days are other seven days.
	r.pass(24 * 60 * 60)
	r.sees(t, "6 von 8 Änderungen")
	r.seesNot(t, "aufgenommen")
}

func TestHistoryGrowsWhileItIsOpen(t *testing.T) {
	r := recorded(t)
	r.searchHistory(t, "umbenannt")
	r.happened(vault.Entry{Event: "account.rename", Params: map[string]string{"old": "Alt", "name": "umbenannt"}})
	r.changed()
	r.sees(t, "1 von 9 Änderungen", "Konto „Alt“ heißt jetzt „umbenannt“")
}

func TestHistoryEntryShowsEveryField(t *testing.T) {
	r := recorded(t)
	list := func() *widget.List {
		var found *widget.List
		r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
			if l, ok := o.(interface{ Select(widget.ListItemID) }); ok && found == nil {
				l.Select(0)
				found = &widget.List{}
			}
		})
		return found
	}
	if list() == nil {
		t.Fatal("there is no list")
	}
	r.sees(t, "Änderung 8", "jonas an KANZLEI-PC1", "Mandant: Bäckerei Müller GmbH → Bäckerei Müller & Töchter GmbH", "Notiz: =Rückruf → –")
	r.press(t, "window.close")
	r.searchHistory(t, "beschädigt")
	list()
	r.sees(t, "Änderung 7", "Ein Teil dieser Änderung ist beschädigt und fehlt hier.")
	r.key(fyne.KeyEscape)
	if r.native.Canvas().Overlays().Top() != nil {
		t.Error("Escape does not close it")
	}
}

func TestHistoryExportsWhatIsShown(t *testing.T) {
	r := recorded(t)
	r.searchHistory(t, "jonas")
	path := t.TempDir() + "/verlauf.csv"
	file, err := storage.Writer(storage.NewFileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	r.history.Write(file, r.history.Shown())
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(raw); !strings.HasPrefix(text, "\ufeffNr.;") || strings.Count(text, "\r\n") != 4 || !strings.Contains(text, ";'=Rückruf;") {
		t.Errorf("the file holds %q", raw)
	}
	r.sees(t, "2 Änderungen stehen in „verlauf.csv“.")
	r.history.Write(&full{file}, r.history.Shown())
	r.sees(t, "verlauf.csv", "nicht")
}

// full is a file on a disk without room.
type full struct{ fyne.URIWriteCloser }

func (*full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }
func (*full) Close() error              { return nil }

// TestHistoryOfTenThousand scrolls and filters 10,000 changes. The bounds are wide: what is looked for is
// work that grows with the number of changes, which takes seconds.
func TestHistoryOfTenThousand(t *testing.T) {
	r := open(t, "de", false, func(r *room) { manyChanges(10_000)(t, r) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.Show(historyPage)
	r.sees(t, "10000 Änderungen")
	began := time.Now()
	for _, letter := range []string{"g", "gm", "gmb", "gmbh", "gmbh 999"} {
		r.searchHistory(t, letter)
	}
	for range 20 {
		r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
			if l, ok := o.(interface{ ScrollToBottom() }); ok {
				l.ScrollToBottom()
			}
		})
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("typing and scrolling took %v", took)
	}
	r.searchHistory(t, "12049")
	if n := len(r.history.Shown()); n != 1 {
		t.Errorf("%d changes found", n)
	}
}

// BenchmarkHistoryKey measures what a key typed into the search costs with 10,000 changes, drawing included.
func BenchmarkHistoryKey(b *testing.B) {
	r := open(b, "de", false, func(r *room) { manyChanges(10_000)(b, r) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.Show(historyPage)
	r.history.FocusSearch()
	entry := r.native.Canvas().Focused().(*widgets.Field)
	for i := 0; b.Loop(); i++ {
		entry.SetText([]string{"gmbh", "gmbh 99"}[i%2])
	}
}

// BenchmarkHistoryScroll measures what a turn of the mouse wheel costs with 10,000 changes.
func BenchmarkHistoryScroll(b *testing.B) {
	r := open(b, "de", false, func(r *room) { manyChanges(10_000)(b, r) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.Show(historyPage)
	var list interface{ ScrollToOffset(float32) }
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if l, ok := o.(interface{ ScrollToOffset(float32) }); ok {
			list = l
		}
	})
	for i := 0; b.Loop(); i++ {
		list.ScrollToOffset(float32(i%3000) * 120)
	}
}

func historyScenes() []scene {
	week := func(_ testing.TB, r *room) { aWeek(r) }
	show := func(_ testing.TB, r *room) { r.Show(historyPage) }
	openEntry := func(rev uint64) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) {
			r.Show(historyPage)
			for _, e := range r.history.Shown() {
				if e.Logged.Rev == rev {
					r.history.Open(e)
				}
			}
		}
	}
	return []scene{
		{"history", week, show},
		{"history-calm", func(_ testing.TB, r *room) { aWeek(r); r.log = slices.Delete(r.log, 6, 7) }, show},
		{"history-none", week, func(_ testing.TB, r *room) {
			r.Show(historyPage)
			r.history.FocusSearch()
			r.native.Canvas().Focused().(*widgets.Field).SetText("Zimmermann")
		}},
		{"history-security", week, func(t testing.TB, r *room) {
			r.Show(historyPage)
			r.tapFirst(t, r.services.Texts.Text("journal.area."+string(journal.Security)))
		}},
		{"history-entry", week, openEntry(4)},
		{"history-damaged", week, openEntry(7)},
		{"history-overfull", manyChanges(10_000), show},
	}
}

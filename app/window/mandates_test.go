package window

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/mandates"
)

// listed opens the Mandate page with n rows.
func listed(t *testing.T, n int) *room {
	t.Helper()
	r := open(t, "de", false, func(r *room) { one(r); r.fill(t, n) })
	r.native.Resize(fyne.NewSize(1366, 768))
	r.Show(mandatesPage)
	return r
}

// search types into the search field.
func (r *room) search(t *testing.T, text string) {
	t.Helper()
	r.mandates.FocusSearch()
	entry, ok := r.native.Canvas().Focused().(*widget.Entry)
	if !ok {
		t.Fatal("the search field has not got the focus")
	}
	entry.SetText(text)
}

func TestMandateCountsAndSearch(t *testing.T) {
	r := listed(t, 12)
	r.sees(t, "12 Mandate", "3 neu", "4 gemeldet", "5 bestätigt", "0012040", "Bäckerei Müller GmbH")
	r.search(t, "groß söhne")
	r.sees(t, "Autohaus Groß & Söhne")
	r.seesNot(t, "Bäckerei Müller GmbH")
	r.search(t, "gibt es nicht")
	r.sees(t, "Kein Mandat passt zu Ihrer Suche.")
	r.search(t, "")
	tapLabel(t, r, "3 neu")
	r.sees(t, "0012040")
	r.seesNot(t, "0012447")
}

func tapLabel(t *testing.T, r *room, label string) {
	t.Helper()
	r.pressable(t, label).Tapped(nil)
}

func TestMandateSorting(t *testing.T) {
	r := listed(t, 12)
	place := func(text string) int { return strings.Index(r.texts(), text) }
	if place("0012040") > place("0012077") {
		t.Error("not by number at first")
	}
	tapLabel(t, r, "Kundennr.")
	if place("0012040") < place("0012077") {
		t.Error("not the other way round after a press on the column that orders")
	}
	tapLabel(t, r, "Mandant")
	if place("Autohaus") > place("Zimmerei") {
		t.Error("not by client")
	}
}

func TestMandatesAreReportedAndConfirmed(t *testing.T) {
	r := listed(t, 12)
	r.sees(t, "Wählen Sie Zeilen aus.")
	r.mandates.Press(0)
	r.mandates.Press(1)
	r.sees(t, "2 Mandate ausgewählt")
	if !r.button(t, "window.mandates.confirm").Disabled() {
		t.Error("new Mandate can be confirmed")
	}
	if !r.button(t, "window.mandates.edit").Disabled() {
		t.Error("two Mandate can be edited at once")
	}
	r.mandates.Press(1)
	r.sees(t, "1 Mandat ausgewählt")
	r.mandates.Press(1)
	// What is checked stays so while it is searched for something else.
	r.search(t, "0012447")
	r.sees(t, "2 Mandate ausgewählt")
	r.search(t, "")
	r.press(t, "window.mandates.submit")
	r.sees(t, "Wurde die Liste an den Support geschickt?", "2 Mandate werden als gemeldet markiert")
	r.press(t, "window.mandates.submit")
	r.sees(t, "1 neu", "6 gemeldet", "2 Mandate sind als gemeldet markiert.")
	r.seesNot(t, "ausgewählt")

	tapLabel(t, r, "6 gemeldet")
	tapLabel(t, r, "Alle angezeigten Mandate auswählen")
	r.sees(t, "6 Mandate ausgewählt")
	r.press(t, "window.mandates.confirm")
	r.sees(t, "11 bestätigt", "0 gemeldet")
}

func TestMandateForm(t *testing.T) {
	r := open(t, "de", false, one)
	r.Show(mandatesPage)
	r.sees(t, "Noch keine Mandate")
	r.press(t, "window.mandates.add")
	if !r.button(t, "window.save").Disabled() {
		t.Error("nothing can be saved")
	}
	fields := r.fields()
	fields[0].SetText(" 0012345 ")
	fields[1].SetText("m.mueller")
	fields[2].SetText("Müller GmbH")
	r.press(t, "window.save")
	r.sees(t, "0012345 · m.mueller wurde hinzugefügt.", "1 Mandat", "Müller GmbH")

	r.mandates.Press(0)
	r.press(t, "window.mandates.edit")
	r.fields()[3].SetText("Rückruf")
	r.press(t, "window.save")
	r.sees(t, "Rückruf", "wurde geändert.")

	r.press(t, "window.mandates.remove")
	r.sees(t, "0012345 · m.mueller wird aus der Liste entfernt")
	r.press(t, "window.cancel")
	r.press(t, "window.mandates.remove")
	r.press(t, "window.mandates.remove")
	r.sees(t, "Noch keine Mandate", "1 Mandat wurde entfernt.")
}

func TestMandateFormKeepsWhatIsWrong(t *testing.T) {
	r := listed(t, 3)
	r.mandates.Add()
	long := strings.Repeat("9", mandate.MaxNumber+1)
	r.fields()[0].SetText(long)
	r.fields()[1].SetText("x")
	r.press(t, "window.save")
	if got := r.fields()[0].Text; got != long {
		t.Errorf("the field holds %q", got)
	}
	r.sees(t, "Mandat hinzufügen", strings.Fields(r.services.Texts.Explain((&mandate.Error{Reason: mandate.ReasonNumberTooLong, Limit: mandate.MaxNumber})))[0])
}

func TestMandateImportStoresNothingBeforeConsent(t *testing.T) {
	r := listed(t, 3)
	r.app.Clipboard().SetContent("0099001;neu.eins;Eins\n;fehlt\n0012040;mandant.1;Bäckerei Müller GmbH")
	r.shortcut(&fyne.ShortcutPaste{})
	r.sees(t, "Aus der Zwischenablage", "Zeile 2:", "Einige Zeilen lassen sich nicht verwenden.")
	if list, _, _ := r.list.List(t.Context()); len(list) != 3 {
		t.Fatalf("%d Mandate before consent", len(list))
	}
	r.press(t, "window.cancel")
	r.shortcut(&fyne.ShortcutPaste{})
	r.press(t, "window.mandates.plan.accept_good")
	list, _, err := r.list.List(t.Context())
	if err != nil || len(list) != 4 {
		t.Fatalf("%d Mandate, %v", len(list), err)
	}
	r.sees(t, "0099001", "1 Mandat wurde übernommen.")
}

func TestMandateExport(t *testing.T) {
	r := listed(t, 12)
	path := t.TempDir() + "/liste.csv"
	file, err := storage.Writer(storage.NewFileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.mandates.Write(file, mandates.Form{CSV: true}, list[:3])
	if raw, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(raw), "0012040;mandant.1\n") {
		t.Errorf("the file holds %q, %v", raw, err)
	}
	if !r.tables.form.CSV || r.tables.form.Full {
		t.Errorf("form %+v", r.tables.form)
	}
	r.sees(t, "Wurde die Liste an den Support geschickt?")
}

func TestImportShowsWhatItStores(t *testing.T) {
	r := listed(t, 12)
	r.mandates.Text(importOf(t, r, 3))
	r.sees(t, "Mandant: Autohaus Groß & Söhne → Autohaus Groß & Söhne Nachfolger KG", "9900000 · neu.1 · Mandant 1 GmbH", "9900002 · neu.3")
	r.seesNot(t, "weitere")
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := list[0].Number + " · " + list[0].User
	r.seesNot(t, known)
}

package window

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/widgets"
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
	entry, ok := r.native.Canvas().Focused().(*widgets.Field)
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
	r.more(t, "window.mandates.submit")
	r.sees(t, "Wurde die Liste an den Support geschickt?", "2 Mandate werden als gemeldet markiert")
	r.press(t, "window.mandates.submit_yes")
	r.sees(t, "1 neu", "6 gemeldet", "2 Mandate sind als gemeldet markiert.")
	r.seesNot(t, "ausgewählt")

	tapLabel(t, r, "6 gemeldet")
	tapLabel(t, r, "Alle angezeigten Mandate auswählen")
	r.sees(t, "6 Mandate ausgewählt")
	r.press(t, "window.mandates.confirm")
	r.sees(t, "11 bestätigt", "0 gemeldet")
}

// more taps an entry of the menu with everything that can be done with the checked rows.
func (r *room) more(t *testing.T, key string) {
	t.Helper()
	r.press(t, "window.mandates.more")
	r.tapItem(t, key)
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
	r.fields()[4].SetText("Rückruf\nnach dem 15.")
	r.press(t, "window.save")
	r.sees(t, "Rückruf", "wurde geändert.")
	r.press(t, "window.mandates.edit") // it is still checked
	if got := r.fields()[4].Text; got != "Rückruf\nnach dem 15." {
		t.Errorf("the note became %q", got)
	}
	r.press(t, "window.cancel")

	r.more(t, "window.mandates.remove")
	r.sees(t, "0012345 · m.mueller wird aus der Liste entfernt")
	r.press(t, "window.cancel")
	r.more(t, "window.mandates.remove")
	r.press(t, "window.mandates.remove")
	r.sees(t, "Noch keine Mandate", "1 Mandat wurde entfernt.")
	r.press(t, "window.undo")
	r.sees(t, "0012345", "Die Änderung wurde rückgängig gemacht.")
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
	r.app.Clipboard().SetContent("Kundennummer;Benutzername;Mandant\n0099001;neu.eins;Eins\n;fehlt\n0012040;mandant.1;Bäckerei Müller GmbH")
	r.shortcut(&fyne.ShortcutPaste{})
	r.sees(t, "Aus der Zwischenablage", "Zeile 3:", "Einige Zeilen lassen sich nicht verwenden.")
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

// status gives the rows' statuses, in the order of the list.
func (r *room) statuses(t *testing.T) string {
	t.Helper()
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	words := make([]string, len(list))
	for i, m := range list {
		words[i] = string(m.Status)
	}
	return strings.Join(words, " ")
}

func TestOverviewSaysWhatIsNext(t *testing.T) {
	r := listed(t, 4) // one new, one submitted, two confirmed
	r.mail.settle(t)
	r.sees(t, "2 von 4 bestätigt. 1 Mandat ist noch nicht gemeldet.")
	r.pressText(t, "1 neues Mandat melden …")
	r.press(t, "window.letter.way.open")
	r.press(t, "window.letter.sent.yes")
	r.sees(t, "2 von 4 bestätigt. 2 Mandate warten seit dem ")
	r.mandates.Press(0)
	r.more(t, "window.mandates.ask")
	r.sees(t, "Was möchte der Support wissen?")
	r.fields()[0].SetText("Nicht gefunden")
	r.press(t, "window.save")
	r.sees(t, "Zu 1 Mandat hat der Support eine Rückfrage.", "1 Rückfrage", "Nicht gefunden")
	r.pressText(t, "Rückfragen zeigen")
	r.seesNot(t, "0012077")
	tapLabel(t, r, "4 Mandate")
	r.more(t, "window.mandates.undo") // it needs no checked row
	r.sees(t, "Rückfrage des Supports vermerkt: 1. Soll sie rückgängig gemacht werden?")
	r.press(t, "window.mandates.undo_yes")
	if got := r.statuses(t); got != "submitted submitted confirmed confirmed" {
		t.Errorf("after the undo: %s", got)
	}
}

func TestEndingAndDeleting(t *testing.T) {
	r := listed(t, 4)
	r.mandates.Press(0)
	r.mandates.Press(3)
	r.press(t, "window.mandates.end")
	r.sees(t, "2 Mandate werden als beendet geführt")
	r.press(t, "window.mandates.end_quietly")
	r.sees(t, "2 beendet")
	r.press(t, "window.undo")
	if got := r.statuses(t); got != "new submitted confirmed confirmed" {
		t.Errorf("after the undo: %s", got)
	}
	r.mandates.Press(0)
	r.press(t, "window.mandates.end")
	r.press(t, "window.mandates.end_yes")
	tapLabel(t, r, "1 beendet")
	r.mandates.Press(0)
	r.more(t, "window.mandates.erase")
	r.sees(t, "wird überall gelöscht", "0012040 · mandant.1 – Bäckerei Müller GmbH, beendet am ")
	r.press(t, "window.mandates.erase_yes")
	r.sees(t, "1 Mandat wurde endgültig gelöscht.", "3 Mandate")
}

func TestSeveralAreSetAtOnce(t *testing.T) {
	r := listed(t, 4)
	r.shortcut(&fyne.ShortcutSelectAll{})
	r.sees(t, "4 Mandate ausgewählt")
	r.more(t, "window.mandates.amend")
	r.fields()[0].SetText("Frau Süß")
	tapLabel(t, r, "ja")
	r.press(t, "window.save")
	r.sees(t, "4 Mandate wurden geändert.", "Frau Süß")
	list, _, err := r.list.List(t.Context())
	if err != nil || list[3].Clerk != "Frau Süß" || list[3].Mail != mandate.MailYes {
		t.Errorf("%+v, %v", list, err)
	}
	r.shortcut(&fyne.ShortcutUndo{})
	r.press(t, "window.mandates.undo_yes")
	r.seesNot(t, "Frau Süß")
}

func TestLookAlikeIsAskedAbout(t *testing.T) {
	r := listed(t, 3)
	r.mandates.Add()
	r.fields()[0].SetText("0012040")
	r.fields()[1].SetText("mandant.l") // the letter
	r.press(t, "window.save")
	r.sees(t, "Das sieht fast aus wie 0012040 · mandant.1")
	r.press(t, "window.mandates.save_anyway")
	r.sees(t, "0012040 · mandant.l wurde hinzugefügt.")
}

// TestBothVersionsAreSeen: two people edit one row; the later one sees what the other stored before anything is
// overwritten.
func TestBothVersionsAreSeen(t *testing.T) {
	r := listed(t, 3)
	r.mandates.Press(0)
	r.press(t, "window.mandates.edit")
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	theirs := list[0].Fields
	theirs.Client = "Bäckerei Meier"
	if _, err := r.list.Edit(t.Context(), list[0].ID, list[0].Rev, theirs); err != nil {
		t.Fatal(err)
	}
	r.fields()[2].SetText("Bäckerei Schmidt")
	r.press(t, "window.save")
	r.sees(t, "inzwischen geändert", "Mandant: jetzt gespeichert „Bäckerei Meier“, Ihre Eingabe „Bäckerei Schmidt“")
	if list, _, err = r.list.List(t.Context()); err != nil || list[0].Client != "Bäckerei Meier" {
		t.Fatalf("%+v, %v", list[0], err)
	}
	r.press(t, "window.mandates.save_mine")
	r.sees(t, "Bäckerei Schmidt", "wurde geändert.")
}

// TestRowsAreCheckedTogether: Shift takes all rows between two, by mouse and by keyboard.
func TestRowsAreCheckedTogether(t *testing.T) {
	r := listed(t, 12)
	rows := r.tableRows()
	click := func(index int, button desktop.MouseButton, held fyne.KeyModifier) {
		event := &desktop.MouseEvent{Button: button, Modifier: held}
		rows[index].MouseDown(event)
		rows[index].MouseUp(event)
	}
	click(2, desktop.MouseButtonPrimary, 0)
	click(5, desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	r.sees(t, "4 Mandate ausgewählt")
	rows[1].MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	rows[2].MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary}) // dragged elsewhere: nothing
	r.sees(t, "4 Mandate ausgewählt")
	click(9, desktop.MouseButtonSecondary, 0)
	r.sees(t, "Wieder öffnen")
	r.key(fyne.KeyEscape)
	r.sees(t, "1 Mandat ausgewählt") // the menu means the row under the mouse
	if d, ok := rows[0].(fyne.DoubleTappable); ok {
		d.DoubleTapped(nil)
	}
	r.sees(t, "Mandat bearbeiten")
}

// tableRows are the rows in sight, from top to bottom.
func (r *room) tableRows() []desktop.Mouseable {
	var rows []desktop.Mouseable
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if _, double := o.(fyne.DoubleTappable); !double {
			return
		}
		if _, field := o.(*widgets.Field); field {
			return
		}
		if row, ok := o.(desktop.Mouseable); ok {
			rows = append(rows, row)
		}
	})
	return rows
}

// TestColumnWidthsAreRemembered: the edge of a title is dragged, and the next start knows.
func TestColumnWidthsAreRemembered(t *testing.T) {
	memory := &inMemory{}
	r := open(t, "de", false, func(r *room) { one(r); r.fill(t, 3); r.memory = memory })
	r.Show(mandatesPage)
	grips := func(r *room) (all []fyne.Draggable) {
		r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
			_, field := o.(*widgets.Field)
			if _, double := o.(fyne.DoubleTappable); !double || field {
				return
			}
			if grip, ok := o.(fyne.Draggable); ok {
				all = append(all, grip)
			}
		})
		return all
	}
	place := func(r *room) (x float32) {
		r.each(func(o fyne.CanvasObject, at fyne.Position, _ bool) {
			if p, ok := o.(*widgets.Pressable); ok && p.AccessibilityLabel() == "Benutzername" {
				x = at.X
			}
		})
		return x
	}
	before := place(r)
	grips(r)[0].Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: 60}})
	grips(r)[0].DragEnd()
	if got := place(r) - before; got != 60 {
		t.Errorf("the column became wider by %v", got)
	}
	if len(memory.data) == 0 {
		t.Fatal("nothing is remembered")
	}
	again := open(t, "de", false, func(r *room) { one(r); r.fill(t, 3); r.memory = memory })
	again.Show(mandatesPage)
	if got := place(again) - before; got != 60 {
		t.Errorf("the next start has it wider by %v", got)
	}
	memory.data = []byte("{")
	open(t, "de", false, func(r *room) { one(r); r.fill(t, 3); r.memory = memory }).Show(mandatesPage)
}

// inMemory remembers one thing.
type inMemory struct{ data []byte }

func (m *inMemory) Load(string) ([]byte, error) { return m.data, nil }
func (m *inMemory) Save(_ string, data []byte) error {
	m.data = data
	return nil
}

// choices are what can be chosen in a dialog, from top to bottom.
func (r *room) choices() []*widget.Select {
	var all []*widget.Select
	r.each(func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if s, ok := o.(*widget.Select); ok {
			all = append(all, s)
		}
	})
	return all
}

// TestImportColumnsAreCorrected: a file whose headings nobody knows is shown as it is, and a person says which column
// is which; the result follows at once.
func TestImportColumnsAreCorrected(t *testing.T) {
	r := listed(t, 3)
	r.mandates.Text("Unsere Liste\nA-Nr;Kürzel;Wer\n0099001;neu.eins;Neue GmbH\n0099002;neu.zwei;Zwei GmbH")
	r.sees(t, "Wählen Sie beide bei", "A-Nr", "Neue GmbH")
	r.choices()[0].SetSelectedIndex(2) // headings in line 2
	for i, letter := range []int{1, 2, 3} {
		r.choices()[3+i].SetSelectedIndex(letter)
	}
	r.sees(t, "So werden die ersten Zeilen gelesen", "0099001", "neu.zwei")
	r.seesNot(t, "Wählen Sie beide unter")
	tapLabel(t, r, "Ergebnis")
	r.sees(t, "0099001 · neu.eins · Neue GmbH", "0099002 · neu.zwei · Zwei GmbH")
	tapLabel(t, r, "Spalten und Format")
	r.choices()[2].SetSelectedIndex(1) // commas: there is one column then
	r.sees(t, "Wählen Sie beide bei", "Komma (,)")
	r.choices()[2].SetSelectedIndex(0)
	r.choices()[0].SetSelectedIndex(2)
	r.choices()[3].SetSelectedIndex(1)
	r.choices()[4].SetSelectedIndex(1)
	r.sees(t, "zugleich gewählt")
	r.choices()[4].SetSelectedIndex(2)
	r.press(t, "window.mandates.plan.accept")
	if got := r.statuses(t); got != "new new new new new" {
		t.Errorf("the list is %s", got)
	}
	r.press(t, "window.undo")
	if got := r.statuses(t); got != "new new new" {
		t.Errorf("after the undo the list is %s", got)
	}
}

func TestExcerptForOneClient(t *testing.T) {
	r := listed(t, 12)
	path := t.TempDir() + "/auskunft.pdf"
	file, err := storage.Writer(storage.NewFileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := r.list.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.mandates.WriteExcerpt(file, "Bäckerei Müller GmbH", list[:2])
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "Bäckerei Müller GmbH: 2\n" {
		t.Errorf("the file holds %q, %v", raw, err)
	}
	r.sees(t, "Die Auskunft über 2 Benutzerkonten steht in „auskunft.pdf“.")
}

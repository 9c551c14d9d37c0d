package mandates

import (
	"fmt"
	"slices"
	"testing"

	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/window/page"
)

func TestPlanLines(t *testing.T) {
	t.Parallel()
	p := &Page{host: &page.Host{Texts: language.New(language.German)}}
	list := []mandate.Mandate{
		{Fields: mandate.Fields{Number: "0012040", User: "m.mueller", Client: "A"}},
		{Fields: mandate.Fields{Number: "0012041", User: "known", Client: "K"}},
	}
	rows := []mandate.Row{
		{Line: 1, Fields: mandate.Fields{Number: "0012040", User: "m.mueller", Client: "B", Note: "neu"}},
		{Line: 2, Fields: mandate.Fields{Number: "0012041", User: "known", Client: "K"}},
		{Line: 3, Fields: mandate.Fields{User: "ohne"}},
	}
	texts := func() []string {
		var all []string
		for _, line := range p.planLines(mandate.NewPlan(list, rows)) {
			all = append(all, line.Text)
		}
		return all
	}
	want := []string{
		"Bitte ansehen", "Zeile 3: Die Kundennummer fehlt. Tragen Sie sie ein.",
		"Änderungen", "0012040 · m.mueller – Mandant: A → B", "0012040 · m.mueller – Notiz: bisher leer → neu",
	}
	if got := texts(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	rows = nil
	for i := range 400 {
		rows = append(rows, mandate.Row{Line: i + 1, Fields: mandate.Fields{Number: fmt.Sprintf("99%05d", i), User: "neu", Client: "N", Note: "n"}})
	}
	got := texts()
	if len(got) != 22 || got[0] != "Neu in der Liste" || got[1] != "9900000 · neu · N · n" || got[20] != "9900019 · neu · N · n" || got[21] != "und 380 weitere" {
		t.Errorf("400 new rows are shown as %q", got)
	}
	rows = rows[:21]
	if got := texts(); got[len(got)-1] != "und 1 weiteres" {
		t.Errorf("21 new rows end in %q", got[len(got)-1])
	}
}

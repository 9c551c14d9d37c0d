package window

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"kanzleicode/app/guard"
	"kanzleicode/app/language"
	"kanzleicode/app/window/page"
)

func TestFurtherStartOffersLinksAndFilesOneAfterTheOther(t *testing.T) {
	r := open(t, "de", false, one)
	file := writeFile(t, "bild.png", "x").Path()
	if !r.take(Errand{Offered: []string{file, sampleLink}}) {
		t.Fatal("refused")
	}
	if want := []string{sampleLink}; !slices.Equal(r.firm.scanned, want) {
		t.Fatalf("scanned %q, want %q", r.firm.scanned, want)
	}
	r.pass(1)
	if len(r.firm.scanned) != 1 {
		t.Fatalf("over the open dialog %q was scanned", r.firm.scanned)
	}
	r.press(t, "window.cancel")
	r.pass(1)
	if want := []string{sampleLink, "bild.png"}; !slices.Equal(r.firm.scanned, want) {
		t.Errorf("scanned %q, want %q", r.firm.scanned, want)
	}
}

func TestFurtherStartWaitsForThePIN(t *testing.T) {
	r := open(t, "de", false, func(r *room) { one(r); withPIN(t, guard.Settings{})(r) })
	if !r.take(Errand{Display: true, Offered: []string{sampleLink}}) {
		t.Fatal("refused")
	}
	r.pass(2)
	if len(r.firm.scanned) != 0 || r.display.Window() != nil {
		t.Fatalf("while locked %q was scanned, display %v", r.firm.scanned, r.display.Window())
	}
	r.enterPIN(t, doorPIN)
	r.pass(1)
	if len(r.firm.scanned) != 1 || r.display.Window() == nil {
		t.Errorf("after the PIN %q was scanned, display %v", r.firm.scanned, r.display.Window())
	}
}

func TestFurtherStartBringsTheHiddenWindowBack(t *testing.T) {
	r := open(t, "de", false, one)
	r.Hide()
	r.take(Errand{})
	if r.hidden {
		t.Error("it is still hidden")
	}
}

// queue is further starts that came already.
type queue struct {
	errands []Errand
	taken   chan bool
}

func (q queue) Serve(ctx context.Context, take func(Errand) bool) {
	for _, e := range q.errands {
		q.taken <- take(e)
	}
	<-ctx.Done()
}

// TestQuestionBeforeTheWindowLeavesErrandsToIt: a question for the passphrase can come to the front and no more.
func TestQuestionBeforeTheWindowLeavesErrandsToIt(t *testing.T) {
	starts := queue{[]Errand{{Token: "t"}, {Display: true}, {Offered: []string{sampleLink}}}, make(chan bool)}
	g := newGate(test.NewTempApp(t), language.New("de"), Start{Starts: starts}, page.NewInlineWorker)
	for _, want := range []bool{true, false, false} {
		if got := <-starts.taken; got != want {
			t.Errorf("taken %v, want %v", got, want)
		}
	}
	g.window.Close()
}

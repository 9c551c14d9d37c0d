package mandates

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/language"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// TestLongImportCanBeCancelled: work that takes long shows a bar, and cancelled it brings nothing.
func TestLongImportCanBeCancelled(t *testing.T) {
	test.NewTempApp(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	began := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	window := test.NewTempWindow(t, nil)
	var said string
	p := &Page{host: &page.Host{
		Texts: language.New(language.German), Now: func() time.Time { return began }, Window: window,
		Worker: page.NewWorker(ctx), Tell: func(n page.Notice) { said = n.Text },
	}}
	ended := make(chan error, 1)
	working := make(chan struct{})
	p.gather(func(ctx context.Context, progress func(float64)) (*intake, error) {
		progress(0.25)
		close(working)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}, func(*intake, error) { t.Error("what was cancelled came back") })
	<-working
	p.Tick(began.Add(time.Second))
	if top := widgets.Topmost(window.Canvas()); top != nil {
		t.Error("a short work is spoken of")
	}
	p.Tick(began.Add(2 * time.Second))
	dialog := widgets.Topmost(window.Canvas())
	if dialog == nil || p.reading.bar.Value != 0.25 {
		t.Fatalf("a long work is not shown, or not as it is: %v", p.reading)
	}
	dialog.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if err := <-ended; err == nil {
		t.Error("the work was not cancelled")
	}
	if widgets.Topmost(window.Canvas()) != nil || said != "Abgebrochen. Es wurde nichts übernommen." {
		t.Errorf("said %q", said)
	}
	p.Tick(began.Add(time.Minute))
	if widgets.Topmost(window.Canvas()) != nil {
		t.Error("it is shown again")
	}
}
